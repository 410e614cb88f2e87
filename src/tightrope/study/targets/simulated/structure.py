"""Gravity and placebo: a regression by hand, slopes put into simulated panels, and a power that nobody leans to."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import numpy as np

from tightrope.core.panel import Inputs, Panel, Ties
from tightrope.measure.simulate import simulate
from tightrope.measure.stress.placebo import Placebo, placebo
from tightrope.stats.poisson import poisson
from tightrope.study.targets.target import Target

BRIEF = "design brief of the measurement, section 8.6: structural tilt against raw, placebo pole"
PANELS = 60
SLOPES = np.array([-0.8, 0.5])


def _by_hand(folder: Path) -> tuple[float, ...]:
    y, x = np.array([1.0, 3.0, 2.0, 6.0, 3.0, 1.0]), np.array([[0.0], [1.0]] * 3)
    found = poisson(y, x, np.repeat([0, 1, 2], 2), np.zeros(6, dtype=int))
    return float(found.slopes[0]), float(found.errors[0])


def _inside(spread: float) -> float:
    """Return the share of true slopes inside 90 % intervals, over panels with noise that a Poisson has not.

    `spread` is the standard deviation of the effects of units and of the covariates.
    """
    unit, time = np.repeat(np.arange(60), 24), np.tile(np.repeat(np.arange(12), 2), 60)
    inside = []
    for panel in range(PANELS):
        rng = np.random.default_rng([86, panel])
        x = spread * rng.standard_normal((len(unit), 2))
        mean = np.exp(x @ SLOPES + spread * rng.standard_normal(60)[unit] + 0.1 * time)
        found = poisson(mean * rng.gamma(2.0, 0.5, size=len(mean)), x, unit, time)
        inside.append(np.abs(found.slopes - SLOPES) < 1.645 * found.errors)
    return float(np.mean(inside))


def _covered(folder: Path) -> tuple[float, ...]:
    return (_inside(0.5),)


def _heavy(folder: Path) -> tuple[float, ...]:
    return (_inside(1.0),)


def _alone(ties: Ties) -> Inputs:
    """Return inputs that hold ties and nothing else."""
    shape = (len(ties.states), len(ties.period), 0)
    empty = Panel(
        values=np.empty(shape), coverage=np.empty(shape, dtype=np.int8), error=np.empty(shape), period=ties.period,
        states=ties.states, variables=(),
    )  # fmt: skip
    return Inputs(ties=ties, series=empty, system=empty)


@cache
def _dealt() -> Placebo:
    ties, _ = simulate(np.random.default_rng(86), states=30, start=1995, stop=2015)
    return placebo(_alone(ties), power=ties.powers[0], draws=80, rng=np.random.default_rng(8))


def _level(folder: Path) -> tuple[float, ...]:
    return (_dealt().off,)


def _holds(folder: Path) -> tuple[float, ...]:
    return (_dealt().holds,)


TARGETS = (
    Target(
        id="M86.poisson",
        source="three units of 4, 8 and 4, of which 10 of 16 fall to x = 1, worked by hand",
        what="slope and clustered standard error of a Poisson regression of six rows",
        expected=(math.log(10 / 6), math.sqrt(2 / 3 * ((0.5 / 12) ** 2 + (1 / 8) ** 2 + (1.5 / 12) ** 2)) * 256 / 60),
        tolerance=1e-8,
        compute=_by_hand,
    ),
    Target(
        id="M86.gravity",
        source=BRIEF,
        what="share of true slopes inside their 90 % intervals, 60 simulated panels of 60 states",
        expected=(0.9,),
        tolerance=0.06,
        compute=_covered,
        reason="two standard errors of 120 yes-or-no trials",
    ),
    Target(
        id="M86.gravity_heavy",
        source=BRIEF,
        what="the same where a few units carry most of the mean, twice the spread of the first",
        expected=(0.9,),
        tolerance=0.06,
        compute=_heavy,
        reason="with few units that matter, intervals from errors by unit stay too narrow: shares of trade are not so",
        comparison=True,
    ),
    Target(
        id="M86.placebo",
        source=BRIEF,
        what="mean tilt between a power and a placebo dealt from other states' ties",
        expected=(0.0,),
        tolerance=0.02,
        compute=_level,
        reason="zero is asked for, within what one deal of 30 states leaves",
    ),
    Target(
        id="M86.placebo_interval",
        source=BRIEF,
        what="share of state-years whose 90 % interval of that tilt holds 0",
        expected=(0.9,),
        tolerance=0.1,
        compute=_holds,
        reason="the states at either end lean to most placebos, the others to none",
    ),
)
