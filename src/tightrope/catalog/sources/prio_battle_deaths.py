"""Battle deaths before 1989."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="prio_battle_deaths",
    label="PRIO Battle Deaths",
    publisher="Peace Research Institute Oslo",
    url="https://www.prio.org/data/1",
    version="3.1",
    license=License(name="free with citation, no license stated", ships="counts", verified=False),
    cites=("lacina2005",),
    first=1946,
    last=1988,
    tables={
        "prio_deaths": Table(
            path="conflict_country_year/battle_deaths_country_year.parquet", columns=("gwcode", "year", "best")
        ),
    },
    domain="security",
    role="validate",
    twin="ucdp_battle_deaths",
    cadence="ended",
    access="form",
    vantage="Norway (institute)",
    funder="Norwegian and other public research funds",
    faults=(
        "deaths of a war are spread evenly over its years where sources give totals only",
        "kept apart from UCDP: another concept and method",
        "the institute counts by conflict; the table by country of fighting was made by others",
        "no reading of the institute's layout is written: a file is kept as received",
    ),
)
