"""Weights that are not negative and sum to 1: many small quadratic programs at a time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import ModelError

Floats = NDArray[np.floating[Any]]
Bools = NDArray[np.bool_]
Ints = NDArray[np.integer[Any]]
TOLERANCE, ROUNDS = 1e-7, 400
RIDGE = 1e-9  # share of the largest diagonal added to it, so that units alike can share a weight


def simplex_weights(
    gram: Floats, pull: Floats, *, allowed: Bools, tolerance: float = TOLERANCE, rounds: int = ROUNDS
) -> Floats:
    r"""Minimize w'Gw / 2 - c'w over the simplex, for many c (and G) at once.

    A primal active set, all problems in step: the equality problem on the current support is solved; where it
    leaves the simplex the path stops at the edge and drops what became 0; where it does not, the unit that
    promises most joins, until none promises more than `tolerance`. Each round is one batched solve of the size
    of the largest support, which is seldom larger than the rank of G.

    Parameters
    ----------
    gram : (N, N) or (B, N, N) G, symmetric, no eigenvalue below 0.
    pull : (B, N) c.
    allowed : (B, N) weights that may differ from 0; at least one in a row.
    tolerance : of the slope, as a share of the largest diagonal of G.
    rounds : most rounds.

    Returns
    -------
    (B, N) weights of at least 0 that sum to 1.

    Raises
    ------
    ModelError : a number is not finite, or a row allows no weight.

    References
    ----------
    :cite:`nocedal2006` algorithm 16.3 (active sets of convex quadratic programs).
    """
    if not (np.isfinite(gram).all() and np.isfinite(pull).all()):
        raise ModelError("a number is not finite", where="simplex_weights", next="leave out units with gaps")
    if not allowed.any(axis=1).all():
        raise ModelError("a row allows no weight", where="simplex_weights", next="give it a donor")
    many = gram.ndim == 3
    square = np.diagonal(gram, axis1=-2, axis2=-1)
    least = float(square.max()) or 1.0
    base = np.where(allowed, 0.5 * square - pull, np.inf)
    found = np.zeros(pull.shape)
    found[np.arange(len(pull)), base.argmin(axis=1)] = 1.0
    support = found > 0.0
    rows = np.arange(len(pull))
    for _ in range(rounds):
        g = gram[rows] if many else gram
        goal = _settled(g, pull[rows], support[rows], RIDGE * least)
        here = found[rows]
        under = support[rows] & (goal < -1e-12)
        with np.errstate(divide="ignore", invalid="ignore"):
            room = np.where(under, here / (here - goal), np.inf)
        part = np.minimum(room.min(axis=1), 1.0)
        moved = here + part[:, None] * (goal - here)
        stopped: Bools = np.asarray(under.any(axis=1))
        nothing = support[rows] & (moved <= 0.0) & stopped[:, None]
        gone = (under & (room <= part[:, None])) | nothing
        moved = np.where(gone, 0.0, np.maximum(moved, 0.0))
        moved /= moved.sum(axis=1, keepdims=True)
        found[rows], support[rows] = moved, support[rows] & ~gone
        slope = _times(g, moved) - pull[rows]
        level = (slope * moved).sum(axis=1)
        price = np.where(allowed[rows] & ~support[rows], slope, np.inf)
        best = price.argmin(axis=1)
        gain = level - price[np.arange(len(rows)), best]
        joins: Bools = ~stopped & (gain > tolerance * least)
        support[rows[joins], best[joins]] = True
        rows = rows[stopped | joins]
        if not len(rows):
            break
    return found


def _settled(gram: Floats, pull: Floats, support: Bools, ridge: float) -> Floats:
    """Return (B, N) minimizers that sum to 1 and are 0 off the support, of either sign on it."""
    size = support.sum(axis=1)
    width, count = int(size.max()), len(support)
    order: Ints = np.argsort(~support, axis=1, kind="stable")[:, :width]
    real = np.arange(width) < size[:, None]
    each = np.arange(count)[:, None, None]
    left, right = order[:, :, None], order[:, None, :]
    inner = gram[left, right] if gram.ndim == 2 else gram[each, left, right]
    both = real[:, :, None] & real[:, None, :]
    system = np.zeros((count, width + 1, width + 1))
    system[:, :width, :width] = np.where(both, inner, 0.0)
    diagonal = np.arange(width)
    system[:, diagonal, diagonal] += np.where(real, ridge, 1.0)
    system[:, :width, width] = system[:, width, :width] = real
    wanted = np.zeros((count, width + 1, 1))
    wanted[:, :width, 0] = np.where(real, np.take_along_axis(pull, order, axis=1), 0.0)
    wanted[:, width, 0] = 1.0
    solved = np.linalg.solve(system, wanted)[:, :width, 0]
    found = np.zeros(pull.shape)
    np.put_along_axis(found, order, np.where(real, solved, 0.0), axis=1)
    return found


def _times(gram: Floats, weights: Floats) -> Floats:
    if gram.ndim == 2:
        return np.asarray(weights @ gram)
    return np.asarray(np.matmul(gram, weights[:, :, None])[:, :, 0])
