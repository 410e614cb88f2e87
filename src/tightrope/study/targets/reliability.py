"""Published values of agreement coefficients: alpha, kappa, AC1."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from tightrope.stats import agreement
from tightrope.stats.unitizing import unitizing
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
PATIENTS = (
    "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 224445 "
    "333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555"
)
DIAGNOSES = np.array([[float(given) for given in patient] for patient in PATIENTS.split()]).T
PSYCHIATRY = np.array([[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]])
COSTS = np.array([[0.0, 1.0, 3.0], [1.0, 0.0, 6.0], [3.0, 6.0, 0.0]])
UNEVEN = np.array([[0.0, 1.0, 4.0], [1.0, 0.0, 6.0], [2.0, 2.0, 0.0]])
RARE = np.array([[0.0] * 98 + [1.0, 0.0], [0.0] * 98 + [0.0, 1.0]])


def _letters(values: agreement.Floats) -> float:
    """Return the unitizing alpha of units of one character each, without gaps: nominal alpha must come out."""
    rows = [[(i, i + 1, str(v)) for i, v in enumerate(row)] for row in values.tolist()]
    return _some(unitizing([(values.shape[1], rows)]).u)


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
    Target(
        id="D5.diagnoses",
        source="Fleiss 1971, table 1: 30 patients, 6 raters each, 5 diagnoses",
        what="Fleiss' kappa",
        expected=(0.430,),
        tolerance=_THREE,
        compute=lambda folder: (_some(agreement.fleiss(DIAGNOSES)),),
        reason="published to three decimals",
    ),
    Target(
        id="D8",
        source="Cohen 1968: diagnoses of two clinicians, with even and uneven weights, as in R psych",
        what="kappa, weighted kappa, weighted kappa with uneven weights",
        expected=(0.492, 0.348, 0.353),
        tolerance=_THREE,
        compute=lambda folder: tuple(_some(agreement.table_kappa(PSYCHIATRY, w)) for w in ("none", COSTS, UNEVEN)),
        reason="published to three decimals",
    ),
    Target(
        id="D9",
        source="Krippendorff 2011, data B, each value a unit of one character",
        what="unitizing alpha where it must equal nominal alpha",
        expected=(0.6920,),
        tolerance=_EXACT,
        compute=lambda folder: (_letters(LETTERS),),
    ),
    Target(
        id="D10",
        source="Passonneau 2006, rule of the distance: equal, one within the other, overlap, disjoint",
        what="MASI distance of {a b} to {a b}, {a}, {b c}, {c}",
        expected=(0.0, 1 - 2 / 3 * 1 / 2, 1 - 1 / 3 * 1 / 3, 1.0),
        tolerance=_EXACT,
        compute=lambda folder: tuple(
            agreement.masi(frozenset("ab"), frozenset(other)) for other in ("ab", "a", "bc", "c")
        ),
    ),
)
