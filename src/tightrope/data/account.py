"""Accounts of coverage: the cells that a series has, of how many, lost and why; whether two series may be joined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.core.calendar import Period
from tightrope.core.errors import CatalogError, CoverageError
from tightrope.data.checks import one_way
from tightrope.data.read import Columns
from tightrope.data.states import rows, states

WORLD, NAN = "WORLD", float("nan")
LEAST_CELLS, LEAST_CORRELATION, MOST_APART, MOST_SHIFT = 30, 0.95, 0.10, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a series has and what it lost.

    A cell is a year of a state that exists in it; for a tie there is one a power, none of a power with itself.

    Parameters
    ----------
    first, last : years that the series covers.
    universe : cells of all years looked at; it is `possible` and `beyond` together.
    possible : cells of the years covered; they are `observed`, `no_power`, `no_state` and `missing` together.
    observed : cells with a value, zero included.
    missing : cells of a state that the series names, in years that it covers, without a value.
    no_state : cells of states that the series never names.
    no_power : cells of a power that the series never names, or not yet, or no more.
    beyond : cells of years before the series begins or after it ended.
    outside : values on years in which the state did not exist; they are in none of the counts above.
    unmapped : codes that are no state's -> number of rows.
    share : (T,) share of the year's cells that is observed; NaN beyond coverage.
    """

    first: int
    last: int
    universe: int
    possible: int
    observed: int
    missing: int
    no_state: int
    no_power: int
    beyond: int
    outside: int
    unmapped: dict[str, int]
    share: NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How two series of the same thing stand where both are observed.

    Parameters
    ----------
    cells : number of shared cells with both values above the floor.
    correlation, ranks : of levels and of ranks; NaN if either does not vary.
    apart : median of |log(second / first)|; of scores without a zero, of |second - first| in standard deviations.
    shift : the same without the bars: its sign says which is larger.
    """

    cells: int
    correlation: float
    ranks: float
    apart: float
    shift: float

    @property
    def joins(self) -> bool:
        """Whether the series agree so far that one may carry on the other."""
        near = self.apart <= MOST_APART and abs(self.shift) <= MOST_SHIFT
        return self.cells >= LEAST_CELLS and near and self.ranks >= LEAST_CORRELATION


@cache
def alive(period: Period) -> NDArray[np.bool_]:
    """Return (U, T): whether each state, in the order of its code, existed in each year; never written to."""
    codes = sorted(states())
    place = {code: u for u, code in enumerate(codes)}
    found = np.zeros((len(codes), len(period.years)), dtype=bool)
    years = np.asarray(period.years)
    for row in rows():
        since, until = int(row["since"]), int(row["until"] or 9999)
        found[place[row["iso3"]]] |= (years >= since) & (years <= until)
    found.flags.writeable = False
    return found


def account(
    table: Columns, *, first: int, last: int, period: Period, powers: tuple[str, ...] = (), only: str = ""
) -> Account:
    """Account for a series of states, of ties to powers, or of the world.

    Parameters
    ----------
    table : columns state, year, value and, for ties, power; observed cells only.
    first, last : years that the series covers.
    period : years looked at.
    powers : powers of a tie; empty for a series of states.
    only : a state to account for alone; all if empty.
    """
    year = np.asarray(table["year"], dtype=int)
    names = table["state"].tolist()
    years = np.asarray(period.years)
    covered = (years >= first) & (years <= last)
    world = bool(names) and all(name == WORLD or "-" in name for name in names)
    codes = [WORLD] if world else sorted(states())
    exists = np.ones((1, len(years)), dtype=bool) if world else alive(period)
    place = {code: u for u, code in enumerate(codes)}
    u = np.zeros(len(names), dtype=int) if world else np.array([place.get(name, -1) for name in names], dtype=int)
    t = np.where((year >= period.start) & (year <= period.stop), year - period.start, -1)
    value = np.isfinite(np.asarray(table["value"], dtype=float)) & (t >= 0)
    unknown = Counter(names[row] for row in np.flatnonzero(u < 0).tolist())
    here = np.ones(len(codes), dtype=bool)
    if only and not world:
        here = np.array([code == only for code in codes], dtype=bool)
    totals = dict.fromkeys(("universe", "possible", "observed", "missing", "no_state", "no_power", "beyond"), 0)
    seen_by_year, all_by_year = np.zeros(len(years)), np.zeros(len(years))
    outside = 0
    for power in powers or ("",):
        mine = table["power"] == power if power else np.ones(len(names), dtype=bool)
        held = np.zeros((len(codes), len(years)), dtype=bool)
        at = value & mine & (u >= 0)
        held[u[at], t[at]] = True
        named = np.zeros(len(codes), dtype=bool)
        named[u[mine & (u >= 0)]] = True
        reached = covered & _span(year[mine], years) if power else covered
        cells = exists & here[:, None] & np.array([code != power for code in codes])[:, None]
        inside = cells & covered[None, :]
        totals["universe"] += int(cells.sum())
        totals["beyond"] += int((cells & ~covered[None, :]).sum())
        totals["possible"] += int(inside.sum())
        totals["observed"] += int((inside & held).sum())
        rest = inside & ~held
        totals["no_power"] += int(rest[:, ~reached].sum())
        totals["no_state"] += int(rest[np.ix_(~named, reached)].sum())
        totals["missing"] += int(rest[np.ix_(named, reached)].sum())
        outside += int((held & ~exists & here[:, None] & covered[None, :]).sum())
        seen_by_year += (inside & held).sum(axis=0)
        all_by_year += inside.sum(axis=0)
    with np.errstate(invalid="ignore"):
        share = np.where(all_by_year > 0, seen_by_year / np.maximum(all_by_year, 1), np.nan)
    unmapped = {str(code): unknown[code] for code in sorted(unknown)}
    return Account(first=first, last=last, outside=outside, unmapped=unmapped, share=share, **totals)


def both_ways(table: Columns, *, where: str) -> None:
    """Refuse a table of pairs that holds a pair one way only.

    Raises
    ------
    CoverageError : some pair stands in one direction; the first of them is named.
    """
    lone = one_way(table, "state", "other", "year")
    if lone:
        one = f"{lone[0].a}-{lone[0].b} {lone[0].time}"
        raise CoverageError(
            f"{len(lone)} of {len(table['year'])} rows stand one way only, such as {one}",
            where=where, next="write both directions, or say in the query that one stands for both",
        )  # fmt: skip


def overlap(
    a: Columns, b: Columns, *, keys: Iterable[str] = ("state", "year"), floor: float = 0.0, ratio: bool = True
) -> Overlap:
    """Hold two series of the same thing against each other where both are observed.

    Parameters
    ----------
    a, b : the keys and a column value each.
    floor : both values must be above it; logs need one of 0 or more.
    ratio : whether values have a natural zero; if not (a score), differences count, in standard deviations of `a`.

    Returns
    -------
    Overlap of `b` over `a`: a positive shift says that `b` is larger.
    """
    names = tuple(keys)
    first, second = _keyed(a, names), _keyed(b, names)
    shared = [key for key in first if key in second and (not ratio or min(first[key], second[key]) > floor)]
    if not shared:
        return Overlap(cells=0, correlation=NAN, ranks=NAN, apart=NAN, shift=NAN)
    x, y = np.array([first[k] for k in shared]), np.array([second[k] for k in shared])
    gaps = np.log(y / x) if ratio else (y - x) / (float(x.std()) or 1.0)
    orders = (np.unique(v, return_inverse=True)[1].astype(float) for v in (x, y))
    return Overlap(
        cells=len(shared), correlation=_correlation(x, y), ranks=_correlation(*orders),
        apart=float(np.median(np.abs(gaps))), shift=float(np.median(gaps)),
    )  # fmt: skip


def splice(
    a: Columns, b: Columns, *, keys: tuple[str, ...] = ("state", "year"), floor: float = 0.0, ratio: bool = True
) -> Columns:
    """Carry a series on with another, from the year after its last; refused unless both agree where they overlap.

    Parameters
    ----------
    a, b : the keys, among them `year`, and a column value each; `a` is kept whole.

    Raises
    ------
    CoverageError : too few shared cells, or the series differ in level or in order; the figures are given.
    """
    found = overlap(a, b, keys=keys, floor=floor, ratio=ratio)
    if not found.joins:
        raise CoverageError(
            f"the series are not to be joined: {found.cells} shared cells, correlation of ranks {found.ranks:.2f}, "
            f"median {found.apart:.2f} apart, shift {found.shift:+.2f}",
            where="splice", next="keep them as two series, each with a level of its own",
        )  # fmt: skip
    later = np.asarray(b["year"]) > int(np.asarray(a["year"]).max())
    return {name: np.concatenate([a[name], b[name][later]]) for name in (*keys, "value")}


def refuse_twins(name: str, used: Iterable[str], twins: Mapping[str, str], passed: Iterable[str] = ()) -> None:
    """Refuse an indicator that draws on two sources of the same thing without an overlap test.

    Parameters
    ----------
    used : sources of the indicator.
    twins : source -> its twin, empty where it has none.
    passed : indicators whose sources were tested where they overlap.

    Raises
    ------
    CatalogError : two of its sources are twins.
    """
    held = set(used)
    pairs = sorted((s, twins.get(s, "")) for s in held if twins.get(s, "") in held - {s})
    if pairs and name not in set(passed):
        raise CatalogError(
            f"{pairs[0][0]} and {pairs[0][1]} measure the same and are never joined without an overlap test",
            where=f"indicators/{name}.py", next="make two series, or test the overlap and list the indicator",
        )  # fmt: skip


def _correlation(x: NDArray[Any], y: NDArray[Any]) -> float:
    return float(np.corrcoef(x, y)[0, 1]) if len(x) > 1 and x.std() > 0 and y.std() > 0 else NAN


def _keyed(table: Columns, names: tuple[str, ...]) -> dict[tuple[Any, ...], float]:
    found = zip(
        *(table[name].tolist() for name in names), np.asarray(table["value"], dtype=float).tolist(), strict=True
    )
    return {row[:-1]: row[-1] for row in found if np.isfinite(row[-1])}


def _span(year: NDArray[Any], years: NDArray[Any]) -> NDArray[np.bool_]:
    """Return the years between the first and the last in which a power is named."""
    if not len(year):
        return np.zeros(len(years), dtype=bool)
    return np.asarray((years >= year.min()) & (years <= year.max()))
