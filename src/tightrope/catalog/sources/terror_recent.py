"""Terrorism deaths after 2009, declared and to be pulled."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="terror_recent",
    label="Global Terrorism Database",
    publisher="START, University of Maryland",
    url="no address on file: look it up by name",
    version="to be pulled",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=2010,
    last=2025,
    gives="Deaths from terrorism after 2009",
)
