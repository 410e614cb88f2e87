"""The game: symmetric where it should be, its formulas equal to numeric derivatives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tightrope.core.errors import NoEquilibrium
from tightrope.outlook.game import Parameters, inducement, inducement_slope, step
from tightrope.outlook.solve import jacobian, newton, quantal_response
from tightrope.outlook.stability import balanced_point, largest_gain, sketch, spectral_radius, threshold


def test_swapping_the_powers_swaps_the_map(rng) -> None:
    state = rng.uniform(0.1, 0.4, 16)
    swapped = state.reshape(4, 4)[[1, 0, 3, 2]].ravel()
    after = step(state, 0.5, Parameters()).reshape(4, 4)
    np.testing.assert_allclose(step(swapped, 0.5, Parameters()).reshape(4, 4), after[[1, 0, 3, 2]], atol=1e-14)


def test_shares_stay_on_the_simplex(rng) -> None:
    state = np.full(16, 0.25)
    for _ in range(50):
        state = step(state, 0.9, Parameters())
        shares = state[:8].reshape(2, 4)
        assert (shares > 0).all()
        assert (shares.sum(axis=0) < 1).all()


def test_the_slope_of_the_inducement_is_its_derivative() -> None:
    share = np.array([0.1, 0.25, 0.4, 0.6])
    numeric = np.diag(jacobian(lambda x: inducement(x, 0.7, Parameters()), share))
    np.testing.assert_allclose(inducement_slope(share, 0.7, Parameters()), numeric, atol=1e-8)


@pytest.mark.parametrize("pressure", [0.2, 0.5, 0.8])
def test_the_balanced_point_rests(pressure: float) -> None:
    at = balanced_point(pressure, Parameters())
    np.testing.assert_allclose(step(at, pressure, Parameters()), at, atol=1e-12)


@pytest.mark.parametrize("pressure", [0.3, 0.6, 0.9])
def test_formula_and_full_map_agree_on_stability(pressure: float) -> None:
    game = Parameters()
    assert (largest_gain(pressure, game) < 1.0) == (spectral_radius(pressure, game) < 1.0)


def test_without_premium_and_lock_in_balancing_never_fails() -> None:
    game = replace(Parameters(), exclusivity_slope=0.0, lock_in=0.0, dilemma=0.0, bidding=0.0)
    assert np.isnan(threshold(game))


def test_zero_precision_is_the_uniform_mix() -> None:
    assert quantal_response(np.eye(2), 1.0 - np.eye(2), 0.0) == (0.5, 0.5)


def test_an_equation_without_a_root_is_refused() -> None:
    with pytest.raises(NoEquilibrium, match="no fixed point"):
        newton(lambda x: x**2 + 1.0, np.array([0.3]))


def test_the_sketch_says_that_it_is_one() -> None:
    found = sketch()
    assert found.status == "illustrative"
    assert found.branch[0, 1] == 0.0
    assert found.branch[-1, 1] > 0.5
    assert found.threshold["analytic"] == pytest.approx(found.threshold["full_map"], abs=1e-6)
