"""Weights of donors for many states at once: the nearest mix, with a price on donors that are far away."""

from __future__ import annotations

import numpy as np

from tightrope.core.panel import BoolArray, FloatArray, IntArray
from tightrope.stats.simplex import simplex_weights

PENALTIES = (0.01, 0.1, 0.5)


def centered(paths: FloatArray, before: int) -> FloatArray:
    """Return paths (..., T) less each one's own mean over the years before.

    References
    ----------
    :cite:`ferman2021` (a synthetic control of demeaned outcomes).
    """
    return np.asarray(paths - paths[..., :before].mean(axis=-1, keepdims=True))


def weigh(before: FloatArray, rows: IntArray, *, allowed: BoolArray, penalty: float) -> FloatArray:
    r"""Return the weights of donors for each state asked for.

    They minimize :math:`\|x - X'w\|^2 + \lambda \sum_j w_j \|x - x_j\|^2` over the simplex.

    Parameters
    ----------
    before : (U, T) centered outcomes of all states before the date, or (B, U, T) for draws.
    rows : (B,) int, the state of each problem.
    allowed : (B, U) donors of each problem.
    penalty : lambda, 0 or more.

    Returns
    -------
    (B, U) weights, each row at least 0 and of sum 1.

    References
    ----------
    :cite:`abadie2010` section 2.3 (the simplex); :cite:`abadielhour2021` (the penalty).
    """
    gram = before @ np.swapaxes(before, -1, -2) / before.shape[-1]
    square = np.diagonal(gram, axis1=-2, axis2=-1)
    if gram.ndim == 2:
        cross, own, others = gram[rows], square[rows][:, None], square[None, :]
    else:
        each = np.arange(len(rows))
        cross, own, others = gram[each, rows], square[each, rows][:, None], square
    apart = own + others - 2.0 * cross
    scale = float(square.mean()) or 1.0
    return simplex_weights(gram / scale, (cross - 0.5 * penalty * apart) / scale, allowed=allowed)


def chosen_penalty(before: FloatArray, *, allowed: BoolArray) -> float:
    """Return the penalty whose weights, fitted on the first two thirds of the years before, tell the last best.

    Parameters
    ----------
    before : (U, T) outcomes before the date; allowed : (U, U) donors of each state.

    References
    ----------
    :cite:`abadielhour2021` (a penalty chosen by what was left out); own: the split.
    """
    cut = before.shape[1] * 2 // 3
    paths = centered(before, cut)
    rows = np.arange(len(before))
    misses = []
    for penalty in PENALTIES:
        found = weigh(paths[:, :cut], rows, allowed=allowed, penalty=penalty)
        misses.append(float(np.median(np.mean((paths - found @ paths)[:, cut:] ** 2, axis=1))))
    return PENALTIES[int(np.argmin(misses))]


def augmented(before: FloatArray, row: int, weights: FloatArray, *, allowed: BoolArray) -> FloatArray:
    """Return weights corrected by a ridge regression for what the simplex leaves unfitted; they may be negative.

    The ridge is the mean square of a donor's year, so that a donor's path counts as much as its noise.

    Parameters
    ----------
    before : (U, T) centered outcomes; row : the state; weights : (U,) on the simplex; allowed : (U,) its donors.

    References
    ----------
    :cite:`benmichael2021` (the ridge-augmented synthetic control); own: the ridge.
    """
    pool = before[allowed]
    ridge = float(np.mean(pool**2)) * len(pool)
    miss = before[row] - weights @ before
    added = np.zeros(len(before))
    added[allowed] = pool @ np.linalg.solve(pool.T @ pool + ridge * np.eye(before.shape[1]), miss)
    return np.asarray(weights + added)
