"""Arms: each state's share of a power's deliveries of major weapons over five years."""

import numpy as np

from tightrope.catalog.deliveries import Imports, by_power, trailing
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import Variable
from tightrope.data.read import Columns, Library


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return shares of the five years up to each year; missing if the power delivered nothing in five years.

    The error is that of rounding alone: a hundredth's uniform standard deviation.
    """
    imports = Imports(library)
    parts = {}
    for power in powers:
        sent = trailing(imports.of(power), 5)
        whole = np.broadcast_to(sent.sum(axis=0), sent.shape)
        share = np.divide(sent, whole, out=np.full_like(sent, np.nan), where=whole > 0)
        parts[power] = imports.rows(np.round(share, 2), np.full_like(share, 0.01 / np.sqrt(12)))
    return by_power(parts)


INDICATOR = Indicator(
    variable=Variable(
        name="arms_outlet_5y",
        label="Share of the state in the power's arms deliveries, five years",
        unit="share of deliveries by volume, 0 to 1",
        role="context",
        higher="the power needs the state more",
        domain="security",
        construct="arms market",
        family="sipri_arms",
        paired=True,
        sources=("sipri_arms",),
        cites=("sipri_arms",),
        first=1954,
        last=2024,
        note="of all deliveries to states; the five years up to and with the year; two decimals, so that most small "
        "buyers read 0; the supplier's side of the same deliveries as the share in the state's imports",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
