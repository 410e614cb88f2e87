"""A web page to text with node paths: nothing is run or fetched; runs in the confined child only."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from lxml import etree

from tightrope.core.document import Role, Segment
from tightrope.core.errors import FileDamaged, FileTooLarge
from tightrope.evidence.reading.caps import Builder, DocumentCaps
from tightrope.evidence.reading.glyphs import SUPERSCRIPT

DROPPED = frozenset(
    re.findall(
        r"\w+",
        "head script style noscript template iframe frame frameset object embed applet svg canvas audio video map "
        "select option datalist textarea input button link meta base",
    )
)
ASIDE = frozenset(("nav", "footer", "aside", "menu"))
ASIDE_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar"))
BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "html body address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table tbody "
        "tfoot thead tr ul caption td th",
    )
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "caption"))
INNER = "p|div|ul|ol|table|h1|h2|h3|h4|blockquote"
UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])|font-size\s*:\s*0(?![.\d])|"
    r"(?:text-indent|left|top)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
WHITE = re.compile(r"(?<!-)color\s*:\s*(?:#fff(?:fff)?\b|white\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))", re.IGNORECASE)
NOTED = re.compile(r"doc-(?:footnote|endnote)s?\b|\bfootnotes?\b|\bendnotes?\b")
DEPTH = 400


def read(text: str, *, name: str, caps: DocumentCaps) -> Builder:
    """Return the text of a web page, each stretch with the path of the text node that it comes from.

    Blanks are joined as a browser joins them. Scripts, frames and forms are left out; navigation is kept and marked as
    furniture.

    Raises
    ------
    FileDamaged : it holds no text. FileTooLarge : it holds too much.
    """
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    bare = re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", text).replace("\0", "")
    root = etree.fromstring(bare, parser) if bare.strip() else None
    if root is None:
        raise FileDamaged("it holds no text", where=name, next="check the file")
    reader = _Reader(root, name, caps)
    reader.element(root, "", False, 0)
    if not reader.out.text.strip():
        raise FileDamaged("it holds no text outside scripts and frames", where=name, next="check the file")
    reader.out.notes.extend(reader.said())
    if "\0" in text:
        reader.out.notes.append("NUL characters were left out")
    return reader.out


class _Reader:
    """Walks the tree in order."""

    def __init__(self, root: Any, name: str, caps: DocumentCaps) -> None:
        self.tree, self.name, self.caps, self.out = root.getroottree(), name, caps, Builder()
        self.blank, self.start, self.line = False, True, False
        self.counts: dict[str, int] = {}
        self.cut = False

    def element(self, node: Any, role: Role, table: bool, depth: int) -> None:
        """Read an element and what it holds; `table` says that it stands in a row of cells."""
        tag = node.tag.lower() if isinstance(node.tag, str) else ""
        if not tag or tag in DROPPED or depth > DEPTH:
            self.counts[tag] = self.counts.get(tag, 0) + 1
            self.cut |= depth > DEPTH
            return
        if tag in ("br", "img"):
            self.counts[tag] = self.counts.get(tag, 0) + 1
            if tag == "br" and not self.start:
                self.line = True
            return
        role, row, cell = self.role(node, tag, role), tag == "tr" and _is_row(node), False
        if tag in ("td", "th") and table:
            cell, table = True, True
            role = role or ("heading" if tag == "th" and len(node.getparent().findall("td")) == 0 else "table")
        elif tag in BLOCKS and not table:
            self.end(line=row)
        pre = tag in ("pre", "textarea")
        nth = 1 if node.text else 0
        if node.text:
            self.put(node, 1, node.text, role, pre)
        for child in node:
            if row and child.tag in ("td", "th") and not self.start:
                self.cell()
            elif table and isinstance(child.tag, str) and child.tag.lower() in BLOCKS:
                self.blank = True
            self.element(child, role, table or row, depth + 1)
            if child.tail:
                nth += 1
                self.put(node, nth, child.tail, role, pre)
        if tag in BLOCKS and not table and not cell:
            self.end(line=row)

    def role(self, node: Any, tag: str, role: Role) -> Role:
        """Return the role of what an element holds: what stands above it, unless it is more."""
        style = node.get("style") or ""
        if role == "hidden" or node.get("hidden") is not None or UNSEEN.search(style):
            return "hidden"
        if WHITE.search(style) and "background" not in style:
            return "hidden"
        said = f"{node.get('role') or ''} {node.get('class') or ''} {node.get('id') or ''}".casefold()
        if role == "note" or (tag in ("section", "div", "aside", "ol", "li", "footer") and NOTED.search(said)):
            return "note"
        if role == "furniture" or (node.get("role") or "").casefold() in ASIDE_ROLES:
            return "furniture"
        if tag in ASIDE or (tag == "header" and not node.xpath(".//h1|.//h2|.//p")):
            return "furniture"
        if tag in HEADINGS:
            return "heading"
        return "list" if tag in ("li", "dd") else role

    def put(self, node: Any, nth: int, text: str, role: Role, pre: bool) -> None:
        """Append a text node, its blanks joined."""
        if pre:
            words = text.strip("\n") if self.start else text
        else:
            self.blank = self.blank or text[:1].isspace()
            words = " ".join(text.split())
        if not words:
            return
        if words.isdigit() and any(above.tag == "sup" for above in (node, *islice(node.iterancestors(), 3))):
            words = words.translate(SUPERSCRIPT)
        if self.out.size + len(words) > self.caps.characters:
            raise FileTooLarge(
                f"it holds more than the {self.caps.characters:,} characters that are read", where=self.name
            )
        if self.line:
            self.out.add("\n")
        elif self.blank and not self.start:
            self.out.add(" ")
        start, stop = self.out.add(words)
        path = f"{self.tree.getpath(node)}/text()[{nth}]"
        self.out.segments.append(Segment(start=start, stop=stop, role=role, node=path))
        if role == "hidden":
            self.counts["hidden"] = self.counts.get("hidden", 0) + 1
        self.start, self.line, self.blank = False, False, not pre and text[-1:].isspace()

    def cell(self) -> None:
        self.out.add("\t")
        self.blank, self.line, self.start = False, False, True

    def end(self, *, line: bool) -> None:
        """End a block; rows of a table stand on lines below one another."""
        if line and self.out.size and not self.out.parts[-1].endswith("\n"):
            self.out.add("\n")
        elif not line:
            if self.out.size and self.out.parts[-1] == "\n":
                self.out.add("\n")
            self.out.end()
        self.blank, self.start, self.line = False, True, False

    def said(self) -> list[str]:
        """Return what was noticed."""
        counts, notes = self.counts, []
        if counts.get("script"):
            notes.append(f"{counts['script']} scripts: not run")
        if frames := sum(counts.get(tag, 0) for tag in ("iframe", "frame", "object", "embed", "applet")):
            notes.append(f"{frames} frames or embedded things: not fetched")
        if counts.get("img"):
            notes.append(f"{counts['img']} pictures: not fetched")
        if counts.get("hidden"):
            notes.append("hidden text (by its style or attribute): kept, flagged, never coded")
        if self.cut:
            notes.append(f"what is nested deeper than {DEPTH} levels is left out")
        return notes


def _is_row(node: Any) -> bool:
    """Whether the cells of a row hold plain text; a table that only lays out a page is no table."""
    cells = [child for child in node if child.tag in ("td", "th")]
    inner = sum(bool(cell.xpath(" | ".join(f".//{tag}" for tag in INNER.split("|")))) for cell in cells)
    return len(cells) > 1 and inner <= 0.5 * len(cells)
