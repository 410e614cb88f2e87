"""Laws of alpha: the order of coders, units and names of categories changes nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tightrope.stats.agreement import ac1, alpha, fleiss

cells = st.sampled_from([1.0, 2.0, 3.0, 4.0, np.nan])
tables = st.tuples(st.integers(2, 4), st.integers(2, 10)).flatmap(lambda s: arrays(float, s, elements=cells))


def same(one, two):
    assert (one is None) == (two is None)
    if one is not None:
        assert one == pytest.approx(two, abs=1e-9)


@settings(max_examples=80, deadline=None)
@given(tables, st.randoms(use_true_random=False), st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
def test_order_changes_nothing(table, random, level):
    coders, units = list(range(table.shape[0])), list(range(table.shape[1]))
    random.shuffle(coders)
    random.shuffle(units)
    shuffled = table[coders][:, units]
    same(alpha(table, level), alpha(shuffled, level))
    same(fleiss(table), fleiss(shuffled))
    same(ac1(table), ac1(shuffled))


@settings(max_examples=60, deadline=None)
@given(tables)
def test_names_of_categories_change_nothing_at_the_nominal_level(table):
    renamed = np.select([table == 1, table == 2, table == 3, table == 4], [9.0, 3.0, 7.0, 1.0], np.nan)
    same(alpha(table), alpha(renamed))


@settings(max_examples=60, deadline=None)
@given(tables, st.floats(1, 4))
def test_a_unit_of_one_value_changes_nothing(table, value):
    lone = np.full((table.shape[0], 1), np.nan)
    lone[0] = round(value)
    same(alpha(table, "interval"), alpha(np.hstack([table, lone]), "interval"))


@settings(max_examples=60, deadline=None)
@given(tables)
def test_alpha_is_at_most_one(table):
    value = alpha(table, "interval")
    assert value is None or value <= 1 + 1e-12
