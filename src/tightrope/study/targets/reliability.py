"""Published values of agreement coefficients: alpha, kappa, AC1."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from tightrope.stats import agreement
from tightrope.study.targets.target import Target


def _rows(*coders: str) -> agreement.Floats:
    """Return coders' values from rows such as "1 2 x", x for missing, letters as numbers."""
    return np.array(
        [[np.nan if v in "x*" else float(v) if v.isdigit() else float(ord(v)) for v in row.split()] for row in coders]
    )


FOUR = _rows(
    "1 2 3 3 2 1 4 1 2 x x x",
    "1 2 3 3 2 2 4 1 2 5 x 3",
    "x 3 3 3 2 3 4 2 2 5 1 x",
    "1 2 3 3 2 4 4 1 2 5 1 x",
)
BINARY = _rows(" ".join("0100000010"), " ".join("1110010000"))
LETTERS = _rows("a a b b d c c c e d d a", "b a b b b c c c e d d d")
THREE = _rows("* * * * * 3 4 1 2 1 1 3 3 * 3", "1 * 2 1 3 3 4 3 * * * * * * *", "* * 2 1 3 4 4 * 2 1 1 3 3 * 4")
TEN = np.array(
    [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ],
    dtype=float,
)
RARE = np.array([[0.0] * 98 + [1.0, 0.0], [0.0] * 98 + [0.0, 1.0]])


def _some(value: float | None) -> float:
    return float("nan") if value is None else value


def _alphas(values: agreement.Floats, *levels: agreement.Level) -> Callable[[Path], tuple[float, ...]]:
    return lambda folder: tuple(_some(agreement.alpha(values, level)) for level in levels)


def _kappas(*cells: tuple[int, int, int, int]) -> Callable[[Path], tuple[float, ...]]:
    return lambda folder: tuple(_some(agreement.table_kappa(np.array([[a, b], [c, d]]))) for a, b, c, d in cells)


_EXACT = 0.00005
_THREE = 0.0005

TARGETS: tuple[Target, ...] = (
    Target(
        id="D1",
        source="Krippendorff 2011, data C, D, E",
        what="alpha of 4 observers by 12 units with missing data: nominal, ordinal",
        expected=(0.743421, 0.815388),
        tolerance=_EXACT,
        compute=_alphas(FOUR, "nominal", "ordinal"),
    ),
    Target(
        id="D1.metric",
        source="Krippendorff 2011, data C, D, E",
        what="alpha of the same data: interval, ratio",
        expected=(0.8491, 0.7974),
        tolerance=_EXACT,
        compute=_alphas(FOUR, "interval", "ratio"),
    ),
    Target(
        id="D1.coincidences",
        source="Krippendorff 2011, data C",
        what="pairable values and the first row of the coincidence matrix",
        expected=(40.0, 7.0, 4 / 3, 1 / 3, 1 / 3, 0.0),
        tolerance=_EXACT,
        compute=lambda folder: (
            float(agreement.coincidences(FOUR)[1].sum()),
            *(float(v) for v in agreement.coincidences(FOUR)[1][0]),
        ),
    ),
    Target(
        id="D2",
        source="Krippendorff 2011, data A and B",
        what="alpha of 2 observers: binary by 10 units, nominal by 12",
        expected=(0.0952, 0.6920),
        tolerance=_EXACT,
        compute=lambda folder: (_some(agreement.alpha(BINARY)), _some(agreement.alpha(LETTERS))),
    ),
    Target(
        id="D3",
        source="Wikipedia, Krippendorff's alpha: 3 coders by 15 units",
        what="alpha: nominal, interval",
        expected=(0.691, 0.811),
        tolerance=_THREE,
        compute=_alphas(THREE, "nominal", "interval"),
        reason="published to three decimals",
    ),
    Target(
        id="D4",
        source="Cohen 1960, as in Wikipedia, Cohen's kappa",
        what="kappa of the tables 20 5 10 15, 45 15 25 15, 25 35 5 35",
        expected=(0.4, 0.1304, 0.2593),
        tolerance=_EXACT,
        compute=_kappas((20, 5, 10, 15), (45, 15, 25, 15), (25, 35, 5, 35)),
    ),
    Target(
        id="D5",
        source="Wikipedia, Fleiss' kappa: 10 units, 5 categories, 14 raters",
        what="Fleiss' kappa",
        expected=(0.2099,),
        tolerance=_EXACT,
        compute=lambda folder: (_some(agreement.fleiss_counts(TEN)),),
    ),
    Target(
        id="D6",
        source="irrCAC on the 4 by 12 data of Krippendorff",
        what="Gwet's AC1, Fleiss' kappa, Brennan-Prediger, Conger's kappa",
        expected=(0.77544, 0.76117, 0.77273, 0.76207),
        tolerance=_EXACT,
        compute=lambda folder: (
            _some(agreement.ac1(FOUR)),
            _some(agreement.fleiss(FOUR)),
            _some(agreement.brennan_prediger(FOUR)),
            _some(agreement.conger(FOUR)),
        ),
    ),
    Target(
        id="D7",
        source="the paradox of kappa: 98 joint negatives, one disagreement each way",
        what="agreement and kappa",
        expected=(0.98, -0.0101),
        tolerance=_EXACT,
        compute=lambda folder: (_some(agreement.percent(RARE)), _some(agreement.cohen(RARE[0], RARE[1]))),
    ),
)
