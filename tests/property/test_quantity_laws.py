"""Laws of the derived quantities: exchange mirrors them, order changes none, any two powers will do."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tightrope.core.actor import State, Triad
from tightrope.core.panel import Coverage, Variable
from tightrope.measure.assess import measure
from tightrope.measure.derive import correlation
from tightrope.measure.simulate import CODES
from tightrope.stats.poisson import poisson

sys.path.insert(0, str(Path(__file__).parents[1] / "recovery"))
sys.path.insert(0, str(Path(__file__).parent))
from simulated import inputs
from test_measure_laws import reordered, swapped

POWERS = State(code="RUS", name="Russia", since=1816), State(code="IND", name="India", since=1947)
TRIAD = Triad(focal=State(code=CODES[0], name="Focal", since=1947), powers=POWERS)
SHARES = (
    "export_share_cow", "power_import_share_cow", "power_export_share_cow", "arms_outlet_5y", "import_share_itpd",
    "export_share_itpd", "power_import_share_itpd", "power_export_share_itpd",
)  # fmt: skip
BACK = [0, 2, 1, 4, 3, 5, 7, 6]


def run(given_inputs, triad=TRIAD):
    return measure(
        given_inputs, triad=triad, period=given_inputs.ties.period, draws=24, rng=np.random.default_rng(7)
    ).position


@pytest.fixture(scope="module")
def case():
    rng = np.random.default_rng(4)
    held, _ = inputs(rng, states=22, start=1998, stop=2014, powers=("RUS", "IND"))
    ties = held.ties
    extra = rng.uniform(0.01, 0.5, size=(*ties.values.shape[:3], len(SHARES)))
    context = tuple(
        Variable(name=n, label=n, unit="", role="context", higher="more", family=n, domain="economic") for n in SHARES
    )
    more = replace(
        ties,
        values=np.concatenate([ties.values, extra], axis=-1),
        coverage=np.concatenate([ties.coverage, np.full(extra.shape, Coverage.OBSERVED, dtype=np.int8)], axis=-1),
        error=np.concatenate([ties.error, np.full(extra.shape, np.nan)], axis=-1),
        variables=ties.variables + context,
    )
    held = replace(held, ties=more)
    return held, run(held)


def mirrored(name):
    return name.replace("first", "x").replace("second", "first").replace("x", "second")


def same(one, two, sign=1.0):
    np.testing.assert_allclose(one.mean, sign * two.mean, atol=1e-9)
    low, high = (two.low, two.high) if sign > 0 else (-two.high, -two.low)
    np.testing.assert_allclose(one.low, low, atol=1e-9)
    np.testing.assert_allclose(one.high, high, atol=1e-9)


def test_every_quantity_is_there_for_any_two_powers(case):
    _, p = case
    assert p.powers == ("RUS", "IND")
    assert any("Russia" in label for label in p.classes)
    assert not any(word in str((p.classes, tuple(p.overlays), p.notes)) for word in ("United States", "China"))
    assert set(p.by_reading) == {"security", "paired", "all", "same domains"}
    assert set(p.needs) == {"economic", "security", "diplomatic"}
    assert set(p.unmeasured) == {"diplomatic", "societal"}
    assert set(p.beyond["trade"]) == {"tilt", "expected", "net", "expected_peers", "net_peers"}
    assert len(p.sensitivity["rows"]) == 7
    for name in ("offset_domains", "ambiguity_unknown", "fallback_arms", "fallback_trade"):
        series = p.series[name]
        known = np.isfinite(series.mean)
        assert known.any(), name
        assert (series.low[known] >= 0).all()
        assert (series.high[known] <= 1).all()
    for parts in p.beyond.values():
        for series in parts.values():
            known = np.isfinite(series.mean)
            assert (np.abs(series.high[known]) <= 1).all()
    for table in p.by_reading.values():
        known = np.isfinite(table).all(axis=1)
        np.testing.assert_allclose(table[known].sum(axis=1), 1.0)


def test_exchanging_the_powers_mirrors_them_all(case):
    given_inputs, one = case
    two = run(swapped(given_inputs), TRIAD.swapped)
    for domain, parts in one.needs.items():
        for name, series in parts.items():
            same(series, two.needs[domain][mirrored(name)])
    for kind, parts in one.beyond.items():
        for name, series in parts.items():
            same(series, two.beyond[kind][name], sign=-1.0)
        assert one.gravity[kind] == two.gravity[kind]
    for name in ("offset_domains", "ambiguity_unknown", "fallback_arms", "fallback_trade"):
        same(one.series[name], two.series[name])
    for name, table in one.by_reading.items():
        np.testing.assert_allclose(table, two.by_reading[name][:, BACK], atol=1e-9)
    for a, b in zip(one.sensitivity["rows"], two.sensitivity["rows"], strict=True):
        np.testing.assert_allclose(a["probability"], b["probability"][BACK], atol=1e-9)
    assert one.unmeasured == two.unmeasured
    flip = {"room and use": 1.0, "room and tilt": -1.0, "use and tilt": -1.0}
    for name, sign in flip.items():
        np.testing.assert_allclose(
            one.correlations[name]["mean"], sign * two.correlations[name]["mean"], atol=1e-9, equal_nan=True
        )


def test_the_order_of_states_changes_none(case):
    given_inputs, one = case
    order = np.random.default_rng(1).permutation(22).tolist()
    two = run(reordered(given_inputs, order))
    for kind, parts in one.beyond.items():
        for name, series in parts.items():
            same(series, two.beyond[kind][name])
    for domain, parts in one.needs.items():
        for name, series in parts.items():
            same(series, two.needs[domain][name])
    for name, table in one.by_reading.items():
        np.testing.assert_allclose(table, two.by_reading[name], atol=1e-9)
    assert one.sensitivity["same_label"] == two.sensitivity["same_label"]


@settings(max_examples=40, deadline=None)
@given(hnp.arrays(float, (3, 14), elements=st.floats(-5, 5)), hnp.arrays(float, (3, 14), elements=st.floats(-5, 5)))
def test_a_correlation_keeps_its_bounds(one, two):
    found = correlation(one, two)
    if np.isfinite(found["mean"]):
        assert -1 <= found["low"] <= found["mean"] <= found["high"] <= 1
        assert correlation(-one, two)["mean"] == pytest.approx(-found["mean"], abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_a_relabeled_panel_has_the_same_slopes(seed):
    rng = np.random.default_rng(seed)
    unit, time = np.repeat(np.arange(6), 5), np.tile(np.arange(5), 6)
    x, y = rng.standard_normal((30, 2)), rng.gamma(2.0, 1.0, size=30)
    order, names = rng.permutation(30), rng.permutation(6)
    one = poisson(y, x, unit, time)
    two = poisson(y[order], x[order], names[unit][order], time[order])
    np.testing.assert_allclose(one.slopes, two.slopes, atol=1e-7)
    np.testing.assert_allclose(one.errors, two.errors, rtol=1e-5)
