"""Spells over all draws, states and years at once, beside a plain loop over them."""

from __future__ import annotations

import numpy as np

from benchmarks.row import Row, beside
from tightrope.outlook.horizon import BANDS, Record, spells_of

DRAWS, STATES, YEARS, LABELS = 120, 200, 54, 8


def membership() -> tuple[np.ndarray, np.ndarray]:
    """Return invented membership (1, 0, and -1 for unknown) and labels, each (DRAWS, STATES, YEARS)."""
    rng = np.random.default_rng(3)
    walk = np.cumsum(rng.normal(0.0, 0.4, (DRAWS, STATES, YEARS)), axis=2) + rng.normal(0.0, 1.0, (1, STATES, 1))
    inside = (walk > 0.0).astype(np.int8)
    inside[:, rng.random((STATES, YEARS)) < 0.05] = -1
    label = np.where(inside == 1, 5, rng.integers(0, 5, inside.shape)).astype(np.int8)
    label[inside < 0] = -1
    return inside, label


def loop(inside: np.ndarray, label: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return exposure, exits, ways and spells, one draw, state and year after another."""
    exposure, exits = np.zeros((DRAWS, len(BANDS), STATES)), np.zeros((DRAWS, len(BANDS), STATES))
    ways, spells = np.zeros((DRAWS, LABELS, STATES)), np.zeros((DRAWS, STATES))
    for s, (states, labels) in enumerate(zip(inside.tolist(), label.tolist(), strict=True)):
        for u, (given, left_to) in enumerate(zip(states, labels, strict=True)):
            years = list(given)
            for t in range(1, len(years) - 1):
                if given[t] == 0 and given[t - 1] == 1 and given[t + 1] == 1:
                    years[t] = 1
            age = 0
            for t, here in enumerate(years):
                if here != 1:
                    age = 0
                    continue
                spells[s, u] += age == 0
                age += 1
                if t + 1 == len(years) or years[t + 1] < 0:
                    continue
                band = sum(age >= first for first in BANDS) - 1
                exposure[s, band, u] += 1
                if years[t + 1] == 0:
                    exits[s, band, u] += 1
                    if left_to[t + 1] >= 0:
                        ways[s, left_to[t + 1], u] += 1
    return exposure, exits, ways, spells


def run() -> Row:
    inside, label = membership()
    found: Record = spells_of(inside, label, LABELS)
    for name, peer_found in zip(("exposure", "exits", "ways", "spells"), loop(inside, label), strict=True):
        np.testing.assert_array_equal(getattr(found, name), peer_found)
    ours, peer = beside(lambda: spells_of(inside, label, LABELS), lambda: loop(inside, label), runs=(7, 3))
    return Row(
        name="spells, beside a plain loop",
        ours=ours,
        peer=peer,
        runs=(7, 3),
        size=f"{DRAWS} draws, {STATES} states, {YEARS} years",
    )
