"""Panels whose parameters are drawn from the priors of the model itself, already on its scale."""

import numpy as np

from tightrope.core.calendar import Period
from tightrope.measure.model import LOADING, NOISE_PRIOR, STEP_PRIOR
from tightrope.measure.observe.bins import shown
from tightrope.measure.observe.layout import FREE_LEVEL, FREEDOM, LEVEL_PRIOR, NOISE_FLOOR, D, Hyper
from tightrope.measure.observe.scale import Scaled

# kind, domain, paired, bounds, size of published errors
ITEMS = (
    ("continuous", 0, True, (), 0.0),
    ("ordinal", 0, True, (0.4, 1.0), 0.0),
    ("amount", 0, True, (0.3, 9.0), 0.0),
    ("count", 1, True, (0.2, 0.9, 1.4, 1.8), 0.0),
    ("continuous", 1, True, (), 0.5),
    ("continuous", 1, False, (), 0.0),
    ("share", 2, True, (-0.3, 1.2), 0.3),
)


def inverse_gamma(rng, shape, rate, *, above=0.0):
    """Draw from an inverse gamma distribution, above a floor."""
    while True:
        found = rate / rng.standard_gamma(shape)
        if found > above:
            return found


def drawn(rng, *, states=6, steps=8, hole=0.2):
    """Return a panel on the model's scale, the parameters (Hyper) and the levels (T, D, states, powers) behind it."""
    items = len(ITEMS)
    loading = rng.uniform(*LOADING, size=items)
    noise = np.array([inverse_gamma(rng, *NOISE_PRIOR, above=NOISE_FLOOR[0]) for _ in ITEMS])
    paired = np.array([row[2] for row in ITEMS])
    domain = np.array([row[1] for row in ITEMS])
    spread = np.array([inverse_gamma(rng, *LEVEL_PRIOR) for _ in range(D)])
    voices = np.array([int(paired[domain == d].sum()) for d in range(D)])
    spread = np.where(voices > 1, spread, LEVEL_PRIOR[1])
    level = np.where(paired, spread[domain], FREE_LEVEL**2)
    intercept = np.where(paired, rng.standard_normal(items), 0.0)
    step = np.array([[inverse_gamma(rng, *STEP_PRIOR) for _ in range(2)] for _ in range(D)])
    change = rng.standard_t(FREEDOM, size=(steps, D, states, 2)) * np.sqrt(step)[:, None]
    change[0] = rng.standard_normal((D, states, 2))
    a = change.cumsum(axis=0)
    values = np.full((steps, states, 2, items), np.nan)
    errors = np.zeros_like(values)
    for j, (kind, d, both, edges, published) in enumerate(ITEMS):
        error = published * rng.uniform(0.5, 1.5, size=(steps, states, 2))
        b = np.sqrt(level[j]) * rng.standard_normal((states, 2))
        number = intercept[j] + loading[j] * a[:, d] + b
        number = number + np.sqrt(noise[j] + error**2) * rng.standard_normal(number.shape)
        value = shown(number, kind, np.array(edges))
        gone = rng.random(number.shape) < hole
        gone[0] = False
        gone[:, :, 1] |= not both
        values[..., j] = np.where(gone, np.nan, value)
        errors[..., j] = np.where(gone, 0.0, error)
    names = tuple(f"item {j}" for j in range(items))
    scaled = Scaled(
        values=values,
        error=errors,
        period=Period(start=2000, stop=1999 + steps),
        states=tuple(f"S{k:02d}" for k in range(states)),
        powers=("AAA", "BBB"),
        names=names,
        domain=tuple(int(d) for d in domain),
        paired=tuple(bool(p) for p in paired),
        family=names,
        binary=(False,) * items,
        kind=tuple(row[0] for row in ITEMS),
        edges=tuple(np.array(row[3]) for row in ITEMS),
        flows=((),) * items,
        center=np.zeros(items),
        spread=np.ones(items),
    )
    return scaled, Hyper(loading=loading, intercept=intercept, noise=noise, level=level, step=step), a
