"""All pairs of states in all sessions, how it grows with sessions, and beside a loop over pairs."""

from __future__ import annotations

import statistics
from itertools import combinations

import numpy as np

from benchmarks.row import Row, beside, timed
from tightrope.stats.pairs import all_pairs
from tightrope.stats.similarity import a_score, cross_table, kappa, s_score

STATES, SESSIONS, VOTES, FEW = 193, 75, 85, 40
LEVELS = (1, 2, 3)
MEASURES = ("s", "a", "kappa", "kappa_linear", "kappa_nominal")


def votes() -> np.ndarray:
    """Return invented votes, (SESSIONS, VOTES, STATES): 0 absent, 1 yes, 2 abstain, 3 no."""
    rng = np.random.default_rng(1)
    return rng.choice(4, size=(SESSIONS, VOTES, STATES), p=[0.1, 0.6, 0.15, 0.15]).astype(np.int8)


def loop(found: np.ndarray) -> list[tuple[float, ...]]:
    """Return the same measures pair by pair, by the functions for one pair."""
    out = []
    for period in found:
        for u, v in combinations(range(period.shape[1]), 2):
            both = (period[:, u] > 0) & (period[:, v] > 0)
            table = cross_table(period[both, u], period[both, v], LEVELS)
            numbers = (s_score(table), a_score(table), kappa(table, 2), kappa(table, 1), kappa(table, 0))
            out.append(tuple(float(x) for x in numbers))
    return out


def run() -> tuple[Row, ...]:
    whole = votes()
    few = whole[:1, :, :FEW]
    upper = np.triu_indices(FEW, 1)
    got = all_pairs(few, LEVELS, measures=MEASURES).values
    np.testing.assert_allclose(np.stack([got[m][0][upper] for m in MEASURES], axis=1), loop(few), atol=1e-10)
    ours, peer = beside(lambda: all_pairs(few, LEVELS, measures=MEASURES), lambda: loop(few), runs=(9, 3))
    rows = [
        Row(
            name="all pairs, beside a loop over pairs",
            ours=ours,
            peer=peer,
            runs=(9, 3),
            size=f"{FEW} states, 1 session, {VOTES} votes: S, A, three kappas",
            note="the loop calls our functions for one pair",
        )
    ]
    parts = (SESSIONS // 8, SESSIONS // 4, SESSIONS // 2, SESSIONS)
    taken: dict[int, list[float]] = {part: [] for part in parts}
    for _ in range(3):  # in turn, so that a busy machine disturbs all sizes
        for part in parts:
            taken[part].append(timed(lambda n=part: all_pairs(whole[:n], LEVELS, measures=MEASURES), 1))  # type: ignore[misc]
    first = statistics.median(taken[parts[0]]) / parts[0]
    for part in parts:
        middle = statistics.median(taken[part])
        rows.append(
            Row(
                name=f"all pairs, {part} sessions",
                ours=middle,
                peer=None,
                runs=(3, 0),
                size=f"{STATES} x {STATES} states, {VOTES} votes a session: S, A, three kappas",
                note=f"{middle / part / first:.2f} of the first row's time a session",
            )
        )
    return tuple(rows)
