"""Approval of the powers after 2015, declared and to be pulled."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="approval_recent",
    label="Gallup approval of leadership",
    publisher="Gallup",
    url="no address on file: look it up by name",
    version="to be pulled",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=2006,
    last=2025,
    gives="Public approval of the powers after 2015",
)
