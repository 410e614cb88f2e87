"""United States goods trade with every partner."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="us_census_trade",
    label="US goods trade by partner",
    publisher="US Census Bureau",
    url="https://www.census.gov/foreign-trade/balance/country.xlsx",
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
    vantage="United States (government); imports by country of origin",
    faults=("unreported months are zero in the file",),
)
