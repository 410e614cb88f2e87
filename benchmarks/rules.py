"""The rule coder over the flagship's chronology, beside itself without the literals that rule an expression out."""

from __future__ import annotations

import tomllib
from unittest import mock

from benchmarks.row import Row, beside
from tightrope.catalog.shelf import declared
from tightrope.core.document import Document
from tightrope.evidence import rules
from tightrope.evidence.codebook import load_codebook
from tightrope.evidence.gazetteer import load_gazetteer
from tightrope.evidence.ingest import document
from tightrope.evidence.passages import units
from tightrope.study.shelf import shipped

REPEATS = 3


def text() -> Document:
    """Return titles and texts of the shipped chronology, an event a paragraph, a few times over."""
    events = tomllib.loads((shipped()["pakistan"] / "chronology.toml").read_text(encoding="utf-8"))["event"]
    body = "\n\n".join(f"{event['title']}. {event['text']}" for event in events)
    return document("chronology.txt", "\n\n".join([body] * REPEATS).encode())


def run() -> Row:
    book, names, read = (
        load_codebook(declared("codebooks")["ncr"]),
        load_gazetteer(declared("gazetteer").values()),
        text(),
    )
    number = len(units(read))  # also loads the sentence splitter, which neither side is to pay for

    def with_literals() -> object:
        return rules.code(read, book, names)

    rules._machine.cache_clear()
    fast = with_literals()
    rules._machine.cache_clear()
    with mock.patch.object(rules, "triggers", return_value=None):
        plain = with_literals()
    naive = rules._machine(book)  # compiled without literals, kept while ours is compiled again
    assert fast == plain
    rules._machine.cache_clear()
    with_literals()

    def without_literals() -> object:
        with mock.patch.object(rules, "_machine", return_value=naive):
            return rules.code(read, book, names)

    ours, peer = beside(with_literals, without_literals, runs=(5, 3))
    return Row(
        name="rule coder, beside a loop over every expression",
        ours=ours,
        peer=peer,
        runs=(5, 3),
        size=f"{number:,} passages, {len(naive.expressions):,} expressions",
        note=f"{number / ours:,.0f} passages/s beside {number / peer:,.0f}; both split and read the text",
    )
