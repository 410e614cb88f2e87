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
    """What would be seen if a proposition held, and how likely it is with and without."""

    kind: ClueKind
    code: str
    if_true: float
    if_false: float
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposition:
    """A statement of a theory that can fail, with its clues."""

    name: str
    statement: str
    clues: tuple[Clue, ...] = ()


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
