"""Arms: concentration of a state's suppliers of major weapons over five years."""

import numpy as np

from tightrope.catalog.deliveries import Imports
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return the sum of squared supplier shares of the five years up to each year."""
    imports = Imports(library)
    return imports.rows(np.round(imports.concentration(5), 2))


INDICATOR = Indicator(
    variable=Variable(
        name="arms_hhi_5y",
        label="Concentration of arms suppliers, five years",
        unit="HHI, 0 to 1 (1 = a single supplier)",
        role="context",
        higher="fewer suppliers",
        construct="arms dependence",
        family="sipri_arms",
        sources=("sipri_arms",),
        cites=("sipri_arms",),
        first=1954,
        last=2024,
        note="all suppliers count; deliveries of unknown origin count as one supplier; missing if nothing came "
        "in five years",
    ),
    shape="state",
    form="derived",
    compute=compute,
)
