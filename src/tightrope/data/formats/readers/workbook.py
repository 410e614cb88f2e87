"""XLSX: the values of one sheet as they are stored; formulas are counted and never computed."""

from __future__ import annotations

import datetime
import importlib
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError, iterparse

import numpy as np

from tightrope.core.errors import ChoiceNeeded, FileDamaged, FileRefused
from tightrope.data.formats.readers import cells
from tightrope.data.formats.readers.names import checked
from tightrope.data.formats.readers.objects import text
from tightrope.data.formats.reading import Found, Given, check_size, listed
from tightrope.sandbox.archive import check_entries

CHUNK = 20_000
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ENTITY = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a sheet's XML says beside its values: formulas, those never computed, merged ranges."""

    formulas: int
    unknown: int
    merged: tuple[str, ...]


def read(given: Given) -> Found:
    """Return the columns of one sheet.

    Raises
    ------
    ChoiceNeeded : several sheets hold something; header cells are merged. FileRefused : XML that declares entities.
    """
    _refuse_bombs(given)
    openpyxl = importlib.import_module("openpyxl")

    book = openpyxl.load_workbook(given.file, read_only=True, data_only=True, keep_links=False)
    sheet, notes = _sheet(book, given)
    marks = _marks(given, sheet)
    if marks.formulas:
        gone = f"; {marks.unknown:,} have no stored value and are missing" if marks.unknown else ""
        notes.append(f"{marks.formulas:,} formulas: the values stored with them are used, none was computed{gone}")
    if book.epoch.year == 1904:
        notes.append("dates count from 1904")
    rows = _rows(sheet, given)
    skip = given.counted("skip") or 0
    for _ in range(skip):
        next(rows, None)
    first, header = _header(rows, given, marks, notes)
    names, renamed = checked(header, given, told=given.counted("header") is not None)
    connection = cells.connect(given)
    width = len(names)
    connection.execute(f"CREATE TABLE cells ({', '.join(f'c{i} VARCHAR' for i in range(width))})")
    count = _insert(connection, rows, width, given)
    check_size(given, rows=count)
    return cells.typed(connection, names, given, header=first, notes=(*notes, *renamed))


def _refuse_bombs(given: Given) -> None:
    """Refuse a workbook over the archive's caps, or one whose XML declares entities or hides its encoding."""
    try:
        archive = zipfile.ZipFile(given.file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FileDamaged(f"the workbook is damaged ({error})", where=given.name) from None
    with archive:
        entries = archive.infolist()
        check_entries(entries, name=given.name, caps=given.caps, packed=given.file.stat().st_size)
        names = {e.filename for e in entries}
        if "xl/workbook.xml" not in names:
            raise FileDamaged("it is a zip archive but no workbook", where=given.name)
        if any(name.endswith("vbaProject.bin") for name in names):
            raise FileRefused("it is a workbook with macros", where=given.name, next="save it as .xlsx")
        total = 0
        for entry in entries:
            if entry.is_dir() or not entry.filename.endswith((".xml", ".rels", ".vml")):
                continue
            total += _scan(archive, entry, given, total)


def _scan(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, given: Given, before: int) -> int:
    size, held = 0, b""
    with archive.open(entry) as stream:
        while block := stream.read(1 << 20):
            size += len(block)
            if before + size > given.caps.unpacked:
                raise FileRefused(f"its XML is larger than {given.caps.unpacked:,} bytes", where=given.name)
            if b"\x00" in block or ENTITY.search(held + block):
                raise FileRefused(
                    f"its part {entry.filename} declares entities or is in no plain encoding, as bombs do",
                    where=given.name,
                )
            held = block[-16:]
    return size


def _sheet(book: Any, given: Given) -> tuple[Any, list[str]]:
    sheets = [s for s in book.worksheets if hasattr(s, "iter_rows")]
    hidden = [s.title for s in sheets if s.sheet_state != "visible"]
    notes = [f"hidden sheets: {listed(map(repr, hidden))}"] if hidden else []
    chosen = given.chosen("sheet")
    full = [s for s in sheets if _holds(s)]
    if chosen:
        named = [s for s in sheets if s.title == chosen]
        if not named:
            raise ChoiceNeeded(
                f"it has no sheet {chosen!r}", where=given.name, next=f"sheets are {listed(s.title for s in sheets)}"
            )
        return named[0], [f"sheet {chosen!r}, as chosen", *notes]
    if not full:
        raise FileDamaged("none of its sheets holds anything", where=given.name)
    if len(full) > 1:
        said = listed(f"{s.title!r}{' (hidden)' if s.title in hidden else ''}" for s in full)
        raise ChoiceNeeded(
            f"{len(full)} of its sheets hold something: {said}", where=given.name, next="choose sheet=..."
        )
    return full[0], [f"sheet {full[0].title!r}", *notes]


def _holds(sheet: Any) -> bool:
    sheet.reset_dimensions()
    return any(
        value is not None
        for _, row in zip(range(1000), sheet.iter_rows(values_only=True), strict=False)
        for value in row
    )


def _marks(given: Given, sheet: Any) -> Marks:
    """Count formulas and merged ranges in the XML of a sheet."""
    formulas = unknown = 0
    merged: list[str] = []
    with zipfile.ZipFile(given.file) as archive, archive.open(sheet._worksheet_path) as stream:
        try:
            for _, element in iterparse(stream):  # noqa: S314  parts that declare entities are refused before
                if element.tag == f"{SPACE}c":
                    if element.find(f"{SPACE}f") is not None:
                        formulas += 1
                        value = element.find(f"{SPACE}v")
                        unknown += value is None or value.text is None
                elif element.tag == f"{SPACE}mergeCell":
                    merged.append(element.get("ref", ""))
                if element.tag in (f"{SPACE}row", f"{SPACE}mergeCell"):
                    element.clear()
        except ParseError as error:
            raise FileDamaged(f"the XML of its sheet is damaged ({error})", where=given.name) from None
    return Marks(formulas=formulas, unknown=unknown, merged=tuple(merged))


def _rows(sheet: Any, given: Given) -> Iterator[Row]:
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        check_size(given, rows=number - 1000 if number > 1000 else 0, columns=len(row))
        yield row


def _header(rows: Iterator[Row], given: Given, marks: Marks, notes: list[str]) -> tuple[int, list[str]]:
    """Return how many rows stand before the data, and the names."""
    range_boundaries = importlib.import_module("openpyxl.utils").range_boundaries

    wanted = given.counted("header")
    start = 1 + (given.counted("skip") or 0)
    top: Row = ()
    for top in rows:
        if any(value is not None for value in top):
            break
        start += 1
    last = max((i for i, value in enumerate(top, 1) if value is not None), default=0)
    if not last:
        raise FileDamaged("its sheet holds nothing where its header should be", where=given.name)
    if wanted == 0:
        raise ChoiceNeeded("a sheet needs a row of names", where=given.name, next="choose header=1 or more")
    deep = wanted or 1
    names = [list(top), *[list(next(rows, ())) for _ in range(deep - 1)]]
    bounds = [range_boundaries(ref) for ref in marks.merged]
    over = [ref for ref, b in zip(marks.merged, bounds, strict=True) if start <= b[1] < start + deep]
    if over and wanted is None:
        raise ChoiceNeeded(
            f"its header has merged cells ({listed(over, 5)})",
            where=given.name,
            next="choose header=2 if two rows make the names, header=1 if one does; skip=N if a title stands before",
        )
    width = max([last, *(b[2] for ref, b in zip(marks.merged, bounds, strict=True) if ref in over)])
    grid = [[*(text(v).strip() for v in row[:width]), *[""] * (width - len(row))] for row in names]
    for left, up, right, down in (b for ref, b in zip(marks.merged, bounds, strict=True) if ref in over):
        for r in range(up, min(down, start + deep - 1) + 1):
            for c in range(left, right + 1):
                grid[r - start][c - 1] = grid[up - start][left - 1]
    below = len(marks.merged) - len(over)
    if below:
        notes.append(
            f"{below:,} merged ranges below the header: the value stands in the first cell, the rest are missing"
        )
    joined = [" / ".join(dict.fromkeys(part for part in parts if part)) for parts in zip(*grid, strict=True)]
    return start + deep - 1, joined


def _insert(connection: Any, rows: Iterator[Row], width: int, given: Given) -> int:
    """Append rows as text, a chunk at a time; rows after the last that holds something are left out."""
    chunk: list[Row] = []
    count = blanks = 0
    for row in rows:
        if all(value is None for value in row):
            blanks += 1
            continue
        if len(row) > width and any(value is not None for value in row[width:]):
            raise FileDamaged(
                f"a row has {len(row)} cells, the header {width}: see data row {count + len(chunk) + blanks + 1:,}",
                where=given.name,
                next="name every column, or choose skip=N if a title stands before the header",
            )
        chunk += [()] * blanks
        blanks = 0
        chunk.append(row)
        if len(chunk) >= CHUNK:
            count += _append(connection, chunk, width)
            chunk = []
    return count + (_append(connection, chunk, width) if chunk else 0)


def _append(connection: Any, chunk: list[Row], width: int) -> int:
    table = {}
    for i in range(width):
        column = np.empty(len(chunk), dtype=object)
        column[:] = [_cell(row[i]) if i < len(row) else "" for row in chunk]
        table[f"c{i}"] = column
    connection.register("chunk", table)
    connection.execute("INSERT INTO cells SELECT * FROM chunk")
    connection.unregister("chunk")
    return len(chunk)


def _cell(value: Any) -> str:
    if isinstance(value, float) and not value.is_integer():
        return repr(value)
    if isinstance(value, datetime.timedelta):
        return str(value)
    return text(value)
