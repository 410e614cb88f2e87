"""The reading view: text as a reader reads it, repaired, every stretch of it mapped back to the canonical text."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tightrope.core.document import Span

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
HYPHENS = "\u2010\u00ad-"
REPAIR = re.compile(
    rf"(?P<left>[^\W\d_]+)[{HYPHENS}][ \t]*(?:\r\n|[\r\n])[ \t]*(?=(?P<right>[^\W\d_]+))|"
    rf"\u00ad(?:[ \t]*(?:\r\n|[\r\n])[ \t]*)?|[{''.join(LIGATURES)}\ufb50-\ufdff\ufe70-\ufefc]"
)
BROKEN = re.compile(rf"[^\W\d_]+[{HYPHENS}]\s*[\r\n]\s*[^\W\d_]*")
ENDINGS = frozenset(
    re.findall(
        r"\w+",
        "ally ly tion sion ment ments ness ing ings able ible ity ities ism ist ists ence ance ship age ages er ers "
        "est ed en ens ened ening ward wards hood less ful",
    )
)
"""What follows a hyphen that only marks the end of a line."""
COMPOUND = frozenset(
    re.findall(
        r"\w+",
        "long short high low well self non anti pro cross half far all so two three four five six seven eight nine ten "
        "one first second third hard soft open wide ever much most new old state war peace land sea large small full "
        "post pre",
    )
)
"""What a hyphen mostly belongs to."""
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
MENDED = re.compile(rf"[\s{HYPHENS}]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Repaired text and where each piece of it comes from.

    Parameters
    ----------
    text : without line-end hyphens, soft hyphens and ligatures, parts joined; line ends stay.
    pieces : (start in the view, length there, start in the canonical text, length there), in order; what was put in
        between two parts has length 0 in the canonical text.
    """

    text: str
    pieces: tuple[tuple[int, int, int, int], ...]

    def spans(self, start: int, stop: int) -> tuple[Span, ...]:
        """Return the canonical spans of a stretch of the view, each as long as it goes without a gap."""
        found: list[list[int]] = []
        at = max(bisect_right(self.pieces, start, key=lambda piece: piece[0]) - 1, 0)
        for here, size, origin, length in self.pieces[at:]:
            if here >= stop:
                break
            if here + size <= start or not length:
                continue
            if size == length:
                first, last = origin + max(start - here, 0), origin + min(stop - here, size)
            else:  # a ligature is one character: whoever wants a part of it gets it whole
                first, last = origin, origin + length
            if found and found[-1][1] >= first:
                found[-1][1] = max(found[-1][1], last)
            else:
                found.append([first, last])
        return tuple((first, last) for first, last in found)


def view(text: str, spans: Sequence[Span], words: frozenset[str] = frozenset()) -> View:
    """Return the reading view of parts of a text, read one after the other.

    Parameters
    ----------
    text : the canonical text.
    spans : the parts, in reading order.
    words : words of the document, in lower case; they tell whether a hyphen at a line end belongs to the word.
    """
    out: list[str] = []
    pieces: list[tuple[int, int, int, int]] = []
    size = 0

    def put(shown: str, origin: int, length: int) -> None:
        nonlocal size
        if not shown:
            return
        pieces.append((size, len(shown), origin, length))
        out.append(shown)
        size += len(shown)

    for start, stop in spans:
        if out:
            held = pieces[-1]
            last, right = out[-1], re.match(r"[^\W\d_]+", text[start:stop])
            left = re.search(rf"([^\W\d_]+)[{HYPHENS}]$", last)
            if left and right and right[0][:1].islower() and held[1] == held[3]:
                if _drops(left[1], right[0], words):
                    out[-1], pieces[-1] = last[:-1], (held[0], held[1] - 1, held[2], held[3] - 1)
                    size -= 1
            else:
                put(" ", held[2] + held[3], 0)
        at = start
        for match in REPAIR.finditer(text, start, stop):
            end = match.end()
            if match["left"] is not None:
                left_end = match.end("left")
                keep = not match["right"][:1].islower() or not _drops(match["left"], match["right"], words)
                if keep and text[left_end] != "\u00ad":
                    left_end += 1
                put(text[at:left_end], at, left_end - at)
            else:
                put(text[at : match.start()], at, match.start() - at)
                put(_letters(match[0]), match.start(), 1)
            at = end
        put(text[at:stop], at, stop - at)
    return View(text="".join(out), pieces=tuple(pieces))


def vocabulary(text: str) -> frozenset[str]:
    """Return the words of a text in lower case, hyphenated ones whole; parts of broken words are not among them."""
    return frozenset(match[0].lower() for match in WORD.finditer(BROKEN.sub(" ", text)))


def mended(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join spans that only a repair parts (a hyphen and a line end); what a note or a page parts stays apart."""
    out: list[Span] = []
    for start, stop in spans:
        if out and start - out[-1][1] <= 8 and MENDED.match(text[out[-1][1] : start]):
            out[-1] = (out[-1][0], stop)
        else:
            out.append((start, stop))
    return tuple(out)


def _letters(sign: str) -> str:
    """Return the letters of a ligature or of an Arabic presentation form; nothing of a soft hyphen."""
    return "" if sign[0] == "\u00ad" else LIGATURES.get(sign) or unicodedata.normalize("NFKC", sign)


def _drops(left: str, right: str, words: frozenset[str]) -> bool:
    """Whether a hyphen between two parts of a word only marks the end of a line."""
    left, right = left.lower(), right.lower()
    if left + right in words:
        return True
    if f"{left}-{right}" in words:
        return False
    if right in ENDINGS or left in COMPOUND:
        return right in ENDINGS
    return not (len(left) > 2 and len(right) > 2 and left in words and right in words)
