"""Alliances: whether a state and each power owe each other defense by treaty."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.rollcalls import listed
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return 1 where either owes the other defense, 0 where no treaty says so; 1946-2018."""
    return library.sql(
        f"""
        WITH pacts AS (
            SELECT a.iso3 AS state, b.iso3 AS power, t.year, max(t.atop_defense) AS owes FROM (
                SELECT ccode1 AS one, ccode2 AS two, year, atop_defense FROM atop
                UNION ALL SELECT ccode2, ccode1, year, atop_defense FROM atop
            ) t
            JOIN cow_iso a ON a.ccode = t.one AND a.year = t.year
            JOIN cow_iso b ON b.ccode = t.two AND b.year = t.year
            GROUP BY ALL
        ),
        cells AS (
            SELECT DISTINCT s.iso3 AS state, p.iso3 AS power, y.year
            FROM state_codes s, state_codes p, (SELECT DISTINCT year FROM cow_iso WHERE year <= 2018) y
            WHERE y.year BETWEEN s.since AND s.until AND p.iso3 IN ({listed(powers)}) AND s.iso3 <> p.iso3
              AND y.year BETWEEN p.since AND p.until AND NOT (p.iso3 = 'CHN' AND y.year < 1950)
        )
        SELECT state, power, year, coalesce(owes, 0)::DOUBLE AS value
        FROM cells LEFT JOIN pacts USING (state, power, year) ORDER BY state, power, year
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="atop_obligation",
        label="Defense obligation with the power (ATOP)",
        unit="1 = yes, 0 = no",
        role="context",
        higher="closer",
        domain="security",
        construct="defense obligation",
        family="atop",
        paired=True,
        sources=("atop",),
        cites=("leeds2002",),
        first=1946,
        last=2018,
        shipped=False,
        note="defense clauses only, in either direction: the United States owes Pakistan defense to 2018 here, "
        "Pakistan's own duty ends in 1972; checks our own table of treaties; practice can be deeper",
    ),
    shape="dyad",
    form="values",
    compute=compute,
)
