"""Laws of an audit: it never fails on a text, every place holds its quote, and the order of files changes nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tightrope.catalog.shelf import declared
from tightrope.core.document import Document, digest
from tightrope.evidence.audit.audit import audit
from tightrope.evidence.audit.citing.view import view
from tightrope.evidence.audit.voices import load_publishers
from tightrope.evidence.gazetteer import load_gazetteer

GAZETTEER = load_gazetteer(declared("gazetteer").values())
PUBLISHERS = load_publishers(declared("publishers").values())
PIECES = st.sampled_from(
    [
        "The lamp was lit",
        " in 2016",
        " (Abara, 2001)",
        " (Abara & Brandt, 2001a, p. 3; Quist, 1999)",
        "Quist (1999)",
        ".¹",
        " [3]",
        " [2–5]",
        ".7 ",
        "<sup>2</sup>",
        "\n\n",
        "\n",
        "References\n\n",
        "Notes\n\n",
        "1. Pia Quist. “Lamps.” 2001.\n\n",
        "Abara, N. (2001). *Bread*. Quay.\n\n",
        "President Joe Biden said",
        " 31 February 2011",
        " the US-China deal of 2003",
        " over 1,000 Pakistanis were killed",
        "-\n",
        "(",
        ")",
        "“",
        "\t",
        "| a | b |\n",
        "# Methods\n",
        "é",
        "中国",
        "پاکستان",
        "\ufeff",
        "\r\n",
        "https://x.org/2009/04/02/a",
        " by 2030",
        "ﬁ",
        "²³",
        "et al.",
    ]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=40).map("".join).filter(str.strip)


def paper(name, text):
    return Document(id=name, sha256=digest(text), text=text)


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_every_place_holds_its_quote_and_order_changes_nothing(one, two):
    papers = [paper("a.txt", one), paper("b.txt", two)]
    texts = {"a.txt": one, "b.txt": two}
    found = audit(papers, GAZETTEER, PUBLISHERS)
    for alarm in found.alarms:
        assert texts[alarm.file][alarm.start : alarm.stop] == alarm.quote
        assert alarm.quote
        assert all(0 <= start < stop <= len(texts[file]) for file, start, stop in alarm.others)
    for document in found.papers:
        for citation in document.sources.citations:
            assert 0 <= citation.start < citation.stop <= len(document.document.text)
            assert citation.target is None or 0 <= citation.target < len(document.sources.entries)
    again = audit(papers[::-1], GAZETTEER, PUBLISHERS)
    assert {(a.kind, a.severity) for a in again.alarms} == {(a.kind, a.severity) for a in found.alarms}


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_the_body_maps_back_to_the_text(text):
    seen = view(paper("a.txt", text))
    for at, char in enumerate(seen.text):
        if char.strip():
            start, stop = seen.place(at, at + 1)
            assert text[start:stop] == char
