"""What the game is built from, and the sketch that the report shows."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tightrope.core.errors import NoEquilibrium
from tightrope.outlook.engine.rest import gain_bounds, threshold
from tightrope.outlook.engine.symbols import reference
from tightrope.outlook.meanfield import one_domain
from tightrope.outlook.sketch import leaning, sketch
from tightrope.outlook.solve import jacobian, newton, quantal_response


def test_without_premium_and_lock_in_balancing_never_fails() -> None:
    assert np.isnan(threshold(reference(exclusivity_slope=0.0, lock_in=0.0, dilemma=0.0, bidding=0.0)))


def test_zero_precision_is_the_uniform_mix() -> None:
    assert quantal_response(np.eye(2), 1.0 - np.eye(2), 0.0) == (0.5, 0.5)


def test_the_jacobian_of_a_square_is_twice_the_point() -> None:
    at = np.array([0.3, -1.2])
    np.testing.assert_allclose(jacobian(lambda x: x**2, at), np.diag(2.0 * at), atol=1e-8)


def test_an_equation_without_a_root_is_refused() -> None:
    with pytest.raises(NoEquilibrium, match="no fixed point"):
        newton(lambda x: x**2 + 1.0, np.array([0.3]))


def test_below_the_tricritical_worth_nothing_jumps() -> None:
    assert one_domain(1.0)[2] == 0.0
    assert one_domain(2.0)[2] > 0.5


def test_the_leaning_branch_begins_where_equal_shares_end() -> None:
    game = reference()
    for pressure, lean in leaning(game, points=21):
        assert (lean > 0.0) == (gain_bounds(float(pressure), game)[1] >= 1.0)


def test_the_sketch_says_that_it_is_one() -> None:
    found = sketch()
    assert found.status == "illustrative"
    assert found.branch[0, 1] == 0.0
    assert found.branch[-1, 1] > 0.5
    assert found.threshold["analytic"] == pytest.approx(found.threshold["full_map"], abs=1e-6)
    assert "Infinity" not in json.dumps(found.parameters)
