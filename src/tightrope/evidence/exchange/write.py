"""A project as REFI-QDA files: .qdpx with its sources inside, .qdc with its codes alone; same project, same bytes."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from tightrope.evidence.exchange.positions import Count, Doubled, plain, windows
from tightrope.evidence.exchange.project import GUID, Account, Mark, Node, Project, Source, guid, walk

PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"
MACHINE = " (machine)"
UNKNOWN = "1970-01-01T00:00:00Z"
"""Written where it is not known when a coding was made: some programs refuse a coding without a date."""
_OPEN = "[tightrope "
FOLDER = "Sources"
WINDOWS = " with Windows line ends"
"""Ends the origin of a project whose texts were written so."""
_ILLEGAL = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STAMP = (1980, 1, 1, 0, 0, 0)
_FILE = 0o100644 << 16


def qdpx(project: Project, *, doubled: bool = False) -> tuple[bytes, Account]:
    """Return a project as a .qdpx archive, and what could not be written as it is.

    Each text lies in `Sources` as UTF-8 without byte-order mark and with line feeds, so that every program counts its
    positions alike; a text that was received otherwise lies beside it as it was, and so does the file that it was
    read from.

    Parameters
    ----------
    doubled : whether each line end is written as two characters and counted as two, for programs that count them so.
    """
    writer = _Writer(project, doubled=doubled)
    root = writer.root()
    files = {"project.qde": _bytes(root), **writer.files}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _FILE
            archive.writestr(entry, data)
    taken = (
        ("coders", len(project.users)),
        ("codes", len(list(walk(project.codes)))),
        ("sources", len(project.sources)),
        ("marks", len(project.marks) + len(project.unplaced)),
        ("memos", len(project.notes) + sum(bool(m.memo) for m in project.marks)),
    )
    return held.getvalue(), Account(taken=taken, notes=tuple(writer.notes))


def qdc(project: Project) -> tuple[bytes, Account]:
    """Return the codes of a project as a .qdc codebook, and what could not be written as it is.

    Raises
    ------
    ValueError
        If there is no code: the format has no empty codebook.
    """
    if not project.codes:
        raise ValueError("codes")
    writer = _Writer(project, space=CODEBOOK)
    root = etree.Element(f"{{{CODEBOOK}}}CodeBook", nsmap={None: CODEBOOK, "xsi": SCHEMA})
    root.set("origin", writer.legal(project.origin))
    writer.codes(root, with_notes=False)
    codes = {node.guid for _, node in walk(project.codes)}
    held = sum(bool(codes & set(note.on)) for note in project.notes)
    left = (f"memos of codes: {held}; a .qdc holds none, a .qdpx does",) if held else ()
    taken = (("codes", len(list(walk(project.codes)))),)
    return _bytes(root), Account(taken=taken, left=left, notes=tuple(writer.notes))


def described(memo: str, details: Mapping[str, Any]) -> str:
    """Return a memo with what the format has no place for in a last line; `undescribed` takes them apart again."""
    if not details and undescribed(memo) == (memo, {}):
        return memo
    line = f"{_OPEN}{json.dumps(details, ensure_ascii=False, sort_keys=True)}]"
    return f"{memo}\n\n{line}" if memo else line


def undescribed(text: str) -> tuple[str, dict[str, Any]]:
    """Return the memo and the details of a description."""
    at = text.rfind(f"\n\n{_OPEN}{{")
    begin = at + 2 if at >= 0 else 0
    if text.startswith(f"{_OPEN}{{", begin) and text.endswith("}]"):
        try:
            details = json.loads(text[begin + len(_OPEN) : -1])
        except (ValueError, RecursionError):
            return text, {}
        if isinstance(details, dict):
            return text[: max(at, 0)], details
    return text, {}


def _bytes(root: Any) -> bytes:
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


class _Writer:
    def __init__(self, project: Project, *, space: str = PROJECT, doubled: bool = False) -> None:
        self.project, self.space, self.doubled = project, space, doubled
        self.files: dict[str, bytes] = {}
        self.notes: list[str] = []
        self._on: dict[str, list[str]] = {}
        for note in project.notes:
            for target in note.on:
                self._on.setdefault(target, []).append(note.guid)
        names = sorted({name for source in project.sources for name, _ in source.facts})
        self._variables = {name: guid("variable", name) for name in names}

    def legal(self, text: str) -> str:
        """Return text that XML can hold; what it cannot is replaced, and said."""
        if not _ILLEGAL.search(text):
            return text
        self.notes.append(f"characters that XML cannot hold were replaced in {_ILLEGAL.sub('?', text)[:40]!r}")
        return _ILLEGAL.sub("\ufffd", text)

    def root(self) -> Any:
        project = self.project
        root = etree.Element(f"{{{PROJECT}}}Project", nsmap={None: PROJECT, "xsi": SCHEMA})
        root.set("name", self.legal(project.name))
        root.set("origin", self.legal(project.origin) + (WINDOWS if self.doubled else ""))
        if project.users:
            users = self.sub(root, "Users")
            for user in project.users:
                machine = {"name": user.name + MACHINE, "id": "machine"} if user.machine else {}
                self.sub(users, "User", guid=user.guid, **({"name": user.name, "id": user.id} | machine))
        if project.codes:
            self.codes(self.sub(root, "CodeBook"), with_notes=True)
        if self._variables:
            held = self.sub(root, "Variables")
            for name, key in self._variables.items():
                self.sub(held, "Variable", guid=key, name=name, typeOfVariable="Text")
        if project.sources:
            sources = self.sub(root, "Sources")
            marks: dict[str, list[tuple[Mark, bool]]] = {}
            for mark in project.marks:
                marks.setdefault(mark.source, []).append((mark, True))
            for lost in project.unplaced:
                marks.setdefault(lost.mark.source, []).append((lost.mark, False))
            for source in project.sources:
                self.source(sources, source, marks.get(source.guid, []))
        if project.notes:
            notes = self.sub(root, "Notes")
            for note in project.notes:
                made = self.sub(notes, "Note", guid=note.guid, name=note.name, creatingUser=note.user)
                self.sub(made, "PlainTextContent", text=note.text)
        if project.description:
            self.sub(root, "Description", text=project.description)
        self.refs(root, "")
        return root

    def codes(self, parent: Any, *, with_notes: bool) -> None:
        self._nodes(self.sub(parent, "Codes"), self.project.codes, with_notes)

    def _nodes(self, parent: Any, nodes: Iterable[Node], with_notes: bool) -> None:
        for node in nodes:
            made = self.sub(parent, "Code", guid=node.guid)
            made.set("name", self.legal(node.name))
            made.set("isCodable", "true" if node.codable else "false")
            if node.color:
                made.set("color", node.color)
            if node.description:
                self.sub(made, "Description", text=node.description)
            if with_notes:
                self.refs(made, node.guid)
            self._nodes(made, node.children, with_notes)

    def source(self, parent: Any, source: Source, marks: list[tuple[Mark, bool]]) -> None:
        pdf = source.kind == "pdf"
        made = self.sub(parent, "PDFSource" if pdf else "TextSource", guid=source.guid, name=source.name)
        if source.original:
            named = source.suffix == (".pdf" if pdf else ".docx")
            path = self.keep(f"{source.guid}{'' if named else '.original'}{source.suffix}", source.original)
            if named:
                made.set("path" if pdf else "richTextPath", path)
        if source.description:
            self.sub(made, "Description", text=source.description)
        held = made
        if pdf:
            held = self.sub(made, "Representation", guid=guid("representation", source.guid), name=source.name)
        count = Doubled(source.text or "") if self.doubled else Count(source.text or "")
        if source.text is not None:
            held.set("plainTextPath", self.text(source))
        for mark, placed in marks:
            if not mark.whole:
                self.selection(held, mark, count if placed else None)
        for mark, _ in marks:
            if mark.whole:
                self.coding(made, mark, mark.guid)
        self.refs(made, source.guid)
        for name, value in source.facts:
            fact = self.sub(made, "VariableValue")
            self.sub(fact, "VariableRef", targetGUID=self._variables[name])
            self.sub(fact, "TextValue", text=value)

    def text(self, source: Source) -> str:
        text = source.text or ""
        level = windows(text) if self.doubled else plain(text)
        if level != text:
            self.keep(f"{source.guid}.exact.txt", self.encoded(text, source.name))
            ends = "Windows line ends" if self.doubled else "line feeds"
            self.notes.append(
                f"{source.name}: written with {ends} and without byte-order mark, positions counted there; "
                "the text as it was received lies beside it"
            )
        return self.keep(f"{source.guid}.txt", self.encoded(level, source.name))

    def encoded(self, text: str, name: str) -> bytes:
        try:
            return text.encode("utf-8")
        except UnicodeEncodeError:
            self.notes.append(f"{name}: half characters (lone surrogates) were written as question marks")
            return text.encode("utf-8", "replace")

    def keep(self, name: str, data: bytes) -> str:
        self.files[f"{FOLDER}/{name}"] = data
        return f"internal://{name}"

    def selection(self, parent: Any, mark: Mark, count: Count | Doubled | None) -> None:
        start, stop, details = mark.start, mark.stop, dict(mark.details)
        if count is not None:
            start, stop = count.position(start), count.position(stop)
            if (count.offset(start), count.offset(stop)) != (mark.start, mark.stop):
                details["at"] = [mark.start, mark.stop]
        made = self.sub(
            parent, "PlainTextSelection", guid=mark.guid, name=mark.name, creatingUser=mark.user,
            creationDateTime=mark.created or UNKNOWN,
        )  # fmt: skip
        made.set("startPosition", str(start))
        made.set("endPosition", str(stop))
        if text := described(mark.memo, details):
            self.sub(made, "Description", text=text)
        if mark.code:
            self.coding(made, mark, guid("coding", mark.guid))
        self.refs(made, mark.guid)

    def coding(self, parent: Any, mark: Mark, key: str) -> None:
        made = self.sub(
            parent, "Coding", guid=key, creatingUser=mark.user, creationDateTime=mark.created or UNKNOWN
        )  # fmt: skip
        self.sub(made, "CodeRef", targetGUID=mark.code)
        if mark.whole:
            self.refs(made, mark.guid)

    def refs(self, parent: Any, target: str) -> None:
        for key in self._on.get(target, ()):
            self.sub(parent, "NoteRef", targetGUID=key)

    def sub(self, parent: Any, tag: str, *, text: str | None = None, **attributes: str) -> Any:
        made = etree.SubElement(parent, f"{{{self.space}}}{tag}")
        for name, value in attributes.items():
            if value:
                made.set(name, value if GUID.match(value) else self.legal(value))
        if text is not None:
            made.text = self.legal(text)
        return made
