"""Agreement coefficients: what they do where nothing can be said, and their intervals."""

import numpy as np
import pytest

from tightrope.stats.agreement import (
    ac1,
    agreement,
    agreement_of_sets,
    alpha,
    alpha_of_sets,
    brennan_prediger,
    coefficients,
    cohen,
    coincidences,
    conger,
    fleiss,
    fleiss_counts,
    percent,
    table_kappa,
)
from tightrope.stats.coincidence import resampled

NAN = np.nan


@pytest.mark.parametrize("coefficient", [alpha, percent, fleiss, conger, ac1, brennan_prediger])
def test_identical_coders_agree_wholly(coefficient):
    values = np.array([[1, 2, 3, 1, 2], [1, 2, 3, 1, 2], [1, 2, 3, 1, 2.0]])
    assert coefficient(values) == pytest.approx(1)


@pytest.mark.parametrize("coefficient", [alpha, fleiss, conger, ac1, brennan_prediger])
def test_one_category_is_undefined_not_perfect(coefficient):
    assert coefficient(np.ones((2, 5))) is None


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_nothing_to_compare_is_undefined(level):
    assert alpha(np.array([[1, NAN, 2], [NAN, 1, NAN]]), level) is None
    assert percent(np.array([[1, NAN], [NAN, 1.0]])) is None
    assert cohen(np.array([1, NAN]), np.array([NAN, 1.0])) is None


def test_a_rare_code_bends_kappa_but_not_ac1():
    values = np.array([[0.0] * 98 + [1, 0], [0.0] * 98 + [0, 1]])
    assert percent(values) == pytest.approx(0.98)
    assert cohen(*values) == pytest.approx(-0.0101, abs=5e-5)
    assert ac1(values) > 0.97
    found = agreement(values, alpha, rng=np.random.default_rng(1), resamples=200)
    assert found.prevalence == pytest.approx(0.99)
    assert 0 < found.undefined < 0.5


def test_weights_forgive_near_misses():
    first, second = np.array([1, 2, 3, 4, 1, 2, 3, 4.0]), np.array([1, 2, 3, 3, 2, 2, 3, 4.0])
    plain, linear, quadratic = (cohen(first, second, w) for w in ("none", "linear", "quadratic"))
    assert plain < linear < quadratic < 1
    own = 1 - np.eye(4)
    assert cohen(first, second, own) == pytest.approx(plain)


def test_weighted_kappa_by_hand():
    table = np.array([[2, 1, 0], [0, 2, 1], [0, 0, 2.0]])
    shares = table / 8
    gap = np.abs(np.subtract.outer(np.arange(3), np.arange(3)))
    expected = (gap * np.outer(shares.sum(1), shares.sum(0))).sum()
    assert table_kappa(table, "linear") == pytest.approx(1 - (gap * shares).sum() / expected)


def test_counts_and_values_give_one_fleiss():
    values = np.array([[1, 1, 2, 3], [1, 2, 2, 3], [1, 2, 2, 1.0]])
    counts = np.array([[(values[:, u] == c).sum() for c in (1, 2, 3)] for u in range(4)], dtype=float)
    assert fleiss(values) == pytest.approx(fleiss_counts(counts))


def test_coincidences_count_pairable_values():
    values = np.array([[1, 2, NAN, 3], [1, 2, 2, NAN], [2, NAN, 2, NAN]])
    categories, matrix = coincidences(values)
    assert list(categories) == [1, 2]
    assert matrix.sum() == pytest.approx(7)
    assert np.allclose(matrix, matrix.T)


def test_interval_holds_the_value_and_repeats():
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 3, 80)
    values = np.array([np.where(rng.random(80) < 0.8, truth, rng.integers(0, 3, 80)) for _ in range(3)], dtype=float)
    one = agreement(values, rng=np.random.default_rng(5), resamples=300)
    two = agreement(values, rng=np.random.default_rng(5), resamples=300)
    assert one == two
    assert one.low < one.value < one.high
    wide = agreement(values, rng=np.random.default_rng(5), resamples=300, prob=0.99)
    assert wide.low <= one.low
    assert wide.high >= one.high


def test_no_units_no_value():
    found = agreement(np.array([[1, NAN], [NAN, 2.0]]), rng=np.random.default_rng(0), resamples=10)
    assert found.value is None
    assert found.low is None
    assert found.units == 0


def test_sets_of_labels_share_the_credit():
    near = [[frozenset("ab"), frozenset("c"), frozenset()], [frozenset("a"), frozenset("c"), frozenset()]]
    far = [[frozenset("ab"), frozenset("c"), frozenset()], [frozenset("d"), frozenset("c"), frozenset()]]
    assert 0 < alpha_of_sets(far) < alpha_of_sets(near) < 1
    assert alpha_of_sets([near[0], near[0]]) == pytest.approx(1)
    assert alpha_of_sets([[frozenset("a"), frozenset("a")], [frozenset("a"), None]]) is None
    assert alpha_of_sets([[frozenset("a"), None], [None, frozenset("a")]]) is None
    assert alpha_of_sets([[], []]) is None


def test_sets_of_one_label_are_nominal():
    rows = ["aabbdccceddaa", "babbbccceddda"]
    values = np.array([[float(ord(c)) for c in row] for row in rows])
    assert alpha_of_sets([[frozenset(c) for c in row] for row in rows]) == pytest.approx(alpha(values))


def test_resamples_at_once_equal_resamples_one_by_one():
    rng = np.random.default_rng(2)
    values = rng.choice([0.0, 1.0, 2.0, NAN], (3, 20))
    draws = rng.integers(0, 20, (40, 20))
    slow = [alpha(values[:, drawn]) for drawn in draws]
    for one, two in zip(resampled(values, draws), slow, strict=True):
        assert (one is None) == (two is None)
        assert one is None or one == pytest.approx(two)


def test_the_paradox_is_said_with_ac1_beside_it():
    values = np.array([[0.0] * 98 + [1, 0], [0.0] * 98 + [0, 1]])
    found = coefficients(values, rng=np.random.default_rng(1), resamples=200)
    assert found.kappa == pytest.approx(-0.0101, abs=5e-5)
    assert "paradox of prevalence" in found.cautions[0]
    assert f"AC1 {found.ac1:.2f}" in found.cautions[0]
    assert any("some resamples" in line for line in found.cautions)


@pytest.mark.parametrize(
    ("values", "word"),
    [(np.zeros((2, 50)), "undefined"), (np.array([[1, NAN], [NAN, 1.0]]), "nothing to compare")],
)
def test_undefined_is_said_and_is_no_number(values, word):
    found = coefficients(values, rng=np.random.default_rng(1), resamples=50)
    assert (found.alpha.value, found.alpha.low, found.kappa, found.fleiss, found.ac1) == (None,) * 5
    assert word in found.cautions[0]


def test_few_units_are_said_and_more_coders_get_congers_kappa():
    values = np.array([[0, 1, 0, 1, 1.0], [0, 1, 0, 1, 0], [0, 1, 1, 1, 0]])
    found = coefficients(values, rng=np.random.default_rng(1), resamples=50)
    assert found.kappa == conger(values)
    assert "only 5 units" in found.cautions


def test_an_interval_of_sets():
    rng = np.random.default_rng(4)
    one = [frozenset(rng.choice(list("abcd"), rng.integers(0, 3), replace=False)) for _ in range(60)]
    two = [s if rng.random() < 0.8 else frozenset("a") for s in one]
    found = agreement_of_sets([one, two], rng=np.random.default_rng(1), resamples=200)
    assert found.low < found.value < found.high
    assert agreement_of_sets([one, two], rng=np.random.default_rng(1), resamples=200) == found
    assert agreement_of_sets([one, [None] * 60], rng=rng).value is None
