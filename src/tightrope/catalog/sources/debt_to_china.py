"""Debt owed to China by creditor, declared and to be pulled."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="debt_to_china",
    label="World Bank International Debt Statistics",
    publisher="World Bank",
    url="https://api.worldbank.org/v2/country/all/indicator/",
    version="to be pulled",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=1970,
    last=2024,
    gives="Debt owed to China",
)
