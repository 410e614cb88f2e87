"""The specification curve on the shipped panel: recipes a second, all years of one state and all states' floors."""

from __future__ import annotations

import numpy as np

from benchmarks.load import PERIOD, TRIAD, opened
from benchmarks.row import Row, timed
from tightrope.core.alignment import Position, Series
from tightrope.measure.curve.run import curve

AS_OF, RUNS = 2023, 3
LABELS = 8


def default() -> Position:
    """Return a made-up default against which recipes are held: only its tilt and its labels are read."""
    steps = len(PERIOD)
    tilt = Series(mean=np.full(steps, 0.2), low=np.full(steps, 0.1), high=np.full(steps, 0.3))
    probability = np.zeros((steps, LABELS))
    probability[:, 5] = 1.0
    return Position(
        state=TRIAD.focal.code,
        powers=(TRIAD.powers[0].code, TRIAD.powers[1].code),
        years=PERIOD.years,
        as_of=AS_OF,
        series={"tilt": tilt},
        domains={},
        classes=(),
        probability=probability,
        overlays={},
        inside=np.ones(steps),
        readings={},
        asymmetry={},
        linkage={},
        turning_points=(),
        recipes={},
        uncertainty={},
        thresholds={},
    )


def run() -> Row:
    inputs, held = opened(), default()
    number = int(curve(inputs, held)["n"])
    ours = timed(lambda: curve(inputs, held), RUNS)
    return Row(
        name="recipes",
        ours=ours,
        peer=None,
        runs=(RUNS, 0),
        size=f"{number:,} recipes, {len(inputs.ties.states)} states, {len(PERIOD)} years",
        note=f"{number / ours:,.0f} recipes a second; aim: 500 in 20 s; no peer: no open tool cooks these",
    )
