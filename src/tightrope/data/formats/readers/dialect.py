"""What stands between the cells of a text table, told from its first lines and said."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tightrope.core.errors import ChoiceNeeded, FileDamaged
from tightrope.data.formats.reading import Given

CANDIDATES = (",", ";", "\t", "|")
WORDS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SAMPLE = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a text table is laid out.

    Parameters
    ----------
    delimiter : one character.
    header : the rows of names, as cells; empty if there is none.
    start : the byte where the first row of data begins.
    width : cells in a row.
    """

    delimiter: str
    header: tuple[tuple[str, ...], ...]
    start: int
    width: int

    @property
    def said(self) -> str:
        """Return the dialect in words."""
        return f"cells stand between {WORDS.get(self.delimiter, repr(self.delimiter))}s"


def sniff(file: Path, given: Given) -> Dialect:
    """Return the dialect of a text table in UTF-8.

    Raises
    ------
    ChoiceNeeded : two delimiters would do equally well. FileDamaged : no line, or a quote that never closes.
    """
    with file.open("rb") as stream:
        raw = stream.read(SAMPLE)
        if len(raw) == SAMPLE:
            raw += stream.readline(given.caps.cell)
    sample = raw.decode("utf-8", "ignore")
    skip = given.counted("skip") or 0
    lines = list(io.StringIO(sample, newline=""))
    if skip >= len(lines):
        raise FileDamaged(f"it ends before line {skip + 1}, where its header should be", where=given.name)
    text = "".join(lines[skip:])
    delimiter = _delimiter(text, given)
    count = given.counted("header")
    wanted = 1 if count is None else count
    header: list[tuple[str, ...]] = []
    width = used = 0
    try:
        for row, line in _rows(text, delimiter):
            width = width or len(row)
            if len(header) == wanted:
                break
            if row:
                header.append(tuple(row))
            used = line
    except csv.Error as error:
        raise FileDamaged(f"its first lines cannot be told apart ({error})", where=given.name) from None
    if not width or len(header) < wanted:
        raise FileDamaged("it ends before its header does", where=given.name)
    start = len("".join(lines[: skip + used]).encode())
    return Dialect(delimiter=delimiter, header=tuple(header), start=start, width=width)


def _delimiter(text: str, given: Given) -> str:
    chosen = given.chosen("delimiter")
    if chosen:
        mark = "\t" if chosen == "tab" else chosen
        if len(mark) != 1 or mark in '"\r\n':
            raise ChoiceNeeded(f"the delimiter {chosen!r} is not one character", where=given.name)
        return mark
    scores = {mark: _score(text, mark) for mark in CANDIDATES}
    best = max(scores.values())
    winners = [mark for mark in CANDIDATES if scores[mark] == best]
    if best[1] <= 1:
        return ","
    if len(winners) > 1:
        both = " or ".join(WORDS[mark] for mark in winners)
        raise ChoiceNeeded(
            f"cells stand between {both}; either would do", where=given.name, next="choose delimiter=..."
        )
    return winners[0]


def _score(text: str, mark: str) -> tuple[float, int]:
    """Return the share of rows as wide as the first, and its width; a width of one is no table."""
    width = rows = same = 0
    try:
        for row, _ in _rows(text, mark):
            width = width or len(row)
            rows += bool(row)
            same += bool(row) and len(row) == width
            if rows >= 200:
                break
    except csv.Error:
        return 0.0, 0
    return (round(same / rows, 1), width) if width > 1 else (0.0, width)


def _rows(text: str, mark: str) -> Iterator[tuple[list[str], int]]:
    csv.field_size_limit(1 << 30)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    for row in reader:
        yield row, reader.line_num
