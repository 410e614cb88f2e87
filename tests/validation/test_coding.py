"""The rule coder on coded sentences: sets that its rules were written and its cues were fitted on, and one held out.

The floors of the first keep the coder from getting worse; they say nothing of texts that nobody here has seen. The set
held out teaches nothing: neither a pattern nor a weight was made with it in view. Both were coded by machine coders, so
that no score here is human reliability.
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
REQUIRED = {"micro": 0.55, "macro": 0.55, "kappa": 0.50, "relations": 0.65, "polarity": 0.68, "uncoded": 0.30}
"""What the coder must reach on passages that it was not made with; the majority polarity is right in .57."""
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


def test_what_is_required_holds_on_the_set_held_out():
    rows = read_reference(CODED / "held.jsonl")
    scores = score([want for _, _, want in rows], _prose(desk(), rows))
    assert scores.micro >= REQUIRED["micro"]
    assert scores.macro >= REQUIRED["macro"]
    assert scores.kappa >= REQUIRED["kappa"]
    assert pooled(scores.relations).f1 >= REQUIRED["relations"]
    assert scores.polarity >= REQUIRED["polarity"]
    assert scores.uncoded <= REQUIRED["uncoded"]


def test_nothing_held_out_teaches_the_cues():
    from tools.cues import SETS

    taught = {text for file in SETS for _, text, _ in read_reference(file)}
    held = {text for _, text, _ in read_reference(CODED / "held.jsonl")}
    assert not taught & held
    assert CODED / "held.jsonl" not in SETS
