"""Share of the other power in the goods trade of the United States by US Census, 1985-2022."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import names_table
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return the share of each other power in US goods trade with all countries."""
    return library.sql(
        f"""
        WITH names AS {names_table()},
        trade AS (
            SELECT coalesce(n.iso3, c.partner) AS partner, c.year, sum(c.us_imports_musd + c.us_exports_musd) AS value
            FROM census_annual c
            LEFT JOIN names n ON n.name = lower(c.partner) AND c.year BETWEEN n.first AND n.last
            WHERE c.cty_code >= 1000 GROUP BY ALL
        ),
        whole AS (SELECT year, sum(value ORDER BY value) AS value FROM trade GROUP BY ALL)
        SELECT least('USA', t.partner) || '-' || greatest('USA', t.partner) AS state, t.year, t.value / w.value AS value
        FROM trade t JOIN whole w ON w.year = t.year
        WHERE list_contains($powers, t.partner) AND t.partner <> 'USA' AND t.value > 0
        """,
        {"powers": list(powers)},
    )


INDICATOR = Indicator(
    variable=Variable(
        name="powers_trade_share_usa_census",
        label="Mutual trade in the trade of the United States (US Census)",
        unit="share, 0-1",
        role="pressure",
        higher="closer trade between the powers",
        family="census_trade",
        construct="mutual trade",
        transform="logit",
        sources=("us_census_trade",),
        cites=("census2023",),
        first=1985,
        last=2022,
        note="the United States' record; not spliced with COW, which it overlaps in 1985-2014",
    ),
    shape="system",
    form="values",
    compute=compute,
)
