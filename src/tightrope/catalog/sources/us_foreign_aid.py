"""United States foreign aid by country and fiscal year."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import number, text
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
            columns=("iso3", "country", "transaction", "fiscal_year", "current_usd", "constant_usd"),
        ),
    },
    domain="economic",
    role="measure",
    twin="us_aid_apart",
    cadence="quarterly",
    access="open",
    hosts=("s3.amazonaws.com",),
    downloads=(
        Download(
            name="us_foreign_aid_country.csv",
            url="https://s3.amazonaws.com/files.explorer.devtechlab.com/us_foreign_aid_country.csv",
            format="csv",
            columns=(
                "Country Code",
                "Country Name",
                "Transaction Type Name",
                "Fiscal Year",
                "current_amount",
                "constant_amount",
            ),
            gives="us_aid",
            # fiscal 1976 has a transition quarter of its own, written 1976tq
            sql=f"""
                SELECT {text("Country Code")} AS iso3, {text("Country Name")} AS country,
                    {text("Transaction Type Name")} AS transaction,
                    TRY_CAST(left({text("Fiscal Year")}, 4) AS INTEGER) AS fiscal_year,
                    {number("current_amount")} AS current_usd, {number("constant_amount")} AS constant_usd
                FROM given ORDER BY ALL""",
            megabytes=50,
        ),
    ),
    vantage="United States (government); the donor's own books",
    funder="US government",
    faults=(
        "economic and military aid stand in one figure",
        "fiscal 2024 is partial and left out",
        "Coalition Support Funds, which repay costs, are not in it",
        "fiscal 1976 has a transition quarter, added to it",
        "the site has been unstable since 2025: keep what was fetched",
        "the file lies in a contractor's storage, at the address that the site links to",
    ),
)
