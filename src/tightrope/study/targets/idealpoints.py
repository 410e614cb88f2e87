"""Ideal points as published: ranks, saturation, midpoint tilt and agreement between sets of votes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tightrope.data.read import Columns, open_library
from tightrope.study.targets.target import Target

FILE = "voeten_ideal_points/idealpoints_apr2020.parquet"
SOURCE = "Bailey, Strezhnev and Voeten, published estimates of April 2020"


def points(folder: Path, votes: str, session: int) -> dict[str, float]:
    """Return the published points of one set of votes and session, by ISO3 code."""
    found = _read(
        folder,
        "SELECT iso3c, ccode, IdealPoint AS point FROM points WHERE vote_set = $votes AND session = $session",
        {"votes": votes, "session": session},
    )
    return {str(i) or str(c): float(p) for i, c, p in zip(found["iso3c"], found["ccode"], found["point"], strict=True)}


def midpoint_tilt(point: float, first: float, second: float) -> float:
    """Return where a point lies between two powers' points: -1 at the first, 0 midway, 1 at the second; not clipped."""
    return ((first + second) / 2 - point) / ((first - second) / 2)


def ranks(folder: Path) -> tuple[float, ...]:
    """Return the ranks of USA, ISR, GBR, FRA in session 74, all votes."""
    found = points(folder, "All", 74)
    order = sorted(found, key=lambda code: -found[code])
    return tuple(float(order.index(code) + 1) for code in ("USA", "ISR", "GBR", "FRA"))


def pakistan(folder: Path) -> tuple[float, ...]:
    """Return Pakistan's point of session 74 with its 5 and 95 % quantiles."""
    found = _read(
        folder,
        'SELECT IdealPoint AS mean, "Q5%" AS low, "Q95%" AS high FROM points '
        "WHERE vote_set = 'All' AND session = 74 AND iso3c = 'PAK'",
        {},
    )
    return tuple(float(found[name][0]) for name in ("mean", "low", "high"))


def saturation(folder: Path) -> tuple[float, ...]:
    """Return how many states lie beyond China, and of how many, in two sets of votes."""
    out: list[float] = []
    for votes, session in (("All", 74), ("Important", 73)):
        found = points(folder, votes, session)
        out += [float(sum(p < found["CHN"] for p in found.values())), float(len(found))]
    return tuple(out)


def tilts(folder: Path) -> tuple[float, ...]:
    """Return Pakistan's midpoint tilt, all and important votes, in 2018 and in 2002."""
    out = []
    for session in (73, 57):
        for votes in ("All", "Important"):
            found = points(folder, votes, session)
            out.append(midpoint_tilt(found["PAK"], found["USA"], found["CHN"]))
    return tuple(out)


def correlations(folder: Path) -> tuple[float, ...]:
    """Return correlations over states and sessions of all votes with four other sets."""
    out = []
    for other in ("HumanRights", "MiddleEast", "Nuclear", "Important"):
        found = _read(
            folder,
            "SELECT a.IdealPoint AS a, b.IdealPoint AS b FROM points a JOIN points b USING (ccode, session) "
            "WHERE a.vote_set = 'All' AND b.vote_set = $other ORDER BY ccode, session",
            {"other": other},
        )
        out.append(float(np.corrcoef(found["a"], found["b"])[0, 1]))
    return tuple(out)


def _read(folder: Path, query: str, parameters: dict[str, object]) -> Columns:
    return open_library(folder, {"points": FILE}).sql(query, parameters)


TARGETS = (
    Target(
        id="M16",
        source=SOURCE,
        what="ranks of USA, ISR, GBR, FRA in session 74, all votes",
        expected=(1, 2, 3, 4),
        tolerance=0,
        compute=ranks,
        needs=(FILE,),
    ),
    Target(
        id="M16.pak",
        source=SOURCE,
        what="Pakistan in session 74, all votes: point, 5 and 95 % quantile",
        expected=(-0.100, -0.26, 0.05),
        tolerance=0.005,
        compute=pakistan,
        needs=(FILE,),
        reason="two decimals",
    ),
    Target(
        id="M18",
        source=SOURCE,
        what="states beyond China, and states: all votes in session 74, important votes in session 73",
        expected=(91, 193, 4, 193),
        tolerance=0,
        compute=saturation,
        needs=(FILE,),
    ),
    Target(
        id="M19",
        source=SOURCE,
        what="midpoint tilt of Pakistan (positive toward China): 2018 all, important; 2002 all, important",
        expected=(0.91, 0.58, 0.88, 0.93),
        tolerance=0.05,
        compute=tilts,
        needs=(FILE,),
        reason="two decimals of the points; the brief's sign is reversed",
    ),
    Target(
        id="M20",
        source=SOURCE,
        what="correlation of all votes with human rights, Middle East, nuclear, important votes",
        expected=(0.957, 0.833, 0.849, 0.921),
        tolerance=0.001,
        compute=correlations,
        needs=(FILE,),
        reason="three decimals",
    ),
)
