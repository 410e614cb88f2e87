"""A DOCX to text with places: body, tables, text boxes, footnotes and endnotes; runs in the confined child only."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from tightrope.core.document import Role, Segment
from tightrope.core.errors import FileDamaged, FileRefused, FileTooLarge
from tightrope.evidence.reading.caps import Builder, DocumentCaps
from tightrope.evidence.reading.glyphs import SUPERSCRIPT
from tightrope.sandbox import archive

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BODY, STYLES = "word/document.xml", "word/styles.xml"
NOTES = {"footnoteReference": "word/footnotes.xml", "endnoteReference": "word/endnotes.xml"}
DECLARES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
SIGNS = {"tab": " ", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad", "br": "\n", "cr": "\n", "ptab": " "}
SKIPPED = {W + name for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "sectPr", "tblPr", "trPr")}
DEPTH = 200


class Package:
    """The parts of a DOCX, opened under caps."""

    def __init__(self, raw: bytes, *, name: str, caps: DocumentCaps) -> None:
        self.name, self.caps, self.left = name, caps, caps.unpacked
        self.zip = archive.open_zip(io.BytesIO(raw), name=name, caps=caps, packed=len(raw))
        self.names = {entry.filename: entry for entry in self.zip.infolist()}
        if BODY not in self.names:
            raise FileDamaged("it is no DOCX: it has no word/document.xml", where=name, next="save it as .docx")

    def xml(self, part: str) -> Any:
        """Return the root of a part, None if it is not there; one that declares entities is refused."""
        if part not in self.names:
            return None
        raw = b"".join(archive.member(self.zip, self.names[part], name=self.name, caps=self.caps))
        self.left -= len(raw)
        if self.left < 0:
            raise FileTooLarge(archive.over(self.caps.unpacked + 1, self.caps.unpacked, "over "), where=self.name)
        if DECLARES.search(raw.replace(b"\0", b"")):
            what = f"its part {part} declares a document type or entities; such files are never read"
            raise FileRefused(what, where=self.name, next="save it again with the program that made it")
        raw = raw.replace(STRICT.encode(), W[1:-1].encode())
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True)
        try:
            return etree.fromstring(raw, parser)
        except etree.XMLSyntaxError as error:
            raise FileDamaged(f"its part {part} is damaged ({error.msg})", where=self.name) from None


def read(raw: bytes, *, name: str, caps: DocumentCaps) -> Builder:
    """Return the text of a DOCX, each stretch with its part, paragraph and run.

    Raises
    ------
    FileRefused : it declares entities, is locked, or its archive leads out of its folder.
    FileTooLarge : it unpacks to more than it may. FileDamaged : it is no DOCX, or holds no text.
    """
    if not zipfile.is_zipfile(io.BytesIO(raw)):
        old = raw[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        what = "it is an old .doc, or a document under a password" if old else "it is no DOCX: no zip archive"
        raise FileDamaged(what, where=name, next="save it as .docx without a password")
    package = Package(raw, name=name, caps=caps)
    with package.zip:
        return _Reader(package).whole()


class _Reader:
    """Walks the parts in reading order."""

    def __init__(self, package: Package) -> None:
        self.package, self.out = package, Builder()
        self.styles = dict(_styles(package.xml(STYLES)))
        self.part, self.paragraph, self.run = BODY, -1, -1
        self.root: Any = None
        self.numbered: list[Any] = []
        self.places: dict[int, int] = {}
        self.role: Role = ""
        self.called: dict[str, list[str]] = {"footnoteReference": [], "endnoteReference": []}
        self.changes = {"inserted": 0, "deleted": 0}
        self.hidden = 0
        self.boxes: list[Any] = []

    def whole(self) -> Builder:
        self.open(BODY)
        self.blocks(self.root.find(W + "body"))
        if not self.out.text.strip():
            raise FileDamaged("it holds no text", where=self.package.name, next="check the file")
        for kind, part in NOTES.items():
            self.notes(kind, part)
        self.out.notes.extend(self.said())
        return self.out

    def open(self, part: str) -> None:
        """Go to a part and number its paragraphs."""
        self.part, self.root = part, self.package.xml(part)
        # The list keeps the nodes alive, so that each stays the one that was numbered.
        self.numbered = [] if self.root is None else list(self.root.iter(W + "p"))
        self.places = {id(node): at for at, node in enumerate(self.numbered)}

    def blocks(self, parent: Any, depth: int = 0) -> None:
        """Read what stands below one another."""
        if parent is None or depth > DEPTH:
            return
        for child in parent:
            if child.tag == W + "p":
                self.whole_paragraph(child)
            elif child.tag == W + "tbl":
                self.table(child)
            elif child.tag in SKIPPED:
                self.changes["deleted"] += child.tag in (W + "del", W + "moveFrom")
            elif isinstance(child.tag, str) and child.tag != FALLBACK:
                self.blocks(child, depth + 1)

    def whole_paragraph(self, paragraph: Any, role: Role | None = None) -> None:
        self.out.end()
        self.role = self.role_of(paragraph) if role is None else role
        self.inline(paragraph)
        self.out.end()
        boxes, self.boxes = self.boxes, []
        for box in boxes:
            self.blocks(box)

    def inline(self, paragraph: Any) -> None:
        """Read the runs of a paragraph where the text stands."""
        self.paragraph, self.run = self.places[id(paragraph)], -1
        self.runs(paragraph)

    def role_of(self, paragraph: Any) -> Role:
        properties = paragraph.find(W + "pPr")
        if properties is None:
            return ""
        style = properties.find(W + "pStyle")
        known = self.styles.get(style.get(W + "val"), "") if style is not None else ""
        level = properties.find(W + "outlineLvl")
        if known == "heading" or (level is not None and level.get(W + "val", "9") < "9"):
            return "heading"
        numbered = properties.find(W + "numPr")
        number = numbered.find(W + "numId") if numbered is not None else None
        return "list" if known == "list" or (number is not None and number.get(W + "val") != "0") else ""

    def runs(self, parent: Any, depth: int = 0) -> None:
        for child in parent:
            if child.tag == W + "r":
                self.run += 1
                self.one_run(child)
            elif child.tag in SKIPPED:
                self.changes["deleted"] += child.tag in (W + "del", W + "moveFrom")
            elif isinstance(child.tag, str) and child.tag != FALLBACK and depth < DEPTH:
                self.changes["inserted"] += child.tag in (W + "ins", W + "moveTo")
                self.runs(child, depth + 1)

    def one_run(self, run: Any) -> None:
        properties = run.find(W + "rPr")
        hidden = raised = False
        if properties is not None:
            hidden = _on(properties.find(W + "vanish")) or _white(properties)
            raised = (up := properties.find(W + "vertAlign")) is not None and up.get(W + "val") == "superscript"
        for child in run:
            name = child.tag.removeprefix(W) if isinstance(child.tag, str) else ""
            if name == "t":
                text = child.text or ""
                self.put(text.translate(SUPERSCRIPT) if raised and text.strip().isdigit() else text, hidden)
            elif name in SIGNS:
                self.put(SIGNS[name], hidden)
            elif name == "sym":
                code = int(child.get(W + "char", "0"), 16)
                self.put(chr(code - 0xF000 if 0xF020 <= code <= 0xF0FF else code), hidden)
            elif name in self.called and child.get(W + "customMarkFollows") not in ("1", "true"):
                self.put(str(self.number(name, child.get(W + "id", ""))).translate(SUPERSCRIPT), hidden)
            elif name in ("drawing", "pict", "object") or child.tag.endswith("}AlternateContent"):
                self.boxes.extend(_boxes(child))

    def number(self, kind: str, id_: str) -> int:
        """Return the number of a note in the order of the calls, endnotes after footnotes."""
        called = self.called[kind]
        if id_ not in called:
            called.append(id_)
        return called.index(id_) + 1

    def put(self, text: str, hidden: bool) -> None:
        if not text:
            return
        if self.out.size > self.package.caps.characters:
            raise FileTooLarge(
                f"it holds more than the {self.package.caps.characters:,} characters that are read",
                where=self.package.name,
            )
        start, stop = self.out.add(text)
        self.hidden += hidden
        place = {"part": self.part, "paragraph": self.paragraph, "run": self.run}
        self.out.segments.append(
            Segment(start=start, stop=stop, role="hidden" if hidden else self.role, **place)  # type: ignore[arg-type]
        )

    def table(self, table: Any) -> None:
        """Read a table, a row a line, cells parted by tabs; a row that heads the table says so."""
        self.out.end()
        for row in table.iter(W + "tr"):
            if next(row.iterancestors(W + "tbl")) is not table:
                continue
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                self.changes["deleted"] += 1
                continue
            head = properties is not None and _on(properties.find(W + "tblHeader"))
            for at, cell in enumerate(row.iter(W + "tc")):
                if at:
                    self.out.add("\t")
                for nth, paragraph in enumerate(cell.iter(W + "p")):
                    if nth:
                        self.out.add(" ")
                    self.role = "heading" if head else "table"
                    self.inline(paragraph)
            self.out.add("\n")
        self.out.end("\n")

    def notes(self, kind: str, part: str) -> None:
        """Append the notes of a part in the order of their calls."""
        self.open(part)
        if self.root is None:
            return
        held = {note.get(W + "id", ""): note for note in self.root if note.get(W + "type") in (None, "normal")}
        called = [id_ for id_ in self.called[kind] if id_ in held]
        for id_ in [*called, *(other for other in held if other not in called)]:
            for nth, paragraph in enumerate(held[id_].iter(W + "p")):
                self.out.end()
                self.role, self.paragraph, self.run = "note", self.places[id(paragraph)], -1
                if nth == 0 and id_ in called:
                    self.put(f"{self.number(kind, id_)} ".translate(SUPERSCRIPT), False)
                self.runs(paragraph)
                self.out.end()

    def said(self) -> Iterator[str]:
        comments = self.package.xml("word/comments.xml")
        if comments is not None and (held := comments.findall(W + "comment")):
            people = sorted({comment.get(W + "author", "") for comment in held} - {""})
            by = f" by {', '.join(people)}" if people else ""
            yield f"{len(held)} comment{'s' if len(held) > 1 else ''}{by}: not part of the text"
        if any(self.changes.values()):
            yield (
                f"tracked changes: {self.changes['inserted']} insertions read as text, "
                f"{self.changes['deleted']} deletions left out"
            )
        if self.hidden:
            yield "hidden text (set as hidden, or white): kept, flagged, never coded"
        names = self.package.names
        if any(name.startswith(("word/header", "word/footer")) for name in names):
            yield "running heads and feet are left out"
        if any(name.endswith("vbaProject.bin") for name in names):
            yield "holds macros: ignored"
        if any("/embeddings/" in name for name in names):
            yield "holds embedded files: not opened"
        relations = self.package.xml("word/_rels/document.xml.rels")
        outside = [] if relations is None else [r for r in relations if r.get("TargetMode") == "External"]
        if fetched := sum(not str(r.get("Type", "")).endswith("/hyperlink") for r in outside):
            yield f"refers to {fetched} thing{'s' if fetched > 1 else ''} outside the file: not fetched"
        if self.called["footnoteReference"] and self.called["endnoteReference"]:
            yield "footnotes and endnotes are each numbered from 1"


def _styles(root: Any) -> Iterator[tuple[str, str]]:
    """Yield style id and what it sets: heading or list, if either; a style is what the one it rests on is."""
    if root is None:
        return
    named: dict[str, tuple[str, str]] = {}
    for style in root.iter(W + "style"):
        name, base = style.find(W + "name"), style.find(W + "basedOn")
        label = name.get(W + "val", "").casefold() if name is not None else ""
        own = "heading" if label.startswith(("heading", "title", "subtitle")) else ""
        own = "list" if label.startswith("list") else own
        named[style.get(W + "styleId", "")] = (own, base.get(W + "val", "") if base is not None else "")
    for id_ in named:
        at, steps = id_, 0
        while at in named and not named[at][0] and steps < 20:
            at, steps = named[at][1], steps + 1
        yield id_, named.get(at, ("", ""))[0]


def _on(switch: Any) -> bool:
    return switch is not None and switch.get(W + "val", "1") not in ("0", "false", "off")


def _white(properties: Any) -> bool:
    color = properties.find(W + "color")
    backed = properties.find(W + "shd") is not None or properties.find(W + "highlight") is not None
    return color is not None and color.get(W + "val", "").upper() == "FFFFFF" and not backed


def _boxes(node: Any) -> Iterator[Any]:
    """Yield the contents of text boxes, the older copy of each left out."""
    for box in node.iter(W + "txbxContent"):
        nested = any(a.tag in (FALLBACK, W + "txbxContent") for a in box.iterancestors() if a is not node)
        if not nested:
            yield box
