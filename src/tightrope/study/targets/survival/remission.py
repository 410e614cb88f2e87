"""Weeks in remission of 21 patients on 6-mercaptopurine: the curve that every textbook prints."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tightrope.stats.duration.incidence import counts, incidence
from tightrope.study.targets.target import Target

SOURCE = "Freireich et al., Blood 21 (1963); the curve in Kalbfleisch and Prentice (1980), section 1.3"
WEEKS = (6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35)
RELAPSED = (1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0)
SURVIVAL = (0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448)
ERRORS = (0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346)


def _curve() -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """Return survival, its errors, and survival with relapses split over two ways by turns."""
    stop, gone = np.array(WEEKS, dtype=float), np.array(RELAPSED) == 1
    _, at_risk, exits = counts(np.zeros(len(stop)), stop, np.where(gone, 0, -1), 1)
    found = incidence(at_risk, exits)
    turns = np.where(gone, np.arange(len(stop)) % 2, -1)
    split = incidence(*counts(np.zeros(len(stop)), stop, turns, 2)[1:])
    whole = 1.0 - split.incidence.sum(axis=-1)
    return tuple(found.survival.tolist()), tuple(found.error.tolist()), tuple(whole.tolist())


def _survival(folder: Path) -> tuple[float, ...]:
    return _curve()[0]


def _errors(folder: Path) -> tuple[float, ...]:
    return _curve()[1]


def _ways(folder: Path) -> tuple[float, ...]:
    return _curve()[2]


TARGETS = (
    Target(
        id="S1.survival", source=SOURCE, what="share in remission after 6, 7, 10, 13, 16, 22, 23 weeks",
        expected=SURVIVAL, tolerance=0.0006, compute=_survival,
    ),
    Target(
        id="S1.errors", source=SOURCE, what="Greenwood's standard errors of these shares",
        expected=ERRORS, tolerance=0.00006, compute=_errors,
    ),
    Target(
        id="S1.ways", source=SOURCE, what="the same shares as 1 less the incidence of two competing exits",
        expected=SURVIVAL, tolerance=0.0006, compute=_ways,
    ),
)  # fmt: skip
