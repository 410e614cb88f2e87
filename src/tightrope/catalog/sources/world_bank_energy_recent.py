"""Energy imports after 2014, declared and to be pulled."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="world_bank_energy_recent",
    label="World Development Indicators: net energy imports",
    publisher="World Bank",
    url="https://api.worldbank.org/v2/country/all/indicator/EG.IMP.CONS.ZS?format=json&per_page=20000",
    version="to be pulled",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=2015,
    last=2024,
    gives="Energy imports after 2014",
)
