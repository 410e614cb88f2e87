"""Battle deaths after 2022, declared and to be pulled."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="ucdp_recent",
    label="UCDP Georeferenced Event Dataset",
    publisher="Uppsala Conflict Data Program",
    url="https://ucdp.uu.se/downloads/",
    version="to be pulled",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=2023,
    last=2025,
    gives="Battle deaths after 2022",
)
