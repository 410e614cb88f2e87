"""United States foreign aid by country and fiscal year."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="us_foreign_aid",
    label="US foreign aid",
    publisher="US Department of State",
    url="https://foreignassistance.gov/data",
    version="November 2024",
    license=License(name="US government work, public domain", ships="values", verified=False),
    cites=("foreignassistance",),
    first=1946,
    last=2023,
    tables={
        "us_aid": Table(
            path="us_foreign_aid/us_foreign_aid_country_year.parquet",
            columns=(
                "iso3",
                "country",
                "region",
                "income_group",
                "transaction",
                "fiscal_year",
                "transition_quarter",
                "current_usd",
                "constant_usd",
            ),
        ),
    },
    vantage="United States (government); the donor's own books",
    faults=(
        "economic and military aid stand in one figure",
        "fiscal 2024 is partial and left out",
        "Coalition Support Funds, which repay costs, are not in it",
        "fiscal 1976 has a transition quarter, added to it",
    ),
)
