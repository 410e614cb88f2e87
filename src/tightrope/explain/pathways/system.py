"""The equations as a declared graph: which column stands in which equation, each a year before the left side."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from tightrope.core.errors import CoverageError, InvalidValue
from tightrope.core.panel import BoolArray, FloatArray, readonly

Role = Literal["filter", "tie", "outcome"]
PRESSURE, EXPOSED, RIVAL, CLARITY = "pressure", "pressure x exposure", "rival's tie to the first power", "clarity"
TIES = ("tie_first", "tie_second")
ALIKE = 500.0  # results that hardly ever happen to a state would make it seem the best measured of all
TIE_LAG = (0.8, 0.12)  # as beta(8, 2): ties are slow, and their errors leave the lag little else to go by


@dataclass(frozen=True, slots=True)
class Term:
    """One column: a given series, a node's value, or their product, both of the year before; one of them is named.

    Parameters
    ----------
    given : a series of `Table.given`, empty for none.
    node : a variable of the system, empty for none.
    """

    given: str = ""
    node: str = ""

    @property
    def name(self) -> str:
        """As printed: "pressure", "needs", "pressure x needs"."""
        return " x ".join(part for part in (self.given, self.node) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Equation:
    """What one variable follows from.

    Parameters
    ----------
    terms : columns with a common slope; the first is the own value a year before.
    by_state : terms whose slope differs by state, beside the intercept.
    by_year : given series whose slope has a shock of its own each year, beside the intercept.
    lag : mean and standard deviation of the normal prior of the slope on the own value.
    freedom : how alike the states' error variances are; a large number is one variance for all.
    """

    node: str
    role: Role
    terms: tuple[Term, ...]
    by_state: tuple[Term, ...] = ()
    by_year: tuple[Term, ...] = ()
    lag: tuple[float, float] = (0.7, 0.3)
    freedom: float = 8.0

    def __post_init__(self) -> None:
        if not self.terms or self.terms[0] != Term(node=self.node):
            raise InvalidValue(f"the first term of {self.node!r} must be its own value a year before", where="pathways")
        if len(set(self.terms)) < len(self.terms):
            raise InvalidValue(f"a term stands twice in the equation of {self.node!r}", where="pathways")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All that the model is fitted to, in standard deviations within states.

    Parameters
    ----------
    equations : one for each of the V variables, in the order of the first axis of `seen`.
    seen : (V, U, T) observed values, NaN where not observed.
    error : (V, U, T) standard error of each observation, 0 where it is exact or unknown.
    noisy : (V,) whether a common error variance is estimated beside the known errors (where sources give none).
    given : (Q, U, T) given series by name in `names`; value of a year acts on the next. Where `pressed`, the
        series is multiplied by pressure (1 for pressure itself, exposure for pressure x exposure).
    pressure, doubt : (T,) pressure in standard deviations over the years, and its standard error.
    drawn : variable -> (K, U, T) draws from its own measurement, without gaps. Each sweep takes one of them, of all
        such variables the same, and nothing here moves them: a tie is not measured anew by the theory that is to
        explain it. Slopes then err toward zero, by the share of what moves in a draw that is error.
    pressures : (K, T) draws of pressure, used in the same way; (0, T) where there are none.
    """

    equations: tuple[Equation, ...]
    seen: FloatArray
    error: FloatArray
    noisy: BoolArray
    names: tuple[str, ...]
    given: FloatArray
    pressed: BoolArray
    pressure: FloatArray
    doubt: FloatArray
    states: tuple[str, ...]
    years: tuple[int, ...]
    drawn: dict[str, FloatArray] = field(default_factory=dict)
    pressures: FloatArray | None = None

    def __post_init__(self) -> None:
        shape = (len(self.equations), len(self.states), len(self.years))
        if self.seen.shape != shape or self.error.shape != shape or self.given.shape != (len(self.names), *shape[1:]):
            raise CoverageError(
                f"a table of {self.seen.shape} and {self.given.shape}, expected {shape}", where="pathways"
            )
        known = set(self.nodes)
        for equation in self.equations:
            for term in (*equation.terms, *equation.by_state, *equation.by_year):
                if (term.node and term.node not in known) or (term.given and term.given not in self.names):
                    raise InvalidValue(f"no variable or series {term.name!r}", where=f"equation of {equation.node!r}")
        if not (np.isfinite(self.given).all() and np.isfinite(self.pressure).all() and np.isfinite(self.doubt).all()):
            raise CoverageError("a given series or the pressure has a gap", where="pathways")
        for name in ("seen", "error", "noisy", "given", "pressed", "pressure", "doubt"):
            object.__setattr__(self, name, readonly(np.asarray(getattr(self, name))))

    @property
    def nodes(self) -> tuple[str, ...]:
        """Names of the V variables."""
        return tuple(equation.node for equation in self.equations)

    def of(self, role: Role) -> tuple[str, ...]:
        """Names of the variables of a role, in order."""
        return tuple(equation.node for equation in self.equations if equation.role == role)


def equations(
    filters: tuple[str, ...], outcomes: tuple[str, ...], given: tuple[str, ...], *,
    feedback: tuple[tuple[str, str], ...] = (), apart: dict[str, tuple[str, str]] | None = None,
) -> tuple[Equation, ...]:  # fmt: skip
    """Return the equations of neoclassical realism as a system of yearly steps.

    Pressure, pressure x exposure and the rival's tie to the first power stand in every equation; filters follow
    from them and, as feedback, from both ties; ties follow from filters, from pressure x filter, and, where
    perceptions and clarity are there, from clarity x perceptions; outcomes follow from ties, filters and pressure.

    Parameters
    ----------
    given : names of the given series that are there.
    feedback : further edges (outcome, filter), a year apart.
    apart : outcome -> two given series that stand for the ties in its equation (ties measured without its rows).

    References
    ----------
    :cite:`ripsman2016` for the drawing; :cite:`rose1998`. The form is that of docs/explanation/pathways.md.
    """
    outside = tuple(Term(given=n) for n in (PRESSURE, EXPOSED, RIVAL) if n in given)
    years = tuple(Term(given="exposure") for _ in range(1) if "exposure" in given)
    found = []
    for node in filters:
        back = tuple(Term(node=o) for o, f in feedback if f == node and o in outcomes)
        terms = (Term(node=node), *outside, *(Term(node=t) for t in TIES), *back)
        found.append(Equation(node=node, role="filter", terms=terms, by_year=years))
    through = tuple(Term(node=f) for f in filters)
    bent = tuple(Term(given=PRESSURE, node=f) for f in filters if PRESSURE in given)
    clear: tuple[Term, ...] = ()
    if CLARITY in given and "perceptions" in filters:
        clear = (Term(given=CLARITY), Term(given=CLARITY, node="perceptions"))
    for node in TIES:
        terms = (Term(node=node), *outside, *through, *bent, *clear)
        found.append(Equation(node=node, role="tie", terms=terms, by_state=through, by_year=years, lag=TIE_LAG))
    for node in outcomes:
        pair = (apart or {}).get(node)
        ties = tuple(Term(given=n) for n in pair) if pair else tuple(Term(node=t) for t in TIES)
        terms = (Term(node=node), *outside, *ties, *through)
        found.append(Equation(node=node, role="outcome", terms=terms, by_year=years, freedom=ALIKE))
    return tuple(found)
