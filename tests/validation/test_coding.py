"""The rule coder on invented, coded sentences. The set was in view while rules were written: it is not held out.

The floors keep the coder from getting worse; they say nothing of texts that nobody here has seen, and nothing of
human reliability.
"""

from pathlib import Path

import pytest

from tightrope.study.coding.files import desk
from tightrope.study.coding.score import labels, pooled, read_reference, score

SENTENCES = Path(__file__).parent / "coded" / "dev.jsonl"
FLOORS = {"micro": 0.72, "macro": 0.72, "kappa": 0.70, "relations": 0.66, "polarity": 0.80}
MOST_UNCODED = 0.25


@pytest.fixture(scope="module")
def scores():
    at = desk()
    reference = read_reference(SENTENCES)
    found = [labels(at, context, text) for context, text, _ in reference]
    return score([want for _, _, want in reference], found)


def test_codes_agree(scores):
    assert len(scores.codes) == 29
    assert scores.micro >= FLOORS["micro"]
    assert scores.macro >= FLOORS["macro"]
    assert scores.kappa >= FLOORS["kappa"]


def test_every_code_is_found_more_often_than_not(scores):
    assert [name for name, count in scores.codes.items() if count.f1 < 0.5] == []


def test_sentences_without_a_code_stay_without(scores):
    assert scores.uncoded <= MOST_UNCODED


def test_relations_and_signs_agree(scores):
    assert pooled(scores.relations).f1 >= FLOORS["relations"]
    assert scores.polarity >= FLOORS["polarity"]
