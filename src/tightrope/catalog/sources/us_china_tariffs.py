"""Tariffs between the powers 2018-24, declared and to be pulled."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="us_china_tariffs",
    label="US-China tariffs 2018-24",
    publisher="C. Bown, Peterson Institute",
    url="no address on file: look it up by name",
    version="to be pulled",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=2018,
    last=2024,
    gives="Tariffs between the two powers, 2018-24",
)
