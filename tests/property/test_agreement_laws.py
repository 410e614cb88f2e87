"""Laws of alpha: the order of coders, units and names of categories changes nothing."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tightrope.stats.agreement import ac1, alpha, alpha_of_sets, brennan_prediger, conger, fleiss, masi, percent
from tightrope.stats.unitizing import unitizing

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


@settings(max_examples=60, deadline=None)
@given(tables)
def test_what_is_undefined_is_none_and_never_a_number(table):
    for coefficient in (alpha, fleiss, ac1, brennan_prediger, conger, percent):
        value = coefficient(table)
        assert value is None or np.isfinite(value)
    shared = table[:, (~np.isnan(table)).sum(axis=0) >= 2]
    used = np.unique(shared[~np.isnan(shared)])
    if len(used) < 2:
        assert alpha(table) is None


labels = st.frozensets(st.sampled_from("abcd"))


@given(labels, labels, labels)
def test_masi_is_a_distance_between_zero_and_one(a, b, c):
    assert masi(a, b) == masi(b, a)
    assert 0 <= masi(a, b) <= 1
    assert (masi(a, b) == 0) == (a == b)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(labels, labels), min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_order_changes_nothing_in_alpha_of_sets(pairs, random):
    shuffled = list(pairs)
    random.shuffle(shuffled)
    one = alpha_of_sets([[a for a, _ in pairs], [b for _, b in pairs]])
    same(one, alpha_of_sets([[b for _, b in shuffled], [a for a, _ in shuffled]]))
    assert one is None or one <= 1 + 1e-12


@st.composite
def unitized(draw):
    """A text of 30 characters cut by two or three coders."""
    rows = []
    for _ in range(draw(st.integers(2, 3))):
        cuts = sorted(draw(st.sets(st.integers(0, 30), min_size=2, max_size=8)))
        spans = [(a, b, draw(st.sampled_from("ab "))) for a, b in pairwise(cuts)]
        rows.append([span for span in spans if span[2] != " "])
    return rows


def by_pairs(rows, length):
    """Unitizing alpha by listing every pair of characters: of two coders at one place, and of all places by chance."""
    owner = []
    for coder, row in enumerate(rows):
        line = [(" ", (coder, "gap", i)) for i in range(length)]
        for number, (start, stop, value) in enumerate(row):
            line[start:stop] = [(value, (coder, number))] * (stop - start)
        owner.append(line)
    pairs = [(a[i][0], b[i][0]) for a in owner for b in owner if a is not b for i in range(length)]
    every = [cell for line in owner for cell in line]
    chance = [(a[0], b[0]) for a in every for b in every if a[1] != b[1]]
    if not chance or all(a == b for a, b in chance):
        return None
    return 1 - np.mean([a != b for a, b in pairs]) / np.mean([a != b for a, b in chance])


@settings(max_examples=40, deadline=None)
@given(unitized())
def test_unitizing_alpha_is_pairs_counted(rows):
    same(unitizing([(30, rows)]).u, by_pairs(rows, 30))


@settings(max_examples=40, deadline=None)
@given(unitized(), st.randoms(use_true_random=False))
def test_order_of_coders_changes_nothing_in_unitizing(rows, random):
    one = unitizing([(30, rows)])
    shuffled = list(rows)
    random.shuffle(shuffled)
    two = unitizing([(30, shuffled)])
    for name in ("u", "binary", "cu"):
        same(getattr(one, name), getattr(two, name))
