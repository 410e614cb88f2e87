"""Who leans more to the second power: the probability for each pair of states, draw by draw."""

from __future__ import annotations

from typing import Any

import numpy as np

from tightrope.core.alignment import Alignment
from tightrope.core.panel import DOMAINS, BoolArray, FloatArray
from tightrope.measure import derive
from tightrope.stats.interval import central

DIGITS = 4


def order(alignment: Alignment, codes: tuple[str, ...], *, year: int) -> dict[str, Any]:
    """Return the order of states by tilt in one year, with the probability of each pair.

    The draws of all states come from one fit and are set beside each other draw by draw. `all` takes each
    state's own observed domains; `common` takes for every state the domains observed of all of them, so
    that a difference is not one of coverage.

    Parameters
    ----------
    codes : states in the order of the result; all are drawn in `alignment`.

    Returns
    -------
    year; `all` and `common`, each with domains (by state, or one list), tilt and engagement
        {mean, low, high} by state, and `tilt_more`, `engagement_more`: probability[i][j] that state i
        leans more to the second power (is more engaged) than state j, None on the diagonal or where unknown.
    """
    t = alignment.period.years.index(year)
    rows = [alignment.drawn.index(code) for code in codes]
    seen: BoolArray = np.stack([alignment.observed[alignment.states.index(code), t].all(axis=-1) for code in codes])
    draws = alignment.draws[:, :, rows, t].astype(float)
    levels = draws.reshape(-1, *draws.shape[2:])
    shared = np.broadcast_to(seen.all(axis=0), seen.shape)
    return {
        "year": year,
        "all": {"domains": [_domains(row) for row in seen], **_compared(levels, seen, alignment.weights)},
        "common": {"domains": _domains(shared[0]), **_compared(levels, shared, alignment.weights)},
    }


def _compared(levels: FloatArray, seen: BoolArray, weights: FloatArray) -> dict[str, Any]:
    """Return tilt and engagement with the probability of each pair; levels (S, U, D, P), seen (U, D)."""
    both = np.repeat(seen[:, :, None], 2, axis=2)
    ties = derive.pooled(levels, both, weights)
    found: dict[str, Any] = {}
    for name, drawn in (("tilt", derive.tilt_of(ties[..., 0], ties[..., 1])), ("engagement", ties.mean(axis=-1))):
        low, high = central(drawn)
        found[name] = {"mean": _plain(drawn.mean(axis=0)), "low": _plain(low), "high": _plain(high)}
        more = (drawn[:, :, None] > drawn[:, None, :]).mean(axis=0)
        known: BoolArray = np.asarray(np.isfinite(drawn).all(axis=0))
        blank = ~(known[:, None] & known[None, :]) | (np.eye(len(known)) > 0)
        found[f"{name}_more"] = [_plain(row) for row in np.where(blank, np.nan, more)]
    return found


def _domains(seen: BoolArray) -> list[str]:
    return [domain for domain, there in zip(DOMAINS, seen, strict=True) if there]


def _plain(values: FloatArray) -> list[float | None]:
    return [round(float(v), DIGITS) + 0.0 if np.isfinite(v) else None for v in values]
