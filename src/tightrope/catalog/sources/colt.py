"""Leaders' travel in full, declared and to be pulled."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="colt",
    label="Country and Organizational Leader Travel (COLT)",
    publisher="Pardee Institute, University of Denver",
    url="https://korbel.du.edu/pardee/diplometrics",
    version="to be pulled",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=1990,
    last=2024,
    gives="Visits of all leaders, with direction",
)
