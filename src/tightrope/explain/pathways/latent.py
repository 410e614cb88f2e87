"""Whole paths of one variable for all states at once, given every other variable."""

from __future__ import annotations

import numpy as np

from tightrope.core.panel import FloatArray

FIRST_SD = 2.0  # of the first value about the state's mean, in standard deviations within states


def paths(
    lag: float, drift: FloatArray, variance: FloatArray, precision: FloatArray, score: FloatArray,
    start: FloatArray, normals: FloatArray,
) -> FloatArray:  # fmt: skip
    r"""Draw x_t = lag x_{t-1} + drift_t + w_t given all that speaks of it, forward filtering and backward sampling.

    Parameters
    ----------
    drift : (U, T - 1) what the step adds; variance : (U,) of w.
    precision, score : (U, T) sum of 1 / variance of all that speaks of x_t, and of value / variance.
    start : (U,) mean of the first value before it is observed.
    normals : (U, T) standard normals.

    Returns
    -------
    (U, T) draws.

    References
    ----------
    :cite:`carter1994`; :cite:`fruhwirth1994`.
    """
    steps = precision.shape[1]
    mean, spread = np.empty((steps, len(start))), np.empty((steps, len(start)))
    told, pull, moved, z = precision.T.copy(), score.T.copy(), drift.T.copy(), normals.T
    ahead_mean, ahead_spread = start, np.full(len(start), FIRST_SD**2)
    for t in range(steps):
        spread[t] = ahead_spread / (1.0 + told[t] * ahead_spread)
        mean[t] = spread[t] * (pull[t] + ahead_mean / ahead_spread)
        if t < steps - 1:
            ahead_mean = lag * mean[t] + moved[t]
            ahead_spread = lag**2 * spread[t] + variance
    out = np.empty_like(mean)
    out[-1] = mean[-1] + np.sqrt(spread[-1]) * z[-1]
    for t in range(steps - 2, -1, -1):
        gain = lag * spread[t] / (lag**2 * spread[t] + variance)
        left = np.maximum(spread[t] * (1.0 - lag * gain), 0.0)
        out[t] = mean[t] + gain * (out[t + 1] - lag * mean[t] - moved[t]) + np.sqrt(left) * z[t]
    return out.T
