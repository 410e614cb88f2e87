"""United States goods trade with every partner."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import number, text, whole
from tightrope.core.citation import License

SOURCE = Source(
    name="us_census_trade",
    label="US goods trade by partner",
    publisher="US Census Bureau",
    url="https://www.census.gov/foreign-trade/balance/index.html",
    version="to 2023-01",
    license=License(name="US government work, public domain", ships="values", verified=False),
    cites=("census2023",),
    first=1985,
    last=2022,
    tables={
        "census_annual": Table(
            path="us_census_trade/us_trade_annual.parquet",
            columns=("year", "cty_code", "partner", "us_imports_musd", "us_exports_musd"),
        ),
    },
    domain="economic",
    role="measure",
    twin="comtrade",
    cadence="monthly",
    access="open",
    hosts=("www.census.gov",),
    downloads=(
        Download(
            name="country.xlsx",
            url="https://www.census.gov/foreign-trade/balance/country.xlsx",
            format="xlsx",
            choices={"zeros": "number"},
            columns=("year", "CTY_CODE", "CTYNAME", "IYR", "EYR", "IDEC", "EDEC"),
            gives="census_annual",
            # a year whose December holds nothing anywhere is not over
            sql=f"""
                WITH cells AS (
                    SELECT {whole("year")} AS year, {whole("CTY_CODE")} AS cty_code, {text("CTYNAME")} AS partner,
                        {number("IYR")} AS us_imports_musd, {number("EYR")} AS us_exports_musd,
                        coalesce({number("IDEC")}, 0) + coalesce({number("EDEC")}, 0) AS december
                    FROM given
                )
                SELECT year, cty_code, partner, us_imports_musd, us_exports_musd FROM cells
                WHERE year IN (SELECT year FROM cells GROUP BY year HAVING sum(december) > 0)
                ORDER BY year, cty_code""",
            megabytes=30,
        ),
    ),
    vantage="United States (government); imports by country of origin",
    funder="US government",
    faults=(
        "unreported months are zero in the file",
        "aggregates such as OPEC stand among the partners, with codes below 1000",
        "imports count by origin: what passes Hong Kong counts as China's, which China's own record leaves out",
        "the running year is left out until its December is in",
    ),
)
