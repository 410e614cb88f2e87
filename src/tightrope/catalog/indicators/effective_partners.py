"""Effective number of suppliers of a state's goods imports by COW, to 2014."""

import numpy as np

from tightrope.catalog.entry import Indicator
from tightrope.catalog.flows import cow_concentration
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return 1 over the Herfindahl index of imports."""
    found = library.sql(cow_concentration("imports"))
    return {**found, "value": np.round(1 / found["value"], 2)}


INDICATOR = Indicator(
    variable=Variable(
        name="effective_partners",
        label="Effective number of import partners",
        unit="partners",
        role="outcome",
        higher="more diversified",
        family="cow_trade",
        construct="number of partners",
        sources=("cow_trade",),
        cites=("barbieri2009", "hirschman1964"),
        first=1950,
        last=2014,
        note="1 over import_hhi: the same rows, so never both in one equation",
    ),
    shape="state",
    form="derived",
    compute=compute,
)
