"""Weighted kappa of all states with one power over all years, beside a plain loop over dyads."""

from __future__ import annotations

import numpy as np

from benchmarks.row import Row, beside
from tightrope.stats.similarity import kappa

STATES, YEARS, VOTES = 193, 75, 75


def tables() -> np.ndarray:
    """Return invented joint tables of votes, (STATES * YEARS, 3, 3), each of VOTES roll calls."""
    rng = np.random.default_rng(1)
    shares = rng.dirichlet(np.full(9, 0.7), size=STATES * YEARS)
    return rng.multinomial(VOTES, shares).reshape(-1, 3, 3).astype(float)


def loop(found: np.ndarray) -> list[float]:
    """Return kappa dyad by dyad, cell by cell, in plain Python."""
    out = []
    for table in found.tolist():
        total = sum(map(sum, table))
        rows = [sum(row) / total for row in table]
        columns = [sum(row[j] for row in table) / total for j in range(3)]
        seen = chance = 0.0
        for i in range(3):
            for j in range(3):
                weight = ((i - j) / 2) ** 2
                seen += weight * table[i][j] / total
                chance += weight * rows[i] * columns[j]
        out.append(1.0 - seen / chance if chance > 1e-12 else float("nan"))
    return out


def run() -> Row:
    found = tables()
    np.testing.assert_allclose(kappa(found), loop(found), atol=1e-9)
    ours, peer = beside(lambda: kappa(found), lambda: loop(found), runs=(9, 5))
    return Row(
        name="kappa, beside a plain loop over dyads",
        ours=ours,
        peer=peer,
        runs=(9, 5),
        size=f"{len(found):,} tables of {VOTES} votes ({STATES} states, {YEARS} years)",
    )
