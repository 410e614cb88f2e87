"""IMF lending arrangements by country."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="imf_arrangements",
    label="IMF lending arrangements",
    publisher="International Monetary Fund, as assembled by K. Kuruc",
    url="https://www.imf.org/external/np/fin/tad/extarr1.aspx",
    version="May 2019",
    license=License(name="IMF terms of use: re-use with attribution", ships="derived", verified=False),
    cites=("imfarrangements",),
    first=1952,
    last=2016,
    tables={
        "imf_arrangements": Table(
            path="imf_arrangements/imf_arrangements_1952_2019.csv", columns=("iso3", "type", "start", "end")
        ),
    },
    domain="economic",
    role="measure",
    twin="imf_programs_recent",
    cadence="irregular",
    access="form",  # the Fund shows arrangements member by member on pages; there is no one file
    vantage="intergovernmental; the largest shareholder is the United States",
    funder="members of the Fund",
    faults=(
        "arrangements that began in 2017-19 look incomplete, so coverage ends in 2016",
        "Pakistan's arrangements of 2019, 2023 and 2024 are not in it",
        "rows marked as parts of another row are left out",
        "the extended credit facility also stands for its predecessors",
        "no reading of the Fund's pages is written: a file is kept as received",
    ),
)
