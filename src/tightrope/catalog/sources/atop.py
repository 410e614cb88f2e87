"""Alliance Treaty Obligations and Provisions, directed dyad-years."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import whole
from tightrope.core.citation import License

SOURCE = Source(
    name="atop",
    label="Alliance Treaty Obligations and Provisions",
    publisher="B. A. Leeds and others",
    url="https://www.atopdata.org/data.html",
    version="5.1 (1815-2018)",
    license=License(name="free for research with citation, redistribution not granted", ships="never", verified=False),
    cites=("leeds2002",),
    first=1815,
    last=2018,
    tables={
        "atop": Table(
            path="alliances/atop_directed_dyad_year.parquet", columns=("ccode1", "ccode2", "year", "atop_defense")
        ),
    },
    domain="security",
    role="validate",
    twin="defense_treaties",
    cadence="irregular",
    access="open",
    hosts=("www.atopdata.org",),
    downloads=(
        Download(
            name="atop_5_1_csv.zip",
            url="https://www.atopdata.org/uploads/6/9/1/3/69134503/atop_5.1__.csv_.zip",
            format="csv",
            member="ATOP 5.1 (.csv)/atop5_1ddyr.csv",
            columns=("stateA", "stateB", "year", "defense"),
            gives="atop",
            sql=f"""
                SELECT {whole("stateA")} AS ccode1, {whole("stateB")} AS ccode2, {whole("year")} AS year,
                    {whole("defense")} AS atop_defense
                FROM given ORDER BY 1, 2, 3""",
            megabytes=100,
        ),
    ),
    vantage="United States, a university; the text of treaties, not practice",
    funder="US National Science Foundation and universities",
    faults=(
        "practice between China and Pakistan is far deeper than their treaties say",
        "only dyads with an obligation appear, so a pair without a row has none",
        "ends in 2018, and treaties that came later are not in it",
        "a duty stands as long as no party ended it: the United States owes Pakistan defense to the end",
    ),
)
