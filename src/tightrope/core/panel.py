"""Panel and Ties: numbers by state and year, with value, zero, missing and beyond coverage kept apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from tightrope.core.calendar import Period
from tightrope.core.errors import CoverageError

FloatArray = NDArray[np.floating[Any]]
IntArray = NDArray[np.integer[Any]]
BoolArray = NDArray[np.bool_]

DOMAINS = ("security", "economic", "diplomatic", "societal")
Role = Literal["tie", "pressure", "filter", "outcome", "context"]
Transform = Literal["identity", "logit", "log1p"]
Kind = Literal["continuous", "share", "amount", "count", "ordinal"]


A = TypeVar("A", bound="np.ndarray[Any, Any]")


def readonly(array: A) -> A:
    """Return a view of an array that cannot be written to."""
    view = array.view()
    view.flags.writeable = False
    return view


class Coverage(IntEnum):
    """What a cell holds: an observed value (zero included), nothing, or nothing because coverage ended."""

    OBSERVED = 0
    MISSING = 1
    BEYOND = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """What one series of a panel is, where it comes from and how it may be used.

    Parameters
    ----------
    name, label, unit : catalog name, printed name, unit of measure.
    role : what it is by default in an equation (`system.md` 7.3: one row, one role).
    higher : what a larger value means, in words ("closer", "more severe").
    domain : one of DOMAINS for ties, None otherwise.
    construct : what it stands for, such as "external balance".
    power : the only power it is observed for, None if for any.
    paired : whether it is measured alike for both powers and so fixes tilt's level.
    family : series that are transforms of one source share a family and count once.
    transform : how a model takes it.
    sources, cites : source names and citation keys.
    first, last : first and last year that the sources cover.
    shipped : whether the package carries it.
    note : what would mislead a reader.
    after : older series of the same thing; in an equation this one speaks only where that one has no value.
    kind : how a value shows what is behind it: "continuous" as it stands; "share" (0 to 1) and "amount" (from 0) as
        it stands, but nothing says "at most the least that shows" and all says "at least"; "count" as the nearest
        whole number; "ordinal" as a rung, however far the rungs are apart.
    flows : what is reported, where more than one series reports it, such as "goods imports": they count once.
    """

    name: str
    label: str
    unit: str
    role: Role
    higher: str
    family: str
    domain: str | None = None
    construct: str = ""
    power: str | None = None
    paired: bool = False
    transform: Transform = "identity"
    sources: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    first: int = 0
    last: int = 0
    shipped: bool = True
    note: str = ""
    after: str = ""
    kind: Kind = "continuous"
    flows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """State series, all states at once.

    Parameters
    ----------
    values : (U, T, V) float, NaN wherever `coverage` is not OBSERVED.
    coverage : (U, T, V) int8 of Coverage.
    error : (U, T, V) float standard errors on the scale of the values, NaN where unknown.
    """

    values: FloatArray
    coverage: IntArray
    error: FloatArray
    period: Period
    states: tuple[str, ...]
    variables: tuple[Variable, ...]

    def __post_init__(self) -> None:
        _check(self.values, self.coverage, self.error, (len(self.states), len(self.period), len(self.variables)))
        for name in ("values", "coverage", "error"):
            object.__setattr__(self, name, readonly(getattr(self, name)))

    def column(self, name: str) -> FloatArray:
        """Return the (U, T) values of one variable."""
        return self.values[:, :, _position(self.variables, name)]

    def errors_of(self, name: str) -> FloatArray:
        """Return the (U, T) standard errors of one variable, NaN where unknown."""
        return self.error[:, :, _position(self.variables, name)]

    def row(self, state: str) -> int:
        """Return the index of a state."""
        return self.states.index(state)

    def has(self, name: str) -> bool:
        """Whether a variable is in the panel."""
        return any(v.name == name for v in self.variables)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """Observed ties of every state to the two powers, oriented so that higher is closer.

    Parameters
    ----------
    values : (U, T, P, J) float, NaN wherever `coverage` is not OBSERVED.
    coverage : (U, T, P, J) int8 of Coverage.
    error : (U, T, P, J) float standard errors on the scale of the values, NaN where unknown; never invented.
    powers : ISO3 codes, in the order of the triad.
    """

    values: FloatArray
    coverage: IntArray
    error: FloatArray
    period: Period
    states: tuple[str, ...]
    powers: tuple[str, str]
    variables: tuple[Variable, ...]

    def __post_init__(self) -> None:
        shape = (len(self.states), len(self.period), 2, len(self.variables))
        _check(self.values, self.coverage, self.error, shape)
        for name in ("values", "coverage", "error"):
            object.__setattr__(self, name, readonly(getattr(self, name)))

    def column(self, name: str) -> FloatArray:
        """Return the (U, T, P) values of one indicator."""
        return self.values[..., _position(self.variables, name)]

    def row(self, state: str) -> int:
        """Return the index of a state."""
        return self.states.index(state)

    def has(self, name: str) -> bool:
        """Whether an indicator is among the ties."""
        return any(v.name == name for v in self.variables)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything measured that a run rests on.

    Parameters
    ----------
    ties : the ties of every state to the two powers.
    series : state series (filters, outcomes, dependence), one per variable.
    system : series of the two powers' own dyad and of the world, as a panel of one unit "WORLD".
    pairs : directed and undirected dyads that are no tie to a power, by variable name: columns
        "state", "other", "year", "value" of equal length.
    absent : what a study would use and no source here holds: name -> source to pull.
    """

    ties: Ties
    series: Panel
    system: Panel
    pairs: dict[str, dict[str, NDArray[Any]]] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)


def _check(values: FloatArray, coverage: IntArray, error: FloatArray, shape: tuple[int, ...]) -> None:
    for name, array in (("values", values), ("coverage", coverage), ("error", error)):
        if array.shape != shape:
            raise CoverageError(f"{name} have shape {array.shape}, expected {shape}", where="panel")
    if np.any(np.isfinite(values) != (coverage == Coverage.OBSERVED)):
        raise CoverageError("a cell holds a value without being observed, or the reverse", where="panel")


def _position(variables: tuple[Variable, ...], name: str) -> int:
    for j, variable in enumerate(variables):
        if variable.name == name:
            return j
    raise CoverageError(f"no series named {name!r}", where="panel", next="see `tightrope data list`")
