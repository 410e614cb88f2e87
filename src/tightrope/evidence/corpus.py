"""All documents of a study, coded: each work counted once, whose voices speak, and what is at hand."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tightrope.core.coding import Codebook, Coding, Corpus, Relation, Reliability
from tightrope.core.document import Document, Passage, digest
from tightrope.core.errors import EvidenceError
from tightrope.evidence.gazetteer import Gazetteer
from tightrope.evidence.locators import Cards, load_codings
from tightrope.evidence.passages import passages
from tightrope.evidence.rules import code

Row = dict[str, str | int | bool]
_CARD = ("title", "author", "date", "language", "work", "kind", "vantage")
_READING = ("encoding", "password")  # what a reader is told of a file, no field of the document


def load_cards(file: Path) -> dict[str, dict[str, str]]:
    """Return file name -> card of a `documents.toml`: title, author, date, language, work, kind, vantage.

    A card may also name the encoding or the password of a file that cannot be read without.

    Raises
    ------
    EvidenceError
        If the file is no TOML, an entry lacks its file, or a key is unknown.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EvidenceError(f"cannot be read ({error})", where=file.name, next="mend the file") from error
    cards: dict[str, dict[str, str]] = {}
    for row in table.get("document", []):
        if "file" not in row:
            raise EvidenceError("an entry lacks its file", where=file.name, next="add file = ...")
        if unknown := sorted(set(row) - {"file", *_CARD, *_READING}):
            raise EvidenceError(
                f"unknown key {unknown[0]!r} of {row['file']}",
                where=file.name,
                next=f"allowed: file, {', '.join(_CARD + _READING)}",
            )
        cards[row["file"]] = {key: str(value) for key, value in row.items() if key != "file"}
    return cards


def build_corpus(
    *,
    codebook: Codebook,
    gazetteer: Gazetteer,
    documents: tuple[Document, ...] | None,
    locators: Path | None,
    own: tuple[Document, ...] = (),
    cards: Mapping[str, Mapping[str, str]] | None = None,
) -> Corpus:
    """Return the coded corpus of a study.

    A document at hand is coded; one that is not stands by its shipped codings. Where both are there, the digests of
    document and passages must agree. A document of which people judged passages is not coded anew: its shipped codings
    are theirs, and proposals where nobody judged. Of several documents of one work only the longest counts; the others
    are listed.

    Parameters
    ----------
    documents : the texts at hand, None for none.
    locators : file of shipped codings, None for none.
    own : texts of this project; coded apart as a demonstration, in no count.
    cards : file name -> what is known of a document; fills what the document itself does not say.

    Raises
    ------
    EvidenceError
        If a text at hand is not the text that was coded.
    """
    shipped, related, known = load_codings(locators) if locators is not None else ((), (), {})
    at_hand = {d.id: _with_card(d, (cards or {}).get(d.id, {})) for d in documents or ()}
    _verify(at_hand, shipped, known)
    words = {c.passage.id: c.passage.paraphrase for c in shipped if c.passage.paraphrase}
    judged = {c.passage.document for c in shipped if c.kind == "human"}
    codings: dict[str, tuple[Coding, ...]] = {}
    relations: dict[str, tuple[Relation, ...]] = {}
    rows: dict[str, Row] = {}
    for name in sorted({*at_hand, *known}):
        if name in at_hand:
            found, pairs = code(at_hand[name], codebook, gazetteer)
            if name in judged:
                found = tuple(_quoted(c, at_hand[name]) for c in shipped if c.passage.document == name)
            codings[name] = tuple(replace(c, passage=_worded(c.passage, words)) for c in found)
            relations[name] = tuple(replace(r, passage=_worded(r.passage, words)) for r in pairs)
            rows[name] = _row(at_hand[name])
        else:
            codings[name] = tuple(c for c in shipped if c.passage.document == name)
            relations[name] = tuple(r for r in related if r.passage.document == name)
            rows[name] = _shipped_row(name, known[name], (cards or {}).get(name, {}))
    _count_works(rows)
    for name, row in rows.items():
        row["coded_passages"] = len({c.passage.id for c in codings[name]})
        row["codings"] = len(codings[name])
    counted = [name for name, row in rows.items() if row["counted"]]
    kept = tuple(c for name in counted for c in codings[name])
    vantage = Counter(str(rows[name]["vantage"]) for name in counted if rows[name]["vantage"])
    voices = (gazetteer.focal, *gazetteer.powers, gazetteer.rival)
    return Corpus(
        documents=tuple(rows[name] for name in rows),
        codings=kept,
        relations=tuple(r for name in counted for r in relations[name]),
        reliability=reliability(kept, codebook),
        opened=bool(rows) and all(bool(row["opened"]) for row in rows.values()),
        demonstration=tuple(c for d in own for c in code(d, codebook, gazetteer)[0]),
        vantage=tuple(sorted(vantage.items())),
        absent_voices=tuple(v for v in voices if v and v not in vantage),
        notes=_notes(rows, bool(own)),
    )


def reliability(codings: Sequence[Coding], codebook: Codebook) -> Reliability:
    """Return what can be said of agreement: with a single coder nothing, and the note says so."""
    coders = tuple(sorted({c.coder for c in codings}))
    names = tuple(c.name for c in codebook.codes)
    none: tuple[None, ...] = (None,) * len(names)
    people = sorted({c.coder for c in codings if c.kind == "human"})
    if people:
        note = (
            f"Codes of people ({', '.join(people)}), and proposals of a machine where nobody judged; how far people "
            "agree stands in the log of their review (`tightrope review agreement`)."
        )
    elif len(coders) <= 1:
        note = (
            "One machine coder: there is no second coder and so no inter-coder reliability; its codings are proposals "
            "that no person has reviewed."
        )
    else:
        note = (
            "Several coders, but no set of passages that all of them judged code by code: agreement needs passages "
            "that two coders read whole."
        )
    return Reliability(coders=coders, codes=names, alpha=none, low=none, high=none, passages=0, note=note)


def _verify(at_hand: Mapping[str, Document], shipped: Sequence[Coding], known: Cards) -> None:
    step = "restore the text, or remove its lines from the file of codings and code it anew"
    for name, document in at_hand.items():
        if name in known and known[name].get("sha256") != document.sha256:
            raise EvidenceError("the text changed since it was coded", where=name, next=step)
    for coding in shipped:
        passage = coding.passage
        if passage.document not in at_hand:
            continue
        if digest(at_hand[passage.document].text[passage.start : passage.stop]) != passage.sha256:
            raise EvidenceError(
                f"the text at {passage.start}-{passage.stop} is not the text that was coded",
                where=passage.document,
                next=step,
            )


def _worded(passage: Passage, words: Mapping[str, str]) -> Passage:
    return replace(passage, paraphrase=words[passage.id]) if passage.id in words else passage


def _quoted(coding: Coding, document: Document) -> Coding:
    place = coding.passage
    return replace(coding, passage=replace(place, quote=document.text[place.start : place.stop]))


def _with_card(document: Document, card: Mapping[str, str]) -> Document:
    new: dict[str, Any] = {key: card[key] for key in _CARD if card.get(key) and not _said(document, key)}
    return replace(document, **new)


def _said(document: Document, key: str) -> bool:
    return key != "language" and bool(getattr(document, key))


def _row(document: Document) -> Row:
    return {
        "id": document.id,
        "sha256": document.sha256,
        "title": document.title,
        "author": document.author,
        "date": document.date,
        "language": document.language,
        "kind": document.kind,
        "work": document.work or document.id,
        "vantage": document.vantage,
        "words": len(document.text.split()),
        "passages": len(passages(document)),
        "opened": True,
    }


def _shipped_row(name: str, said: Mapping[str, Any], card: Mapping[str, str]) -> Row:
    def first(key: str, other: str = "") -> str:
        return str(card.get(key) or said.get(other or key) or "")

    return {
        "id": name,
        "sha256": str(said.get("sha256", "")),
        "title": first("title"),
        "author": first("author"),
        "date": first("date"),
        "language": first("language") or "en",
        "kind": first("kind", "type"),
        "work": first("work") or name,
        "vantage": first("vantage"),
        "words": int(said.get("words", 0)),
        "passages": int(said.get("passages", 0)),
        "opened": False,
    }


def _count_works(rows: Mapping[str, Row]) -> None:
    """Mark the longest document of each work as the one that counts."""
    longest: dict[str, str] = {}
    for name in sorted(rows, key=lambda n: (-int(rows[n]["words"]), n)):
        longest.setdefault(str(rows[name]["work"]), name)
    for name, row in rows.items():
        row["counted"] = longest[str(row["work"])] == name
        row["same_work_as"] = "" if row["counted"] else longest[str(row["work"])]


def _notes(rows: Mapping[str, Row], own: bool) -> tuple[str, ...]:
    notes = [
        f"{name} is the same work as {row['same_work_as']} and is not counted."
        for name, row in rows.items()
        if not row["counted"]
    ]
    closed = sorted(name for name, row in rows.items() if not row["opened"])
    if closed:
        notes.append(
            f"{len(closed)} documents are not at hand: their passages are given by place, digest and paraphrase; "
            "give their folder with --documents to open them."
        )
    if own:
        notes.append("Texts of this project are coded as a demonstration and count in no table, verdict or clue.")
    if not rows:
        notes.append("No document was coded.")
    return tuple(notes)
