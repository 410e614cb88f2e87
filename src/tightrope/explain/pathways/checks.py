"""What would change a slope: an unmeasured cause, a year left out, and pressure that comes after its effect."""

from __future__ import annotations

import numpy as np

from tightrope.core.panel import FloatArray
from tightrope.explain.pathways.fit import Posterior
from tightrope.explain.pathways.regress import SLOPE_SD
from tightrope.explain.pathways.system import Equation

GRID = (-0.5, -0.25, 0.0, 0.25, 0.5)
CAUTION = 1e-9


def columns_of(found: Posterior, equation: Equation) -> tuple[FloatArray, FloatArray]:
    """Return (U, T - 1) left side and (U, T - 1, p) terms at posterior means, both less the state's mean.

    References
    ----------
    Own.
    """
    table = found.table
    pressure = found.pressure.reshape(-1, len(table.years)).mean(axis=0)
    place = {n: q for q, n in enumerate(table.names)}
    columns = []
    for term in equation.terms:
        column = np.ones(found.mean.shape[1:])
        if term.given:
            q = place[term.given]
            column = table.given[q] * pressure if table.pressed[q] else table.given[q]
        if term.node:
            path = found.mean[table.nodes.index(term.node)]
            column = column * (path - path.mean(axis=1, keepdims=True))
        columns.append(column[:, :-1])
    x = np.stack(columns, axis=2)
    left = found.mean[table.nodes.index(equation.node)][:, 1:]
    return left - left.mean(axis=1, keepdims=True), x - x.mean(axis=1, keepdims=True)


def _solve(left: FloatArray, x: FloatArray, weight: FloatArray, swing: FloatArray, by_year: FloatArray) -> FloatArray:
    """Return slopes by generalized least squares: state weights (U,), and shocks of each year as random effects."""
    _, steps, p = x.shape
    root = np.sqrt(weight)[:, None]
    a = (x * root[..., None]).reshape(-1, p)
    prior = np.full(p, SLOPE_SD**-2.0)
    whole = a.T @ a + np.diag(prior)
    right = a.T @ (left * root).ravel()
    w = by_year * weight[:, None]
    inner = np.linalg.inv(w.T @ by_year + np.diag(1.0 / np.maximum(swing, CAUTION)))
    for t in range(steps):
        cross = w.T @ x[:, t]
        whole -= cross.T @ inner @ cross
        right -= cross.T @ inner @ (w.T @ left[:, t])
    return np.linalg.solve(whole, right)


def leave_one_out(found: Posterior, equation: Equation) -> tuple[FloatArray, FloatArray]:
    """Return (p,) slopes at posterior means, and (N, p) the same with one year's shock left out in turn.

    Variances and paths are those of the whole fit, so that a year costs one solution of normal equations.

    References
    ----------
    Own: where shocks are few, one year may carry a slope.
    """
    left, x = columns_of(found, equation)
    weight, swing, by_year = _weights(found, equation)
    whole = _solve(left, x, weight, swing, by_year)
    steps = x.shape[1]
    out = np.empty((steps, x.shape[2]))
    for t in range(steps):
        keep = np.arange(steps) != t
        out[t] = _solve(left[:, keep], x[:, keep], weight, swing, by_year)
    return whole, out


def placebo(found: Posterior, equation: Equation) -> tuple[float, float]:
    """Return the slope on pressure of two years later, beside all else, and its standard error.

    What comes after cannot act. A slope beyond its error says that something slower than a year moves both.

    References
    ----------
    Own: the lead as a placebo.
    """
    left, x = columns_of(found, equation)
    pressure = found.pressure.reshape(-1, len(found.table.years)).mean(axis=0)
    weight, swing, by_year = _weights(found, equation)
    lead = np.broadcast_to(pressure[2:], (x.shape[0], x.shape[1] - 1))
    lead = lead - lead.mean()
    left, x = left[:, :-1], np.concatenate([x[:, :-1], lead[..., None]], axis=2)
    slopes = _solve(left, x, weight, swing, by_year)
    # The lead is common to all states: its error is that of a regression over years.
    noise = swing[0] + 1.0 / weight.sum()
    rest = x[:, :, :-1].mean(axis=0)
    rest = rest[:, np.abs(rest).max(axis=0) > 1e-6]
    series = lead[0] - lead[0].mean()
    fit = rest @ np.linalg.lstsq(rest, series, rcond=None)[0] if rest.size and rest.shape[1] < len(series) - 2 else 0.0
    spare = float(((series - fit) ** 2).sum())
    return float(slopes[-1]), float(np.sqrt(noise / max(spare, CAUTION)))


def confounded(found: Posterior, equation: Equation, k: int, draws: FloatArray) -> tuple[dict[float, float], float]:
    """Return the slope left if the k-th term's own part and the error were correlated, and what correlation hides it.

    With correlation rho of the equation's error and what the term holds beyond all other terms, least squares
    gives slope + rho / sqrt(1 - rho^2) times error sd over the sd of that part. For pressure, which is common to
    all states, the error is that of a year.

    Returns
    -------
    rho -> slope, for rho from -.5 to .5; and the least |rho| at which the interval of probability .9 reaches
    zero, 0 where it already holds it.

    References
    ----------
    :cite:`imai2010` section 5 for the correlation as what is varied; the bias is that of an omitted variable,
    :cite:`cinelli2020`.
    """
    _, x = columns_of(found, equation)
    weight, swing, _ = _weights(found, equation)
    term = equation.terms[k]
    flat = x.reshape(-1, x.shape[2])
    others = np.delete(flat, k, axis=1)
    error = 1.0 / np.sqrt(weight.mean())
    if term.given and not term.node and np.ptp(x[:, :, k], axis=0).max() < 1e-6:
        part = x[0, :, k]
        error = float(np.sqrt(swing[0] + 1.0 / weight.sum()))
    else:
        part = flat[:, k] - others @ np.linalg.lstsq(others, flat[:, k], rcond=None)[0]
    ratio = error / max(float(part.std()), CAUTION)
    mean = float(draws.mean())
    low, high = np.quantile(draws, [0.05, 0.95])
    nearest = low if mean > 0 else -high
    reach = max(float(nearest), 0.0) / ratio
    grid = {rho: mean - rho / np.sqrt(1.0 - rho**2) * ratio for rho in GRID}
    return grid, float(reach / np.sqrt(1.0 + reach**2))


def _weights(found: Posterior, equation: Equation) -> tuple[FloatArray, FloatArray, FloatArray]:
    swing = (found.swing[equation.node] ** 2).mean(axis=(0, 1))
    given = found.table.given
    by_year = np.stack(
        [np.ones(given.shape[1]), *(given[found.table.names.index(t.given)][:, 0] for t in equation.by_year)], axis=1
    )
    return 1.0 / found.states_mean[equation.node], swing, by_year
