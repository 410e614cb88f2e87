"""Visits: how often the US Secretary of State came to a state in three years."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.travel import AMERICAN
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library

WIDTH, FIRST, LAST = 3, 1946, 2020


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return the secretary's visits in the three years up to each year; a state without a row is an observed 0."""
    return library.sql(
        f"""
        WITH {AMERICAN},
        trips AS (SELECT DISTINCT year, dates, state FROM american WHERE office = 'Secretary of State'),
        cells AS (
            SELECT DISTINCT s.iso3 AS state, y.year
            FROM state_codes s, (SELECT DISTINCT year FROM cow_iso) y
            WHERE y.year BETWEEN greatest(s.since, {FIRST + WIDTH - 1}) AND least(s.until, {LAST}) AND s.iso3 <> 'USA'
        )
        SELECT c.state, 'USA' AS power, c.year, count(t.year)::DOUBLE AS value
        FROM cells c LEFT JOIN trips t ON t.state = c.state AND t.year BETWEEN c.year - {WIDTH - 1} AND c.year
        GROUP BY ALL ORDER BY ALL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="secretary_visits",
        label="Visits of the US Secretary of State, three years",
        unit="visits",
        role="tie",
        higher="closer",
        kind="count",
        domain="diplomatic",
        construct="attention of the diplomats",
        family="us_state_travel",
        power="USA",
        transform="log1p",
        sources=("us_state_travel",),
        cites=("state_travel",),
        first=1948,
        last=2020,
        note="no list of the Chinese foreign ministers' travel covers the same years, so it is not paired; three-year "
        "windows overlap",
    ),
    shape="dyad",
    form="counts",
    compute=compute,
)
