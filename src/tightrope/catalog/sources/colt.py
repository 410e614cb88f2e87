"""Leaders' travel in full, declared and to be fetched from its page."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="colt",
    label="Country and Organizational Leader Travel (COLT), heads of government and state",
    publisher="Pardee Institute, University of Denver",
    url="https://korbel.du.edu/pardee/diplometrics",
    version="2025-03-17",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=("colt",),
    first=1990,
    last=2024,
    tables={"colt_trips": Table(path="", columns=("visitor", "host", "year"))},
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
            columns=("LeaderCountryISO", "CountryVisitedISO", "TripYear"),
            gives="colt_trips",
            sql="""
                SELECT DISTINCT "LeaderCountryISO" AS visitor, "CountryVisitedISO" AS host,
                    TRY_CAST("TripYear" AS INTEGER) AS year
                FROM given WHERE "LeaderCountryISO" <> '' AND "CountryVisitedISO" <> ''
                ORDER BY visitor, host, year
            """,
            choices={"encoding": "latin-1"},
            megabytes=100,
        ),
    ),
    vantage="United States (university); found in news, so visits of small states are missed more",
    funder="US government contracts among others (believed)",
    faults=(
        "the columns were read in public code that uses the file, not in its codebook",
        "the file names the leader's role in codes that were not read: whoever it lists as head is counted",
    ),
    gives="Visits of all leaders, with direction",
)
