"""The same state read otherwise: by security alone, by paired series, by a fixed set of domains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from tightrope.core.alignment import Series
from tightrope.core.panel import DOMAINS, BoolArray, FloatArray, IntArray
from tightrope.measure import derive, strategy
from tightrope.measure.fit import Fit
from tightrope.measure.strategy import Thresholds

Pair = tuple[FloatArray, FloatArray | None]


def ties_by(fitted: Fit, alone: Fit, row: int, weights: FloatArray, chosen: BoolArray) -> dict[str, Pair]:
    """Return, by reading, draws (S, T, P) of the two ties of a drawn state, and (K, U, T, P) those of all states.

    Readings: security alone; the paired indicators alone; all; the chosen domains alone, in years in which all of
    them are observed. The second array is what a reading's own floors are cut from, None where it has the floors of
    all indicators: paired ones are fitted for the drawn states only, on the same scale.

    Parameters
    ----------
    chosen : (D,) the domains observed for both powers in the as-of year.

    References
    ----------
    Own: the readings of docs/explanation/measurement.md.
    """
    u = fitted.states.index(fitted.drawn[row])
    levels = fitted.draws[:, :, row].reshape(-1, *fitted.draws.shape[3:]).astype(float)
    bare = alone.draws[:, :, row].reshape(-1, *alone.draws.shape[3:]).astype(float)
    own = alone.observed[alone.states.index(fitted.drawn[row])]
    seen, d = fitted.observed, DOMAINS.index("security")

    def security(values: FloatArray, here: BoolArray) -> FloatArray:
        both: BoolArray = np.asarray(here[..., d, :].all(axis=-1))
        return np.asarray(np.where(both[..., None], ndtr(values[..., d, :]), np.nan))

    everyone = fitted.everyone
    steady = np.stack([derive.fixed(draw, seen, weights, chosen) for draw in everyone]).astype(np.float32)
    return {
        "security": (security(levels, seen[u]), security(everyone, seen)),
        "paired": (derive.pooled(bare, own, weights), None),
        "all": (derive.pooled(levels, seen[u], weights), None),
        "same domains": (derive.fixed(levels, seen[u], weights, chosen), steady),
    }


def labels_by(
    ties: Mapping[str, Pair],
    need: FloatArray,
    pact: FloatArray,
    bounds: Thresholds,
    years: FloatArray,
    count: int,
) -> dict[str, FloatArray]:
    """Return, by reading, the probability (T, K) of each base label; floors are those of the reading itself.

    Dependence, obligations and the ceiling are the same in every reading: they are no ties.

    References
    ----------
    Own: the rule of `strategy.classify` on other ties.
    """
    found = {}
    for name, (own, everyone) in ties.items():
        limits = bounds if everyone is None else replace(bounds, floors=strategy.floors(everyone, years))
        # the paired fit keeps fewer draws; needs are drawn apart from ties, so any of them will do
        label = strategy.classify(own, derive.tilt_of(own[..., 0], own[..., 1]), need[: len(own)], pact, limits)
        found[name] = strategy.probabilities(label, count)
    return found


def told(ties: Mapping[str, Pair], tilt: FloatArray, bounds: Thresholds) -> dict[str, dict[str, Series]]:
    """Return every reading's tilt and ties, then whether the state stands inside by equal distance and by utility.

    References
    ----------
    Own: the readings of docs/explanation/measurement.md.
    """

    def three(own: FloatArray) -> dict[str, Series]:
        return {
            "tilt": Series.of(derive.tilt_of(own[..., 0], own[..., 1])),
            "tie_first": Series.of(own[..., 0]),
            "tie_second": Series.of(own[..., 1]),
        }

    def share(flags: IntArray) -> dict[str, Series]:
        return {"inside": Series.of(np.where(flags < 0, np.nan, flags.astype(float)))}

    found = {name: three(own) for name, (own, _) in ties.items()}
    found["equidistance"] = share(strategy.equidistance(tilt))
    found["utility"] = share(strategy.utility(ties["all"][0], bounds))
    return found
