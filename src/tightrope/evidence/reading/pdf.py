"""A PDF to text with places, page by page; runs in the confined child only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2_raw as pdfium

from tightrope.core.errors import ChoiceNeeded, FileDamaged, FileTooLarge
from tightrope.evidence.reading import pages
from tightrope.evidence.reading.caps import Builder, DocumentCaps
from tightrope.evidence.reading.glyphs import Fragment, fragments
from tightrope.evidence.reading.layout import Line, lines

OCR = "recognize its text first, for instance with ocrmypdf"
ACTIVE = (
    (re.compile(rb"/(?:JS|JavaScript)\b"), "JavaScript"),
    (re.compile(rb"/Launch\b"), "an action that starts a program"),
    (re.compile(rb"/(?:SubmitForm|ImportData)\b"), "an action that sends or fetches data"),
    (re.compile(rb"/(?:RichMedia|Movie|Sound)\b"), "sound or film"),
)
PASSWORD, FORMAT = 4, 3


def read(
    raw: bytes,
    *,
    name: str,
    caps: DocumentCaps,
    password: str,
    more: Callable[[], None],
    tell: Callable[[int, int], None],
) -> Builder:
    """Return the text of a PDF with the place of each line.

    Parameters
    ----------
    password : opens an encrypted file; "" for none.
    more : is called before each page: it may take its time from here.
    tell : is called with the number of pages read, and of all.

    Raises
    ------
    ChoiceNeeded : it is locked by a password. FileDamaged : it is no PDF, or no page of it has a text layer.
    FileTooLarge : it has too many pages or too much text.
    """
    pdfium.FPDF_InitLibrary()
    builder = Builder()
    document, bytes_ = _open(raw, name, password, builder)
    try:
        count = pdfium.FPDF_GetPageCount(document)
        if count > caps.pages:
            raise FileTooLarge(f"it has {count:,} pages, more than the {caps.pages:,} that are read", where=name)
        builder.notes.extend(_active(document, bytes_))
        _text(document, count, builder, name=name, caps=caps, more=more, tell=tell)
    finally:
        pdfium.FPDF_CloseDocument(document)
    return builder


def _text(
    document: Any, count: int, builder: Builder, *, name: str, caps: DocumentCaps, more: Callable[[], None],
    tell: Callable[[int, int], None],
) -> None:  # fmt: skip
    held: list[list[Line]] = []
    pictures: list[int] = []
    lost: list[int] = []
    recognized: list[int] = []
    hidden: dict[str, list[int]] = {}
    size = 0
    for at in range(count):
        more()
        found, kind = _page(document, at)
        if kind == "lost":
            lost.append(at + 1)
        elif not found and kind == "picture":
            pictures.append(at + 1)
        elif found and kind == "recognized":
            recognized.append(at + 1)
            for fragment in found:
                fragment.hidden.clear()
        for fragment in found:
            for _, _, why in fragment.hidden:
                if at + 1 not in hidden.setdefault(why, []):
                    hidden[why].append(at + 1)
        made = lines(found) if found else []
        size += sum(len(line.text) + 1 for line in made)
        if size > caps.characters:
            raise FileTooLarge(f"it holds more than the {caps.characters:,} characters that are read", where=name)
        if size > caps.boxed:
            for line in made:
                del line.edges[:]
        held.append(made)
        tell(at + 1, count)
    if not size:
        _refuse_empty(name, pictures, lost, count)
    boxed = size <= caps.boxed
    pages.say_roles(held)
    for at, made in enumerate(held):
        pages.write(made, at + 1, builder, boxed=boxed)
        made.clear()
    said = (
        (pictures, f"pictures without a text layer on {{}}; {OCR}"),
        (lost, "no readable page in the place of {}: the file is damaged or cut off there"),
        (recognized, "the text of {} was recognized by a machine from a picture; expect errors of reading"),
        *((where, f"hidden text ({why}) on {{}}: kept, flagged, never coded") for why, where in sorted(hidden.items())),
    )
    builder.notes.extend(words.format(_listed(where)) for where, words in said if where)
    if unknown := sum(part.count("\ufffd") for part in builder.parts):
        builder.notes.append(f"{unknown} characters have no letter in the file's fonts; they stand as U+FFFD")
    if not boxed:
        builder.notes.append("places are kept by line, not by character: the text is very long")


def _open(raw: bytes, name: str, password: str, builder: Builder) -> tuple[Any, bytes]:
    """Open the file; one whose tail is cut off gets a new list of the pages that are there."""
    head = raw[:1024].find(b"%PDF-")
    if head < 0:
        raise FileDamaged("it is no PDF", where=name, next="check the file")
    secret = password.encode() or None
    document = pdfium.FPDF_LoadMemDocument64(raw, len(raw), secret)
    if document and pdfium.FPDF_GetPageCount(document) > 0:
        if b"%%EOF" not in raw[-2048:]:
            builder.notes.append("the end of the file is missing; what could be read is here")
        return document, raw
    if not document and pdfium.FPDF_GetLastError() == PASSWORD:
        what = "the password does not open it" if password else "it is locked by a password"
        raise ChoiceNeeded(what, where=name, next="give its password, or save it without one")
    mended = _mended(raw)
    document = pdfium.FPDF_LoadMemDocument64(mended, len(mended), secret) if mended else None
    if not document or pdfium.FPDF_GetPageCount(document) < 1:
        raise FileDamaged("it holds no page that can be read: damaged or cut off", where=name, next="download it again")
    builder.notes.append("the file is damaged or cut off; the pages that are left were read, the rest is missing")
    return document, mended


def _mended(raw: bytes) -> bytes:
    """Return the file with a new list of its pages at the end, b"" if it holds none."""
    kids: list[bytes] = []
    last = 0
    for found in re.finditer(rb"(?<!\d)(\d{1,7}) (\d{1,5}) obj\b", raw):
        last = max(last, int(found[1]))
        body = raw[found.end() : found.end() + 4000].split(b"endobj", 1)[0]
        if re.search(rb"/Type\s*/Page\b(?!s)", body):
            kids.append(found[1] + b" " + found[2] + b" R")
    if not kids:
        return b""
    listed = b" ".join(kids)
    return raw + (
        b"\nendstream endobj\n%d 0 obj\n<< /Type /Pages /Kids [%b] /Count %d /MediaBox [0 0 612 792] >>\nendobj\n"
        b"%d 0 obj\n<< /Type /Catalog /Pages %d 0 R >>\nendobj\ntrailer\n<< /Root %d 0 R /Size %d >>\n%%%%EOF\n"
    ) % (last + 1, listed, len(kids), last + 2, last + 1, last + 2, last + 3)


def _active(document: Any, raw: bytes) -> Iterator[str]:
    """Yield what the file would do or carries beside its text; none of it is done or opened."""
    found = [words for pattern, words in ACTIVE if pattern.search(raw)]
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0 and "JavaScript" not in found:
        found.append("JavaScript")
    if found:
        yield f"holds {', '.join(found)}: ignored"
    if (files := pdfium.FPDFDoc_GetAttachmentCount(document)) > 0:
        yield f"holds {files} attached file{'s' if files > 1 else ''}: not opened"


def _page(document: Any, at: int) -> tuple[list[Fragment], str]:
    """Return a page's fragments and what it is: text, picture, recognized, blank or lost."""
    page = pdfium.FPDF_LoadPage(document, at)
    if not page:
        return [], "lost"
    text = pdfium.FPDFText_LoadPage(page)
    try:
        if not text:
            return [], "lost"
        found = fragments(page, text)
        if found:
            unseen = all(f.hidden and sum(b - a for a, b, _ in f.hidden) >= 0.9 * len(f.marks) for f in found)
            return found, "recognized" if unseen and _pictured(page) else "text"
        if pdfium.FPDFPage_CountObjects(page) == 0:
            return [], "blank"
        return [], "picture" if _pictured(page) else "blank"
    finally:
        if text:
            pdfium.FPDFText_ClosePage(text)
        pdfium.FPDF_ClosePage(page)


def _pictured(page: Any) -> bool:
    held = min(pdfium.FPDFPage_CountObjects(page), 5000)
    kinds = {pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page, at)) for at in range(held)}
    return bool(kinds & {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_SHADING})


def _refuse_empty(name: str, pictures: list[int], lost: list[int], count: int) -> None:
    if pictures:
        what = f"no text layer: {len(pictures)} of {count} pages are pictures"
        raise FileDamaged(what, where=name, next=OCR)
    what = f"none of its {count} pages can be read" if lost else f"none of its pages ({count}) holds text"
    raise FileDamaged(what, where=name, next="check the file")


def _listed(numbers: list[int]) -> str:
    """Return page numbers in words: "page 3", "pages 2-5, 9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs[:12]) + (", ..." if len(runs) > 12 else "")
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}"
