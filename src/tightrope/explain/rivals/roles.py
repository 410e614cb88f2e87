"""The role table of the theories' design matrix: every source row behind a column, by role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tightrope.core.panel import Inputs, Variable
from tightrope.core.theory import ConstructRole, RoleRow, Theory
from tightrope.explain.rivals.columns import FILTERED, NAMED, label_of
from tightrope.explain.roles import absent_entry, entry, filter_lag, tie_entries
from tightrope.explain.rows import FILTER_ROWS, system_rows

EQUATION = "theories"
# What a named column is to the state: pressed by the powers, a past tie, or a filter of its own.
ROLES: dict[str, ConstructRole] = {
    "exposure": "tie", "trade": "tie", "finance": "tie", "power_gap": "pressure", "near": "pressure",
    "threat": "pressure", "withdrawals": "pressure", "own_capability": "filter", "regime_distance": "filter",
}  # fmt: skip
WINDOWS = {"exposure": "mean of five years", "threat": "disputes of ten years", "withdrawals": "share of ten years"}
OF_POWERS = ("power_gap", "threat")  # built from the powers' own row of a series of states


def theory_roles(inputs: Inputs, theories: Sequence[Theory]) -> tuple[RoleRow, ...]:
    """Return the roles of every row in the equation "theories"; empty if no theory names a column.

    All left sides (tilt, both ties, engagement, hedging, votes) are made of the rows of the ties and stand on the
    same columns, so that one equation stands for all. Columns count back from the year of the left side.

    References
    ----------
    Own: one row, one role, docs/explanation/explanation.md; the columns are those of docs/explanation/rivals.md.
    """
    columns = [r.column for theory in theories for r in theory.restrictions]
    factors = dict.fromkeys(part for column in columns for part in column.split(" x "))
    if not factors:
        return ()
    found = tie_entries(inputs, EQUATION, (0, 1), own=True)
    for factor in factors:
        found += _factor(inputs, factor)
    return tuple({(r.variable, r.dyad, r.lag, r.role, r.construct): r for r in found}.values())


def _factor(inputs: Inputs, factor: str) -> list[RoleRow]:
    stem = factor.split(".")[0]
    if stem in ("pressure", "powers_trade"):
        rows = [r for r in system_rows(inputs.ties.powers) if stem == "pressure" or "trade_share" in r.series]
        return [entry(inputs, EQUATION, row, lag=1) for row in rows]
    if stem in FILTERED:
        members = [r for r in FILTER_ROWS if r.construct == stem]
        return [entry(inputs, EQUATION, row, lag=filter_lag(inputs, row)) for row in members]
    found: list[RoleRow] = []
    for name in NAMED[stem].rows if stem in NAMED else (stem,):
        found += _series(inputs, stem, name)
    return found


def _series(inputs: Inputs, stem: str, name: str) -> list[RoleRow]:
    """Return the entries of one series of the panel or of its pairs, with each power where it is of a dyad."""
    first, second = inputs.ties.powers
    both = (f"state-{first}", f"state-{second}")
    if inputs.ties.has(name):
        variable = next(v for v in inputs.ties.variables if v.name == name)
        role = ROLES.get(stem, "filter" if variable.role == "filter" else "tie")
        return [_entry(stem, variable, role, dyad) for dyad in both]
    if inputs.series.has(name):
        variable = next(v for v in inputs.series.variables if v.name == name)
        role = ROLES.get(stem, "filter")
        dyads = (first, second) if stem in OF_POWERS else both if stem == "regime_distance" else ("state",)
        return [_entry(stem, variable, role, dyad) for dyad in dyads]
    if inputs.system.has(name):
        variable = next(v for v in inputs.system.variables if v.name == name)
        return [_entry(stem, variable, "pressure", "-".join(sorted(inputs.ties.powers)))]
    role = ROLES.get(stem, "filter")
    if name not in inputs.pairs:
        return [absent_entry(EQUATION, name, label_of(stem), role, "the panel has no such series")]
    years = np.asarray(inputs.pairs[name].get("year", ()), dtype=int)
    ends = (int(years.min()), int(years.max())) if len(years) else (inputs.ties.period.start, inputs.ties.period.stop)
    return [
        RoleRow(
            equation=EQUATION, variable=name, construct=label_of(stem), role=role, source=f"pairs of states: {name}",
            dyad=dyad, lag=1, first=ends[0], last=ends[1], measured=True, note=WINDOWS.get(stem, ""),
        )
        for dyad in both
    ]  # fmt: skip


def _entry(stem: str, variable: Variable, role: ConstructRole, dyad: str) -> RoleRow:
    found = RoleRow(
        equation=EQUATION, variable=variable.name, construct=label_of(stem), role=role,
        source="+".join(variable.sources), dyad=dyad, lag=1, first=variable.first, last=variable.last, measured=True,
    )  # fmt: skip
    return replace(found, note=WINDOWS.get(stem, ""))
