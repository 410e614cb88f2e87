"""PDF: what is drawn on a page becomes text in reading order, with its page and box."""

from __future__ import annotations

import pytest
from tests.unit.made_documents import HEIGHT, VERA, WIDTH, lines, pdf

from tightrope.evidence.ingest import document
from tightrope.evidence.passages import units
from tightrope.evidence.reading.glyphs import Fragment, _order
from tightrope.evidence.structure import structure

LEFT = [
    "The ministry kept its old promise to the",
    "harbor town, though the price of the new",
    "cargo terminal had doubled within a single",
    "year and no lender would say by how much",
    "the bill would grow before the first ship",
    "could be moored there in the autumn gales.",
]
RIGHT = [
    "A second lender came forward after the vote",
    "and offered the town council better terms,",
    "which the ministry read as a test of its",
    "patience rather than as a gift to the port",
    "that both capitals had courted for so long",
    "and neither of them had ever fully trusted.",
]


def read(draw, **options):
    return document("made.pdf", pdf(draw, **options))


def readings(found):
    return [unit.reading for unit in units(found)]


def placed(found, quote):
    """The places of a quote, which must be in the text once."""
    start = found.text.index(quote)
    assert found.text.count(quote) == 1
    return found.places(start, start + len(quote))


def test_a_span_has_its_page_and_box():
    def draw(canvas):
        lines(canvas, LEFT)
        canvas.showPage()
        lines(canvas, RIGHT)

    found = read(draw)
    (place,) = placed(found, "courted")
    assert place.page == 2
    left, bottom, right, top = place.box
    before = canvas_width("that both capitals had ")
    assert abs(left - (72 + before)) < 1.5
    assert abs(right - (72 + before + canvas_width("courted"))) < 1.5
    assert bottom < 770 - 4 * 13 < top


def canvas_width(text, font="Times-Roman", size=10):
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return stringWidth(text, font, size)


def test_two_columns_drawn_in_any_order_are_read_one_after_the_other():
    def draw(canvas):
        canvas.setFont("Times-Bold", 16)
        canvas.drawString(72, 800, "Two lenders and one harbor town in a narrow strait")
        for at in (3, 0, 5, 1, 4, 2):  # left and right lines mixed, as some programs draw them
            canvas.setFont("Times-Roman", 10)
            canvas.drawString(310, 770 - 13 * at, RIGHT[at])
            canvas.drawString(72, 770 - 13 * at, LEFT[at])

    found = read(draw)
    assert " ".join(found.text.split()).endswith(" ".join(LEFT + RIGHT))
    assert readings(found) == [" ".join(LEFT), " ".join(RIGHT)]


def test_words_drawn_apart_and_out_of_order_are_one_line():
    def draw(canvas):
        canvas.setFont("Times-Roman", 10)
        for row, text in enumerate(LEFT):
            x, words = 72.0, []
            for word in text.split():
                words.append((x, word))
                x += canvas_width(word + " ")
            for x, word in reversed(words):
                canvas.drawString(x, 700 - 13 * row, word)

    assert readings(read(draw)) == [" ".join(LEFT)]


def test_a_turned_page_is_read_along_its_lines():
    def draw(canvas):
        canvas.setPageRotation(90)
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        lines(canvas, LEFT, x=60, y=500)

    found = read(draw)
    assert readings(found) == [" ".join(LEFT)]
    (place,) = placed(found, "harbor")
    left, bottom, right, top = place.box
    assert place.turn == 90
    assert right - left < 20 < top - bottom
    assert 0 < left < WIDTH
    assert 0 < bottom < HEIGHT


def test_heads_numbers_and_notes_stand_outside_the_sentences_they_cut():
    body = [*LEFT[:5], "and the first of them was already at sea when the vote came to nothing in the coun-"]
    rest = ["cil, so that the promise was kept by accident.", *RIGHT]

    def draw(canvas):
        for page, texts in enumerate((body, rest, RIGHT), start=1):
            canvas.setFont("Times-Italic", 9)
            canvas.drawString(72, 810, "Annals of an Invented Strait")
            lines(canvas, texts, y=770)
            lines(
                canvas,
                [f"{page} Harbor records, box {'abc'[page - 1]}, seen by the {'xyz'[page - 1]} clerk."],
                y=80,
                size=8,
            )
            canvas.setFont("Times-Roman", 9)
            canvas.drawCentredString(WIDTH / 2, 40, str(page))
            canvas.showPage()

    found = read(draw)
    kinds = {found.text[b.spans[0][0] : b.spans[-1][1]]: b.kind for b in structure(found.text, found.segments)}
    assert kinds["Annals of an Invented Strait"] == "front"
    assert kinds["2"] == "front"
    assert kinds["1 Harbor records, box a, seen by the x clerk."] == "note"
    cut = [unit for unit in units(found) if "already at sea" in unit.reading]
    assert len(cut) == 1
    assert "nothing in the council, so that" in cut[0].reading
    assert "Annals" not in cut[0].reading
    assert "records" not in cut[0].reading
    assert len(cut[0].passage.spans) == 2
    assert [found.text[a:b][-5:] for a, b in cut[0].passage.spans] == [" coun", "dent."]
    pages = {place.page for a, b in cut[0].passage.spans for place in found.places(a, b)}
    assert pages == {1, 2}


def test_hyphens_ligatures_and_soft_hyphens_are_undone_in_the_reading_only():
    texts = [
        "The of\ufb01ce \ufb02ew its \ufb02ag while the har-",
        "bor kept a long-",
        "term lease and a soft\u00adened tone, a long-term",
        "one.",
    ]

    def draw(canvas):
        lines(canvas, texts, font=VERA)

    found = read(draw)
    assert readings(found) == [
        "The office flew its flag while the harbor kept a long-term lease and a softened tone, a long-term one."
    ]
    assert "har-\nbor" in found.text


def test_raised_digits_are_note_marks():
    def draw(canvas):
        text = canvas.beginText(72, 700)
        text.setFont("Times-Roman", 10)
        text.textOut("The port was leased.")
        text.setRise(4)
        text.setFont("Times-Roman", 6)
        text.textOut("5")
        text.setRise(0)
        text.setFont("Times-Roman", 10)
        text.textOut(" This cost 10 percent of the yield of the whole town.")
        canvas.drawText(text)

    found = read(draw)
    assert "leased.⁵ This" in found.text
    assert len(readings(found)) == 2


def test_rows_of_a_table_stay_rows():
    def draw(canvas):
        y = lines(canvas, LEFT)
        for row in (("Port", "Lender", "Loan"), ("North", "First bank", "120"), ("South", "Second bank", "80")):
            y -= 16
            for x, cell in zip((72, 220, 400), row, strict=True):
                canvas.drawString(x, y, cell)
        lines(canvas, RIGHT, y=y - 40)

    found = read(draw)
    assert "North\tFirst bank\t120\nSouth\tSecond bank\t80" in found.text
    assert [unit.passage.kind for unit in units(found)].count("table") >= 2


def test_chinese_survives():
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    def draw(canvas):
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        lines(canvas, ["港口已经租出去了。两国都派了船。"], font="STSong-Light", size=12)

    assert readings(read(draw)) == ["港口已经租出去了。", "两国都派了船。"]


def test_the_same_bytes_read_the_same():
    raw = pdf(lambda canvas: lines(canvas, LEFT))
    assert document("a.pdf", raw) == document("a.pdf", raw)


def drawn(text, *, turned):
    """A fragment of right-to-left words as a program draws them: each word as it stands, or as it looks."""
    fragment = Fragment(0, 0.0, 0.0, 0.0, 10.0, 2.0, 10.0, right_to_left=True)
    right = 300.0
    for nth, word in enumerate(text.split()):
        if nth:
            fragment.marks.append(" ")
            fragment.edges.append(right)
            right -= 5
        width = 6.0 * len(word)
        if word.isascii():
            fragment.marks.extend(word)
            fragment.edges.extend(right - width + 6.0 * at for at in range(len(word)))
        else:
            placed = [(mark, right - 6.0 * at) for at, mark in enumerate(word)]
            placed = placed[::-1] if turned else placed
            fragment.marks.extend(mark for mark, _ in placed)
            fragment.edges.extend(edge for _, edge in placed)
        right -= width
    fragment.u0, fragment.u1 = right, 300.0
    fragment.edges.append(right)
    return fragment


@pytest.mark.parametrize("turned", [True, False])
@pytest.mark.parametrize(
    "text", ["بندرگاہ کرائے پر دے دی گئی۔", "دونوں نے 125 جہاز بھیجے۔", "معاہدہ New Port Office نے کیا۔"]
)
def test_right_to_left_text_is_read_as_it_is_read_however_it_was_drawn(text, turned):
    fragment = drawn(text, turned=turned)
    if "New" in text:  # words from the left stand in their own order
        a, b = text.index("New"), text.index("Office") + len("Office")
        fragment = drawn(text[:a] + "Office Port New" + text[b:], turned=turned)
    _order(fragment)
    assert "".join(fragment.marks) == text
    assert len(fragment.edges) == len(fragment.marks) + 1


def test_a_heading_in_the_type_of_the_text_is_no_part_of_the_paragraph_below():
    words = ["The long lease of the northern port"]
    words += ["It was signed in one night by two men who did not read it, and the"]
    words += ["town was told in the morning that the pier belonged to someone else."]

    def draw(canvas):
        lines(canvas, words)
        lines(canvas, ["The short lease", *words[1:]], y=700)

    found = readings(read(draw))
    assert len(found) == 2
    assert all(reading.startswith("It was signed") for reading in found)
