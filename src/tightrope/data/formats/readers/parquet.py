"""Parquet by DuckDB: plain columns; nested ones and extension types only on request, long numbers exact."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import duckdb
from numpy.typing import NDArray

from tightrope.core.errors import ChoiceNeeded, FileDamaged
from tightrope.data.formats.readers.cells import coded, connect, plain
from tightrope.data.formats.readers.names import checked
from tightrope.data.formats.reading import Coded, Found, Given, check_size, listed

MARK = b"ARROW:extension:name"
FLOATS = ("DOUBLE", "FLOAT")
INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
LONG = ("UBIGINT", "HUGEINT", "UHUGEINT", "BIGNUM")
EXACT = 2**53


def read(given: Given) -> Found:
    """Return the columns of a Parquet file.

    Raises
    ------
    ChoiceNeeded : extension types or nested columns, unless chosen. FileDamaged : not to be read.
    """
    connection = connect(given)
    path = str(given.file).replace("'", "''")
    _refuse_extensions(connection, path, given)
    rows = connection.execute(f"SELECT sum(num_rows) FROM parquet_file_metadata('{path}')").fetchone()
    check_size(given, rows=int(rows[0] or 0) if rows else 0)
    described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet('{path}')").fetchall()
    fields = [(str(row[0]), str(row[1])) for row in described]
    flat, notes = _flattened(fields, given)
    names, renamed = checked([name for name, _, _ in flat], given)
    parts = [(name, sql, kind) for name, (_, sql, kind) in zip(names, flat, strict=True)]
    connection.execute(f"CREATE VIEW cells AS SELECT * FROM read_parquet('{path}', file_row_number = false)")
    said = _exactness(connection, parts)
    columns = _columns(connection, [(n, s, "text" if n in said else k) for n, s, k in parts])
    return Found(columns=columns, notes=(*notes, *renamed, *said.values()))


def _refuse_extensions(connection: duckdb.DuckDBPyConnection, path: str, given: Given) -> None:
    pairs = connection.execute(f"SELECT key, value FROM parquet_kv_metadata('{path}')").fetchall()
    schemas = [bytes(value) for key, value in pairs if bytes(key) == b"ARROW:schema"]
    held = [schema for schema in schemas if MARK in base64.b64decode(schema + b"==", validate=False)]
    if held and given.chosen("extension") != "storage":
        raise ChoiceNeeded(
            "it has columns of extension types, which are refused",
            where=given.name,
            next="choose extension=storage to read what they are stored as",
        )


def _flattened(fields: list[tuple[str, str]], given: Given) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Return (name, expression, type) of every plain column, and notes."""
    nested = [
        name for name, kind in fields if kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION", "VARIANT"))
    ]
    binary = [name for name, kind in fields if kind in ("BLOB", "GEOMETRY") or kind.startswith("GEOMETRY")]
    if binary:
        raise FileDamaged(f"the columns {listed(binary)} hold bytes, not values", where=given.name)
    if nested and given.chosen("nested") != "flatten":
        raise ChoiceNeeded(
            f"the columns {listed(nested)} hold fields or lists", where=given.name, next="choose nested=flatten"
        )
    out: list[tuple[str, str, str]] = []
    notes = []
    for name, kind in fields:
        sql = '"' + name.replace('"', '""') + '"'
        if name in nested:
            out.append((name, f"to_json({sql})::VARCHAR", "VARCHAR"))
            notes.append(f"column {name!r} ({kind[:60]}) is read as JSON text")
        else:
            out.append((name, sql, kind))
            if kind.startswith("TIMESTAMP"):
                notes.append(f"column {name!r} ({kind.lower()}) is read as ISO 8601 text")
    return out, notes


def _exactness(connection: duckdb.DuckDBPyConnection, parts: list[tuple[str, str, str]]) -> dict[str, str]:
    """Return column -> why it stays text, for numbers that neither int64 nor double holds exactly."""
    said = {}
    for name, sql, kind in parts:
        if kind in ("BIGINT", *LONG):
            row = connection.execute(f"SELECT max(abs({sql}::HUGEINT)), count(*) - count({sql}) FROM cells").fetchone()
            top, gone = (int(row[0] or 0), int(row[1])) if row else (0, 0)
            if top >= 2**63 or (gone and top > EXACT):
                said[name] = f"column {name!r} stays text: some integers are too long to be held exactly as numbers"
        elif kind.startswith("DECIMAL"):
            digits = int(kind[8:].split(",")[0])
            if digits > 15:
                row = connection.execute(f"SELECT count(*) FROM cells WHERE {sql}::DOUBLE::{kind} <> {sql}").fetchone()
                if row and row[0]:
                    said[name] = f"column {name!r} stays text: some decimals cannot be held exactly as numbers"
    return said


def _columns(
    connection: duckdb.DuckDBPyConnection, parts: list[tuple[str, str, str]]
) -> Iterator[tuple[str, NDArray[Any] | Coded]]:
    for name, sql, kind in parts:
        if kind in FLOATS or kind.startswith("DECIMAL"):
            yield name, _array(connection, f"{sql}::DOUBLE")
        elif kind in (*INTEGERS, *LONG, "BOOLEAN"):
            yield name, _array(connection, f"{sql}::BIGINT")
        else:
            yield name, coded(connection, _text(sql, kind), "FROM cells WHERE true")


def _array(connection: duckdb.DuckDBPyConnection, sql: str) -> NDArray[Any]:
    return plain(connection.execute(f"SELECT {sql} AS x FROM cells").fetchnumpy()["x"])


def _text(sql: str, kind: str) -> str:
    text = f"coalesce({sql}::VARCHAR, '')"
    return f"replace({text}, ' ', 'T')" if kind.startswith("TIMESTAMP") else text
