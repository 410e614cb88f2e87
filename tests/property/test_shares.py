"""Laws of shares and of slopes within groups."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tightrope.stats import within

seeds = st.integers(0, 2**31 - 1)


@settings(max_examples=30, deadline=None)
@given(seed=seeds, count=st.integers(1, 4))
def test_shares_sum_to_the_worth_of_all_and_follow_the_names(seed, count):
    rng = np.random.default_rng(seed)
    order = within.unions(count)
    value = rng.standard_normal((3, len(order)))
    shares = within.shapley(value, count)
    np.testing.assert_allclose(shares.sum(axis=1), value[:, -1] - value[:, 0], atol=1e-9)
    turn = rng.permutation(count)
    moved = np.stack([value[:, order.index(tuple(sorted(int(turn[g]) for g in u)))] for u in order], axis=1)
    np.testing.assert_allclose(within.shapley(moved, count), shares[:, turn], atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(seed=seeds, scale=st.floats(0.1, 10.0), shift=st.floats(-100.0, 100.0))
def test_levels_of_groups_never_matter(seed, scale, shift):
    rng = np.random.default_rng(seed)
    y, x = rng.standard_normal((5, 12)), rng.standard_normal((5, 12, 2))
    y[0, :4] = np.nan
    keep = within.usable(y, x)
    one = within.coefficients(within.sums(y, x, keep), np.ones((1, 5)))
    moved = within.sums(y * scale + shift * np.arange(5)[:, None], x + shift, keep)
    two = within.coefficients(moved, np.ones((1, 5)))
    np.testing.assert_allclose(two, one * scale, atol=1e-5 * max(scale, 1.0))
