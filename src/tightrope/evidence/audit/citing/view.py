"""The body of a paper as one reads it, without notes and references, with a way back to the canonical text."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from tightrope.core.document import Document, Kind
from tightrope.evidence.audit.alarm import Span
from tightrope.evidence.audit.citing.lists import blanked, filed_notes, notes, sections
from tightrope.evidence.passages import sentences
from tightrope.evidence.structure import structure

_FLAT = str.maketrans("\n\r\t\f\v\u00a0\u2028", " " * 7)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a body: its place there, the number of its block, and the kind of it."""

    start: int
    stop: int
    block: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class View:
    """The reading text of a body.

    Parameters
    ----------
    document : whose it is.
    text : blocks on a line each, parted by blank lines; sentences that a note or a page end cut are whole.
    blocks : (start, stop, kind) of each block in `text`.
    sentences : of paragraphs, list items and table rows.
    lists : ("references" or "notes", span) of the lists under a heading, in the canonical text.
    notes : (number, span) of the notes between the paragraphs, in the canonical text.
    """

    document: Document
    text: str
    blocks: tuple[tuple[int, int, Kind], ...]
    sentences: tuple[Sentence, ...]
    lists: tuple[tuple[str, Span], ...]
    notes: tuple[tuple[int, Span], ...]
    _starts: list[int] = field(repr=False)
    _origins: list[int] = field(repr=False)

    def place(self, start: int, stop: int) -> Span:
        """Return the canonical span of a span of the view (its hull, where a note stands inside)."""
        return self._origin(start), self._origin(max(start, stop - 1)) + 1

    def _origin(self, at: int) -> int:
        piece = bisect_right(self._starts, at) - 1
        return self._origins[piece] + at - self._starts[piece]

    def kind(self, at: int) -> Kind:
        """Return the kind of the block at a place of the view."""
        return next((kind for start, stop, kind in self.blocks if start <= at <= stop), "paragraph")

    def sentence(self, at: int) -> Sentence | None:
        """Return the sentence at a place of the view."""
        return next((s for s in self.sentences if s.start <= at <= s.stop), None)


def view(document: Document) -> View:
    """Return the view of a document."""
    text = document.text
    listed = sections(text)
    taken = tuple(span for _, span in listed)
    filed = filed_notes(document)
    known = {number for number, _ in filed}
    loose = notes(text, (*taken, *(span for _, span in filed)))
    between = tuple(sorted((*filed, *(note for note in loose if note[0] not in known))))
    unseen = ((s.start, s.stop) for s in document.segments if s.role in ("furniture", "hidden"))
    hidden = (*taken, *(span for _, span in between), *unseen)
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    blocks: list[tuple[int, int, Kind]] = []
    rows: list[Sentence] = []
    at = 0
    for block in structure(blanked(text, hidden), document.segments):
        if block.kind in ("note", "reference"):
            continue
        begun = at
        for number, (start, stop) in enumerate(block.spans):
            if number and pieces and pieces[-1].endswith("-") and text[start : start + 1].islower():
                pieces[-1] = pieces[-1][:-1]
                at -= 1
            elif number:
                pieces.append(" ")
                at += 1
            for part in re.finditer(r"(?:(?!-\r?\n[a-z]).)*(?:(?=-\r?\n[a-z])|\Z)", text[start:stop], re.DOTALL):
                if not part.group():
                    continue
                left = 2 if part.start() and text[start + part.start()] == "-" else 0
                left += 1 if left and text[start + part.start() + 1] == "\r" else 0
                starts.append(at)
                origins.append(start + part.start() + left)
                pieces.append(part.group()[left:].translate(_FLAT))
                at += len(pieces[-1])
        if at == begun:
            continue
        blocks.append((begun, at, block.kind))
        pieces.append("\n\n")
        at += 2
    whole = "".join(pieces)
    for number, (start, stop, kind) in enumerate(blocks):
        if kind in ("paragraph", "list", "table"):
            spans = sentences(whole[start:stop]) if kind == "paragraph" else ((0, stop - start),)
            rows.extend(Sentence(start + a, start + b, number, kind) for a, b in spans)
    return View(
        document=document,
        text=whole,
        blocks=tuple(blocks),
        sentences=tuple(rows),
        lists=listed,
        notes=between,
        _starts=starts or [0],
        _origins=origins or [0],
    )
