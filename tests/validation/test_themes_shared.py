"""The five themes of the core text: gathered with their passages, held against its own sections, beside words."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

from tightrope.catalog.shelf import declared
from tightrope.core.document import digest
from tightrope.core.errors import EvidenceError, InvalidValue
from tightrope.evidence.codebook import load_codebook
from tightrope.evidence.corpus import build_corpus, load_cards
from tightrope.evidence.gazetteer import load_gazetteer
from tightrope.evidence.ingest import read_documents
from tightrope.evidence.themes.declared import load_declared
from tightrope.study.shelf import shipped
from tightrope.study.themes.build import HEADER, csv_of, of_study, rows_of, summary, table_of, themes

STUDY = shipped()["pakistan"]


@pytest.fixture(scope="module")
def book():
    return load_codebook(declared("codebooks")["ncr"])


def corpus_of(book, documents):
    return build_corpus(
        codebook=book,
        gazetteer=load_gazetteer(declared("gazetteer").values()),
        documents=documents,
        locators=None if documents else STUDY / "codings.jsonl",
        cards=load_cards(STUDY / "documents.toml"),
    )


@pytest.fixture(scope="module")
def opened(book, shared_documents):
    documents = read_documents(shared_documents)
    codes = [c.name for c in book.codes]
    part = themes(
        corpus_of(book, documents), documents, codes=codes, seed=1, declared=STUDY / "themes.toml", resamples=20
    )
    return documents, part


def test_the_codes_of_a_theme_are_those_of_its_table_in_the_register(book):
    told, _ = load_declared(STUDY / "themes.toml", codes=[c.name for c in book.codes])
    register = tomllib.loads((STUDY / "claims.toml").read_text(encoding="utf-8"))["statement"]
    assert [t.id for t in told] == ["I", "II", "III", "IV", "V"]
    for theme in told:
        listed = {code for s in register if s.get("table") == theme.table for code in s.get("codes_for", ())}
        assert theme.codes == listed, theme.table


def test_without_the_texts_declared_themes_still_gather_and_the_rest_says_why(book):
    part = themes(
        corpus_of(book, None), None, codes=[c.name for c in book.codes], seed=1, declared=STUDY / "themes.toml"
    )
    assert all(one["recovered"] for one in part["declared"])
    assert "not at hand" in part["corpus"]["why"]
    assert part["alignment"] is None
    assert len(rows_of(part)) == sum(len(one["passages"]) for one in part["declared"])
    assert all(len(row) == len(HEADER) for row in rows_of(part))


def test_a_study_hands_over_its_corpus_and_the_files_beside_it(book):
    study = SimpleNamespace(codebook="ncr", themes=STUDY / "themes.toml", named=None, seed=1)
    part = of_study(study, corpus_of(book, None), None)
    assert [one["id"] for one in part["declared"]] == ["I", "II", "III", "IV", "V"]
    assert part["by"] == "words"
    assert part["lost"] == []


@pytest.mark.shared
def test_the_five_themes_are_recovered_with_their_passages(opened):
    documents, part = opened
    texts = {d.id: d.text for d in documents}
    assert [one["recovered"] for one in part["declared"]] == [True] * 5
    for one in part["declared"]:
        assert len(one["passages"]) >= part["bar"]["passages"]
        for at in one["passages"]:
            assert digest(texts[at["document"]][at["start"] : at["stop"]]) == at["sha256"]


@pytest.mark.shared
def test_sections_are_where_the_file_says(shared_documents):
    told, _ = load_declared(STUDY / "themes.toml")
    for theme in told:
        file, start, stop, sha = theme.section
        assert digest((shared_documents / file).read_bytes().decode("utf-8")[start:stop]) == sha


@pytest.mark.shared
def test_own_codes_recover_four_and_the_fifth_is_said_to_miss(opened):
    _, part = opened
    strict = {one["id"]: one["own"] for one in part["declared"]}
    assert all(strict[name]["recovered"] for name in ("I", "II", "III", "IV"))
    assert strict["V"]["recovered"] or "needed" in strict["V"]["why"] or "gathers more" in strict["V"]["why"]


@pytest.mark.shared
def test_themes_by_words_are_a_part_of_the_report(opened):
    documents, part = opened
    texts = {d.id: d.text for d in documents}
    whole = part["corpus"]
    assert len(whole["themes"]) >= 2
    assert not any(p["document"].startswith("004") for t in whole["themes"] for p in t["passages"])
    for found in (whole, *part["codes"].values()):
        assert found["themes"] or found["why"]
        for theme in found["themes"]:
            for at in (*theme["exemplars"], *theme["deviants"]):
                assert digest(texts[at["document"]][at["start"] : at["stop"]]) == at["sha256"]
    assert -1 <= part["alignment"]["ari"] <= 1
    header, rows = table_of(part)
    assert {len(row) for row in rows} == {len(header)}
    json.dumps(part, allow_nan=False)
    short = summary(part)
    assert [one["passages"] for one in short["declared"]] == [len(one["passages"]) for one in part["declared"]]
    assert len(json.dumps(short)) < len(json.dumps(part)) / 3
    assert csv_of(part).count("\n") == len(rows_of(part)) + 1


@pytest.mark.shared
def test_a_rerun_gives_the_same_bytes(opened, book):
    documents, part = opened
    again = themes(
        corpus_of(book, documents), tuple(reversed(documents)), codes=[c.name for c in book.codes], seed=1,
        declared=STUDY / "themes.toml", named=Path("absent.toml"), resamples=20,
    )  # fmt: skip
    assert json.dumps(again) == json.dumps(part)


@pytest.mark.shared
def test_a_section_that_moved_is_refused(book, shared_documents, tmp_path):
    documents = read_documents(shared_documents)
    file = tmp_path / "themes.toml"
    text = (STUDY / "themes.toml").read_text(encoding="utf-8")
    file.write_text(text.replace("start = 44407", "start = 44408"), encoding="utf-8")
    with pytest.raises(EvidenceError, match="not the section that theme I"):
        themes(corpus_of(book, documents), documents, codes=[], seed=1, declared=file, resamples=2)
    with pytest.raises(InvalidValue, match="no themes by"):
        themes(corpus_of(book, None), None, codes=[], seed=1, by="magic")
