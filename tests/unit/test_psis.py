"""Leave-one-out from draws against the closed form, and the Pareto fit against what made the data."""

import numpy as np
import pytest
from scipy.stats import genpareto, norm

from tightrope.stats.prediction.psis import leave_one_out, pareto, smoothed


def test_it_meets_the_closed_form_of_a_normal_mean():
    """y ~ N(m, 1), m ~ N(0, 2): the posterior without one observation is known exactly."""
    rng = np.random.default_rng(1)
    y = rng.normal(0.7, 1.0, 25)

    def posterior(values):
        variance = 1.0 / (len(values) + 0.25)
        return variance * values.sum(), variance

    mean, variance = posterior(y)
    draws = rng.normal(mean, np.sqrt(variance), 8000)
    exact = []
    for i in range(len(y)):
        m, v = posterior(np.delete(y, i))
        exact.append(norm.logpdf(y[i], m, np.sqrt(1.0 + v)))
    found = leave_one_out(norm.logpdf(y[None, :], draws[:, None], 1.0))
    assert found.each == pytest.approx(exact, abs=0.01)
    assert found.total == pytest.approx(sum(exact), abs=0.03)
    assert found.error == pytest.approx(np.sqrt(25) * np.std(exact), abs=0.05)
    assert found.trusted


def test_one_observation_that_rules_the_posterior_is_not_trusted():
    rng = np.random.default_rng(2)
    y = np.array([0.0, 0.0, 14.0])
    draws = rng.normal(y.sum() / 3.25, np.sqrt(1 / 3.25), 4000)
    found = leave_one_out(norm.logpdf(y[None, :], draws[:, None], 1.0))
    assert found.shape[2] > 0.7
    assert not found.trusted


@pytest.mark.parametrize("shape", [0.1, 0.5, 0.9])
def test_the_pareto_fit_finds_its_shape_and_scale(shape):
    over = np.sort(genpareto.rvs(shape, scale=2.0, size=4000, random_state=3))
    found, scale = pareto(over)
    assert found == pytest.approx(shape, abs=0.06)
    assert scale == pytest.approx(2.0, rel=0.08)


def test_smoothing_keeps_the_order_and_cuts_at_the_largest():
    ratios = np.random.default_rng(4).standard_t(2, 1000)
    weights, _ = smoothed(ratios)
    assert weights.max() <= 0.0
    order = np.argsort(ratios)
    assert (np.diff(weights[order]) >= -1e-12).all()


def test_weights_that_are_all_alike_stay_so():
    weights, shape = smoothed(np.zeros(500))
    assert not weights.any()
    assert shape == -np.inf
