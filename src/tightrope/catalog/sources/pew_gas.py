"""Pew Global Attitudes: favorability of powers by country and year."""

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
            columns=(
                "target",
                "iso3",
                "year",
                "n",
                "fav_pct",
                "unfav_pct",
                "dk_pct",
                "fav_share_of_opinion",
                "suspect",
            ),
        ),
    },
    vantage="United States, a private foundation; samples of some states are urban",
    faults=(
        "views of China in 2013 were mapped wrongly upstream and are left out",
        "Pakistan was asked from 2002 (United States) and 2005 (China) to 2015",
    ),
)
