"""Growth of real GDP."""

from tightrope.catalog.economy import MACRO
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return yearly growth of GDP in constant 2015 US$, in percent."""
    return library.sql(
        f"""
        WITH {MACRO}, gdp AS (SELECT * FROM series WHERE indicator = 'total_gdp_us_inflation_adjusted')
        SELECT a.state, a.year, 100 * (a.value / b.value - 1) AS value
        FROM gdp a JOIN gdp b ON b.state = a.state AND b.year = a.year - 1 WHERE b.value > 0
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="growth",
        label="Growth of GDP",
        unit="percent a year",
        role="filter",
        higher="faster growth",
        family="world_bank_growth",
        construct="growth",
        sources=("world_bank",),
        cites=("worldbank2024",),
        first=1961,
        last=2024,
        note="filter at t and outcome at t+1 or later, never both in one year",
    ),
    shape="state",
    form="derived",
    compute=compute,
)
