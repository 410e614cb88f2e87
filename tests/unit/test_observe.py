"""What a value says: points and bounds, numbers behind them, files that report one flow."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import kstest, norm, truncnorm

from tightrope.measure.model import weights
from tightrope.measure.observe import augment, bins
from tightrope.measure.observe.layout import layout, noises, start, stream
from tightrope.measure.observe.overlap import groups, shares
from tightrope.measure.observe.scale import scale
from tightrope.measure.simulate import simulate


def test_the_spread_behind_censored_values_is_that_of_the_numbers(rng):
    number = 0.4 + 1.5 * rng.standard_normal(40_000)
    value = np.clip(number, 1.0, 3.0)
    mean, spread = bins.spread_of(value, "share", np.array([1.0, 3.0]))
    assert mean == pytest.approx(0.4, abs=0.04)
    assert spread == pytest.approx(1.5, abs=0.04)
    counts = np.maximum(np.round(number), 0.0)
    mean, spread = bins.spread_of(counts, "count", np.arange(0.5, 8.0))
    assert mean == pytest.approx(0.4, abs=0.04)
    assert spread == pytest.approx(1.5, abs=0.04)
    assert bins.spread_of(number, "continuous", np.empty(0)) == (number.mean(), number.std())


def test_a_far_tail_does_not_break_the_spread():
    value = np.concatenate([np.zeros(50), np.linspace(0.01, 1.0, 900), np.full(9, 60.0)])
    mean, spread = bins.spread_of(value, "amount", np.array([0.0, 60.0]))
    assert np.isfinite([mean, spread]).all()
    assert spread > 0.0


def test_bounds_of_each_kind():
    fuzzy, low, high = bins.bounds(np.array([0.0, 0.5, 1.0]), "share", np.array([0.0, 1.0]))
    assert fuzzy.tolist() == [True, False, True]
    assert low.tolist() == [-np.inf, 0.5, 1.0]
    assert high.tolist() == [0.0, 0.5, np.inf]
    fuzzy, low, high = bins.bounds(np.array([0.0, 1.0, 7.0]), "count", np.array([0.5, 1.5]))
    assert fuzzy.all()
    assert low.tolist() == [-np.inf, 0.5, 1.5]
    assert high.tolist() == [0.5, 1.5, np.inf]
    assert not bins.bounds(np.array([0.0]), "continuous", np.empty(0))[0].any()


def test_rungs_have_the_bounds_of_their_shares():
    values = np.repeat([0.0, 0.5, 1.0, np.nan], [80, 5, 15, 10])[:, None]
    number, edges = bins.rungs(values, np.ones(110, dtype=bool))
    assert edges == pytest.approx(norm.ppf([0.8, 0.85]))
    assert np.searchsorted(edges, number[:100, 0]).tolist() == [0] * 80 + [1] * 5 + [2] * 15
    assert np.isnan(number[100:]).all()


@pytest.mark.parametrize("kind", ["share", "count", "ordinal"])
def test_what_is_shown_gives_the_bounds_that_hold_the_number(kind, rng):
    number, edges = rng.standard_normal(200), np.array([-0.3, 0.8])
    _, low, high = bins.bounds(bins.shown(number, kind, edges), kind, edges)
    assert ((low <= number) & (number <= high)).all()


def test_numbers_behind_bounds_are_cut_off_normal_ones(rng):
    ties, _ = simulate(rng, states=40, start=1995, stop=2015, kinds=("ordinal",), hole=0.0)
    lay = layout(scale(ties))
    hyper, latent = start(lay)
    latent = replace(latent, a=latent.a + 0.4)
    inverse = weights(lay, hyper)
    noise = noises(lay, stream(lay, seed=1, chain="test", block=0), 1)[0]
    z = augment.fill(lay, hyper, latent, noise, inverse).z[lay.fuzzy]
    mean, spread = 0.7 * 0.4, np.sqrt(hyper.noise[0])
    low, high = np.full(len(z), -np.inf), np.where(lay.side > 0, lay.near, np.inf)
    low[lay.between] = lay.far
    low[lay.side < 0] = lay.near[lay.side < 0]
    assert ((low <= z) & (z <= high)).all()
    rank = truncnorm.cdf((z - mean) / spread, (low - mean) / spread, (high - mean) / spread)
    assert kstest(rank, "uniform").pvalue > 1e-3


def test_far_bounds_give_finite_numbers(rng):
    ties, _ = simulate(rng, states=4, start=1995, stop=2015, kinds=("amount",))
    lay = layout(scale(ties))
    hyper, latent = start(lay)
    for far in (-500.0, 500.0):
        moved = replace(latent, a=latent.a + far)
        noise = noises(lay, stream(lay, seed=1, chain="test", block=0), 1)[0]
        assert np.isfinite(augment.fill(lay, hyper, moved, noise, weights(lay, hyper)).z).all()


def test_n_reports_of_a_flow_are_one():
    there = np.array([[1, 1, 1], [1, 0, 1], [0, 0, 1], [1, 1, 1]], dtype=bool)
    flows = (("imports",), ("imports",), ("imports", "exports"), ())
    found = shares(there, flows)
    assert found[:, 0] == pytest.approx([1 / 2, 1 / 2, 0, 1])
    assert found[:, 1] == pytest.approx([1, 0, 0, 1])
    assert found[:, 2] == pytest.approx([1 / 3, 1 / 3, (1 / 3 + 1) / 2, 1])


def test_who_shares_a_flow_or_a_family_is_one_voice():
    flows = (("imports",), (), ("exports",), ("imports", "exports"), ())
    assert groups(flows) == (0, 1, 0, 0, 4)
    assert groups(flows, ("a", "b", "c", "d", "b")) == (0, 1, 0, 0, 1)
    assert groups(((),) * 3) == (0, 1, 2)
