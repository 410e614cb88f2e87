"""Leave-one-out prediction from draws of a posterior: importance weights whose tail a Pareto distribution smooths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

Floats = NDArray[np.floating[Any]]
SHARE, ROOT = 0.2, 3.0  # of the draws that make the tail: at most a fifth, at most three times the root
FEWEST = 5
PRIOR_SHAPE, PRIOR_ROWS = 0.5, 10.0  # the shape is drawn toward 0.5 with the weight of ten draws
GOOD = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Leave-one-out predictions.

    Parameters
    ----------
    each : (n,) log predictive density of every observation given the others.
    shape : (n,) Pareto shape of its weights; above 0.7 the estimate cannot be trusted.
    """

    each: Floats
    shape: Floats

    @property
    def total(self) -> float:
        """The sum over the observations."""
        return float(self.each.sum())

    @property
    def error(self) -> float:
        """The standard error of the sum."""
        return float(np.sqrt(len(self.each)) * self.each.std())

    @property
    def trusted(self) -> bool:
        """Whether every shape is at most 0.7."""
        return bool((self.shape <= GOOD).all())


def leave_one_out(logs: Floats) -> LeftOut:
    """Estimate leave-one-out log predictive densities from log likelihoods of posterior draws.

    Parameters
    ----------
    logs : (S, n) log likelihood of each observation in each of S draws.

    References
    ----------
    :cite:`vehtari2017` equation 10 (the estimate), :cite:`vehtari2024` sections 3 and 6 (the smoothed weights).
    """
    each, shapes = np.empty(logs.shape[1]), np.empty(logs.shape[1])
    for i, line in enumerate(logs.T):
        weights, shapes[i] = smoothed(-line)
        each[i] = logsumexp(weights + line) - logsumexp(weights)
    return LeftOut(each=each, shape=shapes)


def smoothed(ratios: Floats) -> tuple[Floats, float]:
    """Return log importance weights with a smoothed tail, and the shape of the tail.

    Parameters
    ----------
    ratios : (S,) log importance ratios.

    Returns
    -------
    weights : (S,) not normalized, the largest raw one at 0; shape : of the fitted Pareto, infinite if the tail has
        fewer than five draws.

    References
    ----------
    :cite:`vehtari2024` section 3: the largest weights are replaced by expected order statistics of the Pareto fit
    and cut at the largest raw weight.
    """
    logs = ratios - ratios.max()
    count = int(np.ceil(min(SHARE * len(logs), ROOT * np.sqrt(len(logs)))))
    order = np.argsort(logs, kind="stable")
    tail = order[-count:]
    if count < FEWEST or np.ptp(logs[tail]) == 0.0:
        return logs, np.inf if count < FEWEST else -np.inf
    cut = float(np.exp(logs[order[-count - 1]]))
    shape, scale = pareto(np.maximum(np.exp(logs[tail]) - cut, 0.0))
    at = (np.arange(1, count + 1) - 0.5) / count
    steps = scale * (np.expm1(-shape * np.log1p(-at)) / shape if abs(shape) > 1e-9 else -np.log1p(-at))
    out = logs.copy()
    out[tail] = np.minimum(np.log(cut + steps), 0.0)
    return out, shape


def pareto(over: Floats) -> tuple[float, float]:
    """Fit a generalized Pareto distribution to exceedances.

    Parameters
    ----------
    over : (m,) exceedances in ascending order, >= 0.

    Returns
    -------
    shape : drawn a little toward 0.5; scale : > 0.

    References
    ----------
    :cite:`zhang2009` (a profile likelihood averaged over a grid); the prior on the shape :cite:`vehtari2024`,
    appendix G.
    """
    m = len(over)
    grid = 30 + int(np.sqrt(m))
    quarter = over[int(m / 4 + 0.5) - 1]
    j = np.arange(1, grid + 1)
    theta = 1.0 / over[-1] + (1.0 - np.sqrt(grid / (j - 0.5))) / (3.0 * quarter)
    mean = np.log1p(-theta[:, None] * over).mean(axis=1)
    worth = m * (np.log(-theta / mean) - mean - 1.0)
    weight = np.exp(worth - logsumexp(worth))
    best = float(theta @ weight)
    shape = float(np.log1p(-best * over).mean())
    scale = -shape / best
    return (m * shape + PRIOR_ROWS * PRIOR_SHAPE) / (m + PRIOR_ROWS), scale
