"""Battle deaths on a state's territory by UCDP's events, newer file."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import gw_table, members_table
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return best estimates of deaths in state-based conflict by country of fighting, 0 where no event is on file."""
    return library.sql(
        f"""
        WITH codes AS {gw_table()},
        found AS (
            SELECT c.iso3 AS state, e.year, sum(e.best) AS deaths FROM ucdp_ged e
            JOIN codes c ON c.gwcode = e.gwcode AND e.year BETWEEN c.first AND c.last GROUP BY ALL
        ),
        years AS (SELECT min(year) AS first, max(year) AS last FROM ucdp_ged)
        SELECT m.state, m.year, coalesce(f.deaths, 0) AS value
        FROM {members_table(1989, 2099)} m JOIN years y ON m.year BETWEEN y.first AND y.last
        LEFT JOIN found f ON f.state = m.state AND f.year = m.year
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="battle_deaths_ged",
        label="Battle deaths by the newer file of events",
        unit="deaths",
        role="filter",
        higher="more violence",
        construct="armed conflict at home",
        family="ucdp",
        transform="log1p",
        sources=("ucdp_recent",),
        cites=("sundberg2013",),
        first=1989,
        last=2024,
        note="where the fighting took place, whoever fought; conflicts below 25 deaths a year are not in the file, "
        "so a 0 is not peace; counted from events, so totals differ from the older table",
        after="battle_deaths",
    ),
    shape="state",
    form="values",
    compute=compute,
)
