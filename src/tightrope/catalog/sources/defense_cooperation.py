"""Defense cooperation agreements, declared and to be pulled."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="defense_cooperation",
    label="Defense Cooperation Agreement Dataset (DCAD)",
    publisher="B. Kinne",
    url="no address on file: look it up by name",
    version="to be pulled",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=1980,
    last=2010,
    gives="Defense cooperation agreements",
)
