"""Other readings, other bounds, and a placebo: by hand and by what cannot be otherwise."""

import numpy as np
import pytest

from tightrope.core.errors import CoverageError
from tightrope.measure import derive, strategy
from tightrope.measure.simulate import simulate
from tightrope.measure.stress import bounds, placebo, readings


def test_one_set_of_domains_has_no_steps():
    levels = np.zeros((1, 3, 4, 2))
    levels[:, :, 3] = [2.0, -2.0]
    seen = np.ones((3, 4, 2), dtype=bool)
    seen[0, 3] = False
    weights = np.full(4, 0.25)
    chosen = np.array([True, True, True, False])
    found = derive.fixed(levels, seen, weights, chosen)
    assert np.ptp(found, axis=1) == pytest.approx(np.zeros((1, 2)))
    assert np.ptp(derive.pooled(levels, seen, weights), axis=1).min() > 0.05
    every = derive.fixed(levels, seen, weights, np.ones(4, dtype=bool))
    assert np.isnan(every[0, 0]).all()
    assert np.isfinite(every[0, 1:]).all()
    assert np.isnan(derive.fixed(levels, seen, weights, np.zeros(4, dtype=bool))).all()


def test_labels_by_reading_use_the_floors_of_the_reading():
    limits = strategy.Thresholds(floors=np.array([0.4, 0.4]), ceiling=0.9)
    own = np.full((20, 25, 2), 0.5)
    everyone = np.full((5, 3, 25, 2), 0.7)
    need, pact, years = np.full((20, 25, 2), 0.1), np.zeros((25, 2)), np.arange(1995, 2020)
    found = readings.labels_by({"all": (own, None), "security": (own, everyone)}, need, pact, limits, years, 8)
    assert found["all"][:, 5] == pytest.approx(np.ones(25))
    assert found["security"][:, 0] == pytest.approx(np.ones(25))


def test_bounds_moved_by_hand():
    years = np.arange(1995, 2016)
    overall = np.stack([np.linspace(0, 1, 301)] * 2, axis=-1)[None, :, None].repeat(21, axis=2)
    larger = np.linspace(0, 1, 301)[None, :, None].repeat(21, axis=2)
    given = bounds.grid(overall, larger, years)
    assert given.floors[0.25] == pytest.approx([0.25, 0.25], abs=0.01)
    assert given.ceilings[0.9] == pytest.approx(0.9, abs=0.01)
    ties = np.tile([0.30, 0.50], (50, 1))
    found = bounds.sensitivity(ties, derive.tilt_of(*ties.T), np.full((50, 2), 0.92), np.zeros(2), given, 8)
    rows = {(r["moved"], r[r["moved"]] if r["moved"] else 0): r for r in found["rows"]}
    assert len(rows) == 7
    assert found["cells"] == 27
    assert rows["", 0]["probability"][2] == 1.0
    assert rows["floor", 0.25]["inside"] == 1.0
    assert rows["ceiling", 0.90]["inside"] == 0.0
    assert (found["inside_low"], found["inside_high"]) == (0.0, 1.0)
    assert found["same_label"] == 18


def test_what_not_knowing_adds_is_kept_apart():
    certain = np.tile(np.array([[0.2], [0.5], [0.3]])[:, :, None], (1, 60, 1))
    apart = np.zeros((3, 60, 1))
    apart[0, :30], apart[2, 30:] = 1.0, 1.0
    for share, expected in ((certain, 0.0), (apart, np.log(2) / np.log(3))):
        joint = derive._entropy(share.mean(axis=1)) - derive._entropy(share).mean(axis=0)
        assert joint == pytest.approx(expected, abs=1e-9)


def test_correlation_counts_years_that_repeat_each_other_less(rng):
    steps = rng.standard_normal((2, 200))
    loose = derive.correlation(steps[:1], steps[1:])
    walk = steps.cumsum(axis=1)
    slow = derive.correlation(walk[:1], walk[1:])
    assert slow["high"] - slow["low"] > 3 * (loose["high"] - loose["low"])
    assert derive.correlation(steps[:1], steps[:1])["mean"] > 0.99
    assert np.isnan(derive.correlation(steps[:1, :5], steps[1:, :5])["mean"])
    assert np.isnan(derive.correlation(steps[:1] * 0.0, steps[1:])["mean"])


def test_a_placebo_deals_whole_histories(rng):
    ties, _ = simulate(rng, states=8, start=1995, stop=2010)
    order = rng.permutation(8)
    made = placebo.dealt(ties, order, power=0)
    np.testing.assert_array_equal(made.values[:, :, 0], ties.values[:, :, 0])
    np.testing.assert_array_equal(made.values[:, :, 1], ties.values[order][:, :, 0])
    other = placebo.dealt(ties, order, power=1)
    np.testing.assert_array_equal(other.values[:, :, 0], ties.values[order][:, :, 1])


def test_a_placebo_needs_a_power_of_the_panel(rng):
    class Held:
        ties = simulate(rng, states=6, start=1995, stop=2005)[0]

    with pytest.raises(CoverageError):
        placebo.placebo(Held, power="XXX", draws=10, rng=rng)
