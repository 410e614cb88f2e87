"""Gravity, placebo and the powers' side of arms: every target passes."""

import pytest

from tightrope.study.targets.arms import OUTLET, outlet
from tightrope.study.targets.run import check
from tightrope.study.targets.simulated import TARGETS


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.id)
def test_target_passes(target):
    result = check(target, None)
    assert result.status == "pass" or (target.comparison and result.got[0] > 0.75), result


@pytest.mark.shared
def test_pakistan_takes_most_of_chinas_arms(shared_data):
    assert outlet(shared_data, 2024)[0] == pytest.approx(OUTLET[2024], abs=2)
