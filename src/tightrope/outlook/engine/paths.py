"""Seeded paths of the game: when a noisy state tips, equal for any batch size and number of workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from scipy.stats import beta

from tightrope.core.errors import InvalidValue
from tightrope.core.panel import FloatArray
from tightrope.outlook.engine import kernel
from tightrope.outlook.engine.noise import keys, normals
from tightrope.outlook.engine.stage import overall_tilt, step
from tightrope.outlook.engine.symbols import Game

Engine = Literal["arrays", "compiled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tips:
    """How many runs tipped in each quarter; of a game with assumed values, not of a state.

    Parameters
    ----------
    counts : (T,) runs whose overall tilt first passed the limit in that quarter.
    runs : runs followed.
    limit : absolute overall tilt that counts as tipped.
    status : "illustrative" while no value of the game is estimated.
    """

    counts: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    runs: int
    limit: float
    status: str = "illustrative"

    @property
    def share(self) -> float:
        """Share of runs that tipped, in [0, 1]."""
        return float(self.counts.sum() / self.runs)

    @property
    def interval(self) -> tuple[float, float]:
        """Interval of probability .9 for the chance of tipping: Monte Carlo error alone (Jeffreys)."""
        tipped = int(self.counts.sum())
        low, high = beta.ppf([0.05, 0.95], tipped + 0.5, self.runs - tipped + 0.5)
        return float(low), float(high)

    @property
    def survival(self) -> FloatArray:
        """Share of runs that have not tipped by the end of each quarter, (T,)."""
        return np.asarray(1.0 - np.cumsum(self.counts) / self.runs)

    @property
    def median(self) -> float:
        """Number of quarters by which half of all runs have tipped; NaN if fewer have."""
        gone = np.flatnonzero(self.survival <= 0.5)
        return float(gone[0] + 1) if gone.size else float("nan")


def tips(
    game: Game,
    start: FloatArray,
    pressure: FloatArray,
    *,
    seed: int,
    runs: int,
    limit: float = 0.4,
    engine: Engine | None = None,
    batch: int = 2000,
    workers: int = 1,
) -> Tips:
    """Return when runs of the game first pass a tilt, batch by batch, so that memory does not grow with runs.

    Parameters
    ----------
    game : values of every symbol.
    start : (5 D + 1,) state before the first quarter.
    pressure : (T,) rivalry in each quarter, in [0, 1].
    seed, runs : run k of a seed has the same random numbers in every call.
    limit : absolute overall tilt, in (0, 1).
    engine : "arrays" (numpy), "compiled" (extra `fast`), or none: compiled where the extra is installed.
    batch, workers : runs at once and threads; neither changes a number.

    Raises
    ------
    InvalidValue : a start, pressure, number of runs or engine that is not allowed.

    References
    ----------
    Own: first passage of the overall tilt of `stage.step`.
    """
    counts = np.zeros(pressure.size, dtype=np.int64)
    for tilt in paths(game, start, pressure, seed=seed, runs=runs, engine=engine, batch=batch, workers=workers):
        passed = np.abs(tilt) > limit
        at = passed.argmax(axis=1)[passed.any(axis=1)]
        counts += np.bincount(at, minlength=pressure.size)
    return Tips(counts=counts, runs=runs, limit=limit)


def paths(
    game: Game,
    start: FloatArray,
    pressure: FloatArray,
    *,
    seed: int,
    runs: int,
    engine: Engine | None = None,
    batch: int = 2000,
    workers: int = 1,
) -> Iterator[FloatArray]:
    """Yield the overall tilt of runs after each quarter, (batch, T) at a time, in the order of the runs.

    Parameters
    ----------
    game, start, pressure, seed, runs, engine, batch, workers : as in `tips`.

    Raises
    ------
    InvalidValue : a start, pressure, number of runs or engine that is not allowed.

    References
    ----------
    Own: `stage.step` with `noise.normals`.
    """
    _check(game, start, pressure, runs, batch, workers)
    follow = _compiled(game, start, pressure) if _chosen(engine) == "compiled" else _arrays(game, start, pressure)
    bounds = [*range(0, runs, batch), runs]

    def one(span: tuple[int, int]) -> FloatArray:
        return follow(keys(seed, *span))

    if workers == 1:
        yield from map(one, pairwise(bounds))
        return
    with ThreadPoolExecutor(workers) as pool:  # a few batches at a time, so that finished ones do not pile up
        spans = list(pairwise(bounds))
        for at in range(0, len(spans), 2 * workers):
            yield from pool.map(one, spans[at : at + 2 * workers])


def _arrays(game: Game, start: FloatArray, pressure: FloatArray) -> Callable[[Any], FloatArray]:
    def follow(key: Any) -> FloatArray:
        state = np.tile(start, (key.size, 1))
        tilt = np.empty((key.size, pressure.size))
        for quarter, level in enumerate(pressure):
            state = step(state, float(level), game, normals(key, quarter, len(game.domains) + 1))
            tilt[:, quarter] = overall_tilt(state, game)
        return tilt

    return follow


def _compiled(game: Game, start: FloatArray, pressure: FloatArray) -> Callable[[Any], FloatArray]:
    scalars, vectors = kernel.flat(game)
    run, packed = _kernel(), tuple(float(value) for value in scalars)

    def follow(key: Any) -> FloatArray:
        tilt = np.empty((key.size, pressure.size))
        run(np.asarray(start, dtype=float), np.asarray(pressure, dtype=float), key, packed, vectors, tilt)
        return tilt

    return follow


@cache
def _kernel() -> Callable[..., None]:
    compiled: Callable[..., None] = import_module("numba").njit(nogil=True, error_model="numpy")(kernel.follow)
    return compiled


def _chosen(engine: Engine | None) -> Engine:
    there = find_spec("numba") is not None
    if engine == "compiled" and not there:
        raise InvalidValue(
            "the compiled engine is not installed",
            where="engine",
            next='pip install "tightrope[fast]", or use "arrays"',
        )
    return engine or ("compiled" if there else "arrays")


def _check(game: Game, start: FloatArray, pressure: FloatArray, runs: int, batch: int, workers: int) -> None:
    if start.shape != (game.size,):
        raise InvalidValue(f"has shape {start.shape}", where="start", next=f"give {game.size} numbers, as rest.rested")
    if pressure.ndim != 1 or not pressure.size or not ((pressure >= 0) & (pressure <= 1)).all():
        raise InvalidValue("is not a row of values in [0, 1]", where="pressure", next="give one value a quarter")
    for name, value in (("runs", runs), ("batch", batch), ("workers", workers)):
        if value < 1:
            raise InvalidValue(f"{value} is below 1", where=name, next="give 1 or more")
