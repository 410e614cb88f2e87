"""Codings as JSON lines that carry no text: where a passage stands, its digest, and our own words for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tightrope.core.coding import RELATIONS, Coding, Relation
from tightrope.core.document import Document, Passage
from tightrope.core.errors import EvidenceError
from tightrope.evidence.passages import passages

Cards = dict[str, dict[str, Any]]
SHARED_WORDS = 4
"""A paraphrase shares at most this many words in a row with its passage, names apart."""


def save_codings(
    file: Path,
    documents: Iterable[Document],
    codings: Iterable[Coding],
    relations: Iterable[Relation],
    *,
    paraphrases: Mapping[str, str] | None = None,
) -> None:
    """Write one JSON object a line: a card per document, then its codings and relations; no text of any passage.

    Parameters
    ----------
    paraphrases : passage id -> our own words; else those that the passages carry.
    """
    known = paraphrases or {}
    lines: list[dict[str, Any]] = [
        {
            "kind": "document",
            "file": d.id,
            "sha256": d.sha256,
            "characters": len(d.text),
            "words": len(d.text.split()),
            "passages": len(passages(d)),
            "title": d.title,
            "author": d.author,
            "date": d.date,
            "language": d.language,
            "work": d.work,
            "type": d.kind,
            "vantage": d.vantage,
        }
        for d in documents
    ]
    lines.extend(
        {
            "kind": "coding",
            **_place(c.passage),
            "code": c.code,
            "coder": c.coder,
            "by": c.kind,
            "score": c.score,
            "rule": c.rule,
            "layer": c.layer,
            "paraphrase": known.get(c.passage.id, c.passage.paraphrase),
        }
        for c in codings
    )
    lines.extend(
        {
            "kind": "relation",
            **_place(r.passage),
            "relation": r.relation,
            "polarity": r.polarity,
            "coder": r.coder,
        }
        for r in relations
    )
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    file.write_text(text, encoding="utf-8", newline="\n")


def load_codings(file: Path) -> tuple[tuple[Coding, ...], tuple[Relation, ...], Cards]:
    """Return the codings, relations and document cards of a file of locators; passages carry no quote.

    Raises
    ------
    EvidenceError
        If the file cannot be read or a line is not what `save_codings` writes; the line is named.
    """
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError(f"cannot be read ({error})", where=file.name, next="name a file of codings") from error
    codings: list[Coding] = []
    relations: list[Relation] = []
    cards: Cards = {}
    words: dict[tuple[str, int, int], str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{file.name} line {number}"
        try:
            row = json.loads(line)
            if row["kind"] == "document":
                cards[row["file"]] = row
            elif row["kind"] == "coding":
                passage = _passage(row, row["paraphrase"])
                words[(passage.document, passage.start, passage.stop)] = passage.paraphrase
                codings.append(_coding(row, passage))
            elif row["kind"] == "relation":
                key = (row["file"], row["start"], row["end"])
                relations.append(_relation(row, _passage(row, words.get(key, ""))))
            else:
                raise EvidenceError(f"unknown kind {row['kind']!r}", where=where, next="document, coding or relation")
        except (ValueError, KeyError, TypeError) as error:
            raise EvidenceError(f"is not a locator ({error!r})", where=where, next="mend or remove it") from error
    return tuple(codings), tuple(relations), cards


def shared_run(paraphrase: str, text: str, names: Iterable[str] = ()) -> int:
    """Return the longest run of words that a paraphrase shares with a text; a run of names only counts nothing."""
    ours, theirs = _words(paraphrase), _words(text)
    known = {word for name in names for word in _words(name)}
    longest = 0
    for size in range(len(ours), 0, -1):
        runs = {tuple(theirs[i : i + size]) for i in range(len(theirs) - size + 1)}
        if any(
            tuple(ours[i : i + size]) in runs and not set(ours[i : i + size]) <= known
            for i in range(len(ours) - size + 1)
        ):
            longest = size
            break
    return longest


def _words(text: str) -> list[str]:
    return [
        "".join(c for c in word.casefold() if c.isalnum()) for word in text.split() if any(c.isalnum() for c in word)
    ]


def _place(passage: Passage) -> dict[str, Any]:
    place = {
        "file": passage.document,
        "start": passage.start,
        "end": passage.stop,
        "sha256": passage.sha256,
        "structure": passage.kind,
    }
    return place | {"spans": [list(span) for span in passage.spans]} if passage.spans else place


def _passage(row: Mapping[str, Any], paraphrase: str) -> Passage:
    return Passage(
        document=row["file"],
        start=row["start"],
        stop=row["end"],
        sha256=row["sha256"],
        kind=row["structure"],
        paraphrase=paraphrase,
        spans=tuple((int(start), int(stop)) for start, stop in row.get("spans", ())),
    )


def _coding(row: Mapping[str, Any], passage: Passage) -> Coding:
    if row["by"] not in ("human", "proposed") or row["layer"] not in ("argument", "report", "record"):
        raise KeyError("by or layer")
    return Coding(
        passage=passage,
        code=row["code"],
        coder=row["coder"],
        kind=row["by"],
        score=float(row["score"]),
        rule=row["rule"],
        layer=row["layer"],
    )


def _relation(row: Mapping[str, Any], passage: Passage) -> Relation:
    if row["relation"] not in RELATIONS or row["polarity"] not in ("cooperation", "conflict", "neutral"):
        raise KeyError("relation or polarity")
    return Relation(passage=passage, relation=row["relation"], polarity=row["polarity"], coder=row["coder"])
