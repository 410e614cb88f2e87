"""Reserves and imports of every state, declared and to be pulled."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.core.citation import License

SERIES = {"FI.RES.TOTL.CD": "wdi_reserves", "NE.IMP.GNFS.CD": "wdi_imports"}
SOURCE = Source(
    name="wdi_reserves",
    label="World Development Indicators: total reserves, imports of goods and services",
    publisher="World Bank",
    url="https://data.worldbank.org/indicator/FI.RES.TOTL.CD",
    version="as retrieved",
    license=License(name="CC BY 4.0", ships="values", verified=False),
    cites=("worldbank2024",),
    first=1960,
    last=2024,
    tables={table: Table(path="", columns=("iso3", "year", "value_usd")) for table in SERIES.values()},
    domain="economic",
    role="measure",
    twin="world_bank_selected",
    cadence="quarterly",
    access="open",
    hosts=("api.worldbank.org",),
    downloads=tuple(
        Download(
            name=f"{code}.json",
            url=f"https://api.worldbank.org/v2/country/all/indicator/{code}?format=json&per_page=20000",
            format="json",
            choices={"nested": "flatten"},
            columns=("indicator.id", "countryiso3code", "date", "value"),
            gives=table,
            sql=f"""
                SELECT countryiso3code AS iso3, TRY_CAST(date AS INTEGER) AS year,
                    TRY_CAST(value AS DOUBLE) AS value_usd
                FROM given
                WHERE "indicator.id" = '{code}' AND countryiso3code <> '' AND isfinite(TRY_CAST(value AS DOUBLE))
                ORDER BY iso3, year
            """,
            megabytes=50,
        )
        for code, table in SERIES.items()
    ),
    vantage="intergovernmental; figures of national authorities, gathered by the IMF",
    funder="member states of the World Bank",
    faults=(
        "gold is counted at market price, so what a central bank can use may be half",
        "imports are of the national accounts, in current US dollars at the official exchange rate",
        "groups of states stand beside states: keep the codes that are states",
        "one reply holds 20,000 rows at most; a longer series needs a second page",
    ),
    gives="Reserves of all states",
)
