"""Sheet to .rds: an R data frame whose columns carry label and unit, with codebook, license and citation attached."""

from __future__ import annotations

from pathlib import Path

from tightrope.data.exports import codebook, rds
from tightrope.data.exports.sheet import ColumnNote, Sheet

WHOLE = 2**31 - 1


def write_rds(sheet: Sheet, file: Path) -> tuple[str, ...]:
    """Write a sheet and return what had to be changed; `attr(x, "codebook")` is a data frame of its own."""
    said = [
        f"{sheet.name}.{name}: whole numbers beyond 2^53 are written as text, because R would round them"
        for name in sheet.columns
        if sheet.inexact(name)
    ]
    columns = {name: _vector(sheet, name, note) for name, note in sheet.notes.items()}
    ordered = {name: columns[name] for name in sheet.columns}
    file.write_bytes(rds.dump(rds.frame(ordered, len(sheet), _attached(sheet))))
    return tuple(said)


def _vector(sheet: Sheet, name: str, note: ColumnNote) -> rds.Vector:
    more = {"label": note.label, "unit": note.unit, "note": note.says}
    attributes = {key: rds.text([value]) for key, value in more.items() if value}
    cells = list(sheet.cells(name))
    if note.kind == "category":
        return rds.factor([None if c is None else str(c) for c in cells], note.levels, attributes)
    if note.kind in ("text", "date") or sheet.inexact(name):
        return rds.Vector(kind=rds.STRING, items=[None if c is None else str(c) for c in cells], attributes=attributes)
    if note.kind == "flag":
        return rds.Vector(kind=rds.LOGICAL, items=cells, attributes=attributes)
    if note.kind == "integer" and all(c is None or abs(int(c)) <= WHOLE for c in cells):
        return rds.Vector(kind=rds.INTEGER, items=cells, attributes=attributes)
    return rds.Vector(kind=rds.REAL, items=sheet.columns[name].astype(float), attributes=attributes)


def _attached(sheet: Sheet) -> dict[str, rds.Vector]:
    book = list(zip(*codebook.rows(sheet), strict=True))
    described = {name: rds.text(column) for name, column in zip(codebook.HEAD, book, strict=True)}
    told = list(zip(*codebook.about(sheet), strict=True))
    return {
        "label": rds.text([sheet.title]),
        "license": rds.text(sheet.license),
        "citation": rds.text(sheet.citations),
        "bibtex": rds.text([sheet.bibtex]),
        "codebook": rds.frame(described, len(book[0])),
        "about": rds.frame({"what": rds.text(told[0]), "text": rds.text(told[1])}, len(told[0])),
    }
