"""The closed forms of panel prediction against dense algebra, quadrature and plain sampling."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import t as student_t
from scipy.stats import truncnorm

from tightrope.stats.prediction import crossed
from tightrope.stats.prediction.constrained import constrained
from tightrope.stats.prediction.scores import by_block, crps_student, spread, stacking


def panel(rng, *, states=12, years=9, slopes=(0.7, -0.3), state_sd=0.5, year_sd=0.3, noise=0.2):
    state, year = (a.ravel() for a in np.meshgrid(np.arange(states), np.arange(years), indexing="ij"))
    x = rng.standard_normal((len(state), len(slopes)))
    y = 0.4 + x @ np.array(slopes) + state_sd * rng.standard_normal(states)[state]
    return y + year_sd * rng.standard_normal(years)[year] + noise * rng.standard_normal(len(y)), x, state, year


def dense(y, x, state, year, weights, spread_, at):
    """The same posterior from the full table, state effects among the coefficients."""
    u, t = state.max() + 1, year.max() + 1
    table = np.concatenate([np.ones((len(y), 1)), x, np.eye(t)[year], np.eye(u)[state]], axis=1)
    prior = np.concatenate([[1e-12], 1 / np.square(spread_), np.full(t, 1 / at.years), np.full(u, 1 / at.states)])
    precision = table.T @ (table * weights[:, None]) / at.noise + np.diag(prior)
    cov = np.linalg.inv(precision)
    return cov @ (table.T @ (weights * y)) / at.noise, cov


def test_the_fit_and_its_predictions_are_those_of_dense_algebra():
    rng = np.random.default_rng(1)
    y, x, state, year = panel(rng)
    weights = rng.uniform(0.5, 1.5, len(y))
    at, prior = crossed.Variances(0.04, 0.25, 0.09), np.array([0.5, 0.5])
    found = crossed.gram(y, x, state, year, weights, states=12, years=9)
    held = crossed.fit(found, prior, at, steps=1, rows=len(y))
    mean, cov = dense(y, x, state, year, weights, prior, at)
    size = 1 + 2 + 9
    assert np.allclose(held.mean, mean[:size])
    assert np.allclose(held.cov, cov[:size, :size])
    fixed = crossed.Fit(held.kept, held.mean, held.cov, at)
    location, scale = crossed.predict(found, fixed, x[:5], state[:5], year[:5], freedom=1e9)
    row = np.concatenate([np.ones((5, 1)), x[:5], np.eye(9)[year[:5]], np.eye(12)[state[:5]]], axis=1)
    assert np.allclose(location, row @ mean)
    assert np.allclose(scale**2, at.noise + np.einsum("mp,pq,mq->m", row, cov, row))


def test_a_new_state_and_a_new_year_carry_their_own_variance():
    y, x, state, year = panel(np.random.default_rng(2))
    found = crossed.gram(y, x, state, year, np.ones(len(y)), states=12, years=9)
    held = crossed.fit(found, np.array([0.5, 0.5]), crossed.Variances(0.1, 0.1, 0.1), steps=50, rows=len(y))
    known = crossed.predict(found, held, x[:1], state[:1], year[:1], freedom=1e9)[1]
    stranger = crossed.predict(found, held, x[:1], np.array([-1]), year[:1], freedom=1e9)[1]
    later = crossed.predict(found, held, x[:1], state[:1], np.array([20]), freedom=1e9)[1]
    assert stranger[0] ** 2 - known[0] ** 2 > 0.5 * held.variances.states
    assert later[0] > known[0]


def test_variances_and_slopes_come_back():
    y, x, state, year = panel(np.random.default_rng(3), states=150, years=40)
    found = crossed.gram(y, x, state, year, np.ones(len(y)), states=150, years=40)
    held = crossed.fit(found, np.array([0.5, 0.5]), crossed.Variances(1.0, 1.0, 1.0), steps=60, rows=len(y))
    assert held.mean[1:3] == pytest.approx([0.7, -0.3], abs=0.01)
    assert held.variances.noise == pytest.approx(0.04, rel=0.05)
    assert held.variances.states == pytest.approx(0.25, rel=0.3)
    assert held.variances.years == pytest.approx(0.09, rel=0.6)


def test_a_column_of_spread_0_is_left_out():
    y, x, state, year = panel(np.random.default_rng(4))
    at = crossed.Variances(0.04, 0.25, 0.09)
    both = crossed.gram(y, x, state, year, np.ones(len(y)), states=12, years=9)
    one = crossed.gram(y, x[:, :1], state, year, np.ones(len(y)), states=12, years=9)
    assert np.allclose(
        crossed.fit(both, np.array([0.5, 0.0]), at, steps=3, rows=len(y)).mean,
        crossed.fit(one, np.array([0.5]), at, steps=3, rows=len(y)).mean,
    )


def test_heavy_tails_are_found_and_light_ones_as_well():
    rng = np.random.default_rng(5)
    heavy, scale, weights = crossed.tails(0.3 * rng.standard_t(4, 8000), np.zeros(8000))
    assert heavy in (3.0, 4.0, 5.0)
    assert scale == pytest.approx(0.3, rel=0.08)
    assert weights.max() <= (heavy + 1) / heavy
    assert crossed.tails(rng.standard_normal(8000), np.zeros(8000))[0] >= 20.0


def test_the_density_is_that_of_student():
    error = np.array([-3.0, 0.0, 0.4])
    assert np.allclose(crossed.student(error, 0.7, 4.0), student_t.logpdf(error, 4.0, scale=0.7))


@pytest.mark.parametrize("freedom", [3.0, 7.0, 50.0])
@pytest.mark.parametrize("error", [-1.5, 0.0, 0.6])
def test_crps_is_the_integral_that_defines_it(freedom, error):
    def below(z):
        return (student_t.cdf(z, freedom, scale=0.8) - (z >= error)) ** 2

    exact = sum(quad(below, a, b, limit=400)[0] for a, b in ((-np.inf, error), (error, np.inf)))
    assert crps_student(np.array([error]), np.array([0.8]), freedom)[0] == pytest.approx(exact, abs=1e-6)


def test_one_cut_coordinate_has_the_moments_of_a_truncated_normal():
    rng = np.random.default_rng(6)
    for mean in (-1.0, 0.2, 1.5):
        found, cov = constrained(np.array([mean]), np.array([[0.49]]), np.array([1.0]), rng=rng)
        exact = truncnorm(-mean / 0.7, np.inf, loc=mean, scale=0.7)
        assert found[0] == pytest.approx(exact.mean(), abs=0.04)
        assert cov[0, 0] == pytest.approx(exact.var(), rel=0.15)


def test_a_free_coordinate_follows_the_cut_ones():
    rng = np.random.default_rng(7)
    mean, cov = np.array([0.1, -0.2, 0.3]), np.array([[1.0, 0.5, 0.6], [0.5, 1.0, 0.2], [0.6, 0.2, 1.0]])
    found, spread_ = constrained(mean, cov, np.array([1.0, -1.0, 0.0]), rng=rng)
    draws = rng.multivariate_normal(mean, cov, size=400_000)
    draws = draws[(draws[:, 0] > 0) & (draws[:, 1] < 0)]
    assert np.allclose(found, draws.mean(axis=0), atol=0.05)
    assert np.allclose(spread_, np.cov(draws, rowvar=False), atol=0.08)


def test_a_constraint_far_against_the_data_stays_finite():
    found, cov = constrained(
        np.array([-5.0]), np.array([[0.01]]), np.array([1.0]), rng=np.random.default_rng(8)
    )  # fmt: skip
    assert 0.0 <= found[0] < 0.05
    assert np.isfinite(cov).all()


def test_a_constraint_that_the_data_meet_changes_nothing():
    mean, cov = np.array([1.0, 0.0]), np.diag([0.01, 1.0])
    found, same = constrained(mean, cov, np.array([1.0, 0.0]), rng=np.random.default_rng(9))
    assert found is mean
    assert same is cov


def test_stacking_finds_the_mixture_that_made_the_data():
    rng = np.random.default_rng(10)
    y = np.where(rng.random(6000) < 0.3, rng.normal(-2, 1, 6000), rng.normal(2, 1, 6000))
    logs = np.stack([-0.5 * (y + 2) ** 2, -0.5 * (y - 2) ** 2, -0.5 * (y - 9) ** 2])
    found = stacking(logs)
    assert found == pytest.approx([0.3, 0.7, 0.0], abs=0.03)
    assert found.sum() == pytest.approx(1.0)


def test_errors_over_states_are_those_of_independent_sums():
    rng = np.random.default_rng(11)
    gain = rng.standard_normal((2, 4000))
    gain[1] = 0.0
    state, block = np.repeat(np.arange(200), 20), np.tile(np.arange(20) // 5, 200)
    alone, both = spread(by_block(gain, state, block, (200, 4)), draws=2000, rng=rng)
    assert alone[0] == pytest.approx(np.sqrt(4000), rel=0.15)
    assert alone[1] == both[1] == 0.0


def test_shocks_that_all_states_share_widen_the_error_over_years():
    rng = np.random.default_rng(12)
    block = np.tile(np.arange(40) // 5, 100)
    gain = (rng.standard_normal(8)[block] + 0.1 * rng.standard_normal(4000))[None]
    alone, both = spread(by_block(gain, np.repeat(np.arange(100), 40), block, (100, 8)), draws=800, rng=rng)
    assert both[0] > 5 * alone[0]
