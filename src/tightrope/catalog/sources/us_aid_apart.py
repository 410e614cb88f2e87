"""Military and economic aid apart, declared and to be pulled."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="us_aid_apart",
    label="ForeignAssistance.gov, complete data",
    publisher="US Department of State",
    url="https://foreignassistance.gov/data",
    version="to be pulled",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=1946,
    last=2025,
    gives="US military and economic aid apart, and Coalition Support Funds",
)
