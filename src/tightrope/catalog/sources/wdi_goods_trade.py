"""Total goods imports and exports of every state, declared and to be pulled."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

FLOWS = {"TM.VAL.MRCH.CD.WT": "wdi_goods_imports", "TX.VAL.MRCH.CD.WT": "wdi_goods_exports"}
SOURCE = Source(
    name="wdi_goods_trade",
    label="World Development Indicators: merchandise trade",
    publisher="World Bank",
    url="https://data.worldbank.org/indicator/TM.VAL.MRCH.CD.WT",
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
    downloads=tuple(
        Download(
            name=f"{code}.json",
            url=f"https://api.worldbank.org/v2/country/all/indicator/{code}?format=json&per_page=20000",
            format="json",
            choices={"nested": "flatten"},
            columns=("indicator.id", "countryiso3code", "date", "value"),
            gives=table,
            sql=f"""
                SELECT countryiso3code AS iso3, '{code}' AS indicator, TRY_CAST(date AS INTEGER) AS year,
                    TRY_CAST(value AS DOUBLE) AS value_usd
                FROM given
                WHERE "indicator.id" = '{code}' AND countryiso3code <> '' AND isfinite(TRY_CAST(value AS DOUBLE))
                ORDER BY iso3, year
            """,
            megabytes=50,
        )
        for code, table in FLOWS.items()
    ),
    vantage="intergovernmental; figures of national authorities, gathered by the WTO",
    funder="member states of the World Bank",
    faults=(
        "groups of states stand beside states: keep the codes that are states",
        "imports are priced with freight, exports without",
        "one reply holds 20,000 rows at most; a longer series needs a second page",
    ),
    gives="Total goods trade of all states",
)
