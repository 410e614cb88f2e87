"""Reserves in months of imports, for five states."""

from tightrope.catalog.economy import GDP
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return total reserves with gold over a month of imports of goods and services."""
    return library.sql(
        f"""
        WITH {GDP}
        SELECT g.state, g.year, round(12 * r.value_usd / (g.gdp * w.value / 100), 2) AS value
        FROM wdi_selected r JOIN gdp g ON g.state = r.iso3 AND g.year = r.year
        JOIN series w ON w.state = g.state AND w.year = g.year AND w.indicator = 'imports_percent_of_gdp'
        WHERE r.indicator = 'FI.RES.TOTL.CD' AND w.value > 0
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="reserves_months",
        label="Reserves in months of imports",
        unit="months",
        role="filter",
        higher="more cushion",
        family="world_bank_reserves",
        construct="reserves",
        transform="log1p",
        sources=("world_bank", "world_bank_selected"),
        cites=("worldbank2024",),
        first=1960,
        last=2024,
        note="PAK, TUR, MYS, NPL and UZB only; gross, gold at market price; current GDP is derived",
    ),
    shape="state",
    form="derived",
    compute=compute,
)
