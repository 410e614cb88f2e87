"""The measurement at a quarter, half and all of the states: how its cost grows."""

from __future__ import annotations

import statistics
from dataclasses import replace

from benchmarks.load import TRIAD, opened
from benchmarks.measure import measured
from benchmarks.row import Row
from tightrope.core.panel import Inputs

DRAWS = 100
RUNS = {4: 3, 2: 3, 1: 2}


def thinned(inputs: Inputs, every: int) -> Inputs:
    """Return the inputs with every so many-th state, the focal state and the powers kept."""
    kept = {TRIAD.focal.code, *inputs.ties.powers, *inputs.ties.states[::every]}
    rows = [i for i, code in enumerate(inputs.ties.states) if code in kept]
    own = [i for i, code in enumerate(inputs.series.states) if code in kept]
    ties, series = inputs.ties, inputs.series
    return replace(
        inputs,
        ties=replace(
            ties,
            values=ties.values[rows],
            coverage=ties.coverage[rows],
            error=ties.error[rows],
            states=tuple(ties.states[i] for i in rows),
        ),
        series=replace(
            series,
            values=series.values[own],
            coverage=series.coverage[own],
            error=series.error[own],
            states=tuple(series.states[i] for i in own),
        ),
    )


def run() -> tuple[Row, ...]:
    whole = opened()
    parts = {part: thinned(whole, part) for part in (4, 2, 1)}
    taken: dict[int, list[float]] = {part: [] for part in parts}
    for turn in range(max(RUNS.values())):  # in turn, so that a busy machine disturbs all sizes
        for part, inputs in parts.items():
            if turn < RUNS[part]:
                taken[part].append(measured(inputs, draws=DRAWS))
    middle = {part: statistics.median(found) for part, found in taken.items()}
    quarter = middle[4] / len(parts[4].ties.states)
    return tuple(
        Row(
            name="growth: all states" if part == 1 else f"growth: 1/{part} of the states",
            ours=middle[part],
            peer=None,
            runs=(RUNS[part], 0),
            size=f"{len(inputs.ties.states)} states, {DRAWS} draws",
            note=f"{middle[part] / len(inputs.ties.states) / quarter:.2f} of the quarter's time a state",
        )
        for part, inputs in parts.items()
    )
