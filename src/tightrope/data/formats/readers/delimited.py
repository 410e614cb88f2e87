"""CSV and TSV: DuckDB reads every cell as text, rows that do not fit are listed, then columns get their types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from tightrope.core.errors import FileDamaged, FileTooLarge
from tightrope.data.formats.readers import cells
from tightrope.data.formats.readers.body import cut, line_at
from tightrope.data.formats.readers.dialect import Dialect, sniff
from tightrope.data.formats.readers.encoding import to_utf8
from tightrope.data.formats.readers.names import checked
from tightrope.data.formats.reading import Found, Given, check_size

LINE = 2_000_000
SHOWN = 20


def read(given: Given) -> Found:
    """Return the columns of a text table.

    Raises
    ------
    FileDamaged : rows that are wider or narrower than the header; their lines are listed.
    """
    file, encoded = to_utf8(given)
    dialect = sniff(file, given)
    rows = dialect.header or (tuple(f"column_{i}" for i in range(1, dialect.width + 1)),)
    joined = tuple(" / ".join(dict.fromkeys(p for p in parts if p)) for parts in zip(*_even(rows), strict=True))
    names, notes = checked(joined, given, told=given.counted("header") is not None)
    body = cut(file, at=dialect.start, given=given)
    connection = cells.connect(given)
    _load(connection, body.file, dialect, given, before=line_at(file, dialect.start) - 1)
    rows_read = _count(connection, "SELECT count(*) FROM cells")
    if rows_read != body.records and dialect.width > 1:
        raise FileDamaged(
            f"it has {body.records:,} rows but {rows_read:,} could be read: quotes or line ends are mixed",
            where=given.name,
            next="save it again with one kind of line end and quotes around cells only",
        )
    check_size(given, rows=rows_read)
    said = (encoded, dialect.said, *([body.note] if body.note else []), *notes)
    return cells.typed(connection, names, given, header=len(dialect.header), notes=said)


def _even(rows: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    width = len(rows[0])
    return [(*row[:width], *[""] * (width - len(row))) for row in rows]


def _load(connection: duckdb.DuckDBPyConnection, file: Path, dialect: Dialect, given: Given, *, before: int) -> None:
    line = max(LINE, given.caps.cell)
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(dialect.width))
    options = (
        f"auto_detect = false, header = false, columns = {{{columns}}}, "
        f"delim = '{dialect.delimiter}', quote = '\"', escape = '\"', comment = '', max_line_size = {line}, "
        f"buffer_size = {16 * line}, strict_mode = true, store_rejects = true, ignore_errors = true, "
        "new_line = '\\n', encoding = 'utf-8'"
    )
    path = str(file).replace("'", "''")
    try:
        connection.execute(f"CREATE TABLE cells AS SELECT * FROM read_csv('{path}', {options})")
    except duckdb.InvalidInputException as error:
        first = str(error).splitlines()[0][:200]
        raise FileDamaged(f"it is no table of text ({first})", where=given.name) from None
    _refuse_rejected(connection, file, dialect, given, before)


def _refuse_rejected(
    connection: duckdb.DuckDBPyConnection, file: Path, dialect: Dialect, given: Given, before: int
) -> None:
    rows: list[tuple[Any, ...]] = connection.execute(
        "SELECT line_byte_position, any_value(error_type::VARCHAR), any_value(csv_line) FROM reject_errors "
        "GROUP BY line_byte_position ORDER BY line_byte_position"
    ).fetchall()
    if not rows:
        return
    if any("LINE SIZE" in kind for _, kind, _ in rows):
        raise FileTooLarge(f"a line is longer than {max(LINE, given.caps.cell):,} characters", where=given.name)
    places = [f"{before + line_at(file, at - 1) + _blank(text):,}" for at, _, text in rows[:SHOWN]]
    more = f" and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
    kinds = sorted({kind.lower() for _, kind, _ in rows})
    raise FileDamaged(
        f"{len(rows):,} rows do not have the {dialect.width} cells of the header ({', '.join(kinds)}): "
        f"lines {', '.join(places)}{more}",
        where=given.name,
        next="mend them, or choose skip=N if lines stand before the header, or another delimiter",
    )


def _blank(text: str | None) -> int:
    """Return how many blank lines stand before the row in what DuckDB kept of it."""
    body = text or ""
    return body[: len(body) - len(body.lstrip("\n"))].count("\n")


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
