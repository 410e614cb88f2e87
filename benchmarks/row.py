"""One line of the table: what was timed, ours and the peer's medians, and how they were taken."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A hot path beside its peer.

    Parameters
    ----------
    name : what is timed, and beside what.
    ours, peer : median seconds; peer is None where there is none.
    runs : number of runs of ours and of the peer.
    size : how much work one run does.
    note : what a reader should know, such as why there is no peer or peak memory.
    """

    name: str
    ours: float
    peer: float | None
    runs: tuple[int, int]
    size: str
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Peer's time over ours: above 1 we are faster."""
        return None if self.peer is None else self.peer / self.ours

    def markdown(self) -> str:
        """Return the row as a line of a Markdown table."""
        ours = f"{seconds(self.ours)} (n={self.runs[0]})"
        peer = "none" if self.peer is None else f"{seconds(self.peer)} (n={self.runs[1]})"
        ratio = "" if self.ratio is None else f"{self.ratio:.3g}"
        return f"| {self.name} | {ours} | {peer} | {ratio} | {self.size} | {self.note} |"


HEADER = "| name | ours, median s | peer, median s | peer / ours | size | note |\n|---|---|---|---|---|---|"


def seconds(value: float) -> str:
    """Return seconds with three digits."""
    return f"{value:.3g}" if value >= 1e-3 else f"{value:.2e}"


def timed(function: Callable[[], object], runs: int) -> float:
    """Return the median seconds of some runs of a function."""
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        function()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def beside(ours: Callable[[], object], peer: Callable[[], object], *, runs: tuple[int, int]) -> tuple[float, float]:
    """Return the median seconds of two functions, run in turn so that a busy machine disturbs both."""
    mine: list[float] = []
    other: list[float] = []
    for turn in range(max(runs)):
        for function, found, least in ((ours, mine, runs[0]), (peer, other, runs[1])):
            if turn < least:
                found.append(timed(function, 1))
    return statistics.median(mine), statistics.median(other)
