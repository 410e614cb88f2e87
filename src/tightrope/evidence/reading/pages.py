"""Lines of all pages to text with places: running heads, page numbers, notes and headings are told from the body."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator

from tightrope.core.document import Role, Segment
from tightrope.evidence.reading.caps import Builder
from tightrope.evidence.reading.glyphs import page_box
from tightrope.evidence.reading.layout import Line

EDGE = 3
"""Running heads and page numbers stand among so many lines at the top and at the foot of a page."""
NEAR = 5.0
"""They stand at one height on every page, within so many points."""
NUMBER = re.compile(
    r"(?:page|p\.|seite)?\s*[-–—|\[(]?\s*(\d{1,4}|[ivxlc]{1,7})\s*(?:(?:of|/)\s*\d{1,4})?\s*[-–—|\])]?$", re.I
)
NOTE = re.compile(r"(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|\[\d{1,3}\]|\(?\d{1,3}[.)]?(?=\s)|[*†‡§]{1,3})\s*\S")
SMALLER, LARGER = 0.94, 1.12
"""Notes are set at most so large, headings at least so large, in sizes of the body."""


def say_roles(pages: list[list[Line]]) -> None:
    """Set the role of every line that is furniture, a note, a heading or a row of a table.

    Parameters
    ----------
    pages : the lines of each page in reading order.
    """
    _furniture(pages)
    body = _body_size(pages)
    open_note = False
    for page in pages:
        open_note = _notes(page, body, open_note)
        for paragraph in _paragraphs(page):
            head = paragraph[0]
            if head.role:
                continue
            words = sum(len(line.text.split()) for line in paragraph)
            large = head.size >= LARGER * body and words <= 40
            bold = all(line.bold for line in paragraph) and words <= 25 and not paragraph[-1].text.endswith((".", ","))
            role: Role = "table" if head.cells else "heading" if large or bold else ""
            for line in paragraph:
                line.role = role


def _furniture(pages: list[list[Line]]) -> None:
    seen: dict[tuple[str, int, int], list[tuple[int, Line]]] = {}
    numbers: dict[tuple[int, int], list[Line]] = {}
    for number, page in enumerate(pages):
        turned = page[0].turn if page else 0
        ordered = sorted((line for line in page if line.turn == turned), key=lambda line: -line.base)
        for line in page:
            if line.turn != turned and len(line.text) > 1:
                line.role = "furniture"
        ends = [(line, 1) for line in ordered[:EDGE]] + [(line, -1) for line in ordered[-EDGE:]]
        for line, end in ends:
            key = (re.sub(r"\d+", "#", line.text.casefold()), end, round(line.size))
            seen.setdefault(key, []).append((number, line))
        for line, end in (ends[:1] + ends[-1:]) if ordered else []:
            if (match := NUMBER.match(line.text.strip())) and match[1].isdecimal():
                numbers.setdefault((int(match[1]) - number, end), []).append(line)
            elif match and len(pages) > 1:
                numbers.setdefault((-(10**6), end), []).append(line)
    least = 2 if len(pages) < 5 else 3
    for found in seen.values():
        for number, line in found:
            alike = {other for other, there in found if abs(there.base - line.base) < NEAR}
            if len(alike) >= least and number in alike:
                line.role = "furniture"
    for lines in numbers.values():
        if len(lines) >= 2:
            for line in lines:
                line.role = "furniture"


def _body_size(pages: list[list[Line]]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            if not line.role:
                sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes.items(), key=lambda pair: (pair[1], pair[0]))[0] if sizes else 10.0


def _notes(page: list[Line], body: float, was_open: bool) -> bool:
    """Mark the notes at the foot of each column; return whether the last one may go on at the next page."""
    noted = False
    for column in sorted({line.column for line in page}):
        lines = [line for line in page if line.column == column and line.role != "furniture"]
        first = len(lines)
        while first and lines[first - 1].size <= SMALLER * body and not lines[first - 1].cells:
            first -= 1
        foot = lines[first:]
        marked = next((at for at, line in enumerate(foot) if NOTE.match(line.text)), None)
        if not foot or (marked is None and not was_open):
            continue
        for line in foot if was_open or marked is None else foot[marked:]:
            line.role = "note"
            line.opens = bool(NOTE.match(line.text)) or line is foot[0] or line is foot[marked or 0]
            noted = True
    return noted


def _paragraphs(page: list[Line]) -> Iterator[list[Line]]:
    held: list[Line] = []
    for line in page:
        if held and (line.opens or line.role != held[-1].role):
            yield held
            held = []
        held.append(line)
    if held:
        yield held


def write(page: list[Line], number: int, builder: Builder, *, boxed: bool) -> None:
    """Append a page's lines to the text, each with its page, box and edges.

    Parameters
    ----------
    number : of the page, from 1.
    boxed : whether the edge of each character is kept.
    """
    before: Line | None = None
    for line in page:
        if before is None or line.opens or line.role != before.role or line.column != before.column:
            builder.end()
        else:
            builder.add("\n")
        before = line
        for first, last, role in _pieces(line):
            start, stop = builder.add(line.text[first:last])
            edges = line.edges[first : last + 1]
            u0, u1 = (line.u0, line.u1) if last - first == len(line.text) else (min(edges), max(edges))
            low = page_box(line.turn, u0, u1, line.v0, line.v1)
            builder.segments.append(
                Segment(
                    start=start, stop=stop, role=role, page=number, turn=line.turn,
                    box=(round(low[0], 1), round(low[1], 1), round(low[2], 1), round(low[3], 1)),
                    edges=_along(line.turn, edges) if boxed else (),
                )
            )  # fmt: skip


def _pieces(line: Line) -> Iterator[tuple[int, int, Role]]:
    """Yield the stretches of a line, those that a reader does not see apart."""
    at = 0
    for start, stop, _ in line.hidden:
        if at < start:
            yield at, start, line.role
        yield max(at, start), stop, "hidden"
        at = stop
    if at < len(line.text):
        yield at, len(line.text), line.role


def _along(turn: int, edges: array[float]) -> array[float]:
    return edges if turn in (0, 90) else array("f", [-edge for edge in edges])
