"""Known slopes come back: intervals cover them as often as they say, small ones are never found, and errors shrink."""

import sys
from pathlib import Path

import numpy as np
import pytest

from tightrope.explain.pathways.effects import LONG, decompose, pressed, simulate
from tightrope.explain.pathways.fit import fit
from tightrope.explain.pathways.resolve import tell
from tightrope.explain.pathways.system import PRESSURE, Term

sys.path.insert(0, str(Path(__file__).parent))
from panels import made

pytestmark = pytest.mark.slow
PANELS = 12


@pytest.fixture(scope="module")
def recovered():
    """(role, kind, truth, draws) of every slope of every panel."""
    found = []
    for seed in range(PANELS):
        rng = np.random.default_rng([6, seed])
        table, truth = made(rng)
        posterior = fit(table, rng=rng, draws=240, warmup=80, chains=1)
        for equation in table.equations:
            for term in equation.terms:
                kind = "own" if term == equation.terms[0] else term.name
                found.append((equation.role, kind, truth[equation.node, term], posterior.slope(equation.node, term)))
    return found


def held(rows):
    inside = [np.quantile(d, 0.05) <= real <= np.quantile(d, 0.95) for _, _, real, d in rows]
    return float(np.mean(inside))


def test_intervals_of_probability_90_hold_the_truth_about_as_often(recovered):
    assert 0.85 <= held(recovered) <= 0.95


@pytest.mark.parametrize("role", ["filter", "tie", "outcome"])
def test_no_kind_of_equation_is_far_from_its_rate(recovered, role):
    assert held([row for row in recovered if row[0] == role]) >= 0.81


def test_estimates_are_not_off_to_one_side(recovered):
    z = np.array([(d.mean() - real) / d.std() for _, kind, real, d in recovered if kind != "own"])
    assert abs(z.mean()) < 0.15
    assert 0.85 < z.std() < 1.25


def small(equation, term, rng):
    """Slopes of .02 to .04, either sign; own lags as usual."""
    if term == equation.terms[0]:
        return 0.7
    return rng.choice([-1.0, 1.0]) * rng.uniform(0.02, 0.04)


def test_small_effects_are_not_found_however_large_the_panel():
    rng = np.random.default_rng(61)
    table, _ = made(rng, states=150, years=40, slope=small, missing=0.0, noise=0.1, error=0.1)
    posterior = fit(table, rng=rng, draws=150, warmup=60, chains=1)
    told = [tell(posterior.slope(e.node, t)) for e in table.equations for t in e.terms[1:]]
    assert sum(row.resolved for row in told) == 0
    assert any(row.low > 0.0 or row.high < 0.0 for row in told), "some are told from zero, and still not found"


def large(equation, term, rng):
    if term == equation.terms[0]:
        return 0.6
    if equation.node == "needs" and term == Term(given=PRESSURE):
        return 0.4
    return 0.4 if equation.node == "tie_second" and term == Term(node="needs") else 0.0


def test_a_large_effect_is_found_and_takes_the_way_that_it_took():
    rng = np.random.default_rng(62)
    table, _ = made(rng, slope=large, swing=0.02)
    posterior = fit(table, rng=rng, draws=200, warmup=80, chains=1)
    assert tell(posterior.slope("tie_second", Term(node="needs"))).resolved
    v = table.nodes.index("tie_second")
    ways = {name: path[LONG][:, v] for name, path in decompose(posterior, pressed(1.0, 0.0)).items()}
    truth = (0.4 / 0.4) * (0.4 / 0.4)  # both steps, each over one less its own lag
    low, high = np.quantile(ways["through needs"], [0.05, 0.95])
    assert low <= truth <= high
    assert tell(ways["through needs"]).resolved
    assert not tell(ways["direct"]).resolved
    assert not tell(ways["through perceptions"]).resolved


def test_ties_told_by_draws_err_toward_zero_and_never_away_from_it():
    def slope(equation, term, rng):
        if term == equation.terms[0]:
            return 0.5
        return 0.3 if equation.node == "gain" and term == Term(node="tie_first") else 0.0

    rng = np.random.default_rng(63)
    table, _ = made(rng, slope=slope, drawn=40, error=0.4)
    posterior = fit(table, rng=rng, draws=150, warmup=60, chains=1)
    draws = posterior.slope("gain", Term(node="tie_first"))
    assert 0.12 < draws.mean() < 0.3
    assert not tell(posterior.slope("gain", Term(node="tie_second"))).resolved


def test_paths_by_intervention_are_those_of_the_true_system():
    rng = np.random.default_rng(64)
    table, truth = made(rng)
    posterior = fit(table, rng=rng, draws=4, warmup=2, chains=1)
    for equation in table.equations:  # the true slopes in place of the drawn ones
        for k, term in enumerate(equation.terms):
            posterior.slopes[equation.node][..., k] = truth[equation.node, term]
    got = simulate(posterior, {"": pressed(1.0, 0.5)}, {}, years=3)[:, 0]
    x = np.zeros(len(table.nodes))
    for t in range(1, 4):
        given = {"": 1.0, **pressed(1.0, 0.5)}
        step = np.zeros(len(x))
        for v, equation in enumerate(table.equations):
            for term in equation.terms:
                value = given.get(term.given, 0.0) * (x[table.nodes.index(term.node)] if term.node else 1.0)
                step[v] += truth[equation.node, term] * value
        x = step
        np.testing.assert_allclose(got[t], x, atol=1e-12)
