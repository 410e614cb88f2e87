"""Global Sanctions Data Base, cases."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.core.citation import License

COLUMNS = ("sanctioned_state", "sanctioning_state", "begin", "end")

SOURCE = Source(
    name="gsdb",
    label="Global Sanctions Data Base",
    publisher="G. Felbermayr, C. Syropoulos, Y. Yotov and others",
    url="https://www.globalsanctionsdatabase.com/",
    version="4",
    license=License(name="free for research on request, citation required", ships="derived", verified=False),
    cites=("felbermayr2020", "yalcin2025"),
    first=1949,
    last=2023,
    tables={"gsdb_cases": Table(path="gsdb_sanctions/gsdb_v4_cases.parquet", columns=COLUMNS)},
    domain="security",
    role="measure",
    cadence="irregular",
    access="form",
    downloads=(Download(name="GSDB_V4.csv", url="", format="csv", columns=COLUMNS, gives="gsdb_cases"),),
    vantage="Austria, Germany and the United States (institutes); measures that a Western ministry announces are found "
    "more easily than a Chinese one that nobody announces",
    funder="the authors' institutes",
    faults=(
        "informal Chinese measures are under-counted: Norway is in it, the Philippines 2012, Korea 2016-17 and "
        "Australia 2020 are not",
        "an end in 2023 may mean that the case goes on",
        "cases, not listed firms or persons",
        "years only, no days",
        "states stand by name, some in lists; joint senders such as the UN and the EU are names too",
    ),
)
