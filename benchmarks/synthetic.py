"""Synthetic cases: weights of every placebo at once, beside scipy's NNLS one by one; and how cost grows with states."""

from __future__ import annotations

import statistics
from time import perf_counter

import numpy as np
from scipy.optimize import nnls

from benchmarks.row import Row, beside
from tightrope.explain.synthetic.placebo import compare
from tightrope.explain.synthetic.weigh import centered, weigh

STATES, BEFORE, AFTER = 120, 15, 5
HEAVY = 1e4  # weight of the row that makes NNLS sum to 1


def paths(states: int = STATES) -> np.ndarray:
    """Return invented paths (states, BEFORE + AFTER) on three wandering factors."""
    rng = np.random.default_rng(7)
    common = np.cumsum(rng.normal(size=(3, BEFORE + AFTER)), axis=1)
    return rng.dirichlet(np.ones(3), size=states) @ common + 0.25 * rng.normal(size=(states, BEFORE + AFTER))


def ours(before: np.ndarray) -> np.ndarray:
    """Return the weights of all states, each from all others."""
    many = len(before)
    return weigh(before, np.arange(many), allowed=~np.eye(many, dtype=bool), penalty=0.0)


def peer(before: np.ndarray) -> np.ndarray:
    """Return the same, one state after another."""
    found = np.zeros((len(before), len(before)))
    for i, own in enumerate(before):
        pool = np.delete(np.arange(len(before)), i)
        weights, _ = nnls(np.vstack([before[pool].T, np.full(len(pool), HEAVY)]), np.r_[own, HEAVY])
        found[i, pool] = weights / weights.sum()
    return found


def run() -> tuple[Row, ...]:
    before = centered(paths(), BEFORE)[:, :BEFORE]
    misses = [np.mean((before - w @ before) ** 2, axis=1) for w in (ours(before), peer(before))]
    np.testing.assert_allclose(*misses, rtol=1e-3, atol=1e-6)
    mine, theirs = beside(lambda: ours(before), lambda: peer(before), runs=(5, 3))
    rows = [
        Row(name="weights of all placebos, beside scipy's NNLS", ours=mine, peer=theirs, runs=(5, 3),
            size=f"{STATES} states, {BEFORE} years before", note="same fit to 1e-3 of its square"),
    ]  # fmt: skip
    first = 0.0
    for states in (50, 100, 200):
        made = paths(states)
        taken = []
        for _ in range(3):
            start = perf_counter()
            compare(made, BEFORE)
            taken.append(perf_counter() - start)
        middle = statistics.median(taken)
        first = first or middle / states
        rows.append(
            Row(name="one date, every state in turn", ours=middle, peer=None, runs=(3, 0),
                size=f"{states} states, {BEFORE} + {AFTER} years, three prices tried",
                note=f"{middle / states / first:.2f} of the first row's time a state"),
        )  # fmt: skip
    return tuple(rows)
