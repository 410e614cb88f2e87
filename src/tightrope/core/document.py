"""Document and Passage: text, and exact spans of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from tightrope.core.errors import EvidenceError

Layer = Literal["argument", "report", "record"]
Kind = Literal["front", "heading", "paragraph", "list", "table", "note", "reference"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text as it was received.

    Parameters
    ----------
    id : file name, unique in a study.
    sha256 : digest of the bytes received.
    text : the one canonical text: the bytes as UTF-8, no newline translation, nothing stripped.
    title, author, date, language : what is known of it; empty where not known. An inferred date ends with "?".
    work : the work it belongs to; documents of one work count once.
    kind : op-ed, essay, article, abstract, chronology, law, speech, ...
    vantage : country whose voice it is, ISO3, empty if unknown.
    own : written by this project (a demonstration; it counts in no table, verdict or clue).
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A span of a document, in Unicode code points of its canonical text.

    Parameters
    ----------
    document : id of the document.
    start, stop : half-open span.
    sha256 : digest of the UTF-8 bytes of the span; survives where the text itself is not at hand.
    quote : the text of the span, empty where the document is not at hand.
    kind : the structure it stands in.
    paraphrase : our own words for it, where the quote may not ship.
    """

    document: str
    start: int
    stop: int
    sha256: str
    quote: str = ""
    kind: Kind = "paragraph"
    paraphrase: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.stop:
            raise EvidenceError(f"empty or negative span {self.start}-{self.stop}", where=self.document)
        if self.quote and digest(self.quote) != self.sha256:
            raise EvidenceError(
                f"the text at {self.start}-{self.stop} is not the text that was coded",
                where=self.document,
                next="code the document again",
            )

    @classmethod
    def of(cls, document: Document, start: int, stop: int, *, kind: Kind = "paragraph") -> Passage:
        """Return the passage of a document between two offsets."""
        quote = document.text[start:stop]
        return cls(document=document.id, start=start, stop=stop, sha256=digest(quote), quote=quote, kind=kind)

    @property
    def id(self) -> str:
        """Stable name of the passage: document and span."""
        return f"{self.document}:{self.start}-{self.stop}"


def digest(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
