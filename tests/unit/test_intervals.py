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
def test_the_interval_of_nine_tenths_covers_about_nine_tenths(n, rho):
    rng = np.random.default_rng(11)
    years, none = np.arange(n), np.zeros(n)
    hits = np.zeros(4)
    for _ in range(RUNS):
        x, y = persistent(rng, n, rho), persistent(rng, n, rho)
        found = (
            intervals.mean(years, x, none),
            intervals.slope(years, x, none),
            intervals.change((years, x, none), (years + n + 5, y, none)),
            intervals.correlation(x, y),
        )
        hits += [low <= 0.0 <= high for _, low, high in found]
    assert np.all(hits / RUNS > 0.80)
    assert np.all(hits / RUNS < 0.99)


def test_white_noise_gives_the_textbook_interval_or_a_little_more():
    x = np.random.default_rng(5).normal(3.0, 1.0, 60)
    estimate, low, high = intervals.mean(np.arange(60), x, np.zeros(60))
    half = stats.t.ppf(0.95, 59) * x.std(ddof=1) / np.sqrt(60)
    assert estimate == pytest.approx(x.mean())
    assert 0.95 * half < (high - low) / 2 < 1.5 * half


def test_a_slope_is_per_decade_and_heeds_gaps():
    years = np.array([1990, 1991, 1995, 2000, 2001, 2010])
    estimate, low, high = intervals.slope(years, 0.02 * years, np.zeros(6))
    assert estimate == pytest.approx(0.2)
    assert low == pytest.approx(0.2)
    assert high == pytest.approx(0.2)


def test_a_shared_error_widens_a_mean_and_not_a_trend():
    x, years = np.random.default_rng(6).normal(size=30), np.arange(30)
    bare, wide = intervals.mean(years, x, np.zeros(30)), intervals.mean(years, x, np.ones(30))
    assert wide[2] - wide[1] > 2 * (bare[2] - bare[1])
    flat, loose = intervals.slope(years, x, np.zeros(30)), intervals.slope(years, x, np.ones(30))
    assert loose[2] - loose[1] < 2 * (flat[2] - flat[1])


def test_one_year_rests_on_its_own_error():
    assert intervals.mean(np.array([2000]), np.array([1.0]), np.array([0.5])) == pytest.approx(
        (1.0, 0.1776, 1.8224), abs=1e-4
    )


def test_volatility_finds_the_wilder_series():
    rng = np.random.default_rng(7)
    estimate, low, high = intervals.volatility(rng.normal(0, 3, 40), rng.normal(0, 1, 40), rng=rng)
    assert 0.0 < low < estimate < high


def test_order_of_spans_turns_the_change_round():
    rng = np.random.default_rng(8)
    a, b = (np.arange(10), rng.normal(size=10), np.zeros(10)), (np.arange(20, 30), rng.normal(size=10), np.zeros(10))
    there, back = intervals.change(a, b), intervals.change(b, a)
    assert there[0] == pytest.approx(-back[0])
    assert there[1] == pytest.approx(-back[2])
