"""World Bank development indicators, by way of Gapminder."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="world_bank",
    label="World Development Indicators",
    publisher="World Bank",
    url="https://api.worldbank.org/v2/country/all/indicator/",
    version="2024",
    license=License(name="CC BY 4.0", ships="values", verified=False),
    cites=("worldbank2024",),
    first=1960,
    last=2024,
    tables={
        "macro": Table(path="gapminder_wdi/macro_long.parquet", columns=("indicator", "iso3", "year", "value")),
    },
    vantage="intergovernmental; figures of national authorities",
    faults=("external debt has no split by creditor", "no series of current GDP: it is derived"),
)
