"""Laws of the measurement: exchange of powers, order of states, bounds, and what is missing stays missing."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tightrope.core.actor import State, Triad
from tightrope.core.panel import DOMAINS
from tightrope.measure import strategy
from tightrope.measure.assess import measure
from tightrope.measure.derive import offset_of, pooled, tilt_of
from tightrope.measure.fit import fit
from tightrope.measure.simulate import CODES, simulate

sys.path.insert(0, str(Path(__file__).parents[1] / "recovery"))
from simulated import inputs

POWERS = State(code="USA", name="United States", since=1816), State(code="CHN", name="China", since=1860)
TRIAD = Triad(focal=State(code=CODES[0], name="Focal", since=1947), powers=POWERS)


def swapped(given_inputs):
    ties = given_inputs.ties
    return replace(
        given_inputs,
        ties=replace(
            ties,
            values=ties.values[:, :, ::-1],
            coverage=ties.coverage[:, :, ::-1],
            error=ties.error[:, :, ::-1],
            powers=ties.powers[::-1],
        ),
    )


def reordered(given_inputs, order):
    ties = given_inputs.ties
    return replace(
        given_inputs,
        ties=replace(
            ties,
            values=ties.values[order],
            coverage=ties.coverage[order],
            error=ties.error[order],
            states=tuple(ties.states[k] for k in order),
        ),
    )


def run(given_inputs, triad=TRIAD):
    return measure(
        given_inputs,
        triad=triad,
        period=given_inputs.ties.period,
        draws=24,
        rng=np.random.default_rng(7),
        comparison=(CODES[2],),
    )


@pytest.fixture(scope="module")
def case():
    given_inputs, _ = inputs(np.random.default_rng(4), states=10, start=1994, stop=2018)
    return given_inputs, run(given_inputs)


def test_exchanging_the_powers_flips_tilt_and_nothing_else(case):
    given_inputs, one = case
    two = run(swapped(given_inputs), TRIAD.swapped)
    np.testing.assert_array_equal(one.alignment.draws, two.alignment.draws[..., ::-1])
    np.testing.assert_array_equal(one.standing.tilt, -two.standing.tilt)
    for name in ("tilt", "tilt_plain"):
        np.testing.assert_array_equal(one.position.series[name].mean, -two.position.series[name].mean)
        np.testing.assert_allclose(one.position.series[name].low, -two.position.series[name].high, atol=1e-12)
    for name in ("engagement", "balance", "offset", "ambiguity", "fallback", "hedging", "autonomy", "autonomy_use"):
        np.testing.assert_allclose(one.position.series[name].mean, two.position.series[name].mean, atol=1e-12)
    back = [0, 2, 1, 4, 3, 5, 7, 6]
    np.testing.assert_array_equal(one.position.probability, two.position.probability[:, back])
    np.testing.assert_array_equal(one.position.inside, two.position.inside)
    for domain in DOMAINS:
        np.testing.assert_array_equal(
            one.position.domains[domain]["tie_first"].mean, two.position.domains[domain]["tie_second"].mean
        )


def test_the_order_of_states_changes_nothing(case):
    given_inputs, one = case
    order = [3, 1, 0, 2, 9, 8, 7, 6, 5, 4]
    two = run(reordered(given_inputs, order))
    np.testing.assert_array_equal(one.alignment.draws, two.alignment.draws)
    np.testing.assert_array_equal(one.standing.label[:, order], two.standing.label)
    np.testing.assert_array_equal(one.position.series["tilt"].mean, two.position.series["tilt"].mean)
    assert one.position.thresholds == two.position.thresholds
    assert one.position.turning_points == two.position.turning_points


def test_same_seed_same_numbers(case):
    given_inputs, one = case
    np.testing.assert_array_equal(run(given_inputs).alignment.draws, one.alignment.draws)


def test_bounds_and_probabilities(case):
    _, one = case
    p = one.position
    for name in ("engagement", "balance", "offset", "ambiguity", "fallback", "hedging", "autonomy", "exposure"):
        series = p.series[name]
        known = np.isfinite(series.mean)
        assert known.any(), name
        assert (series.low[known] >= 0).all(), name
        assert (series.high[known] <= 1).all(), name
        assert (series.low[known] <= series.high[known]).all(), name
    tilt = p.series["tilt"]
    assert np.nanmin(tilt.low) >= -1
    assert np.nanmax(tilt.high) <= 1
    known = np.isfinite(p.probability).all(axis=1)
    assert known.any()
    np.testing.assert_allclose(p.probability[known].sum(axis=1), 1.0)
    assert set(np.unique(one.standing.inside)) <= {-1, 0, 1}
    assert set(p.readings) == {"security", "paired", "all", "same domains", "equidistance", "utility"}
    assert any("obligations against a power are unknown" in note for note in p.notes)


def test_missing_stays_missing(case):
    given_inputs, _ = case
    ties = given_inputs.ties
    values = ties.values.copy()
    security = [j for j, v in enumerate(ties.variables) if v.domain == "security"]
    values[0, 4:, 0, security] = np.nan
    values[0, :2] = np.nan
    coverage = np.where(np.isfinite(values), 0, 1).astype(np.int8)
    error = np.where(np.isfinite(values), ties.error, np.nan)
    cut = replace(given_inputs, ties=replace(ties, values=values, coverage=coverage, error=error))
    p = run(cut).position
    tilt = p.domains["security"]["tilt"].mean
    assert np.isnan(tilt[:2]).all(), "nothing before the first observation"
    assert np.isfinite(tilt[2:9]).all()
    assert np.isnan(tilt[9:]).all(), "nothing more than five years after the last"
    assert np.isfinite(p.domains["security"]["tie_second"].mean[9:]).all(), "the other power's tie is printed"
    assert np.isnan(p.series["tilt"].mean[:2]).all()
    assert np.isnan(p.readings["security"]["tilt"].mean[9:]).all()
    assert (run(cut).standing.label[:, 0, :2] == -1).all()


def test_a_panel_of_another_pair_is_refused(case):
    given_inputs, _ = case
    with pytest.raises(Exception, match="other powers or years"):
        run(given_inputs, TRIAD.swapped)


def test_placebo_tilt_is_near_zero():
    ties, _ = simulate(np.random.default_rng(9), states=16, start=1990, stop=2015, placebo=True)
    result = fit(ties, drawn=ties.states, draws=80, seed=2)
    levels = np.moveaxis(result.draws.reshape(-1, *result.draws.shape[2:]), 1, 0).astype(float)
    spread, hit = [], 0
    for k in range(16):
        overall = pooled(levels[k], result.observed[k], np.full(4, 0.25))
        tilt = tilt_of(overall[..., 0], overall[..., 1])[:, 13]
        spread.append(tilt.mean())
        hit += np.quantile(tilt, 0.05) <= 0 <= np.quantile(tilt, 0.95)
    assert abs(np.mean(spread)) < 0.05
    assert hit >= 12


unit = st.floats(0.001, 0.999)
tilts = hnp.arrays(float, 6, elements=st.floats(-1, 1))


@given(unit, unit)
def test_tilt_is_bounded_and_antisymmetric(first, second):
    there, back = tilt_of(np.array(first), np.array(second)), tilt_of(np.array(second), np.array(first))
    assert there == -back
    assert -1 <= there <= 1


@given(tilts, hnp.arrays(float, 6, elements=st.floats(0.01, 1)))
def test_offset_is_bounded_and_blind_to_sign(values, weights):
    found = offset_of(values, weights)
    assert 0 <= found <= 1
    assert found == offset_of(-values, weights)
    assert offset_of(np.abs(values), weights) == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=60)
@given(
    hnp.arrays(float, (3, 4, 2), elements=unit),
    hnp.arrays(float, (3, 4, 2), elements=st.one_of(st.just(np.nan), unit)),
    hnp.arrays(float, (4, 2), elements=st.sampled_from([0.0, 1.0, np.nan])),
)
def test_labels_mirror_under_exchange(ties, need, pact):
    bounds = strategy.Thresholds(floors=np.array([0.4, 0.3]), ceiling=0.5)
    tilt = tilt_of(ties[..., 0], ties[..., 1])
    one = strategy.classify(ties, tilt, need, pact, bounds)
    other = strategy.Thresholds(floors=bounds.floors[::-1], ceiling=0.5)
    two = strategy.classify(ties[..., ::-1], -tilt, need[..., ::-1], pact[..., ::-1], other)
    mirror = np.array([0, 2, 1, 4, 3, 5, 7, 6, -1])
    tied = (need[..., 0] == need[..., 1]) | (tilt == 0)
    np.testing.assert_array_equal(mirror[one][~tied], two[~tied])
