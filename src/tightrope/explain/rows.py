"""Source rows of the default equations: which series stands for what, and how it is read from the inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tightrope.core.alignment import Standing
from tightrope.core.panel import BoolArray, FloatArray, Inputs, Variable
from tightrope.core.theory import ConstructRole

Kind = Literal["series", "tie", "system", "rival_spending", "rival_disputes", "rivals"]
FILTERS = ("needs", "requirements", "perceptions", "capacity")
# Further filters of the panel system: a study names them, and its panel has a series of that name.
OPTIONAL = ("civil_military_relations", "public_opinion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One series in one role.

    Parameters
    ----------
    name : series, with the power's place for a dyad ("speech_attention.first").
    construct : what it stands for.
    kind : where it is read from; the rival kinds join the pairs of rivals to spending or disputes.
    sign : +1 if a larger value means more of the construct (more rivalry, need, capacity, benefit or risk).
    power : 0 or 1 for a dyad with one of the powers, None otherwise; -1 is either power.
    log : whether the count is taken as log(1 + x).
    """

    name: str
    series: str
    construct: str
    role: ConstructRole
    kind: Kind = "series"
    sign: int = 1
    power: int | None = None
    log: bool = False


def _f(series: str, construct: str, sign: int = 1, *, log: bool = False) -> Row:
    return Row(name=series, series=series, construct=construct, role="filter", sign=sign, log=log)


def _o(
    series: str, construct: str, sign: int, *, kind: Kind = "series", power: int | None = None, log: bool = False
) -> Row:
    return Row(
        name=series, series=series, construct=construct, role="outcome", kind=kind, sign=sign, power=power, log=log
    )


FILTER_ROWS = (
    _f("external_debt_gni", "needs"),
    _f("growth", "needs", -1),
    _f("external_balance", "needs", -1),
    _f("energy_imports", "needs"),
    _f("energy_imports_recent", "needs"),
    _f("reserves_months_wdi", "needs", -1),
    Row(name="rival_spending", series="milex_level", construct="requirements", role="filter", kind="rival_spending"),
    Row(name="rival_disputes", series="disputes", construct="requirements", role="filter", kind="rival_disputes"),
    _f("battle_deaths", "requirements", log=True),
    _f("battle_deaths_ged", "requirements", log=True),
    _f("terror_deaths", "requirements", log=True),
    _f("neighbor_wars", "requirements", log=True),
    Row(name="speech_attention.first", series="speech_attention", construct="perceptions", role="filter", kind="tie",
        power=0),
    Row(name="speech_attention.second", series="speech_attention", construct="perceptions", role="filter", kind="tie",
        power=1),
    _f("government_effectiveness", "capacity"),
    _f("polyarchy", "capacity"),
)  # fmt: skip
BENEFITS = (
    _o("growth", "benefit", 1),
    _o("debt_service_exports", "benefit", -1),
    _o("battle_deaths", "benefit", -1, log=True),
)
RISKS = (
    _o("interstate_disputes", "risk", 1, log=True),
    _o("rivals", "risk", 1, kind="rivals"),
    _o("sanctions", "risk", 1, kind="tie", power=-1),
)
FALLS = (
    _o("finance_fall", "risk", 1, kind="tie", power=-1),
    _o("arms_fall", "risk", 1, kind="tie", power=-1),
)


# Ties that may not explain a fall of arms or aid, or the number of partners: they are the same flows or their stock.
ARMS_AND_AID = frozenset(
    {"arms_share", "arms_share_5y", "official_finance", "us_military_aid", "us_economic_aid", "debt_share_china"}
)
LATER_TRADE = ("_comtrade", "_census")  # other sources of the same share, each a series of its own: no splice


def system_rows(powers: tuple[str, str]) -> tuple[Row, ...]:
    """Return the pressure rows of the two powers' own dyad and the world, oriented so that more is more rivalry.

    Agreement and mutual trade are reversed: powers that vote alike and trade much press less.

    References
    ----------
    Own: the series of pressure, docs/explanation/explanation.md.
    """
    shares = [(f"powers_trade_share_{code.lower()}{later}", -1) for code in powers for later in ("", *LATER_TRADE)]
    signs = [
        ("powers_kappa", -1), *shares, ("powers_disputes", 1), ("powers_rivalry", 1), ("powers_mentions", 1),
        ("powers_export_controls", 1), ("capability_parity", 1), ("geopolitical_risk", 1),
    ]  # fmt: skip
    logs = ("powers_disputes", "powers_mentions", "powers_export_controls", "geopolitical_risk")
    return tuple(
        Row(name=n, series=n, construct="rivalry", role="pressure", kind="system", sign=s, log=n in logs)
        for n, s in signs
    )


def variable(inputs: Inputs, row: Row) -> Variable | None:
    """Return the declared variable behind a row, None where the panel has none (pairs carry no variable).

    References
    ----------
    Own: the panel's own declaration of the series.
    """
    panel = {"tie": inputs.ties.variables, "system": inputs.system.variables}.get(row.kind, inputs.series.variables)
    return next((v for v in panel if v.name == row.series), None)


def values(inputs: Inputs, row: Row) -> FloatArray | None:
    """Read a row for every state of `inputs.ties.states`.

    Returns
    -------
    (U, T) float on the row's own scale (after log(1 + x) if the row asks for it), NaN where not
    observed, or where an older series of the same thing is; None where the panel has no such series.

    References
    ----------
    Own: the table of rows in this module; counts are taken as log(1 + x) where a row says so.
    """
    if row.kind == "tie":
        if not inputs.ties.has(row.series):
            return None
        both = np.asarray(inputs.ties.column(row.series), dtype=float)
        found = _either(both) if row.power == -1 else both[:, :, row.power or 0]
    elif row.kind == "series":
        if not inputs.series.has(row.series):
            return None
        found = _aligned(inputs, inputs.series.column(row.series))
    elif row.kind == "system":
        if not inputs.system.has(row.series):
            return None
        found = np.asarray(inputs.system.column(row.series), dtype=float)
    else:
        derived = _with_rivals(inputs, row.kind)
        if derived is None:
            return None
        found = derived
    declared = variable(inputs, row)
    if row.kind == "series" and declared is not None and declared.after and inputs.series.has(declared.after):
        older = np.isfinite(_aligned(inputs, inputs.series.column(declared.after)))
        found = np.where(older, np.nan, found)  # one cell of one thing stands once, and the older series keeps it
    return np.log1p(np.maximum(found, 0.0)) if row.log else np.array(found, dtype=float)


def lagged(table: FloatArray, lag: int) -> FloatArray:
    """Shift (U, T) values `lag` years forward; the first years are unknown.

    References
    ----------
    Own: causes stand before their effects.
    """
    out = np.full(table.shape, np.nan)
    out[:, lag:] = table[:, : table.shape[1] - lag]
    return out


def on_calendar(inputs: Inputs, standing: Standing, table: FloatArray) -> FloatArray:
    """Lay (U, T) values of a standing on the states and years of the inputs' ties; NaN where it has none.

    References
    ----------
    Own: states and years are matched by name, never by place.
    """
    place = {code: u for u, code in enumerate(standing.states)}
    out = np.full((len(inputs.ties.states), len(inputs.ties.period)), np.nan)
    shift = standing.period.start - inputs.ties.period.start
    from_, to = max(0, shift), min(out.shape[1], shift + table.shape[1])
    for u, code in enumerate(inputs.ties.states):
        if code in place and to > from_:
            out[u, from_:to] = table[place[code], from_ - shift : to - shift]
    return out


def span(inputs: Inputs, table: FloatArray) -> tuple[int, int]:
    """Return the first and last calendar year with a value, (0, 0) if there is none.

    References
    ----------
    Own: years are told from the values, not from what a source promises.
    """
    seen = np.flatnonzero(np.isfinite(table).any(axis=0))
    start = inputs.ties.period.start
    return (start + int(seen[0]), start + int(seen[-1])) if len(seen) else (0, 0)


def _either(both: FloatArray) -> FloatArray:
    """Largest of the two powers' values; unknown where either is unknown, unless the other already is 1."""
    known = np.isfinite(both)
    largest = np.where(known, both, -np.inf).max(axis=2)
    return np.where(known.all(axis=2) | (largest >= 1.0), largest, np.nan)


def _aligned(inputs: Inputs, table: FloatArray) -> FloatArray:
    place = {code: u for u, code in enumerate(inputs.series.states)}
    out = np.full((len(inputs.ties.states), len(inputs.ties.period)), np.nan)
    for u, code in enumerate(inputs.ties.states):
        if code in place:
            out[u] = table[place[code]]
    return out


def _with_rivals(inputs: Inputs, kind: str) -> FloatArray | None:
    """Count rivals, or disputes with them, or lay their military spending over the state's own (log(1 + ratio))."""
    if "rivalry" not in inputs.pairs or (kind == "rival_disputes" and "disputes" not in inputs.pairs):
        return None
    if kind == "rival_spending" and not inputs.series.has("milex_level"):
        return None
    codes = inputs.series.states
    rivals, covered = matrix_of(inputs, "rivalry")
    alive = _alive(inputs)
    if kind == "rivals":
        total = rivals.sum(axis=1).astype(float)
    elif kind == "rival_disputes":
        disputes, also = matrix_of(inputs, "disputes")
        covered = covered & also
        total = (disputes * (rivals > 0)).sum(axis=1).astype(float)
    else:
        spending = np.asarray(inputs.series.column("milex_level"), dtype=float)
        other = np.where((rivals > 0), spending[None, :, :], 0.0)
        # One rival of unknown spending makes the sum unknown: an understated threat would pass for a small one.
        total = np.log1p(other.sum(axis=1) / np.where(spending > 0, spending, np.nan))
    total = np.where(alive & covered[None, :], total, np.nan)
    place = {code: u for u, code in enumerate(codes)}
    rows = [total[place[c]] if c in place else np.full(total.shape[1], np.nan) for c in inputs.ties.states]
    return np.array(rows)


def matrix_of(inputs: Inputs, name: str) -> tuple[FloatArray, BoolArray]:
    """Lay a pair table out as (U, U, T), zero where it names no pair in a covered year, with the covered years.

    States and years are those of `inputs.series`.

    References
    ----------
    Own: a pair that a covered year does not name is none.
    """
    table: dict[str, NDArray[Any]] = inputs.pairs[name]
    period = inputs.series.period
    place = {code: u for u, code in enumerate(inputs.series.states)}
    years = np.asarray(table["year"], dtype=int)
    u = np.array([place.get(code, -1) for code in table["state"]], dtype=int)
    v = np.array([place.get(code, -1) for code in table["other"]], dtype=int)
    t = years - period.start
    keep = (u >= 0) & (v >= 0) & (t >= 0) & (t < len(period))
    out = np.zeros((len(place), len(place), len(period)), dtype=np.float32)
    out[u[keep], v[keep], t[keep]] = np.asarray(table["value"], dtype=float)[keep]
    span_of = np.asarray(period.years)
    if not len(years):
        return out, np.zeros(len(period), dtype=bool)
    inside: BoolArray = np.logical_and(span_of >= years.min(), span_of <= years.max())
    return out, inside


def _alive(inputs: Inputs) -> BoolArray:
    """Whether a state was there in a year: any of its own series is observed."""
    return np.asarray(np.isfinite(inputs.series.values).any(axis=2))
