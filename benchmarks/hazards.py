"""Hazards of competing exits: one fit beside scipy's BFGS on the same posterior, and growth in state-years."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp

from benchmarks.row import Row, timed
from tightrope.stats.duration.competing import competing

SIZES, RUNS, WAYS, COLUMNS = (2700, 10800, 43200), 5, 3, 8


def made(rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return invented covariates, exits (about 7 in a hundred), states and years."""
    rng = np.random.default_rng(4)
    x = np.column_stack([np.ones(rows), rng.standard_normal((rows, COLUMNS - 1))])
    way = rng.choice([-1, 0, 1, 2], size=rows, p=[0.93, 0.04, 0.02, 0.01])
    return x, way, rng.integers(0, 140, rows), rng.integers(0, 53, rows)


def run() -> tuple[Row, ...]:
    prior = np.array([0.01, *np.ones(COLUMNS - 1)])
    rows, base = [], 0.0
    for size in SIZES:
        x, way, state, year = made(size)
        y = (way[:, None] == np.arange(WAYS)).astype(float)

        def minus(flat: np.ndarray, x: np.ndarray = x, y: np.ndarray = y) -> tuple[float, np.ndarray]:
            beta = flat.reshape(WAYS, COLUMNS)
            score = x @ beta.T
            whole = logsumexp(np.column_stack([np.zeros(len(x)), score]), axis=1)
            slope = (np.exp(score - whole[:, None]) - y).T @ x + prior * beta
            return float(whole.sum() - (score * y).sum() + 0.5 * (prior * beta**2).sum()), slope.ravel()

        def peer(minus: object = minus) -> np.ndarray:
            return minimize(minus, np.zeros(WAYS * COLUMNS), jac=True, method="BFGS").x

        def ours(x: np.ndarray = x, way: np.ndarray = way, by: tuple = (state, year)) -> np.ndarray:
            return competing(x, way, WAYS, precision=prior, clusters=by).slopes

        np.testing.assert_allclose(ours().ravel(), peer(), atol=1e-3)
        seconds = timed(ours, RUNS)
        base = base or seconds / size
        rows.append(
            Row(
                name="hazards of three exits with errors by state and year, beside BFGS without errors", ours=seconds,
                peer=timed(peer, RUNS), runs=(RUNS, RUNS), size=f"{size} state-years, {COLUMNS} columns",
                note=f"{seconds / size / base:.2f} of the first row's time a state-year",
            )
        )  # fmt: skip
    return tuple(rows)
