"""Targets of what the game is built from: quantal response, folds, mean field."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tightrope.core.panel import FloatArray
from tightrope.outlook.meanfield import one_domain
from tightrope.outlook.solve import continuation, folds, quantal_response, quantal_response_fit
from tightrope.study.targets.target import Target

ROW = np.array([[1.1141, 0.0], [0.0, 0.2785]])
COLUMN = np.array([[0.0, 1.1141], [1.1141, 0.0]])


def responses(_: Path) -> tuple[float, ...]:
    """Return both players' first-action probabilities at precision 1, 2, 3."""
    return tuple(share for level in (1.0, 2.0, 3.0) for share in quantal_response(ROW, COLUMN, level))


def fit(_: Path) -> tuple[float, ...]:
    """Return the fitted precision, both probabilities there, and the log likelihood."""
    precision, likelihood = quantal_response_fit(ROW, COLUMN, (0.527, 0.366), 128)
    return (precision, *quantal_response(ROW, COLUMN, precision), likelihood)


def harvesting(_: Path) -> tuple[float, ...]:
    """Return harvest and stock at both folds, the collapse first."""

    def growth(x: FloatArray, harvest: float) -> FloatArray:
        return np.asarray(x * (1.0 - x / 10.0) - harvest * x**2 / (1.0 + x**2))

    found = folds(growth, continuation(growth, np.array([8.0]), 1.5, step=0.05, steps=250))
    return tuple(float(value) for x, harvest in found for value in (harvest, x))


def gains(_: Path) -> tuple[float, ...]:
    """Return gain lost and regained for four values of keeping away."""
    return tuple(v for hedge in (-2.0, 0.0, float(np.log(4.0)), 2.0) for v in one_domain(hedge)[:2])


def coarse(_: Path) -> tuple[float, ...]:
    """Return the jump at 2 and the gains lost and regained at 3."""
    return one_domain(2.0)[2], *one_domain(3.0)[:2]


OCHS = "McKelvey and Palfrey 1995; data of Ochs 1995"
CAPEL = "Blume 1966, Capel 1966, mean field"
TARGETS = (
    Target(
        id="V13", source=OCHS, what="logit equilibrium of the asymmetric matching game at precision 1, 2, 3",
        expected=(0.586784, 0.451807, 0.617522, 0.371982, 0.616897, 0.314016), tolerance=1e-4, compute=responses,
        reason="figures printed to six places; the tolerance is the specification's",
    ),
    Target(
        id="V13.fit", source=OCHS, what="maximum-likelihood precision, probabilities, log likelihood",
        expected=(1.8456, 0.6157, 0.3833, -174.7645), tolerance=1e-4, compute=fit,
        reason="figures printed to four places",
    ),
    Target(
        id="V16", source="May 1977, harvesting model with r = 1, K = 10, h = 1", what="harvest and stock at both folds",
        expected=(2.604365, 4.7813, 1.787230, 1.1378), tolerance=2e-5, compute=harvesting,
        reason="stocks are printed to four places",
    ),
    Target(
        id="V17", source=CAPEL, what="gain lost and regained at hedging values -2, 0, ln 4, 2 (printed to four places)",
        expected=(1.0677, 1.0677, 1.5, 1.5, 3.0, 3.0, 4.6945, 4.0605), tolerance=1e-4, compute=gains,
        reason="printed to four places",
    ),
    Target(
        id="V17.coarse", source=CAPEL, what="jump at 2; gain lost, regained at 3 (printed to three places)",
        expected=(0.904, 11.043, 5.466), tolerance=5e-4, compute=coarse, reason="printed to three places",
    ),
    Target(
        id="V17.last", source=CAPEL, what="gain lost and regained at hedging value 4 (printed to two places)",
        expected=(28.30, 6.73), tolerance=5e-3, compute=lambda _: one_domain(4.0)[:2], reason="printed to two places",
    ),
    Target(
        id="V17.tricritical", source=CAPEL, what="gain at the tricritical point, exp(hedge) = 4",
        expected=(3.0,), tolerance=1e-4, compute=lambda _: (one_domain(float(np.log(4.0)))[0],), reason="exact",
    ),
)  # fmt: skip
