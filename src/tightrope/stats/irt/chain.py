"""Positions given what the votes say of them: all units' walks smoothed at once, mean 0 and deviation 1."""

from __future__ import annotations

import numpy as np

from tightrope.stats.irt.layout import Layout
from tightrope.stats.irt.points import Floats
from tightrope.stats.kalman import filter_level, smooth_level

TRIES = 25


def smooth(
    layout: Layout, precision: Floats, pull: Floats, *, start: float, multiplier: float, shift: float
) -> tuple[Floats, Floats]:
    """Return mean and variance (C,) of every position.

    Parameters
    ----------
    precision, pull : (C,) the votes' normal likelihood: precision, and precision x mean.
    start : variance of a unit's first position.
    multiplier, shift : precision and pull added to every position.

    References
    ----------
    :cite:`rauch1965`, over the chains of :cite:`bailey2017`.
    """
    both = _solve(layout, precision, pull, start, multiplier)
    return both[0] - shift * both[1], both[2]


def standardize(
    layout: Layout, precision: Floats, pull: Floats, *, start: float, multiplier: float
) -> tuple[Floats, Floats, float, float]:
    """Smooth the walks under the condition that the panel has mean 0 and standard deviation 1.

    The condition is part of the model, held by a multiplier on the sum of squares and a shift on the sum (Lagrange);
    stretching a finished estimate instead would not move every position in proportion to what is known of it.

    Parameters
    ----------
    multiplier : where to begin the search.

    Returns
    -------
    mean, variance : (C,).
    multiplier, shift : the values found; where votes are too few to spread positions that far the multiplier stops at
        the least that leaves a proper walk.

    References
    ----------
    Own: the identification of :cite:`bailey2017` (mean 0, deviation 1 over all country-sessions) as a constraint.
    """
    floor = -0.4 / start
    mean, variance, spread, shift = _at(layout, precision, pull, start, max(multiplier, floor))
    multiplier = max(multiplier, floor)
    for _ in range(TRIES):
        if abs(spread - 1.0) < 1e-5 or (multiplier <= floor and spread < 1.0):
            break
        near = _at(layout, precision, pull, start, multiplier + 1e-4)[2]
        slope = min((np.log(near) - np.log(spread)) / 1e-4, -1e-3)
        multiplier = max(multiplier - float(np.clip(np.log(spread) / slope, -1.0, 1.0)), floor)
        mean, variance, spread, shift = _at(layout, precision, pull, start, multiplier)
    return mean, variance, multiplier, shift


def _at(
    layout: Layout, precision: Floats, pull: Floats, start: float, multiplier: float
) -> tuple[Floats, Floats, float, float]:
    plain, unit, variance = _solve(layout, precision, pull, start, multiplier)
    shift = float(plain.mean() / unit.mean())
    mean = plain - shift * unit
    return mean, variance, float(np.sqrt((mean * mean + variance).mean())), shift


def _solve(
    layout: Layout, precision: Floats, pull: Floats, start: float, multiplier: float
) -> tuple[Floats, Floats, Floats]:
    """Return the means under `pull`, the means under a pull of 1 everywhere, and the variance they share."""
    held, place, unit = layout.held, layout.place, layout.unit
    total = np.maximum(precision + multiplier, 1e-9)
    weight = np.where(held >= 0, total[held], 0.0)[..., None]
    seen = np.stack([pull / total, 1.0 / total], axis=-1)
    observed = np.where(held[..., None] >= 0, seen[held], 0.0)
    step = layout.step[..., None]
    filtered = filter_level(observed, weight, step, start_mean=0.0, start_variance=start)
    mean, variance, _ = smooth_level(filtered, step)
    return mean[place, unit, 0], mean[place, unit, 1], variance[place, unit, 0]
