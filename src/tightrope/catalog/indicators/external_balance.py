"""Exports less imports of goods and services in percent of GDP."""

from tightrope.catalog.economy import MACRO
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return exports less imports of goods and services in percent of GDP."""
    return library.sql(
        f"""
        WITH {MACRO}
        SELECT x.state, x.year, x.value - m.value AS value
        FROM series x JOIN series m ON m.state = x.state AND m.year = x.year
        WHERE x.indicator = 'exports_percent_of_gdp' AND m.indicator = 'imports_percent_of_gdp'
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="external_balance",
        label="External balance of goods and services",
        unit="percent of GDP",
        role="filter",
        higher="larger surplus",
        family="world_bank_external_balance",
        construct="external balance",
        sources=("world_bank",),
        cites=("worldbank2024",),
        first=1960,
        last=2024,
        note="without remittances, which cover much of the deficit of states such as Pakistan",
    ),
    shape="state",
    form="derived",
    compute=compute,
)
