"""Agreement, plain and corrected for chance: the kappas of Cohen, Fleiss and Conger, Brennan-Prediger, AC1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from tightrope.stats.coincidence import Floats, counts_of


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
    counts, size = counts_of(values)
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
