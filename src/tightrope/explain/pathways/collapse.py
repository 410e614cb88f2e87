"""Slopes of an equation with the path of its variable integrated out: where errors are large, paths pin slopes down."""

from __future__ import annotations

import numpy as np

from tightrope.core.panel import FloatArray
from tightrope.explain.pathways.latent import FIRST_SD
from tightrope.explain.pathways.regress import SLOPE_SD, Columns, Drawn

LOOSE = 1e6  # variance of what is not observed


def leap(
    columns: Columns, held: Drawn, told: FloatArray, pull: FloatArray, start: FloatArray, rng: np.random.Generator
) -> None:
    """Draw slopes (but the own lag), year shocks and state effects given what speaks of the path, not the path.

    A path drawn given slopes and slopes drawn given the path hardly move where the path is seen with large
    errors. Here the observations of a state are jointly normal about what the slopes give, with the covariance
    of an autoregression plus errors; the path is drawn afterwards.

    Parameters
    ----------
    told, pull : (U, T) precision of all that speaks of the path, and value times precision.
    start : (U,) mean of the first value.

    References
    ----------
    :cite:`liu1994collapsed` (collapsing), :cite:`lindley1972`.
    """
    lag = float(held.slopes[0])
    x, w, z = columns.common[:, :, 1:], columns.year, columns.state
    units, steps, p = x.shape
    m, r = w.shape[2], z.shape[2]
    size = p + steps * m
    design = np.zeros((units, steps + 1, size + r + 1))
    for t in range(steps):
        design[:, t + 1] = lag * design[:, t]
        design[:, t + 1, :p] += x[:, t]
        design[:, t + 1, p + t * m : p + (t + 1) * m] += w[:, t]
        design[:, t + 1, size : size + r] += z[:, t]
    at = np.arange(steps + 1)
    seen = told > 0.0
    value = np.where(seen, pull / np.where(seen, told, 1.0), 0.0) - start[:, None] * lag**at
    design[:, :, -1] = np.where(seen, value, 0.0)
    level = np.empty((units, steps + 1))
    level[:, 0] = FIRST_SD**2
    for t in range(steps):
        level[:, t + 1] = lag**2 * level[:, t] + held.variance
    cov = level[:, np.minimum.outer(at, at)] * lag ** np.abs(np.subtract.outer(at, at))
    cov[:, at, at] += np.where(seen, 1.0 / np.where(seen, told, 1.0), LOOSE)
    white = np.linalg.inv(np.linalg.cholesky(cov)) @ design
    g, zz, y = white[:, :, :size], white[:, :, size : size + r], white[:, :, -1]
    back = zz.transpose(0, 2, 1)
    lower = np.linalg.inv(np.linalg.cholesky(back @ zz + np.diag(1.0 / held.spread)))
    halved = (lower @ (back @ g)).reshape(-1, size)
    pulled = (lower @ (back @ y[..., None])).reshape(-1)
    flat = g.reshape(-1, size)
    a = flat.T @ flat - halved.T @ halved
    b = flat.T @ y.ravel() - halved.T @ pulled
    a[np.arange(size), np.arange(size)] += np.concatenate(
        [np.full(p, SLOPE_SD**-2.0), np.tile(1.0 / held.swing, steps)]
    )
    root = np.linalg.cholesky(a)
    drawn = np.linalg.solve(root.T, np.linalg.solve(root, b) + rng.standard_normal(size))
    held.slopes = np.concatenate([[lag], drawn[:p]])
    held.shocks = drawn[p:].reshape(steps, m)
    left = y - (g @ drawn)
    score = lower @ (back @ left[..., None])
    held.own = (lower.transpose(0, 2, 1) @ (score + rng.standard_normal((units, r, 1))))[..., 0]
