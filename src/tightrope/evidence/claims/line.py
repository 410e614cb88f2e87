"""A passage as one line with a way back: every character of the line knows its place in the canonical text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tightrope.core.document import Document, Passage, Span

_BLANK = re.compile(r"\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The text of a passage without line breaks, and where each of its characters stands.

    Parameters
    ----------
    text : the spans of the passage joined, line ends as blanks, hyphenation at a break undone.
    places : (len(text),) offset in the canonical text of each character.
    """

    text: str
    places: tuple[int, ...]

    def span(self, start: int, stop: int) -> Span:
        """Return the canonical span of a part of the line; where a note cuts it, the hull."""
        return self.places[start], self.places[stop - 1] + 1


def line(document: Document, passage: Passage) -> Line:
    """Return a passage as one line."""
    text: list[str] = []
    places: list[int] = []
    for start, stop in passage.parts:
        if len(text) > 1 and text[-1] == "-" and text[-2].islower() and document.text[start].islower():
            text.pop()
            places.pop()
        elif text and not text[-1].isspace():
            text.append(" ")
            places.append(start)
        for at in range(start, stop):
            mark = document.text[at]
            if mark == "\u00ad":
                continue
            if _BLANK.match(mark):
                if (
                    len(text) > 1
                    and text[-1] == "-"
                    and text[-2].islower()
                    and document.text[at + 1 : at + 2].islower()
                ):
                    text.pop()
                    places.pop()
                    continue
                if text and text[-1] == " ":
                    continue
                mark = " "
            text.append(mark)
            places.append(at)
    return Line(text="".join(text), places=tuple(places))
