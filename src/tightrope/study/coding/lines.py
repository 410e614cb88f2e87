"""Coded files as JSON lines and as rows of one table: offsets in code points, never a word of the text itself."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from tightrope.core.document import Document, Passage
from tightrope.data.exports.neutral import neutralize
from tightrope.study.coding.files import Coded

COLUMNS = (
    "kind", "file", "start", "end", "structure", "code", "coder", "score", "rule", "relation", "polarity", "layer",
)  # fmt: skip
"""Columns of the CSV; a row leaves empty what its kind does not have."""


def rows(coded: Coded) -> Iterator[dict[str, Any]]:
    """Yield one object per sentence and code, then per sentence and relation, then one layer per coded sentence.

    `start` and `end` count Unicode code points: of the raw file read as UTF-8 without newline translation for plain
    text and Markdown, of the canonical text for other formats, whose rows also carry a `place`.
    """
    document = coded.document
    for coding in coded.codings:
        yield {
            "kind": "coding",
            **_span(coded.name, coding.passage, document),
            "code": coding.code,
            "coder": coding.coder,
            "score": coding.score,
            "rule": coding.rule,
        }
    for relation in coded.relations:
        yield {
            "kind": "relation",
            **_span(coded.name, relation.passage, document),
            "relation": relation.relation,
            "polarity": relation.polarity,
            "coder": relation.coder,
        }
    for (start, stop), layer in coded.layers.items():
        yield {"kind": "layer", "file": coded.name, "start": start, "end": stop, "layer": layer}


def as_json(coded: Coded) -> Iterator[str]:
    """Yield each row as one line of JSON."""
    for row in rows(coded):
        yield json.dumps(row, ensure_ascii=False)


def as_csv(coded: Coded, *, header: bool) -> Iterator[str]:
    """Yield each row as one line of comma-separated values, the names of the columns first if asked.

    Text that a spreadsheet would run as a formula, such as a file's name, is neutralized.
    """
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, restval="", extrasaction="ignore", lineterminator="\n")
    if header:
        writer.writeheader()
    for row in rows(coded):
        writer.writerow({name: neutralize(v) if isinstance(v, str) else v for name, v in row.items()})
    yield from buffer.getvalue().splitlines()


def counts(coded: Iterable[Coded]) -> Iterator[tuple[str, str, int]]:
    """Yield (file, code or relation with its polarity, number of passages), most frequent first in each file."""
    for one in coded:
        found = Counter(c.code for c in one.codings)
        found.update(f"{r.relation} {r.polarity}" for r in one.relations)
        for name, number in sorted(found.items(), key=lambda item: (-item[1], item[0])):
            yield one.name, name, number


def _span(name: str, passage: Passage, document: Document) -> dict[str, Any]:
    row: dict[str, Any] = {"file": name, "start": passage.start, "end": passage.stop, "structure": passage.kind}
    if passage.spans:
        row["spans"] = [list(span) for span in passage.spans]
    if document.segments:
        row["place"] = _place(document, passage)
    return row


def _place(document: Document, passage: Passage) -> dict[str, Any]:
    """Return where a passage begins in its file: page and box, part, paragraph and run, or node."""
    found = document.places(passage.start, passage.stop)
    if not found:
        return {}
    first = found[0]
    if first.page:
        return {"page": first.page, "box": [round(edge, 2) for edge in first.box or ()]}
    if first.part:
        return {"part": first.part, "paragraph": first.paragraph, "run": first.run}
    return {"node": first.node}
