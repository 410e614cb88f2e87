"""Students: how many from a state study in the United States."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import codes_in_time
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return students by place of origin; the year is the first of the academic year."""
    return library.sql(
        f"""
        WITH codes AS {codes_in_time()}
        SELECT c.iso3 AS state, 'USA' AS power, o.year, sum(o.students)::DOUBLE AS value
        FROM open_doors o JOIN codes c ON c.code = o.iso3 AND o.year BETWEEN c.first AND c.last
        WHERE o.students IS NOT NULL AND c.iso3 <> 'USA'
        GROUP BY ALL ORDER BY ALL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="students_usa",
        label="Students in the United States",
        unit="students",
        role="tie",
        higher="closer",
        kind="amount",
        domain="societal",
        construct="study abroad",
        family="open_doors",
        power="USA",
        transform="log1p",
        sources=("open_doors",),
        cites=("open_doors",),
        first=2001,
        last=2022,
        shipped=False,
        note="a number that grows with the population; informs the trend of its own tie only",
    ),
    shape="dyad",
    form="values",
    compute=compute,
)
