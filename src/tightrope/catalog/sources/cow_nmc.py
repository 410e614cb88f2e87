"""National Material Capabilities of states."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="cow_nmc",
    label="COW National Material Capabilities",
    publisher="Correlates of War Project",
    url="https://correlatesofwar.org/data-sets/",
    version="7.0",
    license=License(
        name="COW terms: free for research with citation, no open license", ships="derived", verified=False
    ),
    cites=("singer1972", "singer1987"),
    first=1816,
    last=2022,
    tables={
        "nmc": Table(
            path="cow/nmc.parquet", columns=("ccode", "year", "milex", "milper", "irst", "pec", "tpop", "upop", "cinc")
        ),
    },
    vantage="United States (university project)",
    faults=(
        "iron, steel, energy and heads count as much as money: an industrial-age measure",
        "a third of the index is population",
    ),
)
