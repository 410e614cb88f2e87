"""Theories against each other: one fit beside dense algebra with the same variances, and growth in states and years."""

from __future__ import annotations

import statistics
import time

import numpy as np

from benchmarks.row import Row, timed
from tightrope.core.theory import Restriction, Theory
from tightrope.explain.rivals.matrix import Matrix
from tightrope.explain.rivals.score import predictions
from tightrope.explain.rivals.splits import origins
from tightrope.stats.prediction import crossed

COLUMNS = tuple(f"c{k}" for k in range(20))
SIZES = ((50, 30), (100, 30), (200, 30), (200, 60))
RUNS, FITS = 3, 5


def made(states: int, years: int) -> Matrix:
    """Return a table of invented ties that move on their own, and columns that mean nothing."""
    rng = np.random.default_rng(1)
    y = {n: np.cumsum(0.1 * rng.standard_normal((states, years)), axis=1) for n in ("tilt", "engagement")}
    return Matrix(
        y=y, x=rng.standard_normal((states, years, len(COLUMNS))), columns=COLUMNS,
        states=tuple(f"S{k}" for k in range(states)), years=tuple(range(1990, 1990 + years)), absent={},
        known=np.ones(len(COLUMNS)),
    )  # fmt: skip


def theories() -> tuple[Theory, ...]:
    return tuple(
        Theory(
            name=f"t{k}", label=f"t{k}", summary="", constructs=(), edges=(), propositions=(), cites=(),
            restrictions=tuple(Restriction(outcomes=("tilt", "engagement"), column=c, sign="+", mechanism="")
                               for c in COLUMNS[3 * k : 3 * k + 3]),
        )
        for k in range(6)
    )  # fmt: skip


def fit() -> Row:
    """Time one fit of 200 states and 34 years, every slope shrunk, beside the same posterior by dense algebra."""
    table = made(200, 34)
    state, year = (a.ravel() for a in np.meshgrid(np.arange(200), np.arange(34), indexing="ij"))
    x, y = table.x.reshape(-1, len(COLUMNS)), table.y["tilt"].ravel()
    at, prior = crossed.Variances(0.04, 0.2, 0.05), np.full(len(COLUMNS), 0.05)

    def ours() -> np.ndarray:
        found = crossed.gram(y, x, state, year, np.ones(len(y)), states=200, years=34)
        return crossed.fit(found, prior, at, steps=1, rows=len(y)).mean

    def dense() -> np.ndarray:
        whole = np.concatenate([np.ones((len(y), 1)), x, np.eye(34)[year], np.eye(200)[state]], axis=1)
        inverse = np.concatenate(
            [[1e-12], 1 / prior**2, np.full(34, 1 / at.years), np.full(200, 1 / at.states)]
        )  # fmt: skip
        precision = whole.T @ whole / at.noise + np.diag(inverse)
        return np.linalg.inv(precision) @ (whole.T @ y) / at.noise

    if not np.allclose(ours(), dense()[: 1 + len(COLUMNS) + 34], atol=1e-8):
        raise SystemExit("the fit and dense algebra disagree")
    return Row(
        name="one fit of a theory, beside dense algebra", ours=timed(ours, FITS), peer=timed(dense, FITS),
        runs=(FITS, FITS), size="200 states, 34 years, 20 columns", note="same posterior to 1e-8",
    )  # fmt: skip


def run() -> tuple[Row, ...]:
    shelf, taken = theories(), {}
    for states, years in SIZES:
        table = made(states, years)
        starts = origins(table.years[1], table.years[-1])
        found = []
        for _ in range(RUNS):
            start = time.perf_counter()
            predictions(table, shelf, np.arange(states) % 6, starts, rng=np.random.default_rng(2))
            found.append(time.perf_counter() - start)
        taken[states, years] = statistics.median(found), len(starts)
    base = taken[SIZES[0]][0] / (SIZES[0][0] * SIZES[0][1])
    rows = [
        Row(
            name="theories scored", ours=seconds, peer=None, runs=(RUNS, 0),
            size=f"{states} states x {years} years: 6 theories, 2 outcomes, {fits} fits ahead x 3, 6 regions",
            note=f"{seconds / (states * years) / base:.2f} of the first row's time a state-year",
        )
        for (states, years), (seconds, fits) in taken.items()
    ]  # fmt: skip
    return (fit(), *rows)
