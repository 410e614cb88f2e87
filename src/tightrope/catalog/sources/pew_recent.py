"""Favorability of the powers in later Pew surveys, declared; behind an account."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

SOURCE = Source(
    name="pew_recent",
    label="Pew Global Attitudes Survey, yearly data sets",
    publisher="Pew Research Center",
    url="https://www.pewresearch.org/datasets/",
    version="as retrieved",
    license=License(name="terms of the publisher (account, no redistribution)", ships="never", verified=False),
    cites=("pew_gas",),
    first=2016,
    last=2025,
    domain="societal",
    role="measure",
    twin="approval_recent",
    cadence="yearly",
    access="account",
    hosts=("www.pewresearch.org",),
    downloads=(Download(name="pew.csv", url="", format="csv", megabytes=200),),
    vantage="United States (research center)",
    funder="The Pew Charitable Trusts",
    faults=(
        "layout not read here; questions change their names from year to year",
        "Pakistan was not asked between 2015 and the years that were read",
    ),
    gives="Favorability of the powers in surveys after 2015",
)
