"""Sheet to Parquet by DuckDB: typed columns, and the codebook, license and citation in the file's own metadata."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from tightrope.data.exports import codebook
from tightrope.data.exports.sheet import WORDS, Sheet


def write_parquet(sheet: Sheet, file: Path) -> tuple[str, ...]:
    """Write a sheet; empty cells are null, and `tightrope` in the key-value metadata holds the codebook as JSON."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET threads = 1")
        connection.execute("SET preserve_insertion_order = true")
        given = {f"c{i}": np.ascontiguousarray(array) for i, array in enumerate(sheet.columns.values())}
        connection.register("given", given)
        chosen = ", ".join(f"{_typed(sheet, name, f'c{i}')} AS {_name(name)}" for i, name in enumerate(sheet.columns))
        meta = ", ".join(f"{key}: {_text(value)}" for key, value in _metadata(sheet).items())
        connection.execute(
            f"COPY (SELECT {chosen} FROM given) TO {_text(str(file))} "
            f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{meta}}})"
        )
    return ()


def _metadata(sheet: Sheet) -> dict[str, str]:
    book = [dict(zip(codebook.HEAD, row, strict=True)) for row in codebook.rows(sheet)]
    held = {
        "title": sheet.title, "license": sheet.whole(), "citation": "\n".join(sheet.citations), "bibtex": sheet.bibtex,
        "tightrope": json.dumps(
            {"codebook": book, "about": codebook.about(sheet), "name": sheet.name}, ensure_ascii=False, sort_keys=True
        ),
    }  # fmt: skip
    return held


def _typed(sheet: Sheet, name: str, column: str) -> str:
    kind, array = sheet.notes[name].kind, sheet.columns[name]
    if kind in WORDS:
        return f"nullif({column}::VARCHAR, '')"
    bare = f"CASE WHEN isnan({column}) THEN NULL ELSE {column} END" if array.dtype.kind == "f" else column
    if kind == "flag":
        return f"({bare})::BOOLEAN"
    return f"({bare})::{_whole(array)}" if kind == "integer" else bare


def _whole(array: np.ndarray[Any, Any]) -> str:
    seen = array[np.isfinite(array)] if array.dtype.kind == "f" else array
    small = not len(seen) or (seen.min() >= -(2**31) and seen.max() < 2**31)
    return "INTEGER" if small else "BIGINT"


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
