"""Documents, codes, codings, relations and memos as a project to exchange, and back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, get_args

from tightrope.core.coding import RELATIONS, Code, Codebook, Coding, Polarity, Relation
from tightrope.core.document import Document, Kind, Layer, Passage
from tightrope.core.errors import EvidenceError
from tightrope.evidence.exchange.positions import plain
from tightrope.evidence.exchange.project import (
    ORIGIN,
    Account,
    Mark,
    Node,
    Note,
    Project,
    Source,
    User,
    code_names,
    guid,
    walk,
)
from tightrope.evidence.ingest import FORMATS
from tightrope.evidence.reading.text import visible

GROUPS = {
    "iv": ("independent variable", "#0072B2"),
    "filter": ("filter", "#E69F00"),
    "behavior": ("behavior", "#009E73"),
    "outcome": ("outcome", "#CC79A7"),
    "third_party": ("third party", "#56B4E9"),
}
"""Role of a code -> the group it stands in and its color."""

RELATION_COLOR = "#999999"
FACTS = ("title", "author", "date", "language", "work", "kind", "vantage")
POLARITIES: tuple[Polarity, ...] = get_args(Polarity)
NOBODY = "unnamed"
WORDS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """What a person wrote: of a coding (`code`), of a passage, or of the whole (None)."""

    coder: str
    text: str
    passage: Passage | None = None
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a project says, as this project's own values.

    Parameters
    ----------
    codes : name by which a code is called here -> its description; groups of codes left out.
    """

    documents: tuple[Document, ...]
    codings: tuple[Coding, ...]
    relations: tuple[Relation, ...]
    memos: tuple[Memo, ...]
    codes: Mapping[str, str]


def project_of(
    *,
    name: str,
    documents: Sequence[Document] = (),
    codebook: Codebook | None = None,
    codings: Iterable[Coding] = (),
    relations: Iterable[Relation] = (),
    memos: Iterable[Memo] = (),
    originals: Mapping[str, bytes] | None = None,
    description: str = "",
) -> Project:
    """Return a project of documents and all that was said of them.

    Codes stand in groups by their role, relations and polarities in a group of their own; each coder is a user, a
    machine named as one. What the format has no place for (rule, score, layer, structure, parts of a passage) goes
    with each mark as details.

    Parameters
    ----------
    originals : document id -> the bytes of the file that its text was read from; kept where they are not the text.

    Raises
    ------
    EvidenceError
        If a coding is of a document that is not given.
    """
    codings, relations, memos = tuple(codings), tuple(relations), tuple(memos)
    sources = _sources(documents, originals or {})
    places = {d.id: s for d, s in zip(documents, sources, strict=True)}
    texts = {d.id: d for d in documents}
    passages = [*(c.passage for c in codings), *(r.passage for r in relations)]
    for passage in [*passages, *(m.passage for m in memos if m.passage)]:
        if passage.document not in places:
            raise EvidenceError("its text is not at hand", where=passage.document, next="name the file or its folder")
        if passage.stop > len(texts[passage.document].text):
            raise EvidenceError(f"has no text at {passage.start}-{passage.stop}", where=passage.document)
    machines = {c.coder for c in codings if c.kind == "proposed"} | {r.coder for r in relations if ":" in r.coder}
    coders = sorted({c.coder for c in codings} | {r.coder for r in relations} | {m.coder for m in memos if m.coder})
    users = tuple(User(guid=guid("user", c), name=c, machine=c in machines) for c in coders)
    by_name = {u.name: u.guid for u in users}
    codes = _tree(codebook, {c.code for c in codings}, bool(relations))
    keys = {n: k for k, n in code_names(codes).items()} | {node.name: node.guid for _, node in _codable(codes)}
    said = {(m.coder, m.passage.id, m.code): m.text for m in memos if m.passage and m.code}
    marks = [
        _mark(
            c.passage,
            places,
            keys[c.code],
            by_name[c.coder],
            {"layer": c.layer, **_unusual(score=(c.score, 1.0), rule=(c.rule, ""))},
            memo=said.get((c.coder, c.passage.id, c.code), ""),
        )
        for c in codings
    ]
    marks += [
        _mark(r.passage, places, _relation(r.relation, r.polarity), by_name[r.coder], {"layer": r.layer})
        for r in relations
    ]
    marks += [
        _mark(m.passage, places, "", by_name.get(m.coder, ""), {}, memo=m.text)
        for m in memos
        if m.passage and not m.code
    ]
    order = {s.guid: i for i, s in enumerate(sources)}
    rank = {node.guid: i for i, (_, node) in enumerate(walk(codes))}
    marks.sort(key=lambda m: (order[m.source], m.start, m.stop, rank.get(m.code, -1), m.user))
    notes = tuple(
        Note(guid=guid("note", i, m.coder, m.text), name="memo", text=m.text, user=by_name.get(m.coder, ""), on=("",))
        for i, m in enumerate(m for m in memos if m.passage is None)
    )
    return Project(
        name=name,
        description=description,
        users=users,
        codes=codes,
        sources=sources,
        marks=_numbered(marks),
        notes=notes,
    )


def evidence_of(project: Project) -> tuple[Evidence, Account]:
    """Return what a project says as documents, codings, relations and memos, and an account of what has no place here.

    A user that was written as a machine proposes; every other is a person. A coding without a layer is taken for an
    argument.
    """
    notes: list[str] = []
    documents = _documents(project, notes)
    held = {s.guid: d for s, d in zip(project.sources, documents, strict=True)}
    names, machines = _coders(project.users), {u.guid for u in project.users if u.machine}
    called = code_names(project.codes)
    pairs = {_relation(r, p): (r, p) for r in RELATIONS for p in POLARITIES}
    codings: list[Coding] = []
    relations: list[Relation] = []
    memos: list[Memo] = []
    for mark in project.marks:
        document = held[mark.source]
        if document is None or mark.start >= mark.stop:
            notes.append(f"a coding of a whole source without text: {visible(called.get(mark.code, ''))!r}")
            continue
        passage, layer, coder = _passage(document, mark.details, mark), _layer(mark), names.get(mark.user, NOBODY)
        if mark.code in pairs:
            relation, polarity = pairs[mark.code]
            relations.append(Relation(passage=passage, relation=relation, polarity=polarity, coder=coder, layer=layer))
        elif mark.code:
            score, rule = mark.details.get("score", 1.0), mark.details.get("rule", "")
            codings.append(
                Coding(
                    passage=passage,
                    code=called[mark.code],
                    coder=coder,
                    kind="proposed" if mark.user in machines else "human",
                    score=float(score) if isinstance(score, int | float) else 1.0,
                    rule=rule if isinstance(rule, str) else "",
                    layer=layer,
                )
            )
        if mark.memo:
            memos.append(Memo(coder=coder, text=mark.memo, passage=passage, code=called.get(mark.code, "")))
    memos += [Memo(coder=names.get(n.user, NOBODY), text=n.text) for n in project.notes]
    evidence = Evidence(
        documents=tuple(d for d in documents if d is not None),
        codings=tuple(codings),
        relations=tuple(relations),
        memos=tuple(memos),
        codes={called[n.guid]: n.description for _, n in _codable(project.codes) if n.guid not in pairs},
    )
    return evidence, Account(notes=tuple(notes))


def _sources(documents: Sequence[Document], originals: Mapping[str, bytes]) -> tuple[Source, ...]:
    found = []
    short = [PurePosixPath(d.id.replace("\\", "/")).name or d.id for d in documents]
    for document, base in zip(documents, short, strict=True):
        name = base if short.count(base) == 1 else document.id.replace("\\", "/").replace("/", "_")
        original = originals.get(document.id, b"")
        if original == document.text.encode("utf-8", "replace"):
            original = b""
        found.append(
            Source(
                guid=guid("source", document.id, document.sha256),
                name=name,
                text=document.text,
                kind="pdf" if document.format == "pdf" else "text",
                original=original,
                suffix=(PurePosixPath(name).suffix.lower() or f".{document.format}") if original else "",
                facts=tuple((fact, getattr(document, fact)) for fact in FACTS if getattr(document, fact)),
            )
        )
    return tuple(found)


def _tree(codebook: Codebook | None, used: set[str], related: bool) -> tuple[Node, ...]:
    codes = codebook.codes if codebook else ()
    book = codebook.name if codebook else ""
    roots = [
        Node(
            guid=guid("group", book, role),
            name=label,
            codable=False,
            color=color,
            children=tuple(_node(book, code, color) for code in codes if code.role == role),
        )
        for role, (label, color) in GROUPS.items()
        if any(code.role == role for code in codes)
    ]
    roots += [Node(guid=guid("code", book, name), name=name) for name in sorted(used - {c.name for c in codes})]
    if related:
        children = tuple(
            Node(guid=_relation(r, p), name=f"{r}: {p}", color=RELATION_COLOR) for r in RELATIONS for p in POLARITIES
        )
        roots.append(Node(guid=guid("relations"), name="relations", codable=False, children=children))
    return tuple(roots)


def _node(book: str, code: Code, color: str) -> Node:
    lines = [code.label, code.definition]
    lines += [f"{word}: {text}" for word, text in (("Include", code.include), ("Exclude", code.exclude)) if text]
    return Node(
        guid=guid("code", book, code.name),
        name=code.name,
        color=color,
        description="\n".join(line for line in lines if line),
    )


def _relation(relation: str, polarity: str) -> str:
    return guid("relation", relation, polarity)


def _codable(codes: tuple[Node, ...]) -> list[tuple[tuple[str, ...], Node]]:
    return [(path, node) for path, node in walk(codes) if node.codable]


def _unusual(**values: tuple[Any, Any]) -> dict[str, Any]:
    return {name: value for name, (value, usual) in values.items() if value != usual}


def _mark(
    passage: Passage, places: Mapping[str, Source], code: str, user: str, details: dict[str, Any], *, memo: str = ""
) -> Mark:
    source = places[passage.document]
    details = details | _unusual(
        structure=(passage.kind, "paragraph"),
        spans=([list(span) for span in passage.spans], []),
        paraphrase=(passage.paraphrase, ""),
    )
    words = " ".join(plain((source.text or "")[passage.start : passage.stop]).split())
    return Mark(
        guid="",
        source=source.guid,
        start=passage.start,
        stop=passage.stop,
        code=code,
        user=user,
        memo=memo,
        name=words if len(words) <= WORDS else f"{words[:WORDS]}...",
        details=details,
    )


def _numbered(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return marks with a guid each; the same mark twice has two."""
    seen: dict[tuple[object, ...], int] = {}
    found = []
    for mark in marks:
        key = (mark.source, mark.start, mark.stop, mark.code, mark.user)
        seen[key] = seen.get(key, -1) + 1
        found.append(replace(mark, guid=guid("mark", *key, seen[key])))
    return tuple(found)


def _documents(project: Project, notes: list[str]) -> list[Document | None]:
    """Return the document of each source, None where its text is missing; names become names of files."""
    found: list[Document | None] = []
    used: set[str] = set()
    ours = project.origin.startswith(ORIGIN)
    for source in project.sources:
        if source.text is None:
            found.append(None)
            continue
        name = file_name(source.name)
        suffix = PurePosixPath(name).suffix.lower()
        kept = ours and source.original and suffix == source.suffix
        if not kept and FORMATS.get(suffix) not in ("txt", "md"):
            name = f"{name}.txt"
        while name.casefold() in used:
            name = f"{PurePosixPath(name).stem}-{source.guid[:8]}{PurePosixPath(name).suffix}"
        used.add(name.casefold())
        if name != source.name:
            notes.append(f"the source {visible(source.name)!r} is called {name!r} here")
        raw = source.original if kept else source.text.encode("utf-8", "replace")
        known: dict[str, Any] = {"language": ""} | dict(source.facts)
        found.append(
            Document(
                id=name,
                sha256=hashlib.sha256(raw).hexdigest(),
                text=source.text,
                format=FORMATS.get(PurePosixPath(name).suffix.lower(), "txt"),
                **{fact: known[fact] for fact in FACTS if fact in known},
            )
        )
    return found


_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def file_name(name: str) -> str:
    """Return a name under which a file can be kept on any system: no path, no hidden characters, not too long."""
    shown = "".join("_" if c in '\\/:*?"<>|\t\n\r' else c for c in visible(name)).strip(" .")
    stem, dot, suffix = shown.rpartition(".")
    if len(shown) > 120:
        shown = f"{stem[:100]}.{suffix}" if dot and len(suffix) <= 8 else shown[:110]
    if not shown or shown.startswith("-") or shown.partition(".")[0].lower() in _RESERVED:
        shown = f"source_{shown}"
    return shown


def _coders(users: Sequence[User]) -> dict[str, str]:
    found: dict[str, str] = {}
    for user in users:
        name = user.name or user.id or NOBODY
        found[user.guid] = name if name not in found.values() else f"{name} ({user.guid[:8]})"
    return found


def _passage(document: Document, details: Mapping[str, Any], mark: Mark) -> Passage:
    structure, words = details.get("structure", "paragraph"), details.get("paraphrase", "")
    spans = details.get("spans", ())
    found = Passage.of(document, mark.start, mark.stop, kind=structure if structure in get_args(Kind) else "paragraph")
    found = replace(found, paraphrase=words if isinstance(words, str) else "")
    try:
        return replace(found, spans=tuple((int(a), int(b)) for a, b in spans))
    except (TypeError, ValueError, EvidenceError):
        return found


def _layer(mark: Mark) -> Layer:
    layer = mark.details.get("layer", "argument")
    return layer if layer in get_args(Layer) else "argument"
