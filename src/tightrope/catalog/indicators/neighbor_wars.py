"""Battle deaths in the states that border a state by land, 1989-2022."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.geography import BORDERS
from tightrope.catalog.naming import gw_table
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return sums of best estimates of battle deaths over land neighbors; zero where all are at peace."""
    return library.sql(
        f"""
        WITH codes AS {gw_table()}, {BORDERS},
        deaths AS (
            SELECT c.iso3 AS state, b.year, sum(b.best) AS best
            FROM battle_deaths_table b JOIN codes c ON c.gwcode = b.gwcode AND b.year BETWEEN c.first AND c.last
            WHERE b.year >= 1989 AND b.best IS NOT NULL GROUP BY ALL
        )
        SELECT b.state, d.year, sum(d.best) AS value
        FROM borders b JOIN deaths d ON d.state = b.other AND least(d.year, 2016) BETWEEN b.first AND b.last
        GROUP BY ALL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="neighbor_wars",
        label="Battle deaths in neighboring states",
        unit="deaths",
        role="filter",
        higher="more war next door",
        family="ucdp",
        construct="neighbors' wars",
        transform="log1p",
        sources=("ucdp_battle_deaths", "cow_contiguity"),
        cites=("sundberg2013", "stinnett2002"),
        first=1989,
        last=2022,
        note="land borders to 2016 carried on to 2022; states without a land border are missing; of wars at "
        "home it says nothing",
    ),
    shape="state",
    form="derived",
    compute=compute,
)
