"""Travels of US presidents and secretaries of state."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="us_state_travel",
    label="Travels of the President and the Secretary of State",
    publisher="Office of the Historian, US Department of State",
    url="https://history.state.gov/departmenthistory/travels",
    version="to 2020",
    license=License(name="US public domain", ships="values", verified=False),
    cites=("state_travel",),
    first=1866,
    last=2020,
    tables={
        "us_travel": Table(
            path="leader_visits/us_president_secstate_travel.parquet",
            columns=("office", "country", "dates", "year", "description", "iso3"),
        ),
    },
    domain="diplomatic",
    role="measure",
    twin="colt",
    cadence="irregular",
    access="form",  # pages by person and by country; there is no one file
    vantage="United States government; complete for its own two offices",
    funder="US government",
    faults=(
        "one trip gives a row for each country, airport stops included",
        "presidents end in January 2020, secretaries in November 2020",
        "days are text and not read; a meeting in New York is no travel",
        "no reading of the office's pages is written: a file is kept as received",
    ),
)
