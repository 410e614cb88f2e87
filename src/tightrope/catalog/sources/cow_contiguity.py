"""Direct contiguity of states."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="cow_contiguity",
    label="COW Direct Contiguity",
    publisher="Correlates of War Project",
    url="https://correlatesofwar.org/data-sets/",
    version="3.2",
    license=License(
        name="COW terms: free for research with citation, no open license", ships="derived", verified=False
    ),
    cites=("stinnett2002",),
    first=1816,
    last=2016,
    tables={
        "contdir": Table(path="cow/contdir.parquet", columns=("ccode1", "ccode2", "conttype", "stdate", "enddate")),
    },
    vantage="United States (university project)",
    faults=(
        ("the land border of Pakistan and Myanmar is never ended upstream; here it ends in 1971, with East Pakistan"),
    ),
)
