"""Net energy imports in percent of energy use, to 2014."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import names_table
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return net energy imports in percent of use; negative for exporters."""
    return library.sql(
        f"""
        WITH names AS {names_table()}
        SELECT n.iso3 AS state, e."Year" AS year, e."Energy imports (World Bank (2014))" AS value
        FROM energy_imports_wdi e JOIN names n ON n.name = lower(e."Entity") AND e."Year" BETWEEN n.first AND n.last
        WHERE e."Energy imports (World Bank (2014))" IS NOT NULL
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="energy_imports",
        label="Net energy imports",
        unit="percent of energy use",
        role="filter",
        higher="more dependent on others' energy",
        family="world_bank_energy",
        construct="energy",
        sources=("world_bank_energy",),
        cites=("worldbank2024",),
        first=1960,
        last=2014,
        note="an old vintage; exporters run far below zero",
    ),
    shape="state",
    form="values",
    compute=compute,
)
