"""Battle deaths on a state's territory by PRIO, 1946-88."""

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
        FROM prio_deaths b JOIN codes c ON c.gwcode = b.gwcode AND b.year BETWEEN c.first AND c.last
        WHERE b.year < 1989 AND b.best IS NOT NULL GROUP BY ALL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="battle_deaths_prio",
        label="Battle deaths before 1989",
        unit="deaths",
        role="filter",
        higher="more violence",
        family="prio",
        construct="armed conflict at home",
        transform="log1p",
        sources=("prio_battle_deaths",),
        cites=("lacina2005",),
        first=1946,
        last=1988,
        note="wars' totals are spread over their years; no splice with UCDP; license unverified, so built locally only",
    ),
    shape="state",
    form="values",
    compute=compute,
)
