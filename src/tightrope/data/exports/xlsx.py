"""Sheets to one XLSX workbook: text as text, numbers as numbers, a codebook, license and sources, the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tightrope.core.errors import DataError
from tightrope.data.exports import codebook
from tightrope.data.exports.extra import need
from tightrope.data.exports.names import sheet_names
from tightrope.data.exports.neutral import SAID, neutralize
from tightrope.data.exports.sheet import Cell, Sheet

MOST_ROWS, MOST_COLUMNS, MOST_TEXT = 1_048_576, 16_384, 32_767
OWN = ("codebook", "license and sources")
# Characters that XML cannot hold, a carriage return, and text that already looks like an escape (ECMA-376, 22.4.2.4).
ESCAPED = re.compile("[\x01-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
THEN = (1980, 1, 1, 0, 0, 0)
STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def write_xlsx(sheets: tuple[Sheet, ...], file: Path) -> tuple[str, ...]:
    """Write sheets to a workbook and return what had to be changed.

    Raises
    ------
    DataError : more rows or columns than a sheet of Excel holds.
    """
    openpyxl = need("openpyxl", ".xlsx")
    book = openpyxl.Workbook(write_only=True)
    said: list[str] = []
    names = sheet_names((sheet.name for sheet in sheets), OWN)
    for sheet in sheets:
        if len(sheet) >= MOST_ROWS or len(sheet.columns) > MOST_COLUMNS:
            raise DataError(
                f"{len(sheet)} rows and {len(sheet.columns)} columns are more than a sheet of Excel holds",
                where=sheet.name, next="narrow the table, or write .csv or .parquet",
            )  # fmt: skip
        said += _said(sheet)
        _fill(book, names[sheet.name], tuple(sheet.columns), _rows(sheet), freeze="A2")
    described = ((names[s.name], *row) for s in sheets for row in codebook.rows(s))
    _fill(book, "codebook", ("table", *codebook.HEAD), described, freeze="B2")
    _fill(book, OWN[1], ("table", "what", "text"), _told(sheets, names, said), freeze="A2")
    packed = io.BytesIO()
    book.save(packed)
    file.write_bytes(_still(packed.getvalue()))
    return tuple(said)


def _told(sheets: tuple[Sheet, ...], names: Mapping[str, str], said: list[str]) -> list[tuple[str, str, str]]:
    """Return (tables, what, text): what holds for several tables is said once."""
    found: dict[tuple[str, str], list[str]] = {}
    for sheet in sheets:
        entries = [("BibTeX", entry) for entry in sheet.bibtex.split("\n\n") if entry.strip()]
        for line in (*codebook.about(sheet), *entries):
            found.setdefault(line, []).append(names[sheet.name])
    own = [("how it was written", line) for line in (SAID, *said)]
    every = len(sheets)
    rows = [("every table" if len(where) == every > 1 else ", ".join(where), *line) for line, where in found.items()]
    return rows + [("", *line) for line in own]


def _said(sheet: Sheet) -> list[str]:
    found = [
        f"{sheet.name}.{name}: whole numbers beyond 2^53 are written as text, because Excel would round them"
        for name in sheet.columns
        if sheet.inexact(name)
    ]
    for name, array in sheet.columns.items():
        cut = sum(len(cell) > MOST_TEXT for cell in array.tolist()) if array.dtype == object else 0
        if cut:
            found.append(f"{sheet.name}.{name}: {cut} texts are cut at {MOST_TEXT} characters, the most Excel holds")
    return found


def _rows(sheet: Sheet) -> Iterator[tuple[Cell, ...]]:
    columns = []
    for name in sheet.columns:
        exact = sheet.inexact(name)
        columns.append(map(_as_text, sheet.cells(name)) if exact else sheet.cells(name))
    yield from zip(*columns, strict=True)


def _as_text(cell: Cell) -> str | None:
    return None if cell is None else str(cell)


def _fill(book: Any, name: str, head: tuple[str, ...], body: Iterable[tuple[Cell, ...]], *, freeze: str) -> None:
    cells = need("openpyxl.cell", ".xlsx")
    styles = need("openpyxl.styles", ".xlsx")
    page = book.create_sheet(name)
    page.freeze_panes = freeze
    bold = styles.Font(bold=True)
    for i, title in enumerate(head, start=1):
        page.column_dimensions[_letters(i)].width = min(max(len(title) + 2, 10), 40)

    def text(value: str) -> Any:
        cell = cells.WriteOnlyCell(page)
        # Set past openpyxl's guess, which takes text that begins with "=" for a formula.
        cell._value, cell.data_type = _escaped(neutralize(value)[:MOST_TEXT]), "s"
        return cell

    def made(value: Cell) -> Any:
        if isinstance(value, str):
            return text(value)
        if isinstance(value, float) and float(f"{value:.16g}") != value:
            # openpyxl writes 16 digits; this number needs 17 to come back the same
            cell = cells.WriteOnlyCell(page)
            cell._value, cell.data_type = repr(value), "n"
            return cell
        return value

    header = [text(title) for title in head]
    for cell in header:
        cell.font = bold
    page.append(header)
    for row in body:
        page.append([made(value) for value in row])


def _escaped(text: str) -> str:
    if text and not text.strip():  # openpyxl does not mark text of blanks alone to be preserved
        return "".join(f"_x{ord(character):04X}_" for character in text)
    return ESCAPED.sub(lambda match: f"_x{ord(match.group()):04X}_", text)


def _letters(number: int) -> str:
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found


def _still(data: bytes) -> bytes:
    """Return a workbook without the time of writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for member in sorted(given.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            held = given.read(member)
            if member == "docProps/core.xml":
                held = STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z", held).replace(b">openpyxl<", b">tightrope<")
            info = zipfile.ZipInfo(member, date_time=THEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, held)
    return out.getvalue()
