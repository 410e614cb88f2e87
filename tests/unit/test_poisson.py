"""Poisson pseudo-likelihood: by hand, by simulation, and where it must refuse."""

import numpy as np
import pytest

from tightrope.core.errors import InvalidValue, NotIdentified
from tightrope.stats.poisson import poisson


def panel(rng, units=40, times=12, slopes=(-0.8, 0.5)):
    """Return a panel whose mean is exp(x b + unit + time), twice over: two rows for each unit and time."""
    unit, time = np.repeat(np.arange(units), times * 2), np.tile(np.repeat(np.arange(times), 2), units)
    x = rng.standard_normal((len(unit), len(slopes)))
    x[:, 0] += np.repeat(rng.standard_normal(units), times * 2)
    line = x @ np.array(slopes) + rng.standard_normal(units)[unit] + 0.1 * time
    return np.exp(line), x, unit, time


def test_three_units_by_hand():
    # of 4, 8 and 4 a share of 10/16 falls to x = 1: units pull by 0.5, 1 and -1.5, and each leaves 12, 8, 12 behind
    y, x = np.array([1.0, 3.0, 2.0, 6.0, 3.0, 1.0]), np.array([[0.0], [1.0]] * 3)
    found = poisson(y, x, np.repeat([0, 1, 2], 2), np.zeros(6, dtype=int))
    assert found.slopes == pytest.approx([np.log(10 / 6)], abs=1e-9)
    assert np.exp(found.unit) == pytest.approx([4 * 6 / 16, 8 * 6 / 16, 4 * 6 / 16], abs=1e-9)
    moves = np.array([0.5 / 12, 1 / 8, -1.5 / 12]) / (10 * 6 / 256)
    assert found.errors == pytest.approx([np.sqrt((moves**2).sum() * 2 / 3)], abs=1e-9)


def test_fitted_sums_are_those_of_the_data(rng):
    mean, x, unit, time = panel(rng)
    y = rng.poisson(mean).astype(float)
    found = poisson(y, x, unit, time)
    for code in (unit, time):
        kept = found.kept
        assert np.bincount(code[kept], weights=found.mean[kept]) == pytest.approx(
            np.bincount(code[kept], weights=y[kept]), rel=1e-5
        )
    assert ((y - found.mean)[found.kept] @ x[found.kept]) == pytest.approx([0.0, 0.0], abs=1e-2)


def test_an_exact_mean_is_found_exactly(rng):
    mean, x, unit, time = panel(rng, units=8, times=5)
    found = poisson(mean, x, unit, time)
    assert found.slopes == pytest.approx([-0.8, 0.5], abs=1e-5)
    assert found.mean == pytest.approx(mean, rel=1e-4)


def test_slopes_are_covered_whatever_the_variance(rng):
    inside = []
    for _ in range(40):
        mean, x, unit, time = panel(rng)
        shock = np.exp(0.5 * rng.standard_normal(40)[unit] * np.sign(x[:, 1]) - 0.125)
        y = mean * shock * rng.gamma(2.0, 0.5, size=len(mean))
        found = poisson(y, x, unit, time)
        inside.append(np.abs(found.slopes - [-0.8, 0.5]) < 1.645 * found.errors)
    assert 0.8 <= np.mean(inside) <= 0.99


def test_units_and_times_of_zeros_alone_are_left_out(rng):
    mean, x, unit, time = panel(rng, units=10, times=6)
    y = rng.poisson(mean).astype(float)
    y[unit == 3] = 0.0
    y[time == 2] = 0.0
    found = poisson(y, x, unit, time)
    assert np.isnan(found.unit[3])
    assert np.isnan(found.time[2])
    assert np.isnan(found.mean[(unit == 3) | (time == 2)]).all()
    kept = (unit != 3) & (time != 2)
    again = poisson(y[kept], x[kept], unit[kept], time[kept])
    assert found.slopes == pytest.approx(again.slopes, abs=1e-9)


def test_units_of_measure_change_no_slope(rng):
    mean, x, unit, time = panel(rng, units=10, times=6)
    y = rng.poisson(mean).astype(float)
    one, two = poisson(y, x, unit, time), poisson(y * 1e-4, x, unit, time)
    assert one.slopes == pytest.approx(two.slopes, abs=1e-6)
    assert one.errors == pytest.approx(two.errors, abs=1e-6)


def test_what_cannot_be_told_is_refused(rng):
    mean, x, unit, time = panel(rng, units=6, times=4)
    with pytest.raises(NotIdentified):
        poisson(mean, np.column_stack([x, unit.astype(float)]), unit, time)
    with pytest.raises(NotIdentified):
        poisson(mean * 0.0, x, unit, time)
    for wrong in (-mean, mean * np.nan):
        with pytest.raises(InvalidValue):
            poisson(wrong, x, unit, time)
