"""Battle deaths by country of fighting since 1989."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import number, whole
from tightrope.core.citation import License

SOURCE = Source(
    name="ucdp_battle_deaths",
    label="UCDP battle deaths (GED 23.1)",
    publisher="Uppsala Conflict Data Program",
    url="https://ucdp.uu.se/downloads/",
    version="23.1",
    license=License(name="CC BY 4.0", ships="values", verified=False),
    cites=("sundberg2013",),
    first=1989,
    last=2022,
    tables={
        "battle_deaths_table": Table(
            path="conflict_country_year/battle_deaths_country_year.parquet", columns=("gwcode", "year", "best")
        ),
    },
    domain="security",
    role="measure",
    twin="prio_battle_deaths",
    cadence="yearly",
    access="open",
    hosts=("ucdp.uu.se",),
    downloads=(
        Download(
            name="organizedviolencecy-251-csv.zip",
            url="https://ucdp.uu.se/downloads/organizedviolencecy/organizedviolencecy-251-csv.zip",
            format="csv",
            member="organizedviolencecy_v25_1.csv",
            columns=("country_id_cy", "year_cy", "sb_total_deaths_best_cy"),
            gives="battle_deaths_table",
            sql=f"""
                SELECT {whole("country_id_cy")} AS gwcode, {whole("year_cy")} AS year,
                    {number("sb_total_deaths_best_cy")} AS best
                FROM given ORDER BY 1, 2""",
            megabytes=20,
        ),
    ),
    vantage="Sweden (university); coded from news agencies, so remote fighting is under-counted",
    funder="Uppsala University and public research funds",
    faults=(
        "best estimates; deaths are booked where the fighting took place",
        "conflicts with a state as a party only: fights between groups and killings of civilians are other series",
        "the folder's table was made by others from release 23.1; the download is the publisher's own count by country "
        "and year, release 25.1, to 2024; the next release (26.1) renames its columns",
    ),
)
