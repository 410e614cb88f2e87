"""The game's threshold with its fixed point found by Newton's method, beside plain iteration of the map."""

from __future__ import annotations

from unittest import mock

import numpy as np

from benchmarks.row import Row, beside
from tightrope.outlook.engine import rest
from tightrope.outlook.engine.symbols import Game, reference

SETTLED, LIMIT = 1e-12, 20_000


def iterated(pressure: float, game: Game) -> np.ndarray:
    """Return the equal shares at rest by moving them, a quarter at a time, until nothing moves."""
    size = len(game.domains)
    shares = np.full(2 * size, 0.25)
    for _ in range(LIMIT):
        after = shares + game["speed"] * rest.residual(shares, pressure, game)
        both = (after[:size] + after[size:]) / 2.0  # rounding would else be blown up where balance is lost
        after = np.concatenate([both, both])
        if np.abs(after - shares).max() < SETTLED:
            return after
        shares = after
    raise RuntimeError("the iteration does not settle")


def slowly(game: Game) -> float:
    """Return the threshold as `rest.threshold` finds it, but with fixed points by iteration."""
    with mock.patch.object(rest, "balanced", iterated):
        return rest.threshold(game)


def run() -> Row:
    game = reference()
    np.testing.assert_allclose(rest.threshold(game), slowly(game), atol=1e-6)
    ours, peer = beside(lambda: rest.threshold(game), lambda: slowly(game), runs=(9, 5))
    return Row(
        name="threshold by Newton's method, beside plain iteration",
        ours=ours,
        peer=peer,
        runs=(9, 5),
        size="one root of the stability condition, 8 shares",
        note="same root finder around both",
    )
