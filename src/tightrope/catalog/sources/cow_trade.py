"""Correlates of War international trade, dyads and national totals."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import number, whole
from tightrope.core.citation import License

ZIP = "https://correlatesofwar.org/wp-content/uploads/COW_Trade_4.0.zip"

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
            path="cow_trade/cow_trade_dyadic.parquet", columns=("ccode1", "ccode2", "year", "flow1", "flow2")
        ),
        "cow_trade_totals": Table(path="cow/trade_sy.parquet", columns=("ccode", "year", "imports", "exports")),
    },
    domain="economic",
    role="measure",
    twin="itpd_e",
    cadence="ended",
    access="open",
    hosts=("correlatesofwar.org",),
    downloads=(
        Download(
            name="cow_trade_dyadic.zip",
            url=ZIP,
            format="csv",
            member="COW_Trade_4.0/Dyadic_COW_4.0.csv",
            columns=("ccode1", "ccode2", "year", "flow1", "flow2"),
            gives="cow_trade",
            sql=f"""
                SELECT * FROM (
                    SELECT {whole("ccode1")} AS ccode1, {whole("ccode2")} AS ccode2, {whole("year")} AS year,
                        {number("flow1", -9)} AS flow1, {number("flow2", -9)} AS flow2
                    FROM given
                ) WHERE flow1 IS NOT NULL OR flow2 IS NOT NULL ORDER BY 1, 2, 3""",
            megabytes=100,
        ),
        Download(
            name="cow_trade_national.zip",
            url=ZIP,
            format="csv",
            member="COW_Trade_4.0/National_COW_4.0.csv",
            columns=("ccode", "year", "imports", "exports"),
            gives="cow_trade_totals",
            sql=f"""
                SELECT {whole("ccode")} AS ccode, {whole("year")} AS year, {number("imports", -9)} AS imports,
                    {number("exports", -9)} AS exports
                FROM given ORDER BY 1, 2""",
            megabytes=100,
        ),
    ),
    vantage="United States (university project); rests on IMF reports, importer's record first",
    funder="universities and US research grants",
    faults=(
        "ends in 2014 with no official update",
        "no services; Hong Kong is no partner, so trade through it is lost or booked to the wrong partner",
        "few partners are recorded before the 1960s: sums over partners then fall short of national totals",
        "interpolated flows stand in columns of their own and are not used",
        "the publisher's server does not always send its whole certificate chain, so a download can be refused",
    ),
)
