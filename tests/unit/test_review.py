"""The queue, what the events of a review amount to, the codings that follow, and reliability from judgments."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from tightrope.core.coding import Coding
from tightrope.core.document import Document, digest
from tightrope.core.errors import EvidenceError
from tightrope.evidence.review.decisions import decided, differing, fold, judged, replaced
from tightrope.evidence.review.log import Event
from tightrope.evidence.review.queue import queue
from tightrope.evidence.review.reliability import POOLED, Judgments, judgments, misses, of_codings, reliability, tables

_spec = importlib.util.spec_from_file_location("reviewing", Path(__file__).with_name("reviewing.py"))
toy = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(toy)


def rng():
    return np.random.default_rng(1)


def test_the_queue_asks_first_where_coders_differ_then_where_a_machine_is_unsure():
    items = queue(toy.SENTENCES, toy.proposals(), toy.MACHINES, rng=rng(), share=0)
    assert [toy.IDS.index(i.passage.id) for i in items] == [1, 3, 0, 2, 4, 5]
    assert [i.why for i in items] == ["contested"] * 3 + ["rest"] * 3
    assert (items[0].disagreement, items[2].disagreement) == (1.0, 0.0)
    assert items[0].uncertainty > items[1].uncertainty


def test_one_machine_cannot_disagree_with_itself():
    own = [c for c in toy.proposals() if c.coder == "rules:1"]
    items = queue(toy.SENTENCES, own, ["rules:1"], rng=rng(), share=0)
    assert {i.disagreement for i in items} == {0.0}
    assert [toy.IDS.index(i.passage.id) for i in items[:3]] == [0, 1, 3]


def test_the_random_share_is_drawn_by_the_seed_and_spread_over_the_queue():
    one = queue(toy.SENTENCES, toy.proposals(), toy.MACHINES, rng=rng(), share=0.5)
    assert one == queue(toy.SENTENCES, toy.proposals(), toy.MACHINES, rng=rng(), share=0.5)
    assert sum(i.why == "random" for i in one) == 3
    assert one[0].why == "random"
    assert sorted(i.passage.start for i in one) == [p.start for p in toy.SENTENCES]
    every = queue(toy.SENTENCES, toy.proposals(), toy.MACHINES, rng=rng(), share=1)
    assert {i.why for i in every} == {"random"}
    with pytest.raises(ValueError, match="share"):
        queue(toy.SENTENCES, (), (), rng=rng(), share=1.5)


def test_a_start_survives_its_log():
    found = fold(toy.events())
    assert found.start.proposals == tuple(
        Coding(**{**{f: getattr(c, f) for f in c.__slots__}, "passage": p, "layer": "report"})
        for c in toy.proposals()
        for p in [found.passages[c.passage.id]]
    )
    assert set(found.passages) == set(toy.IDS)
    assert all(not p.quote for p in found.passages.values())


def test_a_judgment_is_blind_until_others_codes_were_shown():
    done = [
        ("decide", "A", (0, ["arms"])),
        ("reveal", "A", 0),
        ("decide", "A", (0, [])),
        ("decide", "B", (0, ["debt"])),
    ]
    found = fold(toy.events(*done))
    assert [(j.coder, j.blind) for j in found.judgments] == [("A", True), ("A", False), ("B", True)]
    assert found.independent("A")[toy.IDS[0]].codes == {"arms"}
    assert found.latest("A")[toy.IDS[0]].codes == frozenset()
    assert not any(j.blind for j in fold(toy.events(*done, blind=False)).judgments)


def test_undoing_a_judgment_does_not_undo_having_seen():
    done = [("decide", "A", (0, ["arms"])), ("reveal", "A", 0), ("undo", "A", 2), ("decide", "A", (0, ["debt"]))]
    found = fold(toy.events(*done))
    assert [j.blind for j in found.judgments] == [False]
    assert found.independent("A") == {}


def test_an_undo_can_be_undone():
    done = [("decide", "A", (0, ["arms"])), ("undo", "A", 2), ("undo", "A", 3)]
    assert fold(toy.events(*done[:2])).judgments == ()
    back = fold(toy.events(*done))
    assert [j.n for j in back.judgments] == [2]
    assert back.undone == {3}


def test_what_people_differ_in_waits_to_be_settled_and_the_judgments_stay():
    done = [("decide", "A", (0, ["arms", "debt"])), ("decide", "B", (0, ["debt"])), ("decide", "A", (2, ["talks"]))]
    found = fold(toy.events(*done))
    assert differing(found) == (toy.IDS[0],)
    assert [(c.code, c.coder, c.kind, c.layer) for c in decided(found)] == [
        ("debt", "A+B", "human", "report"),
        ("talks", "A", "human", "report"),
    ]
    after = fold(toy.events(*done, ("settle", "B", (0, ["arms"]))))
    assert [(c.code, c.coder) for c in decided(after)] == [("arms", "B"), ("talks", "A")]
    assert after.independent("A") == found.independent("A")
    assert judgments(after).sets == judgments(found).sets
    assert differing(after) == ()


def test_three_people_decide_by_more_than_half():
    done = [("decide", c, (0, codes)) for c, codes in (("A", ["arms"]), ("B", ["arms", "debt"]), ("C", []))]
    assert [c.code for c in decided(fold(toy.events(*done)))] == ["arms"]


def test_peoples_codes_stand_in_the_place_of_proposals():
    found = fold(toy.events(("decide", "A", (0, [])), ("decide", "A", (1, ["debt", "talks"]))))
    assert judged(found) == {toy.IDS[0], toy.IDS[1]}
    after = replaced(toy.proposals(), found, [toy.DOCUMENT])
    told = {(toy.IDS.index(c.passage.id), c.code, c.kind) for c in after}
    assert told == {(1, "debt", "human"), (1, "talks", "human"), (3, "talks", "proposed"), (3, "arms", "proposed")}
    assert next(c for c in after if c.kind == "human").passage.quote == "Loans grew."


def test_another_text_is_refused():
    found = fold(toy.events(("decide", "A", (0, ["arms"]))))
    other = toy.TEXT.replace("Ships", "Boats")
    with pytest.raises(EvidenceError, match="not the text that was judged"):
        decided(found, [Document(id="a.txt", sha256=digest(other), text=other)])


@pytest.mark.parametrize("events", [[], [Event(n=1, kind="memo")], [Event(n=1, kind="start", body={"codes": []})]])
def test_a_log_without_its_start_is_refused(events):
    with pytest.raises(EvidenceError):
        fold(events)


def people(*rows, drawn=True):
    """Judgments of several people on passages, codes a and b."""
    return Judgments(
        coders=tuple("ABCD"[: len(rows)]),
        kinds=("human",) * len(rows),
        passages=tuple(str(i) for i in range(len(rows[0]))),
        codes=("a", "b"),
        sets=tuple(tuple(None if s is None else frozenset(s) for s in row) for row in rows),
        drawn=drawn,
    )


def test_reliability_of_people_is_alpha_on_passages_that_two_read():
    found = people(["a", "", "a", "", "b", None], ["a", "", "a", "a", "", "a"])
    told = reliability(found, rng=rng(), resamples=200)
    assert told.passages == 5
    assert told.coders == ("A", "B")
    assert told.alpha[0] == pytest.approx(1 - 9 * 2 / (2 * 5 * 5))
    assert told.low[0] <= told.alpha[0] <= told.high[0]
    assert "2 people" in told.note
    assert "drawn at random" in told.note


def test_a_code_that_nobody_gave_is_undefined_and_said():
    told = reliability(people(["a", "", ""], ["a", "", "a"]), rng=rng(), resamples=50)
    assert told.alpha[1] is None
    assert told.low[1] is None
    assert "Undefined for 1 of 2 codes" in told.note


def test_nothing_shared_is_no_reliability():
    told = reliability(people(["a", None], [None, "a"]), rng=rng())
    assert told.alpha == (None, None)
    assert told.passages == 0
    assert "nothing to compare" in told.note


def test_a_person_and_a_machine_are_no_two_people():
    found = fold(toy.events(*(("decide", "A", (i, ["arms"] if i < 2 else [])) for i in range(6))))
    told = reliability(judgments(found), rng=rng(), resamples=50)
    assert told.coders == ("A", *toy.MACHINES)
    assert "not reliability between people" in told.note
    machines = reliability(judgments(fold(toy.events())), rng=rng(), resamples=50)
    assert "no person" in machines.note
    assert machines.passages == 6


def test_judgments_of_codings_know_who_read_what():
    spoken = [*toy.proposals(), Coding(passage=toy.SENTENCES[0], code="debt", coder="A", kind="human")]
    found = of_codings(spoken, toy.IDS, toy.CODES, read={"A": toy.IDS[:2], "B": toy.IDS[:1]}, people=["B"])
    assert dict(zip(found.coders, found.kinds, strict=True)) == {
        "A": "human", "B": "human", "rules:1": "machine", "other:1": "machine"
    }  # fmt: skip
    assert found.sets[0] == (frozenset({"debt"}), frozenset(), None, None, None, None)
    assert found.sets[found.coders.index("rules:1")][3] == {"talks"}
    alone = of_codings(toy.proposals(), toy.IDS, toy.CODES)
    assert reliability(alone, rng=rng(), resamples=50).passages == 6


def test_tables_tell_people_from_machines_and_pool_sets():
    done = [("decide", c, (i, ["arms"] if i in (0, 3) else [])) for c in "AB" for i in range(6)]
    rows = tables(judgments(fold(toy.events(*done))), rng=rng(), resamples=50)
    kinds = list(dict.fromkeys((r.between, r.coders) for r in rows))
    assert [k[0] for k in kinds] == ["human-human", *["human-machine"] * 4, "machine-machine"]
    first = [r for r in rows if r.coders == ("A", "B")]
    assert [r.code for r in first] == [POOLED, "arms"]
    assert first[0].found.alpha.value == pytest.approx(1)
    assert first[1].given == (2, 2)
    again = tables(judgments(fold(toy.events(*done))), rng=rng(), resamples=50)
    assert rows == again


def test_three_people_have_a_row_of_their_own():
    done = [("decide", c, (i, ["arms"] if i == 0 else [])) for c in "ABC" for i in range(4)]
    rows = tables(judgments(fold(toy.events(*done))), rng=rng(), resamples=20)
    assert rows[0].coders == ("A", "B", "C")


def test_seen_judgments_count_in_no_table():
    done = [("reveal", "A", i) for i in range(6)] + [("decide", "A", (i, [])) for i in range(6)]
    found = judgments(fold(toy.events(*done)))
    assert found.sets[0] == (None,) * 6


def test_misses_are_counted_on_the_random_share_only():
    done = [("decide", "A", (i, {0: ["arms"], 2: ["talks"], 3: ["talks"]}.get(i, []))) for i in range(6)]
    found = fold(toy.events(*done, share=1.0))
    rules, other = misses(found)
    assert (rules.passages, rules.given, rules.found, rules.wrong) == (6, 3, 2, 1)
    assert (other.found, other.wrong) == (1, 1)
    assert 0 < rules.low < 2 / 3 < rules.high < 1
    none = misses(fold(toy.events(*done, share=0.0)))[0]
    assert (none.passages, none.low) == (0, None)
