"""Visits by the full travel list: in how many of three years each power's leaders came to a state."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import codes_in_time
from tightrope.catalog.rollcalls import listed
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library

WIDTH = 3


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return, by power, the number of years with a visit among the three up to each year, 0 to 3."""
    return library.sql(
        f"""
        WITH codes AS {codes_in_time()},
        trips AS (
            SELECT DISTINCT h.iso3 AS state, v.iso3 AS power, t.year FROM colt_trips t
            JOIN codes h ON h.code = t.host AND t.year BETWEEN h.first AND h.last
            JOIN codes v ON v.code = t.visitor AND t.year BETWEEN v.first AND v.last
        ),
        years AS (SELECT min(year) + {WIDTH - 1} AS first, max(year) AS last FROM colt_trips),
        cells AS (
            SELECT DISTINCT s.iso3 AS state, p.iso3 AS power, n.year
            FROM state_codes s, state_codes p, years y, range(1990, 2100) AS n (year)
            WHERE p.iso3 IN ({listed(powers)}) AND s.iso3 <> p.iso3 AND n.year BETWEEN y.first AND y.last
              AND n.year BETWEEN s.since AND s.until AND n.year BETWEEN p.since AND p.until
        )
        SELECT c.state, c.power, c.year, count(t.year)::DOUBLE AS value
        FROM cells c LEFT JOIN trips t
          ON t.state = c.state AND t.power = c.power AND t.year BETWEEN c.year - {WIDTH - 1} AND c.year
        GROUP BY ALL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="visits_colt",
        label="Visits of the power's leaders by the full travel list, three years",
        unit="years with a visit, 0 to 3",
        role="tie",
        higher="closer",
        kind="ordinal",
        flows=("leaders' visits",),
        domain="diplomatic",
        construct="attention at the top",
        family="leader_visits",
        paired=True,
        transform="log1p",
        sources=("colt",),
        cites=("colt",),
        first=1992,
        last=2024,
        note="whoever the file lists as head of state or government, two persons for some powers and one for "
        "others; found in news, so visits to small states are missed more; three-year windows overlap",
        after="visits",
    ),
    shape="dyad",
    form="counts",
    compute=compute,
)
