"""Visits: in how many of three years each power's head of state or government came to a state."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.travel import AMERICAN, CHINESE
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library

WIDTH, LAST = 3, 2019
FIRST = {"USA": 1946, "CHN": 1949}


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return, by power, the number of years with a visit among the three up to each year, 0 to 3.

    The same offices on both sides: the US President is head of state and of government at once; for China
    the head of state or party and the Premier. A year counts once however often they came. Stops on the
    way and vacations are no visit. Both lists cover every state from their first year, so a state without
    a row is an observed 0.
    """
    chosen = ", ".join(f"('{power}', {FIRST[power]})" for power in powers if power in FIRST)
    return library.sql(
        f"""
        WITH {AMERICAN}, {CHINESE},
        trips AS (
            SELECT DISTINCT 'USA' AS power, year, state FROM american WHERE office = 'President'
            UNION SELECT DISTINCT 'CHN', year, state FROM chinese
        ),
        spans AS (SELECT DISTINCT iso3 AS state, since, until FROM state_codes),
        cells AS (
            SELECT DISTINCT s.state, p.power, y.year
            FROM spans s, (SELECT DISTINCT year FROM cow_iso) y, (VALUES {chosen}) AS p (power, first)
            WHERE y.year BETWEEN greatest(s.since, p.first + {WIDTH - 1}) AND least(s.until, {LAST})
              AND s.state <> p.power
        )
        SELECT c.state, c.power, c.year, count(t.year)::DOUBLE AS value
        FROM cells c LEFT JOIN trips t
          ON t.state = c.state AND t.power = c.power AND t.year BETWEEN c.year - {WIDTH - 1} AND c.year
        GROUP BY ALL ORDER BY ALL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="visits",
        label="Visits of the power's head of state or government, three years",
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
        sources=("ceias_travel", "us_state_travel"),
        cites=("state_travel", "turcsanyi2021"),
        first=1948,
        last=2019,
        note="the US President beside the Chinese head of state or party and the Premier; the Chinese list is a lower "
        "bound and starts in 1951 here, the President's ends in January 2020; the power's travel to the state, not the "
        "reverse; three-year windows overlap",
    ),
    shape="dyad",
    form="counts",
    compute=compute,
)
