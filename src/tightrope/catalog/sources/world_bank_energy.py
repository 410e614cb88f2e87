"""Net energy imports in percent of use."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="world_bank_energy",
    label="World Development Indicators: energy imports",
    publisher="World Bank, by Our World in Data",
    url="https://api.worldbank.org/v2/country/all/indicator/",
    version="2014",
    license=License(name="CC BY 4.0", ships="values", verified=False),
    cites=("worldbank2024",),
    first=1960,
    last=2014,
    tables={
        "energy_imports_wdi": Table(
            path="conflict_country_year/energy_imports_pct_wb2014.csv",
            columns=("Entity", "Year", "Energy imports (World Bank (2014))"),
        ),
    },
    vantage="intergovernmental; figures of national authorities",
    faults=("an old vintage that ends in 2014",),
)
