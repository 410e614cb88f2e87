"""What a value says of the number behind it: a point, or bounds."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from tightrope.core.panel import BoolArray, FloatArray, Kind

ROUNDS, SETTLED = 500, 1e-7
HALF = 0.5


def edges_of(low: float, high: float, *, steps: FloatArray | None = None) -> FloatArray:
    """Return the (E,) bounds between the bins of a share, an amount or a count, ascending.

    Shares and amounts have two: the least and the most that count as a value of their own, which are the ends of
    the reference window (0 and 1 where those are reached). Counts have one between any two whole numbers.

    Parameters
    ----------
    low, high : 1st and 99th percentile of the window, transformed.
    steps : of a count, the transformed half steps 0.5, 1.5, ... up to its largest value.

    References
    ----------
    :cite:`tobin1958` (a limit as a bound); :cite:`kowal2020` (a count as a rounded number).
    """
    return np.array([low, high]) if steps is None else steps[(steps > low) & (steps < high)]


def grouped(values: FloatArray, kind: Kind, edges: FloatArray) -> int:
    """Return the number of distinct points and bins among values.

    References
    ----------
    Own: two bins do not tell a mean and a spread.
    """
    return len(np.unique(np.searchsorted(edges, values) if kind == "count" else values))


def bounds(values: FloatArray, kind: Kind, edges: FloatArray) -> tuple[BoolArray, FloatArray, FloatArray]:
    """Return whether a value gives bounds only, and the bounds (both the value itself where it is a point).

    Parameters
    ----------
    values : any shape, on the scale of `edges`; finite.

    References
    ----------
    :cite:`tobin1958` (a limit as a bound); :cite:`kowal2020` (a count as a rounded number).
    """
    if not len(edges):
        return np.zeros(values.shape, dtype=bool), values, values
    if kind in ("share", "amount"):
        under, over = values <= edges[0], values >= edges[1]
        return under | over, np.where(under, -np.inf, values), np.where(over, np.inf, values)
    ends = np.concatenate([[-np.inf], edges, [np.inf]])
    bin_ = np.searchsorted(edges, values)
    return np.ones(values.shape, dtype=bool), ends[bin_], ends[bin_ + 1]


def middles(edges: FloatArray) -> FloatArray:
    """Return (E + 1,) numbers, one in each bin.

    References
    ----------
    Own: names of bins; any number between the bounds would do.
    """
    return np.concatenate([[edges[0] - HALF], (edges[1:] + edges[:-1]) / 2.0, [edges[-1] + HALF]])


def rungs(values: FloatArray, window: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Return ordinal values as numbers of a standard normal distribution, and the bounds (E,) between them.

    The bounds are the normal quantiles of the shares below them in the window, so that an ordinal indicator is
    in units of its own spread as the others are.

    Parameters
    ----------
    values : (T, ...) with at least two distinct finite ones, NaN where not observed; window : (T,).

    References
    ----------
    :cite:`olsson1979` (bounds from the shares of the categories).
    """
    levels, found = np.unique(values[np.isfinite(values)]), np.isfinite(values)
    rung = np.searchsorted(levels, np.nan_to_num(values))
    base = rung[window][found[window]]
    base = base if len(np.unique(base)) == len(levels) else rung[found]
    below = np.cumsum(np.bincount(base, minlength=len(levels)))[:-1] / base.size
    edges = ndtri(below)
    return np.where(found, middles(edges)[rung], np.nan), edges


def spread_of(values: FloatArray, kind: Kind, edges: FloatArray) -> tuple[float, float]:
    """Return mean and standard deviation of the normal numbers behind values, by maximum likelihood.

    Parameters
    ----------
    values : (N,) observed values; no ordinal ones.

    References
    ----------
    :cite:`dempster1977` (the EM algorithm, with censored normal data among its examples).
    """
    fuzzy, low, high = bounds(values, kind, edges)
    if not fuzzy.any():
        return float(values.mean()), float(values.std())
    points = values[~fuzzy]
    pairs, count = np.unique(np.stack([low[fuzzy], high[fuzzy]]), axis=1, return_counts=True)
    mean, spread = float(values.mean()), float(values.std())
    for _ in range(ROUNDS):
        a, b = (pairs[0] - mean) / spread, (pairs[1] - mean) / spread
        inside = np.maximum(np.where(a > 0.0, ndtr(-a) - ndtr(-b), ndtr(b) - ndtr(a)), 1e-300)  # no tail is lost
        da, db = (np.where(np.isfinite(x), np.exp(-(x**2) / 2.0) / np.sqrt(2.0 * np.pi), 0.0) for x in (a, b))
        drift = (da - db) / inside
        tails = np.where(np.isfinite(a), a, 0.0) * da - np.where(np.isfinite(b), b, 0.0) * db
        first = mean + spread * drift
        second = spread**2 * np.maximum(1.0 + tails / inside - drift**2, 0.0)
        new = float((points.sum() + (count * first).sum()) / len(values))
        squares = ((points - new) ** 2).sum() + (count * (second + (first - new) ** 2)).sum()
        old, mean, spread = (mean, spread), new, float(np.sqrt(squares / len(values)))
        if abs(mean - old[0]) + abs(spread - old[1]) < SETTLED * spread:
            break
    return mean, spread


def shown(number: FloatArray, kind: Kind, edges: FloatArray) -> FloatArray:
    """Return the value that an indicator would show of the numbers behind it.

    Parameters
    ----------
    number : any shape, standardized; edges : of the indicator.

    References
    ----------
    Own: the observation models run forward.
    """
    if kind in ("count", "ordinal"):
        return np.asarray(middles(edges)[np.searchsorted(edges, number)])
    return np.clip(number, edges[0], edges[1]) if len(edges) else number
