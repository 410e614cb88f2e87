"""Direct contiguity of states."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import whole
from tightrope.core.citation import License

# Years of a border in a row make one spell.
SPELLS = f"""
    SELECT ccode1, ccode2, conttype, min(year)::VARCHAR || '-01-01' AS stdate, max(year)::VARCHAR || '-12-31' AS enddate
    FROM (
        SELECT *, year - row_number() OVER (PARTITION BY ccode1, ccode2, conttype ORDER BY year) AS run FROM (
            SELECT DISTINCT {whole("state1no")} AS ccode1, {whole("state2no")} AS ccode2,
                {whole("conttype")} AS conttype, {whole("year")} AS year
            FROM given
        )
    ) GROUP BY ccode1, ccode2, conttype, run ORDER BY 1, 2, 3, 4"""

SOURCE = Source(
    name="cow_contiguity",
    label="COW Direct Contiguity",
    publisher="Correlates of War Project",
    url="https://correlatesofwar.org/data-sets/direct-contiguity/",
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
    domain="security",
    role="measure",
    cadence="irregular",
    access="open",
    hosts=("correlatesofwar.org",),
    downloads=(
        Download(
            name="DirectContiguity320.zip",
            url="https://correlatesofwar.org/wp-content/uploads/DirectContiguity320.zip",
            format="csv",
            member="DirectContiguity320/contdird.csv",
            columns=("state1no", "state2no", "year", "conttype"),
            gives="contdir",
            sql=SPELLS,
            megabytes=50,
        ),
    ),
    vantage="United States (university project)",
    funder="universities and US research grants",
    faults=(
        "the land border of Pakistan and Myanmar is never ended upstream; here it ends in 1971, with East Pakistan",
        "ends in 2016; later years carry the last border on",
        "the download gives years, not days: a spell begins on 1 January",
        "the publisher's server does not always send its whole certificate chain, so a download can be refused",
    ),
)
