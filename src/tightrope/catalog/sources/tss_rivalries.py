"""Strategic rivalries."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="tss_rivalries",
    label="Strategic rivalries of Thompson, Sakuwa and Suhas",
    publisher="W. Thompson, K. Sakuwa and P. Suhas",
    url="https://svmiller.com/peacesciencer/",
    version="2021",
    license=License(name="free with citation, no license stated", ships="counts", verified=False),
    cites=("thompson2021",),
    first=1494,
    last=2020,
    tables={
        "tss_rivalries": Table(
            path="mid_gml/tss_rivalries.parquet",
            columns=(
                "tssr_id",
                "rivalry",
                "ccode1",
                "ccode2",
                "start",
                "end",
                "positional",
                "spatial",
                "ideological",
                "interventionary",
                "principal",
                "aprin",
            ),
        ),
    },
    vantage="United States (university); coded from diplomatic histories",
    faults=("2020 is the end of coverage, not of the rivalries that stood then",),
)
