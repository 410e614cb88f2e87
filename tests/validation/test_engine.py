"""Printed numbers of the stage game come out again; the chance of tipping within Monte Carlo error."""

from __future__ import annotations

import numpy as np
import pytest

from tightrope.study.targets.games.engine import NOISY, TARGETS, noisy
from tightrope.study.targets.run import check

PROTOTYPE, RUNS = 400, 2000


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.id)
def test_target(target) -> None:
    result = check(target, None)
    assert result.status == "pass", (result.got, target.expected)


@pytest.mark.parametrize(("sigma", "pressure", "share"), NOISY)
def test_chance_of_tipping(sigma: float, pressure: float, share: float) -> None:
    """Nine cells: three standard errors each, of both sets of runs."""
    error = np.sqrt(share * (1.0 - share) * (1.0 / PROTOTYPE + 1.0 / RUNS))
    assert abs(noisy(sigma, pressure, RUNS).share - share) < 3.0 * error


@pytest.mark.parametrize(("sigma", "pressure", "quarters"), [(0.05, 0.70, 64), (0.10, 0.60, 134), (0.10, 0.70, 38)])
def test_median_time_to_tip(sigma: float, pressure: float, quarters: int) -> None:
    assert abs(noisy(sigma, pressure, RUNS).median - quarters) <= 0.12 * quarters


def test_past_the_threshold_tipping_can_still_take_twenty_years() -> None:
    assert abs(noisy(0.02, 0.70, RUNS).median - 93) <= 0.12 * 93
