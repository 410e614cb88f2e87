"""Net energy imports in percent of energy use, newer vintage."""

from tightrope.catalog.entry import Indicator
from tightrope.catalog.naming import codes_in_time
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return net energy imports in percent of use; negative for exporters."""
    return library.sql(
        f"""
        WITH codes AS {codes_in_time()}
        SELECT c.iso3 AS state, e.year, e.percent_of_use AS value
        FROM wdi_energy_imports e JOIN codes c ON c.code = e.iso3 AND e.year BETWEEN c.first AND c.last
        """
    )


INDICATOR = Indicator(
    variable=Variable(
        name="energy_imports_recent",
        label="Net energy imports, newer vintage",
        unit="percent of energy use",
        role="filter",
        higher="more dependent on others' energy",
        construct="energy",
        family="world_bank_energy",
        sources=("world_bank_energy_recent",),
        cites=("worldbank2024",),
        first=1960,
        last=2023,
        note="a later vintage with revised figures, so the year after the older one ends is no event; most states "
        "have nothing after 2015",
        after="energy_imports",
    ),
    shape="state",
    form="values",
    compute=compute,
)
