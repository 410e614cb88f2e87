"""Fixed points, logit quantal response, and branches of a one-parameter equation by continuation."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.optimize import minimize_scalar

from tightrope.core.errors import NoEquilibrium
from tightrope.core.panel import FloatArray

Residual = Callable[[FloatArray, float], FloatArray]


def quantal_response(row: FloatArray, column: FloatArray, precision: float) -> tuple[float, float]:
    """Logit quantal response equilibrium of a two-by-two game, on the branch from the uniform mix.

    Parameters
    ----------
    row, column : (2, 2) payoffs of the row and the column player.
    precision : lambda >= 0, response to payoff differences (1 / payoff).

    Returns
    -------
    Probabilities that the row player plays row 1 and the column player column 1, each in (0, 1).

    Raises
    ------
    NoEquilibrium : Newton's method does not settle.

    References
    ----------
    :cite:`mckelvey1995`, definition of the logit equilibrium.
    """

    def residual(x: FloatArray, level: float) -> FloatArray:
        p, q = float(x[0]), float(x[1])
        gain_row = (row[0] - row[1]) @ np.array([q, 1.0 - q])
        gain_column = np.array([p, 1.0 - p]) @ (column[:, 0] - column[:, 1])
        return np.array([p - _logistic(level * float(gain_row)), q - _logistic(level * float(gain_column))])

    x = np.array([0.5, 0.5])
    for level in np.linspace(0.0, precision, 2 + int(precision * 10))[1:]:
        x = newton(partial(residual, level=float(level)), x)
    return float(x[0]), float(x[1])


def quantal_response_fit(
    row: FloatArray, column: FloatArray, shares: tuple[float, float], n: int
) -> tuple[float, float]:
    """Maximum-likelihood precision of a two-by-two game given observed shares of the first actions.

    Parameters
    ----------
    shares : observed shares of row 1 and column 1.
    n : number of observations of each player.

    Returns
    -------
    Precision and log likelihood.

    References
    ----------
    :cite:`mckelvey1995`, estimation of lambda; data of :cite:`ochs1995`.
    """

    def loss(precision: float) -> float:
        fitted = quantal_response(row, column, precision)
        pairs = zip(shares, fitted, strict=True)
        return -n * float(sum(s * np.log(p) + (1.0 - s) * np.log(1.0 - p) for s, p in pairs))

    best = minimize_scalar(loss, bounds=(1e-6, 20.0), method="bounded", options={"xatol": 1e-9})
    return float(best.x), -float(best.fun)


def newton(
    residual: Callable[[FloatArray], FloatArray], start: FloatArray, *, tolerance: float = 1e-12, limit: int = 60
) -> FloatArray:
    """Solve residual(x) = 0 by Newton's method with a central-difference Jacobian.

    Raises
    ------
    NoEquilibrium : no convergence within `limit` steps.

    References
    ----------
    Textbook method.
    """
    x: FloatArray = np.array(start, dtype=float)
    for _ in range(limit):
        value = residual(x)
        change = np.linalg.solve(jacobian(residual, x), value)
        x = np.asarray(x - change)
        if np.abs(change).max() < tolerance:
            return x
    raise NoEquilibrium(f"no fixed point within {limit} steps", where="solve.newton", next="start nearer, or move less")


def jacobian(function: Callable[[FloatArray], FloatArray], x: FloatArray, *, width: float = 1e-6) -> FloatArray:
    """Return the Jacobian (M, N) of a function by central differences.

    References
    ----------
    Textbook method.
    """
    columns = []
    for i in range(x.size):
        nudge = np.zeros_like(x)
        nudge[i] = width
        columns.append((function(x + nudge) - function(x - nudge)) / (2.0 * width))
    return np.stack(columns, axis=1)


def continuation(
    residual: Residual, start: FloatArray, parameter: float, *, step: float, steps: int, direction: float = 1.0
) -> FloatArray:
    """Trace a branch of residual(x, parameter) = 0 by pseudo-arclength continuation.

    Parameters
    ----------
    residual : (x, parameter) -> (N,).
    start, parameter : a point near the branch.
    step : arclength of one step.
    direction : sign of the first change of the parameter.

    Returns
    -------
    (steps + 1, N + 1) points, the parameter last.

    Raises
    ------
    NoEquilibrium : the corrector does not settle.

    References
    ----------
    Keller's pseudo-arclength method, textbook form.
    """
    x = newton(lambda v: residual(v, parameter), start)
    point = np.append(x, parameter)

    def whole(z: FloatArray) -> FloatArray:
        return residual(z[:-1], float(z[-1]))

    tangent = _tangent(whole, point)
    tangent = tangent * np.sign(tangent[-1] or 1.0) * direction
    points = [point]
    for _ in range(steps):
        guess = point + step * tangent

        def corrected(z: FloatArray, guess: FloatArray = guess, tangent: FloatArray = tangent) -> FloatArray:
            return np.append(whole(z), tangent @ (z - guess))

        point = newton(corrected, guess)
        after = _tangent(whole, point)
        tangent = after * np.sign(after @ tangent or 1.0)
        points.append(point)
    return np.stack(points)


def folds(residual: Residual, branch: FloatArray) -> FloatArray:
    """Return the folds (F, N + 1) of a branch of a scalar equation: where its parameter turns, refined by Newton.

    Parameters
    ----------
    branch : (S, 2) as `continuation` gives it for one unknown.

    References
    ----------
    A fold of f(x, c) = 0 solves f = 0 and df/dx = 0 together.
    """
    turns = np.flatnonzero(np.diff(np.sign(np.diff(branch[:, -1]))) != 0) + 1

    def both(z: FloatArray) -> FloatArray:
        slope = (residual(z[:1] + 1e-5, z[1]) - residual(z[:1] - 1e-5, z[1])) / 2e-5
        return np.concatenate([residual(z[:1], z[1]), slope])

    return np.stack([newton(both, branch[i], tolerance=1e-9) for i in turns]) if turns.size else branch[:0]


def _tangent(function: Callable[[FloatArray], FloatArray], z: FloatArray) -> FloatArray:
    _, _, rows = np.linalg.svd(jacobian(function, z))
    return np.asarray(rows[-1])


def _logistic(x: float) -> float:
    return float(1.0 / (1.0 + np.exp(-x)))
