"""Battle deaths after 2022, declared and to be pulled."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="ucdp_recent",
    label="UCDP Georeferenced Event Dataset",
    publisher="Uppsala Conflict Data Program",
    url="https://ucdp.uu.se/downloads/",
    version="25.1",
    license=License(name="CC BY 4.0", ships="values", verified=False),
    cites=("sundberg2013",),
    first=1989,
    last=2024,
    tables={"ucdp_ged": Table(path="", columns=("gwcode", "year", "best"))},
    domain="security",
    role="measure",
    twin="ucdp_battle_deaths",
    cadence="yearly",
    access="open",
    hosts=("ucdp.uu.se",),
    downloads=(
        Download(
            name="GEDEvent_v25_1.csv",
            url="https://ucdp.uu.se/downloads/ged/ged251-csv.zip",
            format="csv",
            columns=("year", "type_of_violence", "country_id", "best"),
            gives="ucdp_ged",
            sql="""
                SELECT TRY_CAST(country_id AS INTEGER) AS gwcode, TRY_CAST(year AS INTEGER) AS year,
                    sum(TRY_CAST(best AS DOUBLE)) AS best
                FROM given WHERE TRY_CAST(type_of_violence AS INTEGER) = 1
                GROUP BY gwcode, year ORDER BY gwcode, year
            """,
            member="GEDEvent_v25_1.csv",
            megabytes=100,
        ),
    ),
    vantage="Sweden (university); coded from news agencies, so remote fighting is under-counted",
    funder="Swedish public research funds (believed)",
    faults=(
        "a year without an event has no row, which is not the same as a year without coverage",
        "deaths are booked where the fighting took place, whoever fought",
        "low, best and high differ widely where reports disagree",
    ),
    gives="Battle deaths after 2022",
)
