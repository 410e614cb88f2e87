"""Battle deaths by country of fighting, from UCDP events."""

from tightrope.catalog.entry import Source, Table
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
            path="conflict_country_year/battle_deaths_country_year.parquet",
            columns=("gwcode", "country_name", "year", "low", "high", "best", "source"),
        ),
    },
    vantage="Sweden (university); coded from news agencies, so remote fighting is under-counted",
    faults=("best estimates; deaths are booked where the fighting took place",),
)
