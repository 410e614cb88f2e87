"""What a person sees of a passage: its text and what stands around it, and other coders' codes only when they may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tightrope.core.document import Document
from tightrope.core.errors import EvidenceError, TightropeError
from tightrope.evidence.ingest import read_document
from tightrope.evidence.passages import Unit, units
from tightrope.evidence.review.decisions import Review, opened
from tightrope.evidence.review.queue import Item
from tightrope.evidence.review.start import Start


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A passage as it is shown.

    Parameters
    ----------
    number : in the queue, from 1.
    text : what a reader reads, on one line; empty where the document is not at hand.
    before, after : the passages around it, as far as they stand in the same paragraph.
    others : who gave which codes; None where they are hidden.
    why : why it is asked for; empty while the judgment is blind, since it would tell.
    """

    number: int
    id: str
    document: str
    heading: str
    lead: str
    before: str
    text: str
    after: str
    kind: str
    why: str
    others: Mapping[str, tuple[str, ...]] | None
    memos: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """Return the passage as plain values, for JSON."""
        return {
            "passage": self.id, "number": self.number, "document": self.document, "heading": self.heading,
            "lead": self.lead, "before": self.before, "text": self.text, "after": self.after, "kind": self.kind,
            "why": self.why, "others": None if self.others is None else {k: list(v) for k, v in self.others.items()},
            "memos": list(self.memos),
        }  # fmt: skip


class Texts:
    """The documents of a review, each opened when it is first needed and held against its digest.

    Parameters
    ----------
    log : the file of the review; paths in it are relative to its folder.
    folder : where the documents are now, if they were moved.
    """

    def __init__(self, start: Start, log: Path, folder: Path | None = None) -> None:
        self._cards = {card["id"]: card for card in start.documents}
        self._log, self._folder = log, folder
        self._found: dict[str, Document] = {}

    def get(self, name: str) -> Document:
        """Return a document.

        Raises
        ------
        EvidenceError
            If it is not there, or is not the one that the review was begun with.
        """
        if name not in self._found:
            card = self._cards[name]
            file = self._folder / name if self._folder else self._log.parent / card["path"]
            try:
                document = read_document(file)
            except TightropeError as error:
                raise EvidenceError(
                    error.what, where=name, next="give the folder of the texts with --documents"
                ) from error
            if document.sha256 != card["sha256"]:
                raise EvidenceError(
                    "the text changed since the review began",
                    where=name,
                    next="restore it, or begin a new review",
                )
            self._found[name] = document
        return self._found[name]

    def every(self) -> Iterable[Document]:
        """Return all documents that are at hand and unchanged."""
        for name in self._cards:
            try:
                yield self.get(name)
            except TightropeError:
                continue


def show(review: Review, item: Item, texts: Texts, *, coder: str) -> Shown:
    """Return a passage as a person may see it now.

    Other coders' codes are there once this person judged it, or where the review is not blind.
    """
    passage = item.passage
    document = texts.get(passage.document)
    opened(passage, document)
    unit, before, after = _around(document, passage.id)
    may = not review.start.blind or (coder, passage.id) in review.revealed
    return Shown(
        number=next(i for i, other in enumerate(review.start.items, start=1) if other.passage.id == passage.id),
        id=passage.id,
        document=document.title or document.id,
        heading=clean(unit.heading if unit else ""),
        lead=clean(unit.lead if unit else ""),
        before=clean(before),
        text=clean(unit.reading if unit else " ".join(document.text[a:b] for a, b in passage.parts)),
        after=clean(after),
        kind=passage.kind,
        why=item.why if may else "",
        others=others(review, passage.id, coder) if may else None,
        memos=tuple(
            clean(f"{m.coder}: {m.text}") for m in review.memos if m.passage == passage.id and m.coder == coder
        ),
    )


def others(review: Review, passage: str, coder: str = "") -> dict[str, tuple[str, ...]]:
    """Return what every other coder gave a passage: machines, and the people who judged it."""
    order = review.start.codes
    given: dict[str, tuple[str, ...]] = {
        machine: tuple(c for c in order if c in {coding.code for coding in codings})
        for machine, codings in review.proposed(passage).items()
    }
    for person in review.people:
        judged = review.latest(person)
        if person != coder and passage in judged:
            given[person] = tuple(c for c in order if c in judged[passage].codes)
    return given


def clean(text: str) -> str:
    """Return text on one line that cannot steer a terminal: control and direction characters become visible."""
    flat = " ".join(text.split())
    return "".join(c if c.isprintable() else _visible(c) for c in flat)


def _visible(character: str) -> str:
    code = ord(character)
    if code in (0x200C, 0x200D):
        return character
    return "" if code in (0x200B, 0xAD, 0xFEFF) else f"<U+{code:04X}>"


def _around(document: Document, passage: str) -> tuple[Unit | None, str, str]:
    """Return the unit of a passage, and the text before and after it in its paragraph."""
    found, places = _units(document)
    at = places.get(passage)
    if at is None:
        return None, "", ""
    unit = found[at]
    before = found[at - 1].reading if at and found[at - 1].paragraph == unit.paragraph else ""
    after = found[at + 1].reading if at + 1 < len(found) and found[at + 1].paragraph == unit.paragraph else ""
    return unit, before, after


@lru_cache(maxsize=4)
def _units(document: Document) -> tuple[tuple[Unit, ...], dict[str, int]]:
    found = units(document)
    return found, {unit.passage.id: i for i, unit in enumerate(found)}
