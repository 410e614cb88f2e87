"""Joint military exercises of a power with a state."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.rollcalls import listed
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return exercises begun in the year in which both took part; 0 where none was found."""
    return library.sql(
        f"""
        WITH found AS (
            SELECT s.iso3 AS state, p.iso3 AS power, e.year, max(e.exercises) AS n
            FROM joint_exercises e JOIN cow_iso s ON s.ccode = e.ccode AND s.year = e.year
            JOIN cow_iso p ON p.ccode = e.other AND p.year = e.year GROUP BY ALL
        ),
        years AS (SELECT min(year) AS first, max(year) AS last FROM joint_exercises),
        cells AS (
            SELECT DISTINCT s.iso3 AS state, p.iso3 AS power, s.year
            FROM cow_iso s JOIN cow_iso p ON p.year = s.year, years y
            WHERE p.iso3 IN ({listed(powers)}) AND s.iso3 <> p.iso3 AND s.year BETWEEN y.first AND y.last
        )
        SELECT state, power, year, coalesce(n, 0)::DOUBLE AS value FROM cells LEFT JOIN found USING (state, power, year)
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="joint_exercises",
        label="Joint military exercises with the power",
        unit="exercises begun in the year",
        role="tie",
        higher="closer",
        kind="count",
        domain="security",
        construct="joint exercises",
        family="joint_exercises",
        paired=True,
        transform="log1p",
        sources=("joint_exercises",),
        cites=("bernhardt2021",),
        first=1970,
        last=2010,
        note="found in English-language news, so exercises without the United States are missed more and a 0 is "
        "weak; size is not counted; ends in 2010",
    ),
    shape="dyad",
    form="counts",
    compute=compute,
)
