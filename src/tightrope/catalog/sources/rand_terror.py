"""Terrorist incidents and their dead."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="rand_terror",
    label="RAND Database of Worldwide Terrorism Incidents",
    publisher="RAND Corporation, by Our World in Data",
    url="https://github.com/owid/owid-datasets",
    version="to 2009",
    license=License(name="free for research", ships="values", verified=False),
    cites=("rand2009",),
    first=1968,
    last=2009,
    tables={
        "rand_terrorism": Table(
            path="conflict_country_year/rand_terrorism_owid.csv",
            columns=(
                "Entity",
                "Year",
                "Count of terrorist incidents (RAND)",
                "Injuries due to terrorism (RAND)",
                "Fatalities due to terrorism (RAND)",
            ),
        ),
    },
    vantage="United States (institute with government funding)",
    faults=(
        "before 1998 international attacks only, so the level jumps there",
        "ends in 2009",
    ),
)
