"""Reserves and goods trade of a few states."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="world_bank_selected",
    label="World Development Indicators: reserves and merchandise trade",
    publisher="World Bank",
    url="https://api.worldbank.org/v2/country/all/indicator/FI.RES.TOTL.CD?format=json&per_page=20000",
    version="2024",
    license=License(name="CC BY 4.0", ships="values", verified=False),
    cites=("worldbank2024",),
    first=1960,
    last=2024,
    tables={
        "wdi_selected": Table(
            path="wdi_reserves_trade/wdi_reserves_trade_selected.csv",
            columns=("iso3", "indicator", "year", "value_usd"),
        ),
    },
    vantage="intergovernmental; figures of national authorities",
    faults=(
        "reserves of five states and trade of four only",
        ("reserves are gross and hold gold at market price: what a central bank can use may be half"),
    ),
)
