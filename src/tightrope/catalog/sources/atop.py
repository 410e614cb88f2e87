"""Alliance Treaty Obligations and Provisions, directed dyad-years."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="atop",
    label="Alliance Treaty Obligations and Provisions",
    publisher="B. A. Leeds and others",
    url="http://www.atopdata.org/data.html",
    version="5 (1815-2018)",
    license=License(name="free for research with citation, redistribution not granted", ships="never", verified=False),
    cites=("leeds2002",),
    first=1815,
    last=2018,
    tables={
        "atop": Table(
            path="alliances/atop_directed_dyad_year.parquet",
            columns=(
                "ccode1",
                "ccode2",
                "year",
                "atop_defense",
                "atop_offense",
                "atop_neutral",
                "atop_nonagg",
                "atop_consul",
            ),
        ),
    },
    vantage="United States, a university; the text of treaties, not practice",
    faults=("practice between China and Pakistan is far deeper than their treaties say",),
)
