"""Transforms and standardization of tie indicators."""

from dataclasses import replace

import numpy as np
import pytest

from tightrope.core.errors import CoverageError
from tightrope.measure.observe.scale import observed, scale, transform
from tightrope.measure.simulate import simulate


def test_logit_of_zero_and_one_is_finite_and_symmetric():
    value, error = transform(np.array([0.0, 0.5, 1.0]), np.array([0.1, np.nan, 0.1]), "logit")
    assert value == pytest.approx([np.log(0.005 / 0.995), 0.0, -np.log(0.005 / 0.995)])
    assert error[1] == 0.0
    assert error[0] == pytest.approx(error[2])
    assert 0 < error[0] < 5


def test_error_follows_the_slope_inside():
    _, error = transform(np.array([0.5]), np.array([0.001]), "logit")
    assert error[0] == pytest.approx(0.001 * 0.99 * 4, rel=1e-3)
    _, error = transform(np.array([9.0]), np.array([0.01]), "log1p")
    assert error[0] == pytest.approx(0.001, rel=1e-3)


def test_out_of_range_is_refused():
    with pytest.raises(CoverageError):
        transform(np.array([1.2]), np.array([np.nan]), "logit")
    with pytest.raises(CoverageError):
        transform(np.array([-0.2]), np.array([np.nan]), "log1p")


def test_both_powers_share_one_scale(rng):
    ties, _ = simulate(rng, states=8)
    scaled = scale(ties)
    years = np.array(scaled.period.years)
    window = (years >= 1995) & (years <= 2015)
    for j in range(len(scaled.names)):
        cut = scaled.values[window][..., j]
        assert np.nanmean(cut) == pytest.approx(0.0, abs=1e-9)
        assert np.nanstd(cut) == pytest.approx(1.0)
    assert scaled.powers == ("CHN", "USA")
    assert all(scale(ties, paired_only=True).paired)


def test_a_tie_counts_for_five_years_and_not_before_it_is_seen(rng):
    ties, _ = simulate(rng, states=3, start=1990, stop=2010, hole=0.0)
    values = ties.values.copy()
    values[0, :5] = np.nan
    values[0, 8:, 0] = np.nan
    values[1, :, :, :2] = np.nan
    cut = replace(ties, values=values, coverage=np.where(np.isfinite(values), 0, 1).astype(np.int8))
    seen = observed(scale(cut))
    usa = scale(cut).powers.index("USA")
    assert not seen[:5, 0].any()
    assert seen[5:13, 0, :, usa].all()
    assert not seen[13:, 0, :, usa].any()
    assert seen[13:, 0, :, 1 - usa].all()
    assert not seen[:, 1, 0].any(), "an unpaired series alone gives no level"
