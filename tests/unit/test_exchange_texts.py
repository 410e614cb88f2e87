"""The real texts, coded: out as a project and back, every coding at its place, byte for byte."""

import pytest

from tightrope.evidence.exchange.build import evidence_of, project_of
from tightrope.evidence.exchange.read import read_project
from tightrope.evidence.exchange.write import qdpx
from tightrope.evidence.ingest import read_documents
from tightrope.study.coding.files import desk


@pytest.mark.shared
def test_the_texts_go_out_and_come_back(shared_documents, tmp_path):
    texts = read_documents(shared_documents)
    at = desk()
    coded = [at.coder.code(text, at.codebook, at.gazetteer) for text in texts]
    codings = [c for found, _ in coded for c in found]
    relations = [r for _, found in coded for r in found]
    made = project_of(name="texts", documents=texts, codebook=at.codebook, codings=codings, relations=relations)
    file = tmp_path / "texts.qdpx"
    file.write_bytes(qdpx(made)[0])
    back, account = read_project(file)
    assert back == made
    assert account.left == ()
    evidence, _ = evidence_of(back)
    assert [(d.id, d.sha256, d.text) for d in evidence.documents] == [(d.id, d.sha256, d.text) for d in texts]
    assert set(evidence.codings) == set(codings)
    assert set(evidence.relations) == set(relations)
    assert len(evidence.codings) > 100
