"""Battle deaths on a state's territory by UCDP, 1989-2022."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import gw_table
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return best estimates of deaths by country of fighting, zero where the source says zero."""
    return library.sql(
        f"""
        WITH codes AS {gw_table()}
        SELECT c.iso3 AS state, b.year, sum(b.best) AS value
        FROM battle_deaths_table b JOIN codes c ON c.gwcode = b.gwcode AND b.year BETWEEN c.first AND c.last
        WHERE b.year >= 1989 AND b.best IS NOT NULL GROUP BY ALL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="battle_deaths",
        label="Battle deaths",
        unit="deaths",
        role="filter",
        higher="more violence",
        family="ucdp",
        construct="armed conflict at home",
        transform="log1p",
        sources=("ucdp_battle_deaths",),
        cites=("sundberg2013",),
        first=1989,
        last=2022,
        note="where the fighting took place, whoever fought; years before 1989 rest on another source and are "
        "in battle_deaths_prio",
    ),
    shape="state",
    form="values",
    compute=compute,
)
