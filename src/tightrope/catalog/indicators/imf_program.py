"""Whether an IMF arrangement was in force, to 2016."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import codes_in_time, members_table
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return 1 if an arrangement was in force on any day of the year, 0 if none."""
    return library.sql(
        f"""
        WITH codes AS {codes_in_time(("SRB", "YUG", 1992, 2005))},
        spells AS (
            SELECT DISTINCT c.iso3 AS state, y.year FROM imf_arrangements a
            JOIN range(1952, 2017) AS y(year) ON y.year BETWEEN year(a."start") AND year(a."end")
            JOIN codes c ON c.code = a.iso3 AND y.year BETWEEN c.first AND c.last
            WHERE a.type NOT LIKE '%of which%'
        )
        SELECT m.state, m.year, max(CAST(s.state IS NOT NULL AS INTEGER)) AS value
        FROM {members_table(1952, 2016)} m LEFT JOIN spells s ON s.state = m.state AND s.year = m.year
        GROUP BY ALL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="imf_program",
        label="IMF arrangement in force",
        unit="1 = in force, 0 = none",
        role="context",
        higher="under a program",
        family="imf_arrangements",
        construct="IMF support",
        sources=("imf_arrangements",),
        cites=("imfarrangements",),
        first=1952,
        last=2016,
        note="agreed arrangements, drawn or not; states outside the Fund are 0; beyond coverage after 2016",
    ),
    shape="state",
    form="counts",
    compute=compute,
)
