"""Lowy Institute Global Diplomacy Index."""

from tightrope.catalog.entry import Source
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
        "lowy_posts": "lowy/diplomatic_posts.parquet",
        "iso_codes": "country_codes/codelist.csv",
    },
    vantage="Australia, a think tank; five years only",
    faults=("2018, 2020 and 2022 were not counted", "the copy is another project's extract"),
)
