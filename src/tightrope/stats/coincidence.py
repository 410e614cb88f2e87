"""Krippendorff's alpha from coincidences: nominal, ordinal, interval, ratio, and sets of labels by MASI."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

Level = Literal["nominal", "ordinal", "interval", "ratio"]
Floats = npt.NDArray[np.float64]


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


def counts_of(values: Floats) -> tuple[Floats, Floats]:
    """Return how often each category was used per unit with two or more values, and the sizes of those units.

    References
    ----------
    :cite:`krippendorff2011`, step A: only units with two or more values are pairable.
    """
    table = np.asarray(values, dtype=float)
    categories = np.unique(table[~np.isnan(table)])
    counts = (table[None, :, :] == categories[:, None, None]).sum(axis=1).astype(float)
    size = counts.sum(axis=0)
    kept = size >= 2
    return counts[:, kept], size[kept]


def masi(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the MASI distance of two sets of labels, 0 (equal) to 1 (nothing in common).

    Two empty sets are equal; an empty set and another have nothing in common.

    References
    ----------
    :cite:`passonneau2006`: 1 - J M, with Jaccard's J, and M = 1 for equal sets, 2/3 where one holds the other, 1/3
    where they overlap, 0 where they do not.
    """
    if first == second:
        return 0.0
    shared = len(first & second)
    if not shared:
        return 1.0
    monotonic = 2 / 3 if shared == min(len(first), len(second)) else 1 / 3
    return 1.0 - monotonic * shared / len(first | second)


def numbered(sets: Sequence[Sequence[frozenset[str] | None]]) -> tuple[Floats, Floats]:
    """Return sets of labels as numbers of categories, shape (coders, units), and the MASI distances, shape (c, c).

    Parameters
    ----------
    sets : per coder the set given to each unit; None where a coder did not code a unit.

    References
    ----------
    :cite:`passonneau2006`.
    """
    used = sorted({s for row in sets for s in row if s is not None}, key=lambda s: (len(s), sorted(s)))
    place = {s: float(i) for i, s in enumerate(used)}
    values = np.array([[np.nan if s is None else place[s] for s in row] for row in sets], dtype=float)
    return values, np.array([[masi(a, b) for b in used] for a in used], dtype=float).reshape(len(used), len(used))


def alpha_of_sets(sets: Sequence[Sequence[frozenset[str] | None]]) -> float | None:
    """Return Krippendorff's alpha of sets of labels, with the MASI distance; None where it is undefined.

    Parameters
    ----------
    sets : per coder the set given to each unit; None where a coder did not code a unit.

    References
    ----------
    :cite:`passonneau2006`: the distance stands where alpha of :cite:`krippendorff2011` has a squared difference.
    """
    values, squared = numbered(sets)
    return _at_once(values, squared, np.ones((1, values.shape[1] if values.ndim == 2 else 0)))[0]


def resampled(values: Floats, draws: npt.NDArray[np.int64], *, squared: Floats | None = None) -> list[float | None]:
    """Return alpha of resampled units, one value per resample.

    Parameters
    ----------
    values : shape (coders, units); NaN where missing.
    draws : shape (resamples, units), the units drawn.
    squared : shape (c, c), squared differences of the sorted categories; None for nominal ones.

    References
    ----------
    :cite:`krippendorff2011`: observed disagreement is a sum over units, so a resample only weighs them anew.
    """
    table = np.asarray(values, dtype=float)
    units = table.shape[1]
    weights = np.stack([np.bincount(drawn, minlength=units) for drawn in draws]).astype(float)
    size = len(np.unique(table[~np.isnan(table)]))
    return _at_once(table, 1 - np.eye(size) if squared is None else squared, weights)


def _at_once(values: Floats, squared: Floats, weights: Floats) -> list[float | None]:
    """Return alpha under each row of weights of units, shape (resamples, units)."""
    if values.size == 0:
        return [None] * len(weights)
    categories = np.unique(values[~np.isnan(values)])
    counts = (values[None, :, :] == categories[:, None, None]).sum(axis=1).astype(float)
    size = counts.sum(axis=0)
    kept = size >= 2
    counts, size, weights = counts[:, kept], size[kept], weights[:, kept]
    differing = np.einsum("cu,ck,ku->u", counts, squared, counts, optimize=True) / (size - 1)
    observed = weights @ differing
    marginals = weights @ counts.T
    expected = np.einsum("rc,ck,rk->r", marginals, squared, marginals, optimize=True)
    total = marginals.sum(axis=1)
    return [None if e <= 0 else 1.0 - float((n - 1) * o / e) for o, e, n in zip(observed, expected, total, strict=True)]
