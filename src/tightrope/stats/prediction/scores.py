"""Scores of predictive distributions, their differences with standard errors, and stacking weights."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betaln
from scipy.stats import t as student_t

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]


def crps_student(error: Floats, scale: Floats, freedom: float) -> Floats:
    """Return the continuous ranked probability score of a Student's t prediction; smaller is better.

    Parameters
    ----------
    error : observation less location; scale : > 0; freedom : > 1.

    Returns
    -------
    score : >= 0, in the unit of the error.

    References
    ----------
    :cite:`jordan2019` appendix A.1, the generalized t distribution; :cite:`gneiting2007` for the score.
    """
    z = error / scale
    density, below = student_t.pdf(z, freedom), student_t.cdf(z, freedom)
    ratio = (
        2.0 * np.sqrt(freedom) / (freedom - 1.0) * np.exp(betaln(0.5, freedom - 0.5) - 2.0 * betaln(0.5, freedom / 2))
    )
    return np.asarray(scale * (z * (2.0 * below - 1.0) + 2.0 * density * (freedom + z**2) / (freedom - 1.0) - ratio))


def by_block(values: Floats, rows: Ints, columns: Ints, shape: tuple[int, int]) -> Floats:
    """Return (M, U, B) sums of (M, n) values by state and block of years.

    References
    ----------
    Own: sums that a bootstrap over states, or over states and years, resamples.
    """
    out = np.zeros((len(values), *shape))
    for k, line in enumerate(values):
        np.add.at(out[k], (rows, columns), line)
    return out


def spread(sums: Floats, *, draws: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return the standard errors of sums (M, U, B): over states, and over states and blocks of years at once.

    Returns
    -------
    states : (M,) whole states resampled; both : (M,) states and blocks of years resampled, each on its own.

    References
    ----------
    :cite:`cameron2008` section III.A (whole states); :cite:`owen2007` (both margins).
    """
    _, u, b = sums.shape
    states = rng.multinomial(u, np.full(u, 1.0 / u), size=draws).astype(float)
    blocks = rng.multinomial(b, np.full(b, 1.0 / b), size=draws).astype(float)
    alone = states @ sums.sum(axis=2).T
    both = np.einsum("su,mub,sb->sm", states, sums, blocks, optimize=True)
    return alone.std(axis=0, ddof=1), both.std(axis=0, ddof=1)


def stacking(logs: Floats, weight: Floats | None = None) -> Floats:
    """Return the weights of a mixture of predictions that would have scored best.

    Parameters
    ----------
    logs : (M, n) log predictive densities.
    weight : (n,) how often each observation counts; once by default.

    Returns
    -------
    weights : (M,) >= 0, sum 1. Predictions that are nearly the same share a weight in a way that the data leave open.

    References
    ----------
    :cite:`yao2018` equation 4 (stacking of predictive distributions by the log score), a concave problem.
    """
    dense = np.exp(logs - logs.max(axis=0))
    times = np.ones(logs.shape[1]) if weight is None else weight
    times = times / times.sum()

    def loss(w: Floats) -> tuple[float, Floats]:
        mixed = np.maximum(w @ dense, 1e-300)
        return -float(times @ np.log(mixed)), -np.asarray(dense @ (times / mixed))

    size = len(logs)
    found = minimize(
        loss, np.full(size, 1.0 / size), jac=True, method="SLSQP", bounds=[(0.0, 1.0)] * size,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1.0, "jac": lambda w: np.ones(size)},
        options={"maxiter": 100, "ftol": 1e-9},
    )  # fmt: skip
    raw = np.clip(found.x, 0.0, None)
    return np.asarray(raw / raw.sum())
