"""Military spending in percent of GDP."""

from tightrope.catalog.economy import macro
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return military spending in percent of GDP."""
    return library.sql(macro("military_expenditure_percent_of_gdp"))


INDICATOR = Indicator(
    variable=Variable(
        name="milex_gdp",
        family="world_bank_milex_gdp",
        sources=("world_bank",),
        cites=("worldbank2024",),
        label="Military spending",
        unit="percent of GDP",
        role="filter",
        higher="heavier burden",
        construct="defense burden",
        transform="log1p",
        first=1960,
        last=2024,
        note="World Bank figures rest on SIPRI estimates; the definition of military spending differs by state",
    ),
    shape="state",
    form="values",
    compute=compute,
)
