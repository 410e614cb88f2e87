"""Intervals of means, trends, changes, volatility and correlation of short yearly series, by blocks of years."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.stats import t as student

from tightrope.core.panel import FloatArray, IntArray

DRAWS = 2000
SHORT = 5
Interval = tuple[float, float, float]


def mean(values: FloatArray, sd: FloatArray, *, rng: np.random.Generator, prob: float = 0.9) -> Interval:
    """Mean of a yearly series with its interval.

    Parameters
    ----------
    values, sd : (N,) float, values and their standard errors (0 where unknown).

    Returns
    -------
    (estimate, low, high) in the unit of the series. Years are drawn in circular blocks; errors are taken
    once as one error shared by all years and once as independent ones, and the wider interval is kept,
    stretched by Student's t for the number of years.

    References
    ----------
    Circular block bootstrap :cite:`politis1992`.
    """
    index = _blocks(len(values), rng)
    return _widest(
        float(values.mean()),
        lambda noise: (values[index] + noise).mean(axis=1),
        _noises(sd, index, rng),
        degrees=len(values) - 1,
        prob=prob,
    )


def slope(
    years: IntArray, values: FloatArray, sd: FloatArray, *, rng: np.random.Generator, prob: float = 0.9
) -> Interval:
    """Least-squares trend per decade with its interval, residuals drawn in circular blocks.

    Parameters
    ----------
    years, values, sd : (N,), N >= 3.

    References
    ----------
    Circular block bootstrap :cite:`politis1992`.
    """
    x = (years - years.mean()) / 10.0
    weight = x / (x @ x)
    fitted = values.mean() + x * (weight @ values)
    index = _blocks(len(values), rng)
    return _widest(
        float(weight @ values),
        lambda noise: (fitted + (values - fitted)[index] + noise) @ weight,
        _noises(sd, index, rng),
        degrees=len(values) - 2,
        prob=prob,
    )


def change(
    before: tuple[FloatArray, FloatArray],
    after: tuple[FloatArray, FloatArray],
    *,
    rng: np.random.Generator,
    prob: float = 0.9,
) -> Interval:
    """Difference of the means of two spans, later minus earlier; each span is (values, standard errors).

    A span of fewer than five years borrows its spread from both.

    References
    ----------
    Circular block bootstrap :cite:`politis1992`.
    """
    estimate = float(after[0].mean() - before[0].mean())
    pool = np.concatenate([v - v.mean() for v, _ in (before, after)])
    parts = []
    for values, sd in (before, after):
        index = _blocks(len(values), rng)
        rest = (values - values.mean())[index]
        if len(values) < SHORT:
            rest = pool[rng.integers(0, len(pool), size=index.shape)]
        parts.append([(rest + noise).mean(axis=1) for noise in _noises(sd, index, rng)])
    degrees = len(before[0]) + len(after[0]) - 2
    found = [_interval(estimate, estimate + late - early, degrees, prob) for early, late in zip(*parts, strict=True)]
    return estimate, min(low for low, _ in found), max(high for _, high in found)


def volatility(first: FloatArray, second: FloatArray, *, rng: np.random.Generator, prob: float = 0.9) -> Interval:
    """Log of the ratio of the standard deviations of yearly changes; above 0 if the first moves more.

    Parameters
    ----------
    first, second : (N,) yearly changes in the same years.

    References
    ----------
    Circular block bootstrap :cite:`politis1992`.
    """
    index = _blocks(len(first), rng)
    with np.errstate(divide="ignore", invalid="ignore"):
        draws = np.log(first[index].std(axis=1)) - np.log(second[index].std(axis=1))
        estimate = float(np.log(first.std()) - np.log(second.std()))
    low, high = _interval(estimate, draws[np.isfinite(draws)], len(first) - 1, prob)
    return estimate, low, high


def correlation(first: FloatArray, second: FloatArray, *, rng: np.random.Generator, prob: float = 0.9) -> Interval:
    """Pearson correlation of two series in the same years, pairs of years drawn in circular blocks.

    References
    ----------
    Circular block bootstrap :cite:`politis1992`.
    """
    index = _blocks(len(first), rng)
    a, b = first[index], second[index]
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        draws = (a * b).sum(axis=1) / np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
        estimate = float(np.corrcoef(first, second)[0, 1])
    fisher = np.arctanh(np.clip(draws[np.isfinite(draws)], -0.999999, 0.999999))
    low, high = _interval(float(np.arctanh(np.clip(estimate, -0.999999, 0.999999))), fisher, len(first) - 2, prob)
    return estimate, float(np.tanh(low)), float(np.tanh(high))


def _blocks(n: int, rng: np.random.Generator) -> IntArray:
    length = max(1, round(n ** (1 / 3)))
    starts = rng.integers(0, n, size=(DRAWS, -(-n // length)))
    return ((starts[:, :, None] + np.arange(length)) % n).reshape(DRAWS, -1)[:, :n]


def _noises(sd: FloatArray, index: IntArray, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Errors of measurement, shared by all years and independent."""
    shared = rng.standard_normal((DRAWS, 1)) * sd[None, :]
    alone = rng.standard_normal((DRAWS, len(sd))) * sd[index]
    return shared, alone


def _widest(
    estimate: float,
    statistic: Callable[[FloatArray], FloatArray],
    noises: tuple[FloatArray, FloatArray],
    *,
    degrees: int,
    prob: float,
) -> Interval:
    found = [_interval(estimate, statistic(noise), degrees, prob) for noise in noises]
    return estimate, min(low for low, _ in found), max(high for _, high in found)


def _interval(estimate: float, draws: FloatArray, degrees: int, prob: float) -> tuple[float, float]:
    """Quantiles of the draws around the estimate, stretched for few years."""
    tail = (1.0 - prob) / 2.0
    if not len(draws):
        return float("-inf"), float("inf")
    low, high = np.quantile(draws, [tail, 1.0 - tail])
    few = max(degrees, 1)
    normal = float(student.ppf(1.0 - tail, 1_000_000))
    stretch = float(student.ppf(1.0 - tail, few)) / normal * np.sqrt((few + 1) / few)
    middle = float(np.mean(draws))
    return float(estimate + (low - middle) * stretch), float(estimate + (high - middle) * stretch)
