"""Invented documents for the tests of reading, made on the spot: PDF by reportlab, DOCX by hand, both small."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595, 842
VERA = "Vera"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(draw: Callable[[Canvas], None], **options) -> bytes:
    """Return a PDF that `draw` draws."""
    if VERA not in pdfmetrics.getRegisteredFontNames():
        fonts = Path(reportlab.__file__).parent / "fonts"
        pdfmetrics.registerFont(TTFont(VERA, fonts / "Vera.ttf"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1, **options)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def lines(canvas, texts, *, x=72, y=770, font="Times-Roman", size=10, lead=13, order=None) -> float:
    """Draw lines of text downward from a point, in another order if one is given; return where the next would stand."""
    for at in order or range(len(texts)):
        canvas.setFont(font, size)
        canvas.drawString(x, y - at * lead, texts[at])
    return y - len(texts) * lead


def docx(body: str, *, parts: dict[str, str] | None = None, raw: dict[str, bytes] | None = None) -> bytes:
    """Return a DOCX with a body and other parts, each the inside of its root."""
    roots = {
        "word/styles.xml": "styles", "word/footnotes.xml": "footnotes", "word/endnotes.xml": "endnotes",
        "word/comments.xml": "comments",
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
        for name, inside in (parts or {}).items():
            archive.writestr(name, f'<w:{roots[name]} xmlns:w="{W}">{inside}</w:{roots[name]}>')
        for name, data in (raw or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def p(*runs: str, style: str = "") -> str:
    """Return a paragraph of runs; a run that begins with "<" is XML of its own."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    made = "".join(r if r.startswith("<") else f'<w:r><w:t xml:space="preserve">{r}</w:t></w:r>' for r in runs)
    return f"<w:p>{properties}{made}</w:p>"
