"""Targets of the full stage game: the same thresholds, folds and statics, and the chance of tipping under noise."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tightrope.outlook.engine.branches import branches, hysteresis
from tightrope.outlook.engine.paths import Tips, tips
from tightrope.outlook.engine.rest import balanced, rested, threshold
from tightrope.outlook.engine.symbols import Game, one_domain, reference
from tightrope.study.targets.target import Target

CHANGES: tuple[dict[str, float], ...] = (
    {"linkage_slope": 0.0}, {"hedge": 1.035}, {"hedge": 0.765}, {"dilemma": 0.0}, {"bidding": 0.0},
    {"autonomy_cost": 0.45}, {"linkage_slope": 0.525}, {"exclusivity_slope": 0.66}, {"lock_in": 0.375},
    {"precision": 3.6}, {"coercion": 0.9},
)  # fmt: skip
NOISY = (
    (0.05, 0.55, 0.003), (0.05, 0.60, 0.015), (0.05, 0.65, 0.315), (0.05, 0.70, 0.945), (0.10, 0.45, 0.028),
    (0.10, 0.55, 0.240), (0.10, 0.60, 0.580), (0.10, 0.65, 0.877), (0.10, 0.70, 0.968),
)  # fmt: skip
QUARTERS, SEED, RUNS = 160, 7, 1000


def capel(hedge: float, low: float, rise: float) -> Game:
    """Return one domain with premium `low + rise * pressure` and nothing else but the worth of keeping away."""
    kept = {"precision": 1.0, "hedge": hedge, "exclusivity": low, "exclusivity_slope": rise, "exclusivity_second": 1.0}
    none = (
        "linkage", "linkage_slope", "hedge_slope", "need", "threat_base", "lock_in", "autonomy_cost", "bidding_first",
        "bidding_second", "bid_cost", "coercion_first", "coercion_second", "dilemma",
    )  # fmt: skip
    return one_domain({**dict.fromkeys(none, 0.0), **kept})


def turns(hedge: float, low: float, rise: float) -> tuple[float, float]:
    """Return the gain lost and the gain regained, read from the branches."""
    lost, regained = hysteresis(branches(capel(hedge, low, rise)))
    return low + rise * lost, low + rise * regained


def noisy(sigma: float, pressure: float, runs: int = RUNS) -> Tips:
    """Return when the mirrored game tips from equal shares under noise, at constant pressure, in forty years."""
    game = reference(misperception=sigma)
    start = rested(balanced(pressure, game), pressure, game)
    return tips(game, start, np.full(QUARTERS, pressure), seed=SEED, runs=runs, engine="arrays")


def stability(_: Path) -> tuple[float, ...]:
    """Return the threshold from the gain matrix and from the full map."""
    return threshold(reference()), threshold(reference(), full=True)


TARGETS = (
    Target(
        id="V17.engine", source="Blume 1966, Capel 1966, mean field",
        what="gain lost and regained at hedging value 2, from the branches of the stage game",
        expected=(4.6945, 4.0605), tolerance=1e-4, compute=lambda _: turns(2.0, 0.0, 6.0),
        reason="printed to four places",
    ),
    Target(
        id="V17.engine3", source="Blume 1966, Capel 1966, mean field",
        what="gain lost and regained at hedging value 3, from the branches of the stage game",
        expected=(11.043, 5.466), tolerance=5e-4, compute=lambda _: turns(3.0, 4.0, 8.0),
        reason="printed to three places",
    ),
    Target(
        id="V18", source="own derivation", what="threshold of the stage game, gain matrix and full map",
        expected=(0.61247, 0.61247), tolerance=1e-5, compute=stability, reason="printed to five places",
    ),
    Target(
        id="V18.statics", source="own derivation",
        what="threshold of the stage game after each change of one assumption",
        expected=(0.686, 0.684, 0.556, 0.661, 0.647, 0.641, 0.575, 0.558, 0.558, 0.561, 0.613), tolerance=6e-4,
        compute=lambda _: tuple(threshold(reference(**change)) for change in CHANGES), reason="printed to three places",
    ),
    Target(
        id="V18.tips", source="own prototype, 400 runs a cell",
        what="share of runs that tip within 160 quarters, four pressures at noise .05, five at .10",
        expected=tuple(share for *_, share in NOISY), tolerance=0.06,
        compute=lambda _: tuple(noisy(sigma, pressure).share for sigma, pressure, _ in NOISY),
        reason="Monte Carlo error of 400 and 1,000 runs: one standard error is at most .03, each cell is also tested",
    ),
)  # fmt: skip
