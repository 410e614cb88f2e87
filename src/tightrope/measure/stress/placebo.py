"""A placebo power: the ties of other states dealt out at random, toward which nobody should lean."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tightrope.core.alignment import Series
from tightrope.core.errors import CoverageError
from tightrope.core.panel import DOMAINS, FloatArray, Inputs, Ties
from tightrope.measure import derive
from tightrope.measure.fit import fit
from tightrope.stats.interval import central
from tightrope.stats.resample import keyed

LEAST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Placebo:
    """Tilt between a real power and a placebo.

    Parameters
    ----------
    states : states in the order of the ties; years : the years.
    mean, low, high : (U, T) tilt of each state over draws and over placebos; below 0 toward the real power.
    average : mean tilt over states, by year, with its interval over draws and placebos.
    holds : share of state-years whose interval of probability 0.9 holds 0.
    off : mean of the average tilt over years: what a measure free of bias leaves near 0.
    """

    states: tuple[str, ...]
    years: tuple[int, ...]
    mean: FloatArray
    low: FloatArray
    high: FloatArray
    average: Series
    holds: float
    off: float


def dealt(ties: Ties, order: np.ndarray, *, power: int) -> Ties:
    """Return ties whose other power is a placebo: to it a state has the ties that state `order[u]` has to the real one.

    Whole histories are dealt, so that a tie keeps its course, its gaps and its errors.

    References
    ----------
    Own: `measurement.md` section 8.6 asks for a placebo pole.
    """

    def pair(array: np.ndarray) -> np.ndarray:
        real = array[:, :, power]
        both = [real, real[order]] if power == 0 else [real[order], real]
        return np.stack(both, axis=2)

    return replace(
        ties,
        values=pair(ties.values),
        error=pair(ties.error),
        coverage=pair(ties.coverage),
        variables=tuple(replace(v, power=None) for v in ties.variables),
    )


def placebo(inputs: Inputs, *, power: str, draws: int, rng: np.random.Generator, warmup: int = 70) -> Placebo:
    """Measure the tilt of every state between a real power and a placebo power.

    The model is fitted to a panel in which the other power's ties are those of states dealt at random; then each draw
    deals the placebo's ties anew. Between two powers that are alike but for the deal nobody leans on average, and
    the interval of a single state must hold 0 about as often as its probability says: it knows that the placebo
    could have been any state's.

    Parameters
    ----------
    power : code of the real power, one of the two of the ties.
    draws : posterior draws, at most 120 are used.

    Raises
    ------
    CoverageError : the power is not one of the two, or fewer than five states have ties to it.

    References
    ----------
    Own: the placebo of docs/explanation/measurement.md; a permutation makes real and placebo exchangeable.
    """
    ties = inputs.ties
    if power not in ties.powers:
        raise CoverageError(f"{power!r} is not a power of the panel", where="placebo", next="choose one of the two")
    real = ties.powers.index(power)
    kept = np.flatnonzero(np.isfinite(ties.values[:, :, real]).any(axis=(1, 2)))
    if len(kept) < LEAST:
        raise CoverageError(f"{len(kept)} states have ties to {power}", where="placebo", next="use a longer period")
    small = replace(
        ties,
        values=ties.values[kept],
        error=ties.error[kept],
        coverage=ties.coverage[kept],
        states=tuple(ties.states[u] for u in kept),
    )
    seed = int(rng.integers(2**62))
    made = dealt(small, keyed(seed, "deal").permutation(len(kept)), power=real)
    fitted = fit(made, drawn=made.states[:1], draws=draws, seed=seed, warmup=warmup, chains=1)
    weights = np.full(len(DOMAINS), 1.0 / len(DOMAINS))
    tilts = []
    for k, levels in enumerate(fitted.everyone.astype(float)):
        order = keyed(seed, "deal", k).permutation(len(kept))
        anew, seen = levels.copy(), fitted.observed.copy()
        anew[:, :, :, 1 - real], seen[:, :, :, 1 - real] = levels[order][..., 1 - real], seen[order][..., 1 - real]
        both = derive.pooled(anew, seen, weights)
        tilt = derive.tilt_of(both[..., 0], both[..., 1])
        tilts.append(-tilt if real == 1 else tilt)
    drawn = np.array(tilts)
    known = np.isfinite(drawn).mean(axis=0) >= 0.5
    middle = np.where(np.isfinite(drawn), drawn, 0.0).sum(axis=0) / np.maximum(np.isfinite(drawn).sum(axis=0), 1)
    filled = np.where(np.isfinite(drawn), drawn, middle)
    low, high = central(filled)
    count = np.isfinite(drawn).sum(axis=1)
    average = np.where(np.isfinite(drawn), drawn, 0.0).sum(axis=1) / np.where(count >= LEAST, count, np.nan)
    blank = np.where(known, 0.0, np.nan)
    series = Series.of(average)
    return Placebo(
        states=small.states,
        years=ties.period.years,
        mean=middle + blank,
        low=low + blank,
        high=high + blank,
        average=series,
        holds=float(((low <= 0.0) & (high >= 0.0))[known].mean()) if known.any() else float("nan"),
        off=float(np.nanmean(series.mean)) if np.isfinite(series.mean).any() else float("nan"),
    )
