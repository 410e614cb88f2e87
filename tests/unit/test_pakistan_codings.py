"""The shipped codings of the flagship: paraphrases are our own, and the coder says the same of the texts."""

from pathlib import Path

import pytest

from tightrope.catalog.shelf import declared
from tightrope.evidence.codebook import load_codebook
from tightrope.evidence.corpus import build_corpus, load_cards
from tightrope.evidence.gazetteer import load_gazetteer
from tightrope.evidence.ingest import read_documents
from tightrope.evidence.locators import SHARED_WORDS, load_codings, shared_run
from tightrope.evidence.rules import code

STUDY = Path(__file__).resolve().parents[2] / "studies" / "pakistan"


@pytest.fixture(scope="module")
def shipped():
    return load_codings(STUDY / "codings.jsonl")


@pytest.fixture(scope="module")
def tools():
    return {
        "codebook": load_codebook(declared("codebooks")["ncr"]),
        "gazetteer": load_gazetteer(declared("gazetteer").values()),
    }


def test_every_coding_has_our_words_and_its_place(shipped, tools):
    codings, relations, cards = shipped
    names = {c.name for c in tools["codebook"].codes}
    assert len(codings) > 400
    assert len(cards) == 5
    assert all(c.passage.paraphrase and "\n" not in c.passage.paraphrase and not c.passage.quote for c in codings)
    assert {c.code for c in codings} <= names
    assert {r.passage.document for r in relations} <= set(cards)


def test_the_work_in_two_files_counts_once(tools):
    corpus = build_corpus(
        documents=None, locators=STUDY / "codings.jsonl", cards=load_cards(STUDY / "documents.toml"), **tools
    )
    assert [bool(d["counted"]) for d in corpus.documents] == [True, True, True, True, False]
    assert corpus.vantage == (("PAK", 3),)
    assert corpus.absent_voices == ("USA", "CHN", "IND")


@pytest.mark.shared
def test_the_coder_says_the_same_of_the_texts(shipped, tools, shared_documents):
    codings, relations, cards = shipped
    documents = read_documents(shared_documents)
    assert {d.id: d.sha256 for d in documents} == {name: card["sha256"] for name, card in cards.items()}
    found = [code(d, **tools) for d in documents]
    assert [(c.passage.id, c.code, c.score, c.rule, c.layer) for part in found for c in part[0]] == [
        (c.passage.id, c.code, c.score, c.rule, c.layer) for c in codings
    ]
    assert [(r.passage.id, r.relation, r.polarity) for part in found for r in part[1]] == [
        (r.passage.id, r.relation, r.polarity) for r in relations
    ]


@pytest.mark.shared
def test_no_paraphrase_repeats_its_passage(shipped, tools, shared_documents):
    texts = {d.id: d.text for d in read_documents(shared_documents)}
    names = [" ".join(key) for key in tools["gazetteer"].names]
    seen = {c.passage.id: c.passage for c in shipped[0]}
    long = [
        (p.id, p.paraphrase)
        for p in seen.values()
        if shared_run(p.paraphrase, texts[p.document][p.start : p.stop], names) > SHARED_WORDS
    ]
    assert long == []
