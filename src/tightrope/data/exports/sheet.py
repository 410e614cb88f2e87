"""Sheet: a table to be written for others, with what each column means, the license and the citations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from tightrope.core.errors import DataError
from tightrope.data.read import Columns

Kind = Literal["number", "integer", "flag", "text", "category", "date"]
Cell = int | float | bool | str | None
WORDS: tuple[Kind, ...] = ("text", "category", "date")
OBSERVED, MISSING, BEYOND = "observed", "missing", "beyond coverage"
STATUSES = (OBSERVED, MISSING, BEYOND)
EXACT = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnNote:
    """What a column holds.

    Parameters
    ----------
    label, unit : printed name and unit of measure.
    kind : "number", "integer", "flag" (yes or no), "text", "category" (one of `levels`) or "date" (ISO 8601 text,
        as precise as it is known: 2001, 2001-09 or 2001-09-11).
    says : sign, range, what a larger value means, what would mislead.
    source, coverage : where it comes from; the years that the source covers.
    levels : of a category, in order.
    status : name of the column that says why a cell is empty; "" where an empty cell only means missing.
    """

    label: str
    unit: str = ""
    kind: Kind = "number"
    says: str = ""
    source: str = ""
    coverage: str = ""
    levels: tuple[str, ...] = ()
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """Rows that a license keeps back: why, how a reader builds them, and whom to cite."""

    name: str
    label: str
    why: str
    recipe: tuple[str, ...]
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table and everything that has to travel with it.

    Parameters
    ----------
    name : short name: of the file in a folder, of the sheet in a workbook.
    title : what the table is, as a clause.
    columns : column -> array; NaN is an empty number, "" empty text; all of one length.
    notes : column -> what it holds; one for each column.
    series : level of the column that names a series -> what that series is; for long tables.
    license, citations : lines to print; `bibtex` holds the entries cited.
    withheld : what was asked for and may not be passed on.
    made : what the table was made from, as (what, value): version, digest or key.
    remarks : what a reader should know before using it.

    Raises
    ------
    DataError : columns of unequal length, a column without note, text that no format can hold, or an infinite number.
    """

    name: str
    title: str
    columns: Columns
    notes: Mapping[str, ColumnNote]
    series: Mapping[str, ColumnNote] = field(default_factory=dict)
    license: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    bibtex: str = ""
    withheld: tuple[Withheld, ...] = ()
    made: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.columns:
            raise DataError("the table has no column", where=self.name)
        if set(self.notes) != set(self.columns):
            odd = sorted(set(self.notes) ^ set(self.columns))
            raise DataError(f"columns and notes differ: {', '.join(odd)}", where=self.name, next="note each column")
        if len({len(array) for array in self.columns.values()}) > 1:
            raise DataError("the columns are not of one length", where=self.name)
        object.__setattr__(
            self, "columns", {n: _typed(a, self.notes[n], f"{self.name}.{n}") for n, a in self.columns.items()}
        )

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def cells(self, column: str) -> Iterator[Cell]:
        """Yield the cells of a column as plain values, None where empty."""
        array, kind = self.columns[column], self.notes[column].kind
        if kind in WORDS:
            yield from (text or None for text in array.tolist())
        elif array.dtype.kind == "f":
            turn = {"number": float, "integer": int, "flag": bool}[kind]
            yield from (None if value != value else turn(value) for value in array.tolist())
        else:
            yield from array.tolist()

    def inexact(self, column: str) -> bool:
        """Whether a column holds whole numbers that a 64-bit float cannot tell apart."""
        array = self.columns[column]
        return self.notes[column].kind == "integer" and len(array) > 0 and bool(np.nanmax(np.abs(_wide(array))) > EXACT)

    def whole(self) -> str:
        """Return the license lines as one."""
        return "; ".join(self.license) or "no third-party data"


def _typed(array: Any, note: ColumnNote, where: str) -> np.ndarray[Any, Any]:
    given = np.asarray(array)
    if note.kind in WORDS:
        return _words(given, note, where)
    if note.kind == "flag" and given.dtype.kind == "b":
        return given
    if note.kind == "integer" and given.dtype.kind in "iu":
        if given.dtype.kind == "u" and len(given) and int(given.max()) >= 2**63:
            raise DataError("a whole number does not fit 64 bits", where=where, next="write it as text")
        return given.astype(np.int64)
    try:
        numbers = given.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise DataError(f"the column is no {note.kind}", where=where, next="declare it as text") from None
    if np.isinf(numbers).any():
        raise DataError(
            "a number is infinite, which no format here holds alike", where=where, next="leave the cell out"
        )
    seen = numbers[np.isfinite(numbers)]
    if note.kind == "integer" and (seen != np.rint(seen)).any():
        raise DataError("a whole-number column holds a fraction", where=where, next="declare it as number")
    if note.kind == "flag" and (~np.isin(seen, (0.0, 1.0))).any():
        raise DataError("a yes-or-no column holds something else than 0 and 1", where=where)
    return numbers


def _words(given: np.ndarray[Any, Any], note: ColumnNote, where: str) -> np.ndarray[Any, Any]:
    words = np.array(["" if w is None else str(w) for w in given.tolist()], dtype=object)
    for word in set(words.tolist()):
        if "\0" in word:
            raise DataError("text holds a NUL character", where=where, next="remove it at the source")
        try:
            word.encode("utf-8")
        except UnicodeEncodeError:
            raise DataError("text holds half a character (a lone surrogate)", where=where) from None
        if note.kind == "category" and word and word not in note.levels:
            raise DataError(f"{word[:40]!r} is not among the levels", where=where, next="list every level in its note")
    return words


def _wide(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return magnitudes that do not overflow (the smallest 64-bit integer has no positive twin)."""
    return array.astype(np.float64) if array.dtype.kind == "f" else np.maximum(array, -(2**63) + 1)
