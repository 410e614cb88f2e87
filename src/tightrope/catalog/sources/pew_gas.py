"""Favorability of countries in Pew's surveys."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="pew_gas",
    label="Pew Global Attitudes, favorability of countries",
    publisher="Pew Research Center",
    url="https://www.pewresearch.org/global/datasets/",
    version="2002-2023, national aggregates of a harmonized individual file",
    license=License(name="Pew terms (use with attribution, aggregates may be cited)", ships="derived", verified=False),
    cites=("pew_gas",),
    first=2002,
    last=2023,
    tables={
        "pew_favorability": Table(
            path="pew_gas/pew_favourability_country_year.parquet",
            columns=("target", "iso3", "year", "n", "dk_pct", "fav_share_of_opinion", "suspect"),
        ),
    },
    domain="societal",
    role="measure",
    twin="approval_recent",
    cadence="yearly",
    access="account",
    vantage="United States, a private foundation; samples of some states are urban; what is asked is set in Washington",
    funder="The Pew Charitable Trusts",
    faults=(
        "views of China in 2013 were mapped wrongly upstream and are left out",
        "Pakistan was asked from 2002 (United States) and 2005 (China) to 2015",
        "aggregates made by others from surveys of individuals; only views of the United States were checked against "
        "published ones (310 country-years within two points)",
        "the surveys come one file a year, each with a layout of its own: a file is kept as received",
    ),
)
