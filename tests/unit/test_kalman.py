"""The local level against the dense Gaussian posterior."""

import numpy as np
import pytest

from tightrope.core.errors import ModelError
from tightrope.stats.kalman import filter_level, simulate_level, smooth_level


def dense(y, precision, innovation, m0, p0):
    """Posterior mean, covariance and log likelihood by matrix algebra."""
    t = len(y)
    steps = np.concatenate([[p0], innovation[1:]])
    lower = np.tril(np.ones((t, t)))
    prior = lower @ np.diag(steps) @ lower.T
    seen = precision > 0
    h = np.eye(t)[seen]
    r = np.diag(1 / precision[seen])
    s = h @ prior @ h.T + r
    gain = prior @ h.T @ np.linalg.inv(s)
    miss = y[seen] - m0
    loglik = -0.5 * (miss @ np.linalg.solve(s, miss) + np.linalg.slogdet(2 * np.pi * s)[1])
    return m0 + gain @ miss, prior - gain @ h @ prior, loglik


@pytest.fixture
def case(rng):
    t, n = 12, 5
    precision = rng.uniform(0.2, 4, size=(t, n)) * (rng.random((t, n)) < 0.7)
    y = np.where(precision > 0, rng.standard_normal((t, n)), np.nan)
    innovation = rng.uniform(0, 1, size=(t, n))
    innovation[3] = 0.0
    return y, precision, innovation


def test_smoother_is_the_dense_posterior(case):
    y, precision, innovation = case
    filtered = filter_level(y, precision, innovation, start_mean=0.3, start_variance=2.0)
    mean, variance, lagged = smooth_level(filtered, innovation)
    for k in range(y.shape[1]):
        m, v, loglik = dense(y[:, k], precision[:, k], innovation[:, k], 0.3, 2.0)
        np.testing.assert_allclose(mean[:, k], m, atol=1e-10)
        np.testing.assert_allclose(variance[:, k], np.diag(v), atol=1e-10)
        np.testing.assert_allclose(lagged[:, k], np.diag(v, 1), atol=1e-10)
        assert filtered.loglik[k] == pytest.approx(loglik, abs=1e-10)


def test_filter_at_the_end_is_the_posterior_and_missing_years_only_add_spread(case):
    y, precision, innovation = case
    filtered = filter_level(y, precision, innovation, start_mean=0.0, start_variance=1.0)
    for k in range(y.shape[1]):
        m, v, _ = dense(y[:, k], precision[:, k], innovation[:, k], 0.0, 1.0)
        assert filtered.mean[-1, k] == pytest.approx(m[-1])
        assert filtered.variance[-1, k] == pytest.approx(v[-1, -1])
    gap = (precision[5] == 0) & (precision[4] >= 0)
    np.testing.assert_allclose(filtered.variance[5, gap], filtered.variance[4, gap] + innovation[5, gap])


def test_simulated_paths_have_the_posterior_moments(case, rng):
    y, precision, innovation = (x[:, :1] for x in case)
    filtered = filter_level(y, precision, innovation, start_mean=0.0, start_variance=1.0)
    draws = simulate_level(filtered, innovation, rng.standard_normal((40000, *y.shape)))[..., 0]
    m, v, _ = dense(y[:, 0], precision[:, 0], innovation[:, 0], 0.0, 1.0)
    np.testing.assert_allclose(draws.mean(axis=0), m, atol=0.03)
    np.testing.assert_allclose(np.cov(draws.T), v, atol=0.04)
    np.testing.assert_allclose(draws[:, 3], draws[:, 2], atol=1e-12)


def test_simulation_leaves_its_normals_alone(case, rng):
    y, precision, innovation = case
    filtered = filter_level(y, precision, innovation, start_mean=0.0, start_variance=1.0)
    normals = rng.standard_normal(y.shape)
    before = normals.copy()
    simulate_level(filtered, innovation, normals)
    np.testing.assert_array_equal(before, normals)


@pytest.mark.parametrize("bad", [-1.0, np.nan])
def test_bad_variances_are_refused(bad):
    ones = np.ones((3, 1))
    with pytest.raises(ModelError):
        filter_level(ones, ones * bad, ones, start_mean=0.0, start_variance=1.0)
    with pytest.raises(ModelError):
        filter_level(ones, ones, ones, start_mean=0.0, start_variance=0.0)
