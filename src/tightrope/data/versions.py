"""What changed between two versions of a table: rows, columns and values, matched by keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import ColumnsMoved, CoverageError
from tightrope.data.jumps import Jump, Pairs, find
from tightrope.data.read import Columns

KEYS = (
    "state", "power", "other", "iso3", "iso3c", "country", "country_code", "ccode", "ccode1", "ccode2", "cown", "gwno",
    "state1", "state2", "reporter", "partner", "supplier", "recipient", "sender", "target", "year", "quarter", "month",
    "date", "session", "rcid", "dispnum", "indicator", "series", "vote_set",
)  # fmt: skip
SAME = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One cell that changed: its row's key, column, old and new value (None where missing)."""

    key: tuple[Any, ...]
    column: str
    old: Any
    new: Any

    def data(self) -> dict[str, Any]:
        """Return the cell as plain values."""
        return {"key": list(self.key), "column": self.column, "old": self.old, "new": self.new}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed between two versions of a table.

    Parameters
    ----------
    keys : columns by which rows were matched; empty if no columns tell rows apart, then by rank.
    rows : number of rows in the old and in the new table.
    added, gone, changed : rows by key in one table only, and in both with another value in a shared column.
    columns_added, columns_gone : columns in one table only.
    retyped : column -> what it held and what it holds, of "number", "text", "time".
    cells : column -> number of cells that changed in matched rows.
    moves : the largest changes, numbers first.
    examples_added, examples_gone : some keys of rows in one table only.
    jumps : changes that no revision makes; each asks for confirmation.
    """

    keys: tuple[str, ...]
    rows: tuple[int, int]
    added: int
    gone: int
    changed: int
    columns_added: tuple[str, ...] = ()
    columns_gone: tuple[str, ...] = ()
    retyped: dict[str, tuple[str, str]]
    cells: dict[str, int]
    moves: tuple[Move, ...] = ()
    examples_added: tuple[tuple[Any, ...], ...] = ()
    examples_gone: tuple[tuple[Any, ...], ...] = ()
    jumps: tuple[Jump, ...] = ()

    @property
    def same(self) -> bool:
        """Whether both tables say the same."""
        rows = self.added or self.gone or self.changed
        return not (rows or self.columns_added or self.columns_gone or self.retyped)

    def data(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {
            "same": self.same, "keys": list(self.keys), "rows": list(self.rows),
            "added": self.added, "gone": self.gone, "changed": self.changed,
            "columns_added": list(self.columns_added), "columns_gone": list(self.columns_gone),
            "retyped": {name: list(pair) for name, pair in self.retyped.items()}, "cells": dict(self.cells),
            "moves": [move.data() for move in self.moves],
            "examples_added": [list(key) for key in self.examples_added],
            "examples_gone": [list(key) for key in self.examples_gone],
            "jumps": [jump.data() for jump in self.jumps],
        }  # fmt: skip


def compare(old: Columns, new: Columns, *, keys: Sequence[str] | None = None, top: int = 10) -> Changes:
    """Compare two versions of a table.

    Parameters
    ----------
    old, new : columns of equal length each; the order of rows does not matter.
    keys : columns that name a row in both; guessed from known names if None.
    top : how many moves and examples are kept.

    Returns
    -------
    Changes; `compare(x, x).same` is true, and swapping the tables swaps `added` and `gone`.

    Raises
    ------
    ColumnsMoved : a key is not a column of both tables.
    CoverageError : two rows of a table have the same key.
    """
    chosen = guess_keys(old, new) if keys is None else tuple(keys)
    absent = [name for name in chosen if name not in old or name not in new]
    if absent:
        raise ColumnsMoved(f"no column {', '.join(absent)} in both tables", where="keys", next="name others")
    shared = [name for name in old if name in new and name not in chosen]
    retyped = {n: (kind(old[n]), kind(new[n])) for n in (*chosen, *shared) if kind(old[n]) != kind(new[n])}
    one_sided = (tuple(n for n in new if n not in old), tuple(n for n in old if n not in new))
    if not chosen:
        return _by_rank(old, new, shared, one_sided, retyped, top)
    at = _match(old, new, chosen)
    pairs = Pairs(old=old, new=new, keys=chosen, columns=tuple(shared), both=at[0], gone=at[1], added=at[2])
    differs = {name: _differs(old[name][pairs.both[0]], new[name][pairs.both[1]]) for name in shared}
    rows = np.zeros(len(pairs.both[0]), dtype=bool)
    for mask in differs.values():
        rows |= mask
    return Changes(
        keys=chosen, rows=(_length(old), _length(new)),
        added=len(pairs.added), gone=len(pairs.gone), changed=int(rows.sum()),
        columns_added=one_sided[0], columns_gone=one_sided[1], retyped=retyped,
        cells={name: int(mask.sum()) for name, mask in differs.items() if mask.any()},
        moves=_moves(pairs, differs, top),
        examples_added=_examples(new, chosen, pairs.added, top), examples_gone=_examples(old, chosen, pairs.gone, top),
        jumps=find(pairs, columns_gone=one_sided[1], retyped=retyped),
    )  # fmt: skip


def jumps(old: Columns, new: Columns, *, keys: Sequence[str] | None = None) -> tuple[Jump, ...]:
    """Return what must stop a refresh: changes of unit, base, sign, code, scale and coverage.

    Parameters
    ----------
    old, new, keys : as in `compare`.

    Returns
    -------
    findings in the order of the columns; ordinary revisions and new years give none.
    """
    return compare(old, new, keys=keys).jumps


def guess_keys(old: Columns, new: Columns) -> tuple[str, ...]:
    """Return the columns that tell rows apart in both tables, by known names first; empty if none do."""
    shared = [name for name in old if name in new]
    known = [name for name in shared if name.lower() in KEYS]
    others = [n for n in shared if n not in known and kind(old[n]) == "text" == kind(new[n])]
    chosen: list[str] = []
    for name in (*known, *others):
        chosen.append(name)
        if name in known and name != known[-1]:
            continue
        if _unique(old, chosen) and _unique(new, chosen):
            return tuple(chosen)
    return ()


def kind(array: NDArray[Any]) -> str:
    """Return what a column holds: "number", "time" or "text"."""
    return "number" if array.dtype.kind in "fiub" else "time" if array.dtype.kind in "mM" else "text"


def _match(old: Columns, new: Columns, keys: tuple[str, ...]) -> tuple[tuple[NDArray[Any], NDArray[Any]], Any, Any]:
    """Return positions of matched rows in both tables, of rows that are gone, and of rows that are added."""
    size = _length(old)
    codes = _codes([np.concatenate([_plain(old[k], new[k]), _plain(new[k], old[k])]) for k in keys])
    first, second = codes[:size], codes[size:]
    for table, mine, which in ((old, first, "old"), (new, second, "new")):
        found, counts = np.unique(mine, return_counts=True)
        if len(found) < len(mine):
            twice = int(np.flatnonzero(mine == found[np.argmax(counts)])[0])
            raise CoverageError(
                f"two rows for {_key(table, keys, twice)} in the {which} table", where=", ".join(keys),
                next="name the columns that tell rows apart",
            )  # fmt: skip
    _, i, j = np.intersect1d(first, second, assume_unique=True, return_indices=True)
    return (i, j), _ordered(~np.isin(first, second), first), _ordered(~np.isin(second, first), second)


def _ordered(mask: NDArray[np.bool_], codes: NDArray[np.int64]) -> NDArray[Any]:
    rows = np.flatnonzero(mask)
    return rows[np.argsort(codes[rows], kind="stable")]


def _codes(arrays: list[NDArray[Any]]) -> NDArray[np.int64]:
    codes = np.zeros(len(arrays[0]), dtype=np.int64)
    for array in arrays:
        levels, mine = np.unique(array, return_inverse=True)
        _, codes = np.unique(codes * len(levels) + mine, return_inverse=True)
    return codes.astype(np.int64)


def _plain(array: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
    """Return a key so that both tables' keys compare: as numbers where both are, else as text."""
    if kind(array) == kind(other) and kind(array) != "text":
        return array.astype(float) if kind(array) == "number" else array.astype("datetime64[us]")
    return np.array([str(int(v)) if isinstance(v, float) and v.is_integer() else str(v) for v in array.tolist()])


def _unique(table: Columns, keys: list[str]) -> bool:
    if not _length(table):
        return True
    codes = _codes([_plain(table[k], table[k]) for k in keys])
    return len(np.unique(codes)) == len(codes)


def _differs(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where two columns differ; missing equals missing, and float noise is no change."""
    if kind(a) == kind(b) == "number":
        x, y = a.astype(float), b.astype(float)
        blank = np.isnan(x) & np.isnan(y)
        close = np.abs(x - y) <= SAME * np.maximum(np.abs(x), np.abs(y))
        return np.asarray(~(blank | close | (x == y)))
    return np.array([_text(x) != _text(y) for x, y in zip(a.tolist(), b.tolist(), strict=True)], dtype=bool)


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _moves(pairs: Pairs, differs: dict[str, NDArray[np.bool_]], top: int) -> tuple[Move, ...]:
    """Return the largest moves: by distance in units of the column's spread, then text."""
    ranked: list[tuple[float, tuple[Any, ...], Move]] = []
    i, j = pairs.both
    for name, mask in differs.items():
        where = np.flatnonzero(mask)
        if not len(where):
            continue
        old, new = pairs.old[name], pairs.new[name]
        size = np.zeros(len(where))
        if kind(old) == kind(new) == "number":
            spread = float(np.nanstd(old.astype(float))) if np.isfinite(old.astype(float)).any() else 0.0
            gap = np.abs(new[j[where]].astype(float) - old[i[where]].astype(float))
            size = np.where(np.isnan(gap), 0.0, gap) / (spread or 1.0)
        for n in np.argsort(-size, kind="stable")[: top * 4]:
            row = where[n]
            key = _key(pairs.old, pairs.keys, int(i[row]))
            move = Move(key=key, column=name, old=_value(old[i[row]]), new=_value(new[j[row]]))
            ranked.append((-float(size[n]), (name, *map(str, key)), move))
    ranked.sort(key=lambda entry: entry[:2])
    return tuple(move for _, _, move in ranked[:top])


def _examples(table: Columns, keys: tuple[str, ...], rows: NDArray[Any], top: int) -> tuple[tuple[Any, ...], ...]:
    return tuple(_key(table, keys, int(row)) for row in rows[:top])


def _key(table: Columns, keys: tuple[str, ...], row: int) -> tuple[Any, ...]:
    return tuple(_value(table[name][row]) for name in keys)


def _value(value: Any) -> Any:
    """Return a cell as a plain value: None where missing, whole numbers as such."""
    plain = value.item() if isinstance(value, np.generic) and value.dtype.kind not in "mM" else value
    if isinstance(plain, float):
        return None if np.isnan(plain) else int(plain) if plain.is_integer() and abs(plain) < 1e15 else plain
    return plain if isinstance(plain, int | str) else str(plain)


def _length(table: Columns) -> int:
    return len(next(iter(table.values()))) if table else 0


def _by_rank(
    old: Columns,
    new: Columns,
    shared: list[str],
    one_sided: tuple[tuple[str, ...], tuple[str, ...]],
    retyped: dict[str, tuple[str, str]],
    top: int,
) -> Changes:
    """Compare tables whose rows have no key: whole rows count, and columns are held together by their quantiles."""
    size = _length(old)
    gone = added = np.zeros(0, dtype=int)
    if shared:
        codes = _codes([_cells(old[n], new[n]) for n in shared])
        gone, added = _surplus(codes[:size], codes[size:]), _surplus(codes[size:], codes[:size])
    grid = np.linspace(0.01, 0.99, 99)
    numbers = [n for n in shared if kind(old[n]) == kind(new[n]) == "number" and min(size, _length(new)) >= len(grid)]
    ranked = [{n: _quantiles(table[n], grid) for n in numbers} for table in (old, new)]
    rows = np.arange(len(grid))
    none = np.zeros(0, dtype=int)
    pairs = Pairs(
        old={**ranked[0], "rank": rows}, new={**ranked[1], "rank": rows}, keys=("rank",), columns=tuple(numbers),
        both=(rows, rows), gone=none, added=none,
    )  # fmt: skip
    return Changes(
        keys=(), rows=(size, _length(new)), added=len(added), gone=len(gone), changed=0,
        columns_added=one_sided[0], columns_gone=one_sided[1], retyped=retyped, cells={},
        examples_added=_examples(new, tuple(shared[:4]), added, top),
        examples_gone=_examples(old, tuple(shared[:4]), gone, top),
        jumps=find(pairs, columns_gone=one_sided[1], retyped=retyped, lost=(size, _length(new))),
    )  # fmt: skip


def _cells(a: NDArray[Any], b: NDArray[Any]) -> NDArray[Any]:
    if kind(a) == kind(b) == "number":
        return np.concatenate([a.astype(float), b.astype(float)])
    return np.array([_text(v) for v in [*a.tolist(), *b.tolist()]])


def _quantiles(array: NDArray[Any], grid: NDArray[Any]) -> NDArray[Any]:
    seen = array.astype(float)
    seen = seen[np.isfinite(seen)]
    return np.quantile(seen, grid) if len(seen) >= len(grid) else np.full(len(grid), np.nan)


def _surplus(mine: NDArray[np.int64], theirs: NDArray[np.int64]) -> NDArray[Any]:
    """Return rows that a table holds more often than the other."""
    size = int(max(mine.max(initial=-1), theirs.max(initial=-1))) + 1
    left = np.bincount(theirs, minlength=size)
    order = np.argsort(mine, kind="stable")
    start = np.searchsorted(mine[order], mine[order], side="left")
    nth = np.empty(len(mine), dtype=int)
    nth[order] = np.arange(len(mine)) - start
    return _ordered(nth >= left[mine], mine)
