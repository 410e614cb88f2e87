"""Similarity statistics against worked examples in print, and agreement against published Korean dyads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from tightrope.core.panel import FloatArray
from tightrope.data.read import open_library
from tightrope.stats.similarity import (
    a_score,
    agreement,
    cross_table,
    kappa,
    s_score,
    scott_pi,
    tau_b,
)
from tightrope.study.targets.target import Target

TABLE6 = "Signorino and Ritter (1999), Table 6: Germany and Russia, 20 European states in 1914"
GERMANY = (3, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0)
RUSSIA = (0, 3, 1, 3, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
CAPABILITY = (0.25, 0.21, 0.20, 0.08, 0.08, 0.05, 0.03, 0.03, 0.02, *(0.01,) * 5, *(0.0,) * 6)
LEVELS = (0, 1, 2, 3)

# Rows are Pakistan's votes (yes, abstain, no), columns the other state's; then n, agree, S, A, kappa
# squared and absolute, nominal pi.
PAKISTAN: dict[str, tuple[str, tuple[int, ...], tuple[float, ...]]] = {
    "M9.a": (
        "USA, sessions 67-73",
        (17, 0, 42, 21, 0, 1, 9, 0, 1),
        (91, 0.3187, -0.3626, -0.3804, -0.4416, -0.3873, -0.4373),
    ),
    "M9.b": (
        "CHN, sessions 67-73",
        (51, 3, 5, 4, 5, 13, 0, 2, 8),
        (91, 0.8242, 0.6484, 0.4502, 0.6464, 0.5614, 0.4481),
    ),
    "M9.c": (
        "USA, sessions 56-62",
        (7, 0, 46, 7, 0, 5, 12, 0, 0),
        (77, 0.1688, -0.6623, -0.4895, -0.4470, -0.4173, -0.6135),
    ),
    "M9.d": (
        "CHN, sessions 56-62",
        (49, 3, 1, 1, 10, 1, 0, 0, 12),
        (77, 0.9545, 0.9091, 0.6338, 0.9007, 0.8746, 0.8435),
    ),
    "M9.e": (
        "IND, sessions 38-44",
        (37, 15, 4, 4, 0, 0, 1, 3, 0),
        (64, 0.7500, 0.5000, 0.0000, 0.0508, 0.0000, -0.1091),
    ),
}
DYADS = ("unga_votes/voeten_votes.parquet", "unga_votes/voeten_rollcalls.parquet")
KOREA = "voeten_ideal_points/korea_dyads_unga_similarity.parquet"


def alliances(*, weighted: bool = False) -> FloatArray:
    """Return the joint table of the worked example of 1914, weighted by capability on request."""
    return cross_table(GERMANY, RUSSIA, LEVELS, CAPABILITY if weighted else None)


def columns(cells: tuple[int, ...]) -> tuple[float, ...]:
    """Return n, agreement, S, A, both kappas and pi of a 3 x 3 table given row by row."""
    table = np.asarray(cells, dtype=float).reshape(3, 3)
    numbers = (agreement(table), s_score(table), a_score(table), kappa(table, 2), kappa(table, 1), scott_pi(table))
    return (float(table.sum()), *(float(x) for x in numbers))


def korea(folder: Path) -> tuple[float, ...]:
    """Return our agreement of South Korea less the published one, by partner and year."""
    files = {"votes": DYADS[0], "calls": DYADS[1], "published": KOREA}
    library = open_library(folder, files)
    found = library.sql(
        """
        SELECT p.ccode2 AS other, p.year, p.v_agree - avg(1 - abs(k.vote - o.vote) / 2) AS gap
        FROM published p
        JOIN calls c ON c.year = p.year
        JOIN votes k ON k.rcid = c.rcid AND k.ccode = 732 AND k.vote IN (1, 2, 3)
        JOIN votes o ON o.rcid = c.rcid AND o.ccode = p.ccode2 AND o.vote IN (1, 2, 3)
        WHERE p.ccode2 IN (2, 710, 740, 770) AND p.year BETWEEN 2018 AND 2020
        GROUP BY p.ccode2, p.year, p.v_agree ORDER BY p.ccode2, p.year
        """
    )
    return tuple(float(x) for x in found["gap"])


def _inline(id: str, what: str, expected: tuple[float, ...], tolerance: float, ours: Callable[[], object]) -> Target:
    def compute(folder: Path) -> tuple[float, ...]:
        return tuple(float(x) for x in np.atleast_1d(np.asarray(ours(), dtype=float)))

    return Target(id=id, source=TABLE6, what=what, expected=expected, tolerance=tolerance, compute=compute)


def _pakistan(id: str) -> Target:
    pair, cells, expected = PAKISTAN[id]
    return Target(
        id=id,
        source="joint table of Pakistan and " + pair + ", important votes, April 2020 vintage",
        what="n, agreement, S, A, kappa (squared, absolute), nominal pi",
        expected=expected,
        tolerance=5e-5,
        compute=lambda folder: columns(cells),
        reason="four decimals",
    )


TARGETS = (
    _inline("M1", "S, absolute distances", (0.4,), 1e-9, lambda: s_score(alliances())),
    _inline("M2", "S weighted by capability", (-0.46,), 1e-9, lambda: s_score(alliances(weighted=True))),
    _inline(
        "M3",
        "kappa: squared, absolute, nominal",
        (-0.07758621, -0.07142857, -0.02941176),
        1e-8,
        lambda: [kappa(alliances(), power) for power in (2, 1, 0)],
    ),
    _inline("M4", "nominal pi", (-0.04477612,), 1e-8, lambda: scott_pi(alliances())),
    _inline("M5", "tau-b", (0.03031695,), 1e-8, lambda: tau_b(alliances())),
    _inline(
        "M6", "A: absolute, squared", (-0.04, -0.04), 1e-9, lambda: [a_score(alliances(), power) for power in (1, 2)]
    ),
    *(_pakistan(id) for id in sorted(PAKISTAN)),
    Target(
        id="K1",
        source="South Korean dyads of UN voting (stevedata rok_unga), column v_agree",
        what="published less our agreement of South Korea with USA, CHN, JPN, PAK, each in 2018, 2019, 2020",
        expected=(0.0,) * 12,
        tolerance=5e-4,
        compute=korea,
        needs=(*DYADS, KOREA),
        reason="three decimals; in the early 1990s the published set treats some votes otherwise",
    ),
)
