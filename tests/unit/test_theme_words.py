"""Terms of texts in any script, and search by them."""

from __future__ import annotations

import pytest

from tightrope.core.document import Document, digest
from tightrope.core.errors import InvalidValue
from tightrope.evidence.themes.words import plain, stem, terms, words
from tightrope.study.themes.search import search, table_of

URDU = "پاکستان نے چین کے ساتھ تجارت بڑھائی۔ بجلی کے منصوبے جاری ہیں۔"
CHINESE = "中国与巴基斯坦加强合作。两国签署贸易协定。海港建设仍在继续。"
ENGLISH = "The port lends at low rates. Two navies drill together. Türkiye sells drones abroad."
HINDI = "भारत ने नई नीति अपनाई। पड़ोसी देश चिंतित हैं।"


def document(name: str, text: str) -> Document:
    return Document(id=name, sha256=digest(text), text=text)


DOCUMENTS = tuple(
    document(name, text) for name, text in (("a.txt", ENGLISH), ("b.txt", URDU), ("c.txt", CHINESE), ("d.txt", HINDI))
)


@pytest.mark.parametrize(
    ("query", "held"),
    [
        ("navy", "Two navies drill together."),
        ("turkiye", "Türkiye sells drones abroad."),
        ("تجارت", "پاکستان نے چین کے ساتھ تجارت بڑھائی۔"),
        ("贸易", "两国签署贸易协定。"),
        ("港", "海港建设仍在继续。"),
        ("नीति", "भारत ने नई नीति अपनाई।"),
    ],
)
def test_a_question_in_any_script_finds_its_sentence(query, held):
    best = search(DOCUMENTS, query)[0].passage
    assert best.quote == held
    source = next(d for d in DOCUMENTS if d.id == best.document)
    assert source.text[best.start : best.stop] == held


def test_arabic_letters_and_marks_find_urdu_text():
    typed_on_an_arabic_keyboard = "بجلي كے مَنصوبے"
    assert search(DOCUMENTS, typed_on_an_arabic_keyboard)[0].passage.document == "b.txt"


def test_direction_marks_and_soft_hyphens_do_not_count():
    assert plain("\u202bچین\u202c") == plain("چین")
    assert words("co\u00adope\u00adra\u00adtion") == ("cooperation",)


def test_chinese_becomes_pairs_and_english_words():
    assert words("中国与A国") == ("中国", "国与", "国")
    assert words("中") == ("中",)


def test_the_united_states_are_no_pronoun():
    assert terms("The US sold it to us in the U.S. market") == ("usa", "sold", "usa", "market")


@pytest.mark.parametrize(
    ("word", "root"),
    [("policies", "policy"), ("taxes", "tax"), ("ships", "ship"), ("crisis", "crisis"), ("status", "status"),
     ("stress", "stress"), ("گے", "گے"), ("gas", "gas")],
)  # fmt: skip
def test_plurals_fold_and_nothing_else(word, root):
    assert stem(word) == root


def test_a_phrase_must_stand_in_the_passage():
    assert len(search(DOCUMENTS, "two drones")) == 2
    assert [h.passage.quote for h in search(DOCUMENTS, '"two navies" drones')] == ["Two navies drill together."]
    assert search(DOCUMENTS, "“navies two”") == ()


def test_rarer_words_weigh_more_and_ties_stand_in_order():
    text = "Trade grows. Trade grows. Steel and trade."
    found = search([document("e.txt", text)], "steel trade")
    assert [h.passage.start for h in found] == [26, 0, 13]
    assert found[1].score == found[2].score
    assert found[0].terms == ("steel", "trade")


def test_questions_that_cannot_be_asked_are_refused():
    for query, options in (("  ", {}), ("trade", {"number": 0}), ("trade", {"by": "magic"})):
        with pytest.raises(InvalidValue):
            search(DOCUMENTS, query, **options)
    assert search(DOCUMENTS, "zeppelin") == ()
    assert search((), "trade") == ()


def test_what_is_found_prints_as_rows():
    header, rows = table_of(search(DOCUMENTS, "drones"))
    assert len(header) == len(rows[0])
    assert rows[0][0].startswith("a.txt:")
