"""Correlates of War international trade, dyads and national totals."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="cow_trade",
    label="COW International Trade",
    publisher="Correlates of War Project",
    url="https://correlatesofwar.org/data-sets/bilateral-trade/",
    version="4.0",
    license=License(
        name="COW terms: free for research with citation, no open license", ships="derived", verified=False
    ),
    cites=("barbieri2009",),
    first=1870,
    last=2014,
    tables={
        "cow_trade": Table(
            path="cow_trade/cow_trade_dyadic.parquet",
            columns=("ccode1", "ccode2", "year", "flow1", "flow2", "smoothflow1", "smoothflow2"),
        ),
        "cow_trade_totals": Table(path="cow/trade_sy.parquet", columns=("ccode", "year", "imports", "exports")),
    },
    vantage="United States (university project); rests on IMF reports, importer's record first",
    faults=(
        "ends in 2014 with no official update",
        ("no services; Hong Kong is no partner, so trade through it is lost or booked to the wrong partner"),
        ("few partners are recorded before the 1960s: sums over partners then fall short of national totals"),
    ),
)
