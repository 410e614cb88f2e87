"""Passages of documents that speak of what is asked: by words, or by likeness where the extra is installed."""

from __future__ import annotations

from collections.abc import Sequence

from tightrope.core.document import Document
from tightrope.core.errors import InvalidValue
from tightrope.evidence.passages import units
from tightrope.evidence.themes.find import Text
from tightrope.evidence.themes.search import Hit, Index

WIDTH = 160


def texts(documents: Sequence[Document]) -> tuple[Text, ...]:
    """Return the passages of documents with their readings, in the order of the documents."""
    return tuple(
        Text(passage=unit.passage, reading=unit.reading, work=document.work or document.id)
        for document in documents
        for unit in units(document)
    )


def search(documents: Sequence[Document], query: str, *, number: int = 10, by: str = "words") -> tuple[Hit, ...]:
    """Return the passages nearest to a question, best first.

    Parameters
    ----------
    query : words, or a "phrase" that must stand in the passage.
    number : how many at most.
    by : "words" (BM25), or "likeness" (the packaged model of the extra `semantic`).

    Raises
    ------
    InvalidValue
        If the question is empty, the way is unknown, or the number is below 1.
    EvidenceError
        If likeness is asked for and the extra is not installed.
    """
    if not query.strip():
        raise InvalidValue("the question is empty", where="search", next="give a few words")
    if number < 1:
        raise InvalidValue(f"{number} passages asked for", where="search", next="ask for 1 or more")
    if by == "words":
        return Index(texts(documents)).search(query, number=number)
    if by == "likeness":
        from tightrope.evidence.semantic.nearest import similar

        return similar(query, texts(documents), number=number)
    raise InvalidValue(f"no search by {by!r}", where="search", next="allowed: words, likeness")


def table_of(hits: Sequence[Hit]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return passages found as a header and rows to print: place, score, start of the passage, words held."""
    rows = tuple(
        (hit.passage.id, f"{hit.score:.3f}", " ".join(hit.passage.quote.split())[:WIDTH], ", ".join(hit.terms))
        for hit in hits
    )
    return ("passage", "score", "text", "words held"), rows


def data_of(hits: Sequence[Hit]) -> list[dict[str, object]]:
    """Return passages found as plain values: place, score, the whole text, the words held."""
    return [
        {"passage": hit.passage.id, "score": hit.score, "text": hit.passage.quote, "held": list(hit.terms)}
        for hit in hits
    ]
