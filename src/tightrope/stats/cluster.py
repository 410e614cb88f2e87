"""Groups of points: a subspace of sparse rows, Ward's tree, its cuts, how well and how firmly points sit in them.

No step calls BLAS or LAPACK, so that results do not depend on the number of threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import pdist, squareform

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
SWEEPS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Firmness:
    """How firmly a partition stands when points are left out.

    Parameters
    ----------
    value : mean adjusted Rand index over resamples.
    low, high : 5th and 95th percentile of single resamples.
    """

    value: float
    low: float
    high: float


def subspace(rows: sparse.csr_array, rank: int, rng: np.random.Generator, *, sweeps: int = SWEEPS) -> Floats:
    """Return rows projected on their leading right singular subspace, each of length 1 (0 for an empty row).

    Parameters
    ----------
    rows : shape (n, v), sparse.
    rank : number of dimensions, at most min(n, v).
    rng : start of the iteration.
    sweeps : number of orthogonal iterations.

    Returns
    -------
    shape (n, rank).

    References
    ----------
    :cite:`halko2011`, section 4.5, subspace iteration; latent semantic analysis is :cite:`deerwester1990`.
    """
    rank = max(1, min(rank, *rows.shape))
    basis = _orthonormal(rng.standard_normal((rows.shape[1], rank)))
    across = rows.T.tocsr()
    for sweep in range(sweeps):
        basis = _orthonormal(across @ (rows @ basis), twice=sweep == sweeps - 1)
    found: Floats = rows @ basis
    size = np.sqrt((found * found).sum(axis=1, keepdims=True))
    out: Floats = np.divide(found, size, out=np.zeros_like(found), where=size > 1e-9)
    return out


def _orthonormal(columns: Floats, *, twice: bool = True) -> Floats:
    """Return columns made orthonormal one after the other, twice for full precision; a dependent column becomes 0."""
    out = columns.T.copy()
    for at in range(len(out)):
        before = float(np.sqrt((out[at] * out[at]).sum()))
        for _ in range(2 if twice else 1):
            if at:
                share = (out[:at] * out[at]).sum(axis=1)
                out[at] -= (out[:at] * share[:, None]).sum(axis=0)
        size = float(np.sqrt((out[at] * out[at]).sum()))
        out[at] = out[at] / size if size > 1e-10 * max(before, 1e-300) else 0.0
    return np.ascontiguousarray(out.T)


def distances(points: Floats) -> Floats:
    """Return Euclidean distances of points, shape (n, n).

    References
    ----------
    Own: of points of length 1 it is the square root of 2 (1 - cosine).
    """
    found: Floats = squareform(pdist(points))
    return found


def ward(apart: Floats, groups: int) -> Labels:
    """Return the group of each point, numbered from 0 in order of first point, by cutting Ward's tree.

    Parameters
    ----------
    apart : shape (n, n), Euclidean distances.
    groups : number of groups, at most n.

    References
    ----------
    :cite:`ward1963`.
    """
    return _cuts(linkage(squareform(apart, checks=False), "ward"), (groups,))[0]


def _cuts(tree: Floats, groups: Sequence[int]) -> list[Labels]:
    """Return the groups of each point for several numbers of groups, ascending, from one walk down the tree."""
    leaves = len(tree) + 1
    pairs = tree[:, :2].astype(np.int64).tolist()
    root = 2 * leaves - 2
    label = [-1] * (root + 1)
    tops = {root}
    parts: dict[int, list[int]] = {}
    for node in range(root, leaves - 1, -1):
        if len(tops) in groups and len(tops) not in parts:
            parts[len(tops)] = sorted(tops)
        if len(tops) >= groups[-1]:
            break
        tops.remove(node)
        tops.update(pairs[node - leaves])
    parts.setdefault(len(tops), sorted(tops))
    for at, node in enumerate(parts[max(parts)]):
        label[node] = at
    for node in range(root, leaves - 1, -1):
        if label[node] >= 0:
            for child in pairs[node - leaves]:
                label[child] = label[node]
    finest = np.array(label[:leaves], dtype=np.int64)
    return [_by_first(_coarser(parts[min(k, max(parts))], parts[max(parts)], pairs, leaves)[finest]) for k in groups]


def _coarser(tops: Sequence[int], finest: Sequence[int], pairs: Sequence[Sequence[int]], leaves: int) -> Labels:
    """Return the group under `tops` of each group under `finest`."""
    place = {node: at for at, node in enumerate(finest)}
    out = np.empty(len(finest), dtype=np.int64)
    for at, top in enumerate(tops):
        walk = [top]
        while walk:
            node = walk.pop()
            if node in place:
                out[place[node]] = at
            else:
                walk.extend(pairs[node - leaves])
    return out


def _by_first(labels: Labels) -> Labels:
    """Return labels renumbered from 0 in order of first point."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    order: Labels = np.argsort(np.argsort(first))[inverse].astype(np.int64)
    return order


def adjusted_rand(first: Sequence[int] | Labels, second: Sequence[int] | Labels) -> float:
    """Return the adjusted Rand index of two partitions: 1 if equal, 0 as by chance; 1 where both are trivial.

    References
    ----------
    :cite:`hubert1985`, equation 5.
    """
    a, b = np.asarray(first), np.asarray(second)
    if a.shape != b.shape:
        raise ValueError("two partitions of unequal length")
    if len(a) < 2:
        return 1.0
    return _rand(np.unique(a, return_inverse=True)[1], np.unique(b, return_inverse=True)[1])


def _rand(first: Labels, second: Labels) -> float:
    """Return the adjusted Rand index of two partitions numbered from 0."""
    rows, columns = int(first.max()) + 1, int(second.max()) + 1
    table = np.bincount(first * columns + second, minlength=rows * columns).reshape(rows, columns)

    def pairs(counts: Labels) -> float:
        return float((counts * (counts - 1)).sum()) / 2

    both, left, right = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    chance = left * right / (len(first) * (len(first) - 1) / 2)
    most = (left + right) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


def silhouettes(apart: Floats, labels: Labels) -> tuple[Floats, Labels]:
    """Return how much nearer each point is to its own group than to the next, and which group is the next.

    Parameters
    ----------
    apart : shape (n, n), distances.
    labels : shape (n,), groups numbered from 0.

    Returns
    -------
    widths, shape (n,), in [-1, 1], 0 for a group of one; nearest other group, shape (n,), -1 with a single group.

    References
    ----------
    :cite:`rousseeuw1987`, definition of s(i).
    """
    number = int(labels.max()) + 1
    size = np.bincount(labels, minlength=number).astype(float)
    total = np.stack([apart[:, labels == g].sum(axis=1) for g in range(number)], axis=1)
    at = np.arange(len(labels))
    alone = size[labels] < 2
    inner = total[at, labels] / np.where(alone, 1.0, size[labels] - 1)
    if number < 2:
        return np.zeros(len(labels)), np.full(len(labels), -1, dtype=np.int64)
    mean = total / size
    mean[at, labels] = np.inf
    nearest = mean.argmin(axis=1)
    outer = mean[at, nearest]
    most = np.maximum(inner, outer)
    width = np.divide(outer - inner, most, out=np.zeros_like(most), where=most > 0)
    return np.where(alone, 0.0, width), nearest.astype(np.int64)


def number_of_groups(apart: Floats, most: int) -> tuple[int, tuple[float, ...]]:
    """Return the number of Ward's groups, from 2 to `most`, with the largest mean silhouette; of equals the smallest.

    Parameters
    ----------
    apart : shape (n, n), Euclidean distances.
    most : largest number looked at, at least 2.

    Returns
    -------
    the number, and the mean silhouette of each number from 2.

    References
    ----------
    :cite:`rousseeuw1987`, the average width as the choice of the number of clusters.
    """
    cuts = _cuts(linkage(squareform(apart, checks=False), "ward"), tuple(range(2, most + 1)))
    widths = tuple(round(float(silhouettes(apart, cut)[0].mean()), 9) for cut in cuts)
    return 2 + widths.index(max(widths)), widths


def firmness(
    groups: Labels,
    place: Callable[[Labels], Floats],
    rng: np.random.Generator,
    *,
    resamples: int = 60,
    share: float = 0.8,
) -> Firmness:
    """Return how far Ward's groups come out again when points are left out, placed anew and grouped anew.

    Parameters
    ----------
    groups : shape (n,), the groups of all points, numbered from 0.
    place : gives the coordinates of some points, by their numbers; where coordinates depend on which points there are,
        they are to be found anew, or the index would praise what it holds fixed.
    resamples : number of resamples.
    share : share of the points in a resample, drawn without replacement.

    References
    ----------
    :cite:`benhur2002` (agreement of clusterings of subsamples); the index is of :cite:`hubert1985`.
    """
    number = int(groups.max()) + 1
    size = max(3, round(share * len(groups)))
    found = np.empty(resamples)
    for draw in range(resamples):
        kept: Labels = np.sort(rng.permutation(len(groups))[:size]).astype(np.int64)
        found[draw] = _rand(groups[kept], ward(distances(place(kept)), number))
    low, high = np.quantile(found, [0.05, 0.95])
    return Firmness(value=float(found.mean()), low=float(low), high=float(high))
