"""The panel as the system takes it: filters, ties and results with their errors, and what is given from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tightrope.core.alignment import Standing
from tightrope.core.effect import Pressure
from tightrope.core.errors import CoverageError
from tightrope.core.panel import BoolArray, FloatArray, Inputs
from tightrope.explain.forces import FAR, START, exposure_of
from tightrope.explain.pathways.clarity import clarity
from tightrope.explain.pathways.system import CLARITY, EXPOSED, PRESSURE, RIVAL, TIES, Table, equations
from tightrope.explain.roles import filter_lag
from tightrope.explain.rows import (
    BENEFITS,
    FALLS,
    FILTER_ROWS,
    FILTERS,
    OPTIONAL,
    RISKS,
    Row,
    lagged,
    matrix_of,
    on_calendar,
    values,
)
from tightrope.explain.rows import variable as declared
from tightrope.stats import within

LEAST_TIE, LEAST_FILTER, LEAST_STATES = 10, 5, 20
_ALL = {row.name: row for row in (*BENEFITS, *RISKS, *FALLS)}
PARTNERS = Row(name="effective_partners", series="effective_partners", construct="partners", role="outcome")
# The five outcomes of the core text, each by what the state gets or suffers; more is better for the state.
OUTCOMES: dict[str, tuple[Row, ...]] = {
    "strategic autonomy": (PARTNERS,),
    "economic cooperation": (_ALL["growth"], _ALL["debt_service_exports"]),
    "diplomatic flexibility": (_ALL["sanctions"],),
    "security partnerships": (_ALL["arms_fall"], _ALL["finance_fall"]),
    "regional stability": (_ALL["battle_deaths"], _ALL["interstate_disputes"], _ALL["rivals"]),
}
APART = ("strategic autonomy", "security partnerships")  # made of arms, aid or imports: ties without those rows
APART_TIES = ("tie_first without arms and aid", "tie_second without arms and aid")
FEEDBACK = (("economic cooperation", "needs"), ("regional stability", "requirements"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """The table with what it was made of.

    Parameters
    ----------
    rows : variable -> names of the source rows in it; absent : variable -> why it is not measured.
    scale : tie -> points of the 0 to 1 scale in one standard deviation within states.
    exposure : (U,) exposure of each state in `table.states`, standardized over all states.
    share : variable -> share of state-years observed; rivals : state -> its main rival.
    """

    table: Table
    rows: dict[str, tuple[str, ...]]
    absent: dict[str, str]
    scale: dict[str, float]
    exposure: FloatArray
    share: dict[str, float]
    rivals: dict[str, str]


def lay(
    inputs: Inputs,
    standing: Standing,
    pressure: Pressure,
    *,
    apart: Standing | None = None,
    last: int | None = None,
    optional: Sequence[str] = (),
) -> Laid:
    """Lay the panel out for the system, from 1996 (when governance is first measured).

    Rows that stand as outcomes are no filters here: growth, battle deaths and disputes are results, so that no
    source row has two roles. A filter joins its rows as H1 does (`filter_rows`). Everything is about the state's own
    mean, in standard deviations within states.

    Parameters
    ----------
    apart : ties measured without arms and aid, for outcomes made of them; without it those outcomes are absent.
    last : last year.
    optional : further filters, each a series of the panel.

    Raises
    ------
    CoverageError : years, ties or exposure are not measured, or fewer than 20 states have every filter.

    References
    ----------
    Own: docs/explanation/pathways.md; :cite:`adao2019` for exposure taken before the shocks.
    """
    period = inputs.ties.period
    stop = min(period.stop, last) if last is not None else period.stop
    if period.start >= START or stop - START < LEAST_TIE:
        raise CoverageError(f"ties from {START} on and exposure before it are needed", where="pathways")
    here = slice(START - period.start, stop - period.start + 1)
    years = tuple(range(START, stop + 1))
    level, pressures = _pressure(pressure, years)
    spread = exposure_of(inputs, on_calendar(inputs, standing, standing.engagement))
    seen: dict[str, FloatArray] = {}
    error: dict[str, FloatArray] = {}
    rows: dict[str, tuple[str, ...]] = {}
    absent: dict[str, str] = dict.fromkeys(OPTIONAL, "optional; this study does not name it")
    noisy: dict[str, bool] = {}
    for group, kept, least_rows in filter_rows(inputs, optional):
        value, known, names = _joined(inputs, kept, here, least=least_rows)
        if names:
            absent.pop(group, None)
            seen[group], error[group], rows[group], noisy[group] = value, known, names, not (known > 0.0).any()
        else:
            absent[group] = "no series in the panel"
    filters = tuple(seen)
    scale, drawn = {}, {}
    for p, name in enumerate(TIES):
        seen[name], drawn[name], scale[name] = _tie(inputs, standing, p, name, here)
        error[name], rows[name], noisy[name] = np.zeros_like(seen[name]), ("latent tie, all domains",), False
    bare = _apart(inputs, apart, here)
    outcomes = []
    for name, parts in OUTCOMES.items():
        if name in APART and bare is None:
            absent[name] = "needs ties measured without arms and aid"
            continue
        value, known, names = _joined(inputs, [replace(r, sign=_good(r)) for r in parts], here, least=1)
        if not names:
            absent[name] = "no series in the panel"
            continue
        outcomes.append(name)
        seen[name], error[name], rows[name], noisy[name] = value, np.zeros_like(value), names, False
    keep = np.isfinite(spread)
    for name, least in (*((t, LEAST_TIE) for t in TIES), *((f, LEAST_FILTER) for f in filters)):
        keep &= np.isfinite(seen[name]).sum(axis=1) >= least
    if keep.sum() < LEAST_STATES:
        raise CoverageError(f"{int(keep.sum())} states have every filter; {LEAST_STATES} are needed", where="pathways")
    rival, mains = rivals_tie(inputs, seen[TIES[0]], here)
    clear = clarity(inputs, pressure, _both(inputs, standing))[:, here]
    given: dict[str, tuple[FloatArray, bool]] = {PRESSURE: (np.ones_like(rival), True)}
    wide = np.broadcast_to(spread[:, None], rival.shape)
    given |= {"exposure": (wide, False), EXPOSED: (wide, True), RIVAL: (rival, False)}
    if np.isfinite(clear).any():
        given[CLARITY] = (np.where(np.isfinite(clear), clear, 0.0), False)
    else:
        absent[CLARITY] = "fewer than two components of pressure are measured"
    if bare is not None:
        given |= {name: (table, False) for name, table in zip(APART_TIES, bare, strict=True)}
    system = equations(filters, tuple(outcomes), tuple(given), feedback=FEEDBACK,
                       apart=dict.fromkeys(APART, APART_TIES))  # fmt: skip
    order = tuple(e.node for e in system)
    table = Table(
        equations=system,
        seen=np.stack([seen[n][keep] for n in order]),
        error=np.stack([np.where(np.isfinite(error[n][keep]), error[n][keep], 0.0) for n in order]),
        noisy=np.array([noisy[n] for n in order]),
        names=tuple(given),
        given=np.stack([value[keep] for value, _ in given.values()]),
        pressed=np.array([pressed for _, pressed in given.values()]),
        pressure=level,
        doubt=np.zeros(len(years)),
        drawn={name: paths[:, keep] for name, paths in drawn.items()},
        pressures=pressures,
        states=tuple(s for s, k in zip(inputs.ties.states, keep, strict=True) if k),
        years=years,
    )
    return Laid(table=table, rows=rows, absent=absent, scale=scale, exposure=spread[keep],
                share={n: float(np.isfinite(seen[n][keep]).mean()) for n in order}, rivals=mains)  # fmt: skip


def filter_rows(inputs: Inputs, optional: Sequence[str] = ()) -> list[tuple[str, list[Row], int]]:
    """Return the filters with the rows that may stand in them, and how many of these a year needs.

    A row that is a result is none of them. One whose total also divides a tie enters a year earlier.

    Parameters
    ----------
    optional : further filters, each a series of the panel.

    References
    ----------
    Own: one row, one role, docs/explanation/explanation.md.
    """
    results = {row.series for group in OUTCOMES.values() for row in group}
    found = []
    for group in FILTERS:
        members = [r for r in FILTER_ROWS if r.construct == group]
        kept = [r for r in members if r.series not in results and r.kind != "rival_disputes"]
        kept = [r for r in kept if (v := declared(inputs, r)) is None or v.after not in results]
        found.append((group, kept, min(2, max(1, len(members) // 2))))
    found += [(n, [Row(name=n, series=n, construct=n, role="filter")], 1) for n in optional]
    return found


def _good(row: Row) -> int:
    """Return the sign by which more is better: risks are turned around."""
    return row.sign * (1 if row.construct in ("benefit", "partners") else -1)


def _joined(
    inputs: Inputs, rows: list[Row], here: slice, *, least: int
) -> tuple[FloatArray, FloatArray, tuple[str, ...]]:
    """Return the mean of rows about the state's mean in sd within states, its known error (0 if none), and names."""
    tables, errors, names = [], [], []
    for row in rows:
        found = values(inputs, row)
        if found is None:
            continue
        lag = max(filter_lag(inputs, row) - 1, 0) if row.role == "filter" else 0
        table = lagged(found, lag)[:, here] * row.sign
        keep = np.isfinite(table)
        about = within.centered(table, keep)
        scale = float(np.sqrt((about**2).sum() / max(int(keep.sum()), 1)))
        if scale <= 0.0:
            continue
        tables.append(np.where(keep, np.clip(about / scale, -FAR, FAR), np.nan))
        told = np.full(found.shape, np.nan)
        if row.kind == "series" and not row.log:
            place = {code: u for u, code in enumerate(inputs.series.states)}
            source = inputs.series.errors_of(row.series)
            for u, code in enumerate(inputs.ties.states):
                if code in place:
                    told[u] = source[place[code]]
        told = lagged(told, lag)[:, here] / scale
        errors.append(np.where(keep & np.isfinite(told), told, 0.0))
        names.append(row.name)
    shape = (len(inputs.ties.states), len(range(*here.indices(len(inputs.ties.period)))))
    if not tables:
        return np.full(shape, np.nan), np.zeros(shape), ()
    stack = np.stack(tables)
    there = np.isfinite(stack)
    count = there.sum(axis=0)
    joined = np.where(there, stack, 0.0).sum(axis=0) / np.maximum(count, 1)
    joined = np.where(count >= min(least, len(tables)), joined, np.nan)
    held = joined[np.isfinite(joined)]
    if not len(held) or not held.any():
        return np.full(shape, np.nan), np.zeros(shape), ()
    spread = float(np.sqrt((held**2).mean()))
    known = np.sqrt((np.stack(errors) ** 2).sum(axis=0)) / np.maximum(count, 1)
    return joined / spread, known / spread, tuple(names)


def _tie(inputs: Inputs, standing: Standing, p: int, name: str, here: slice) -> tuple[FloatArray, FloatArray, float]:
    """Return a tie's mean path about the state's mean, its draws with gaps joined by lines, and its scale."""
    given = standing.draws[..., p] if standing.draws is not None else _middle(standing, p)[None]
    paths = np.stack([on_calendar(inputs, standing, d)[:, here] for d in given]).astype(float)
    path = paths.mean(axis=0)
    keep = np.isfinite(path)
    scale = float(np.sqrt((within.centered(path, keep) ** 2).sum() / max(int(keep.sum()), 1)))
    if scale <= 0.0:
        raise CoverageError(f"{name} never moves in any state", where="pathways")
    count = np.maximum(keep.sum(axis=1, keepdims=True), 1)
    mean = np.where(keep, path, 0.0).sum(axis=1, keepdims=True) / count
    at = np.arange(path.shape[1])
    for u in np.flatnonzero(keep.any(axis=1) & ~keep.all(axis=1)):
        known = np.flatnonzero(keep[u])
        paths[:, u] = np.stack([np.interp(at, known, one[known]) for one in paths[:, u]])
    # How high a state's tie stands is the least known and is no matter within states: each draw is about its own mean.
    return (path - mean) / scale, (paths - paths.mean(axis=2, keepdims=True)) / scale, scale


def _middle(standing: Standing, p: int) -> FloatArray:
    if TIES[p] in standing.extra:
        return standing.extra[TIES[p]]
    return standing.engagement * (1.0 + (standing.tilt if p else -standing.tilt))


def _both(inputs: Inputs, standing: Standing) -> tuple[FloatArray, FloatArray]:
    middle = (
        standing.draws.mean(axis=0)[..., p] if standing.draws is not None else _middle(standing, p) for p in (0, 1)
    )
    first, second = (on_calendar(inputs, standing, table) for table in middle)
    return first, second


def _apart(inputs: Inputs, apart: Standing | None, here: slice) -> tuple[FloatArray, FloatArray] | None:
    """Return the mean paths of ties without arms and aid; the mean of draws errs as a forecast does, so slopes hold."""
    if apart is None:
        return None
    out = []
    for table in _both(inputs, apart):
        path = table[:, here]
        keep = np.isfinite(path)
        about = within.centered(path, keep)
        scale = float(np.sqrt((about**2).sum() / max(int(keep.sum()), 1)))
        out.append(np.where(keep, about / (scale if scale > 0.0 else 1.0), 0.0))
    return out[0], out[1]


def _pressure(pressure: Pressure, years: tuple[int, ...]) -> tuple[FloatArray, FloatArray]:
    """Return pressure in sd over the years, (T,), and its draws (K, T), each about its own mean and spread."""
    place = {y: t for t, y in enumerate(pressure.years)}
    lacking = [y for y in years if y not in place or not np.isfinite(pressure.mean[place[y]])]
    if lacking:
        raise CoverageError(f"pressure is not measured in {lacking[0]}", where="pathways")
    at = [place[y] for y in years]
    drawn = pressure.mean[None, at] if pressure.draws is None else np.asarray(pressure.draws[:, at], dtype=float)
    drawn = drawn - drawn.mean(axis=1, keepdims=True)
    drawn = drawn / np.maximum(drawn.std(axis=1, keepdims=True), 1e-9)
    level = drawn.mean(axis=0)
    return level / max(float(level.std()), 1e-9), drawn


def rivals_tie(inputs: Inputs, tie: FloatArray, here: slice) -> tuple[FloatArray, dict[str, str]]:
    """Return (U, T) the main rival's tie to the first power while the rivalry stands, 0 without a rival; and who it is.

    The main rival is the most capable of all that a state had in the years taken; after the last year of the
    table of rivalries its last list is held.

    Parameters
    ----------
    tie : (U, T) ties to the first power about the state's mean, in standard deviations.

    References
    ----------
    Own: the rival's tie to the first power presses on a state, docs/explanation/pathways.md.
    """
    out = np.zeros(tie.shape)
    if "rivalry" not in inputs.pairs:
        return out, {}
    rivals, covered = matrix_of(inputs, "rivalry")
    last = np.flatnonzero(covered)
    if not len(last):
        return out, {}
    at = np.minimum(np.arange(len(inputs.series.period)), last[-1])
    stands: BoolArray = (rivals > 0)[:, :, at]
    shift = inputs.ties.period.start - inputs.series.period.start
    window = slice(here.start + shift, here.stop + shift)
    stands = stands[:, :, window]
    power = np.zeros(len(inputs.series.states))
    if inputs.series.has("capability_share"):
        power = np.nan_to_num(inputs.series.column("capability_share")[:, window]).mean(axis=1)
    place = {code: u for u, code in enumerate(inputs.series.states)}
    mine = {code: u for u, code in enumerate(inputs.ties.states)}
    found = {}
    for code, u in mine.items():
        if code not in place:
            continue
        ever = [v for v in np.flatnonzero(stands[place[code]].any(axis=1)) if inputs.series.states[v] in mine]
        if not ever:
            continue
        main = max(ever, key=lambda v: (power[v], inputs.series.states[v]))
        found[code] = inputs.series.states[main]
        path = tie[mine[found[code]]]
        path = np.where(np.isfinite(path), path, 0.0)
        out[u] = np.where(stands[place[code], main], path, 0.0)
        out[u] -= out[u].mean()
    return out, found
