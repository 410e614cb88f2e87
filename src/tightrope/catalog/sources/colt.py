"""Leaders' travel in full, declared and to be fetched from its page."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

SOURCE = Source(
    name="colt",
    label="Country and Organizational Leader Travel (COLT), heads of government and state",
    publisher="Pardee Institute, University of Denver",
    url="https://korbel.du.edu/pardee/diplometrics",
    version="2025-03-17",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=1990,
    last=2024,
    domain="diplomatic",
    role="measure",
    twin="us_state_travel",
    cadence="yearly",
    access="form",
    hosts=("korbel.du.edu",),
    downloads=(
        Download(
            name="colt.csv",
            url="",
            format="csv",
            columns=("LeaderCountryISO", "CountryVisitedISO", "TripYear", "LeaderRole"),
            gives="colt_trips",
            sql="""
                SELECT "LeaderCountryISO" AS visitor, "CountryVisitedISO" AS host,
                    TRY_CAST("TripYear" AS INTEGER) AS year,
                    "LeaderRole" AS role, count(*) AS trips
                FROM given WHERE "LeaderCountryISO" <> '' AND "CountryVisitedISO" <> ''
                GROUP BY ALL ORDER BY visitor, host, year, role
            """,
            choices={"encoding": "latin-1"},
            megabytes=100,
        ),
    ),
    vantage="United States (university); found in news, so visits of small states are missed more",
    funder="US government contracts among others (believed)",
    faults=(
        "the columns were read in public code that uses the file, not in its codebook",
        "roles are many (head of state, of government, ministers): count like offices on both sides",
    ),
    gives="Visits of all leaders, with direction",
)
