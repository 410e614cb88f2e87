"""Structure and sentences: what is coded, what never is, and spans that re-read equal."""

from itertools import pairwise

import pytest

from tightrope.evidence.ingest import document
from tightrope.evidence.passages import passages, sentences, units
from tightrope.evidence.structure import structure

HAZARDS = [
    ("It grew.² The state paid.", ["It grew.²", "The state paid."]),
    ("It grew.”¹² The state paid.", ["It grew.”¹²", "The state paid."]),
    ("It grew.[12] The state paid.", ["It grew.[12]", "The state paid."]),
    ("It grew.5 This was new.", ["It grew.5 ", "This was new."]),
    ("It left the U.S. The ally stayed.", ["It left the U.S.", "The ally stayed."]),
    ("It left the U.S. However, it paid.", ["It left the U.S.", "However, it paid."]),
    ("The U.S. President spoke. He left.", ["The U.S. President spoke.", "He left."]),
    ("The U.S. aid ended. He left.", ["The U.S. aid ended.", "He left."]),
    ("Dr. Ali wrote it. Gen. Khan read it.", ["Dr. Ali wrote it.", "Gen. Khan read it."]),
    ("J. K. Lee wrote it. He left.", ["J. K. Lee wrote it.", "He left."]),
    ("Growth was 3.5 percent. It fell.", ["Growth was 3.5 percent.", "It fell."]),
    ("Lee et al. argue so. He left.", ["Lee et al. argue so.", "He left."]),
    ("States, e.g. Nepal, agreed. He left.", ["States, e.g. Nepal, agreed.", "He left."]),
    ('He said "it is over." Then he left.', ['He said "it is over."', "Then he left."]),
    ("Was it so? It was! It ended.", ["Was it so?", "It was!", "It ended."]),
    ("中国说好。美国说不。", ["中国说好。", "美国说不。"]),
    ("یہ اچھا ہے۔ وہ نہیں ہے۔", ["یہ اچھا ہے۔", "وہ نہیں ہے۔"]),
    ("One line\r\nends here. Two\r\nlines.", ["One line\r\nends here.", "Two\r\nlines."]),
    ("See No. 5 of the law. It holds.", ["See No. 5 of the law.", "It holds."]),
    ("It met on Jan. 5 in Paris. It left.", ["It met on Jan. 5 in Paris.", "It left."]),
]


def test_hazards_of_sentences():
    wrong = [
        (text, [text[a:b] for a, b in sentences(text)])
        for text, wanted in HAZARDS
        if [text[a:b] for a, b in sentences(text)] != [w.strip() for w in wanted]
    ]
    assert len(wrong) <= 0.05 * len(HAZARDS), wrong


PAPER = """Vol. 3 No. 2 (2024)

A Title of Some Length

Dr. Ann Writer¹

Keywords: states, powers

Introduction

The state met both powers and kept them apart for many years.² It did so on pur-

1. Dr. Ann Writer teaches somewhere.

2. Lee, A. "A Book." City: Press, 2001. <https://example.org/a-book>.

pose. The powers were not pleased with that at all, and they said so in public.

The reasons are:

- Economic needs.
- Security requirements of the state.

**Table 1: Ties**

<b>Kind</b>\t<b>First</b>\t<b>Second</b>
Arms\tfew sales\tmany sales

References

1. Lee, A. (2001). A Book. Press.
"""


def test_a_paper_is_typed_and_only_its_body_is_coded():
    paper = document("paper.txt", PAPER.encode())
    readings = [unit.reading for unit in units(paper)]
    assert readings == [
        "The state met both powers and kept them apart for many years.",
        "It did so on purpose.",
        "The powers were not pleased with that at all, and they said so in public.",
        "The reasons are:",
        "Economic needs.",
        "Security requirements of the state.",
        "Arms ; few sales ; many sales",
    ]
    kinds = {block.kind for block in structure(PAPER)}
    assert {"front", "heading", "paragraph", "list", "table", "note", "reference"} == kinds


def test_leads_and_headings_travel_with_items_and_rows():
    found = {unit.reading: unit for unit in units(document("paper.txt", PAPER.encode()))}
    assert found["Economic needs."].lead == "The reasons are:"
    assert found["Arms ; few sales ; many sales"].lead == "Table 1: Ties Kind First Second"
    assert found["It did so on purpose."].heading == "Introduction"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_marks_do_not_move_passages(newline, mark):
    text = mark + PAPER.replace("\n", newline)
    found = document("paper.txt", text.encode())
    assert [u.reading for u in units(found)] == [u.reading for u in units(document("p.txt", PAPER.encode()))]
    assert all(text[p.start : p.stop] == p.quote for p in passages(found))


def test_markdown_and_html_tables():
    pipes = "# Head\n\n| Kind | First |\n|---|---|\n| Arms | few |\n\n"
    text = pipes + "<table>\n<tr><td>Trade</td><td>much</td></tr>\n</table>\n"
    found = [(u.passage.kind, u.reading) for u in units(document("t.md", text.encode()))]
    assert found == [("table", "Arms ; few"), ("table", "Trade ; much")]


def test_a_line_about_the_writer_is_no_passage():
    text = "The state kept apart from both powers for long. The writer is an analyst based in the capital."
    assert len(units(document("a.txt", text.encode()))) == 1


@pytest.mark.shared
def test_every_span_of_the_texts_rereads_equal(shared_documents):
    from tightrope.evidence.ingest import read_documents

    for found in read_documents(shared_documents):
        cut = passages(found)
        assert cut
        assert all(found.text[p.start : p.stop] == p.quote for p in cut)
        assert all(a.stop <= b.start for a, b in pairwise(cut))


@pytest.mark.shared
def test_notes_and_references_of_the_texts_are_never_coded(shared_documents):
    from tightrope.evidence.ingest import read_documents

    texts = {d.id[:3]: d for d in read_documents(shared_documents)}
    notes = [b for b in structure(texts["002"].text) if b.kind == "note"]
    numbered = [b for b in notes if texts["002"].text[b.spans[0][0]].isdigit()]
    assert len(numbered) == 44
    joined = " ".join(d.text[a:b] for d in texts.values() for p in passages(d) for a, b in p.parts)
    for scrap in ("https://", "doi.org", "Oxford University Press", "@gmail", "Received:", "Foreign Affairs*"):
        assert scrap not in joined


def test_a_run_without_end_is_cut_and_quick():
    from tightrope.evidence.passages import LONGEST

    text = "the state and the power kept their ties " * 5000
    cut = passages(document("a.txt", text.encode()))
    assert max(p.stop - p.start for p in cut) <= LONGEST
    assert "".join(p.quote for p in cut).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "text", ["a" + "¹" * 9000, "- x\n" * 500, "\t" * 999 + "x", "<" * 9000 + "a", "((" * 5000 + "a"]
)
def test_odd_texts_are_borne(text):
    assert all(text[p.start : p.stop] == p.quote for p in passages(document("a.txt", text.encode())))


def test_a_dash_at_the_start_of_a_wrapped_line_is_no_item():
    text = "The lender had promised a pier of its own to the harbor town\n- and to no other town - before the vote.\n"
    assert [u.passage.kind for u in units(document("a.txt", text.encode()))] == ["paragraph"]
    text = "The lender had promised three things to the town of the harbor:\n- a pier\n- a crane\n"
    assert [u.passage.kind for u in units(document("a.txt", text.encode()))] == ["paragraph", "list", "list"]
