"""Lowy Institute Global Diplomacy Index."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="lowy",
    label="Global Diplomacy Index",
    publisher="Lowy Institute",
    url="https://globaldiplomacyindex.lowyinstitute.org/",
    version="2016, 2017, 2019, 2021, 2023",
    license=License(name="copyright Lowy Institute, reuse not granted", ships="never", verified=False),
    cites=("lowy_gdi",),
    first=2016,
    last=2023,
    tables={
        "lowy_posts": Table(
            path="lowy/diplomatic_posts.parquet",
            columns=("year", "country", "post_country", "post_city", "type_of_post", "post_type_title"),
        ),
        "iso_codes": Table(
            path="country_codes/codelist.csv",
            columns=(
                "country_name_en",
                "cldr_short_en",
                "country_name_en_regex",
                "iso3c",
                "iso2c",
                "iso3n",
                "cown",
                "cowc",
                "gwn",
                "gwc",
                "vdem",
                "p5n",
                "p5c",
                "imf",
                "wb",
                "fips",
                "gaul",
                "un",
                "un_name_en",
                "region",
                "region23",
                "continent",
                "eu28",
                "currency",
                "dhs",
                "icao_region",
            ),
        ),
    },
    vantage="Australia, a think tank; five years only",
    faults=("2018, 2020 and 2022 were not counted", "the copy is another project's extract"),
)
