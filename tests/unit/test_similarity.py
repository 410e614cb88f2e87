"""Similarity statistics: tables worked by hand, errors against their definition, edges."""

import numpy as np
import pytest

from tightrope.core.errors import InvalidValue
from tightrope.stats.similarity import (
    a_score,
    agreement,
    cross_table,
    disagreement,
    identical,
    kappa,
    kappa_error,
    mean_error,
    s_score,
    scott_pi,
    tau_b,
)

MIXED = np.array([[17.0, 0, 42], [21, 0, 1], [9, 0, 1]])


def test_cross_table_counts_pairs_and_keeps_unused_levels():
    table = cross_table([0, 0, 3, 1], [0, 3, 3, 1], (0, 1, 2, 3))
    assert table.shape == (4, 4)
    assert table[0, 0] == table[0, 3] == table[3, 3] == table[1, 1] == 1
    assert table.sum() == 4
    assert table[2].sum() == 0


def test_cross_table_refuses_a_rating_that_is_no_level():
    with pytest.raises(InvalidValue, match="not one of the levels"):
        cross_table([0, 9], [0, 1], (0, 1))


def test_disagreement_spans_the_possible_range():
    assert disagreement(3, 1)[0].tolist() == [0, 0.5, 1]
    assert disagreement(3, 2)[0].tolist() == [0, 0.25, 1]
    assert disagreement(3, 0)[0].tolist() == [0, 1, 1]
    assert disagreement(3, 1, levels=(0, 1, 4))[0].tolist() == [0, 0.25, 1]


def test_opposite_votes_are_at_the_bottom_and_equal_votes_at_the_top():
    opposite, same = np.array([[0, 0, 5], [0, 0, 0], [5, 0, 0]]), np.diag([5, 0, 5])
    assert s_score(opposite) == -1
    assert s_score(same) == 1
    assert kappa(same) == tau_b(same) == 1
    assert kappa(opposite) == tau_b(opposite) == -1
    assert agreement(opposite) == identical(opposite) == 0


def test_an_abstention_earns_half():
    assert agreement(np.array([[0, 1, 0], [0, 0, 0], [0, 0, 0]])) == 0.5


def test_independent_votes_have_no_kappa_and_no_a():
    table = np.outer([6, 3, 1], [2, 2, 6])
    for power in (0, 1, 2):
        assert kappa(table, power) == pytest.approx(0, abs=1e-12)
        assert a_score(table, power) == pytest.approx(0, abs=1e-12)


def test_what_the_margins_leave_open_is_not_a_number():
    unanimous = np.array([[7.0, 0, 0], [0, 0, 0], [0, 0, 0]])
    assert np.isnan(kappa(unanimous))
    assert np.isnan(scott_pi(unanimous))
    assert np.isnan(tau_b(unanimous))
    assert s_score(unanimous) == 1
    assert np.isnan(s_score(np.zeros((3, 3))))
    assert np.isnan(kappa_error(np.zeros((3, 3))))


def test_many_tables_at_once_equal_one_at_a_time(rng):
    tables = rng.integers(0, 20, size=(4, 5, 3, 3)).astype(float)
    for measure in (s_score, a_score, kappa, scott_pi, tau_b, agreement, identical, kappa_error):
        together = measure(tables)
        assert together.shape == (4, 5)
        assert together[2, 3] == pytest.approx(measure(tables[2, 3]))


def test_tau_b_equals_scipy():
    from scipy.stats import kendalltau

    rows, cols = np.nonzero(MIXED)
    x = np.repeat(rows, MIXED[rows, cols].astype(int))
    y = np.repeat(cols, MIXED[rows, cols].astype(int))
    assert tau_b(MIXED) == pytest.approx(kendalltau(x, y).statistic, abs=1e-12)


def test_kappa_error_is_the_slope_of_kappa_times_the_spread_of_the_cells():
    """The delta method by finite differences, without the pseudo-vote."""
    table = np.array([[40.0, 5, 6], [8, 12, 4], [3, 6, 16]])
    n, p, step = table.sum(), (table / table.sum()).ravel(), 1e-6
    slopes = np.empty(9)
    for k in range(9):
        up, down = p.copy(), p.copy()
        up[k] += step
        down[k] -= step
        slopes[k] = (_kappa_of(up) - _kappa_of(down)) / (2 * step)
    variance = (np.sum(p * slopes**2) - np.sum(p * slopes) ** 2) / n
    assert kappa_error(table, pseudo=0) == pytest.approx(np.sqrt(variance), rel=1e-5)


def test_kappa_error_is_what_resampling_shows(rng):
    table = np.array([[30.0, 10, 5], [8, 20, 7], [4, 6, 30]])
    drawn = rng.multinomial(int(table.sum()), (table / table.sum()).ravel(), size=4000).reshape(-1, 3, 3)
    assert kappa_error(table) == pytest.approx(np.std(kappa(drawn)), rel=0.06)


def test_identical_votes_are_not_exact():
    short, long = kappa_error(np.diag([4.0, 0, 3])), kappa_error(np.diag([40.0, 0, 30]))
    assert short > 3 * long > 0


def test_mean_error_shrinks_with_votes():
    credit = 1 - disagreement(3, 1)
    assert mean_error(4 * MIXED, credit) == pytest.approx(mean_error(MIXED, credit) / 2, rel=0.02)


def _kappa_of(shares):
    # Kappa as a free function of nine cells: margins and sum follow the cells.
    o = shares.reshape(3, 3)
    v = 1 - disagreement(3, 2)
    chance = np.sum(v * np.outer(o.sum(1), o.sum(0)))
    return (np.sum(v * o) - chance) / (1 - chance)
