"""Embassies and consulates, Lowy Global Diplomacy Index."""

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
            path="lowy/diplomatic_posts.parquet", columns=("year", "country", "post_country", "type_of_post")
        ),
        "iso_codes": Table(path="country_codes/codelist.csv", columns=("country_name_en", "iso3c")),
    },
    domain="diplomatic",
    role="measure",
    cadence="irregular",
    access="form",  # shown on the institute's site; the layout of what it hands out was not read
    vantage="Australia, a think tank; five years only",
    funder="the institute's endowment, donors and grants",
    faults=(
        "2018, 2020 and 2022 were not counted",
        "the copy is another project's extract",
        "states stand by name, some misspelled",
        "the institute's file was not read: a file is kept as received",
        "names are matched with the list of the R package countrycode, which is no part of the index",
    ),
)
