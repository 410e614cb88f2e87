"""Columns to Panel and Ties on one calendar; coverage is accounted for, nothing is filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from tightrope.core.calendar import Period
from tightrope.core.panel import Coverage, FloatArray, IntArray, Panel, Ties, Variable
from tightrope.data.read import Columns

Records = Mapping[str, Columns]


def panel(records: Records, variables: tuple[Variable, ...], *, period: Period, states: tuple[str, ...]) -> Panel:
    """Lay state series on one calendar.

    Parameters
    ----------
    records : variable name -> columns state, year, value and optionally error; observed cells only.
    variables : which series, in this order.
    states : which states, in this order; a state that a series never names is beyond its coverage.

    Returns
    -------
    Panel of shape (U, T, V).
    """
    shape = (len(states), len(period), len(variables))
    values, error, coverage = _blank(shape)
    for v, variable in enumerate(variables):
        table = records[variable.name]
        u, t = _cells(table["state"], table["year"], states, period)
        keep = (u >= 0) & (t >= 0)
        _fill(values[:, :, v], error[:, :, v], table, (u[keep], t[keep]), keep)
        coverage[:, :, v] = _coverage(values[:, :, v], _named(table["state"], states)[:, None], variable, period)
    return Panel(values=values, coverage=coverage, error=error, period=period, states=states, variables=variables)


def ties(
    records: Records,
    variables: tuple[Variable, ...],
    *,
    period: Period,
    states: tuple[str, ...],
    powers: tuple[str, str],
) -> Ties:
    """Lay ties to the two powers on one calendar; records carry a column `power` as well.

    Returns
    -------
    Ties of shape (U, T, P, J); a power that a series never names is beyond its coverage.
    """
    shape = (len(states), len(period), 2, len(variables))
    values, error, coverage = _blank(shape)
    for j, variable in enumerate(variables):
        table = records[variable.name]
        for p, power in enumerate(powers):
            mine = table["power"] == power
            u, t = _cells(table["state"], table["year"], states, period)
            keep = (u >= 0) & (t >= 0) & mine
            _fill(values[:, :, p, j], error[:, :, p, j], table, (u[keep], t[keep]), keep)
            named = _named(table["state"][mine], states)[:, None]
            coverage[:, :, p, j] = _coverage(values[:, :, p, j], named, _covered(variable, table["year"][mine]), period)
    return Ties(
        values=values, coverage=coverage, error=error, period=period, states=states, powers=powers, variables=variables
    )


def without(ties: Ties, drop: frozenset[str]) -> Ties:
    """Return ties without some indicators."""
    keep = [j for j, variable in enumerate(ties.variables) if variable.name not in drop]
    return replace(
        ties,
        values=ties.values[..., keep],
        coverage=ties.coverage[..., keep],
        error=ties.error[..., keep],
        variables=tuple(ties.variables[j] for j in keep),
    )


def older_first(ties: Ties) -> Ties:
    """Return ties in which a series that comes after an older one is beyond coverage wherever that one has a value.

    The older series stays as it is; the two are never joined into one.
    """
    names = [variable.name for variable in ties.variables]
    later = [(j, names.index(v.after)) for j, v in enumerate(ties.variables) if v.after in names]
    if not later:
        return ties
    values, error, coverage = ties.values.copy(), ties.error.copy(), ties.coverage.copy()
    for j, older in later:
        taken = np.isfinite(ties.values[..., older])
        values[..., j][taken] = np.nan
        error[..., j][taken] = np.nan
        coverage[..., j][taken] = int(Coverage.BEYOND)
    return replace(ties, values=values, error=error, coverage=coverage)


def _blank(shape: tuple[int, ...]) -> tuple[FloatArray, FloatArray, IntArray]:
    return np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, int(Coverage.BEYOND), dtype=np.int8)


def _cells(
    state: np.ndarray, year: np.ndarray, states: tuple[str, ...], period: Period
) -> tuple[np.ndarray, np.ndarray]:
    place = {code: u for u, code in enumerate(states)}
    u = np.array([place.get(code, -1) for code in state], dtype=int)
    t = np.asarray(year, dtype=int) - period.start
    return u, np.where((t >= 0) & (t < len(period)), t, -1)


def _fill(
    values: FloatArray, error: FloatArray, table: Columns, at: tuple[np.ndarray, np.ndarray], keep: np.ndarray
) -> None:
    values[at] = np.asarray(table["value"], dtype=float)[keep]
    if "error" in table:
        error[at] = np.where(np.isfinite(values[at]), np.asarray(table["error"], dtype=float)[keep], np.nan)


def _named(state: np.ndarray, states: tuple[str, ...]) -> np.ndarray:
    seen = set(state.tolist())
    return np.array([code in seen for code in states], dtype=bool)


def _covered(variable: Variable, years: np.ndarray) -> Variable:
    """Return the variable with the years in which its source names a power at all."""
    if not len(years):
        return variable
    first, last = int(years.min()), int(years.max())
    return replace(variable, first=max(variable.first, first), last=min(variable.last, last))


def _coverage(values: FloatArray, named: np.ndarray, variable: Variable, period: Period) -> IntArray:
    years = np.asarray(period.years)
    inside = (years >= variable.first) & (years <= variable.last)
    blank = np.where(named & inside[None, :], int(Coverage.MISSING), int(Coverage.BEYOND))
    return np.where(np.isfinite(values), int(Coverage.OBSERVED), blank).astype(np.int8)
