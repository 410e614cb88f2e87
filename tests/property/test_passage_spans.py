"""Whatever the text, passages re-read equal, stand in order and never overlap."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tightrope.core.errors import EvidenceError
from tightrope.evidence.ingest import document
from tightrope.evidence.passages import sentences, units
from tightrope.evidence.structure import structure

PIECES = st.sampled_from(
    [
        "The state kept apart from both powers. ",
        "It left the U.S. The ally stayed. ",
        "Dr. Ali spoke.² ",
        "1. Ali, A. A Book. 2001. <https://example.org/x>.",
        "- An item of a list.",
        "| a | b |",
        "a\tb\tc",
        "## Heading",
        "References",
        "中国说好。",
        "یہ اچھا ہے۔",
        "\ufeff",
        "\n",
        "\r\n",
        "\n\n",
        "\u2028",
        "re-\n\nturned to it. ",
        "e\u0301",
        "𝔘",
        ".",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=25).map("".join), st.text(max_size=200))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_passages_reread_equal_in_order(text):
    try:
        found = document("t.txt", text.encode("utf-8", "ignore"))
    except EvidenceError:
        return
    cut = [unit.passage for unit in units(found)]
    assert all(found.text[p.start : p.stop] == p.quote for p in cut)
    assert all(p.quote == p.quote.strip() for p in cut)
    assert all(a.stop <= b.start for a, b in pairwise(sorted(cut, key=lambda p: p.start)))


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_every_line_with_words_belongs_to_a_block(text):
    spans = [span for block in structure(text) for span in block.spans]
    covered = {at for start, stop in spans for at in range(start, stop)}
    assert all(at in covered for at, c in enumerate(text) if c.isalnum() and c.isascii() and not _framed(text, at))


def _framed(text, at):
    """Whether a character stands in a line that is only the frame of a table."""
    start = max(text.rfind(mark, 0, at) for mark in "\n\r\u2028") + 1
    return "<" in text[start:at]


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_sentences_cover_all_but_blanks(text):
    spans = sentences(text)
    assert all(text[a:b].strip() for a, b in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    left = "".join(text[a:b] for a, b in spans)
    assert "".join(left.split()) == "".join(text.split())
