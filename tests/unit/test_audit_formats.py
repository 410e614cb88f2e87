"""One invented paper in every format: the same citations, and places that hold their words."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from tests.unit.made_documents import docx, p

from tightrope.evidence.audit.citing.resolve import sources
from tightrope.evidence.audit.citing.view import view
from tightrope.evidence.ingest import document, read_document

PAPER = Path(__file__).parent / "papers" / "author_year.txt"
FOOTNOTES = (
    '<w:footnote w:id="1">' + p("Vera Wolff. “Floods of the Plain.” Weather Letters, April 2, 2009.") + "</w:footnote>"
    '<w:footnote w:id="2">' + p("Xaver Young. “A Keeper’s Book.” Weather Letters, May 7, 2011.") + "</w:footnote>"
)


def paragraphs():
    blocks = re.split(r"\n\s*\n", PAPER.read_text(encoding="utf-8"))
    return [" ".join(block.replace("*", "").split()) for block in blocks]


def page():
    tags = [
        f"<h2>{html.escape(b[2:].strip())}</h2>" if b.startswith("#") else f"<p>{html.escape(b)}</p>"
        for b in paragraphs()
    ]
    return f"<html><body>{''.join(tags)}</body></html>".encode()


def word():
    body = "".join(p(b.lstrip("# "), style="H") if b.startswith("#") else p(html.escape(b)) for b in paragraphs())
    styles = '<w:style w:styleId="H"><w:name w:val="heading 1"/></w:style>'
    return docx(body, parts={"word/styles.xml": styles})


@pytest.mark.parametrize(("name", "raw"), [("paper.html", page), ("paper.docx", word)])
def test_a_paper_cites_the_same_in_every_format(name, raw):
    plain = sources(view(read_document(PAPER)))
    made = document(name, raw())
    found = sources(view(made))
    assert [(c.key, c.target) for c in found.citations] == [(c.key, c.target) for c in plain.citations]
    assert [(e.authors, e.year) for e in found.entries] == [(e.authors, e.year) for e in plain.entries]
    for citation in found.citations:
        assert " ".join(made.text[citation.start : citation.stop].split()) == citation.text


def test_the_footnotes_of_a_docx_are_its_notes():
    def call(id_):
        return f'<w:r><w:footnoteReference w:id="{id_}"/></w:r>'

    body = p("The house was built on a slope.", call(1), " Its keepers wrote down rain, and nobody asked.", call(2))
    found = sources(view(document("made.docx", docx(body, parts={"word/footnotes.xml": FOOTNOTES}))))
    assert [(c.number, c.target) for c in found.citations] == [(1, 0), (2, 1)]
    assert [(e.authors, e.day) for e in found.entries] == [(("Wolff",), (2009, 4, 2)), (("Young",), (2011, 5, 7))]
    assert found.uncited == ()
