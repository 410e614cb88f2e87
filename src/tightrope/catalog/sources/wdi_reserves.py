"""Reserves of every state, declared and to be pulled."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

SOURCE = Source(
    name="wdi_reserves",
    label="World Development Indicators: total reserves",
    publisher="World Bank",
    url="https://data.worldbank.org/indicator/FI.RES.TOTL.CD",
    version="as retrieved",
    license=License(name="CC BY 4.0", ships="values", verified=False),
    cites=("worldbank2024",),
    first=1960,
    last=2024,
    domain="economic",
    role="measure",
    twin="world_bank_selected",
    cadence="quarterly",
    access="open",
    hosts=("api.worldbank.org",),
    downloads=(
        Download(
            name="FI.RES.TOTL.CD.json",
            url="https://api.worldbank.org/v2/country/all/indicator/FI.RES.TOTL.CD?format=json&per_page=20000",
            format="json",
            columns=("countryiso3code", "date", "value"),
            gives="wdi_reserves",
            sql="""
                SELECT countryiso3code AS iso3, 'FI.RES.TOTL.CD' AS indicator, TRY_CAST(date AS INTEGER) AS year,
                    TRY_CAST(value AS DOUBLE) AS value_usd
                FROM given WHERE countryiso3code <> '' AND isfinite(TRY_CAST(value AS DOUBLE)) ORDER BY iso3, year
            """,
            megabytes=50,
        ),
    ),
    vantage="intergovernmental; figures of national authorities, gathered by the IMF",
    funder="member states of the World Bank",
    faults=(
        "gold is counted at market price, so what a central bank can use may be half",
        "groups of states stand beside states: keep the codes that are states",
        "one reply holds 20,000 rows at most; a longer series needs a second page",
    ),
    gives="Reserves of all states",
)
