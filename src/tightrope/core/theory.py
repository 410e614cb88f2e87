"""Theory, a declared graph that can fail, with its parts; RoleRow; Duel, Channel and Rivals, how theories did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ConstructRole = Literal["pressure", "filter", "tie", "outcome"]
ClueKind = Literal["straw", "hoop", "smoking_gun", "doubly_decisive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Construct:
    """A concept of a theory, tied to indicators (rows) and codes (passages)."""

    name: str
    label: str
    role: ConstructRole
    indicators: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A cause, its effect, the sign expected, the mechanism, and the lag in steps."""

    cause: str
    effect: str
    sign: Literal["+", "-", "?"]
    mechanism: str
    lag: int = 0
    cites: tuple[str, ...] = ()
    moderates: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """What would be seen if a proposition held, and how likely it is with and without.

    Parameters
    ----------
    name : of the clue, unique in its theory; its code where the file gives none.
    kind : straw in the wind, hoop, smoking gun or doubly decisive.
    code : code of the passages in which it would be seen.
    if_true, if_false : least and most probability of seeing it if the proposition holds, and if it does not;
        two equal numbers where the file states one.
    text : the clue in words.
    depends_on : another clue of the theory that this one partly repeats, empty if none is declared.
    repeats : correlation with that clue under either side, 0 (says something of its own) to 1 (says nothing new).
    """

    name: str
    kind: ClueKind
    code: str
    if_true: tuple[float, float]
    if_false: tuple[float, float]
    text: str = ""
    depends_on: str = ""
    repeats: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposition:
    """A statement of a theory that can fail, with its clues."""

    name: str
    statement: str
    clues: tuple[Clue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """What a theory says of one column of the design matrix that all theories share.

    Parameters
    ----------
    outcomes : left sides that it speaks of: "tilt", "tie_first", "tie_second", "engagement", "hedging".
    column : a named column ("power_gap"), a series of the panel ("polyarchy"), one power's part of a dyad or the
        second less the first ("trade.gap"), or a product of two ("pressure x capacity").
    sign : of the slope; "?" leaves it free.
    mechanism : why.
    """

    outcomes: tuple[str, ...]
    column: str
    sign: Literal["+", "-", "?"]
    mechanism: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Theory:
    """A theory of where a state stands between two powers."""

    name: str
    label: str
    summary: str
    constructs: tuple[Construct, ...]
    edges: tuple[Edge, ...]
    propositions: tuple[Proposition, ...]
    cites: tuple[str, ...]
    predicts: str = ""
    restrictions: tuple[Restriction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRow:
    """One source row's role in one equation: pressure, filter, tie or outcome, never two."""

    equation: str
    variable: str
    construct: str
    role: ConstructRole
    source: str
    dyad: str
    lag: int
    first: int
    last: int
    measured: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duel:
    """One model against AR(1) on one test.

    Parameters
    ----------
    model : theory or baseline.
    form : "strict" (all slopes that the theory does not name are 0), "soft" (they are shrunk toward 0) or "baseline".
    test : "regions" (states of a region left out) or "ahead" (years after the fit).
    ahead : years from the causes to the left side.
    outcome : left side; "headline" is tilt and engagement together, from which both ties follow.
    log_score : mean log predictive density; crps : mean continuous ranked probability score, smaller is better.
    difference : sum of log predictive densities less that of AR(1); above 0 is better.
    error : its standard error, the larger of `error_states` (whole states resampled) and that over states and
        blocks of years.
    predictions : number of them; late : those after 2018, years that lay open while the program was built.
    late_difference : `difference` over those alone.
    bar : the naive baseline that did best on this test, AR(1) or the random walk.
    over_bar, bar_error : `difference` and its error against that baseline.
    verdict : "better" than the bar, "worse" than the bar or than AR(1), or "tie" (less than two standard errors, or
        less than 4).
    """

    model: str
    form: str
    test: str
    ahead: int
    outcome: str
    log_score: float
    crps: float
    difference: float
    error: float
    error_states: float
    predictions: int
    late: int
    late_difference: float
    bar: str
    over_bar: float
    bar_error: float
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A step of an account: a slope or a product of slopes, on standardized values, with its interval.

    Parameters
    ----------
    kind : "moderation" (a product of pressure and filter), "to filter", "to tie", "indirect" or "direct".
    low, high : interval of probability 0.9.
    resolved : whether the interval of all paths of its kind together excludes 0.
    """

    kind: str
    filter: str
    outcome: str
    mean: float
    low: float
    high: float
    resolved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivals:
    """Theories against each other.

    Parameters
    ----------
    models : theories first, then baselines; duels : every comparison with AR(1).
    weights : test -> model -> stacking weight and its interval (mean, low, high), the headline outcomes together.
    columns : column -> label, share of rows in which it is known; absent : column -> why it is not scored.
    sets : theory -> outcome -> column -> sign.
    origins : last years of the fits of the test ahead; regions : states in each region left out.
    moderation, mediation : verdicts on the two claims that are the neoclassical realist's own, and the paths.
    """

    models: tuple[str, ...]
    duels: tuple[Duel, ...]
    weights: dict[str, dict[str, tuple[float, float, float]]]
    columns: dict[str, tuple[str, float]]
    absent: dict[str, str]
    sets: dict[str, dict[str, dict[str, str]]]
    origins: tuple[int, ...]
    regions: tuple[tuple[str, ...], ...]
    first: int
    last: int
    states: int
    freedom: float
    boosted: bool
    moderation: dict[str, float | str] = field(default_factory=dict)
    mediation: dict[str, float | str] = field(default_factory=dict)
    paths: tuple[Channel, ...] = ()
    notes: tuple[str, ...] = ()
