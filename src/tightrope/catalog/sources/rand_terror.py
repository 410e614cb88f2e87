"""Deaths from terrorism to 2009."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import text, whole
from tightrope.core.citation import License

DEATHS = "Fatalities due to terrorism (RAND)"
# Days stand as 9-Feb-68: the register runs from 1968 to 2009.
_short = f"TRY_CAST(regexp_extract({text('Date')}, '-([0-9]{{2}})$', 1) AS INTEGER)"
_year = f"CASE WHEN {_short} >= 68 THEN 1900 + {_short} ELSE 2000 + {_short} END"

SOURCE = Source(
    name="rand_terror",
    label="RAND Database of Worldwide Terrorism Incidents",
    publisher="RAND Corporation, by Our World in Data",
    url="https://www.rand.org/nsrd/projects/terrorism-incidents.html",
    version="to 2009",
    license=License(
        name="RAND user agreement: research use, the database itself is not to be passed on", ships="derived"
    ),
    cites=("rand2009",),
    first=1968,
    last=2009,
    tables={
        "rand_terrorism": Table(
            path="conflict_country_year/rand_terrorism_owid.csv", columns=("Entity", "Year", DEATHS)
        ),
    },
    domain="security",
    role="measure",
    twin="terror_recent",
    cadence="ended",
    access="form",
    downloads=(
        Download(
            name="RAND_Database_of_Worldwide_Terrorism_Incidents.csv",
            url="",
            format="csv",
            choices={"encoding": "latin-1"},
            columns=("Date", "Country", "Fatalities"),
            gives="rand_terrorism",
            sql=f"""
                SELECT {text("Country")} AS "Entity", {_year} AS "Year",
                    sum(coalesce({whole("Fatalities")}, 0))::BIGINT AS "{DEATHS}"
                FROM given GROUP BY ALL ORDER BY ALL""",
        ),
    ),
    vantage="United States (institute with government funding)",
    funder="US government contracts and others",
    faults=(
        "before 1998 international attacks only, so the level jumps there",
        "ends in 2009",
        "country-years were summed by Our World in Data; from the publisher's file they are summed here",
        "an incident without a number of deaths counts as none",
    ),
)
