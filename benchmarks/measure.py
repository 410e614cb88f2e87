"""The whole measurement on the shipped panel: seconds and peak memory, in a process of its own."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time

import numpy as np

from benchmarks.load import PERIOD, TRIAD, opened
from benchmarks.row import Row
from tightrope.core.panel import Inputs
from tightrope.measure.assess import measure

DRAWS, SEED = 400, 20261122


def measured(inputs: Inputs, *, draws: int = DRAWS) -> float:
    """Return the seconds that one measurement takes."""
    start = time.perf_counter()
    measure(inputs, triad=TRIAD, period=PERIOD, draws=draws, rng=np.random.default_rng(SEED))
    return time.perf_counter() - start


def alone() -> tuple[float, float, int, int]:
    """Return seconds, peak memory of this process in MB, and the numbers of states and observed cells."""
    inputs = opened()
    found = measured(inputs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = peak / (1e6 if sys.platform == "darwin" else 1e3)
    return found, megabytes, len(inputs.ties.states), int(np.isfinite(inputs.ties.values).sum())


def run() -> Row:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found, megabytes, states, cells = pool.apply(alone)
    return Row(
        name="the whole measurement",
        ours=found,
        peer=None,
        runs=(1, 0),
        size=f"{states} states, {len(PERIOD)} years, {cells:,} observed cells, {DRAWS} draws",
        note=f"peak {megabytes:,.0f} MB with Python; no peer: no open tool fits this model",
    )
