"""The smoother beside the dense Gaussian solve that gives the same posterior."""

from __future__ import annotations

import numpy as np

from benchmarks.kalman import STEPS, batched, series
from benchmarks.row import Row, beside

FEW = 50


def dense(y: np.ndarray, precision: np.ndarray, innovation: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return smoothed means and variances from the inverse of each series' posterior precision matrix."""
    mean, variance = np.empty(y.shape), np.empty(y.shape)
    differences = np.eye(STEPS) - np.eye(STEPS, k=-1)
    for i in range(y.shape[1]):
        steps = innovation[:, i].copy()
        steps[0] = 1.0
        whole = differences.T @ np.diag(1.0 / steps) @ differences + np.diag(precision[:, i])
        covariance = np.linalg.inv(whole)
        mean[:, i] = covariance @ (precision[:, i] * y[:, i])
        variance[:, i] = np.diag(covariance)
    return mean, variance


def run() -> Row:
    given = series(FEW)
    for ours_found, peer_found in zip(batched(*given), dense(*given), strict=True):
        np.testing.assert_allclose(ours_found, peer_found, atol=1e-8)
    ours, peer = beside(lambda: batched(*given), lambda: dense(*given), runs=(9, 5))
    return Row(
        name="Kalman smoother, beside a dense Gaussian solve",
        ours=ours,
        peer=peer,
        runs=(9, 5),
        size=f"{FEW} series of {STEPS} years",
    )
