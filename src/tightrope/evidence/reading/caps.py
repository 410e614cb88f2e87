"""The most that one document may cost, and what its reader hands back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tightrope.core.document import Segment

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCaps:
    """The most that one document may cost.

    Parameters
    ----------
    bytes : of the file as given.
    seconds : processor time until the first page stands and for any one page (the whole of a DOCX or HTML file).
    longest : processor time of a whole document, however many pages.
    memory : bytes of address space of the child.
    pages : of a PDF.
    characters : of the text read.
    boxed : characters up to which each one's place on its line is kept; beyond, each line's box is.
    unpacked, ratio, members : of a DOCX: bytes out, bytes out per byte in, files inside.
    """

    bytes: int = 200_000_000
    seconds: int = 8
    longest: int = 600
    memory: int = 480_000_000
    pages: int = 10_000
    characters: int = 50_000_000
    boxed: int = 2_000_000
    unpacked: int = 200_000_000
    ratio: int = 100
    members: int = 10_000


CAPS = DocumentCaps()


@dataclass(slots=True, kw_only=True)
class Builder:
    """Text that grows, with the place of each piece.

    Parameters
    ----------
    parts : the text so far, in pieces.
    size : its length, code points.
    segments : one per piece that has a place.
    notes : what was noticed.
    """

    parts: list[str] = field(default_factory=list)
    size: int = 0
    segments: list[Segment] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, text: str) -> tuple[int, int]:
        """Append text and return its span."""
        start = self.size
        self.parts.append(text)
        self.size += len(text)
        return start, self.size

    def end(self, blanks: str = "\n\n") -> None:
        """End a paragraph, unless one has just ended."""
        if self.size and not self.parts[-1].endswith("\n\n"):
            self.add(blanks)

    @property
    def text(self) -> str:
        """Return the text so far."""
        return "".join(self.parts)
