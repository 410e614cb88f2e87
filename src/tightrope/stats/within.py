"""Regression within groups from sums of squares: coefficients, worth of sets of causes, slopes that differ by group."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Bools = NDArray[np.bool_]
RIDGE = 1e-8  # of the mean diagonal: keeps a resample without variation solvable


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of squares about the group means: xx (U, K, K), xy (U, K), yy (U,), rows (U,)."""

    xx: Floats
    xy: Floats
    yy: Floats
    rows: Floats


def usable(y: Floats, x: Floats, *, fewest: int = 5) -> Bools:
    """Return (U, T), whether a cell has the left side and every cause, in groups with at least `fewest` such cells.

    References
    ----------
    Own: a fit needs whole rows, and a group with few of them says little of its own slope.
    """
    whole = np.isfinite(y) & np.isfinite(x).all(axis=2)
    return np.asarray(whole & (whole.sum(axis=1, keepdims=True) >= fewest))


def centered(table: Floats, keep: Bools) -> Floats:
    """Return a (U, T) or (U, T, K) table about the group means over the cells kept, 0 in the others.

    References
    ----------
    Own: the textbook within transformation, means over the cells kept.
    """
    mask = keep if table.ndim == 2 else keep[:, :, None]
    count = np.maximum(keep.sum(axis=1), 1).reshape(-1, *([1] * (table.ndim - 1)))
    filled = np.where(mask, table, 0.0)
    return np.asarray(np.where(mask, filled - filled.sum(axis=1, keepdims=True) / count, 0.0))


def sums(y: Floats, x: Floats, keep: Bools) -> Sums:
    """Return the sums of squares of a left side (U, T) and causes (U, T, K) about each group's means.

    References
    ----------
    Own: cross products of the within transformation, all that least squares needs.
    """
    yc, xc = centered(y, keep), centered(x, keep)
    return Sums(
        xx=xc.transpose(0, 2, 1) @ xc,
        xy=(xc.transpose(0, 2, 1) @ yc[:, :, None])[:, :, 0],
        yy=(yc**2).sum(axis=1),
        rows=keep.sum(axis=1).astype(float),
    )


def blocked(y: Floats, x: Floats, keep: Bools, blocks: NDArray[np.intp]) -> Sums:
    """Return the sums of every group and block of columns, about the means of the whole group.

    Parameters
    ----------
    blocks : (T,) number of the block of a column, 0 to B - 1, such as five years.

    Returns
    -------
    Sums with U * B rows: group 0's blocks, then group 1's.

    References
    ----------
    Own: `sums` taken apart by block, so that both margins can be resampled as in :cite:`owen2007`.
    """
    yc, xc = centered(y, keep), centered(x, keep)
    parts = []
    for b in range(int(blocks.max()) + 1):
        here = (blocks == b).astype(float)
        parts.append(((xc * here[None, :, None]).transpose(0, 2, 1), yc * here[None, :], keep & (here > 0)))
    return Sums(
        xx=np.stack([x_ @ xc for x_, _, _ in parts], axis=1).reshape(-1, x.shape[2], x.shape[2]),
        xy=np.stack([(x_ @ yc[:, :, None])[:, :, 0] for x_, _, _ in parts], axis=1).reshape(-1, x.shape[2]),
        yy=np.stack([(y_**2).sum(axis=1) for _, y_, _ in parts], axis=1).ravel(),
        rows=np.stack([k.sum(axis=1).astype(float) for _, _, k in parts], axis=1).ravel(),
    )


def joined(found: Sums, count: int) -> Sums:
    """Add up the blocks of `blocked` (`count` of them to a group), which gives back the sums of the groups.

    References
    ----------
    Own: sums over the blocks of a group add up to the group's.
    """
    return Sums(*(part.reshape(-1, count, *part.shape[1:]).sum(axis=1) for part in (
        found.xx, found.xy, found.yy, found.rows)))  # fmt: skip


def crossed(groups: Floats, blocks: Floats) -> Floats:
    """Multiply weights of groups (S, U) and of blocks (S, B) into weights (S, U * B) for `blocked`.

    References
    ----------
    :cite:`owen2007`, the pigeonhole bootstrap: both margins of a table are resampled, each on its own.
    """
    return np.asarray((groups[:, :, None] * blocks[:, None, :]).reshape(len(groups), -1))


def resample(rows: Floats, *, draws: int, rng: np.random.Generator) -> Floats:
    """Return (1 + S, U) weights: ones, then how often each group is drawn; groups without rows weigh 0.

    References
    ----------
    :cite:`cameron2008` section III.A, the pairs cluster bootstrap.
    """
    there = rows > 0
    chances = there / max(int(there.sum()), 1)
    drawn = rng.multinomial(int(there.sum()), chances, size=draws) if there.any() else np.zeros((draws, len(rows)))
    return np.concatenate([there[None, :].astype(float), drawn.astype(float)])


def coefficients(found: Sums, weights: Floats) -> Floats:
    """Return (S, K) slopes common to all groups, for each row of weights (S, U).

    References
    ----------
    Own: textbook least squares within groups; the ridge of 1e-8 of the mean diagonal keeps it solvable.
    """
    xx = _pooled(weights, found.xx)
    return _solve(xx, weights @ found.xy)


def worth(found: Sums, weights: Floats, sets: tuple[tuple[int, ...], ...], always: tuple[int, ...]) -> Floats:
    """Share of the within variance that each union of sets explains beyond the columns always there.

    Parameters
    ----------
    sets : columns of each of G sets of causes.
    always : columns in every fit, such as the lagged left side.

    Returns
    -------
    (S, 2**G) float, one column for each union, in the order of `unions`; the empty union is 0.

    References
    ----------
    :cite:`gromping2006` (R2 that regressors add to others); as a share of the within variance, and by sets, ours.
    """
    xx, xy, yy = _pooled(weights, found.xx), weights @ found.xy, weights @ found.yy
    left = [_left(xx, xy, yy, [*always, *(c for g in union for c in sets[g])]) for union in unions(len(sets))]
    return np.stack([(left[0] - rest) / np.maximum(yy, 1e-300) for rest in left], axis=1)


def worth_outside(
    found: Sums, weights: Floats, sets: tuple[tuple[int, ...], ...], always: tuple[int, ...], folds: NDArray[np.intp]
) -> Floats:
    """Share of the within variance of groups left out that each union of sets predicts beyond `always`.

    Parameters
    ----------
    folds : (U,) number of the fold of a group; a fold is predicted from slopes fitted to the others.

    Returns
    -------
    (S, 2**G) float; negative where a union predicts worse than the columns always there.

    References
    ----------
    Own: `worth` with the errors of groups left out of the fit.
    """
    total = [np.zeros(len(weights)) for _ in unions(len(sets))]
    yy = weights @ found.yy
    for fold in np.unique(folds):
        out = np.where(folds == fold, 1.0, 0.0)
        tx, ty = _pooled(weights * (1 - out), found.xx), (weights * (1 - out)) @ found.xy
        hx, hy = _pooled(weights * out, found.xx), (weights * out) @ found.xy
        hh = (weights * out) @ found.yy
        for n, union in enumerate(unions(len(sets))):
            cols = [*always, *(c for g in union for c in sets[g])]
            if cols:
                b = _solve(tx[:, cols][:, :, cols], ty[:, cols])
                curve = (b[:, None, :] @ hx[:, cols][:, :, cols] @ b[:, :, None])[:, 0, 0]
                fit = 2.0 * (b * hy[:, cols]).sum(axis=1) - curve
                total[n] += hh - fit
            else:
                total[n] += hh
    return np.stack([(total[0] - rest) / np.maximum(yy, 1e-300) for rest in total], axis=1)


def unions(count: int) -> tuple[tuple[int, ...], ...]:
    """Return every subset of `count` sets, the empty one first.

    References
    ----------
    Own: the order of columns that `worth` and `shapley` share.
    """
    return tuple(u for size in range(count + 1) for u in combinations(range(count), size))


def shapley(value: Floats, count: int) -> Floats:
    """Share out the worth of unions among sets by their average gain over all orders.

    Parameters
    ----------
    value : (S, 2**G) worth of each union, in the order of `unions`.

    Returns
    -------
    (S, G) float that sums over G to the worth of all sets together less that of none.

    References
    ----------
    :cite:`gromping2006` section 2.2, the metric `lmg`.
    """
    order = unions(count)
    place = {union: n for n, union in enumerate(order)}
    out = np.zeros((len(value), count))
    for union in order:
        for g in (g for g in range(count) if g not in union):
            share = factorial(len(union)) * factorial(count - len(union) - 1) / factorial(count)
            out[:, g] += share * (value[:, place[tuple(sorted((*union, g)))]] - value[:, place[union]])
    return out


def noise(found: Sums, slopes: Floats) -> float:
    """Return the variance left within groups after common slopes (K,), less one freedom per group and slope.

    References
    ----------
    Own: the textbook residual variance of a regression with group effects.
    """
    rest = found.yy.sum() - 2.0 * slopes @ found.xy.sum(axis=0) + slopes @ found.xx.sum(axis=0) @ slopes
    free = found.rows.sum() - (found.rows > 0).sum() - len(slopes)
    return float(max(rest, 1e-12) / max(free, 1.0))


def random_slopes(found: Sums, variance: float, *, steps: int = 60) -> tuple[Floats, Floats, Floats, Floats]:
    """Fit slopes that differ by group around a common mean, by EM.

    Parameters
    ----------
    variance : noise variance within groups.

    Returns
    -------
    mean (K,), spread (K,) variances between groups, own (U, K) posterior means, cov (U, K, K).

    References
    ----------
    :cite:`swamy1970` for the model; here with independent slopes.
    """
    mean = coefficients(found, (found.rows > 0)[None, :].astype(float))[0]
    spread = np.full(len(mean), 0.1)
    there = found.rows > 0
    own, cov = np.tile(mean, (len(found.rows), 1)), np.zeros_like(found.xx)
    for _ in range(steps):
        own, cov = posterior_slopes(found, variance, mean, spread)
        mean = own[there].mean(axis=0)
        spread = np.maximum(((own[there] - mean) ** 2 + np.einsum("ukk->uk", cov[there])).mean(axis=0), 1e-6)
    return mean, spread, own, cov


def posterior_slopes(found: Sums, variance: float, mean: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Return each group's slopes (U, K) and covariances (U, K, K), given the mean and spread over groups.

    References
    ----------
    :cite:`swamy1970` for the model; normal posterior under a normal prior as in :cite:`gelman2013`.
    """
    cov = np.linalg.inv(found.xx / variance + np.diag(1.0 / spread)[None])
    return np.einsum("ukl,ul->uk", cov, found.xy / variance + (mean / spread)[None]), cov


def _pooled(weights: Floats, xx: Floats) -> Floats:
    """Return (S, K, K) sums over groups; one product of matrices, for this is where the time goes."""
    size = xx.shape[-1]
    return np.asarray((weights @ xx.reshape(len(xx), -1)).reshape(-1, size, size))


def _left(xx: Floats, xy: Floats, yy: Floats, cols: list[int]) -> Floats:
    if not cols:
        return yy
    b = _solve(xx[:, cols][:, :, cols], xy[:, cols])
    return np.asarray(yy - (b * xy[:, cols]).sum(axis=1))


def _solve(xx: Floats, xy: Floats) -> Floats:
    size = xx.shape[-1]
    ridge = RIDGE * np.maximum(np.trace(xx, axis1=1, axis2=2) / size, 1e-12)
    return np.asarray(np.linalg.solve(xx + ridge[:, None, None] * np.eye(size), xy[:, :, None])[:, :, 0])
