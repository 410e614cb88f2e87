"""The rule coder on invented, coded sentences. The sets were in view while rules were written: none is held out.

The floors keep the coder from getting worse; they say nothing of texts that nobody here has seen, and nothing of
human reliability. What the coder scored on halves that were unread at the time stands in coded/README.md.
"""

from pathlib import Path

import pytest

from tightrope.evidence.ingest import document
from tightrope.study.coding.files import desk
from tightrope.study.coding.score import Labels, labels, pooled, read_reference, score

CODED = Path(__file__).parent / "coded"
FLOORS = {
    "dev.jsonl": {"code": 0.50, "micro": 0.72, "macro": 0.72, "kappa": 0.70, "relations": 0.70, "polarity": 0.80},
    "dev2.jsonl": {"code": 0.30, "micro": 0.64, "macro": 0.62, "kappa": 0.60, "relations": 0.56, "polarity": 0.76},
    "dev3.jsonl": {"code": 0.45, "micro": 0.70, "macro": 0.66, "kappa": 0.65, "relations": 0.70, "polarity": 0.65},
}
LEAD = "Pakistan's place between Washington and Beijing has been the subject of this paper.\n\n"
MOST_UNCODED = 0.25


def _prose(at, rows) -> list[Labels]:
    """Return the labels of sentences that stand in pieces: each is coded with all of its piece before it."""
    found: list[Labels] = []
    pieces: list[list[str]] = []
    for number, (context, text, _) in enumerate(rows):
        if number and context and context == rows[number - 1][1]:
            pieces[-1].append(text)
        else:
            pieces.append([text])
    for piece in pieces:
        starts = [len(LEAD) + sum(len(t) + 1 for t in piece[:n]) for n in range(len(piece))]
        read = document("piece.txt", f"{LEAD}{' '.join(piece)}\n".encode())
        codings, relations = at.coder.code(read, at.codebook, at.gazetteer)
        for start, text in zip(starts, piece, strict=True):
            inside = range(start, start + len(text))
            codes = frozenset(c.code for c in codings if c.passage.start in inside)
            signs: dict[str, str] = {}
            for r in relations:
                if r.passage.start in inside:
                    same = signs.setdefault(r.relation, r.polarity) == r.polarity
                    signs[r.relation] = r.polarity if same else "neutral"
            found.append((codes, signs))
    return found


@pytest.fixture(scope="module", params=sorted(FLOORS))
def scored(request):
    at = desk()
    rows = read_reference(CODED / request.param)
    if request.param == "dev.jsonl":
        found = [labels(at, context, text) for context, text, _ in rows]
    else:
        found = _prose(at, rows)
    return FLOORS[request.param], score([want for _, _, want in rows], found)


def test_codes_agree(scored):
    floors, scores = scored
    assert len(scores.codes) == 29
    assert scores.micro >= floors["micro"]
    assert scores.macro >= floors["macro"]
    assert scores.kappa >= floors["kappa"]


def test_no_code_is_lost(scored):
    floors, scores = scored
    assert [name for name, count in scores.codes.items() if count.f1 < floors["code"]] == []


def test_sentences_without_a_code_stay_without(scored):
    assert scored[1].uncoded <= MOST_UNCODED


def test_relations_and_signs_agree(scored):
    floors, scores = scored
    assert pooled(scores.relations).f1 >= floors["relations"]
    assert scores.polarity >= floors["polarity"]
