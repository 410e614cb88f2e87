"""Recipes at work: ties and tilts of many cells at once, by every aggregation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tightrope.core.panel import DOMAINS, BoolArray, FloatArray
from tightrope.measure.derive import tilt_of

ENOUGH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cooked:
    """What one recipe gives in every cell.

    Parameters
    ----------
    ties : (N, P) in (0, 1); NaN where too little is known.
    tilt : (N,); security : (N,) tilt of the security domain; offset : (N,) how far leans of indicators cancel.
    """

    ties: FloatArray
    tilt: FloatArray
    security: FloatArray
    offset: FloatArray


def cook(
    values: FloatArray, weights: FloatArray, domain: FloatArray, aggregations: tuple[str, ...]
) -> dict[str, Cooked]:
    """Return aggregation -> ties and tilts of every cell.

    Parameters
    ----------
    values : (N, P, J) on (0, 1), NaN where not known; weights : (N, P, J) summing to 1 over the known.
    domain : (J,) index into DOMAINS.

    Returns
    -------
    Cells with fewer than three known indicators of either power (fewer than all, where a recipe has under three)
    are NaN. Exchanging the powers exchanges ties and turns tilts.

    References
    ----------
    :cite:`oecd2008` (arithmetic, geometric and other aggregations).
    """
    used = weights > 0.0
    enough = (used.sum(axis=-1) >= min(ENOUGH, int(used.sum(axis=-1).max(initial=0)))) & used.any(axis=-1)
    known: BoolArray = np.asarray(enough.all(axis=-1))
    clean = np.where(used, values, 0.5)
    plain = (clean * weights).sum(axis=-1)
    both = used.all(axis=1)
    single = np.where(both, tilt_of(clean[:, 0], clean[:, 1]), 0.0)
    share = np.where(both, weights.mean(axis=1), 0.0)
    share = share / np.maximum(share.sum(axis=-1, keepdims=True), 1e-12)
    size, net = (share * np.abs(single)).sum(axis=-1), (share * single).sum(axis=-1)
    offset = np.where(size > 0.0, 1.0 - np.abs(net) / np.where(size > 0.0, size, 1.0), 0.0)
    member = np.eye(len(DOMAINS))[domain]
    held, weight = (clean * weights) @ member, weights @ member
    there = (weight > 0.0).all(axis=1)
    level = held / np.where(weight > 0.0, weight, 1.0)
    tilts = np.where(there, tilt_of(np.where(there, level[:, 0], 0.5), np.where(there, level[:, 1], 0.5)), 0.0)
    stress = np.where(there, weight.mean(axis=1), 0.0)
    d = DOMAINS.index("security")
    security = np.where(there[:, d], tilts[:, d], np.nan)
    found = {}
    for how in aggregations:
        ties = plain
        if how == "geometric":
            ties = np.exp((np.log(clean) * weights).sum(axis=-1))
        elif how == "median":
            ties = _median(clean, weights)
        ties = np.where(known[:, None], ties, 0.5)
        if how == "mean of domain tilts":
            tilt = (tilts * stress).sum(axis=-1) / np.maximum(stress.sum(axis=-1), 1e-12)
        elif how == "mean of indicator tilts":
            tilt = net
        else:
            tilt = tilt_of(ties[:, 0], ties[:, 1])
        found[how] = Cooked(
            ties=np.where(known[:, None], ties, np.nan),
            tilt=np.where(known, tilt, np.nan),
            security=security,
            offset=np.where(both.sum(axis=-1) >= 2, offset, np.nan),
        )
    return found


def _median(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the weighted median over the last axis."""
    order = np.argsort(values, axis=-1)
    running = np.take_along_axis(weights, order, axis=-1).cumsum(axis=-1)
    at = (running >= running[..., -1:] / 2.0 - 1e-12).argmax(axis=-1)
    return np.asarray(np.take_along_axis(np.take_along_axis(values, order, axis=-1), at[..., None], axis=-1)[..., 0])
