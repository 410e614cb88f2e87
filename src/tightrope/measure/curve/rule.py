"""Where a recipe puts a state: by floors of its own panel, and by the fixed thresholds of an ordered list."""

from __future__ import annotations

import numpy as np

from tightrope.core.panel import FloatArray, IntArray

SIDES = ("estranged", "first", "second", "engaged")
EMPTY, WORKING, CLEAR, LEAN, STRONG, SLIGHT = 0.30, 0.35, 0.35, 0.2, 0.5, 0.1


def by_floors(ties: FloatArray, floors: FloatArray) -> IntArray:
    """Return the index into `SIDES` of ties (..., P) against the floors (P,), -1 where unknown.

    References
    ----------
    Own: both ties above their floors, one, or none, docs/explanation/measurement.md.
    """
    above = ties >= floors
    side = np.where(above.all(axis=-1), 3, np.where(above[..., 0], 1, np.where(above[..., 1], 2, 0)))
    return np.asarray(np.where(np.isfinite(ties).all(axis=-1) & np.isfinite(floors).all(), side, -1))


def by_list(
    ties: FloatArray, tilt: FloatArray, security: FloatArray, offset: FloatArray, pact: FloatArray, threat: FloatArray
) -> IntArray:
    """Return the index into `SIDES` by an ordered list of behaviors with fixed thresholds; the first that fits wins.

    Estrangement (both ties under .30); balancing, hard or soft (tilt and security tilt over .35 away from the power
    that threatens more): that other power's side; bandwagoning (tilt over .5 and security tilt over .35 toward it)
    and limited bandwagoning (tilt over .1 toward it, security tilt not over .2 away): its side; hedging (size of tilt
    at most .35, both ties at least .35, offset at least .35, no pact against either) and neutrality (size of tilt at
    most .2): engaged; the rest leans to a side. Ambiguity, which can stand in for offset, is not in a recipe. Where
    the larger threat is unknown both are tried, and the label is unknown if they differ.

    Parameters
    ----------
    ties : (N, P); tilt, security, offset : (N,); pact : (N, P) 1 if an obligation against the power is in force.
    threat : (N,) 0 if the first power threatens more, 1 if the second, NaN if unknown.

    References
    ----------
    :cite:`walt1987`, :cite:`kuik2008` (the behaviors; the thresholds are ours).
    """
    tried = [_listed(ties, tilt * turn, security * turn, offset, pact, p) for p, turn in ((0, 1.0), (1, -1.0))]
    label = np.where(tried[0] == tried[1], tried[0], np.where(threat == 0.0, tried[0], tried[1]))
    unsure = ~np.isfinite(threat) & (tried[0] != tried[1])
    known = np.isfinite(ties).all(axis=-1) & np.isfinite(security) & np.isfinite(offset)
    return np.asarray(np.where(known & ~unsure, label, -1))


def _listed(
    ties: FloatArray, away: FloatArray, security: FloatArray, offset: FloatArray, pact: FloatArray, power: int
) -> IntArray:
    """Return labels with tilts signed so that plus is away from the power that threatens more."""
    near, far = power + 1, 2 - power
    free = ~(np.nan_to_num(pact) > 0.5).any(axis=-1)
    rules = (
        ((ties < EMPTY).all(axis=-1), 0),
        ((away > CLEAR) & (security > CLEAR), far),
        ((away < -STRONG) & (security < -CLEAR), near),
        ((np.abs(away) <= CLEAR) & (ties >= WORKING).all(axis=-1) & (offset >= CLEAR) & free, 3),
        ((away < -SLIGHT) & (security < LEAN), near),
        (np.abs(away) <= LEAN, 3),
        (away > 0.0, far),
    )
    label = np.full(len(away), near)
    for holds, side in reversed(rules):
        label = np.where(holds, side, label)
    return label
