"""Regression within groups: exact against least squares, covering intervals, shares that add up."""

import numpy as np
import pytest

from tightrope.stats import within


def made(rng, *, groups=40, years=25, slopes=(0.5, 0.3, 0.0), spread=0.0):
    x = rng.standard_normal((groups, years, len(slopes))) + rng.standard_normal((groups, 1, len(slopes)))
    own = np.asarray(slopes) + spread * rng.standard_normal((groups, len(slopes)))
    y = (x * own[:, None, :]).sum(axis=2) + rng.standard_normal((groups, 1)) * 3 + rng.standard_normal((groups, years))
    return y, x, own


def test_slopes_equal_least_squares_with_group_dummies(rng):
    y, x, _ = made(rng, groups=6, years=8)
    y[0, :3] = np.nan
    x[2, 5, 1] = np.nan
    keep = within.usable(y, x)
    got = within.coefficients(within.sums(y, x, keep), np.ones((1, 6)))[0]
    group = np.repeat(np.arange(6), 8).reshape(6, 8)[keep]
    full = np.concatenate([x[keep], np.eye(6)[group]], axis=1)
    np.testing.assert_allclose(got, np.linalg.lstsq(full, y[keep], rcond=None)[0][:3], atol=1e-6)


def test_weights_repeat_groups(rng):
    y, x, _ = made(rng, groups=5)
    keep = within.usable(y, x)
    picks = np.array([0, 0, 3, 4, 4])
    weights = np.bincount(picks, minlength=5).astype(float)[None, :]
    one = within.coefficients(within.sums(y, x, keep), weights)
    two = within.coefficients(within.sums(y[picks], x[picks], keep[picks]), np.ones((1, 5)))
    np.testing.assert_allclose(one, two, atol=1e-8)


def test_intervals_cover(rng):
    hits = []
    for _ in range(60):
        y, x, _ = made(rng, slopes=(0.5, 0.04, 0.0), spread=0.2)
        keep = within.usable(y, x)
        found = within.sums(y, x, keep)
        draws = within.coefficients(found, within.resample(found.rows, draws=150, rng=rng))[1:]
        low, high = np.quantile(draws, [0.05, 0.95], axis=0)
        hits.append((low <= [0.5, 0.04, 0.0]) & (np.array([0.5, 0.04, 0.0]) <= high))
    assert 0.82 <= np.mean(hits) <= 0.96


def test_resample_draws_only_groups_with_rows(rng):
    weights = within.resample(np.array([3.0, 0.0, 5.0]), draws=50, rng=rng)
    assert weights.shape == (51, 3)
    assert (weights[:, 1] == 0).all()
    assert (weights[1:].sum(axis=1) == 2).all()


def test_shares_add_up_and_of_equals_are_equal():
    order = within.unions(3)
    value = np.array([[sum((2.0, 2.0, 5.0)[g] for g in union) + 3.0 * (len(union) == 3) for union in order]])
    np.testing.assert_allclose(within.shapley(value, 3), [[3.0, 3.0, 6.0]])


def test_worth_is_the_gain_in_r2(rng):
    y, x, _ = made(rng)
    keep = within.usable(y, x)
    found = within.sums(y, x, keep)
    value = within.worth(found, np.ones((1, 40)), ((1,), (2,)), (0,))
    assert value[0, 0] == 0.0
    yc, xc = within.centered(y, keep).ravel(), within.centered(x, keep).reshape(-1, 3)

    def sse(cols):
        fit = xc[:, cols] @ np.linalg.lstsq(xc[:, cols], yc, rcond=None)[0]
        return ((yc - fit) ** 2).sum()

    assert value[0, 3] == pytest.approx((sse([0]) - sse([0, 1, 2])) / (yc**2).sum(), abs=1e-6)


def test_what_explains_nothing_predicts_nothing_outside(rng):
    y, x, _ = made(rng, slopes=(0.5, 0.0, 0.0))
    found = within.sums(y, x, within.usable(y, x))
    folds = np.arange(40) % 5
    weights = np.ones((1, 40))
    noise = within.worth_outside(found, weights, ((1,), (2,)), (0,), folds)
    assert abs(noise[0, -1]) < 0.01
    real = within.worth_outside(found, weights, ((0,),), (), folds)
    assert real[0, -1] == pytest.approx(0.2, abs=0.06)


def test_slopes_that_differ_are_told_from_slopes_that_do_not(rng):
    y, x, own = made(rng, groups=60, spread=0.3)
    found = within.sums(y, x, within.usable(y, x))
    common = within.coefficients(found, np.ones((1, 60)))[0]
    mean, spread, mine, cov = within.random_slopes(found, within.noise(found, common) / (1 + 3 * 0.09))
    np.testing.assert_allclose(mean, [0.5, 0.3, 0.0], atol=0.15)
    assert 0.04 < spread.mean() < 0.16
    assert np.corrcoef(mine[:, 0], own[:, 0])[0, 1] > 0.6
    assert (np.diagonal(cov, axis1=1, axis2=2) < spread).all()
    y, x, _ = made(rng, groups=60)
    found = within.sums(y, x, within.usable(y, x))
    assert within.random_slopes(found, 1.0)[1].mean() < 0.02


def test_blocks_add_up_to_the_whole(rng):
    y, x, _ = made(rng, groups=7, years=12)
    y[1, :4] = np.nan
    keep = within.usable(y, x)
    blocks = np.arange(12) // 5
    split, whole = within.blocked(y, x, keep, blocks), within.sums(y, x, keep)
    again = within.joined(split, 3)
    for name in ("xx", "xy", "yy", "rows"):
        np.testing.assert_allclose(getattr(again, name), getattr(whole, name), atol=1e-9)
    weights = within.crossed(np.ones((1, 7)), np.ones((1, 3)))
    one, two = within.coefficients(split, weights), within.coefficients(whole, np.ones((1, 7)))
    np.testing.assert_allclose(one, two, atol=1e-9)


def test_a_cause_common_to_all_groups_is_as_uncertain_as_its_years_are_few(rng):
    hits, narrow = [], []
    for _ in range(40):
        shocks = np.repeat(rng.standard_normal(8), 5)
        common = np.repeat(rng.standard_normal(8), 5)
        x = np.broadcast_to(shocks[None, :, None], (30, 40, 1)).copy()
        y = common[None, :] + rng.standard_normal((30, 40))
        keep = within.usable(y, x)
        blocks = np.arange(40) // 5
        groups = within.resample(np.ones(30), draws=120, rng=rng)
        years = within.resample(np.ones(8), draws=120, rng=rng)
        both = within.coefficients(within.blocked(y, x, keep, blocks), within.crossed(groups, years))[1:, 0]
        only = within.coefficients(within.sums(y, x, keep), groups)[1:, 0]
        for found, draws in ((hits, both), (narrow, only)):
            low, high = np.quantile(draws, [0.05, 0.95])
            found.append(low <= 0.0 <= high)
    assert np.mean(hits) > 0.7
    assert np.mean(narrow) < 0.5
