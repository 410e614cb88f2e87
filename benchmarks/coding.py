"""The rule coder over the flagship's chronology, beside a plain loop over the same expressions."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import partial

from benchmarks.row import Row, beside
from tightrope.core.coding import Codebook, Pattern
from tightrope.core.document import Document
from tightrope.evidence import rules
from tightrope.evidence.ingest import document
from tightrope.evidence.passages import units
from tightrope.evidence.patterns.signs import relations_of
from tightrope.evidence.relations import Reader
from tightrope.study.coding.files import Desk, desk
from tightrope.study.shelf import shipped

REPEATS = 3


def text() -> Document:
    """Return titles and texts of the shipped chronology, an event a paragraph, a few times over."""
    events = tomllib.loads((shipped()["pakistan"] / "chronology.toml").read_text(encoding="utf-8"))["event"]
    body = "\n\n".join(f"{event['title']}. {event['text']}" for event in events)
    return document("chronology.txt", "\n\n".join([body] * REPEATS).encode())


def plain(read: Document, at: Desk, book: Codebook) -> list[tuple[str, str]]:
    """Return passage and code by trying every expression of every pattern on every sentence, one after another."""
    reader, found = Reader(at.gazetteer), []
    for unit in units(read):
        reading = reader.read(unit)
        holds = partial(rules._role, reading, unit)
        given = [
            code.name
            for code in book.codes
            if sum(p.weight for p in code.patterns if _matches(p, reading.view) and all(map(holds, p.roles))) >= 1
        ]
        found.extend((unit.passage.id, name) for name in given)
        reader.noted(tuple(n for n, _ in relations_of(reading, given, item=unit.passage.kind in ("list", "table"))))
    return found


def _matches(pattern: Pattern, view: str) -> bool:
    hits = [m.span() for e in pattern.any for m in re.finditer(e, view)]
    others = [m.span() for e in pattern.near for m in re.finditer(e, view)]
    if not hits or any(re.search(e, view) for e in pattern.unless):
        return False
    return not pattern.near or any(_between(view, a, b) <= pattern.window for a in hits for b in others)


def _between(view: str, a: tuple[int, int], b: tuple[int, int]) -> int:
    start, stop = min(a[1], b[1]), max(a[0], b[0])
    return max(0, view.count(" ", start, stop)) if stop > start else 0


def run() -> Row:
    at, read = desk(), text()
    number = len(units(read))  # also loads the sentence splitter, which neither side is to pay for
    re._MAXCACHE = 4096  # type: ignore[attr-defined]  # the loop is not to compile anew
    bare = replace(at.codebook, cues=None)  # the loop has patterns only; ours is timed with its second look
    ours_found = at.coder.code(read, bare, at.gazetteer)[0]
    theirs_found = plain(read, at, bare)
    both = len({(c.passage.id, c.code) for c in ours_found} & set(theirs_found))
    ours, peer = beside(
        lambda: at.coder.code(read, at.codebook, at.gazetteer), lambda: plain(read, at, at.codebook), runs=(3, 1)
    )
    expressions = sum(len(p.any) + len(p.near) + len(p.unless) for c in at.codebook.codes for p in c.patterns)
    return Row(
        name="rule coder, beside a loop over the same expressions",
        ours=ours,
        peer=peer,
        runs=(3, 1),
        size=f"{number:,} passages, {expressions:,} expressions",
        note=f"{number / ours:,.0f} passages/s, second look included, beside {number / peer:,.0f}; {both:,} of "
        f"{len(ours_found):,} codings by patterns the same",
    )
