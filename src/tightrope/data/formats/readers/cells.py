"""A table of text cells becomes typed columns: numbers exact, missing only where declared or shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import ChoiceNeeded, FileTooLarge
from tightrope.data.formats.readers.numbers import Column, Settings, decide, profile
from tightrope.data.formats.reading import Coded, Found, Given, listed


def connect(given: Given) -> duckdb.DuckDBPyConnection:
    """Return a database in the folder of work that loads nothing, fetches nothing and spills to disk."""
    memory = max(64, given.caps.memory // 4 // 2**20)
    connection = duckdb.connect(
        str(given.work / "cells.duckdb"),
        config={
            "threads": 1,
            "memory_limit": f"{memory}MB",
            "temp_directory": str(given.work / "spill"),
            "autoload_known_extensions": False,
            "autoinstall_known_extensions": False,
            "preserve_insertion_order": True,
        },
    )
    return connection


def typed(
    connection: duckdb.DuckDBPyConnection,
    names: Sequence[str],
    given: Given,
    *,
    header: int,
    notes: tuple[str, ...] = (),
) -> Found:
    """Return the columns of the table `cells` (c0, c1, ... as text, in order) with their types.

    Parameters
    ----------
    names : one for each column.
    header : rows before the first row of data, for messages.
    notes : what was noticed before.

    Raises
    ------
    ChoiceNeeded : a row of units, or a number that can be read in two ways.
    """
    settings = Settings.of(given)
    _refuse_long(connection, names, given, header)
    columns = profile(connection, names, settings, start=0)
    start, labels = 0, {}
    units = _units(connection, columns)
    if units:
        labels = _unit_choice(units, given, header)
        start = 1 if labels else 0
        columns = profile(connection, names, settings, start=start) if labels else columns
    said = [*notes]
    if start:
        said.append(f"row {header + 1} holds units; they are kept as labels")
    decided = decide(columns, settings, given, header=header)
    said += [line for column in decided for line in column.notes]
    return Found(columns=_columns(connection, decided, start), notes=tuple(said), labels=labels)


def _columns(
    connection: duckdb.DuckDBPyConnection, columns: Sequence[Column], start: int
) -> Iterator[tuple[str, NDArray[Any] | Coded]]:
    for column in columns:
        rows = f"FROM cells WHERE rowid >= {start}"
        if column.number:
            array = connection.execute(f"SELECT {column.number} AS x {rows}").fetchnumpy()["x"]
            yield column.name, plain(array)
        else:
            yield column.name, coded(connection, column.text, rows)


def plain(array: Any) -> NDArray[Any]:
    """Return an array of numbers without a mask; missing is NaN."""
    if isinstance(array, np.ma.MaskedArray):
        return np.asarray(array.data) if not array.mask.any() else np.ma.filled(array.astype(float), np.nan)
    return np.asarray(array)


def coded(connection: duckdb.DuckDBPyConnection, text: str, rows: str) -> Coded:
    """Return a text column; each distinct text is fetched once."""
    found = connection.execute(f"SELECT DISTINCT {text} AS x {rows} AND {text} <> '' ORDER BY x").fetchnumpy()["x"]
    values = tuple(str(value) for value in found)
    if not values:
        return Coded(codes=np.full(_count(connection, rows), -1, dtype=np.int32), values=())
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE distinct_texts AS SELECT DISTINCT {text} AS x {rows} AND {text} <> ''"
    )
    connection.execute("CREATE TYPE texts AS ENUM (SELECT x FROM distinct_texts ORDER BY x)")
    query = f"SELECT coalesce(enum_code(nullif({text}, '')::texts)::INTEGER, -1) AS x {rows}"
    codes = np.asarray(connection.execute(query).fetchnumpy()["x"], dtype=np.int32)
    connection.execute("DROP TYPE texts")
    return Coded(codes=codes, values=values)


def _count(connection: duckdb.DuckDBPyConnection, rows: str) -> int:
    row = connection.execute(f"SELECT count(*) {rows}").fetchone()
    return int(row[0]) if row else 0


def _refuse_long(connection: duckdb.DuckDBPyConnection, names: Sequence[str], given: Given, header: int) -> None:
    for first in range(0, len(names), 200):
        block = range(first, min(first + 200, len(names)))
        row = connection.execute(f"SELECT {', '.join(f'max(length(c{i}))' for i in block)} FROM cells").fetchone()
        for i, longest in zip(block, row or (), strict=True):
            if longest is not None and longest > given.caps.cell:
                raise FileTooLarge(
                    f"a cell of column {names[i]!r} has {longest:,} characters, more than the {given.caps.cell:,} read",
                    where=given.name,
                )


def _units(connection: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> dict[str, str]:
    """Return column -> the cell of the first row, where only that cell keeps columns of numbers from being so."""
    odd = {c.name: c.others[0].text for c in columns if c.lone_first}
    numeric = sum(1 for c in columns if c.numeric) + len(odd)
    return odd if odd and 2 * len(odd) >= numeric else {}


def _unit_choice(units: dict[str, str], given: Given, header: int) -> dict[str, str]:
    chosen = given.chosen("units")
    if not chosen:
        shown = listed((f"{name}: {cell!r}" for name, cell in units.items()), 4)
        raise ChoiceNeeded(
            f"row {header + 1} looks like units, not data ({shown})",
            where=given.name,
            next="choose units=drop to take them as labels, units=keep to keep the row",
        )
    return units if chosen == "drop" else {}
