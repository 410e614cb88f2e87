"""Stable facts of the five texts: every verdict has its row, the misdated accord is found, counts add up."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from tightrope.core.actor import Triad
from tightrope.core.calendar import Period
from tightrope.data.states import state
from tightrope.evidence.ingest import read_documents
from tightrope.explain.chronology import load_events
from tightrope.study.claims.check import VERDICTS, check, tally
from tightrope.study.holdings.reference import load

STUDY = Path(__file__).resolve().parents[2] / "studies" / "pakistan"


@pytest.fixture(scope="module")
def checked(shared_documents):
    cards = {c["file"]: c for c in tomllib.loads((STUDY / "documents.toml").read_text(encoding="utf-8"))["document"]}
    read = [d for d in read_documents(shared_documents) if d.id in cards]
    docs = [replace(d, date=cards[d.id]["date"], work=cards[d.id]["work"], kind=cards[d.id]["kind"]) for d in read]
    triad = Triad(focal=state("PAK"), powers=(state("USA"), state("CHN")))
    inputs = load(triad, Period(start=1947, stop=2025), verify=False)
    return check(docs, inputs, load_events(STUDY / "chronology.toml"))


@pytest.mark.shared
def test_counts_add_up(checked):
    count = tally(checked)
    assert count["made"] > 150
    assert count["folded"] > 30
    assert count["counted"] == sum(count[v] for v in VERDICTS)


@pytest.mark.shared
def test_every_verdict_has_a_row_and_every_other_a_reason(checked):
    for c in checked:
        assert c.why
        assert c.evidence or c.verdict == "untestable"
        assert c.statement().passages
        assert all(".txt" not in item.text for item in c.evidence)


@pytest.mark.shared
def test_the_accord_of_doha_is_dated_by_the_chronology(checked):
    dated = {c.folded.claim.times[0].label(): c for c in checked if "taliban us agreement" in c.folded.claim.event}
    assert dated["2020"].verdict == "supported"
    assert dated["2021"].verdict == "contradicted"
    assert {item.ref for item in dated["2021"].evidence} == {"event:doha-2020"}
