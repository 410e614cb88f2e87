"""Arms: whether a power's deliveries to a state fell suddenly in a year."""

import numpy as np

from tightrope.catalog.deliveries import Imports, by_power, trailing
from tightrope.catalog.entry import Indicator
from tightrope.core.panel import FloatArray, Variable
from tightrope.data.read import Columns, Library

WIDTH, LEAST, REMAINS = 3, 0.10, 0.5


def falls(part: FloatArray, total: FloatArray) -> FloatArray:
    """Return 1 in the year in which a fall begins to show, 0 without, NaN where no arms came in six years.

    A fall: a power's deliveries over the three years up to a year are less than half of those over the
    three years before, in which it supplied at least 10 % of the state's arms. Of adjacent years that
    meet this only the first is 1, so that one cut counts once.

    Parameters
    ----------
    part, total : (U, T) deliveries from the power and from all suppliers.
    """
    now, sums = trailing(part, WIDTH), trailing(total, WIDTH)
    before, base = _earlier(now), _earlier(sums)
    with np.errstate(invalid="ignore", divide="ignore"):
        fell = (now < REMAINS * before) & (before >= LEAST * base) & (before > 0)
    first = fell & ~np.concatenate([np.zeros_like(fell[:, :1]), fell[:, :-1]], axis=1)
    return np.where(sums + base > 0, first.astype(float), np.nan)


def compute(library: Library, powers: tuple[str, ...]) -> Columns:
    """Return sudden falls of arms from each power."""
    imports = Imports(library)
    return by_power({power: imports.rows(falls(imports.of(power), imports.total)) for power in powers})


def _earlier(sums: FloatArray) -> FloatArray:
    out = np.full_like(sums, np.nan)
    out[:, WIDTH:] = sums[:, :-WIDTH]
    return out


INDICATOR = Indicator(
    variable=Variable(
        name="arms_fall",
        label="Sudden fall of arms from the power",
        unit="1 = yes, 0 = no",
        role="outcome",
        higher="worse",
        domain="security",
        construct="loss of a supplier",
        family="sipri_arms",
        paired=True,
        sources=("sipri_arms",),
        cites=("sipri_arms",),
        first=1955,
        last=2024,
        note="deliveries of three years below half of the three years before, in which the power supplied at least "
        "10 %; 1 in the first such year only; a finished order falls like a cut, so a 1 is no proof of an embargo; "
        "0 as well for states that the power never armed",
    ),
    shape="dyad",
    form="derived",
    compute=compute,
)
