"""Question, Estimand, Effect and Check; Spell and Survival; Pressure; Amount, Path, Way and Pathways; SyntheticCase."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tightrope.core.errors import InvalidValue
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
    draws : (S, T) draws of the whole path, None where they were not kept.
    """

    years: tuple[int, ...]
    mean: FloatArray
    low: FloatArray
    high: FloatArray
    components: dict[str, tuple[str, ...]]
    counts: FloatArray
    widened: tuple[int, ...]
    loadings: dict[str, float]
    draws: FloatArray | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """An effect with its interval.

    Parameters
    ----------
    estimate, low, high : in standard deviations within states; the interval has probability .9.
    resolved : whether the rule of the model calls it told from zero and from what is too small to tell.
    detectable : size at which an effect measured as exactly would be resolved four times in five.
    """

    estimate: float
    low: float
    high: float
    resolved: bool
    detectable: float

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise InvalidValue(f"an interval from {self.low} to {self.high}", where="pathway")


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One slope of the system: what a cause of one year does to its effect of the next.

    Parameters
    ----------
    cause, effect : names of variables; `bends` names the variable whose slope pressure or clarity bends.
    kind : "edge", "moderation" or "feedback".
    n : state-years of the effect that are observed; shocks : years that the cause could differ in.
    hidden_by : least correlation of the cause's own part with an unmeasured cause of the effect at which the interval
        reaches zero (0: it holds zero as it is).
    confounded : correlation -> slope that would be left.
    left_out : least and largest slope with one year's shock left out, and the year that matters most.
    """

    id: str
    cause: str
    effect: str
    kind: str
    amount: Amount
    n: int
    shocks: int
    bends: str = ""
    hidden_by: float = 0.0
    confounded: dict[str, float] = field(default_factory=dict)
    left_out: dict[str, float] = field(default_factory=dict)
    open_paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """An effect by intervention: a lasting change of a cause by one sd, on an outcome, by one way, after some years.

    Parameters
    ----------
    way : "total", "direct", "through NAME" or "through all filters"; whose : "average state" or a state's code.
    """

    cause: str
    effect: str
    way: str
    years: int
    whose: str
    amount: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathways:
    """The fitted system.

    Parameters
    ----------
    shocks : years whose pressure acts; independent : how many shocks those years are worth, pressure being slow.
    placebo : tie or filter -> slope on the pressure of two years later, with "low", "high", "passed" (1 or 0).
    signal : share of what moves in a draw of a tie that is no error of its measurement.
    observed : variable -> share of state-years observed; rows : variable -> source rows; absent : name -> why.
    r_hat : worst potential scale reduction of the slopes.
    """

    state: str
    first: int
    last: int
    states: int
    state_years: int
    shocks: int
    independent: float
    rule: str
    paths: tuple[Path, ...]
    ways: tuple[Way, ...]
    placebo: dict[str, dict[str, float]]
    signal: dict[str, float]
    scale: dict[str, float]
    exposure: float
    rival: str
    observed: dict[str, float]
    rows: dict[str, tuple[str, ...]]
    absent: dict[str, str]
    clarity: tuple[str, ...]
    r_hat: float
    draws: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticCase:
    """A state after a dated shock beside a mix of states that the shock did not touch.

    Parameters
    ----------
    shock, title, year, after : the shock, what happened, when, and the first year that counts as after it.
    who : ISO3 of the power or rival that moved; text : what should be said beside it.
    outcome : name of what it may have moved; of, domain : its side ("first", "second", "engagement") and domain.
    main : whether it is the outcome declared first, the only one that a finding may be made of.
    series : indicators that the outcome is made of; cut : those of them that are the shock itself.
    years : calendar years of the paths.
    paths : name -> (T,) float, in standard deviations of the state-years before the date. "actual" and
        "synthetic": outcome of the state and of the mix, the latter moved to the same mean before the date; "gap"
        is the one less the other. "low", "high": what placebos leave open of the gap after the date, NaN before;
        "measured_low", "measured_high": what error in the series does; "band_low", "band_high": gaps of placebos.
    effect : mean gap after the date: "mean", "low", "high", "measured_low", "measured_high", "augmented".
    donors : ISO3 -> weight, the largest first; pool : ISO3 of all that could have had one.
    left_out : ISO3 -> why a state with the outcome was no donor.
    fit : "before" and "after" (root mean squared gaps), "relative" (before, in units of the usual movement
        within states), "bound", "ratio" (after over before), "rank" of the ratio, "placebos", "p", "penalty".
    in_time : earlier dates tried: "year", "ratio", "p", "placebos".
    without : donor -> mean gap after the date without it.
    apart : the same case made without the series in `cut`: "mean", "low", "high", "p", "placebos"; empty if none is
        cut or nothing else is left.
    verdict : "closer", "away", "no clear move" or "cannot tell"; reason : why, in a clause.
    """

    shock: str
    title: str
    year: int
    after: int
    who: str
    outcome: str
    of: str
    domain: str
    main: bool
    verdict: str
    reason: str
    text: str = ""
    events: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    paths: dict[str, FloatArray] = field(default_factory=dict)
    effect: dict[str, float] = field(default_factory=dict)
    donors: dict[str, float] = field(default_factory=dict)
    pool: tuple[str, ...] = ()
    left_out: dict[str, str] = field(default_factory=dict)
    fit: dict[str, float] = field(default_factory=dict)
    in_time: tuple[dict[str, float], ...] = ()
    without: dict[str, float] = field(default_factory=dict)
    apart: dict[str, float] = field(default_factory=dict)
    prob: float = 0.9
