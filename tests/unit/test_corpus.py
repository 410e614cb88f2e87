"""The corpus: locators, changed texts, works counted once, whose voices."""

import json
from dataclasses import replace

import pytest

from tightrope.catalog.shelf import declared
from tightrope.core.errors import EvidenceError
from tightrope.evidence.codebook import load_codebook
from tightrope.evidence.corpus import build_corpus, load_cards
from tightrope.evidence.gazetteer import load_gazetteer
from tightrope.evidence.ingest import document
from tightrope.evidence.locators import load_codings, save_codings, shared_run
from tightrope.evidence.rules import code

LONG = "Pakistan maintains good relations with both powers. It refuses to take sides in their contest.\n"
SHORT = "Pakistan maintains good relations with both powers.\n"


@pytest.fixture(scope="module")
def tools():
    return {
        "codebook": load_codebook(declared("codebooks")["ncr"]),
        "gazetteer": load_gazetteer(declared("gazetteer").values()),
    }


def paper(name, text, **card):
    return document(name, text.encode(), card=card)


@pytest.fixture
def shipped(tmp_path, tools):
    found = paper("a.txt", LONG, work="one", vantage="PAK", title="A")
    codings, relations = code(found, **tools)
    file = tmp_path / "codings.jsonl"
    words = {c.passage.id: "Our own words." for c in codings}
    save_codings(file, [found], codings, relations, paraphrases=words)
    return file


def test_locators_come_back_equal_without_any_text(shipped, tools):
    codings, relations, cards = load_codings(shipped)
    again, pairs = code(paper("a.txt", LONG), **tools)
    assert [(c.passage.id, c.code, c.score, c.rule, c.layer) for c in codings] == [
        (c.passage.id, c.code, c.score, c.rule, c.layer) for c in again
    ]
    assert [(r.passage.id, r.relation, r.polarity) for r in relations] == [
        (r.passage.id, r.relation, r.polarity) for r in pairs
    ]
    assert cards["a.txt"]["title"] == "A"
    assert all(c.passage.quote == "" and c.passage.paraphrase == "Our own words." for c in codings)
    assert "maintains good relations" not in shipped.read_text()


def test_a_closed_corpus_stands_by_its_locators(shipped, tools):
    corpus = build_corpus(documents=None, locators=shipped, cards={}, **tools)
    assert not corpus.opened
    assert corpus.codings
    assert "--documents" in " ".join(corpus.notes)
    assert corpus.vantage == (("PAK", 1),)
    assert corpus.absent_voices == ("USA", "CHN", "IND")


def test_an_open_corpus_has_quotes_and_our_words(shipped, tools):
    corpus = build_corpus(documents=(paper("a.txt", LONG),), locators=shipped, cards={}, **tools)
    assert corpus.opened
    assert all(c.passage.quote and c.passage.paraphrase for c in corpus.codings)


def test_open_and_closed_say_the_same(shipped, tools):
    given = build_corpus(documents=(paper("a.txt", LONG, work="one", vantage="PAK"),), locators=shipped, **tools)
    closed = build_corpus(documents=None, locators=shipped, **tools)
    assert [(c.passage.id, c.code) for c in given.codings] == [(c.passage.id, c.code) for c in closed.codings]
    assert given.vantage == closed.vantage


def test_a_changed_text_is_refused_in_one_line(shipped, tools):
    with pytest.raises(EvidenceError, match="the text changed since it was coded") as error:
        build_corpus(documents=(paper("a.txt", LONG + " "),), locators=shipped, cards={}, **tools)
    assert "\n" not in str(error.value)


def test_a_moved_passage_is_refused(shipped, tools):
    rows = [json.loads(line) for line in shipped.read_text().splitlines()]
    rows[1]["start"] += 1
    shipped.write_text("".join(json.dumps(r) + "\n" for r in rows))
    with pytest.raises(EvidenceError, match="is not the text that was coded"):
        build_corpus(documents=(paper("a.txt", LONG),), locators=shipped, cards={}, **tools)


def test_one_work_counts_once(tools):
    both = (paper("a.txt", LONG), paper("b.txt", SHORT))
    cards = {"a.txt": {"work": "w", "vantage": "PAK"}, "b.txt": {"work": "w", "vantage": "PAK"}}
    corpus = build_corpus(documents=both, locators=None, cards=cards, **tools)
    assert [d["counted"] for d in corpus.documents] == [True, False]
    assert {c.passage.document for c in corpus.codings} == {"a.txt"}
    assert corpus.vantage == (("PAK", 1),)
    assert "b.txt is the same work as a.txt" in corpus.notes[0]


def test_own_texts_count_nowhere(tools):
    mine = document("chronology.md", SHORT.encode(), own=True)
    corpus = build_corpus(documents=None, locators=None, own=(mine,), cards={}, **tools)
    assert corpus.codings == ()
    assert corpus.documents == ()
    assert corpus.demonstration
    assert not corpus.opened
    assert "demonstration" in corpus.notes[0]


def test_one_machine_has_no_reliability(shipped, tools):
    found = build_corpus(documents=None, locators=shipped, **tools).reliability
    assert [c.split(":")[0] for c in found.coders] == ["rules"]
    assert set(found.alpha) == {None}
    assert "no inter-coder reliability" in found.note


def test_what_people_judged_is_not_coded_anew(tmp_path, tools):
    found = paper("a.txt", LONG)
    proposed, relations = code(found, **tools)
    person = replace(proposed[0], code="hedging", coder="A", kind="human", rule="")
    save_codings(tmp_path / "c.jsonl", [found], [person], relations)
    for documents in ((found,), None):
        corpus = build_corpus(documents=documents, locators=tmp_path / "c.jsonl", **tools)
        assert [(c.code, c.coder, c.kind) for c in corpus.codings] == [("hedging", "A", "human")]
        assert corpus.codings[0].passage.quote == (proposed[0].passage.quote if documents else "")
        assert len(corpus.relations) == len(relations)
        assert "Codes of people (A)" in corpus.reliability.note


@pytest.mark.parametrize(
    ("line", "says"),
    [("{", "is not a locator"), ('{"kind": "song"}', "unknown kind"), ('{"kind": "coding", "file": "a"}', "locator")],
)
def test_a_damaged_line_is_named(tmp_path, line, says):
    file = tmp_path / "c.jsonl"
    file.write_text(line + "\n")
    with pytest.raises(EvidenceError, match=says) as error:
        load_codings(file)
    assert "c.jsonl line 1" in str(error.value)


def test_cards_are_checked(tmp_path):
    file = tmp_path / "documents.toml"
    file.write_text('[[document]]\nfile = "a.txt"\ntitle = "A"\n')
    assert load_cards(file) == {"a.txt": {"title": "A"}}
    file.write_text('[[document]]\nfile = "a.txt"\nauthour = "A"\n')
    with pytest.raises(EvidenceError, match="unknown key 'authour'"):
        load_cards(file)
    file.write_text('[[document]]\ntitle = "A"\n')
    with pytest.raises(EvidenceError, match="lacks its file"):
        load_cards(file)


def test_shared_words_are_counted_and_names_forgiven():
    assert shared_run("the state kept its word", "and the state kept faith") == 3
    assert shared_run("United States of America", "in the United States of America", ["United States of America"]) == 0
    assert shared_run("nothing alike", "other words") == 0
