"""Agreement of coders: Krippendorff's alpha, Cohen's, weighted and Fleiss' kappa, AC1, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Level = Literal["nominal", "ordinal", "interval", "ratio"]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A coefficient with its bootstrap interval.

    Parameters
    ----------
    value : the coefficient; None where it is undefined (one category used by all, or nothing to compare).
    low, high : interval over resampled units, None where undefined.
    prob : probability of the interval.
    units : units that at least two coders coded.
    prevalence : share of the commonest category among the values of those units; high values bend kappa and alpha down.
    undefined : share of resamples in which the coefficient was undefined.
    """

    value: float | None
    low: float | None
    high: float | None
    prob: float
    units: int
    prevalence: float
    undefined: float


def coincidences(values: Floats) -> tuple[Floats, Floats]:
    """Return the categories and their coincidence matrix.

    Parameters
    ----------
    values : shape (coders, units); NaN where a coder did not code a unit.

    Returns
    -------
    categories, shape (c,), and matrix, shape (c, c), whose sum is the number of pairable values.

    References
    ----------
    :cite:`krippendorff2011`, step B.
    """
    table = np.asarray(values, dtype=float)
    categories = np.unique(table[~np.isnan(table)])
    counts = (table[None, :, :] == categories[:, None, None]).sum(axis=1).astype(float)
    size = counts.sum(axis=0)
    pairable = size >= 2
    counts, size = counts[:, pairable], size[pairable]
    matrix = (counts / (size - 1)) @ counts.T - np.diag((counts / (size - 1)).sum(axis=1))
    used = matrix.sum(axis=1) > 0
    return categories[used], matrix[np.ix_(used, used)]


def distances(categories: Floats, marginals: Floats, level: Level) -> Floats:
    """Return the squared differences of categories, shape (c, c), of a level of measurement.

    References
    ----------
    :cite:`krippendorff2011`, step E: the metrics of nominal, ordinal, interval and ratio data.
    """
    first, second = categories[:, None], categories[None, :]
    if level == "nominal":
        unequal: Floats = (first != second).astype(float)
        return unequal
    if level == "interval":
        return (first - second) ** 2
    if level == "ratio":
        total = first + second
        return np.divide(first - second, total, out=np.zeros_like(total), where=total != 0) ** 2
    below = np.cumsum(marginals)
    at = np.arange(len(categories))
    low, high = np.minimum(at[:, None], at[None, :]), np.maximum(at[:, None], at[None, :])
    span = below[high] - below[low] + marginals[low]
    ordinal: Floats = (span - (marginals[low] + marginals[high]) / 2) ** 2
    return ordinal


def alpha(values: Floats, level: Level = "nominal") -> float | None:
    """Return Krippendorff's alpha, at most 1; 0 is what chance gives; None where all pairable values are one category.

    Parameters
    ----------
    values : shape (coders, units); NaN where missing.
    level : how differences count.

    References
    ----------
    :cite:`krippendorff2011`: alpha = 1 - (n - 1) sum o d / sum n n d.
    """
    categories, matrix = coincidences(values)
    if len(categories) < 2:
        return None
    marginals = matrix.sum(axis=1)
    total = marginals.sum()
    squared = distances(categories, marginals, level)
    expected = float(marginals @ squared @ marginals)
    if expected == 0:
        return None
    return 1.0 - float(total - 1.0) * float((matrix * squared).sum()) / expected


def percent(values: Floats) -> float | None:
    """Return the share of pairs of values within units that agree, 0 to 1; None with nothing to compare.

    Each unit with two or more values counts once, whatever the number of its coders.

    Parameters
    ----------
    values : shape (coders, units); NaN where missing.

    References
    ----------
    :cite:`fleiss1971`, pairs that agree within a unit; with missing values :cite:`gwet2014`, chapter 2.
    """
    counts, size = _counts(values)
    if counts.shape[1] == 0:
        return None
    return float(((counts * (counts - 1)).sum(axis=0) / (size * (size - 1))).mean())


def cohen(
    first: Floats, second: Floats, weights: Literal["none", "linear", "quadratic"] | Floats = "none"
) -> float | None:
    """Return Cohen's kappa of two coders, plain or weighted, at most 1; None where chance agreement is complete.

    Parameters
    ----------
    first, second : shape (units,); pairs with a NaN are left out.
    weights : disagreement weights by distance of ordered categories, or a matrix of them, shape (c, c), over the sorted
        categories that either coder used.

    References
    ----------
    :cite:`cohen1960`; :cite:`cohen1968` for weights: kappa = 1 - sum w observed / sum w expected.
    """
    a, b = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    both = ~(np.isnan(a) | np.isnan(b))
    a, b = a[both], b[both]
    if len(a) == 0:
        return None
    categories = np.unique(np.concatenate([a, b]))
    observed = ((a[None, :] == categories[:, None]).astype(float) @ (b[None, :] == categories[:, None]).T) / len(a)
    return table_kappa(observed, weights)


def table_kappa(table: Floats, weights: Literal["none", "linear", "quadratic"] | Floats = "none") -> float | None:
    """Return Cohen's kappa of a table of two coders, shape (c, c), of counts or shares; see `cohen`.

    References
    ----------
    :cite:`cohen1960`; :cite:`cohen1968` for weights.
    """
    observed = np.asarray(table, dtype=float) / np.sum(table)
    size = len(observed)
    if isinstance(weights, str):
        gap = np.abs(np.arange(size)[:, None] - np.arange(size)[None, :]).astype(float)
        cost = (gap > 0).astype(float) if weights == "none" else gap if weights == "linear" else gap**2
    else:
        cost = np.asarray(weights, dtype=float)
    expected = observed.sum(axis=1)[:, None] * observed.sum(axis=0)[None, :]
    chance = float((cost * expected).sum())
    if chance == 0:
        return None
    return 1.0 - float((cost * observed).sum()) / chance


def fleiss(values: Floats) -> float | None:
    """Return Fleiss' kappa of any number of coders, at most 1, in the form that allows missing values.

    Parameters
    ----------
    values : shape (coders, units); NaN where missing.

    References
    ----------
    :cite:`fleiss1971`, equations 1-8; with missing values :cite:`gwet2014`, chapter 2: agreement over units with two
    or more values, shares over units with one or more.
    """
    return _chance_corrected(values, lambda shares: float((shares**2).sum()))


def fleiss_counts(counts: Floats) -> float | None:
    """Return Fleiss' kappa of a table of how many coders put each unit in each category, shape (units, categories).

    References
    ----------
    :cite:`fleiss1971`, equations 1-8.
    """
    table = np.asarray(counts, dtype=float)
    size = table.sum(axis=1)
    agree = float(((table * (table - 1)).sum(axis=1) / (size * (size - 1))).mean())
    shares = (table / size[:, None]).mean(axis=0)
    chance = float((shares**2).sum())
    return None if chance == 1 else (agree - chance) / (1 - chance)


def ac1(values: Floats) -> float | None:
    """Return Gwet's AC1, at most 1: chance agreement that stays small where one category is rare.

    Parameters
    ----------
    values : shape (coders, units); NaN where missing.

    References
    ----------
    :cite:`gwet2014`, chapter 4: chance = sum p (1 - p) / (q - 1).
    """
    return _chance_corrected(values, lambda p: float((p * (1 - p)).sum() / (len(p) - 1)) if len(p) > 1 else 1.0)


def brennan_prediger(values: Floats) -> float | None:
    """Return the coefficient of Brennan and Prediger: chance agreement is 1 / q over the q categories used.

    References
    ----------
    :cite:`brennan1981`.
    """
    return _chance_corrected(values, lambda shares: 1.0 / len(shares))


def conger(values: Floats) -> float | None:
    """Return Conger's kappa, at most 1: Cohen's of several coders, each with shares of categories of his own.

    Parameters
    ----------
    values : shape (coders, units); NaN where missing.

    References
    ----------
    :cite:`gwet2014`, chapter 2: chance = sum p^2 - sum s^2 / r, with the mean p and the variance s^2 of the r coders'
    shares of a category.
    """
    table = np.asarray(values, dtype=float)
    used = ~np.isnan(table)
    table, used = table[used.any(axis=1)], used[used.any(axis=1)]
    if len(table) < 2:
        return None
    categories = np.unique(table[used])
    own = (table[None, :, :] == categories[:, None, None]).sum(axis=2) / used.sum(axis=1)
    chance = float((own.mean(axis=1) ** 2).sum() - own.var(axis=1, ddof=1).sum() / len(table))
    return _chance_corrected(values, lambda shares: chance)


def agreement(
    values: Floats,
    coefficient: Callable[[Floats], float | None] = alpha,
    *,
    rng: np.random.Generator,
    resamples: int = 1000,
    prob: float = 0.9,
) -> Agreement:
    """Return a coefficient with a percentile interval over resampled units.

    Parameters
    ----------
    values : shape (coders, units); NaN where missing.
    coefficient : any function of this module that takes such values.
    prob : probability of the interval.

    References
    ----------
    :cite:`efron1993`, chapter 13: percentile intervals.
    """
    table = np.asarray(values, dtype=float)
    counts, _ = _counts(table)
    shares = counts.sum(axis=1) / counts.sum() if counts.size else np.array([np.nan])
    found: list[float] = []
    units = table.shape[1]
    for _ in range(resamples if counts.shape[1] else 0):
        drawn = coefficient(table[:, rng.integers(0, units, units)])
        if drawn is not None:
            found.append(drawn)
    value = coefficient(table) if counts.shape[1] else None
    low, high = (None, None)
    if value is not None and found:
        low, high = (float(q) for q in np.quantile(found, [(1 - prob) / 2, (1 + prob) / 2]))
    return Agreement(
        value=value,
        low=low,
        high=high,
        prob=prob,
        units=int(counts.shape[1]),
        prevalence=float(shares.max()),
        undefined=1.0 - len(found) / resamples if resamples else 0.0,
    )


def _counts(values: Floats) -> tuple[Floats, Floats]:
    """Return how often each category was used per unit with two or more values, and the sizes of those units."""
    table = np.asarray(values, dtype=float)
    categories = np.unique(table[~np.isnan(table)])
    counts = (table[None, :, :] == categories[:, None, None]).sum(axis=1).astype(float)
    size = counts.sum(axis=0)
    kept = size >= 2
    return counts[:, kept], size[kept]


def _chance_corrected(values: Floats, chance_of: Callable[[Floats], float]) -> float | None:
    agree = percent(values)
    if agree is None:
        return None
    table = np.asarray(values, dtype=float)
    categories = np.unique(table[~np.isnan(table)])
    counts = (table[None, :, :] == categories[:, None, None]).sum(axis=1).astype(float)
    size = counts.sum(axis=0)
    shares = (counts[:, size > 0] / size[size > 0]).mean(axis=1)
    chance = chance_of(shares)
    return None if chance >= 1 else (agree - chance) / (1 - chance)
