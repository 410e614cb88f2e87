"""US military and economic aid apart, declared and to be pulled."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="us_aid_apart",
    label="ForeignAssistance.gov, complete data",
    publisher="US Department of State",
    url="https://foreignassistance.gov/data",
    version="as retrieved",
    license=License(name="US government work, public domain", ships="values", verified=False),
    cites=("foreignassistance",),
    first=1946,
    last=2025,
    tables={
        "us_aid_apart": Table(path="", columns=("iso3", "objective", "transaction", "fiscal_year", "constant_usd"))
    },
    domain="economic",
    role="measure",
    twin="us_foreign_aid",
    cadence="quarterly",
    access="open",
    hosts=("s3.amazonaws.com",),
    downloads=(
        Download(
            name="us_foreign_aid_complete.csv",
            url="https://s3.amazonaws.com/files.explorer.devtechlab.com/us_foreign_aid_complete.csv",
            format="csv",
            columns=(
                "Country Code",
                "Foreign Assistance Objective Name",
                "Transaction Type Name",
                "Fiscal Year",
                "Constant Dollar Amount",
            ),
            gives="us_aid_apart",
            sql="""
                SELECT "Country Code" AS iso3, lower("Foreign Assistance Objective Name") AS objective,
                    lower("Transaction Type Name") AS transaction,
                    left("Fiscal Year"::VARCHAR, 4)::INTEGER AS fiscal_year,
                    sum(TRY_CAST("Constant Dollar Amount" AS DOUBLE)) AS constant_usd
                FROM given GROUP BY ALL ORDER BY iso3, fiscal_year, objective, transaction
            """,
            megabytes=6000,
        ),
    ),
    vantage="United States (government); the donor's own books",
    funder="United States",
    faults=(
        "several gigabytes; older files of the publisher have lower-case headers and are refused",
        "Coalition Support Funds, which repay costs, are not in it",
        "the fiscal year 1976 has a transition quarter, added to it here",
        "constant dollars are of the publisher's own base year, which moves",
        "the site has been unstable since 2025: keep what was received",
        "obligations and disbursements stand beside each other: never add them",
    ),
    gives="US military and economic aid apart",
)
