"""Fragments of a page to lines in reading order: columns one after the other, rows of tables kept together."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from tightrope.core.document import Role
from tightrope.evidence.reading.glyphs import GAP, RAISED, SUPERSCRIPT, Fragment

FEW = 4
"""A column has at least this many lines."""
FULL = 0.55
"""Lines of running text fill at least this much of their column; cells of a table do not."""
MARKER = re.compile(r"^(?:[-*•▪◦–‣●]|\(?\w{1,4}[.)]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)$")
ENDS = re.compile(r"[.!?:;。！？۔؟…][\"'”’»)\]*]*[⁰¹²³⁴⁵⁶⁷⁸⁹]*(?:\[\d+\])*$")


@dataclass(slots=True)
class Line:
    """A line of a page.

    Parameters
    ----------
    text : its characters; edges : where each begins along it, in the frame of its direction, and where the last ends.
    u0, u1, v0, v1, base, size, turn : as of a fragment.
    bold : whether all of it is; hidden : as of a fragment.
    column : number of its column on the page, in reading order.
    opens : whether a paragraph begins with it.
    cells : whether it is a row of several cells.
    role : what it is, once all pages are known.
    """

    text: str
    edges: array[float]
    u0: float
    u1: float
    v0: float
    v1: float
    base: float
    size: float
    turn: int
    bold: bool = False
    hidden: tuple[tuple[int, int, str], ...] = ()
    column: int = 0
    opens: bool = False
    cells: bool = False
    role: Role = ""


def lines(found: list[Fragment]) -> list[Line]:
    """Return the lines of a page in reading order, those of its main direction first."""
    weight: Counter[int] = Counter()
    for fragment in found:
        weight[fragment.turn] += len(fragment.marks)
    out: list[Line] = []
    for turn, _ in sorted(weight.items(), key=lambda pair: (-pair[1], pair[0])):
        here = [fragment for fragment in found if fragment.turn == turn]
        first = max((line.column for line in out), default=-1) + 1
        blocks = _columns(_rows(here), median(f.size for f in here))
        for number, block in enumerate(blocks):
            made = [_line(row, tabbed) for row, tabbed in zip(block, _tabled(block), strict=True)]
            _open_paragraphs(made)
            for line in made:
                line.column = first + number
            out.extend(made)
    return out


def _rows(found: Iterable[Fragment]) -> list[list[Fragment]]:
    """Group fragments that stand on one baseline, from the top of the page."""
    rows: list[list[Fragment]] = []
    for fragment in sorted(found, key=lambda f: (-f.base, f.u0)):
        if rows:
            head = max(rows[-1], key=lambda f: f.size)
            if abs(head.base - fragment.base) < 0.45 * max(head.size, fragment.size):
                rows[-1].append(fragment)
                continue
        rows.append([fragment])
    for row in rows:
        rtl = sum(len(f.marks) for f in row if f.right_to_left) * 2 > sum(len(f.marks) for f in row)
        row.sort(key=lambda f: -f.u1 if rtl else f.u0)
        row[:] = _merged(row)
    return rows


def _merged(row: list[Fragment]) -> list[Fragment]:
    """Join fragments of a row that stand as close as words; they were drawn apart, or out of order."""
    out: list[Fragment] = []
    for part in row:
        held = out[-1] if out else None
        gap = max(part.u0 - held.u1, held.u0 - part.u1) if held else 0.0
        if held is None or gap > GAP * max(held.size, part.size):
            out.append(part)
            continue
        if part.size < 0.85 * held.size and part.base > held.base + RAISED * held.size:
            part.marks = [mark.translate(SUPERSCRIPT) for mark in part.marks]
        if gap > 0.12 * held.size:
            held.marks.append(" ")
        else:
            held.edges.pop()
        shift = len(held.marks)
        held.marks.extend(part.marks)
        held.edges.extend(part.edges)
        held.runs.extend((start + shift, base, size, style) for start, base, size, style in part.runs)
        held.hidden.extend((start + shift, stop + shift, why) for start, stop, why in part.hidden)
        if part.size > held.size:
            held.size, held.base = part.size, part.base
        held.u0, held.u1 = min(held.u0, part.u0), max(held.u1, part.u1)
        held.v0, held.v1 = min(held.v0, part.v0), max(held.v1, part.v1)
        held.right_to_left |= part.right_to_left
    return out


def _columns(rows: list[list[Fragment]], size: float, depth: int = 0) -> list[list[list[Fragment]]]:
    """Split rows into blocks in reading order; lines across the gutter end what stands above them."""
    gutter = _gutter(rows, size) if depth < 4 and len(rows) >= FEW else None
    if gutter is None:
        return [rows] if rows else []
    blocks: list[list[list[Fragment]]] = []
    for band in _bands(rows, gutter):
        flat = [fragment for row in band for fragment in row]
        if _crosses(band[0], gutter) or not _filled(flat, gutter, size):
            if blocks and not _crosses(band[0], gutter) and blocks[-1] and _crosses(blocks[-1][-1], gutter):
                blocks[-1].extend(band)
            else:
                blocks.append(list(band))
            continue
        for side in ([f for f in flat if f.u1 <= gutter], [f for f in flat if f.u1 > gutter]):
            blocks.extend(_columns(_rows(side), size, depth + 1))
    return blocks


def _gutter(rows: list[list[Fragment]], size: float) -> float | None:
    """Return where the widest run of columns parts, None if the rows are one column."""
    flat = [fragment for row in rows for fragment in row]
    starts = Counter(round(f.u0 / 2) for f in flat)
    least = min(f.u0 for f in flat)
    best: tuple[int, float] | None = None
    for start, count in sorted(starts.items()):
        at = start * 2 - 0.4 * size
        if count + starts[start - 1] + starts[start + 1] < FEW or at <= least + 2 * size:
            continue
        good = sum(
            len(band)
            for band in _bands(rows, at)
            if not _crosses(band[0], at) and _filled([f for row in band for f in row], at, size)
        )
        if good and (best is None or good > best[0]):
            best = (good, at)
    return best[1] if best else None


def _bands(rows: list[list[Fragment]], gutter: float) -> list[list[list[Fragment]]]:
    """Return runs of rows that all cross the gutter or all keep it free."""
    bands: list[list[list[Fragment]]] = []
    for row in rows:
        if bands and _crosses(bands[-1][-1], gutter) == _crosses(row, gutter):
            bands[-1].append(row)
        else:
            bands.append([row])
    return bands


def _crosses(row: list[Fragment], gutter: float) -> bool:
    return any(f.u0 < gutter < f.u1 for f in row)


def _filled(flat: list[Fragment], gutter: float, size: float) -> bool:
    """Whether both sides of the gutter hold running text."""
    widest = max(f.u1 for f in flat) - min(f.u0 for f in flat)
    for side in ([f for f in flat if f.u1 <= gutter], [f for f in flat if f.u1 > gutter]):
        if len(side) < FEW:
            return False
        width = max(f.u1 for f in side) - min(f.u0 for f in side)
        full = sum(f.u1 - f.u0 >= FULL * width for f in side)
        if width < 0.2 * widest or width < 6 * size or full < 0.5 * len(side):
            return False
    return True


def _tabled(rows: list[list[Fragment]]) -> list[bool]:
    """Say of each row whether it is one of a table: several cells, as in the row above or below."""
    several = [len(row) > 1 and not (len(row) == 2 and MARKER.match("".join(row[0].marks))) for row in rows]
    return [
        here and ((at > 0 and several[at - 1]) or (at + 1 < len(rows) and several[at + 1]))
        for at, here in enumerate(several)
    ]


def _line(row: list[Fragment], cells: bool) -> Line:
    head = max(row, key=lambda f: (f.size, len(f.marks)))
    marks: list[str] = []
    edges = array("f")
    hidden: list[tuple[int, int, str]] = []
    for fragment in row:
        if marks:
            marks.append("\t" if cells else " ")
        hidden.extend((start + len(marks), stop + len(marks), why) for start, stop, why in fragment.hidden)
        marks.extend(fragment.marks)
        edges.extend(fragment.edges)
    return Line(
        "".join(marks), edges, min(f.u0 for f in row), max(f.u1 for f in row), min(f.v0 for f in row),
        max(f.v1 for f in row), head.base, head.size, head.turn, cells=cells, hidden=tuple(hidden),
        bold=all(run[3].bold for f in row for run in f.runs),
    )  # fmt: skip


def _open_paragraphs(block: list[Line]) -> None:
    """Mark the lines of a column with which a paragraph begins."""
    if not block:
        return
    block[0].opens = True
    steps = [a.base - b.base for a, b in pairwise(block) if a.base > b.base]
    leading = median(steps) if steps else 0.0
    left, right = min(line.u0 for line in block), max(line.u1 for line in block)
    for above, line in pairwise(block):
        line.opens = _opens(above, line, left, right, leading)


def _opens(above: Line, line: Line, left: float, right: float, leading: float) -> bool:
    """Whether a paragraph begins with a line: by its type, the space above it, its indent or the end of the last."""
    size = max(line.size, 1.0)
    ended = bool(ENDS.search(above.text))
    short = above.u1 < right - 0.1 * (right - left)
    resized = abs(line.size - above.size) > 0.08 * max(line.size, above.size)
    step = above.base - line.base
    spaced = step > min(1.3 * leading, leading + 0.45 * size) + 0.5 or step > 2.5 * size
    if resized or spaced or line.cells != above.cells or (above.bold != line.bold and short):
        return True
    if line.u0 > left + 0.8 * size and above.u0 <= left + 0.4 * size:
        return (ended or short) and not MARKER.match(above.text.split(" ", 1)[0])
    if line.text[:1].islower():
        return False
    if ended and above.u1 < left + 0.7 * (right - left):
        return True
    # A line with ample room for the word that follows was ended on purpose: a heading set in the type of the text.
    word = len(line.text.split(" ", 1)[0]) * (line.u1 - line.u0) / max(len(line.text), 1)
    return above.u0 <= left + 0.4 * size and above.u1 + word < left + 0.75 * (right - left)


def median(values: Iterable[float]) -> float:
    """Return the middle value, the upper one of two; importing `statistics` would cost more than reading a page."""
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
