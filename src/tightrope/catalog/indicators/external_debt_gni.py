"""External debt in percent of GNI."""

from tightrope.catalog.economy import macro
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return external debt in percent of GNI."""
    return library.sql(macro("debt_to_foreigners_by_public_and_private_percent_of_gni"))


INDICATOR = Indicator(
    variable=Variable(
        name="external_debt_gni",
        family="world_bank_external_debt_gni",
        sources=("world_bank",),
        cites=("worldbank2024",),
        label="External debt",
        unit="percent of GNI",
        role="filter",
        higher="more debt",
        construct="debt",
        transform="log1p",
        first=1970,
        last=2024,
        note="low- and middle-income states only; no split by creditor",
    ),
    shape="state",
    form="values",
    compute=compute,
)
