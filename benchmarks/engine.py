"""Paths of the stage game by the compiled kernel, beside plain arrays and beside Mesa on the same equations."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np

from benchmarks.row import Row, beside, timed
from tightrope.outlook.engine.noise import keys, normals
from tightrope.outlook.engine.paths import paths
from tightrope.outlook.engine.rest import balanced, rested
from tightrope.outlook.engine.symbols import reference

QUARTERS, SEED, PRESSURE = 160, 7, 0.6
OURS, FEW = 8000, 20


def run() -> tuple[Row, ...]:
    game = reference()
    start = rested(balanced(PRESSURE, game), PRESSURE, game)
    pressure = np.full(QUARTERS, PRESSURE)

    def ours(engine: str, runs: int, workers: int = 1) -> np.ndarray:
        parts = paths(game, start, pressure, seed=SEED, runs=runs, engine=engine, workers=workers)  # type: ignore[arg-type]
        return np.concatenate(list(parts))

    size = f"{OURS} paths of {QUARTERS} quarters, 4 domains"
    name = "paths of the game, compiled, beside "
    if find_spec("numba") is None:
        plain = timed(lambda: ours("arrays", OURS), 3)
        return (Row(name="paths of the game, arrays", ours=plain, peer=None, runs=(3, 0), size=size, note="no numba"),)
    each = [normals(keys(SEED, 0, FEW), quarter, len(game.domains) + 1) for quarter in range(QUARTERS)]
    drawn = np.stack(each, axis=1).tolist()
    compiled = ours("compiled", FEW)  # compiles, outside the clock
    np.testing.assert_allclose(compiled, ours("arrays", FEW), atol=1e-9)
    fast, arrays = beside(lambda: ours("compiled", OURS, 2), lambda: ours("arrays", OURS), runs=(5, 3))
    note = "two workers; {:.0f} paths a second, beside {:.0f}; same paths to 1e-9"
    first = Row(
        name=name + "arrays (numpy)", ours=fast, peer=arrays, runs=(5, 3), size=size,
        note=note.format(OURS / fast, OURS / arrays),
    )  # fmt: skip
    try:
        from benchmarks.engine_mesa import by_mesa
    except ImportError:
        return first, Row(name=name + "Mesa", ours=fast, peer=None, runs=(5, 0), size=size, note="no mesa")
    np.testing.assert_allclose(compiled, by_mesa(game, start, drawn), atol=1e-9)
    again, agents = beside(lambda: ours("compiled", OURS, 2), lambda: by_mesa(game, start, drawn), runs=(5, 3))
    agents *= OURS / FEW
    second = Row(
        name=name + "Mesa", ours=again, peer=agents, runs=(5, 3), size=size,
        note=note.format(OURS / again, OURS / agents) + f"; Mesa timed on {FEW} paths and scaled",
    )  # fmt: skip
    return first, second
