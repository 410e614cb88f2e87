"""US-China tension index, declared and to be pulled."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="us_china_tension",
    label="US-China Tension index",
    publisher="Economic Policy Uncertainty",
    url="https://www.policyuncertainty.com/US_China_Tension",
    version="to be pulled",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=1993,
    last=2025,
    gives="US-China tension in newspapers",
)
