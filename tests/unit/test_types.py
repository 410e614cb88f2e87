"""Causal types: graphs, restrictions, questions, learning, bounds, clues."""

from __future__ import annotations

import numpy as np
import pytest

from tightrope.core.errors import InvalidValue, ModelError
from tightrope.explain.types.bounds import bounds
from tightrope.explain.types.cases import Seen, likelihood
from tightrope.explain.types.graph import read_graph
from tightrope.explain.types.model import make
from tightrope.explain.types.nodal import label, monotone, unrestricted
from tightrope.explain.types.query import ask
from tightrope.explain.types.tracing import Weighed, joint, weigh
from tightrope.explain.types.update import answer, update

EFFECT = "Y[X=1] - Y[X=0]"


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def test_a_graph_is_read_in_either_direction() -> None:
    graph = read_graph("Y <- M <- X; X <-> Y")
    assert graph.nodes == ("X", "M", "Y")
    assert graph.parents == {"X": (), "M": ("X",), "Y": ("M",)}
    assert graph.confounded == (("X", "Y"),)
    assert graph.roots == ("X",)


@pytest.mark.parametrize("text", ["X -> Y -> X", "X -> X", "X => Y", "", "X -> ", "1X -> Y"])
def test_what_is_no_graph_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        read_graph(text)


def test_a_circle_is_named() -> None:
    with pytest.raises(InvalidValue, match=r"circle \(A -> B -> C -> A\)"):
        read_graph("A -> B -> C -> A")


def test_monotone_types_have_dedekinds_numbers() -> None:
    assert [len(monotone((1,) * k)) for k in range(5)] == [2, 3, 6, 20, 168]
    assert len(monotone((1, 0))) == len([t for t in unrestricted(2) if t[1] >= t[0] and t[3] >= t[2]])
    assert [label("Y", t) for t in monotone((-1,))] == ["Y.00", "Y.10", "Y.11"]


def test_four_causes_need_a_restriction() -> None:
    with pytest.raises(InvalidValue, match="monotone"):
        make("A -> E <- B; C -> E <- D")
    model = make("A -> E <- B; C -> E <- D", monotone={"E": dict.fromkeys("ABCD", 1)})
    assert model.types == 16 * 168


def test_questions() -> None:
    model = make("X -> M -> Y <- X")
    assert ask(model, "Y[X=1] > Y[X=0]").value.mean() == pytest.approx(_share())
    natural = ask(model, "Y[X=1, M=M[X=0]] - Y[X=0]")
    direct = ask(model, "Y[X=1, M=0] - Y[X=0, M=0] :|: M[X=0] == 0")
    assert np.array_equal(natural.value[direct.given], direct.value[direct.given])
    assert np.array_equal(ask(model, "!(X == 1)").value, ask(model, "1 - X").value)


def _share() -> float:
    """Count by hand: over types of M and Y, how often switching X on switches Y on."""
    found = 0
    for m in range(4):
        for y in range(16):
            answers = []
            for x in (0, 1):
                value = (m >> x) & 1
                answers.append((y >> (value + 2 * x)) & 1)  # causes of Y by name: M, then X
            found += answers[1] > answers[0]
    return found / 64


@pytest.mark.parametrize(
    "text", ["Y[X=2]", "Q", "Y[X=1", "Y - ", "Y[X=1] Y", "Y :|: X == 1 & X == 0", "Y $ X", "(" * 50 + "Y"]
)
def test_what_is_no_question_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        ask(make("X -> Y"), text)


def test_learning_recovers_shares_and_the_prior_stays_without_cases() -> None:
    model = make("X -> Y")
    truth = np.array([0.1, 0.2, 0.6, 0.1])  # Y.00, Y.10, Y.01, Y.11
    seen = [
        Seen(values={"X": 0, "Y": 0}, number=700), Seen(values={"X": 0, "Y": 1}, number=300),
        Seen(values={"X": 1, "Y": 1}, number=700), Seen(values={"X": 1, "Y": 0}, number=300),
    ]  # fmt: skip
    found = answer(update(model, seen, rng=rng()), EFFECT, rng=rng())
    assert found.low < truth[2] - truth[1] < found.high
    assert found.high - found.low < 0.1
    assert found.prior_low < -0.4 < 0.4 < found.prior_high
    assert answer(update(model, rng=rng()), EFFECT, rng=rng()).mean == pytest.approx(0.0, abs=0.02)


def test_a_case_of_which_less_was_seen_counts_less() -> None:
    model = make("X -> Y")
    whole = update(model, [Seen(values={"X": 1, "Y": 1}, number=200)], rng=rng())
    part = update(model, [Seen(values={"Y": 1}, number=200)], rng=rng())
    ask_x = "X"
    assert answer(whole, ask_x, rng=rng()).mean > 0.95
    assert answer(part, ask_x, rng=rng()).sd > 3 * answer(whole, ask_x, rng=rng()).sd


def test_a_clue_moves_a_case_by_its_likelihood_ratio() -> None:
    model = make("X -> Y")
    prior = update(model, rng=rng(), chains=4, sweeps=4000)
    none = answer(prior, "X", rng=rng()).case
    clue = answer(prior, "X", rng=rng(), clues=[Seen(clues={"X": (0.2, 0.8)})]).case
    assert none == pytest.approx(0.5, abs=0.02)
    assert clue == pytest.approx(0.8, abs=0.02)
    useless = answer(prior, "X", rng=rng(), clues=[Seen(clues={"X": (0.6, 0.6)})]).case
    assert useless == pytest.approx(none, abs=1e-12)


def test_what_no_type_allows_is_refused() -> None:
    model = make("X -> Y", monotone={"Y": {"X": 1}}, prior=None)
    with pytest.raises(InvalidValue):
        likelihood(model, [Seen(values={"Q": 1})])
    with pytest.raises(InvalidValue):
        likelihood(model, [Seen(clues={"X": (0.2, 1.8)})])


def test_bounds_hold_the_truth_and_close_with_a_perfect_experiment() -> None:
    model = make("X -> Y")
    seen = [
        Seen(values={"X": 0, "Y": 0}, number=60), Seen(values={"X": 0, "Y": 1}, number=40),
        Seen(values={"X": 1, "Y": 1}, number=70), Seen(values={"X": 1, "Y": 0}, number=30),
    ]  # fmt: skip
    found = bounds(model, seen, EFFECT)
    assert (found.low, found.high) == pytest.approx((0.3, 0.3))
    caused = bounds(model, seen, f"{EFFECT} :|: X == 1 & Y == 1")
    assert (caused.low, caused.high) == pytest.approx((0.3 / 0.7, 0.6 / 0.7))


def test_bounds_say_when_data_contradict_the_model() -> None:
    model = make("X -> Y", monotone={"Y": {"X": 1}})
    seen = [
        Seen(values={"X": 0, "Y": 1}, number=90), Seen(values={"X": 0, "Y": 0}, number=10),
        Seen(values={"X": 1, "Y": 0}, number=90), Seen(values={"X": 1, "Y": 1}, number=10),
    ]  # fmt: skip
    with pytest.raises(ModelError):
        bounds(model, seen, EFFECT)


def test_the_posterior_lies_within_the_bounds_when_cases_are_many() -> None:
    model = make("X -> Y; X <-> Y")
    seen = [Seen(values={"X": x, "Y": y}, number=n) for x, y, n in ((0, 0, 400), (0, 1, 100), (1, 0, 150), (1, 1, 350))]
    found, edge = answer(update(model, seen, rng=rng()), EFFECT, rng=rng()), bounds(model, seen, EFFECT)
    assert edge.low - 0.05 < found.low < found.high < edge.high + 0.05
    assert edge.high - edge.low == pytest.approx(1.0)


def test_dependent_clues_carry_less() -> None:
    one = Weighed(name="a", seen=True, under=(0.8, 0.8), otherwise=(0.2, 0.2))
    two = Weighed(name="b", seen=True, under=(0.8, 0.8), otherwise=(0.2, 0.2))
    apart, tied = weigh([one, two]), weigh([one, two], dependence=[("b", "a", 0.9)])
    assert apart.probability == pytest.approx(16 / 17)
    assert weigh([one]).probability < tied.probability < apart.probability
    assert joint(0.8, 0.8, 1.0) == pytest.approx(0.8)


def test_ranges_and_flips() -> None:
    clue = Weighed(name="a", seen=True, under=(0.6, 0.9), otherwise=(0.1, 0.4))
    found = weigh([clue])
    assert (found.low, found.high) == pytest.approx((0.6, 0.9))
    assert found.flips == ("a",)
    assert weigh([Weighed(name="a", seen=True, under=(0.5, 0.5), otherwise=(0.5, 0.5))], prior=0.9).flips == ()


@pytest.mark.parametrize("make_it", [
    lambda: Weighed(name="a", seen=True, under=(0.9, 0.1), otherwise=(0, 0)),
    lambda: weigh([], prior=1.0),
    lambda: weigh([Weighed(name="a", seen=True, under=(0, 0), otherwise=(0, 0))]),
    lambda: joint(0.1, 0.9, 1.0),
])  # fmt: skip
def test_impossible_clues_are_refused(make_it) -> None:
    with pytest.raises(InvalidValue):
        make_it()


def test_a_chain_of_clues_that_repeat_each_other_in_full_says_what_one_says() -> None:
    clues = [Weighed(name=n, seen=True, under=(0.8, 0.8), otherwise=(0.2, 0.2)) for n in "abc"]
    found = weigh(clues, dependence=[("b", "a", 1.0), ("c", "b", 1.0)])
    assert found.probability == pytest.approx(0.8)
    assert found.decibels == pytest.approx(6.0206, abs=1e-4)


def test_the_range_of_independent_clues_is_their_worst_and_best_ends() -> None:
    clues = [Weighed(name=n, seen=n != "c", under=(0.6, 0.9), otherwise=(0.1, 0.4)) for n in "abc"]
    found = weigh(clues)
    low = (0.6 / 0.4) ** 2 * (0.1 / 0.9)
    high = (0.9 / 0.1) ** 2 * (0.4 / 0.6)
    assert (found.low, found.high) == pytest.approx((low / (1 + low), high / (1 + high)))


def test_each_clue_has_its_own_range_and_a_value_without_it() -> None:
    clues = [
        Weighed(name="a", seen=True, under=(0.6, 0.9), otherwise=(0.2, 0.2)),
        Weighed(name="b", seen=True, under=(0.5, 0.5), otherwise=(0.5, 0.5)),
    ]
    found = weigh(clues)
    assert {n: (lo, hi) for n, lo, hi in found.swing}["a"] == pytest.approx((0.75, 0.9 / 1.1))
    assert dict(found.without) == pytest.approx({"a": 0.5, "b": found.probability})
    assert {n: hi - lo for n, lo, hi in found.swing}["b"] == pytest.approx(0.0)


def test_a_dependence_that_cannot_be_is_taken_nearer_to_zero() -> None:
    clues = [
        Weighed(name="a", seen=True, under=(0.1, 0.1), otherwise=(0.1, 0.1)),
        Weighed(name="b", seen=True, under=(0.9, 0.9), otherwise=(0.3, 0.3)),
    ]
    found = weigh(clues, dependence=[("b", "a", 1.0)])
    # under the hypothesis all of a's cases show b; otherwise too, so b adds nothing beside a
    assert found.probability == pytest.approx(0.5)


@pytest.mark.parametrize("dependence", [
    [("b", "a", 0.5), ("a", "b", 0.5)], [("b", "a", 0.5), ("b", "c", 0.5)], [("b", "a", 1.5)], [("b", "x", 0.5)],
])  # fmt: skip
def test_dependence_that_makes_no_sense_is_refused(dependence) -> None:
    clues = [Weighed(name=n, seen=True, under=(0.8, 0.8), otherwise=(0.2, 0.2)) for n in "abc"]
    with pytest.raises(InvalidValue):
        weigh(clues, dependence=dependence)
