"""Visits: how often each power's two highest traveling offices came to a state in three years."""

from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library

WIDTH, LAST = 3, 2020
FIRST = {"USA": 1946, "CHN": 1949}


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return, by power, the number of office-years with a visit in the three years up to each year, 0 to 6.

    Offices: the US President and Secretary of State; the Chinese head of state or party and the Premier.
    An office counts once a year however often it came, so that the secretary's many short trips weigh no
    more than a premier's tour. Stops on the way and vacations are no visit. Both lists cover every state
    from their first year, so a state without a row is an observed 0.
    """
    chosen = ", ".join(f"('{power}', {FIRST[power]})" for power in powers if power in FIRST)
    return library.sql(
        f"""
        WITH trips AS (
            SELECT DISTINCT 'USA' AS power, office, year,
                CASE WHEN country = 'U.S.S.R.' THEN 'RUS' WHEN country = 'German Democratic Republic' THEN 'DDR'
                     WHEN country IN ('Yugoslavia', 'Serbia and Montenegro') THEN 'YUG' ELSE iso3 END AS state
            FROM us_travel
            WHERE NOT regexp_matches(description, '^(Stopped en route|Overnight stop|Refueling stop|Vacation\\.)')
            UNION ALL
            SELECT DISTINCT 'CHN', CASE WHEN level LIKE 'Premier%' OR level LIKE 'Other%' THEN 'premier'
                ELSE 'head' END, year,
                CASE WHEN iso3 = 'SUN' THEN 'RUS' WHEN country = 'Germany, East' THEN 'DDR' ELSE iso3 END
            FROM chinese_travel WHERE year <= {LAST}
        ),
        spans AS (SELECT DISTINCT iso3 AS state, since, until FROM state_codes),
        cells AS (
            SELECT DISTINCT s.state, p.power, y.year
            FROM spans s, (SELECT DISTINCT year FROM cow_iso) y, (VALUES {chosen}) AS p (power, first)
            WHERE y.year BETWEEN greatest(s.since, p.first + {WIDTH - 1}) AND least(s.until, {LAST})
              AND s.state <> p.power
        )
        SELECT c.state, c.power, c.year, count(t.office)::DOUBLE AS value
        FROM cells c LEFT JOIN trips t
          ON t.state = c.state AND t.power = c.power AND t.year BETWEEN c.year - {WIDTH - 1} AND c.year
        GROUP BY ALL ORDER BY ALL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="visits",
        label="Visits by the power's two highest traveling offices, three years",
        unit="office-years with a visit, 0 to 6",
        role="tie",
        higher="closer",
        domain="diplomatic",
        construct="attention at the top",
        family="leader_visits",
        paired=True,
        transform="log1p",
        sources=("ceias_travel", "us_state_travel"),
        cites=("state_travel", "turcsanyi2021"),
        first=1948,
        last=2020,
        note="US President and Secretary of State beside the Chinese head of state or party and the Premier: not the "
        "same offices, so the level favors the United States; the Chinese list is a lower bound and starts in 1951 "
        "here; the power's travel to the state, not the reverse; three-year windows overlap",
    ),
    shape="dyad",
    form="counts",
    compute=compute,
)
