"""Agreement coefficients: what they do where nothing can be said, and their intervals."""

import numpy as np
import pytest

from tightrope.stats.agreement import (
    ac1,
    agreement,
    alpha,
    brennan_prediger,
    cohen,
    coincidences,
    conger,
    fleiss,
    fleiss_counts,
    percent,
    table_kappa,
)

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
