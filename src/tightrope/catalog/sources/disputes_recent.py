"""Militarized disputes after 2014, declared; nothing is published yet."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

SOURCE = Source(
    name="disputes_recent",
    label="COW Militarized Interstate Disputes, versions after 5.0",
    publisher="Correlates of War Project",
    url="https://correlatesofwar.org/data-sets/mids/",
    version="to come; version 5.0 ends in 2014",
    license=License(name="free with citation, terms not read", ships="never", verified=False),
    cites=("palmer2021",),
    first=2015,
    last=2025,
    domain="security",
    role="measure",
    twin="gml_mid",
    cadence="irregular",
    access="form",
    hosts=("correlatesofwar.org",),
    downloads=(
        Download(
            name="MIDB.csv",
            url="",
            format="csv",
            columns=("dispnum", "ccode", "styear", "endyear", "sidea", "hostlev", "fatality"),
            gives="mid_participants",
            sql="""
                SELECT TRY_CAST(dispnum AS INTEGER) AS dispute, TRY_CAST(ccode AS INTEGER) AS ccode,
                    TRY_CAST(styear AS INTEGER) AS start_year,
                    TRY_CAST(endyear AS INTEGER) AS end_year, TRY_CAST(sidea AS INTEGER) AS side_a,
                    TRY_CAST(hostlev AS INTEGER) AS hostility
                FROM given ORDER BY dispute, ccode, start_year
            """,
            megabytes=50,
        ),
    ),
    vantage="United States (universities); coded from English-language news and histories",
    funder="US National Science Foundation (believed)",
    faults=(
        "no version after 5.0 was found: the layout is that of its file of participants",
        "a minus nine is a missing value",
    ),
    gives="Interstate disputes after 2014",
)
