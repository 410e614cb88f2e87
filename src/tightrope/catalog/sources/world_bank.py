"""World Bank development indicators, by way of Gapminder."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import number, text, whole
from tightrope.core.citation import License

# The bank's code of a series -> the name under which it stands in the table.
SERIES = {
    "NE.EXP.GNFS.ZS": "exports_percent_of_gdp",
    "NE.IMP.GNFS.ZS": "imports_percent_of_gdp",
    "NE.RSB.GNFS.CD": "trade_balance_us_not_inflation_adjusted",
    "DT.DOD.DECT.CD": "external_debt_total_us_not_inflation_adjusted",
    "DT.DOD.DECT.GN.ZS": "debt_to_foreigners_by_public_and_private_percent_of_gni",
    "DT.TDS.DECT.EX.ZS": "debt_servicing_costs_percent_of_exports_and_net_income_from_abroad",
    "TG.VAL.TOTL.GD.ZS": "merchandise_trade_percent_of_gdp",
    "NY.GDP.MKTP.KD": "total_gdp_us_inflation_adjusted",
    "MS.MIL.XPND.GD.ZS": "military_expenditure_percent_of_gdp",
}


def _series(code: str, name: str) -> Download:
    return Download(
        name=f"{code}.json",
        url=f"https://api.worldbank.org/v2/country/all/indicator/{code}?format=json&per_page=20000",
        format="json",
        choices={"nested": "flatten"},
        columns=("countryiso3code", "date", "value"),
        gives="macro",
        sql=f"""
            SELECT '{name}' AS indicator, {text("countryiso3code")} AS iso3, {whole("date")} AS year,
                {number("value")} AS value
            FROM given WHERE {text("countryiso3code")} IS NOT NULL AND {number("value")} IS NOT NULL
            ORDER BY 2, 3""",
        megabytes=20,
    )


SOURCE = Source(
    name="world_bank",
    label="World Development Indicators",
    publisher="World Bank",
    url="https://datatopics.worldbank.org/world-development-indicators/",
    version="2024",
    license=License(name="CC BY 4.0", ships="values", verified=False),
    cites=("worldbank2024",),
    first=1960,
    last=2024,
    tables={
        "macro": Table(path="gapminder_wdi/macro_long.parquet", columns=("indicator", "iso3", "year", "value")),
    },
    domain="economic",
    role="measure",
    twin="pwt",
    cadence="quarterly",
    access="open",
    hosts=("api.worldbank.org",),
    downloads=tuple(_series(code, name) for code, name in sorted(SERIES.items())),
    vantage="intergovernmental; figures of national authorities",
    funder="members of the World Bank",
    faults=(
        "external debt has no split by creditor",
        "no series of current GDP in the folder's table: it is derived",
        "debt series cover low- and middle-income states only",
        "a change of base year (constant 2015 US$) moves every level of real GDP at once",
        "military spending rests on SIPRI's estimates",
    ),
)
