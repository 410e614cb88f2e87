"""Intervals of means, trends, changes, volatility and correlation of short yearly series whose years hang together."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri, stdtrit

from tightrope.core.panel import FloatArray, IntArray

DRAWS = 2000
CEILING = 0.9
Interval = tuple[float, float, float]


def mean(values: FloatArray, sd: FloatArray, *, span: int = 1, prob: float = 0.9) -> Interval:
    """Mean of the years of a window with its interval.

    Parameters
    ----------
    values : (N,) values in the order of the years.
    sd : (N,) standard errors of the values to add, 0 for none.
    span : number of years that each value itself averages over; such a series strays less than its years.

    Returns
    -------
    (estimate, low, high) in the unit of the series. The window's own years are meant, not a process that
    might have run otherwise: what is uncertain is how far each year strays from the path, told from the
    differences of successive years, and the error of measurement.

    References
    ----------
    Mean square successive difference :cite:`vonneumann1941`.
    """
    square, degrees = _straying((values,), span)
    return _around(float(values.mean()), square / len(values) + _measured(sd), degrees, prob)


def slope(years: IntArray, values: FloatArray, sd: FloatArray, *, prob: float = 0.9) -> Interval:
    """Least-squares trend per decade with its interval.

    Parameters
    ----------
    years, values, sd : (N,), N >= 3.

    References
    ----------
    See `_contrast`.
    """
    x = (years - years.mean()) / 10.0
    return _contrast(np.stack([np.ones(len(x)), x], axis=1), np.array([0.0, 1.0]), years, values, sd, prob)


def change(
    before: tuple[FloatArray, FloatArray],
    after: tuple[FloatArray, FloatArray],
    *,
    span: int = 1,
    prob: float = 0.9,
) -> Interval:
    """Difference of the means of two windows, later minus earlier; both share one spread about their paths.

    Parameters
    ----------
    before, after : values and standard errors of a window, in the order of the years.
    span : number of years that each value itself averages over.

    References
    ----------
    Mean square successive difference :cite:`vonneumann1941`.
    """
    square, degrees = _straying((before[0], after[0]), span)
    variance = square * (1.0 / len(before[0]) + 1.0 / len(after[0])) + _measured(before[1]) + _measured(after[1])
    return _around(float(after[0].mean() - before[0].mean()), variance, degrees, prob)


def correlation(first: FloatArray, second: FloatArray, *, prob: float = 0.9) -> Interval:
    """Pearson correlation of two series in the same years, with fewer years counted where both persist.

    Parameters
    ----------
    first, second : (N,) values, N >= 7, neither constant.

    Returns
    -------
    (estimate, low, high), by Fisher's transformation with n (1 - r1 r2) / (1 + r1 r2) effective years.

    References
    ----------
    Effective sample size of a correlation :cite:`bretherton1999`.
    """
    n = len(first)
    steps = np.arange(n)
    persistence = _persistence(steps, first - first.mean(), 1) * _persistence(steps, second - second.mean(), 1)
    effective = max(n * (1.0 - persistence) / (1.0 + persistence), 4.0)
    estimate = float(np.clip(np.corrcoef(first, second)[0, 1], -1.0, 1.0))
    half = float(ndtri(0.5 + prob / 2.0)) / np.sqrt(effective - 3.0)
    middle = float(np.arctanh(np.clip(estimate, -0.999999, 0.999999)))
    return estimate, float(np.tanh(middle - half)), float(np.tanh(middle + half))


def volatility(first: FloatArray, second: FloatArray, *, rng: np.random.Generator, prob: float = 0.9) -> Interval:
    """Log of the ratio of the standard deviations of yearly changes; above 0 if the first moves more.

    Parameters
    ----------
    first, second : (N,) yearly changes in the same years, neither constant.
    rng : generator of the circular block bootstrap.

    References
    ----------
    Circular block bootstrap :cite:`politis1992`.
    """
    n = len(first)
    length = max(1, round(n ** (1 / 3)))
    starts = rng.integers(0, n, size=(DRAWS, -(-n // length)))
    index = ((starts[:, :, None] + np.arange(length)) % n).reshape(DRAWS, -1)[:, :n]
    with np.errstate(divide="ignore", invalid="ignore"):
        draws = np.log(first[index].std(axis=1)) - np.log(second[index].std(axis=1))
    draws = draws[np.isfinite(draws)]
    estimate = float(np.log(first.std()) - np.log(second.std()))
    tail = (1.0 - prob) / 2.0
    stretch = float(stdtrit(n - 1, 1.0 - tail) / ndtri(1.0 - tail)) * np.sqrt(n / (n - 1))
    low, high = (np.quantile(draws, [tail, 1.0 - tail]) - draws.mean()) * stretch
    return estimate, float(estimate + low), float(estimate + high)


def _straying(windows: tuple[FloatArray, ...], span: int) -> tuple[float, float]:
    """Variance of a year about its path, from successive differences, with matching degrees of freedom.

    A mean over `span` years steps by a `span`-th of what its years do.
    """
    steps = [np.diff(values) for values in windows]
    n = sum(len(step) for step in steps)
    if n == 0:
        return 0.0, float("inf")
    return span**2 * float(sum((step**2).sum() for step in steps)) / (2.0 * n), max(2.0 * n**2 / (3.0 * n - 1.0), 1.0)


def _measured(sd: FloatArray) -> float:
    """Variance of a mean from errors of measurement: one shared error or independent ones, whichever is larger."""
    return max(float(sd.mean()) ** 2, float((sd**2).sum()) / len(sd) ** 2)


def _around(estimate: float, variance: float, degrees: float, prob: float) -> Interval:
    tail = (1.0 + prob) / 2.0
    quantile = float(stdtrit(degrees, tail)) if np.isfinite(degrees) else float(ndtri(tail))
    half = quantile * float(np.sqrt(variance))
    return estimate, estimate - half, estimate + half


def _contrast(
    design: FloatArray, contrast: FloatArray, years: IntArray, values: FloatArray, sd: FloatArray, prob: float
) -> Interval:
    """Least-squares contrast whose errors follow a first-order autoregression in calendar time.

    The autocorrelation is estimated from residuals of neighboring years and corrected for its bias in short
    series; the variance is that of ordinary least squares under it; degrees of freedom are matched to the first
    two moments of the residual sum of squares. Errors of measurement are added once as one error that all
    years share and once as independent ones, whichever is larger.

    References
    ----------
    Bias of autocorrelation :cite:`kendall1954`; moments of quadratic forms :cite:`box1954`, theorem 3.1.
    """
    n, k = design.shape
    inverse = np.linalg.inv(design.T @ design)
    weights = design @ inverse @ contrast
    estimate = float(weights @ values)
    measured = max(float(weights @ sd) ** 2, float((weights**2) @ (sd**2)))
    hat = np.eye(n) - design @ inverse @ design.T
    residuals = hat @ values
    rho = _persistence(years, residuals, k)
    structure = rho ** np.abs(years[:, None] - years[None, :])
    product = hat @ structure
    trace = float(np.trace(product))
    degrees = max(trace**2 / float(np.sum(product * product.T)), 1.0)
    spread = float(residuals @ residuals) / trace
    return _around(estimate, spread * float(weights @ structure @ weights) + measured, degrees, prob)


def _persistence(years: IntArray, residuals: FloatArray, fitted: int) -> float:
    """Correlation of neighboring years, corrected for its bias in short series, between 0 and CEILING."""
    near = np.diff(years) == 1
    total = float(residuals @ residuals)
    pairs, n = int(near.sum()), len(residuals)
    if pairs < 3 or total <= 0.0:
        return 0.0
    raw = float((residuals[1:] * residuals[:-1])[near].sum()) / pairs / (total / n)
    corrected = (n * raw + fitted) / max(n - 3.0 * fitted, 1.0)
    return float(np.clip(corrected, 0.0, CEILING))
