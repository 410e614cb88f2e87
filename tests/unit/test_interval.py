"""Intervals, coverage, agreement of chains, named random numbers, cluster resampling."""

import numpy as np
import pytest

from tightrope.core.errors import InvalidValue
from tightrope.stats.interval import central, coverage, effective, r_hat
from tightrope.stats.resample import clusters, keyed


def test_central_interval_of_known_quantiles():
    low, high = central(np.arange(101.0), prob=0.9)
    assert (float(low), float(high)) == pytest.approx((5.0, 95.0))
    with pytest.raises(InvalidValue):
        central(np.arange(3.0), prob=1.0)


def test_coverage_leaves_out_what_is_not_known():
    low, high, truth = np.array([0.0, 0.0, np.nan, 0.0]), np.ones(4), np.array([0.5, 2.0, 0.5, np.nan])
    assert coverage(low, high, truth) == 0.5
    assert np.isnan(coverage(low * np.nan, high, truth))


def test_chains_that_agree_and_chains_that_do_not(rng):
    same = rng.standard_normal((4, 500))
    assert r_hat(same) == pytest.approx(1.0, abs=0.02)
    assert r_hat(same + np.arange(4)[:, None]) > 1.5
    assert r_hat(same + np.linspace(0, 5, 500)) > 1.2
    assert r_hat(np.ones((2, 10))) == 1.0
    assert np.isnan(r_hat(np.ones((2, 3))))


def test_effective_draws_of_an_autoregression(rng):
    x = np.zeros((2, 4000))
    shocks = rng.standard_normal(x.shape)
    for t in range(1, x.shape[1]):
        x[:, t] = 0.8 * x[:, t - 1] + shocks[:, t]
    assert effective(x) == pytest.approx(8000 * 0.2 / 1.8, rel=0.35)
    assert effective(rng.standard_normal((2, 1000))) > 1200


def test_named_numbers_do_not_depend_on_order():
    first = keyed(5, "PAK", "USA").standard_normal(3)
    keyed(5, "IND", "USA").standard_normal(100)
    np.testing.assert_array_equal(first, keyed(5, "PAK", "USA").standard_normal(3))
    assert not np.array_equal(first, keyed(5, "PAKU", "SA").standard_normal(3))
    assert not np.array_equal(first, keyed(6, "PAK", "USA").standard_normal(3))


def test_clusters_are_taken_whole(rng):
    groups = np.array(["a", "b", "a", "c", "b", "a"])
    for rows in clusters(groups, draws=20, rng=rng):
        for label, size in (("a", 3), ("b", 2), ("c", 1)):
            assert (groups[rows] == label).sum() % size == 0
