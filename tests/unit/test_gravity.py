"""Tilt beyond structure: a known gravity comes back, and a choice beyond it shows."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tightrope.measure import gravity

sys.path.insert(0, str(Path(__file__).parent))
from toy import CODES, toy, turned

POWERS = ("RUS", "IND")


def net(found, code, row, powers=POWERS):
    return gravity.beyond(found, code, row, powers, draws=400, seed=3)


@pytest.mark.parametrize("peers", [False, True])
def test_distance_comes_back_and_a_choice_shows(rng, peers):
    inputs = toy(rng, choice={CODES[5]: 1.2, CODES[6]: -1.2})
    found = gravity.structure(inputs, "trade", peers=peers)
    near = found.coefficients["log distance"]
    assert abs(near["value"] + 0.9) < 3 * near["error"] + 0.05
    assert near["error"] < 0.3
    toward_second, toward_first = (net(found, CODES[k], k)["net"].mean() for k in (5, 6))
    assert toward_second > 0.25
    assert toward_first < -0.25
    rest = gravity.lean_of_all(found)[[k for k in range(len(CODES)) if k not in (5, 6)]]
    assert abs(rest.mean()) < 0.1


def test_without_noise_nothing_is_left(rng):
    found = gravity.structure(toy(rng, noise=0.0), "trade")
    drawn = net(found, CODES[9], 9)
    assert np.abs(drawn["net"].mean(axis=0)).max() < 0.02
    assert drawn["tilt"].mean() == pytest.approx(drawn["expected"].mean(), abs=0.02)


@pytest.mark.parametrize("peers", [False, True])
def test_intervals_of_the_expectation_hold_it(rng, peers):
    inside = []
    for _ in range(15):
        inputs = toy(rng, noise=0.25)
        found = gravity.structure(inputs, "trade", peers=peers)
        distance = inputs.pairs["distance"]["value"].reshape(-1, 2)
        size = 0.7 * np.log(np.linspace(0.05, 0.2, 18) / np.linspace(0.2, 0.15, 18))
        true = -0.9 * np.log(distance[:, 1] / distance[:, 0])[:, None] + size
        gap = np.log(found.mean[..., 1] / found.mean[..., 0]) - true
        inside.append((np.abs(gap) < 1.645 * found.spread).mean())
    assert 0.78 <= np.mean(inside) <= 0.99


@pytest.mark.parametrize("peers", [False, True])
def test_exchange_mirrors_and_order_changes_nothing(rng, peers):
    inputs = toy(rng)
    one = gravity.structure(inputs, "trade", peers=peers)
    two = gravity.structure(turned(inputs, swap=True), "trade", peers=peers)
    order = rng.permutation(len(CODES))
    three = gravity.structure(turned(inputs, order), "trade", peers=peers)
    for name in one.coefficients:
        assert one.coefficients[name] == two.coefficients[name] == three.coefficients[name]
    np.testing.assert_array_equal(gravity.lean_of_all(one), -gravity.lean_of_all(two))
    np.testing.assert_array_equal(gravity.lean_of_all(one)[order], gravity.lean_of_all(three))
    a, b = net(one, CODES[4], 4), net(two, CODES[4], 4, POWERS[::-1])
    for name in ("tilt", "expected", "net"):
        np.testing.assert_allclose(a[name], -b[name], atol=1e-12)


def test_what_is_missing_stays_missing(rng):
    inputs = toy(rng)
    values = inputs.ties.values.copy()
    values[3, 5, 1, 0] = np.nan
    holes = replace(
        inputs,
        ties=replace(inputs.ties, values=values, coverage=np.where(np.isfinite(values), 0, 1).astype(np.int8)),
    )
    found = gravity.structure(holes, "trade")
    drawn = net(found, CODES[3], 3)
    assert np.isnan(drawn["net"][:, 5]).all()
    assert np.isfinite(drawn["net"][:, 6]).all()
    without = replace(inputs, pairs={})
    assert gravity.structure(without, "trade") is None
    assert gravity.structure(inputs, "finance") is None


def test_a_tie_of_zero_leaves_a_finite_lean(rng):
    inputs = toy(rng)
    values = inputs.ties.values.copy()
    values[3, :, 0, :2] = 0.0
    found = gravity.structure(replace(inputs, ties=replace(inputs.ties, values=values)), "trade")
    drawn = net(found, CODES[3], 3)["net"]
    assert np.isfinite(drawn).all()
    assert (drawn > 0.0).all()
    assert (np.abs(drawn) < 1.0).all()


def test_capability_is_held_for_five_years_and_no_longer():
    held = gravity._held(np.array([[1.0, 2.0, *[np.nan] * 7]]))
    assert held[0, :7] == pytest.approx([1.0, *[2.0] * 6])
    assert np.isnan(held[0, 7:]).all()
