"""Sheet to Stata's .dta, format 118 (Stata 14 and later): labels, extended missing values, notes, the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import DataError
from tightrope.data.exports import codebook
from tightrope.data.exports.dtabytes import finish
from tightrope.data.exports.extra import need
from tightrope.data.exports.names import STATA_LABEL, short, stata_names
from tightrope.data.exports.sheet import BEYOND, MISSING, ColumnNote, Sheet

RELEASE = 14  # pyreadstat's name for format 118
LETTERS = {MISSING: 1, BEYOND: 2}  # .a and .b
BIGGEST = 8.9884656743115785e307  # larger doubles are codes of missing values
LONG = (-2_147_483_647, 2_147_483_620)


def write_dta(sheet: Sheet, file: Path) -> tuple[str, ...]:
    """Write a sheet and return what had to be changed, the new names among it.

    An empty cell of a column with a status column is .a (not observed) or .b (beyond coverage), any other is `.`;
    text over 2,045 bytes becomes strL; a category becomes numbers with value labels; notes carry what labels cannot.

    Raises
    ------
    DataError : a number is too large for Stata.
    """
    pandas, pyreadstat = need("pandas", ".dta"), need("pyreadstat", ".dta")
    names = renamed(sheet)
    frame: dict[str, Any] = {}
    levels: dict[str, dict[int, str]] = {}
    tags: dict[int, NDArray[Any]] = {}
    said = [f"{sheet.name}.{a}: renamed {b}, because Stata does not take the name" for a, b in names.items() if a != b]
    for place, (column, name) in enumerate(names.items()):
        note = sheet.notes[column]
        if note.kind == "category":
            levels[name] = dict(enumerate(note.levels, start=1))
        elif note.kind == "flag":
            levels[name] = {0: "no", 1: "yes"}
        if sheet.inexact(column):
            said.append(f"{sheet.name}.{column}: whole numbers beyond 2^53 are written as text, Stata would round them")
        if note.status and note.kind == "number":
            tags[place] = _letters(sheet, column, note)
        frame[name] = _series(pandas, sheet, column, note)
    try:
        pyreadstat.write_dta(
            pandas.DataFrame(frame), str(file), version=RELEASE, file_label=short(sheet.title, STATA_LABEL),
            column_labels=[short(_label(sheet.notes[column]), STATA_LABEL) for column in names],
            variable_value_labels=levels,
        )  # fmt: skip
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as error:
        raise DataError(
            f"the writer refused ({error})", where=f"{sheet.name}.dta", next="write .csv or .parquet"
        ) from None
    file.write_bytes(finish(file.read_bytes(), _notes(sheet, names), tags))
    return tuple(said)


def renamed(sheet: Sheet) -> dict[str, str]:
    """Return column -> the name that it has in Stata."""
    return stata_names(sheet.columns, [name for name, note in sheet.notes.items() if note.kind in ("category", "flag")])


def _label(note: ColumnNote) -> str:
    return f"{note.label} ({note.unit})" if note.unit else note.label


def _letters(sheet: Sheet, column: str, note: ColumnNote) -> NDArray[Any]:
    why = np.array([LETTERS.get(str(cell), 0) for cell in sheet.cells(note.status)], dtype=np.int64)
    return np.where(np.isnan(sheet.columns[column]), why, 0)


def _series(pandas: Any, sheet: Sheet, column: str, note: ColumnNote) -> Any:
    if note.kind in ("text", "date") or sheet.inexact(column):
        return pandas.Series(["" if cell is None else str(cell) for cell in sheet.cells(column)], dtype=object)
    if note.kind == "category":
        place: dict[Any, float] = {level: float(i) for i, level in enumerate(note.levels, start=1)}
        numbers = np.array([place.get(cell, np.nan) for cell in sheet.cells(column)], dtype=float)
    else:
        numbers = sheet.columns[column].astype(float)
    if (np.abs(numbers) >= BIGGEST).any():
        raise DataError(
            "a number is too large for Stata", where=f"{sheet.name}.{column}", next="write .parquet or .csv"
        )
    if note.kind != "number" and len(numbers) and numbers.min() >= LONG[0] and numbers.max() <= LONG[1]:
        return pandas.Series(numbers.astype(np.int32))
    return pandas.Series(numbers)


def _notes(sheet: Sheet, names: dict[str, str]) -> list[tuple[str, str]]:
    """Return (variable or _dta, note): the whole label and what it says; title, license, citations for the file."""
    found = [("_dta", f"{what}: {text}") for what, text in codebook.about(sheet)]
    if any(note.status for note in sheet.notes.values()):
        found.append(("_dta", ".a = missing (not observed), .b = beyond coverage"))
    found += [("_dta", f"{name}: {note.label} ({note.unit}); {note.says}") for name, note in sheet.series.items()]
    for column, name in names.items():
        note = sheet.notes[column]
        more = "; ".join(part for part in (note.says, note.source, note.coverage) if part)
        if more or len(_label(note)) > STATA_LABEL or name != column:
            was = f" [{column}]" if name != column else ""
            found.append((name, f"{_label(note)}{'; ' if more else ''}{more}{was}"))
    return found
