"""Which columns of text are numbers: a profile of each in SQL, and the one way to read it, or the ways listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from tightrope.core.errors import ChoiceNeeded
from tightrope.data.formats.reading import Given, listed

MARKERS = ("NA", "N/A", "n/a", "#N/A", "..", ".", "...", "-", "NULL", "null", "NaN", "nan", "None", "none", "missing")
EXACT = 2**53
PLAIN = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
ENDLESS = r"[+-]?[iI][nN][fF]([iI][nN][iI][tT][yY])?"
COMMA = r"[+-]?\d*,\d+"
COMMA_GROUP = r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?"
OTHER_GROUP = r"[+-]?[1-9]\d{0,2}([ '\x{00a0}\x{202f}\x{2019}]\d{3})+([.,]\d+)?"
DOT_GROUP = r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?"
ZEROS = r"[+-]?0\d+"
LONG = r"[+-]?\d{16,}"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose on numbers: decimal mark, grouping mark, cells that mean missing, leading zeros."""

    decimal: str
    thousands: str
    missing: tuple[str, ...]
    zeros: bool

    @classmethod
    def of(cls, given: Given) -> Settings:
        """Return the settings that a file's choices make."""
        decimal, thousands = given.chosen("decimal"), given.chosen("thousands")
        if decimal and decimal == thousands:
            raise ChoiceNeeded(f"{decimal!r} cannot be both the decimal and the thousands mark", where=given.name)
        missing = tuple(part for part in given.chosen("missing").split("|") if part)
        return cls(decimal, thousands, missing, given.chosen("zeros") == "number")

    @property
    def free(self) -> bool:
        """Whether the marks of numbers are to be told from the cells."""
        return not self.decimal and not self.thousands


@dataclass(frozen=True, slots=True)
class Odd:
    """A text that is no plain number: how often it stands, where first (row of data from 0), what it looks like."""

    text: str
    count: int
    first: int
    shape: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what its cells are, then how to read it.

    Parameters
    ----------
    name, key, cell : its name, its name in SQL, and the expression that makes a number's text of a cell.
    filled, numbers, whole : cells that hold something, a number, an integer in its shortest form.
    low, high : range of its numbers.
    zeros, long, pointed, grouped, over : cells with leading zeros, with 16 digits or more, with a point, with
        points that could group thousands, with a number larger than any that can be held.
    odd : texts that are no plain number.
    number, text : the expression that reads it as numbers ("" if it is text), and as text.
    notes : what was decided.
    """

    name: str
    key: str
    cell: str
    filled: int = 0
    numbers: int = 0
    whole: int = 0
    low: float | None = None
    high: float | None = None
    zeros: int = 0
    long: int = 0
    pointed: int = 0
    grouped: int = 0
    over: int = 0
    odd: tuple[Odd, ...] = ()
    number: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()

    @property
    def others(self) -> list[Odd]:
        """Return the texts that no reading makes a number."""
        return [o for o in self.odd if o.shape == "text"]

    @property
    def numeric(self) -> bool:
        """Whether every cell that holds something is a number or marks a missing one."""
        return self.numbers > 0 and all(o.shape == "marker" for o in self.odd)

    @property
    def lone_first(self) -> bool:
        """Whether the first row's text alone keeps the column from being numbers."""
        others = self.others
        return (
            self.numbers > 1
            and len(others) == 1
            and (others[0].count, others[0].first) == (1, 0)
            and all(o.shape in ("marker", "text") for o in self.odd)
        )


def profile(
    connection: duckdb.DuckDBPyConnection, names: Sequence[str], settings: Settings, *, start: int
) -> list[Column]:
    """Return what the cells of each column of the table `cells` are."""
    out = []
    for i, name in enumerate(names):
        key = f"c{i}"
        cell = _cell(key, settings)
        number = _number(cell)
        row = connection.execute(
            f"SELECT count(*) FILTER ({key} <> ''), count({number}), "
            f"count(*) FILTER ({cell} = TRY_CAST({cell} AS BIGINT)::VARCHAR), min({number}), max({number}) "
            f"FROM cells WHERE rowid >= {start}"
        ).fetchone()
        assert row is not None
        column = Column(name, key, cell, *row)
        if column.numbers and column.numbers > column.whole:
            column = replace(column, **_shapes(connection, column, number, start))
        if column.filled > column.numbers:
            column = replace(column, odd=_odd(connection, column, number, settings, start))
        out.append(column)
    return out


def _shapes(connection: duckdb.DuckDBPyConnection, column: Column, number: str, start: int) -> dict[str, Any]:
    counts = ", ".join(f"count(*) FILTER (regexp_full_match(trim({column.cell}), '{p}'))" for p in (ZEROS, LONG))
    row = connection.execute(
        f"SELECT {counts}, count(*) FILTER (contains({column.cell}, '.')), "
        f"count(*) FILTER (regexp_full_match(trim({column.cell}), '{DOT_GROUP}')), "
        f"count(*) FILTER (isinf({number}) AND NOT regexp_full_match(trim({column.cell}), '{ENDLESS}')) "
        f"FROM cells WHERE rowid >= {start} AND {number} IS NOT NULL"
    ).fetchone()
    assert row is not None
    return dict(zip(("zeros", "long", "pointed", "grouped", "over"), row, strict=True))


def _odd(
    connection: duckdb.DuckDBPyConnection, column: Column, number: str, settings: Settings, start: int
) -> tuple[Odd, ...]:
    """Return the texts that are no numbers: all of them if few, else the first ones of each shape."""
    declared = ", ".join(_quoted(m) for m in (*MARKERS, *settings.missing))
    rows = connection.execute(
        f"""
        WITH texts AS (
            SELECT {column.key} AS x, count(*) AS n, min(rowid) AS first FROM cells
            WHERE rowid >= {start} AND {column.key} <> '' AND {number} IS NULL GROUP BY x
        ), shaped AS (
            SELECT *, CASE WHEN trim(x) IN ({declared}) OR trim(x) = '' THEN 'marker'
                WHEN regexp_full_match(trim(x), '{COMMA_GROUP}') THEN 'comma group'
                WHEN regexp_full_match(trim(x), '{COMMA}') THEN 'comma'
                WHEN regexp_full_match(trim(x), '{_sql(OTHER_GROUP)}') THEN 'group'
                WHEN regexp_full_match(trim(x), '{DOT_GROUP}') THEN 'dot group' ELSE 'text' END AS shape FROM texts
        )
        SELECT x, n, first - {start}, shape FROM shaped
        QUALIFY row_number() OVER (PARTITION BY shape ORDER BY first) <= 50 ORDER BY first
        """
    ).fetchall()
    return tuple(Odd(*row) for row in rows)


def decide(columns: Sequence[Column], settings: Settings, given: Given, *, header: int) -> list[Column]:
    """Return each column with the way to read it.

    Raises
    ------
    ChoiceNeeded : a column of numbers whose marks can be read in two ways.
    """
    commas = settings.free and any(_decimal_comma(c) for c in columns)
    return [_decide(column, settings, given, header, commas) for column in columns]


def _decide(column: Column, settings: Settings, given: Given, header: int, commas: bool) -> Column:
    where = f"column {column.name!r}"
    missing = settings.missing
    column = replace(column, text=_but(f"coalesce({column.key}, '')", column.key, missing))
    if column.filled == 0:
        return replace(column, number="NULL::DOUBLE", notes=(f"{where} is empty",))
    marks = [o for o in column.odd if o.shape == "marker"]
    shaped = [o for o in column.odd if o.shape not in ("marker", "text")]
    if column.others or not (column.numbers or shaped):
        return replace(column, notes=_text_notes(column, where, header, missing))
    cell = column.cell
    notes: list[str] = []
    if shaped and settings.free:
        if not _decimal_comma(column):
            raise _ambiguous(where, shaped, given)
        if column.pointed:
            raise _ambiguous(where, shaped, given)
        cell = f"replace({cell}, ',', '.')"
        notes.append(f"{where} has decimal commas, such as {shaped[0].text!r}")
    elif shaped:
        return replace(column, notes=(f"{where} stays text: {_shown(shaped, header)} do not fit the marks chosen",))
    if commas and column.pointed and column.grouped == column.pointed:
        raise ChoiceNeeded(
            f"{where} has points that could group thousands, while other columns have decimal commas",
            where=given.name,
            next="choose thousands=. with decimal=, or decimal=.",
        )
    number = _number(cell)
    if marks:
        said = listed((f"{o.text!r} ({o.count:,} cells)" for o in marks), 6)
        notes.append(f"{where}: {said} read as missing")
    kept = _kept_as_text(column, settings, where)
    if kept:
        return replace(column, notes=(kept,))
    return _sized(replace(column, notes=tuple(notes)), number, cell, where, given, header)


def _sized(column: Column, number: str, cell: str, where: str, given: Given, header: int) -> Column:
    notes = list(column.notes)
    integers = column.whole == column.numbers and not any(o.shape != "marker" for o in column.odd)
    if integers:
        return replace(column, number=f"TRY_CAST({cell} AS BIGINT)", notes=tuple(notes))
    for end in (column.low, column.high):
        if end is not None and end in (float("inf"), float("-inf")):
            notes.append(f"{where} holds infinite numbers")
            break
    return replace(column, number=number, notes=tuple(notes))


def _kept_as_text(column: Column, settings: Settings, where: str) -> str:
    if column.zeros and not settings.zeros:
        return f"{where} stays text: {column.zeros:,} cells have leading zeros; choose zeros=number to read numbers"
    if column.over:
        return f"{where} stays text: {column.over:,} cells are larger than any number that can be held"
    large = max(abs(column.low or 0), abs(column.high or 0)) >= EXACT
    mixed = column.whole < column.numbers or column.filled > column.numbers
    if large and mixed and (column.long or column.whole == column.numbers):
        return f"{where} stays text: some integers are too long to be held exactly as numbers"
    return ""


def _text_notes(column: Column, where: str, header: int, missing: tuple[str, ...]) -> tuple[str, ...]:
    notes = []
    if column.numbers and 2 * column.numbers >= column.filled:
        notes.append(
            f"{where} is text: {column.filled - column.numbers:,} of {column.filled:,} cells are no numbers, "
            f"such as {_shown(column.others, header)}"
        )
    declared = [o for o in column.odd if o.text in missing]
    if declared:
        said = listed(f"{o.text!r} ({o.count:,} cells)" for o in declared)
        notes.append(f"{where}: {said} read as missing, as chosen")
    return tuple(notes)


def _decimal_comma(column: Column) -> bool:
    """Whether a column has commas that cannot but be decimal: no three digits after, or a zero before."""
    shapes = {o.shape for o in column.odd}
    several = any(o.shape == "comma group" and (o.text.count(",") > 1 or "." in o.text) for o in column.odd)
    return "comma" in shapes and shapes <= {"comma", "comma group", "marker"} and not several


def _ambiguous(where: str, shaped: list[Odd], given: Given) -> ChoiceNeeded:
    return ChoiceNeeded(
        f"{where} has numbers such as {shaped[0].text!r}, whose marks can be read in more than one way",
        where=given.name,
        next="choose decimal=. or decimal=, and thousands=, . ' or a space; thousands=none keeps them as text",
    )


def _cell(key: str, settings: Settings) -> str:
    """Return the expression for the text of a number, with the marks the user chose made plain."""
    declared = ", ".join(_quoted(m) for m in settings.missing)
    cell = f"CASE WHEN trim({key}) IN ({declared}) THEN NULL ELSE {key} END" if declared else key
    mark, point = settings.thousands, settings.decimal or "."
    if mark and mark != "none":
        spaces = " \u00a0\u202f" if mark == " " else "'\u2019" if mark == "'" else mark
        either = "[" + spaces.replace("'", "''") + "]"
        pattern = rf"\s*[+-]?\d{{1,3}}({either}\d{{3}})+([{point}]\d+)?\s*"
        plain = f"regexp_replace({cell}, '{either}', '', 'g')"
        cell = f"CASE WHEN regexp_full_match({cell}, '{pattern}') THEN {plain} ELSE {cell} END"
    if settings.decimal == ",":
        cell = f"CASE WHEN contains({cell}, '.') THEN NULL ELSE replace({cell}, ',', '.') END"
    return f"({cell})"


def _number(cell: str) -> str:
    """Return the expression that makes a number of a cell, NULL where it is none."""
    # DuckDB reads 1_000 as a number; nobody writes data so.
    plain = f"{cell} <> '' AND NOT contains({cell}, '_') AND NOT isnan(TRY_CAST({cell} AS DOUBLE))"
    return f"(CASE WHEN {plain} THEN TRY_CAST({cell} AS DOUBLE) END)"


def _but(expression: str, key: str, missing: tuple[str, ...]) -> str:
    return (
        f"CASE WHEN trim({key}) IN ({', '.join(_quoted(m) for m in missing)}) THEN '' ELSE {expression} END"
        if missing
        else expression
    )


def _shown(odd: Sequence[Odd], header: int) -> str:
    return listed((f"{o.text[:40]!r} in row {header + o.first + 1:,}" for o in odd), 3)


def _sql(pattern: str) -> str:
    return pattern.replace("'", "''")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
