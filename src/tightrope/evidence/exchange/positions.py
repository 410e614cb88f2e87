"""Positions in a text that programs count differently: byte-order mark, line ends of two characters, UTF-16."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import product

BOM = "\ufeff"
_ENDS = re.compile(r"\r\n?")
_PAIR = re.compile(r"\r\n")
_WIDE = re.compile(r"[\U00010000-\U0010ffff]")
_NAMED = re.compile(r"(?:line:)?[\d\s,.:()–-]*\Z")
SHORTEST = 4
"""A selection's name of fewer characters says nothing of where it stands."""

Flags = tuple[bool, bool, bool]


def plain(text: str) -> str:
    """Return the text that every program counts alike: no byte-order mark, every line end one line feed."""
    return _ENDS.sub("\n", text.removeprefix(BOM))


class Count:
    """How a program counts: which characters of a text it does not count, and what it counts twice.

    Parameters
    ----------
    bom : whether a byte-order mark at the beginning is counted.
    pairs : whether a carriage return and line feed count as two.
    wide : whether a character beyond U+FFFF counts as two, as in UTF-16.
    """

    def __init__(self, text: str, *, bom: bool = False, pairs: bool = False, wide: bool = False) -> None:
        self.length = len(text)
        skipped = [0] if not bom and text.startswith(BOM) else []
        if not pairs:
            skipped += [found.start() + 1 for found in _PAIR.finditer(text)]
        self._skipped = skipped
        self._shifted = [at - k for k, at in enumerate(skipped)]
        astral = [self._less(found.start()) for found in _WIDE.finditer(text)] if wide else []
        self._astral = [at + k for k, at in enumerate(astral)]

    def position(self, offset: int) -> int:
        """Return the position at which this count puts an offset of the text."""
        less = self._less(offset)
        if not self._astral:
            return less
        return less + bisect_left([at - k for k, at in enumerate(self._astral)], less)

    def offset(self, position: int) -> int:
        """Return the offset of the text at a position; positions outside the text stay outside."""
        if position < 0:
            return position
        at = position - bisect_left(self._astral, position)
        return at + bisect_right(self._shifted, at)

    def _less(self, offset: int) -> int:
        return offset - bisect_left(self._skipped, offset)


class Doubled:
    """Counts a text as if each of its line ends were two characters, whatever they are, as programs on Windows may."""

    def __init__(self, text: str) -> None:
        self._plain = Count(text)
        self._windows = Count(windows(text), bom=True)  # the mark at its head, if any, is a character of the text

    def position(self, offset: int) -> int:
        """Return the position at which this count puts an offset of the text."""
        return self._windows.offset(self._plain.position(offset))

    def offset(self, position: int) -> int:
        """Return the offset of the text at a position; positions outside the text stay outside."""
        return self._plain.offset(self._windows.position(position)) if position >= 0 else position


def windows(text: str) -> str:
    """Return the text without byte-order mark, every line end a carriage return and a line feed."""
    return plain(text).replace("\n", "\r\n")


def ways(texts: Iterable[str]) -> tuple[Flags, ...]:
    """Return the ways of counting that differ on these texts, as (bom, pairs, wide); one if all are the same."""
    held = list(texts)
    bom = any(text.startswith(BOM) for text in held)
    pairs = any("\r\n" in text for text in held)
    wide = any(_WIDE.search(text) is not None for text in held)
    both = {True: (False, True), False: (False,)}
    return tuple(product(both[bom], both[pairs], both[wide]))


def choose(sources: Sequence[tuple[str, Sequence[tuple[int, int, str]]]], usual: Flags) -> tuple[Flags, int, int]:
    """Return the way of counting that a project used: the one under which most selections stand where they are named.

    Programs give many selections their first words as a name; where the words at a position are those of the name,
    the count is confirmed. Where nothing confirms one, it is `usual`.

    Parameters
    ----------
    sources : text, and the (start, end, name) of its selections.

    Returns
    -------
    The count, how many selections confirm it, and how many have a name that could.
    """
    named = [(text, [s for s in spans if _tells(s[2])]) for text, spans in sources]
    whole = sum(len(spans) for _, spans in named)
    found = ways(text for text, _ in sources)
    best, most = None, 0
    for flags in sorted(found, key=lambda f: sum(a != b for a, b in zip(f, usual, strict=True))):
        right = sum(_stands(text, spans, flags) for text, spans in named if spans)
        if best is None or right > most:
            best, most = flags, right
    if most == 0:
        return usual, 0, whole
    return best or usual, most, whole


def _tells(name: str) -> bool:
    return len(_bare(name)) >= SHORTEST and _NAMED.match(name) is None


def _bare(name: str) -> str:
    return " ".join(name.removesuffix("...").removesuffix("…").split())


def _stands(text: str, spans: Sequence[tuple[int, int, str]], flags: Flags) -> int:
    count = Count(text, bom=flags[0], pairs=flags[1], wide=flags[2])
    right = 0
    for start, stop, name in spans:
        words, a, b = _bare(name), count.offset(start), count.offset(stop)
        if 0 <= a < b <= len(text):
            held = " ".join(text[a : min(b, a + 4 * len(name) + 40)].split())
            right += held.startswith(words) and text[a : a + 1].strip() == name[:1].strip()
    return right
