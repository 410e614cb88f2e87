"""Reserves and goods trade of a few states."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import number, text, whole
from tightrope.core.citation import License

SERIES = ("FI.RES.TOTL.CD", "TM.VAL.MRCH.CD.WT", "TX.VAL.MRCH.CD.WT")


def _series(code: str) -> Download:
    return Download(
        name=f"{code}.json",
        url=f"https://api.worldbank.org/v2/country/all/indicator/{code}?format=json&per_page=20000",
        format="json",
        choices={"nested": "flatten"},
        columns=("countryiso3code", "date", "value"),
        gives="wdi_selected",
        sql=f"""
            SELECT {text("countryiso3code")} AS iso3, '{code}' AS indicator, {whole("date")} AS year,
                {number("value")} AS value_usd
            FROM given WHERE {text("countryiso3code")} IS NOT NULL AND {number("value")} IS NOT NULL
            ORDER BY 1, 3""",
        megabytes=20,
    )


SOURCE = Source(
    name="world_bank_selected",
    label="World Development Indicators: reserves and merchandise trade",
    publisher="World Bank",
    url="https://data.worldbank.org/indicator/FI.RES.TOTL.CD",
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
    domain="economic",
    role="measure",
    twin="wdi_reserves",
    cadence="quarterly",
    access="open",
    hosts=("api.worldbank.org",),
    downloads=tuple(_series(code) for code in SERIES),
    vantage="intergovernmental; figures of national authorities",
    funder="members of the World Bank",
    faults=(
        "reserves of five states and trade of four only in the folder's table; a download has all states",
        "reserves are gross and hold gold at market price: what a central bank can use may be half",
    ),
)
