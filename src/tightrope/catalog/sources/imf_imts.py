"""Bilateral goods trade after 2014 with totals, declared and to be pulled."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="imf_imts",
    label="IMF International Merchandise Trade Statistics",
    publisher="International Monetary Fund",
    url="https://data.imf.org/",
    version="to be pulled",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=2015,
    last=2025,
    gives="Bilateral goods trade with totals after 2016",
)
