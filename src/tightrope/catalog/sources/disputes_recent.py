"""Interstate disputes after 2014, declared and to be pulled."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="disputes_recent",
    label="COW Militarized Interstate Disputes, later versions",
    publisher="Correlates of War Project",
    url="https://correlatesofwar.org/data-sets/",
    version="to be pulled",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=2015,
    last=2025,
    gives="Interstate disputes after 2014",
)
