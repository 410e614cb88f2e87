"""United States Entity List counts, declared and to be pulled."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="entity_list",
    label="Entity List",
    publisher="US Bureau of Industry and Security",
    url="no address on file: look it up by name",
    version="to be pulled",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=1997,
    last=2026,
    gives="Export controls: entries on the Entity List",
)
