"""The game's threshold with its fixed point found by Newton's method, beside plain iteration of the map."""

from __future__ import annotations

from unittest import mock

import numpy as np

from benchmarks.row import Row, beside
from tightrope.outlook import stability
from tightrope.outlook.game import Parameters, step

SETTLED, LIMIT = 1e-12, 20_000


def iterated(pressure: float, game: Parameters) -> np.ndarray:
    """Return the symmetric fixed point by stepping the game from equal shares until nothing moves."""
    size = len(game.weight)
    state = np.full(4 * size, 0.25)
    for _ in range(LIMIT):
        after = step(state, pressure, game)
        both = (after[:size] + after[size : 2 * size]) / 2.0  # rounding would else be blown up where balance is lost
        held = (after[2 * size : 3 * size] + after[3 * size :]) / 2.0
        after = np.concatenate([both, both, held, held])
        if np.abs(after - state).max() < SETTLED:
            return after
        state = after
    raise RuntimeError("the iteration does not settle")


def slowly(game: Parameters) -> float:
    """Return the threshold as `stability.threshold` finds it, but with fixed points by iteration."""
    with mock.patch.object(stability, "balanced_point", iterated):
        return stability.threshold(game)


def run() -> Row:
    game = Parameters()
    np.testing.assert_allclose(stability.threshold(game), slowly(game), atol=1e-6)
    ours, peer = beside(lambda: stability.threshold(game), lambda: slowly(game), runs=(9, 5))
    return Row(
        name="threshold by Newton's method, beside plain iteration",
        ours=ours,
        peer=peer,
        runs=(9, 5),
        size="one root of the stability condition, 16 equations",
        note="same root finder around both",
    )
