"""IMF programs after 2019, declared and to be pulled."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="imf_programs_recent",
    label="IMF MONA",
    publisher="International Monetary Fund",
    url="https://www.imf.org/external/np/pdr/mona/",
    version="to be pulled",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=2017,
    last=2026,
    gives="IMF programs after 2016",
)
