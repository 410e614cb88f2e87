"""Laws of a review: the queue loses nothing, an undo takes back exactly one event, the log reads as it was written."""

import importlib.util
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tightrope.core.coding import Coding
from tightrope.core.errors import StoreError
from tightrope.evidence.review.decisions import decided, fold, replaced
from tightrope.evidence.review.log import Log, read_log
from tightrope.evidence.review.queue import queue
from tightrope.evidence.review.reliability import judgments, reliability, tables

_spec = importlib.util.spec_from_file_location("reviewing", Path(__file__).parents[1] / "unit" / "reviewing.py")
toy = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(toy)

codes = st.lists(st.sampled_from(toy.CODES), unique=True)
judged = st.tuples(st.just("decide"), st.sampled_from("ABC"), st.tuples(st.integers(0, 5), codes))
seen = st.tuples(st.just("reveal"), st.sampled_from("ABC"), st.integers(0, 5))
settled = st.tuples(st.just("settle"), st.sampled_from("ABC"), st.tuples(st.integers(0, 5), codes))
histories = st.lists(st.one_of(judged, judged, seen, settled), max_size=14)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(toy.CODES), st.sampled_from(toy.MACHINES), st.floats(1, 5))),
    st.floats(0, 1),
    st.integers(0, 9),
)
def test_the_queue_holds_every_passage_once_and_its_share_everywhere(given_codes, share, seed):
    codings = [
        Coding(passage=toy.SENTENCES[at], code=code, coder=coder, kind="proposed", score=score)
        for at, code, coder, score in given_codes
    ]
    items = queue(toy.SENTENCES, codings, toy.MACHINES, rng=np.random.default_rng(seed), share=share)
    assert sorted(i.passage.id for i in items) == sorted(toy.IDS)
    drawn = sum(i.why == "random" for i in items)
    assert drawn == int(np.ceil(share * 6))
    asked = [i for i in items if i.why != "rest"]
    for stop in range(1, len(asked) + 1):
        here = sum(i.why == "random" for i in asked[:stop])
        assert abs(here - stop * drawn / len(asked)) <= 1
    contested = [i for i in items if i.why == "contested"]
    assert [-i.disagreement for i in contested] == sorted(-i.disagreement for i in contested)
    assert all(0 <= i.disagreement <= 1 and 0 <= i.uncertainty <= 1 for i in items)


@settings(max_examples=60, deadline=None)
@given(histories, judged)
def test_an_undo_takes_back_exactly_one_judgment(history, last):
    before = fold(toy.events(*history))
    done = [*history, last, ("undo", last[1], len(history) + 2)]
    after = fold(toy.events(*done))
    assert after.judgments == before.judgments
    assert decided(after) == decided(before)
    back = fold(toy.events(*done, ("undo", last[1], len(done) + 1)))
    assert back.judgments == fold(toy.events(*history, last)).judgments


@settings(max_examples=60, deadline=None)
@given(histories)
def test_settling_and_seeing_change_no_judgment_before(history):
    whole = fold(toy.events(*history))
    for number, (kind, coder, body) in enumerate(history, start=2):
        if kind == "decide":
            earlier = any(k == "reveal" and c == coder and b == body[0] for k, c, b in history[: number - 2])
            told = next(j for j in whole.judgments if j.n == number)
            assert told.codes == frozenset(body[1])
            assert told.blind == (not earlier)
    blind = [event for event in history if event[0] == "decide"]
    if not any(kind == "reveal" for kind, _, _ in history):
        assert judgments(whole).sets == judgments(fold(toy.events(*blind))).sets


@settings(max_examples=40, deadline=None)
@given(histories)
def test_codes_of_people_replace_those_of_machines_where_they_judged_and_nowhere_else(history):
    found = fold(toy.events(*history))
    touched = {j.passage for j in found.judgments}
    after = replaced(toy.proposals(), found)
    assert all(c.kind == "human" for c in after if c.passage.id in touched)
    assert [c for c in after if c.kind == "proposed"] == [c for c in toy.proposals() if c.passage.id not in touched]


@settings(max_examples=25, deadline=None)
@given(histories, st.permutations("ABC"))
def test_names_of_people_change_no_coefficient(history, names):
    renamed = [(kind, dict(zip("ABC", names, strict=True))[coder], body) for kind, coder, body in history]
    one, two = (judgments(fold(toy.events(*h))) for h in (history, renamed))
    first, second = (reliability(j, rng=np.random.default_rng(1), resamples=20) for j in (one, two))
    for a, b in zip(first.alpha, second.alpha, strict=True):
        assert (a is None) == (b is None)
        assert a is None or a == pytest.approx(b)
    for row in tables(one, rng=np.random.default_rng(1), resamples=10):
        value = row.found.alpha.value
        assert value is None or value <= 1 + 1e-12
        assert (value is None) <= bool(row.found.cautions)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=6), st.data())
def test_a_log_reads_as_it_was_written_and_no_byte_may_change(texts, data):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "r.jsonl"
        with Log(file, new=True) as log:
            log.append("start", body={"codes": []})
            for text in texts:
                log.append("memo", coder="A", at="t", body={"passage": "", "text": text})
            written = log.events
        assert read_log(file) == (written, ())
        raw = file.read_bytes()
        at = data.draw(st.integers(0, len(raw) - 2))
        changed = raw[:at] + bytes([raw[at] ^ data.draw(st.integers(1, 255))]) + raw[at + 1 :]
        file.write_bytes(changed)
        try:
            events, notes = read_log(file)
        except StoreError:
            return
        assert notes or [replace(e, at="") for e in events] == [replace(e, at="") for e in written]
