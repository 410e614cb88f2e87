"""Known ties come back from simulated panels, and a broken model would not pass."""

import numpy as np
import pytest

from tightrope.measure.fit import fit, refit
from tightrope.measure.simulate import simulate
from tightrope.stats.interval import central, coverage


def test_ties_and_loadings_come_back():
    ties, truth = simulate(np.random.default_rng(3), states=20, start=1990, stop=2015)
    result = fit(ties, drawn=ties.states[:3], draws=80, seed=1)
    low, high = central(result.everyone)
    seen = result.observed
    assert 0.8 <= coverage(low[seen], high[seen], truth[seen]) <= 0.97
    mean = result.everyone.mean(axis=0)
    assert np.corrcoef(mean[seen], truth[seen])[0, 1] > 0.9
    assert result.draws.shape == (2, 40, 3, 26, 4, 2)
    assert set(result.loadings) == {v.name for v in ties.variables}
    assert np.isfinite(result.diagnostics["r_hat"])


def test_more_draws_of_the_drawn_states_keep_the_posterior():
    ties, _ = simulate(np.random.default_rng(5), states=12, start=1995, stop=2012)
    few = fit(ties, drawn=ties.states[:2], draws=120, seed=1)
    many = fit(ties, drawn=ties.states[:2], draws=360, seed=1)
    assert many.draws.shape[:2] == (2, 180)
    np.testing.assert_array_equal(few.everyone, many.everyone)
    one, two = few.draws.mean(axis=(0, 1)), many.draws.mean(axis=(0, 1))
    assert np.abs(one - two).max() < 0.5
    assert np.corrcoef(one.ravel(), two.ravel())[0, 1] > 0.98


def test_paired_refit_is_on_the_scale_of_the_full_fit():
    ties, truth = simulate(np.random.default_rng(6), states=12, start=1995, stop=2012)
    full = fit(ties, drawn=ties.states[:4], draws=80, seed=1)
    alone = refit(full, ties, seed=1)
    seen = alone.observed
    low, high = central(alone.draws.reshape(-1, *alone.draws.shape[2:]))
    assert coverage(low[seen], high[seen], truth[:4][seen]) > 0.75
    assert not any("_2" in name for name in alone.scaled.names)


@pytest.mark.slow
def test_intervals_cover_on_a_large_panel():
    ties, truth = simulate(np.random.default_rng(8), states=120, start=1970, stop=2020)
    result = fit(ties, drawn=ties.states[:1], draws=120, seed=1)
    low, high = central(result.everyone)
    seen = result.observed
    assert 0.85 <= coverage(low[seen], high[seen], truth[seen]) <= 0.95
