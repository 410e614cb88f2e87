"""IMF lending arrangements."""

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
            path="imf_arrangements/imf_arrangements_1952_2019.csv",
            columns=("country", "iso3", "type", "start", "end", "agreed_sdr_thousand", "drawn_sdr_thousand"),
        ),
    },
    vantage="intergovernmental",
    faults=("arrangements that began in 2017-19 look incomplete, so coverage ends in 2016",),
)
