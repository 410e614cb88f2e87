"""The values of an audit: an alarm with its place, a listed source, a citation of it, what a text tells of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tightrope.core.document import Document

Severity = Literal["error", "check", "note"]
Span = tuple[int, int]
Day = tuple[int, int, int]
"""Year, month, day; 0 where not told."""
ORDER: dict[Severity, int] = {"error": 0, "check": 1, "note": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something that a reader should look at.

    Parameters
    ----------
    kind : what it is, one word or two joined by a dash: "unresolved", "never-cited", "later-source", ...
    severity : "error" cannot be as it stands; "check" may be; "note" is worth knowing.
    file, start, stop, line : where, in code points of the canonical text; lines count from 1.
    quote : the text there.
    what, why, settle : what is wrong, why it is held to be, and how a person settles it.
    others : further places of the same matter, as (file, start, stop).
    """

    kind: str
    severity: Severity
    file: str
    start: int
    stop: int
    line: int
    quote: str
    what: str
    why: str
    settle: str
    others: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A source as a paper lists it: an item of the references, or a note.

    Parameters
    ----------
    kind : "reference" or "note".
    number : its number; None in an unnumbered list.
    start, stop : its place.
    text : the place's text on one line, without markup.
    authors : surnames in order; the name of a body where no person is named.
    year : year with its letter ("2020a"); empty where none is told.
    day : when it appeared, as far as told.
    title, url : what could be read of them.
    short : a repeated, shortened mention of an earlier entry; `same` is that entry's number.
    """

    kind: Literal["reference", "note"]
    number: int | None
    start: int
    stop: int
    text: str
    authors: tuple[str, ...] = ()
    year: str = ""
    day: Day = (0, 0, 0)
    title: str = ""
    url: str = ""
    same: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A place where a text points to a source.

    Parameters
    ----------
    style : "parenthetical", "narrative", "bracket" or "mark".
    start, stop, text : the place; several sources in one bracket have a place each.
    authors, year : what an author-year citation names.
    number : what a numbered one names.
    at : where it ends in the view of the body.
    target : index of the entry it means, None where no entry is.
    suggestions : indices of the nearest entries where none fits.
    """

    style: Literal["parenthetical", "narrative", "bracket", "mark"]
    start: int
    stop: int
    text: str
    authors: tuple[str, ...] = ()
    year: str = ""
    number: int | None = None
    at: int = 0
    target: int | None = None
    suggestions: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """First author and year, or the number."""
        return f"{self.authors[0]} {self.year}" if self.authors else str(self.number)


def line_of(document: Document, at: int) -> int:
    """Return the line of an offset, from 1."""
    return document.text.count("\n", 0, at) + 1


def alarm(
    document: Document,
    span: Span,
    kind: str,
    severity: Severity,
    what: str,
    *,
    why: str,
    settle: str,
    others: tuple[tuple[str, int, int], ...] = (),
) -> Alarm:
    """Return an alarm at a span of a document, with its line and quote."""
    start, stop = span
    return Alarm(
        kind=kind,
        severity=severity,
        file=document.id,
        start=start,
        stop=stop,
        line=line_of(document, start),
        quote=document.text[start:stop],
        what=what,
        why=why,
        settle=settle,
        others=others,
    )
