"""Standard errors held against simulated votes, and widened where they promise too much."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from tightrope.core.errors import InvalidValue
from tightrope.stats.interval import coverage
from tightrope.stats.irt.fit import fit
from tightrope.stats.irt.layout import columns, divided, lay_out
from tightrope.stats.irt.points import Floats, IdealPoints, Items, Votes
from tightrope.stats.kalman import filter_level, simulate_level

PROB = 0.9
QUANTILE = float(ndtri(0.5 + PROB / 2.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """Votes drawn from a fit, with the truth behind them.

    Parameters
    ----------
    votes : columns `unit`, `time`, `item`, `category`.
    unit, time, position : (C,) the true positions.
    """

    votes: dict[str, NDArray[Any]]
    unit: NDArray[Any]
    time: NDArray[Any]
    position: Floats


def calibrate(
    fitted: IdealPoints, votes: Votes, *, rng: np.random.Generator, most: int = 30_000, tolerance: float = 0.01
) -> IdealPoints:
    """Return the fit with errors that hold what they promise on votes simulated from it.

    A stretch of times around the middle vote is simulated from a draw of positions and items, fitted again from the
    start, and the errors are multiplied by what lets 90 % intervals hold 90 % of the true positions; they are never
    made narrower.

    Parameters
    ----------
    fitted : result of `fit` on these votes.
    rng : source of randomness.
    most : votes in the stretch, at least one time.
    tolerance : of the second fit.

    Returns
    -------
    IdealPoints : with `error`, `inflation` and `coverage` (before and after) set.

    Raises
    ------
    InvalidValue : the votes are not those of the fit; the simulated votes divide no item.

    References
    ----------
    Own: simulation from the fitted model (parametric bootstrap), intervals by their coverage.
    """
    made = simulate(fitted, votes, rng=rng, most=most)
    again = fit(made.votes, settings=fitted.settings, tolerance=tolerance)
    where = {key: n for n, key in enumerate(zip(made.unit.tolist(), made.time.tolist(), strict=True))}
    row = np.array([where[key] for key in zip(again.unit.tolist(), again.time.tolist(), strict=True)])
    truth = made.position[row]
    truth = (truth - truth.mean()) / truth.std()
    mean = again.mean if float(again.mean @ truth) >= 0.0 else -again.mean
    # A truth of deviation 1 stands beside means whose spread and uncertainty together are 1.
    factor = max(1.0, float(np.quantile(np.abs(mean - truth) / again.error, PROB)) / QUANTILE)
    held = tuple(
        coverage(mean - QUANTILE * f * again.error, mean + QUANTILE * f * again.error, truth) for f in (1.0, factor)
    )
    raw = fitted.error / fitted.inflation
    return replace(fitted, error=raw * factor, inflation=factor, coverage=(held[0], held[1]))


def simulate(fitted: IdealPoints, votes: Votes, *, rng: np.random.Generator, most: int | None = None) -> Simulated:
    """Draw votes from a fit: whole walks from their posterior, items from theirs, votes from both.

    Parameters
    ----------
    votes : who votes on what and when; the categories are replaced.
    most : votes at most, in a stretch of times around the middle vote; all if none.

    Raises
    ------
    InvalidValue : the votes are not those of the fit.

    References
    ----------
    :cite:`carter1994` (walks), :cite:`samejima1969` (votes).
    """
    unit, time, item, category = columns(votes)
    kept = divided(item, category)
    layout = lay_out(unit[kept], time[kept], item[kept], category[kept], fitted.settings, categories=fitted.categories)
    if not (np.array_equal(layout.items, fitted.items.item) and len(layout.votes) == len(fitted.mean)):
        raise InvalidValue(
            "these are not the votes of the fit", where="simulate", next="give the votes it was fitted to"
        )
    total = np.maximum(fitted.precision + fitted.multiplier, 1e-9)
    held = layout.held
    weight = np.where(held >= 0, total[held], 0.0)
    observed = np.where(held >= 0, ((fitted.pull - fitted.shift) / total)[held], 0.0)
    filtered = filter_level(observed, weight, layout.step, start_mean=0.0, start_variance=fitted.settings.start)
    paths = simulate_level(filtered, layout.step, rng.normal(size=held.shape))
    position = paths[layout.place, layout.unit]
    slope, cuts = drawn(fitted.items, rng)
    use = _stretch(layout.time[layout.cell], most)
    cell, at = layout.cell[use], layout.item[use]
    latent = slope[at] * position[cell] + rng.normal(size=len(at))
    chosen = (latent[:, None] > cuts[at]).sum(axis=1)
    return Simulated(
        votes={
            "unit": layout.units[layout.unit[cell]], "time": layout.times[layout.time[cell]],
            "item": layout.items[at], "category": fitted.categories[chosen],
        },
        unit=layout.units[layout.unit], time=layout.times[layout.time], position=position,
    )  # fmt: skip


def drawn(items: Items, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return a draw of slopes (I,) and cut points (I, K - 1): one node of each item by its weight.

    References
    ----------
    Own.
    """
    ladder = np.cumsum(items.node_weight, axis=0)
    pick = (rng.random(ladder.shape[1]) * ladder[-1] > ladder).sum(axis=0)
    pick = np.minimum(pick, len(ladder) - 1)
    each = np.arange(len(pick))
    return items.node_slope[pick, each], items.node_cuts[pick, each]


def _stretch(time: NDArray[np.integer[Any]], most: int | None) -> NDArray[np.bool_]:
    """Return which votes lie in the longest stretch of times around the middle vote that holds at most so many."""
    if most is None or len(time) <= most:
        return np.ones(len(time), dtype=bool)
    each = np.bincount(time)
    low = high = int(np.searchsorted(np.cumsum(each), len(time) / 2.0))
    total = int(each[low])
    while True:
        before = int(each[low - 1]) if low else most
        after = int(each[high + 1]) if high + 1 < len(each) else most
        if total + min(before, after) > most:
            return np.asarray((time >= low) & (time <= high))
        total += min(before, after)
        low, high = (low - 1, high) if before <= after else (low, high + 1)
