"""The role table: which source row is pressure, filter, tie or outcome in which equation, and never two."""

from __future__ import annotations

from tightrope.core.errors import InvalidValue
from tightrope.core.panel import Inputs, Variable
from tightrope.core.theory import ConstructRole, RoleRow
from tightrope.explain.rows import (
    ARMS_AND_AID,
    BENEFITS,
    FALLS,
    FILTER_ROWS,
    RISKS,
    Row,
    span,
    system_rows,
    values,
    variable,
)

# What a ratio is divided by: two ratios of one year over one total are one row in two places.
DENOMINATORS = {
    "fdi_stock": "gross domestic product",
    "official_finance": "gross domestic product",
    "external_balance": "gross domestic product",
    "milex_gdp": "gross domestic product",
    "external_debt_gni": "gross national income",
    "debt_service_exports": "exports of goods and services",
    "debt_share_china": "public external debt",
    "arms_share": "arms delivered",
    "arms_share_5y": "arms delivered",
    "arms_hhi_5y": "arms delivered",
    "import_share_cow": "imports (COW)",
    "export_share_cow": "exports (COW)",
    "import_share_itpd": "imports (ITPD-E)",
    "export_share_itpd": "exports (ITPD-E)",
    "import_hhi": "imports (COW)",
    "effective_partners": "imports (COW)",
    "export_hhi": "exports (COW)",
    "trade_share_comtrade": "trade (Comtrade)",
    "import_share_comtrade": "trade (Comtrade)",
    "export_share_comtrade": "trade (Comtrade)",
}
TO_PULL = {
    "powers_export_controls": "entity_list",
    "reserves_months_wdi": "wdi_reserves",
    "energy_imports_recent": "world_bank_energy_recent",
    "battle_deaths_ged": "ucdp_recent",
}
UNMEASURED: tuple[tuple[str, str, ConstructRole, str], ...] = (
    ("tariffs_between_powers", "rivalry", "pressure", "no series here; joins after `tightrope data pull`"),
    ("events_between_powers", "rivalry", "pressure", "no series here; joins after `tightrope data pull`"),
    ("civil_military_relations", "domestic politics", "filter", "optional filter, off by default; no series here"),
    (
        "public_opinion",
        "domestic politics",
        "filter",
        "optional filter, off by default: surveys already serve as a tie",
    ),
    ("demands_met", "results", "outcome", "what the state asked for and got; joins after `tightrope data pull`"),
)


OWN = "own value a year before"
KEPT = "kept: its total also divides a tie of this year"


def roles(inputs: Inputs) -> tuple[RoleRow, ...]:
    """Return the roles of every row in the default equations.

    The equations are "ties" (both ties and engagement) and one "outcome:NAME" for each outcome. Lags
    count back from the year of the left side. A row whose total also divides a tie of the same year
    enters a year earlier, so that no source row stands twice in one observation.

    Returns
    -------
    rows : with source, dyad, lag and years; what has no series stands in it as not measured, with the reason.

    References
    ----------
    Own: one row, one role, docs/explanation/explanation.md.
    """
    found: list[RoleRow] = []
    powers = inputs.ties.powers
    outcomes = (*BENEFITS, *RISKS, *FALLS, Row(name="effective_partners", series="effective_partners",
                construct="partners", role="outcome"))  # fmt: skip
    found.extend(_equation(inputs, "ties", powers, outcome=None))
    for outcome in outcomes:
        found.extend(_equation(inputs, f"outcome:{outcome.name}", powers, outcome=outcome))
    return tuple(found)


def check_roles(rows: tuple[RoleRow, ...]) -> None:
    """Refuse a table in which one source row has two roles in one equation; shared totals count.

    A result's or filter's own past (noted `OWN`) may share a total with a tie of the same year: both stand on the
    right side, which blurs their slopes and makes no tie to the left side. Where a left side itself shares a total and
    is kept (noted `KEPT`), the table says so. The same row in two roles is refused in any case.

    Raises
    ------
    InvalidValue : naming the equation, the row and both uses.

    References
    ----------
    Own: one row, one role, docs/explanation/explanation.md; two ratios over one total move together whatever their
    causes.
    """
    held: dict[tuple[str, ...], RoleRow] = {}
    for row in rows:
        if not row.measured:
            continue
        keys: list[tuple[str, ...]] = [
            ("row", row.equation, row.source, row.variable.split(".")[0], row.dyad, str(row.lag))
        ]
        total = DENOMINATORS.get(row.variable.split(".")[0])
        if total and row.note not in (OWN, KEPT):
            keys.append(("total", row.equation, total, str(row.lag)))
        for key in keys:
            other = held.setdefault(key, row)
            if other.role != row.role:
                shared = f"both divide by {total}" if key[0] == "total" else "they are the same source row"
                raise InvalidValue(
                    f"{other.variable} ({other.role}) and {row.variable} ({row.role}) cannot both stand at lag "
                    f"{row.lag}: {shared}",
                    where=f"equation {row.equation!r}",
                    next="give the row one role, or lag one of them by another year",
                )


def filter_lag(inputs: Inputs, row: Row) -> int:
    """Return the lag of a filter row behind the left side: 1 year, or 2 where its total also divides a tie.

    References
    ----------
    Own: two ratios of one year over one total count as one row, docs/explanation/explanation.md.
    """
    total = DENOMINATORS.get(row.series)
    ties = {DENOMINATORS.get(v.name) for v in inputs.ties.variables if v.role == "tie"} - {None}
    return 2 if total in ties else 1


def _equation(inputs: Inputs, equation: str, powers: tuple[str, str], *, outcome: Row | None) -> list[RoleRow]:
    rows = [entry(inputs, equation, row, lag=1) for row in system_rows(powers)]
    rows += [entry(inputs, equation, row, lag=filter_lag(inputs, row)) for row in FILTER_ROWS]
    apart = outcome is not None and (outcome in FALLS or outcome.name == "effective_partners")
    # Falls of arms or aid, and partners, are explained only by ties that were fitted without arms and aid.
    lags = (0, 1) if outcome is None else (1,)
    rows += tie_entries(inputs, equation, lags, without=ARMS_AND_AID if apart else frozenset(), own=outcome is None)
    if outcome is not None:
        note = "needs ties fitted without arms and aid" if apart else ""
        rows.append(entry(inputs, equation, outcome, lag=0, note=note))
    for name, construct, role, note in UNMEASURED:
        if role != "outcome" or equation == "ties":
            rows.append(absent_entry(equation, name, construct, role, note))
    return rows


def tie_entries(
    inputs: Inputs, equation: str, lags: tuple[int, ...], *, powers: tuple[str, ...] = (),
    without: frozenset[str] = frozenset(), own: bool = False,
) -> list[RoleRow]:  # fmt: skip
    """Return the source rows of the latent ties, as they stand in an equation.

    Parameters
    ----------
    lags : years before the left side; powers : whose ties, both by default; without : rows left out.
    own : whether a lagged tie is the left side's own past.

    References
    ----------
    Own: one row, one role, docs/explanation/explanation.md.
    """
    rows = []
    for v in sorted((v for v in inputs.ties.variables if v.role == "tie" and v.name not in without),
                    key=lambda v: v.name):  # fmt: skip
        for power in powers or inputs.ties.powers:
            if v.power not in (None, power):
                continue
            for lag in lags:
                said = ("the tie itself, a year before" if own and lag else "", _later(inputs, v))
                rows.append(
                    RoleRow(
                        equation=equation,
                        variable=v.name,
                        construct=f"{v.domain} tie",
                        role="tie",
                        source="+".join(v.sources),
                        dyad=f"state-{power}",
                        lag=lag,
                        first=v.first,
                        last=v.last,
                        measured=True,
                        note="; ".join(note for note in said if note),
                    )
                )
    return rows


def entry(inputs: Inputs, equation: str, row: Row, *, lag: int, note: str = "") -> RoleRow:
    """Return a row as it stands in an equation; not measured, with the reason, where the panel lacks it.

    Parameters
    ----------
    lag : years before the left side.

    References
    ----------
    Own: one row, one role, docs/explanation/explanation.md.
    """
    powers = inputs.ties.powers
    table = values(inputs, row)
    first, last = span(inputs, table) if table is not None else (0, 0)
    if table is None or not first:
        return absent_entry(equation, row.name, row.construct, row.role, _reason(inputs, row))
    declared = variable(inputs, row)
    derived = {"rival_spending": "military spending of declared rivals", "rival_disputes": "disputes with rivals"}
    notes = [note] if note else []
    if lag > 1:
        notes.append(f"lagged by {lag} years: its total, {DENOMINATORS[row.series]}, also divides a tie")
    if declared is not None and (later := _later(inputs, declared)):
        notes.append(later)
    if declared is not None and declared.note:
        notes.append(declared.note)
    return RoleRow(
        equation=equation, variable=row.name, construct=row.construct, role=row.role,
        source="+".join(declared.sources) if declared is not None else derived.get(row.kind, "strategic rivalries"),
        dyad=_dyad(row, powers), lag=lag, first=first, last=last, measured=True, note="; ".join(notes),
    )  # fmt: skip


def _later(inputs: Inputs, declared: Variable) -> str:
    """Say that a series speaks only where an older one of the same thing does not, if the panel has that one."""
    here = inputs.ties.has(declared.after) or inputs.series.has(declared.after)
    return f"only where {declared.after} has no value" if declared.after and here else ""


def absent_entry(equation: str, name: str, construct: str, role: ConstructRole, note: str) -> RoleRow:
    """Return the entry of what an equation asks for and the panel does not have.

    References
    ----------
    Own: what is not measured stands in the table with its reason.
    """
    return RoleRow(
        equation=equation, variable=name, construct=construct, role=role, source="", dyad="", lag=0, first=0, last=0,
        measured=False, note=note,
    )  # fmt: skip


def _dyad(row: Row, powers: tuple[str, str]) -> str:
    if row.kind == "system":
        return "WORLD" if row.series == "geopolitical_risk" else "-".join(sorted(powers))
    if row.kind == "tie":
        return "state-either power" if row.power == -1 else f"state-{powers[row.power or 0]}"
    return "state" if row.kind == "series" else "state-rival"


def _reason(inputs: Inputs, row: Row) -> str:
    words = row.series.replace("_", " ")
    for label, source in sorted(inputs.absent.items()):
        if words in label.lower():
            return f"not measured: {source}"
    if row.series in TO_PULL:
        how = f"`tightrope data pull {TO_PULL[row.series]}` and `tightrope data build --local`"
        return f"no series here; joins after {how}"
    return "not measured: no series of this name in the panel"
