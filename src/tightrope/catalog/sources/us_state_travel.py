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
            columns=("office", "country", "city", "dates", "year", "description", "iso3"),
        ),
    },
    vantage="United States government; complete for its own two offices",
    faults=(
        "one trip gives a row for each country, airport stops included",
        "presidents end in January 2020, secretaries in November 2020",
    ),
)
