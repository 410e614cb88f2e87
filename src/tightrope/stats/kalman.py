"""Local-level state space: filter, smoother and simulation smoother, many series at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import ModelError

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtered:
    """Filtered moments of a local level.

    Parameters
    ----------
    mean, variance : (T, ...) moments of the level at t given observations up to t.
    loglik : (...) log density of the observations, one number per series.
    """

    mean: Floats
    variance: Floats
    loglik: Floats


def filter_level(
    observed: Floats,
    precision: Floats,
    innovation: Floats,
    *,
    start_mean: Floats | float,
    start_variance: Floats | float,
) -> Filtered:
    r"""Filter y_t = a_t + e_t, a_t = a_{t-1} + n_t, over time axis 0 and any batch of series.

    Parameters
    ----------
    observed : (T, ...) observations; ignored where `precision` is 0.
    precision : (T, ...) 1 / variance of e_t, >= 0; 0 means missing. Several observations of one level
        enter as one, with summed precision and the precision-weighted mean (exact for a scalar level).
    innovation : (T, ...) variance of n_t, >= 0; the first entry is not used.
    start_mean, start_variance : moments of the first level before its observation; variance > 0.

    Returns
    -------
    Filtered : filtered moments and log likelihood.

    Raises
    ------
    ModelError : a precision or variance is negative or not a number.

    References
    ----------
    :cite:`durbin2012` sections 2.2 (filter) and 2.7 (missing observations).
    """
    if not (np.all(precision >= 0.0) and np.all(innovation >= 0.0) and np.all(np.asarray(start_variance) > 0.0)):
        raise ModelError("a variance is negative or not a number", where="filter_level", next="check the errors given")
    steps, batch = observed.shape[0], observed.shape[1:]
    mean, variance = np.empty(observed.shape), np.empty(observed.shape)
    loglik = np.zeros(batch)
    level = np.broadcast_to(np.asarray(start_mean, dtype=float), batch)
    spread = np.broadcast_to(np.asarray(start_variance, dtype=float), batch)
    clean = np.where(precision > 0.0, observed, 0.0)
    for t in range(steps):
        if t:
            spread = spread + innovation[t]
        weight = precision[t] * spread
        total = 1.0 + weight
        miss = clean[t] - level
        share = precision[t] / total
        seen = precision[t] > 0.0
        loglik += np.where(seen, 0.5 * (np.log(np.where(seen, share, 1.0) / (2.0 * np.pi)) - share * miss**2), 0.0)
        level = level + (weight / total) * miss
        spread = spread / total
        mean[t], variance[t] = level, spread
    return Filtered(mean=mean, variance=variance, loglik=loglik)


def smooth_level(filtered: Filtered, innovation: Floats) -> tuple[Floats, Floats, Floats]:
    """Smooth a filtered level over all observations.

    Parameters
    ----------
    filtered : result of `filter_level`.
    innovation : (T, ...) the innovation variances that it was filtered with.

    Returns
    -------
    mean, variance : (T, ...) moments of the level given every observation.
    lagged : (T - 1, ...) covariance of the levels at t and t + 1 given every observation.

    References
    ----------
    :cite:`rauch1965` equations 3.28-3.30.
    """
    mean, variance = filtered.mean.copy(), filtered.variance.copy()
    lagged = np.empty((mean.shape[0] - 1, *mean.shape[1:]))
    for t in range(mean.shape[0] - 2, -1, -1):
        gain = filtered.variance[t] / (filtered.variance[t] + innovation[t + 1])
        mean[t] += gain * (mean[t + 1] - filtered.mean[t])
        lagged[t] = gain * variance[t + 1]
        variance[t] += gain * (lagged[t] - filtered.variance[t])
    return mean, np.maximum(variance, 0.0), lagged


def simulate_level(filtered: Filtered, innovation: Floats, normals: Floats) -> Floats:
    """Draw whole paths of the level given every observation, backward from the last step.

    Parameters
    ----------
    filtered : result of `filter_level`.
    innovation : (T, ...) the innovation variances that it was filtered with; where one is 0 the level
        of the step before is the same number.
    normals : (..., T, ...) standard normals; leading axes beyond those of `filtered` are more draws.

    Returns
    -------
    draws : of the shape of `normals`.

    References
    ----------
    :cite:`carter1994` (forward filtering, backward sampling).
    """
    extra = normals.ndim - filtered.mean.ndim
    steps = filtered.mean.shape[0]
    draws = np.moveaxis(np.array(normals, dtype=float), extra, 0)
    draws[-1] = filtered.mean[-1] + np.sqrt(filtered.variance[-1]) * draws[-1]
    for t in range(steps - 2, -1, -1):
        gain = filtered.variance[t] / (filtered.variance[t] + innovation[t + 1])
        spread = np.sqrt(filtered.variance[t] * (1.0 - gain))
        draws[t] = filtered.mean[t] + gain * (draws[t + 1] - filtered.mean[t]) + spread * draws[t]
    return np.moveaxis(draws, 0, extra)
