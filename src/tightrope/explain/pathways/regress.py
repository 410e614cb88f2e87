"""One equation given all variables: slopes, year shocks and state effects drawn at once, then their variances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tightrope.core.panel import FloatArray

SLOPE_SD = 0.5  # of a slope, in standard deviations per standard deviation
SPREAD = 0.5  # scale of the half-Cauchy prior of how far state and year effects differ
LAG_BOUND = 0.995  # own lags lie within it: a longer memory cannot be told from none at all
TRIES = 100


@dataclass(slots=True, kw_only=True)
class Columns:
    """Columns of an equation for N steps: (U, N) left side, (U, N, p) common, (U, N, r) by state, (U, N, m) by year."""

    left: FloatArray
    common: FloatArray
    state: FloatArray
    year: FloatArray


@dataclass(slots=True, kw_only=True)
class Drawn:
    """Current values of an equation's parameters.

    Parameters
    ----------
    slopes : (p,); shocks : (N, m) year effects; own : (U, r) state effects.
    variance : (U,) error variance of each state; level : their common level.
    spread : (r,) variances of state effects; swing : (m,) variances of year shocks; loose, tight : their scales.
    freedom : how alike the states' error variances are.
    """

    slopes: FloatArray
    shocks: FloatArray
    own: FloatArray
    variance: FloatArray
    level: float
    spread: FloatArray
    swing: FloatArray
    loose: FloatArray
    tight: FloatArray
    freedom: float = 8.0


def normal_equations(
    columns: Columns, variance: FloatArray, spread: FloatArray, swing: FloatArray, lag: tuple[float, float]
) -> tuple[FloatArray, FloatArray]:
    """Return precision (p + N m, ...) and right side of slopes and year shocks, state effects integrated out.

    References
    ----------
    :cite:`lindley1972` for the two-stage model; state effects leave by the Woodbury identity.
    """
    left, x, z, w = columns.left, columns.common, columns.state, columns.year
    units, steps, p = x.shape
    m = w.shape[2]
    root = 1.0 / np.sqrt(variance)[:, None, None]
    x, z, wide, y = x * root, z * root, w * root, left * root[:, :, 0]
    flat = x.reshape(-1, p)
    size = p + steps * m
    a = np.zeros((size, size))
    b = np.zeros(size)
    a[:p, :p] = flat.T @ flat
    b[:p] = flat.T @ y.ravel()
    by_year = wide.transpose(1, 2, 0)  # (N, m, U)
    cross = (by_year @ x.transpose(1, 0, 2)).reshape(steps * m, p)
    a[p:, :p], a[:p, p:] = cross, cross.T
    blocks = by_year @ wide.transpose(1, 0, 2)
    for j in range(m):
        for k in range(m):
            place = np.arange(steps) * m
            a[p + place + j, p + place + k] = blocks[:, j, k]
    b[p:] = (by_year @ y.T[:, :, None]).reshape(-1)
    lower = np.linalg.inv(np.linalg.cholesky(z.transpose(0, 2, 1) @ z + np.diag(1.0 / spread)))
    shared = np.empty((units, z.shape[2], size))
    shared[:, :, :p] = z.transpose(0, 2, 1) @ x
    shared[:, :, p:] = (z.transpose(0, 2, 1)[..., None] * wide[:, None]).reshape(units, z.shape[2], steps * m)
    halved = (lower @ shared).reshape(-1, size)
    pulled = (lower @ (z.transpose(0, 2, 1) @ y[..., None])).reshape(-1)
    a -= halved.T @ halved
    b -= halved.T @ pulled
    prior = np.full(p, SLOPE_SD**-2.0)
    prior[0] = lag[1] ** -2.0
    a[np.arange(size), np.arange(size)] += np.concatenate([prior, np.tile(1.0 / swing, steps)])
    b[0] += lag[0] * prior[0]
    return a, b


def redraw(columns: Columns, held: Drawn, lag: tuple[float, float], rng: np.random.Generator) -> FloatArray:
    """Draw all parameters of one equation in place and return the (U, N) residuals.

    `lag` is the prior mean and standard deviation of the first slope. Slopes and year shocks are drawn together,
    with state effects integrated out: pressure is the same for all states of a year, and slopes drawn given the
    shocks would hardly move.

    References
    ----------
    :cite:`lindley1972`; half-Cauchy scales as :cite:`makalic2016`; error variances by state as :cite:`geweke1993`.
    """
    p = columns.common.shape[2]
    a, b = normal_equations(columns, held.variance, held.spread, held.swing, lag)
    lower = np.linalg.cholesky(a)
    mean = np.linalg.solve(lower.T, np.linalg.solve(lower, b))
    for _ in range(TRIES):
        drawn = mean + np.linalg.solve(lower.T, rng.standard_normal(len(b)))
        if abs(drawn[0]) < LAG_BOUND:
            break
    else:
        drawn[0] = np.sign(drawn[0]) * LAG_BOUND
    held.slopes, held.shocks = drawn[:p], drawn[p:].reshape(held.shocks.shape)
    left = columns.left - columns.common @ held.slopes - np.einsum("unm,nm->un", columns.year, held.shocks)
    z = columns.state
    precision = z.transpose(0, 2, 1) @ z / held.variance[:, None, None] + np.diag(1.0 / held.spread)
    score = (z.transpose(0, 2, 1) @ left[..., None])[..., 0] / held.variance[:, None]
    root = np.linalg.inv(np.linalg.cholesky(precision))
    back = root.transpose(0, 2, 1)
    held.own = (back @ (root @ score[..., None] + rng.standard_normal((*score.shape, 1))))[..., 0]
    residual = np.asarray(left - (z @ held.own[..., None])[..., 0])
    _redraw_variances(residual, held, rng)
    return residual


def residual_of(columns: Columns, held: Drawn) -> FloatArray:
    """Return the (U, N) residuals of an equation at its current values.

    References
    ----------
    Own: left side less all columns.
    """
    left = columns.left - columns.common @ held.slopes - np.einsum("unm,nm->un", columns.year, held.shocks)
    return np.asarray(left - (columns.state @ held.own[..., None])[..., 0])


def _redraw_variances(residual: FloatArray, held: Drawn, rng: np.random.Generator) -> None:
    units, steps = residual.shape
    square = (residual**2).sum(axis=1)
    held.variance = 0.5 * (held.freedom * held.level + square) / rng.gamma(0.5 * (held.freedom + steps), size=units)
    shape = 0.5 * units * held.freedom + 0.5
    held.level = float(rng.gamma(shape) / (0.5 * held.freedom * (1.0 / held.variance).sum() + 0.5))
    held.spread, held.loose = _scales(held.own, held.loose, rng)
    held.swing, held.tight = _scales(held.shocks, held.tight, rng)


def _scales(effects: FloatArray, aid: FloatArray, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Draw variances of the columns of effects under half-Cauchy priors of their roots."""
    count = len(effects)
    variance = (1.0 / aid + 0.5 * (effects**2).sum(axis=0)) / rng.gamma(0.5 * (count + 1.0), size=effects.shape[1])
    variance = np.maximum(variance, 1e-8)
    return variance, (1.0 / SPREAD**2 + 1.0 / variance) / rng.gamma(1.0, size=len(variance))
