"""Slopes whose sign is stated beforehand: moments of a normal posterior cut to one side."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.floating[Any]]
FAR = 35.0  # sd beyond which a bound is out of reach of double precision
CHAINS, SWEEPS, BURN = 64, 24, 8
CLEAR = 4.0  # posterior sd from 0, on the right side, at which a constraint changes nothing


def constrained(
    mean: Floats, cov: Floats, signs: Floats, *, rng: np.random.Generator
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return mean and covariance of a normal whose chosen coordinates are cut to one side of 0.

    Parameters
    ----------
    mean : (p,), cov : (p, p).
    signs : (p,) +1 or -1 for a coordinate that cannot be negative or positive, 0 for a free one.

    Returns
    -------
    mean, cov : of the cut distribution; the free coordinates move with the cut ones.

    References
    ----------
    :cite:`geweke1991`: draws of a truncated normal coordinate by coordinate. The moments are then those of the draws.
    """
    cut = np.flatnonzero(signs)
    sd = np.sqrt(np.diag(cov))
    if not len(cut) or bool(np.all(signs[cut] * mean[cut] > CLEAR * sd[cut])):
        return mean, cov
    block = cov[np.ix_(cut, cut)] * np.outer(signs[cut], signs[cut])
    draws = _cut(signs[cut] * mean[cut], block, rng) * signs[cut]
    inside, spread = draws.mean(axis=0), np.atleast_2d(np.cov(draws, rowvar=False))
    gain = np.linalg.solve(cov[np.ix_(cut, cut)], cov[cut, :]).T
    return mean + gain @ (inside - mean[cut]), cov + gain @ (spread - cov[np.ix_(cut, cut)]) @ gain.T


def _cut(mean: Floats, cov: Floats, rng: np.random.Generator) -> Floats:
    """Draw from a normal cut to positive values, many chains at once."""
    precision = np.linalg.inv(cov)
    sd = 1.0 / np.sqrt(np.diag(precision))
    at = np.tile(np.maximum(mean, 0.1 * np.sqrt(np.diag(cov))), (CHAINS, 1))
    kept = []
    for sweep in range(BURN + SWEEPS):
        for j in range(len(mean)):
            pull = (at - mean) @ precision[:, j] - (at[:, j] - mean[j]) * precision[j, j]
            middle = mean[j] - pull * sd[j] ** 2
            reach = np.maximum(middle / sd[j], -FAR)
            # u in (0, 1) of the upper tail: -ndtri keeps its precision where the tail is thin.
            tail = np.clip(rng.random(CHAINS), 1e-12, 1.0) * ndtr(reach)
            at[:, j] = np.maximum(middle - sd[j] * ndtri(tail), 0.0)
        if sweep >= BURN:
            kept.append(at.copy())
    return np.concatenate(kept)
