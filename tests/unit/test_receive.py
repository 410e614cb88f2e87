"""A folder of documents: a bad file is listed, a broken-off batch goes on, the cache is never trusted blindly."""

from __future__ import annotations

from types import SimpleNamespace

import joblib
import pytest
from tests.unit.made_documents import docx, lines, p, pdf

from tightrope.core.errors import EvidenceError
from tightrope.evidence import ingest
from tightrope.evidence.ingest import read_document, receive
from tightrope.study import perform

SENTENCE = "The ministry kept its promise to the harbor town, though the price had doubled."


@pytest.fixture
def folder(tmp_path):
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "a.pdf").write_bytes(pdf(lambda canvas: lines(canvas, [SENTENCE])))
    (papers / "b.docx").write_bytes(docx(p(SENTENCE)))
    (papers / "c.html").write_text(f"<p>{SENTENCE}</p>")
    (papers / "d.md").write_text(SENTENCE)
    (papers / "bad.pdf").write_bytes(b"%PDF-1.7 and no more")
    return papers


def test_every_format_is_read_and_the_bad_file_is_listed(folder, tmp_path):
    cold = receive(folder, cache=tmp_path / "cache", jobs=2)
    assert [(d.id, d.format, d.text.strip()) for d in cold.documents] == [
        ("a.pdf", "pdf", SENTENCE), ("b.docx", "docx", SENTENCE), ("c.html", "html", SENTENCE),
        ("d.md", "md", SENTENCE),
    ]  # fmt: skip
    assert [r.file for r in cold.refused] == ["bad.pdf"]
    assert "damaged" in cold.refused[0].why
    assert receive(folder, cache=tmp_path / "cache") == cold


def test_a_batch_goes_on_where_it_broke_off(folder, tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    read_document(folder / "a.pdf", cache=cache)
    asked = []
    read = ingest.apart.read
    monkeypatch.setattr(ingest.apart, "read", lambda raw, **k: asked.append(k["name"]) or read(raw, **k))
    receive(folder, cache=cache)
    assert asked == ["b.docx", "bad.pdf", "c.html"]
    asked.clear()
    receive(folder, cache=cache)
    assert asked == ["bad.pdf"]


def test_a_damaged_cache_is_read_anew(folder, tmp_path):
    cache = tmp_path / "cache"
    first = read_document(folder / "a.pdf", cache=cache)
    (kept,) = cache.iterdir()
    for damaged in (b"", b"no archive", kept.read_bytes()[:-20]):
        kept.write_bytes(damaged)
        assert read_document(folder / "a.pdf", cache=cache) == first


def test_a_backend_is_a_setting(folder):
    with joblib.parallel_config(backend="sequential"):
        assert len(receive(folder, backend=None).documents) == 4


def test_two_files_of_one_name_are_refused(folder, tmp_path):
    (tmp_path / "d.md").write_text("Another.")
    with pytest.raises(EvidenceError, match="two files have this name"):
        receive([folder / "d.md", tmp_path / "d.md"])


def test_a_study_reads_its_folder_and_says_what_it_could_not(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("TIGHTROPE_CACHE", str(tmp_path / "cache"))
    received = perform.documents(SimpleNamespace(texts=folder, documents=None))
    assert len(received.documents) == 4
    assert [r.file for r in received.refused] == ["bad.pdf"]
    for file in folder.iterdir():
        if file.name != "bad.pdf":
            file.unlink()
    with pytest.raises(EvidenceError, match="holds no document that can be read"):
        perform.documents(SimpleNamespace(texts=folder, documents=None))
