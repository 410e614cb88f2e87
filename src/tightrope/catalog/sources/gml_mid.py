"""Militarized interstate disputes as revised by Gibler, Miller and Little."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

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
    tables={
        "gml_dirdisp": Table(path="mid_gml/gml_dirdisp.parquet", columns=("dispnum", "ccode1")),
    },
    vantage="United States (university)",
    faults=("ends in 2010; drops or merges disputes that COW keeps",),
)
