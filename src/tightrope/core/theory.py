"""Construct, Edge, Clue, Proposition and Theory: a theory as a declared graph that can fail."""

from __future__ import annotations

from dataclasses import dataclass
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
