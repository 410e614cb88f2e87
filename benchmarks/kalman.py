"""Filter and smoother of many local levels at once, beside a loop over series of the same equations."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.row import Row, beside
from tightrope.stats.kalman import filter_level, smooth_level

SERIES, STEPS = 1500, 75


def series(number: int = SERIES) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return invented observations, precisions (a third missing) and innovation variances, each (STEPS, number)."""
    rng = np.random.default_rng(2)
    level = np.cumsum(rng.normal(0.0, 0.2, (STEPS, number)), axis=0)
    precision = rng.uniform(2.0, 8.0, (STEPS, number)) * (rng.random((STEPS, number)) > 1 / 3)
    return level + rng.normal(0.0, 0.5, (STEPS, number)), precision, rng.uniform(0.02, 0.06, (STEPS, number))


def batched(y: np.ndarray, precision: np.ndarray, innovation: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return smoothed means and variances of all series, by our own code."""
    filtered = filter_level(y, precision, innovation, start_mean=0.0, start_variance=1.0)
    mean, variance, _ = smooth_level(filtered, innovation)
    return mean, variance


def loop(y: np.ndarray, precision: np.ndarray, innovation: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the same, one series after another on plain floats."""
    means, variances = [], []
    for seen, sure, moved in zip(y.T.tolist(), precision.T.tolist(), innovation.T.tolist(), strict=True):
        at, spread, loglik = 0.0, 1.0, 0.0
        mean, variance = [], []
        for t in range(len(seen)):
            if t:
                spread += moved[t]
            if sure[t] > 0.0:
                total = 1.0 + sure[t] * spread
                miss, share = seen[t] - at, sure[t] / total
                loglik += 0.5 * (math.log(share / (2.0 * math.pi)) - share * miss**2)
                at += sure[t] * spread / total * miss
                spread /= total
            mean.append(at)
            variance.append(spread)
        for t in range(len(seen) - 2, -1, -1):
            ahead = variance[t] + moved[t + 1]
            gain = variance[t] / ahead
            mean[t] += gain * (mean[t + 1] - mean[t])
            variance[t] += gain * (gain * variance[t + 1] - variance[t])
        means.append(mean)
        variances.append(variance)
    return np.array(means).T, np.array(variances).T


def run() -> Row:
    given = series()
    for ours_found, peer_found in zip(batched(*given), loop(*given), strict=True):
        np.testing.assert_allclose(ours_found, peer_found, atol=1e-9)
    ours, peer = beside(lambda: batched(*given), lambda: loop(*given), runs=(9, 5))
    return Row(
        name="Kalman smoother, beside a loop over series",
        ours=ours,
        peer=peer,
        runs=(9, 5),
        size=f"{SERIES:,} series of {STEPS} years",
    )
