"""What is said twice: a text inside another, a passage two texts share, a sentence set again as a pull-quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from tightrope.evidence.audit.alarm import Alarm, alarm
from tightrope.evidence.audit.citing.view import View

SHINGLE = 8
"""Words in a row that must agree for two places to be compared at all."""
WITHIN = 12
"""Words in a row that make a repetition inside one text."""
BETWEEN = 25
"""Words in a row that make a passage shared by two texts."""
WORK = 0.5
"""Share of the shorter text found in the longer from which both are one work."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Words that two places have in common: spans in the views of each, and how many words."""

    one: tuple[int, int]
    two: tuple[int, int]
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How much two documents have in common.

    Parameters
    ----------
    one, two : ids of the documents; `one` is the shorter.
    share : share of the words of the shorter one that stand in the longer.
    same_work : whether they are held to be one work, to be counted once.
    runs : the places, in the views of the two.
    """

    one: str
    two: str
    share: float
    same_work: bool
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """The words of a text with their places, and a key for the shingle that begins at each."""

    words: list[str]
    starts: list[int]
    stops: list[int]
    keys: list[tuple[str, ...]]


def _read(view: View) -> _Read:
    found = list(_WORD.finditer(view.text))
    words = [m.group().casefold() for m in found]
    keys = [tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)]
    return _Read(words, [m.start() for m in found], [m.end() for m in found], keys)


def repeated(view: View, *, least: int = WITHIN) -> tuple[Run, ...]:
    """Return the passages that a text holds twice, longest run at each place."""
    read = _read(view)
    words = read.words
    seen: dict[tuple[str, ...], int] = {}
    out: list[Run] = []
    at = 0
    while at < len(read.keys):
        first = seen.setdefault(read.keys[at], at)
        size = 0
        if first + SHINGLE <= at:
            while first + size < at and at + size < len(words) and words[first + size] == words[at + size]:
                size += 1
        if size >= least:
            out.append(_run(read, read, first, at, size))
            at += size
        else:
            at += 1
    return tuple(out)


def shared(one: View, two: View, *, least: int = SHINGLE) -> tuple[Run, ...]:
    """Return the passages that two texts have in common, in the order of the first."""
    return _shared(_read(one), _read(two), least)


def _shared(mine: _Read, theirs: _Read, least: int) -> tuple[Run, ...]:
    places: dict[tuple[str, ...], list[int]] = {}
    for at, key in enumerate(theirs.keys):
        places.setdefault(key, []).append(at)
    a, b = mine.words, theirs.words
    out: list[Run] = []
    at = 0
    while at < len(mine.keys):
        best, where = 0, 0
        for other in places.get(mine.keys[at], ())[:8]:
            size = SHINGLE
            while at + size < len(a) and other + size < len(b) and a[at + size] == b[other + size]:
                size += 1
            if size > best:
                best, where = size, other
        if best >= least:
            out.append(_run(mine, theirs, at, where, best))
            at += best
        else:
            at += 1
    return tuple(out)


def _run(one: _Read, two: _Read, at: int, other: int, size: int) -> Run:
    a, b = at + size - 1, other + size - 1
    return Run((one.starts[at], one.stops[a]), (two.starts[other], two.stops[b]), size)


def overlaps(views: Sequence[View]) -> tuple[Overlap, ...]:
    """Return every pair of documents that have a passage in common or are one work."""
    out: list[Overlap] = []
    reads = [_read(v) for v in views]
    counts = [len(r.words) for r in reads]
    holders: dict[tuple[str, ...], list[int]] = {}
    for number, read in enumerate(reads):
        for key in set(read.keys):
            holders.setdefault(key, []).append(number)
    pairs = {pair for group in holders.values() if len(group) > 1 for pair in combinations(group, 2)}
    for i, j in sorted(pairs):
        small, large = (i, j) if counts[i] <= counts[j] else (j, i)
        runs = _shared(reads[small], reads[large], SHINGLE)
        share = sum(r.words for r in runs) / max(1, counts[small])
        said = tuple(r for r in runs if r.words >= BETWEEN)
        same = share >= WORK and counts[small] >= 40
        if same or said:
            out.append(
                Overlap(
                    one=views[small].document.id,
                    two=views[large].document.id,
                    share=share,
                    same_work=same,
                    runs=runs if same else said,
                )
            )
    return tuple(out)


def check_same(views: Sequence[View], found: Sequence[Overlap]) -> tuple[Alarm, ...]:
    """Return the alarms of repetition: one work twice, a shared passage, a repeated one."""
    by_name = {v.document.id: v for v in views}
    out: list[Alarm] = []
    for pair in found:
        one, two = by_name[pair.one], by_name[pair.two]
        words = sum(r.words for r in pair.runs)
        longest = max(pair.runs, key=lambda r: r.words)
        places = tuple((two.document.id, *two.place(*r.two)) for r in pair.runs)
        if pair.same_work:
            what = f"{pair.share:.0%} of {pair.one} stands in {pair.two}: one work, counted once"
        else:
            what = f"{words} words of {pair.one} stand in {pair.two} too: one voice for that passage"
        out.append(
            alarm(
                one.document,
                one.place(*longest.one),
                "same-work" if pair.same_work else "shared-passage",
                "check",
                what,
                why=f"{len(pair.runs)} passages agree word for word, the longest over {longest.words} words",
                settle="see which came first, and count the passage once",
                others=places,
            )
        )
    for view in views:
        for run in repeated(view):
            if view.kind(run.one[0]) in ("front", "heading") or view.kind(run.two[0]) in ("front", "heading"):
                continue
            out.append(
                alarm(
                    view.document,
                    view.place(*run.two),
                    "repeated",
                    "note",
                    f"{run.words} words stand in the text twice",
                    why="a pull-quote or a paste; counted twice it would weigh twice",
                    settle="count it once",
                    others=((view.document.id, *view.place(*run.one)),),
                )
            )
    return tuple(out)
