"""Whatever a document holds, in any format: places re-read equal, in order, and the reading view maps back."""

from itertools import pairwise
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.made_documents import VERA, docx, lines, p, pdf

from tightrope.core.document import Document
from tightrope.core.errors import EvidenceError, TightropeError
from tightrope.evidence.ingest import document
from tightrope.evidence.passages import units
from tightrope.evidence.reading import docx as docx_reader
from tightrope.evidence.reading import html as html_reader
from tightrope.evidence.reading import pdf as pdf_reader
from tightrope.evidence.reading.caps import CAPS
from tightrope.evidence.reading.view import view, vocabulary

WORDS = st.sampled_from(
    [
        "harbor",
        "The",
        "lease.",
        "U.S.",
        "of\ufb01ce",
        "soft\u00adened",
        "har-",
        "bor",
        "بندرگاہ",
        "۔",
        "港口",
        "租出去了。",
        "¹",
        "5",
        "e\u0301",
        "—",
    ]
)
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=12)


def built(format, texts):
    """Return the document that a reader makes of texts, without a process of its own."""
    if format == "pdf":
        raw = pdf(lambda canvas: lines(canvas, texts, font=VERA))
        read = pdf_reader.read(raw, name="a", caps=CAPS, password="", more=lambda: None, tell=lambda a, b: None)
    elif format == "docx":
        read = docx_reader.read(docx("".join(p(*escape(text).split("5")) for text in texts)), name="a", caps=CAPS)
    else:
        page = "".join(f"<p>{escape(text).replace(' ', ' <b>', 1)}</b></p>\n" for text in texts)
        read = html_reader.read(page, name="a", caps=CAPS)
    return Document(id="a", sha256="", text=read.text, format=format, segments=tuple(read.segments))


@pytest.mark.parametrize("format", ["pdf", "docx", "html"])
@settings(max_examples=25, deadline=None)
@given(texts=LINES)
def test_every_span_of_every_format_rereads_equal_and_has_its_place(format, texts):
    try:
        found = built(format, texts)
    except TightropeError:  # none of it can be drawn
        return
    assert all(a.stop <= b.start for a, b in pairwise(found.segments))
    assert found.segments[-1].stop <= len(found.text)
    inside = {at for s in found.segments for at in range(s.start, s.stop)}
    assert all(at in inside for at, c in enumerate(found.text) if not c.isspace())
    for unit in units(found):
        passage = unit.passage
        assert found.text[passage.start : passage.stop] == passage.quote
        places = [place for a, b in passage.parts for place in found.places(a, b)]
        assert places
        assert all(place.page or place.part or place.node for place in places)
        if format == "pdf":
            assert all(len(s.edges) == s.stop - s.start + 1 for s in places)
            assert all(s.box[0] <= s.box[2] and s.box[1] <= s.box[3] for s in places)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab A-\n\u00ad\ufb01\ufb03é港。\r", max_size=60), st.data())
def test_the_reading_view_maps_back(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4)))
    spans = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b]
    read = view(text, spans, vocabulary(text))
    inside = {at for a, b in spans for at in range(a, b)}
    for start in range(len(read.text)):
        for a, b in read.spans(start, start + 1):
            assert set(range(a, b)) <= inside
            shown = text[a:b]
            assert shown == read.text[start] or shown in "\ufb01\ufb03"
    whole = [at for a, b in read.spans(0, len(read.text)) for at in range(a, b)]
    assert whole == sorted(set(whole))
    dropped = inside - set(whole)
    assert all(text[at] in "-\n\r\u00ad " for at in dropped)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(raw):
    try:
        found = document("a.txt", raw)
    except EvidenceError as error:
        found = None
        said = str(error)
    if found is None:
        assert len(said.splitlines()) == 1
        return
    assert found.text
    assert found.notes or found.text.encode() == raw
