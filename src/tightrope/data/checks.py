"""Faults in the values of a table: out of range, one way only, beyond coverage, twice, stale; found and listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import ChoiceNeeded, ColumnsMoved
from tightrope.core.panel import Coverage
from tightrope.data.read import Columns

How = Literal["mean", "max", "copy"]
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that a check turned away: its position from 0, its value, and why."""

    row: int
    value: object
    why: str


@dataclass(frozen=True, slots=True)
class OneWay:
    """A directed pair at one time that has no row the other way: its position from 0, and the pair."""

    row: int
    a: object
    b: object
    time: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """A series that does not move: its keys, how many values stand still, and since when ("" time: throughout)."""

    unit: tuple[object, ...]
    count: int
    since: object
    value: float


def out_of_range(
    columns: Columns, column: str, low: float, high: float, *, missing: bool = True
) -> tuple[Rejected, ...]:
    """Return the rows whose value is no number between two ends; nothing is clipped.

    Parameters
    ----------
    columns : the table.
    column : the column to check, in its own unit (a share of 140 % is 1.4 or 140).
    low, high : the ends, themselves allowed.
    missing : whether NaN may stand for a missing value; where it may not, NaN is rejected too.
    """
    values = _of(columns, column)
    if values.dtype.kind not in "iufb":
        return tuple(Rejected(i, v, "not a number") for i, v in enumerate(values.tolist()) if v != "" or not missing)
    numbers = values.astype(float)
    rejected = ~((numbers >= low) & (numbers <= high))
    rejected &= ~(np.isnan(numbers) & missing)
    return tuple(
        Rejected(int(i), values[i].item(), _why(float(numbers[i]), low, high)) for i in np.flatnonzero(rejected)
    )


def one_way(columns: Columns, a: str, b: str, time: str) -> tuple[OneWay, ...]:
    """Return the directed pairs that are present one way only, pairs of a state with itself apart."""
    ones, twos, times = (_of(columns, name).tolist() for name in (a, b, time))
    there = set(zip(ones, twos, times, strict=True))
    rows = enumerate(zip(ones, twos, times, strict=True))
    return tuple(OneWay(i, x, y, t) for i, (x, y, t) in rows if x != y and (y, x, t) not in there)


def symmetric(columns: Columns, a: str, b: str, time: str, value: str, *, how: How | None = None) -> Columns:
    """Return a directed table with both directions and one value a pair.

    Parameters
    ----------
    columns : one row for each directed pair and time.
    how : "mean" or "max" of the two directions, or "copy" of the one that is there where the other is not (two
        directions that both stand are then left as they are). There is no default.

    Raises
    ------
    ChoiceNeeded : `how` is not given, and pairs stand one way only; or a directed pair stands twice.
    """
    if how is None:
        single = one_way(columns, a, b, time)
        if single:
            first = single[0]
            raise ChoiceNeeded(
                f"{len(single):,} directed pairs stand one way only, such as {first.a} to {first.b} in {first.time}",
                where=f"{a}, {b}, {time}",
                next="choose how='mean', 'max' or 'copy'",
            )
        return dict(columns)
    if duplicates(columns, (a, b, time)):
        raise ChoiceNeeded("a directed pair stands twice", where=f"{a}, {b}, {time}", next="remove the repeated rows")
    ones, twos, times = (_of(columns, name).tolist() for name in (a, b, time))
    numbers = _of(columns, value).astype(float)
    place = {key: i for i, key in enumerate(zip(ones, twos, times, strict=True))}
    keys = sorted({*place, *((y, x, t) for x, y, t in place)}, key=lambda k: (str(k[0]), str(k[1]), k[2]))
    out = np.array([_joined(numbers, place.get(k), place.get((k[1], k[0], k[2])), how) for k in keys], dtype=float)
    made = {name: _filled([k[i] for k in keys], columns[name]) for i, name in enumerate((a, b, time))}
    return {**made, value: out}


def beyond(columns: Columns, value: str, time: str, *, first: int, last: int) -> tuple[Columns, tuple[int, ...]]:
    """Return the table with what stands outside a source's coverage taken out of its values.

    A zero, or any value, in a year that the source does not cover was never observed: it becomes NaN, and the new
    column `coverage` says so.

    Parameters
    ----------
    columns : the table.
    value, time : the column of values and the column of years.
    first, last : first and last year that the source covers.

    Returns
    -------
    The table with `value` and `coverage` (`core.panel.Coverage`) set, and the positions that lost a value.
    """
    years = _of(columns, time).astype(float)
    numbers = _of(columns, value).astype(float)
    outside = ~((years >= first) & (years <= last))
    lost = np.flatnonzero(outside & ~np.isnan(numbers))
    kept = np.where(outside, np.nan, numbers)
    coverage = np.where(outside, Coverage.BEYOND, np.where(np.isnan(kept), Coverage.MISSING, Coverage.OBSERVED))
    return {**columns, value: kept, "coverage": coverage.astype(np.int8)}, tuple(int(i) for i in lost)


def duplicates(columns: Columns, keys: Sequence[str]) -> dict[tuple[object, ...], tuple[int, ...]]:
    """Return the keys that stand on more than one row, with the rows' positions from 0."""
    rows: dict[tuple[object, ...], list[int]] = {}
    for i, key in enumerate(zip(*(_of(columns, name).tolist() for name in keys), strict=True)):
        rows.setdefault(key, []).append(i)
    return {key: tuple(at) for key, at in rows.items() if len(at) > 1}


def stale(columns: Columns, value: str, *, unit: Sequence[str], time: str, span: int = 5) -> tuple[Stale, ...]:
    """Return the series whose last values do not move, as when a source stopped and its last year was copied on.

    Parameters
    ----------
    value : the column of values; zeros count, missing values do not.
    unit : the columns that name a series.
    time : the column of years.
    span : how many equal values at the end, at least, make a series stale.
    """
    numbers = _of(columns, value).astype(float)
    times = _of(columns, time)
    rows: dict[tuple[object, ...], list[int]] = {}
    for i, key in enumerate(zip(*(_of(columns, name).tolist() for name in unit), strict=True)):
        if not np.isnan(numbers[i]):
            rows.setdefault(key, []).append(i)
    found = []
    for key, at in rows.items():
        order = sorted(at, key=lambda i: times[i])
        run = 1
        while run < len(order) and numbers[order[-run - 1]] == numbers[order[-1]]:
            run += 1
        if run >= span:
            since = "" if run == len(order) else times[order[-run]].item()
            found.append(Stale(unit=key, count=run, since=since, value=float(numbers[order[-1]])))
    return tuple(sorted(found, key=lambda s: str(s.unit)))


def said(rejected: Sequence[Rejected], column: str) -> str:
    """Return rejected rows in one line, the first few by number from 1."""
    shown = ", ".join(f"row {r.row + 1} ({r.value}: {r.why})" for r in rejected[:SHOWN])
    more = f" and {len(rejected) - SHOWN:,} more" if len(rejected) > SHOWN else ""
    return f"{len(rejected):,} rows of {column!r} are out of range: {shown}{more}" if rejected else ""


def _of(columns: Columns, name: str) -> NDArray[Any]:
    if name not in columns:
        raise ColumnsMoved(f"there is no column {name!r}", next=f"columns are {', '.join(columns)}")
    return columns[name]


def _why(number: float, low: float, high: float) -> str:
    if np.isnan(number):
        return "missing"
    if np.isinf(number):
        return "infinite"
    return f"below {low:g}" if number < low else f"above {high:g}"


def _joined(numbers: NDArray[Any], there: int | None, back: int | None, how: How) -> float:
    """Return the value of a directed pair out of its own and its mirror's; missing only if both are."""
    own = float(numbers[there]) if there is not None else np.nan
    other = float(numbers[back]) if back is not None else np.nan
    if np.isnan(own) or np.isnan(other):
        return other if np.isnan(own) else own
    return {"mean": (own + other) / 2, "max": max(own, other), "copy": own}[how]


def _filled(values: list[Any], like: NDArray[Any]) -> NDArray[Any]:
    out = np.empty(len(values), dtype=like.dtype)
    out[:] = values
    return out
