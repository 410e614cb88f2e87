"""How firm a verdict is, what would settle it, and two statements that cannot both hold as one."""

import pytest

from tightrope.core.statement import Evidence, Statement
from tightrope.explain.decide import Outcome
from tightrope.explain.ledger import combine
from tightrope.explain.register import Pair, Trial
from tightrope.explain.settle import between, completion, firm, settle, two_sided


def tried(*verdicts, side="for", kind="level"):
    item = Evidence(kind="row", ref="x:PAK:2000", text="x", value=0.6, low=0.4, high=0.8)
    trial = Trial(kind=kind, of="state:x", window=(2001, 2010), expect="above", value=0.5, side=side)
    return tuple((trial, Outcome(verdict=v, why=v, evidence=(item,))) for v in verdicts)


def statement(name, verdict, for_=(), against=(), verdicts=()):
    item = Evidence(kind="row", ref="x:PAK:2000", text="x")
    made = {"for_": (item,) * len(for_), "against": (item,) * len(against)}
    return Statement(
        id=name, kind="claim", text=name, who=("a",), test="t", verdict=verdict, why="w", verdicts=verdicts, **made
    )


def test_a_verdict_that_one_test_carries_is_not_firm():
    assert firm(tried("supported", "supported", "supported"), combine) == ("supported", "supported")
    assert firm(tried("supported", "supported", "contradicted"), combine) == ("mixed", "supported")
    assert firm(tried("supported", "supported", "cannot tell"), combine) == ("cannot tell", "supported")


def test_one_test_alone_has_no_range_beyond_itself():
    assert firm(tried("contradicted"), combine) == ("contradicted", "contradicted")


def test_what_settles_is_an_undecided_test_that_would_turn_the_verdict():
    lines = settle(tried("supported", "cannot tell"), combine)
    assert len(lines) == 1
    assert "held, the verdict would be supported" in lines[0]
    assert "failed, mixed" in lines[0]
    assert not settle(tried("supported", "supported"), combine)


def test_further_years_follow_the_square_root_rule():
    # half-width .2, distance .1: the interval must halve, so four times the ten years, thirty more
    assert "about 30 more years" in settle(tried("cannot tell"), combine)[0]


def test_a_test_that_cannot_turn_the_verdict_settles_nothing():
    assert settle(tried("supported", "contradicted", "cannot tell"), combine) == ()


def test_where_no_one_test_is_enough_all_are_named():
    lines = settle(tried("cannot tell", "cannot tell", "cannot tell", "cannot tell", "cannot tell"), combine)
    assert lines[0].startswith("no one test alone")


def test_what_is_not_measured_names_the_source():
    missing = Trial(kind="absent", label="Debt owed", pull="the debt statistics")
    lines = settle((*tried("supported"), (missing, Outcome(verdict="untested", why=""))), combine)
    assert "pull the debt statistics" in lines[0]


@pytest.mark.parametrize(
    ("verdicts", "shown", "state"),
    [
        ({"a": "supported", "b": "contradicted"}, True, "answered"),
        ({"a": "supported", "b": "cannot tell"}, True, "answered in part"),
        ({"a": "cannot tell", "b": "untested"}, True, "cannot tell"),
        ({}, True, "cannot tell"),
        ({}, False, "not asked"),
        ({"a": "untested"}, False, "not asked"),
    ],
)
def test_completion_is_computed(verdicts, shown, state):
    known = {name: statement(name, verdict, for_="x", against="x") for name, verdict in verdicts.items()}
    assert completion(("a", "b"), known, shown) == state


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ("supported", "contradicted", "supported"),
        ("supported", "cannot tell", "supported"),
        ("cannot tell", "supported", "contradicted"),
        ("contradicted", "cannot tell", "contradicted"),
        ("cannot tell", "contradicted", "supported"),
        ("supported", "supported", "mixed"),
        ("contradicted", "contradicted", "mixed"),
        ("mixed", "cannot tell", "mixed"),
        ("cannot tell", "untested", "cannot tell"),
    ],
)
def test_between_two_that_exclude_each_other(first, second, verdict):
    assert between(first, second) == verdict


def test_evidence_against_one_side_is_evidence_for_the_other():
    pair = Pair(first="C.a", second="C.b", why="They exclude each other.")
    first = statement("C.a", "supported", for_="xx", against="x", verdicts=("cannot tell", "supported"))
    both = two_sided(pair, first, statement("C.b", "contradicted", for_="x", against="xxx"))
    assert both.id == "X.a.b"
    assert both.kind == "contradiction"
    assert len(both.for_) == 5
    assert len(both.against) == 2
    assert both.verdict == "supported"
    assert both.verdicts == ("supported", "supported")
    assert all(item.text.startswith(("C.a: ", "C.b: ")) for item in (*both.for_, *both.against))
