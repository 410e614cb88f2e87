"""The panel model at 150 states and 50 years, and how its cost grows with states and with years."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.row import Row
from tightrope.explain.pathways.fit import fit
from tightrope.explain.pathways.result import DRAWS, WARMUP

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "recovery"))
FILTERS = ("needs", "requirements", "perceptions", "capacity")
RESULTS = ("autonomy", "cooperation", "flexibility", "partnerships", "stability")
SIZES = ((150, 50), (75, 50), (300, 50), (150, 25), (150, 100))
SWEEPS = 20


def sweeps(states: int, years: int, *, drawn: int, draws: int, warmup: int, chains: int) -> float:
    """Return seconds of processor time of a fit of the whole system: 4 filters, 2 ties, 5 results.

    Processor time, for the fit uses one core and a busy machine would be timed with it.
    """
    from panels import made

    table, _ = made(
        np.random.default_rng(3), states=states, years=years, filters=FILTERS, outcomes=RESULTS, drawn=drawn,
        slope=lambda equation, term, rng: 0.5 if term == equation.terms[0] else rng.normal(0.0, 0.03),
    )  # fmt: skip
    start = time.process_time()
    fit(table, rng=np.random.default_rng(4), draws=draws, warmup=warmup, chains=chains)
    return time.process_time() - start


def run() -> tuple[Row, ...]:
    states, years = SIZES[0]
    whole = sweeps(states, years, drawn=20, draws=DRAWS, warmup=WARMUP, chains=2)
    rows = [
        Row(
            name="pathways, as a run fits them",
            ours=whole,
            peer=None,
            runs=(1, 0),
            size=f"{states} states, {years} years, 11 equations, 2 chains of {WARMUP + DRAWS} sweeps",
            note="processor time; ties told by draws",
        )
    ]
    base = 0.0
    for states, years in SIZES:
        taken = sweeps(states, years, drawn=0, draws=SWEEPS, warmup=1, chains=1) / (SWEEPS + 1)
        base = base or taken
        rows.append(
            Row(
                name=f"pathways, a sweep, {states} x {years}",
                ours=taken,
                peer=None,
                runs=(SWEEPS + 1, 0),
                size=f"{states} states, {years} years, ties told with errors",
                note=f"{taken / base:.2f} of the first size's time",
            )
        )
    return tuple(rows)
