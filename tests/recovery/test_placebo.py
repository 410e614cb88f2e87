"""Nobody leans to a placebo: the average tilt is about 0, and single intervals say how little one state can tell."""

import sys
from pathlib import Path

import numpy as np
import pytest

from tightrope.measure.stress.placebo import placebo

sys.path.insert(0, str(Path(__file__).parent))
from simulated import inputs


@pytest.mark.parametrize("power", ["USA", "CHN"])
def test_tilt_between_a_power_and_a_placebo_is_about_nothing(power):
    given, _ = inputs(np.random.default_rng(11), states=24, start=1996, stop=2014)
    found = placebo(given, power=power, draws=60, rng=np.random.default_rng(1), warmup=40)
    known = np.isfinite(found.mean)
    assert abs(found.off) < 0.03
    zero = (found.average.low <= 0) & (found.average.high >= 0)
    assert zero[np.isfinite(found.average.mean)].mean() > 0.9
    assert 0.8 <= found.holds <= 1.0
    assert np.mean((found.high - found.low)[known]) > 0.3


def test_a_real_lean_is_not_called_nothing():
    given, _ = inputs(np.random.default_rng(12), states=24, start=1996, stop=2014)
    found = placebo(given, power="USA", draws=60, rng=np.random.default_rng(1), warmup=40)
    # the state closest to the real power must lean to it against most placebos
    lowest = np.nanmin(np.nanmean(found.mean, axis=1))
    assert lowest < -0.1
