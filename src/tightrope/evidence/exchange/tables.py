"""A codebook in Taguette's columns and codings as a table: CSV both ways, every row accounted for."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from tightrope.core.coding import Coding
from tightrope.core.document import Document, Passage
from tightrope.core.errors import EvidenceError
from tightrope.evidence.exchange.build import NOBODY, Memo
from tightrope.evidence.exchange.project import Account, Node, Project, code_names, guid, walk

CODEBOOK = ("tag", "description", "number of highlights")
"""Columns of Taguette's codebook; later versions put `parent` after `tag`."""

CODINGS = ("file", "start", "end", "quote", "code", "coder", "memo")
BOM = "\ufeff"
CAP = 20_000_000
Guard = Callable[[str], str]


def same(text: str) -> str:
    """Return a text as it is."""
    return text


def write_codebook(project: Project, *, parents: bool = False, bom: bool = False, guard: Guard = same) -> str:
    """Return the codes that can be given, one row each, in Taguette's columns.

    Parameters
    ----------
    parents : whether to add the column `parent` of later versions; else a nested code is called by its name, or by its
        path where several have one name.
    bom : whether to begin with a byte-order mark, which Excel needs to read UTF-8.
    guard : what is done to text that a spreadsheet would run as a formula.
    """
    names = code_names(project.codes)
    counts = Counter(mark.code for mark in project.marks if mark.code)
    parent = {child.guid: node.guid for _, node in walk(project.codes) for child in node.children}
    rows = []
    for _, node in walk(project.codes):
        if node.codable or parents:
            above = [guard(names.get(parent.get(node.guid, ""), ""))] if parents else []
            rows.append([guard(names[node.guid]), *above, guard(node.description), counts[node.guid]])
    header = [CODEBOOK[0], *(["parent"] if parents else []), *CODEBOOK[1:]]
    return _csv(header, rows, bom=bom)


def read_codebook(raw: bytes, *, name: str, restore: Guard = same) -> tuple[Project, Account]:
    """Return the codes of a table with a column `tag` (or `name`, `path`), and `description` and `parent` if there.

    Raises
    ------
    EvidenceError
        If the table has no such column, a row has more cells than the header, or a parent is its own child.
    """
    rows, notes = _rows(raw, name)
    column = next((c for c in ("tag", "name", "path") if rows and c in rows[0][1]), "")
    if not column:
        raise EvidenceError("has no column tag, name or path", where=name, next="name the column of the codes tag")
    order: list[str] = []
    about: dict[str, str] = {}
    above: dict[str, str] = {}
    left: list[str] = []
    for line, row in rows:
        tag = restore(row[column])
        if not tag or tag in about:
            left.append(f"line {line}: {'no name of a code' if not tag else f'{tag!r} stands twice'}")
            continue
        order.append(tag)
        about[tag], above[tag] = restore(row.get("description", "")), restore(row.get("parent", ""))
    for tag, parent in above.items():
        if parent and parent not in about:
            notes.append(f"{tag!r}: its parent {parent!r} is not in the table; it stands at the top")
            above[tag] = ""
    children: dict[str, list[str]] = {}
    for tag in order:
        children.setdefault(above[tag], []).append(tag)
    made = tuple(_node(tag, about, children, ()) for tag in children.get("", []))
    if len(list(walk(made))) != len(order):
        raise EvidenceError("some codes are their own parents", where=name, next="mend the column parent")
    return Project(name=name, origin="csv", codes=made), Account(
        taken=(("codes", len(order)),), left=tuple(left), notes=tuple(notes)
    )


def write_codings(
    codings: Iterable[Coding],
    *,
    memos: Iterable[Memo] = (),
    quotes: Mapping[str, Document] | None = None,
    bom: bool = False,
    guard: Guard = same,
) -> str:
    """Return codings as a table: file, start, end, quote, code, coder, memo; a memo of a passage alone has no code.

    Parameters
    ----------
    quotes : documents at hand by id, for quotes that the passages do not carry.
    """
    texts, memos = quotes or {}, tuple(memos)
    said = {(m.coder, m.passage.id, m.code): m.text for m in memos if m.passage and m.code}
    alone = [(m.passage, "", m.coder, m.text) for m in memos if m.passage and not m.code]
    given = [(c.passage, c.code, c.coder, said.get((c.coder, c.passage.id, c.code), "")) for c in codings]
    rows = [
        [guard(p.document), p.start, p.stop, guard(_quote(p, texts)), guard(code), guard(coder), guard(memo)]
        for p, code, coder, memo in [*given, *alone]
    ]
    return _csv(CODINGS, rows, bom=bom)


def read_codings(
    raw: bytes, documents: Sequence[Document], *, name: str, restore: Guard = same
) -> tuple[tuple[Coding, ...], tuple[Memo, ...], Account]:
    """Return the codings and memos of a table, each at its place in a document at hand.

    A row whose quote is not at its offsets but stands once elsewhere in the text is moved there, and that is told; a
    row without a place is not taken, and that is told.

    Raises
    ------
    EvidenceError
        If a column is missing or a row has more cells than the header.
    """
    rows, notes = _rows(raw, name)
    wanted = ("file", "start", "end", "code")
    if lacking := [c for c in wanted if rows and c not in rows[0][1]]:
        raise EvidenceError(f"has no column {lacking[0]!r}", where=name, next=f"columns: {', '.join(CODINGS)}")
    texts = {d.id: d for d in documents}
    codings: list[Coding] = []
    memos: list[Memo] = []
    left: list[str] = []
    for line, row in rows:
        held = {column: restore(value) for column, value in row.items()}
        found = _found(held, texts)
        if isinstance(found, str):
            left.append(f"line {line}: {found}")
            continue
        if (str(found.start), str(found.stop)) != (held["start"].strip(), held["end"].strip()):
            notes.append(f"line {line}: its quote stands at {found.start}-{found.stop}, where it was put")
        coder, memo = held.get("coder", "") or NOBODY, held.get("memo", "")
        if held["code"]:
            kind: Literal["human", "proposed"] = "proposed" if ":" in coder else "human"
            codings.append(Coding(passage=found, code=held["code"], coder=coder, kind=kind))
        if memo:
            memos.append(Memo(coder=coder, text=memo, passage=found, code=held["code"]))
    taken = (("codings", len(codings)), ("memos", len(memos)), ("rows without a place", len(left)))
    return tuple(codings), tuple(memos), Account(taken=taken, left=tuple(left), notes=tuple(notes))


def _found(row: Mapping[str, str], texts: Mapping[str, Document]) -> Passage | str:
    """Return the passage of a row, or why it has none."""
    document = texts.get(row["file"])
    if document is None:
        return f"no text {row['file']!r} is at hand"
    quote = row.get("quote", "").replace("\r\n", "\n")
    try:
        start, stop = int(row["start"]), int(row["end"])
    except ValueError:
        start, stop = -1, -1
    inside = 0 <= start < stop <= len(document.text)
    if inside and (not quote or document.text[start:stop].replace("\r\n", "\n") == quote):
        return Passage.of(document, start, stop)
    if quote and document.text.count(quote) == 1:
        start = document.text.index(quote)
        return Passage.of(document, start, start + len(quote))
    return f"unplaced: {row['file']!r} {row['start']}-{row['end']} is not there" if quote or not inside else "unplaced"


def _node(tag: str, about: Mapping[str, str], children: Mapping[str, list[str]], path: tuple[str, ...]) -> Node:
    if len(path) > 200:
        raise EvidenceError(f"{tag!r} is nested too deep", where="codebook")
    return Node(
        guid=guid("csv", tag),
        name=tag,
        description=about[tag],
        children=tuple(_node(child, about, children, (*path, tag)) for child in children.get(tag, ())),
    )


def _quote(passage: Passage, texts: Mapping[str, Document]) -> str:
    document = texts.get(passage.document)
    return passage.quote or (document.text[passage.start : passage.stop] if document else "")


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]], *, bom: bool) -> str:
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return (BOM if bom else "") + held.getvalue()


def _rows(raw: bytes, name: str) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """Return each row with its line, and what was guessed."""
    if len(raw) > CAP:
        raise EvidenceError(f"is too large ({len(raw)} bytes, at most {CAP})", where=name, next="split it")
    notes = []
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = raw.decode("cp1252", "replace")
        notes.append(f"it is not UTF-8 at byte {error.start}; read as Windows-1252, a guess")
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    if mark != ",":
        notes.append(f"its cells are parted by {mark!r}")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    header: list[str] = []
    try:
        for cells in reader:
            if not header:
                header = [cell.strip().lower() for cell in cells]
                if len(set(header)) < len(header):
                    raise EvidenceError("two columns have one name", where=name, next="rename one")
            elif cells:
                if len(cells) > len(header):
                    raise EvidenceError(
                        f"has {len(cells)} cells for {len(header)} columns",
                        where=f"{name} line {reader.line_num}",
                        next="quote the cell with the comma",
                    )
                rows.append((reader.line_num, dict(zip(header, [*cells, *[""] * len(header)], strict=False))))
    except csv.Error as error:
        raise EvidenceError(f"is no table ({error})", where=f"{name} line {reader.line_num}", next="mend it") from error
    if not rows:
        raise EvidenceError("holds no row", where=name, next="export it again")
    return rows, notes
