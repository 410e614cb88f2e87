"""Series of a panel as a sheet, long or wide: every cell with its interval, and empty cells with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tightrope.catalog.entry import Indicator
from tightrope.catalog.shelf import indicators, sources
from tightrope.core.calendar import Period
from tightrope.core.errors import InvalidValue, StoreError
from tightrope.core.panel import Coverage, Variable
from tightrope.data import join
from tightrope.data.exports.keys import beside
from tightrope.data.exports.sheet import BEYOND, MISSING, OBSERVED, STATUSES, ColumnNote, Sheet
from tightrope.data.read import Columns, read_parquets, sha256
from tightrope.data.states import state, states
from tightrope.study.holdings.citing import cited, license_lines, withheld
from tightrope.study.holdings.reference import POWERS, manifest

Layout = Literal["long", "wide"]
PROB = 0.9
SIGMAS = 1.6448536269514722  # of a normal distribution, for the central 90 %
WORD = {int(Coverage.OBSERVED): OBSERVED, int(Coverage.MISSING): MISSING, int(Coverage.BEYOND): BEYOND}
INTERVAL = f"low and high are value -/+ {SIGMAS:.3f} standard errors (normal, probability {PROB}), not cut at bounds"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which cells: states and powers by ISO3 (empty = all), years, only observed ones or all, with codes or without."""

    states: tuple[str, ...] = ()
    powers: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    observed: bool = False
    codes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A series on the grid: (U, T, P) arrays, with P = 1 where no power is named."""

    variable: Variable
    shape: str
    units: tuple[str, ...]
    powers: tuple[str, ...]
    values: NDArray[Any]
    error: NDArray[Any]
    coverage: NDArray[Any]


def series_sheet(
    names: Sequence[str], *, folder: Path, choice: Choice, layout: Layout = "long", name: str = "panel"
) -> Sheet:
    """Return series of a panel as one table.

    Parameters
    ----------
    names : indicators; those whose license keeps them back become `withheld` and give no row.
    folder : of the panel.
    layout : "long" (a row for each series and cell) or "wide" (a row for each state, power and year, a column for each
        series; series of the state or the world repeat over the powers; dyads of two other states do not fit).

    Raises
    ------
    InvalidValue : a state or power is not known, or no series fits the layout.
    StoreError : a series is not in this panel, or its file is damaged.
    """
    shelf, known = indicators(), sources()
    for code in (*choice.states, *choice.powers):
        state(code)
    absent = [p for p in choice.powers if p not in POWERS]
    if absent:
        raise InvalidValue(
            f"no ties to {', '.join(absent)} are held", where="--power", next=f"allowed: {', '.join(POWERS)}"
        )
    entries = {n: shelf[n] for n in names}
    free = {n: e for n, e in entries.items() if e.may_ship(dict(known))}
    listed = manifest(folder)["indicators"]
    tables = _read({n: folder / f"{n}.parquet" for n in free}, listed)
    variables = {n: replace(e.variable, first=listed[n]["first"], last=listed[n]["last"]) for n, e in free.items()}
    period = _period(variables.values(), choice)
    if layout == "wide" and free and all(e.shape == "pair" for e in free.values()):
        raise InvalidValue("dyads of two other states have no wide table", where="--layout", next="use long")
    laid = [_lay(e, variables[n], tables[n], period, choice) for n, e in free.items() if e.shape != "pair"]
    pairs = {n: tables[n] for n, e in free.items() if e.shape == "pair"}
    build = _wide if layout == "wide" else _long
    columns, notes, left = build(laid, pairs, period, choice)
    lines, bibtex = cited(key for v in variables.values() for key in v.cites)
    used = sorted({s for v in variables.values() for s in v.sources})
    return Sheet(
        name=name,
        title=f"{variables[name].label}, by state and year" if name in variables else "Series by state and year",
        columns=columns, notes=notes,
        series={n: _note(v) for n, v in variables.items()} if layout == "long" else {},
        license=license_lines(used, known), citations=lines, bibtex=bibtex,
        withheld=tuple(withheld(e, known) for n, e in entries.items() if n not in free),
        made=(
            ("manifest.json of the panel, SHA-256", sha256(folder / "manifest.json")),
            *((f"{n}.parquet, SHA-256", listed[n]["sha256"]) for n in free),
            *((f"version of {s}", known[s].version) for s in used),
        ),
        remarks=(INTERVAL, *left),
    )  # fmt: skip


def _read(files: Mapping[str, Path], listed: Mapping[str, Any]) -> dict[str, Columns]:
    for name, file in files.items():
        if name not in listed:
            raise StoreError(
                f"{name} is not in this panel", where=str(file.parent), next="build it with `tightrope data build`"
            )
        if not file.is_file() or sha256(file) != listed[name]["sha256"]:
            raise StoreError("the file is missing or damaged", where=str(file), next="build the panel again")
    return read_parquets(files) if files else {}


def _period(variables: Iterable[Variable], choice: Choice) -> Period:
    if choice.years:
        return Period(start=choice.years[0], stop=choice.years[1])
    spans = [(v.first, v.last) for v in variables] or [(1946, 1946)]
    return Period(start=min(first for first, _ in spans), stop=max(last for _, last in spans))


def _lay(entry: Indicator, variable: Variable, table: Columns, period: Period, choice: Choice) -> Laid:
    held = {variable.name: table}
    if entry.shape != "dyad":
        world = entry.shape == "system"
        units = tuple(sorted(set(table["state"].tolist()))) if world else _chosen(choice)
        panel = join.panel(held, (variable,), period=period, states=units)
        grids = (panel.values, panel.error, panel.coverage)
        return _of(variable, entry.shape, units, ("",), *grids)
    powers = choice.powers or POWERS
    units = _chosen(choice)
    parts = []
    for power in powers:  # the calendar of ties is laid for two powers at a time; the first is kept
        ties = join.ties(held, (variable,), period=period, states=units, powers=(power, power))
        parts.append((ties.values[:, :, 0], ties.error[:, :, 0], ties.coverage[:, :, 0]))
    values, error, coverage = (np.concatenate(part, axis=2) for part in zip(*parts, strict=True))
    return _of(variable, "dyad", units, powers, values, error, coverage)


def _of(variable: Variable, shape: str, units: tuple[str, ...], powers: tuple[str, ...], values: Any, error: Any,
        coverage: Any) -> Laid:  # fmt: skip
    return Laid(
        variable=variable, shape=shape, units=units, powers=powers, values=values, error=error, coverage=coverage
    )


def _chosen(choice: Choice) -> tuple[str, ...]:
    return tuple(dict.fromkeys(choice.states)) or tuple(sorted(states()))


def _there(laid: Laid, period: Period) -> NDArray[Any]:
    """Return the cells to speak of: the state stood that year or was observed, and is not the power itself."""
    years = np.asarray(period.years)
    known = states()
    stood = np.array([_stood(known.get(u), years) for u in laid.units]).reshape(len(laid.units), len(years), 1)
    same = np.array([[u == p for p in laid.powers] for u in laid.units])[:, None, :]
    return np.asarray((stood | (laid.coverage == Coverage.OBSERVED)) & ~same)


def _stood(found: Any, years: NDArray[Any]) -> NDArray[np.bool_]:
    if found is None:
        return np.ones(len(years), dtype=bool)
    return np.asarray((years >= found.since) & (years <= (found.until or 9999)))


def _long(
    laid: list[Laid], pairs: Mapping[str, Columns], period: Period, choice: Choice
) -> tuple[Columns, dict[str, ColumnNote], tuple[str, ...]]:
    rows: dict[str, list[NDArray[Any]]] = {k: [] for k in ("indicator", "state", "power", "other", "year", "value",
                                                            "error", "status")}  # fmt: skip
    for one in laid:
        keep = _there(one, period)
        if choice.observed:
            keep &= one.coverage == Coverage.OBSERVED
        u, t, p = np.nonzero(keep)
        order = np.lexsort((t, p, u))
        u, t, p = u[order], t[order], p[order]
        cells = {
            "state": np.array(one.units, dtype=object)[u], "power": np.array(one.powers, dtype=object)[p],
            "other": _same("", len(u)), "year": np.asarray(period.years)[t], "value": one.values[u, t, p],
            "error": one.error[u, t, p], "status": _words(one.coverage[u, t, p]),
        }  # fmt: skip
        _append(rows, one.variable.name, cells)
    for name, table in pairs.items():
        keep = (table["year"] >= period.start) & (table["year"] <= period.stop)
        if choice.states:
            keep &= np.isin(table["state"].astype(str), choice.states)
        size = int(keep.sum())
        cells = {k: table[k][keep] for k in ("state", "other", "year", "value")}
        blank = {"power": _same("", size), "error": np.full(size, np.nan), "status": _same(OBSERVED, size)}
        _append(rows, name, {**cells, **blank})
    joined: Columns = {k: np.concatenate(parts) if parts else np.array([], dtype=object) for k, parts in rows.items()}
    joined["year"], joined["value"], joined["error"] = (joined[k].astype(float) for k in ("year", "value", "error"))
    for name in ("power", "other"):
        if not any(joined[name].tolist()):
            del joined[name]
    keys: list[str] = [name for name in ("indicator", "state", "power", "other", "year") if name in joined]
    columns: Columns = {name: joined[name] for name in keys}
    notes = {name: KEYS[name] for name in keys}
    if choice.codes:
        _codes(columns, notes)
    half = SIGMAS * joined["error"]
    columns |= {"value": joined["value"], "error": joined["error"], "low": joined["value"] - half,
                "high": joined["value"] + half, "prob": np.where(np.isfinite(half), PROB, np.nan),
                "status": joined["status"]}  # fmt: skip
    left = ("dyads of two states are listed where they are observed; others are not told apart",) if pairs else ()
    return columns, {**notes, **CELLS}, left


def _wide(
    laid: list[Laid], pairs: Mapping[str, Columns], period: Period, choice: Choice
) -> tuple[Columns, dict[str, ColumnNote], tuple[str, ...]]:
    powers = next((one.powers for one in laid if one.shape == "dyad"), ("",))
    units = next((one.units for one in laid if one.shape != "system"), ("WORLD",))
    shape = (len(units), len(period), len(powers))
    keep = np.zeros(shape, dtype=bool)
    seen = np.zeros(shape, dtype=bool)
    for one in laid:
        if one.shape != "system":
            keep |= _there(one, period)
            seen |= one.coverage == Coverage.OBSERVED
    if all(one.shape == "system" for one in laid):
        keep[:] = True
        seen[:] = np.any([(one.coverage == Coverage.OBSERVED).any(axis=(0, 2)) for one in laid] or [False], axis=0)[
            :, None
        ]
    same = np.array([[u == p for p in powers] for u in units])[:, None, :]
    keep &= ~same & (seen if choice.observed else True)
    u, t, p = np.nonzero(keep)
    order = np.lexsort((t, p, u))
    u, t, p = u[order], t[order], p[order]
    columns: Columns = {"state": np.array(units, dtype=object)[u]}
    if powers != ("",):
        columns["power"] = np.array(powers, dtype=object)[p]
    columns["year"] = np.asarray(period.years)[t]
    notes = {name: KEYS[name] for name in columns}
    if choice.codes and units != ("WORLD",):
        _codes(columns, notes)
    for one in laid:
        for place, unit in enumerate(one.units if one.shape == "system" else ("",)):
            if one.shape == "system" and unit != "WORLD" and not set(unit.split("-")) <= set(choice.powers or POWERS):
                continue
            at = (np.full(len(t), place) if unit else u, t, p if len(one.powers) > 1 or powers == one.powers else p * 0)
            name = one.variable.name + ("" if unit in ("", "WORLD") else f"_{unit.replace('-', '_')}")
            _spread(columns, notes, name, one, at)
    left = tuple(f"{name} is left out: dyads of two other states have no place in a wide table" for name in pairs)
    return columns, notes, left


def _spread(columns: Columns, notes: dict[str, ColumnNote], name: str, one: Laid, at: tuple[Any, ...]) -> None:
    value, error = one.values[at], one.error[at]
    columns[name] = value
    notes[name] = replace(_note(one.variable), status=f"{name}_status")
    if np.isfinite(one.error).any():
        for end, sign in (("low", -1), ("high", 1)):
            columns[f"{name}_{end}"] = value + sign * SIGMAS * error
            notes[f"{name}_{end}"] = ColumnNote(
                label=f"{'Lower' if sign < 0 else 'Upper'} end, {PROB:.0%} interval: {one.variable.label}",
                unit=one.variable.unit, says=INTERVAL,
            )  # fmt: skip
    columns[f"{name}_status"] = _words(one.coverage[at])
    notes[f"{name}_status"] = ColumnNote(label=f"Status: {one.variable.label}", kind="category", levels=STATUSES)


def _codes(columns: Columns, notes: dict[str, ColumnNote]) -> None:
    for column in ("state", "power", "other"):
        if column in columns:
            more, said = beside(column, columns[column], columns["year"].astype(int))
            columns |= more
            notes |= said


def _append(rows: dict[str, list[NDArray[Any]]], name: str, cells: Mapping[str, NDArray[Any]]) -> None:
    rows["indicator"].append(_same(name, len(cells["year"])))
    for key, array in cells.items():
        rows[key].append(array)


def _same(word: str, size: int) -> NDArray[Any]:
    return np.full(size, word, dtype=object)


def _words(coverage: NDArray[Any]) -> NDArray[Any]:
    named: NDArray[Any] = np.array([WORD[code] for code in sorted(WORD)], dtype=object)
    return np.asarray(named[coverage])


def _note(variable: Variable) -> ColumnNote:
    return ColumnNote(
        label=variable.label, unit=variable.unit, says=f"higher = {variable.higher}; {variable.note}".strip("; "),
        source=", ".join(variable.sources), coverage=f"{variable.first}-{variable.last}",
    )  # fmt: skip


KEYS: dict[str, ColumnNote] = {
    "indicator": ColumnNote(label="Name of the series", kind="text", says="each is described below"),
    "state": ColumnNote(
        label="State, ISO 3166-1 alpha-3", kind="text", says="WORLD or two powers where it is no state's"
    ),
    "power": ColumnNote(label="Power that the tie is with, ISO 3166-1 alpha-3", kind="text"),
    "other": ColumnNote(label="Other state of a dyad, ISO 3166-1 alpha-3", kind="text"),
    "year": ColumnNote(label="Year", kind="integer"),
}
CELLS = {
    "value": ColumnNote(label="Value", unit="see the series", status="status"),
    "error": ColumnNote(label="Standard error", unit="as the value", says="empty where the source gives none"),
    "low": ColumnNote(label="Lower end of the interval", unit="as the value"),
    "high": ColumnNote(label="Upper end of the interval", unit="as the value"),
    "prob": ColumnNote(label="Probability of the interval"),
    "status": ColumnNote(label="Why a cell is empty", kind="category", levels=STATUSES),
}
