"""REFI-QDA XML as plain values; runs in the confined child only, for the XML is a stranger's."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from lxml import etree

from tightrope.core.errors import FileDamaged, FileRefused

SPACES = ("urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0")
_PROLOG = re.compile(r"\ufeff?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
Plain = dict[str, Any]
SOURCES = ("TextSource", "PDFSource", "PictureSource", "AudioSource", "VideoSource")


def parse(raw: bytes, *, name: str) -> Plain:
    """Return the values of a project.qde or a .qdc.

    Raises
    ------
    FileRefused : it declares a document type (and so may hold entities), or is neither a project nor a codebook.
    FileDamaged : it is not well-formed XML.
    """
    _no_document_type(raw, name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, attribute_defaults=False,
        huge_tree=False, recover=False, remove_comments=True, remove_pis=True, strip_cdata=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise FileDamaged(f"its XML is broken ({error.msg})", where=name, next="export it again") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise FileRefused("its XML declares a document type; such files are not opened", where=name)
    kind = _tag(root)
    if kind not in ("Project", "CodeBook"):
        raise FileRefused(f"its XML is a {kind}, neither a Project nor a CodeBook of REFI-QDA", where=name)
    space = etree.QName(root).namespace or ""
    notes = [] if space in SPACES else [f"its namespace is {space!r}, not one of the standard; read by the same names"]
    return _Reader(notes).root(root, kind)


def _no_document_type(raw: bytes, name: str) -> None:
    """Refuse XML with a document type before any parser sees it."""
    head = raw[:65536]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "replace")
    elif b"\x00" in head[:4]:
        text = head.decode("utf-16-be" if head[:1] == b"\x00" else "utf-16-le", "replace")
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    found = _PROLOG.match(text)
    rest = text[found.end() :] if found else text
    if rest[:2] == "<!":
        raise FileRefused("its XML declares a document type; such files are not opened", where=name)
    if not rest.startswith("<"):
        raise FileRefused("it is no XML", where=name, next="name a .qdpx or .qdc file")


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _key(value: str | None) -> str:
    return (value or "").strip().strip("{}").lower()


class _Reader:
    def __init__(self, notes: list[str]) -> None:
        self.notes = notes
        self.unknown: Counter[str] = Counter()
        self.left: Counter[str] = Counter()

    def root(self, root: Any, kind: str) -> Plain:
        out: Plain = {
            "kind": kind, "name": root.get("name", ""), "origin": root.get("origin", ""), "description": "",
            "users": [], "codes": [], "variables": {}, "sources": [], "notes": [], "links": [], "refs": [],
        }  # fmt: skip
        self.parts(out, root)
        out["unknown"] = sorted(self.unknown.items())
        out["left"] = sorted(self.left.items())
        out["said"] = self.notes
        return out

    def parts(self, out: Plain, root: Any) -> None:
        for element in root:
            tag = _tag(element)
            if tag == "Users":
                out["users"] = [[_key(u.get("guid")), u.get("name", ""), u.get("id", "")] for u in element]
            elif tag == "CodeBook":
                self.parts(out, element)
            elif tag == "Codes":
                out["codes"] = [self.code(c) for c in element if self.known(c, "Code")]
            elif tag == "Variables":
                out["variables"] = {_key(v.get("guid")): v.get("name", "") for v in element}
            elif tag == "Sources":
                out["sources"] = [self.source(s) for s in element if self.known(s, *SOURCES)]
            elif tag == "Notes":
                out["notes"] = [self.note(n) for n in element if self.known(n, "Note")]
            elif tag == "Links":
                out["links"] = [
                    [_key(li.get("originGUID")), _key(li.get("targetGUID")), li.get("name", "")] for li in element
                ]
            elif tag == "Description":
                out["description"] = element.text or ""
            elif tag == "NoteRef":
                out["refs"].append(_key(element.get("targetGUID")))
            elif tag in ("Cases", "Sets", "Graphs"):
                self.left[tag.lower()] += len(element)
            else:
                self.unknown[tag] += 1

    def known(self, element: Any, *tags: str) -> bool:
        tag = _tag(element)
        if tag not in tags:
            self.unknown[tag] += 1
        return tag in tags

    def code(self, element: Any) -> Plain:
        children = [c for c in element if _tag(c) == "Code"]
        self.others(element, "Code", "Description", "NoteRef")
        return {
            "guid": _key(element.get("guid")),
            "name": element.get("name", ""),
            "color": element.get("color", ""),
            "codable": element.get("isCodable", "true").strip() not in ("false", "0"),
            "description": self.child(element, "Description"),
            "refs": self.refs(element),
            "children": [self.code(c) for c in children],
        }

    def others(self, element: Any, *tags: str) -> None:
        for child in element:
            self.known(child, *tags)

    def child(self, element: Any, tag: str) -> str:
        return next((c.text or "" for c in element if _tag(c) == tag), "")

    def refs(self, element: Any) -> list[str]:
        return [_key(c.get("targetGUID")) for c in element if _tag(c) == "NoteRef"]

    def codings(self, element: Any) -> list[Plain]:
        found = []
        for coding in element:
            if _tag(coding) == "Coding":
                code = next((_key(c.get("targetGUID")) for c in coding if _tag(c) == "CodeRef"), "")
                found.append({
                    "guid": _key(coding.get("guid")), "code": code, "user": _key(coding.get("creatingUser")),
                    "created": coding.get("creationDateTime", ""), "refs": self.refs(coding),
                })  # fmt: skip
        return found

    def text(self, element: Any) -> Plain:
        """Return what a text source, a representation or a note has in it."""
        content = next((c.text or "" for c in element if _tag(c) == "PlainTextContent"), None)
        return {
            "content": content,
            "plain": element.get("plainTextPath", ""),
            "rich": element.get("richTextPath", ""),
            "selections": [self.selection(s) for s in element if _tag(s) == "PlainTextSelection"],
        }

    def selection(self, element: Any) -> Plain:
        self.others(element, "Description", "Coding", "NoteRef")
        return {
            "guid": _key(element.get("guid")),
            "name": element.get("name", ""),
            "start": element.get("startPosition", ""),
            "end": element.get("endPosition", ""),
            "user": _key(element.get("creatingUser") or element.get("modifyingUser")),
            "created": element.get("creationDateTime", "") or element.get("modifiedDateTime", ""),
            "description": self.child(element, "Description"),
            "codings": self.codings(element),
            "refs": self.refs(element),
        }

    def source(self, element: Any) -> Plain:
        tag = _tag(element)
        out: Plain = {
            "tag": tag, "guid": _key(element.get("guid")), "name": element.get("name", ""),
            "path": element.get("path", "") or element.get("currentPath", ""),
            "description": self.child(element, "Description"), "codings": self.codings(element),
            "refs": self.refs(element), "facts": self.facts(element), "regions": [0, 0],
        }  # fmt: skip
        held = element
        if tag == "PDFSource":
            held = next((c for c in element if _tag(c) == "Representation"), element)
            if held is not element:
                out["codings"] += self.codings(held)
                out["refs"] += self.refs(held)
        out |= self.text(held)
        for child in element:
            name = _tag(child)
            if name.endswith("Selection") and name != "PlainTextSelection":
                out["regions"][0] += 1
                out["regions"][1] += len(self.codings(child))
            elif name in ("Transcript", "TextDescription"):
                out["regions"][0] += sum(_tag(c).endswith("Selection") for c in child)
                out["regions"][1] += sum(len(self.codings(c)) for c in child)
            elif not name.endswith("Selection"):
                self.known(child, "Description", "PlainTextContent", "Representation", "Coding", "NoteRef",
                           "VariableValue")  # fmt: skip
        return out

    def facts(self, element: Any) -> list[list[str]]:
        found = []
        for fact in element:
            if _tag(fact) == "VariableValue":
                key = next((_key(c.get("targetGUID")) for c in fact if _tag(c) == "VariableRef"), "")
                value = next((c.text or "" for c in fact if _tag(c) != "VariableRef"), "")
                found.append([key, value])
        return found

    def note(self, element: Any) -> Plain:
        codings = self.codings(element)
        for selection in element:
            if _tag(selection) == "PlainTextSelection":
                codings += self.codings(selection)
        if codings:
            self.left["codings on memos"] += len(codings)
        return {
            "guid": _key(element.get("guid")), "name": element.get("name", ""),
            "description": self.child(element, "Description"),
            "user": _key(element.get("creatingUser") or element.get("modifyingUser")), **self.text(element),
        }  # fmt: skip
