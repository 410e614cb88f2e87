"""Cut points of an item given its slope: one guarded Newton step, and the width of what is left."""

from __future__ import annotations

import numpy as np

from tightrope.stats.irt.points import Floats

LEAST = 1e-4  # between two cut points, and between a cut point and the bound
STRIDE = 1.5  # longest move of a cut point in one step


def step(cuts: Floats, gradient: Floats, bend: Floats, cross: Floats, *, bound: float) -> tuple[Floats, Floats, Floats]:
    """Move cut points toward their posterior mode on the scale of log gaps.

    The prior is flat over ordered cut points within the bound. On the scale of log gaps its density is the product
    of the gaps, which keeps categories without votes open and puts the mode where the mean of an exponential gap is.

    Parameters
    ----------
    cuts : (..., J) ascending, within -bound and bound.
    gradient, bend : (..., J) first and second derivatives of the log likelihood in each cut point.
    cross : (..., J - 1) mixed derivatives of neighbors.

    Returns
    -------
    cuts : (..., J) after the step.
    logdet : (...) log determinant of the precision.
    gain : (...) how much the log density would still rise by a full step.

    References
    ----------
    :cite:`tierney1986` (Laplace), :cite:`bailey2017` (cut points flat on [-7, 7]).
    """
    gap = gaps(cuts, bound)
    inverse = 1.0 / gap
    slope = gradient + inverse[..., :-1] - inverse[..., 1:]
    move, logdet = solve(*precision(cuts, bend, cross, bound=bound), slope)
    edge = np.zeros((*cuts.shape[:-1], 1))
    change = np.diff(np.concatenate([edge, move, edge], axis=-1), axis=-1)
    room = np.where(change < 0.0, 0.8 * gap / np.maximum(-change, 1e-12), 1.0).min(axis=-1)
    longest = np.maximum(np.abs(move).max(axis=-1), 1e-12)
    size = np.minimum(np.minimum(1.0, room), STRIDE / longest)
    return cuts + size[..., None] * move, logdet, 0.5 * (move * slope).sum(axis=-1)


def precision(cuts: Floats, bend: Floats, cross: Floats, *, bound: float) -> tuple[Floats, Floats]:
    """Return diagonal (..., J) and neighbors' entries (..., J - 1) of the cut points' precision matrix.

    References
    ----------
    As `step`.
    """
    square = 1.0 / gaps(cuts, bound) ** 2
    return square[..., :-1] + square[..., 1:] - bend, -cross - square[..., 1:-1]


def solve(diagonal: Floats, neighbor: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Solve symmetric tridiagonal systems (..., J); return the solutions and the log determinants.

    References
    ----------
    Own: Gaussian elimination of a band, all systems at once.
    """
    size = diagonal.shape[-1]
    pivot, out = diagonal.copy(), right.copy()
    for j in range(1, size):
        share = neighbor[..., j - 1] / pivot[..., j - 1]
        pivot[..., j] -= share * neighbor[..., j - 1]
        out[..., j] -= share * out[..., j - 1]
    out[..., -1] /= pivot[..., -1]
    for j in range(size - 2, -1, -1):
        out[..., j] = (out[..., j] - neighbor[..., j] * out[..., j + 1]) / pivot[..., j]
    return out, np.log(pivot).sum(axis=-1)


def variances(diagonal: Floats, neighbor: Floats) -> Floats:
    """Return the diagonal (..., J) of the inverse of symmetric tridiagonal matrices.

    References
    ----------
    Own: one system a column.
    """
    out = np.empty_like(diagonal)
    for j in range(diagonal.shape[-1]):
        one = np.zeros_like(diagonal)
        one[..., j] = 1.0
        out[..., j] = solve(diagonal, neighbor, one)[0][..., j]
    return out


def gaps(cuts: Floats, bound: float) -> Floats:
    """Return the gaps (..., J + 1) between ascending cut points and the bounds.

    References
    ----------
    Own.
    """
    edge = np.full((*cuts.shape[:-1], 1), bound)
    return np.diff(np.concatenate([-edge, cuts, edge], axis=-1), axis=-1)


def ordered(cuts: Floats, bound: float) -> Floats:
    """Return cut points (..., J) pushed apart and inside the bound where a move of the slope crossed them.

    References
    ----------
    Own.
    """
    out = cuts.copy()
    last = out.shape[-1] - 1
    for j in range(last + 1):
        floor = out[..., j - 1] + LEAST if j else -bound + LEAST
        out[..., j] = np.clip(out[..., j], floor, bound - LEAST * (last + 1 - j))
    return out
