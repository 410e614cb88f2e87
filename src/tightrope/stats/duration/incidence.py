"""Aalen-Johansen: survival and cumulative incidence of competing exits, with late entry and censoring."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tightrope.core.errors import InvalidValue
from tightrope.core.panel import FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidence:
    """Curves at each time.

    Parameters
    ----------
    survival : (..., A) probability in [0, 1] of no exit up to and with each time.
    incidence : (..., A, W) probability in [0, 1] of having left by each way.
    error : (..., A) Greenwood's standard error of survival.
    """

    survival: FloatArray
    incidence: FloatArray
    error: FloatArray


def incidence(at_risk: FloatArray, exits: FloatArray) -> Incidence:
    """Return survival and cumulative incidence from counts; a time with no one at risk changes nothing.

    Parameters
    ----------
    at_risk : (..., A) number at risk at each time, weights allowed; late entry has entered it already.
    exits : (..., A, W) exits at each time by way.

    Raises
    ------
    InvalidValue : more exits than there are at risk.

    References
    ----------
    :cite:`aalen1978` (the estimator); the error is Greenwood's, as in :cite:`kaplan1958`, equation 2f.
    """
    total = exits.sum(axis=-1)
    if (total > at_risk + 1e-9).any():
        raise InvalidValue("more exits than units at risk", where="incidence")
    some = at_risk > 0
    risk = np.where(some, at_risk, 1.0)
    survival = np.cumprod(1.0 - np.where(some, total / risk, 0.0), axis=-1)
    before = np.concatenate([np.ones_like(survival[..., :1]), survival[..., :-1]], axis=-1)
    by_way = np.cumsum(before[..., None] * np.where(some[..., None], exits / risk[..., None], 0.0), axis=-2)
    left = at_risk - total
    spread = np.where(some & (left > 0), total / (risk * np.where(left > 0, left, 1.0)), 0.0)
    return Incidence(survival=survival, incidence=by_way, error=survival * np.sqrt(np.cumsum(spread, axis=-1)))


def counts(entry: FloatArray, stop: FloatArray, way: IntArray, ways: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the times of exits, the number at risk just before each, and exits there by way.

    Parameters
    ----------
    entry, stop : (N,) time at which a unit comes under watch and at which its watch ends; at risk on (entry, stop].
    way : (N,) way of its exit, -1 for none.
    ways : number of ways W.

    Returns
    -------
    (A,), (A,) and (A, W).

    References
    ----------
    :cite:`aalen1978`, the risk set under late entry.
    """
    times = np.unique(stop[way >= 0])
    at_risk = ((entry[None] < times[:, None]) & (stop[None] >= times[:, None])).sum(axis=1).astype(float)
    gone = stop[None] == times[:, None]
    exits = np.stack([(gone & (way == k)[None]).sum(axis=1) for k in range(ways)], axis=-1).astype(float)
    return times, at_risk, exits
