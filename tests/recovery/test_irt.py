"""Positions put into simulated votes come out again, with intervals that hold them; the exact sampler agrees."""

import numpy as np
import pytest

from tightrope.stats.interval import central, coverage
from tightrope.stats.irt.calibrate import calibrate, simulate
from tightrope.stats.irt.exact import sample
from tightrope.stats.irt.fit import fit
from tightrope.stats.irt.points import Settings

QUANTILE = 1.6448536269514722


def panel(rng, *, units=60, times=10, each=20, categories=3, shared=0, smooth=0.1, jumps=None):
    """Votes of units that walk over times on items of their own time, and `shared` items that come back every time.

    `jumps` adds (times,) to everybody: a drift that only items which come back can tell.
    """
    position = rng.normal(size=(units, 1)) + np.cumsum(
        np.concatenate([np.zeros((units, 1)), rng.normal(size=(units, times - 1)) * np.sqrt(smooth)], axis=1), axis=1
    )
    if jumps is not None:
        position = position + jumps
    position = (position - position.mean()) / position.std()
    rows = []
    keep = {}
    for t in range(times):
        for v in range(each + shared):
            name = f"always {v}" if v >= each else f"{t:02d} {v}"
            slope, cuts = keep.setdefault(name, (rng.normal() * 1.2, np.sort(rng.normal(size=categories - 1)) * 1.2))
            latent = slope * position[:, t] + rng.normal(size=units)
            chosen = (latent[:, None] > cuts).sum(axis=1)
            rows += [(f"u{u:03d}", t, name, int(k)) for u, k in enumerate(chosen) if rng.random() < 0.9]
    unit, time, item, category = zip(*rows, strict=True)
    votes = {"unit": np.array(unit), "time": np.array(time), "item": np.array(item), "category": np.array(category)}
    return votes, position


def truth_of(points, position):
    """The true position of every row of a result."""
    row = np.array([int(u[1:]) for u in points.unit])
    return position[row, points.time.astype(int)]


def strongest(position):
    """The unit farthest from the middle, with its side: it fixes the sign."""
    far = int(np.abs(position.mean(axis=1)).argmax())
    return {f"u{far:03d}": float(np.sign(position[far].mean()))}


@pytest.mark.parametrize("categories", [2, 3, 4])
def test_injected_positions_come_back(categories):
    votes, position = panel(np.random.default_rng(categories), categories=categories)
    points = fit(votes, anchors=strongest(position))
    truth = truth_of(points, position)
    assert points.settled
    assert np.corrcoef(points.mean, truth)[0, 1] > 0.95
    assert abs(points.mean.mean()) < 1e-6
    assert np.sqrt((points.mean**2 + points.error**2).mean()) == pytest.approx(1.0, abs=1e-3)


def test_nominal_intervals_cover_what_they_say():
    held = []
    for seed in range(6):
        rng = np.random.default_rng([7, seed])
        votes, position = panel(rng, smooth=0.25, units=50, times=8, each=15)
        points = fit(votes)
        truth = truth_of(points, position)
        mean = points.mean * np.sign(points.mean @ truth)
        reach = QUANTILE * points.error
        held.append(coverage(mean - reach, mean + reach, truth))
    assert 0.85 <= np.mean(held) <= 0.95, held


def test_calibration_reports_its_factor_and_does_not_narrow():
    votes, _ = panel(np.random.default_rng(3), units=40, times=6, each=12)
    points = fit(votes)
    wide = calibrate(points, votes, rng=np.random.default_rng(1))
    assert wide.inflation >= 1.0
    assert np.array_equal(wide.error, points.error * wide.inflation)
    assert 0.85 <= wide.coverage[1] <= 0.97
    again = calibrate(wide, votes, rng=np.random.default_rng(1))
    assert np.array_equal(again.error, wide.error)


def test_calibration_widens_errors_that_are_too_narrow():
    votes, _ = panel(np.random.default_rng(3), units=40, times=6, each=12)
    points = fit(votes, settings=Settings(smooth=0.002))
    # Votes simulated from this stiff walk are covered by it; votes of a freer walk are not.
    free, position = panel(np.random.default_rng(5), units=40, times=6, each=12, smooth=1.0)
    stiff = fit(free, settings=Settings(smooth=0.002))
    truth = truth_of(stiff, position)
    mean = stiff.mean * np.sign(stiff.mean @ truth)
    assert coverage(mean - QUANTILE * stiff.error, mean + QUANTILE * stiff.error, truth) < 0.8
    assert calibrate(points, votes, rng=np.random.default_rng(1)).coverage[1] >= 0.85


def test_items_that_come_back_tell_a_common_drift():
    drift = np.linspace(-1.5, 1.5, 8)
    votes, position = panel(np.random.default_rng(11), units=50, times=8, each=10, shared=6, jumps=drift)
    apart = {**votes, "item": np.char.add(np.char.add(votes["item"], " in "), votes["time"].astype(str))}
    errors = []
    for given in (votes, apart):
        points = fit(given, anchors=strongest(position))
        truth = truth_of(points, position)
        errors.append(np.sqrt(((points.mean * np.sign(points.mean @ truth) - truth) ** 2).mean()))
    assert errors[0] < 0.6 * errors[1], errors


def test_simulated_votes_keep_the_design_and_the_order():
    votes, _ = panel(np.random.default_rng(2), units=30, times=6, each=10)
    points = fit(votes)
    made = simulate(points, votes, rng=np.random.default_rng(0))
    assert len(made.votes["unit"]) == points.diagnostics["votes"]
    assert np.corrcoef(made.position, points.mean)[0, 1] > 0.9
    some = simulate(points, votes, rng=np.random.default_rng(0), most=700)
    assert len(some.votes["unit"]) <= 700
    assert len(set(some.votes["time"].tolist())) in (1, 2, 3)


@pytest.mark.slow
@pytest.mark.parametrize("categories", [2, 3])
def test_the_exact_sampler_agrees_within_the_stated_error(categories):
    votes, _ = panel(np.random.default_rng(21), units=40, times=8, each=12, categories=categories)
    points = fit(votes, tolerance=0.001)
    draws = sample(votes, points, sweeps=1500, burn=300, rng=np.random.default_rng(1))
    mean, error = draws.position.mean(axis=0), draws.position.std(axis=0)
    away = (points.mean - mean) / error
    assert np.sqrt((away**2).mean()) < 0.15
    assert np.abs(away).max() < 0.6
    assert np.median(points.error / error) == pytest.approx(1.0, abs=0.06)
    low, high = central(draws.position)
    assert np.corrcoef(high - low, points.error)[0, 1] > 0.85
    slope = draws.slope.mean(axis=0)
    assert np.corrcoef(slope, points.items.slope)[0, 1] > 0.995
    assert 0.2 < draws.accepted < 0.9
