"""Total goods imports of every state, declared and to be pulled."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="wdi_goods_trade",
    label="World Development Indicators: merchandise trade",
    publisher="World Bank",
    url="https://api.worldbank.org/v2/country/all/indicator/TM.VAL.MRCH.CD.WT?format=json&per_page=20000",
    version="to be pulled",
    license=License(name="terms of the publisher, not read", ships="never", verified=False),
    cites=(),
    first=1960,
    last=2024,
    gives="Total goods trade of all states",
)
