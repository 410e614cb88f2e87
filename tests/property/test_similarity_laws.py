"""Laws of the similarity statistics over random tables."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tightrope.stats.similarity import (
    a_score,
    agreement,
    identical,
    kappa,
    kappa_error,
    s_score,
    scott_pi,
    tau_b,
)

TABLES = (
    st.lists(st.integers(0, 40), min_size=9, max_size=9).filter(sum).map(lambda c: np.array(c, float).reshape(3, 3))
)
MEASURES = (s_score, a_score, kappa, scott_pi, tau_b, agreement, identical)


def alike(a, b):
    return np.allclose(a, b, atol=1e-9, equal_nan=True)


@given(TABLES)
def test_swapping_the_states_changes_nothing(table):
    assert all(alike(m(table), m(table.T)) for m in (*MEASURES, kappa_error))


@given(TABLES)
def test_turning_the_scale_round_changes_nothing(table):
    assert all(alike(m(table), m(table[::-1, ::-1])) for m in (*MEASURES, kappa_error))


@given(TABLES, st.integers(2, 9))
def test_only_shares_matter_for_the_values(table, times):
    assert all(alike(m(table), m(times * table)) for m in MEASURES)


@given(TABLES)
def test_values_stay_in_range(table):
    for measure in (s_score, a_score, tau_b):
        value = measure(table)
        assert np.isnan(value) or -1 - 1e-9 <= value <= 1 + 1e-9
    for measure in (agreement, identical):
        assert -1e-9 <= measure(table) <= 1 + 1e-9
    for measure in (kappa, scott_pi):
        assert np.isnan(measure(table)) or measure(table) <= 1 + 1e-9
    assert kappa_error(table) > 0


@given(TABLES)
def test_pi_never_exceeds_kappa(table):
    """Chance from the mean margins expects at least as much agreement as chance from each state's own."""
    value = kappa(table, 0)
    assert np.isnan(value) or scott_pi(table, 0) <= value + 1e-9


@given(TABLES)
def test_a_and_absolute_kappa_agree_in_sign(table):
    k = kappa(table, 1)
    assert np.isnan(k) or np.sign(np.round(a_score(table, 1), 12)) == np.sign(np.round(k, 12)) or abs(k) < 1e-9
