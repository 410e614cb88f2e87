"""Intervals of short series cover what they claim, and agree with textbook cases."""

import numpy as np
import pytest
from scipy import stats

from tightrope.explain import intervals

RUNS = 150


def persistent(rng, n, rho):
    noise = rng.normal(size=n + 50)
    series = np.zeros(n + 50)
    for t in range(1, n + 50):
        series[t] = rho * series[t - 1] + noise[t]
    return series[50:]


@pytest.mark.parametrize(("n", "rho"), [(10, 0.0), (10, 0.3), (20, 0.0), (20, 0.5), (40, 0.5)])
def test_trends_and_correlations_of_persistent_series_cover_about_nine_tenths(n, rho):
    rng = np.random.default_rng(11)
    years, none = np.arange(n), np.zeros(n)
    hits = np.zeros(2)
    for _ in range(RUNS):
        x, y = persistent(rng, n, rho), persistent(rng, n, rho)
        found = intervals.slope(years, x, none), intervals.correlation(x, y)
        hits += [low <= 0.0 <= high for _, low, high in found]
    assert np.all(hits / RUNS > 0.80)
    assert np.all(hits / RUNS < 0.99)


@pytest.mark.parametrize("n", [4, 8, 20])
def test_the_mean_of_a_window_covers_the_mean_of_its_path(n):
    rng = np.random.default_rng(12)
    path, none = np.linspace(0.0, 3.0, n) ** 2 / 3.0, np.zeros(n)
    hits = np.zeros(2)
    for _ in range(2 * RUNS):
        x, y = path + rng.normal(0, 1.0, n), path + rng.normal(0, 1.0, n)
        mean, change = intervals.mean(x, none), intervals.change((x, none), (y, none))
        hits += [mean[1] <= path.mean() <= mean[2], change[1] <= 0.0 <= change[2]]
    assert np.all(hits / (2 * RUNS) > 0.84)
    assert np.all(hits / (2 * RUNS) < 0.995)


def test_a_moving_mean_is_not_taken_for_a_steady_year():
    rng = np.random.default_rng(13)
    hits = []
    for _ in range(2 * RUNS):
        moving = np.convolve(rng.normal(0, 1.0, 14), np.ones(3) / 3.0, mode="valid")
        _, low, high = intervals.mean(moving, np.zeros(12), span=3)
        hits.append(low <= 0.0 <= high)
    assert 0.84 < np.mean(hits) < 0.985


def test_white_noise_gives_about_the_textbook_interval():
    x = np.random.default_rng(5).normal(3.0, 1.0, 60)
    estimate, low, high = intervals.mean(x, np.zeros(60))
    half = stats.t.ppf(0.95, 59) * x.std(ddof=1) / np.sqrt(60)
    assert estimate == pytest.approx(x.mean())
    assert 0.85 * half < (high - low) / 2 < 1.2 * half


def test_a_slope_is_per_decade_and_heeds_gaps():
    years = np.array([1990, 1991, 1995, 2000, 2001, 2010])
    estimate, low, high = intervals.slope(years, 0.02 * years, np.zeros(6))
    assert estimate == pytest.approx(0.2)
    assert low == pytest.approx(0.2)
    assert high == pytest.approx(0.2)


def test_a_shared_error_widens_a_mean_and_not_a_trend():
    x, years = np.random.default_rng(6).normal(size=30), np.arange(30)
    bare, wide = intervals.mean(x, np.zeros(30)), intervals.mean(x, np.ones(30))
    assert wide[2] - wide[1] > 2 * (bare[2] - bare[1])
    flat, loose = intervals.slope(years, x, np.zeros(30)), intervals.slope(years, x, np.ones(30))
    assert loose[2] - loose[1] < 2 * (flat[2] - flat[1])


def test_one_year_rests_on_its_own_error():
    found = intervals.mean(np.array([1.0]), np.array([0.5]))
    assert found == pytest.approx((1.0, 0.1776, 1.8224), abs=1e-4)


def test_volatility_finds_the_wilder_series():
    rng = np.random.default_rng(7)
    estimate, low, high = intervals.volatility(rng.normal(0, 3, 40), rng.normal(0, 1, 40), rng=rng)
    assert 0.0 < low < estimate < high


def test_order_of_spans_turns_the_change_round():
    rng = np.random.default_rng(8)
    a, b = (rng.normal(size=10), np.zeros(10)), (rng.normal(size=10), np.zeros(10))
    there, back = intervals.change(a, b), intervals.change(b, a)
    assert there[0] == pytest.approx(-back[0])
    assert there[1] == pytest.approx(-back[2])
