"""Sheet to CSV: UTF-8, one header line, numbers that read back to the same bits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tightrope.data.exports.neutral import neutralize
from tightrope.data.exports.sheet import WORDS, Sheet

MARK = "\ufeff"
EMPTY = '""'  # a line of one empty cell is not a blank line
QUOTED = re.compile(r'[",\r\n]|^\s|\s$')


def write_csv(sheet: Sheet, file: Path, *, bom: bool = False) -> tuple[str, ...]:
    """Write a sheet; an empty cell is empty, yes and no are 1 and 0, text is neutralized.

    Parameters
    ----------
    bom : begin with a byte-order mark, so that Excel reads UTF-8.
    """
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write((MARK if bom else "") + _line(neutralize(name) for name in sheet.columns))
        stream.writelines(map(_line, zip(*(_column(sheet, name) for name in sheet.columns), strict=True)))
    return ()


def _line(cells: Iterable[str]) -> str:
    """Return one line (RFC 4180 but for its ending); Python's writer leaves a lone carriage return unquoted."""
    line = ",".join('"' + cell.replace('"', '""') + '"' if QUOTED.search(cell) else cell for cell in cells)
    return f"{line or EMPTY}\n"


def _column(sheet: Sheet, name: str) -> list[str]:
    if sheet.notes[name].kind in WORDS:
        return ["" if cell is None else neutralize(str(cell)) for cell in sheet.cells(name)]
    return ["" if cell is None else repr(int(cell) if isinstance(cell, bool) else cell) for cell in sheet.cells(name)]
