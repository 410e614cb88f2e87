"""The role table of the panel system: every source row by role in each of its equations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tightrope.core.panel import Inputs
from tightrope.core.theory import ConstructRole, RoleRow
from tightrope.explain.forces import EXPOSED, START, TRADE
from tightrope.explain.pathways.system import (
    CLARITY,
    PRESSURE,
    RIVAL,
    TIES,
    Equation,
    equations,
)
from tightrope.explain.pathways.system import (
    EXPOSED as BY_EXPOSURE,
)
from tightrope.explain.pathways.table import APART, APART_TIES, FEEDBACK, OUTCOMES, filter_rows
from tightrope.explain.roles import KEPT, OWN, absent_entry, entry, filter_lag, tie_entries
from tightrope.explain.rows import ARMS_AND_AID, FILTER_ROWS, FILTERS, OPTIONAL, Row, system_rows


def pathway_roles(inputs: Inputs, optional: Sequence[str] = ()) -> tuple[RoleRow, ...]:
    """Return the roles of every row in the equations "pathways:NAME", one for each filter, tie and result.

    Pressure stands a year before the left side, exposure in the years before the sample. The rival's tie and the
    clarity of the signal are made of rows of another state, and of pressure and of moves of the ties that end two
    years before; each is one entry.

    Parameters
    ----------
    optional : filters beside the four, each a series of the panel.

    References
    ----------
    Own: one row, one role, docs/explanation/explanation.md; the equations are those of docs/explanation/pathways.md.
    """
    filters = {group: kept for group, kept, _ in filter_rows(inputs, optional)}
    given = (PRESSURE, "exposure", BY_EXPOSURE, RIVAL, CLARITY, *APART_TIES)
    apart = dict.fromkeys(APART, APART_TIES)
    system = equations(tuple(filters), tuple(OUTCOMES), given, feedback=FEEDBACK, apart=apart)
    return tuple(row for equation in system for row in _rows(inputs, equation, filters))


def _rows(inputs: Inputs, equation: Equation, filters: dict[str, list[Row]]) -> list[RoleRow]:
    name, node = f"pathways:{equation.node}", equation.node
    terms = (*equation.terms[1:], *equation.by_year)
    given = {term.given for term in terms if term.given}
    nodes = dict.fromkeys(term.node for term in terms if term.node and term.node != node)
    found: list[RoleRow] = []
    members = (*filters.get(node, ()), *OUTCOMES.get(node, ()))
    for row in members:
        # A filter over the total of a tie enters a year earlier; as a left side it then meets the ties of that year.
        lag = filter_lag(inputs, row) - 1 if row.role == "filter" else 0
        left = entry(inputs, name, row, lag=lag)
        found += [_noted(left, KEPT) if lag else left, _noted(entry(inputs, name, row, lag=lag + 1), OWN)]
    if node in TIES:
        found += _tie(inputs, name, node, (0, 1), own=True)
    found += [entry(inputs, name, row, lag=1) for row in system_rows(inputs.ties.powers)]
    found += _outside(inputs, name, given)
    for other in nodes:
        if other in TIES:
            found += _tie(inputs, name, other, (1,))
        else:
            found += [entry(inputs, name, row, lag=filter_lag(inputs, row)) for row in filters.get(other, ())]
            found += [entry(inputs, name, row, lag=1) for row in OUTCOMES.get(other, ())]
    if APART_TIES[0] in given:
        found += tie_entries(inputs, name, (1,), without=ARMS_AND_AID)
    return list(dict.fromkeys([*found, *_left_out(name, set(nodes) | {node}, filters)]))


def _tie(inputs: Inputs, name: str, node: str, lags: tuple[int, ...], *, own: bool = False) -> list[RoleRow]:
    return tie_entries(inputs, name, lags, powers=(inputs.ties.powers[TIES.index(node)],), own=own)


def _noted(row: RoleRow, note: str) -> RoleRow:
    return replace(row, note=note) if row.measured else row


def _outside(inputs: Inputs, name: str, given: set[str]) -> list[RoleRow]:
    """Return what is given from outside and made of several rows, one entry each."""
    first, period = inputs.ties.powers[0], inputs.ties.period
    trade = tuple(sorted(n for n in TRADE if inputs.ties.has(n)))
    found = []
    if "exposure" in given or BY_EXPOSURE in given:
        found.append(_made(name, "exposure", "exposure", "+".join(trade) or "engagement", "state-either power",
                           (START - EXPOSED, START - 1), "mean of the years before the sample", lag=0))  # fmt: skip
    if RIVAL in given and "rivalry" in inputs.pairs:
        found.append(_made(name, "rival_tie", RIVAL, "the rival's latent tie", f"rival-{first}", (START, period.stop),
                           "the tie of the state's main rival, all domains"))  # fmt: skip
    if CLARITY in given:
        found.append(_made(name, "clarity", CLARITY, "pressure and moves of both ties", "state-either power",
                           (START, period.stop), "the ties' moves end two years before the left side"))  # fmt: skip
    return found


def _made(
    name: str, variable: str, construct: str, source: str, dyad: str, years: tuple[int, int], note: str, *, lag: int = 1
) -> RoleRow:
    role: ConstructRole = "pressure"
    return RoleRow(
        equation=name, variable=variable, construct=construct, role=role, source=source, dyad=dyad, lag=lag,
        first=years[0], last=years[1], measured=True, note=note,
    )  # fmt: skip


def _left_out(name: str, here: set[str], filters: dict[str, list[Row]]) -> list[RoleRow]:
    """Say which rows of the filters in an equation other equations have and this system leaves out, and why."""
    found = []
    for group in (g for g in FILTERS if g in here):
        for row in (r for r in FILTER_ROWS if r.construct == group and r not in filters[group]):
            found.append(absent_entry(name, row.name, group, "filter", "left out: it is a result here"))
    unnamed = [n for n in OPTIONAL if n not in filters and here & set(FILTERS)]
    why = "optional; this study does not name it"
    return found + [absent_entry(name, other, "domestic politics", "filter", why) for other in unnamed]
