"""How much the label rests on where the floors, the ceiling and the band of a level tilt were set."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from tightrope.core.panel import FloatArray
from tightrope.measure import dependence, strategy
from tightrope.measure.strategy import Thresholds

FLOORS = (0.25, 1.0 / 3.0, 0.40)
CEILINGS = (0.90, 0.95, 0.975)
LEVELS = (0.15, 0.20, 0.25)
DEFAULT = (FLOORS[1], CEILINGS[1], LEVELS[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Bounds that might have been set, all from the whole panel: percentile -> floors (P,), percentile -> ceiling."""

    floors: dict[float, FloatArray]
    ceilings: dict[float, float]


def grid(overall: FloatArray, larger: FloatArray, years: FloatArray) -> Grid:
    """Cut floors and ceilings at the other percentiles from the ties and dependences of all states.

    References
    ----------
    Own: percentiles either side of the default, fixed before the focal state is looked at.
    """
    return Grid(
        floors={at: strategy.floors(overall, years, at=at) for at in FLOORS},
        ceilings={at: dependence.ceiling(larger, years, at=at) for at in CEILINGS},
    )


def sensitivity(
    ties: FloatArray, tilt: FloatArray, need: FloatArray, pact: FloatArray, given: Grid, count: int
) -> dict[str, Any]:
    """Return label probabilities of one year with each bound moved in turn, and over all combinations.

    Parameters
    ----------
    ties : (S, P); tilt : (S,); need : (S, P); pact : (P,); count : number of labels.

    Returns
    -------
    rows : the default, then each bound at its other values, with "floor", "ceiling", "level" (percentiles, and the
        largest size of a level tilt), "moved" (which of them differs from the default), "probability" (count) and
        "inside"; cells : number of combinations; inside_low, inside_high : range of the chance of standing inside
        over them; same_label : number of combinations with the most probable label of the default.

    References
    ----------
    :cite:`oecd2008` (an index is shown under other choices); the choices are ours.
    """

    def chances(floor: float, ceiling: float, level: float) -> FloatArray:
        bounds = Thresholds(floors=given.floors[floor], ceiling=given.ceilings[ceiling], level=level)
        label = strategy.classify(ties[:, None], tilt[:, None], need[:, None], pact[None], bounds)
        return np.asarray(strategy.probabilities(label, count)[0])

    table = {cell: chances(*cell) for cell in product(FLOORS, CEILINGS, LEVELS)}
    base = table[DEFAULT]
    chosen = [DEFAULT]
    chosen += [(value, DEFAULT[1], DEFAULT[2]) for value in FLOORS if value != DEFAULT[0]]
    chosen += [(DEFAULT[0], value, DEFAULT[2]) for value in CEILINGS if value != DEFAULT[1]]
    chosen += [(DEFAULT[0], DEFAULT[1], value) for value in LEVELS if value != DEFAULT[2]]
    inside = np.array([row[5:].sum() for row in table.values()])
    likely = int(np.nan_to_num(base).argmax())
    known = np.isfinite(inside)
    return {
        "rows": [
            {
                "floor": cell[0],
                "ceiling": cell[1],
                "level": cell[2],
                "moved": next((n for k, n in enumerate(("floor", "ceiling", "level")) if cell[k] != DEFAULT[k]), ""),
                "probability": table[cell],
                "inside": float(table[cell][5:].sum()),
            }
            for cell in chosen
        ],
        "cells": len(table),
        "inside_low": float(inside[known].min()) if known.any() else float("nan"),
        "inside_high": float(inside[known].max()) if known.any() else float("nan"),
        "same_label": int(sum(np.isfinite(row).all() and int(row.argmax()) == likely for row in table.values())),
    }
