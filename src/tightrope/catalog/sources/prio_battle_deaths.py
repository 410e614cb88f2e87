"""Battle deaths by country of fighting before 1989."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="prio_battle_deaths",
    label="PRIO Battle Deaths",
    publisher="Peace Research Institute Oslo",
    url="no address on file: look it up by name",
    version="3.1",
    license=License(name="free with citation, no license stated", ships="counts", verified=False),
    cites=("lacina2005",),
    first=1946,
    last=1988,
    tables={
        "battle_deaths_table": Table(
            path="conflict_country_year/battle_deaths_country_year.parquet",
            columns=("gwcode", "country_name", "year", "low", "high", "best", "source"),
        ),
    },
    vantage="Norway (institute)",
    faults=(
        "deaths of a war are spread evenly over its years where sources give totals only",
        "kept apart from UCDP: another concept and method",
    ),
)
