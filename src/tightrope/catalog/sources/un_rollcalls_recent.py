"""UN roll calls after 2023, declared and to be pulled."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="un_rollcalls_recent",
    label="UN General Assembly recorded votes",
    publisher="Dag Hammarskjold Library, United Nations",
    url="https://digitallibrary.un.org/record/4060887",
    version="to be pulled",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=2024,
    last=2026,
    gives="UN roll calls after 2023",
)
