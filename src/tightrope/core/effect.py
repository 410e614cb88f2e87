"""Question, Estimand, Effect and Check; Spell and Survival."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tightrope.core.panel import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: the effect of a treatment on an outcome over a contrast."""

    treatment: str
    outcome: str
    contrast: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimand:
    """A question with what must be adjusted for and the paths left open."""

    question: Question
    adjustment: tuple[str, ...]
    strategy: str
    open_paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A refutation that was run: name, whether it passed, its statistic, and the sentence."""

    name: str
    passed: bool
    statistic: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Posterior or bootstrap draws (C, S) of an effect, with its checks."""

    estimand: Estimand
    draws: FloatArray
    unit: str
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A run of years in which a state stood inside two-sided engagement.

    Parameters
    ----------
    probability : share of draws in which the spell begins and ends in these years (to one year).
    exit : label that it left to; empty while it lasts or coverage ends first.
    """

    state: str
    start: int
    stop: int
    exit: str = ""
    censored: bool = False
    probability: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Survival:
    """How long two-sided engagement lasts, from the record.

    Parameters
    ----------
    years : horizons in years, such as (1, 3, 5, 10).
    mean, low, high : probability of still standing inside, each of the length of `years`.
    spells, state_years, exits : numbers the estimate rests on (mean over draws).
    ways_out : label -> {"mean", "low", "high"} share of exits.
    inside_now : probability that the focal state stands inside now; survival is conditional on it.
    time_to_return : years to return for a state outside: {"mean", "low", "high"} or empty.
    like_this : number of state-years like the focal state's, and how many left within five years.
    backtest : score name -> number, including the naive rules; empty where not run.
    """

    years: tuple[int, ...]
    mean: FloatArray
    low: FloatArray
    high: FloatArray
    spells: float
    state_years: float
    exits: float
    ways_out: dict[str, dict[str, float]]
    inside_now: float
    time_to_return: dict[str, float]
    like_this: dict[str, float]
    focal_spells: tuple[Spell, ...] = ()
    backtest: dict[str, float] = field(default_factory=dict)
    alternatives: dict[str, dict[str, Any]] = field(default_factory=dict)
    status: str = "empirical"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressure:
    """Rivalry of the two powers, scaled 0-1, with what it was measured from.

    Parameters
    ----------
    years : calendar years.
    mean, low, high : (T,) float in [0, 1]; NaN where fewer than two series exist.
    components : component of the core text ("economic rivalry", ...) -> variables; empty is "not measured".
    counts : (T,) number of series observed in a year.
    widened : years with fewer than four series, whose interval was widened.
    loadings : variable -> loading on the factor.
    """

    years: tuple[int, ...]
    mean: FloatArray
    low: FloatArray
    high: FloatArray
    components: dict[str, tuple[str, ...]]
    counts: FloatArray
    widened: tuple[int, ...]
    loadings: dict[str, float]
