"""Synthetic cases on panels with a known effect: it comes back; without one, one in twenty is rejected."""

import sys
from pathlib import Path

import numpy as np
import pytest

from tightrope.explain.synthetic.placebo import compare, effect_of
from tightrope.explain.synthetic.sides import _levels

sys.path.insert(0, str(Path(__file__).parent))
from factors import paths

SIZE = [pytest.param(200, 0.03, id="some"), pytest.param(1000, 0.02, id="many", marks=pytest.mark.slow)]


def _run(count, effect, *, seed):
    found = []
    for k in range(count):
        made = compare(paths(np.random.default_rng([k, seed]), effect=effect), 15)
        if made.good[0] and made.placebos >= 20:
            gap = made.gaps[0, 15:].mean()
            low, high = effect_of(gap, made.shown[:, 15:].mean(axis=1), prob=0.9)
            found.append((gap, made.p <= 0.05, low <= effect <= high))
    assert len(found) >= 0.8 * count
    return np.array(found, dtype=float)


@pytest.mark.parametrize(("count", "slack"), SIZE)
def test_without_an_effect_one_in_twenty_is_rejected_and_the_interval_covers(count, slack):
    found = _run(count, 0.0, seed=1)
    assert abs(found[:, 1].mean() - 0.05) <= slack
    assert abs(found[:, 2].mean() - 0.90) <= 0.05


def test_a_known_effect_comes_back_and_its_interval_covers():
    found = _run(120, 1.5, seed=4)
    assert abs(found[:, 0].mean() - 1.5) < 0.06
    assert abs(found[:, 2].mean() - 0.90) <= 0.07
    assert found[:, 1].mean() > 0.8


def _measured(y, before):
    return _levels(y, np.zeros_like(y), before, draws=1, rng=np.random.default_rng(0))[0]


def test_a_smoother_across_the_date_lends_the_shock_to_the_years_before_and_the_cut_does_not():
    gaps = {"across": [], "cut": []}
    for k in range(60):
        y = paths(np.random.default_rng([k, 3]), effect=1.5, noise=0.5, own=0.15)
        for name, before in (("across", 20), ("cut", 15)):
            gaps[name].append(compare(_measured(y, before), 15).gaps[0])
    across, cut = (np.mean(gaps[name], axis=0) for name in ("across", "cut"))
    assert across[14] > 0.1
    assert abs(cut[14]) < 0.05
    assert across[15:].mean() < 1.3
    assert abs(cut[15:].mean() - 1.5) < 0.15
