"""Intervals from draws, their coverage, and whether chains agree."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import InvalidValue

Floats = NDArray[np.floating[Any]]


def central(draws: Floats, *, prob: float = 0.9, axis: int = 0) -> tuple[Floats, Floats]:
    """Return the ends of the central interval of probability `prob` along an axis of draws.

    Raises
    ------
    InvalidValue : `prob` is not between 0 and 1.

    References
    ----------
    :cite:`gelman2013` (the central interval leaves the same probability on either side).
    """
    if not 0.0 < prob < 1.0:
        raise InvalidValue(f"a probability of {prob} gives no interval", next="choose one between 0 and 1")
    tail = (1.0 - prob) / 2.0
    low, high = np.quantile(draws, [tail, 1.0 - tail], axis=axis)
    return np.asarray(low), np.asarray(high)


def coverage(low: Floats, high: Floats, truth: Floats) -> float:
    """Return the share of true values inside their intervals; pairs with a NaN are left out, NaN if none is left.

    References
    ----------
    Own: the share that holds is set beside the probability that an interval claims.
    """
    known = np.isfinite(low) & np.isfinite(high) & np.isfinite(truth)
    if not known.any():
        return float("nan")
    return float(((low <= truth) & (truth <= high))[known].mean())


def r_hat(chains: Floats) -> float:
    """Return the split potential scale reduction of draws (C, S): near 1 where the chains agree.

    Constant draws give 1; fewer than four draws in a chain give NaN.

    References
    ----------
    :cite:`gelman2013` section 11.4, equations 11.3-11.4, each chain split in two.
    """
    half = chains.shape[1] // 2
    if half < 2:
        return float("nan")
    parts = np.concatenate([chains[:, :half], chains[:, -half:]])
    within = float(parts.var(axis=1, ddof=1).mean())
    between = half * float(parts.mean(axis=1).var(ddof=1))
    if within <= 0.0:
        return 1.0 if between <= 0.0 else float("inf")
    return float(np.sqrt(((half - 1) / half * within + between / half) / within))


def effective(chains: Floats) -> float:
    """Return the effective number of draws in (C, S), from paired autocorrelations.

    References
    ----------
    :cite:`gelman2013` section 11.5, equation 11.8, cut at the first negative sum of two lags.
    """
    count, length = chains.shape
    if length < 4:
        return float("nan")
    centered = chains - chains.mean(axis=1, keepdims=True)
    within = float(centered.var(axis=1, ddof=1).mean())
    total = (length - 1) / length * within + float(chains.mean(axis=1).var(ddof=1) if count > 1 else 0.0)
    if total <= 0.0:
        return float(count * length)
    correlations = [
        1.0 - (float(((chains[:, lag:] - chains[:, :-lag]) ** 2).mean()) / (2.0 * total))
        for lag in range(1, length - 1)
    ]
    summed = 0.0
    for first, second in zip(correlations[0::2], correlations[1::2], strict=False):
        if first + second < 0.0:
            break
        summed += first + second
    return float(min(count * length / (1.0 + 2.0 * summed), count * length))
