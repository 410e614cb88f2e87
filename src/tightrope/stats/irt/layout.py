"""Votes in the order in which the sweeps read them, and each unit's chain of times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import InvalidValue
from tightrope.stats.irt.points import Floats, Ints, Settings, Votes

PIECE = 6000  # votes whose arrays stay near a core
NAMES = ("unit", "time", "item", "category")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Votes in pieces of whole items, each sorted by category, item and cell; a cell is a unit at a time.

    Parameters
    ----------
    units, times, items, categories : sorted ids that the numbers below point to.
    cell, item, category : (N,) of each vote.
    runs, run : (R,) where each stretch of one item and category starts, and its number item * K + category.
    pieces : for each piece its first item and the item after its last, its first vote and the vote after its last.
    each : (I,) votes on each item.
    unit, time : (C,) of each cell, sorted by unit, then time.
    votes : (C,) votes in each cell.
    place : (C,) a cell's place in its unit's chain.
    step : (T, U) variance of the walk's step into each place of the chains; 0 where a chain has ended.
    held : (T, U) cell at each place, -1 where the chain has ended.
    """

    units: NDArray[Any]
    times: NDArray[Any]
    items: NDArray[Any]
    categories: NDArray[Any]
    cell: Ints
    item: Ints
    category: Ints
    runs: Ints
    run: Ints
    pieces: tuple[tuple[int, int, int, int], ...]
    each: Ints
    unit: Ints
    time: Ints
    votes: Ints
    place: Ints
    step: Floats
    held: Ints


def columns(votes: Votes) -> tuple[NDArray[Any], ...]:
    """Return the four columns of votes.

    Raises
    ------
    InvalidValue : a column is missing, of another length or without a vote, or a number in it is not one.

    References
    ----------
    Own: the form in which any roll calls come.
    """
    absent = [name for name in NAMES if name not in votes]
    if absent:
        raise InvalidValue(f"no column {', '.join(absent)}", where="votes", next=f"give the columns {', '.join(NAMES)}")
    found = tuple(np.asarray(votes[name]) for name in NAMES)
    if len({f.shape for f in found}) != 1 or found[0].ndim != 1:
        raise InvalidValue("the columns differ in length", where="votes", next="give one row a vote")
    if not found[0].size:
        raise InvalidValue("there is no vote", where="votes", next="leave unobserved votes out, not all of them")
    for name, values in zip(NAMES, found, strict=True):
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise InvalidValue(f"a {name} is not a number", where="votes", next="leave unobserved votes out")
    return found


def divided(item: NDArray[Any], category: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which votes are on items with at least two categories; the others say nothing.

    References
    ----------
    :cite:`bailey2017` (unanimous votes are dropped).
    """
    _, place = np.unique(item, return_inverse=True)
    _, code = np.unique(category, return_inverse=True)
    low = np.full(place.max() + 1, code.max() + 1)
    high = np.full(place.max() + 1, -1)
    np.minimum.at(low, place, code)
    np.maximum.at(high, place, code)
    return np.asarray((low < high)[place])


def lay_out(
    unit: NDArray[Any],
    time: NDArray[Any],
    item: NDArray[Any],
    category: NDArray[Any],
    settings: Settings,
    *,
    items: NDArray[Any] | None = None,
    categories: NDArray[Any] | None = None,
) -> Layout:
    """Sort votes for the sweeps.

    Parameters
    ----------
    items, categories : sorted ids to point to; those that occur if none.

    Raises
    ------
    InvalidValue : a unit votes twice on an item at one time; the walk's setting is unknown; an item or category
        is not among the given; gaps are to be counted and times are not numbers.

    References
    ----------
    :cite:`bailey2017` (the step's variance is Smooth * n_t / (n_t + n_{t-1}), n votes cast; gap years use the last
    session seen).
    """
    if settings.nodes < 2 or settings.smooth < 0.0 or settings.start <= 0.0 or settings.bound <= 0.0:
        raise InvalidValue(
            "at least 2 nodes are needed, a walk's variance is not negative, start and bound are positive",
            where="settings",
            next="see Settings",
        )
    units, u = np.unique(unit, return_inverse=True)
    times, t = np.unique(time, return_inverse=True)
    items, i = _codes(item, items, "item")
    categories, k = _codes(category, categories, "category")
    if len(categories) < 2:
        raise InvalidValue("every vote is in one category", where="votes", next="give at least two")
    cells, c = np.unique(u * len(times) + t, return_inverse=True)
    each = np.bincount(i, minlength=len(items))
    pieces = _pieces(each)
    piece = np.repeat(np.arange(len(pieces)), [last - first for first, last, _, _ in pieces])
    order = np.lexsort((c, i, k, piece[i]))
    c, i, k = c[order], i[order], k[order]
    pair = np.sort(c.astype(np.int64) * len(items) + i)
    if np.any(pair[1:] == pair[:-1]):
        raise InvalidValue("a unit votes twice on an item at one time", where="votes", next="keep one of the two")
    stretch = i * len(categories) + k
    runs = np.flatnonzero(np.r_[True, stretch[1:] != stretch[:-1]])
    at, when = cells // len(times), cells % len(times)
    count = np.bincount(c, minlength=len(cells))
    first = np.r_[True, at[1:] != at[:-1]]
    seen = np.arange(len(cells))
    place = seen - np.maximum.accumulate(np.where(first, seen, 0))
    held = np.full((int(place.max()) + 1, len(units)), -1)
    held[place, at] = seen
    variance = settings.smooth * count / (count + np.r_[0, count[:-1]]) * _elapsed(times, when, settings)
    variance[first] = 0.0
    return Layout(
        units=units, times=times, items=items, categories=categories, cell=c, item=i, category=k, runs=runs,
        run=stretch[runs], pieces=pieces, each=each, unit=at, time=when, votes=count,
        place=place, step=np.where(held >= 0, variance[held], 0.0), held=held,
    )  # fmt: skip


def _pieces(each: Ints) -> tuple[tuple[int, int, int, int], ...]:
    ends = np.r_[0, np.cumsum(each)]
    out, first = [], 0
    while first < len(each):
        last = max(first + 1, int(np.searchsorted(ends, ends[first] + PIECE, side="right")) - 1)
        out.append((first, last, int(ends[first]), int(ends[last])))
        first = last
    return tuple(out)


def _codes(values: NDArray[Any], known: NDArray[Any] | None, name: str) -> tuple[NDArray[Any], Ints]:
    if known is None:
        found, place = np.unique(values, return_inverse=True)
        return found, place
    place = np.minimum(np.searchsorted(known, values), len(known) - 1)
    strange = np.unique(values[known[place] != values])
    if strange.size:
        raise InvalidValue(f"{name} {strange[0]} was not in the fit", where="votes", next=f"leave out that {name}")
    return known, place


def _elapsed(times: NDArray[Any], when: Ints, settings: Settings) -> Floats:
    if settings.gap == "seen":
        return np.ones(len(when))
    if settings.gap != "elapsed":
        raise InvalidValue(f"a gap of {settings.gap!r} is unknown", next="choose seen or elapsed")
    if times.dtype.kind not in "iuf":
        raise InvalidValue("gaps are counted in numbers", where="time", next="give numbers or choose seen")
    at = times[when].astype(float)
    return np.maximum(np.diff(at, prepend=at[:1]), 0.0)
