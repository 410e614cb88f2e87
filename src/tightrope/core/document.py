"""Document, Segment and Passage: text, where it stood in the file, and exact spans of it."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from tightrope.core.errors import EvidenceError

Format = Literal["txt", "md", "pdf", "docx", "html"]
Layer = Literal["argument", "report", "record"]
Kind = Literal["front", "heading", "paragraph", "list", "table", "note", "reference"]
Role = Literal["", "heading", "paragraph", "list", "table", "note", "furniture", "hidden"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A span of the canonical text and the place in the file that it was read from.

    Parameters
    ----------
    start, stop : half-open span, code points of the canonical text.
    role : what the file itself says or shows it is; "" where it says nothing. Furniture is a running head or a page
        number; hidden is text that a reader of the page does not see.
    page : of a PDF, from 1; 0 elsewhere.
    box : of a PDF, left, bottom, right, top in points from the page's lower left corner, before any rotation.
    edges : of a PDF, where each character begins, and the last one ends, along the line: `stop - start + 1` points.
    turn : of a PDF, degrees by which the line is turned counterclockwise from left-to-right: 0, 90, 180 or 270.
    part : of a DOCX, the part of the package ("word/document.xml").
    paragraph, run : of a DOCX, counted from 0 in the part and in the paragraph; -1 elsewhere.
    node : of an HTML page, the path of the element that holds the text.
    """

    start: int
    stop: int
    role: Role = ""
    page: int = 0
    box: tuple[float, float, float, float] | None = None
    edges: Sequence[float] = field(default=(), hash=False, repr=False)
    turn: int = 0
    part: str = ""
    paragraph: int = -1
    run: int = -1
    node: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text as it was received.

    Parameters
    ----------
    id : file name, unique in a study.
    sha256 : digest of the bytes received.
    text : the one canonical text: of plain text the bytes as UTF-8, no newline translation, nothing stripped; of
        other formats what its reader extracts once, never edited.
    title, author, date, language : what is known of it; empty where not known. An inferred date ends with "?".
    work : the work it belongs to; documents of one work count once.
    kind : op-ed, essay, article, abstract, chronology, law, speech, ...
    vantage : country whose voice it is, ISO3, empty if unknown.
    own : written by this project (a demonstration; it counts in no table, verdict or clue).
    format : what it was read as.
    segments : where each stretch of the text stood in the file, in order, without overlap; empty for plain text.
    notes : what was noticed while it was read (a guessed encoding, hidden text, pages without text, ...).
    """

    id: str
    sha256: str
    text: str
    title: str = ""
    author: str = ""
    date: str = ""
    language: str = "en"
    work: str = ""
    kind: str = ""
    vantage: str = ""
    own: bool = False
    format: Format = "txt"
    segments: tuple[Segment, ...] = ()
    notes: tuple[str, ...] = ()

    def places(self, start: int, stop: int) -> tuple[Segment, ...]:
        """Return the segments that hold a span, each cut to it: its page and box, its paragraph and run, or its node.

        Raises
        ------
        EvidenceError
            If the span is not inside the text.
        """
        if not 0 <= start < stop <= len(self.text):
            raise EvidenceError(f"no text at {start}-{stop}", where=self.id)
        at = bisect_right(self.segments, start, key=lambda segment: segment.stop)
        found = []
        while at < len(self.segments) and self.segments[at].start < stop:
            found.append(_cut(self.segments[at], start, stop))
            at += 1
        return tuple(found)


def _cut(segment: Segment, start: int, stop: int) -> Segment:
    """Return the part of a segment inside a span, its box cut along the line."""
    first, last = max(start, segment.start), min(stop, segment.stop)
    if (first, last) == (segment.start, segment.stop):
        return segment
    edges, box = segment.edges[first - segment.start : last - segment.start + 1], segment.box
    if box is not None and len(edges):
        low, high = min(edges), max(edges)
        box = (low, box[1], high, box[3]) if segment.turn in (0, 180) else (box[0], low, box[2], high)
    return replace(segment, start=first, stop=last, edges=edges, box=box)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A span of a document, in Unicode code points of its canonical text.

    Parameters
    ----------
    document : id of the document.
    start, stop : half-open span; of a passage in several parts, from the first to the last.
    sha256 : digest of the UTF-8 bytes of the span; survives where the text itself is not at hand.
    quote : the text of the span, empty where the document is not at hand.
    kind : the structure it stands in.
    paraphrase : our own words for it, where the quote may not ship.
    spans : the parts of a passage that a note, a page end or a running head cuts; empty where it is whole. The text
        between them is inside `quote` but is not part of what the passage says.
    """

    document: str
    start: int
    stop: int
    sha256: str
    quote: str = ""
    kind: Kind = "paragraph"
    paraphrase: str = ""
    spans: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.stop:
            raise EvidenceError(f"empty or negative span {self.start}-{self.stop}", where=self.document)
        if self.quote and digest(self.quote) != self.sha256:
            raise EvidenceError(
                f"the text at {self.start}-{self.stop} is not the text that was coded",
                where=self.document,
                next="code the document again",
            )
        ends = [self.start, *(edge for span in self.spans for edge in span), self.stop]
        if self.spans and (ends[0] != ends[1] or ends[-2] != ends[-1] or ends != sorted(ends)):
            raise EvidenceError(f"its parts {self.spans} are out of order", where=self.id)

    @classmethod
    def of(
        cls, document: Document, start: int, stop: int, *, kind: Kind = "paragraph", spans: tuple[Span, ...] = ()
    ) -> Passage:
        """Return the passage of a document between two offsets."""
        quote = document.text[start:stop]
        return cls(
            document=document.id, start=start, stop=stop, sha256=digest(quote), quote=quote, kind=kind, spans=spans
        )

    @property
    def parts(self) -> tuple[Span, ...]:
        """The spans that the passage says, one or several."""
        return self.spans or ((self.start, self.stop),)

    @property
    def id(self) -> str:
        """Stable name of the passage: document and span."""
        return f"{self.document}:{self.start}-{self.stop}"


def digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
