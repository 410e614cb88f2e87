"""The rows under the header as a file of their own: one kind of line end, and the rows counted without the parser."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tightrope.core.errors import FileDamaged
from tightrope.data.formats.reading import Given

BLOCK = 1 << 22
QUOTE, LINE = 34, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The rows of a text table.

    Parameters
    ----------
    file : the rows, in UTF-8, with line feeds only.
    records : how many rows there are, blank ones not counted, by counting line ends outside quotes.
    note : what was done to the line ends, "" if nothing.
    """

    file: Path
    records: int
    note: str


def cut(file: Path, *, at: int, given: Given) -> Body:
    """Write the bytes of a UTF-8 file from `at` on as a body of rows.

    Raises
    ------
    FileDamaged : line ends of three kinds, so that rows cannot be told.
    """
    out = given.work / "body.txt"
    feeds, returns = _ends(file, at)
    counter = _Counter()
    with file.open("rb") as stream, out.open("wb") as target:
        stream.seek(at)
        held = b""
        while block := stream.read(BLOCK):
            block = held + block
            held = b"\r" if block.endswith(b"\r") and feeds else b""
            block = block[: len(block) - len(held)]
            block = block.replace(b"\r\n", b"\n") if feeds else block.replace(b"\r", b"\n")
            counter.take(block)
            target.write(block)
        target.write(held)
    if counter.open_quote:
        raise FileDamaged(
            f"a quote opened on line {line_at(out, counter.opened) + line_at(file, at) - 1:,} never closes",
            where=given.name,
            next="mend the line",
        )
    said = "line ends are carriage returns" if returns and not feeds else "line ends are CR LF" if returns else ""
    return Body(file=out, records=counter.records, note=said)


def line_at(file: Path, position: int) -> int:
    """Return the line, from 1, that a byte of a file stands on."""
    feeds = returns = 0
    with file.open("rb") as stream:
        left = position
        while left > 0 and (block := stream.read(min(BLOCK, left))):
            feeds += block.count(b"\n")
            returns += block.count(b"\r")
            left -= len(block)
    return (feeds or returns) + 1


def _ends(file: Path, at: int) -> tuple[bool, bool]:
    with file.open("rb") as stream:
        stream.seek(at)
        feeds = returns = False
        while block := stream.read(BLOCK):
            feeds = feeds or b"\n" in block
            returns = returns or b"\r" in block
    return feeds, returns


class _Counter:
    """Counts rows by line ends outside quotes, a block at a time."""

    def __init__(self) -> None:
        self.records = 0
        self.inside = 0
        self.opened = 0
        self.seen = 0
        self.fresh = True  # the last byte ended a line outside quotes

    @property
    def open_quote(self) -> bool:
        """Whether a quote is still open."""
        return bool(self.inside)

    def take(self, block: bytes) -> None:
        """Count the rows that begin in a block."""
        if not block:
            return
        array = np.frombuffer(block, dtype=np.uint8)
        end = array == LINE
        quote = array == QUOTE
        if self.inside or quote.any():
            inside = np.bitwise_xor.accumulate(quote.astype(np.uint8)) ^ self.inside
            end &= inside == 0
            opens = quote & (inside == 1)
            if opens.any():
                self.opened = self.seen + int(np.flatnonzero(opens)[-1])
            self.inside = int(inside[-1])
        before = np.empty(len(array), dtype=bool)
        before[0], before[1:] = self.fresh, end[:-1]
        self.records += int(np.count_nonzero(before & ~end))  # a row begins after a line end, unless it is blank
        self.fresh = bool(end[-1])
        self.seen += len(block)
