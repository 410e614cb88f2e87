"""The graph on a made panel: nodes by their thresholds, cases at risk, questions with prior, posterior and bounds."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tightrope.catalog.shelf import declared
from tightrope.core.errors import CoverageError
from tightrope.explain.case.learned import learned, of_theory
from tightrope.explain.case.nodes import GRAPH, KEPT_SIGNS, REGISTERED, SIGNS, cases
from tightrope.explain.theories.read import load_theory
from tightrope.explain.types.graph import read_graph

sys.path.insert(0, str(Path(__file__).parent))
from test_hypotheses import world

NODES = of_theory().graph.nodes
QUICK = {"chains": 4, "sweeps": 20, "warmup": 20, "every": 1}


@pytest.fixture(scope="module")
def made():
    inputs, standing, level = world(3, needs=1.0, requirements=1.0)
    scaled = (level.mean - level.mean.min()) / np.ptp(level.mean)
    return inputs, standing, replace(level, mean=scaled, low=scaled - 0.1, high=scaled + 0.1)


def laid(made, focal="S00", as_of=2021):
    inputs, standing, level = made
    return cases(inputs, standing, level, focal, as_of=as_of, nodes=NODES)


def test_every_node_is_registered():
    assert set(REGISTERED) == set(NODES)


def test_a_case_is_a_state_inside_the_year_before(made):
    _inputs, standing, _ = made
    found = laid(made)
    first = standing.period.start
    for code, start in zip(found.states, found.periods, strict=True):
        assert standing.inside[0, standing.states.index(code), start - 1 - first] == 1
    assert sorted(set(np.diff(sorted(set(found.periods))))) == [5]
    assert max(found.periods) == 2016


def test_the_outcome_is_the_stand_of_the_year_after(made):
    _, standing, _ = made
    found = laid(made)
    kept = found.nodes.index("kept")
    for row, (code, start) in enumerate(zip(found.states, found.periods, strict=True)):
        after = standing.inside[0, standing.states.index(code), start + 5 - standing.period.start]
        assert found.chance[row, kept] == after


def test_all_states_of_a_period_share_its_rivalry(made):
    found = laid(made)
    place = found.nodes.index("pressure")
    for start in set(found.periods):
        assert len(set(found.chance[found.periods == start, place])) == 1


def test_half_of_the_state_periods_lie_above_a_median_and_doubt_keeps_off_certainty(made):
    found = laid(made)
    chance = found.chance[:, found.nodes.index("needs")]
    assert 0.35 < (chance > 0.5).mean() < 0.65
    assert ((chance > 0.05) & (chance < 0.95)).any()


def test_a_focal_state_outside_has_no_case_and_the_reason_is_told(made):
    inputs, standing, level = made
    inside = np.array(standing.inside)
    inside[:, 0, 2015 - standing.period.start] = 0
    found = cases(inputs, replace(standing, inside=inside), level, "S00", as_of=2021, nodes=NODES)
    assert found.focal is None
    assert "2015" in found.out
    got = learned(inputs, replace(standing, inside=inside), level, "S00", as_of=2021, rng=np.random.default_rng(1),
                  **QUICK)  # fmt: skip
    assert got.why == found.out
    assert {asked.level for asked in got.asked} == {"all"}


def test_too_few_cases_are_refused(made):
    inputs, standing, level = made
    none = replace(standing, inside=np.zeros_like(standing.inside))
    with pytest.raises(CoverageError, match="at risk"):
        cases(inputs, none, level, "S00", as_of=2021, nodes=NODES)
    assert "at risk" in learned(inputs, none, level, "S00", as_of=2021, rng=np.random.default_rng(1))


def test_every_question_has_an_interval_and_bounds(made):
    inputs, standing, level = made
    inside = np.array(standing.inside)
    inside[:, 0] = 1
    held = replace(standing, inside=inside)
    got = learned(inputs, held, level, "S00", as_of=2021, rng=np.random.default_rng(1), **QUICK)
    assert {asked.name for asked in got.asked} >= {"effect.pressure", "case.needs", "case.mediation", "case.moderation"}
    for asked in got.asked:
        least = -1.0 if asked.level == "all" else 0.0
        assert least <= asked.low <= asked.mean <= asked.high <= 1.0
        assert asked.prior_low <= asked.prior_mean <= asked.prior_high
        assert asked.data[0] <= asked.data[1]
        if asked.graph is not None:
            assert asked.data[0] - 1e-9 <= asked.graph[0] <= asked.graph[1] + 1e-9
            assert asked.graph[1] <= asked.data[1] + 1e-9
    same = learned(inputs, held, level, "S00", as_of=2021, rng=np.random.default_rng(1), **QUICK)
    assert same == got


def test_arrows_and_signs_are_those_of_the_theory_file():
    theory = load_theory(declared("theories")["neoclassical_realism"])
    named = {"rivalry": "pressure", "economic_needs": "needs", "security_requirements": "requirements",
             "perceptions": "perception", "capacity": "capacity", "ties": "kept"}  # fmt: skip
    drawn = {
        (named[e.cause], named[e.effect]): {"+": 1, "-": -1, "?": 0}[e.sign]
        for e in theory.edges if not e.lag and e.cause in named and e.effect in named
    }  # fmt: skip
    graph = read_graph(GRAPH)
    assert set(drawn) == {(cause, node) for node, causes in graph.parents.items() for cause in causes}
    for (cause, node), sign in drawn.items():
        mine = KEPT_SIGNS[cause] if node == "kept" else SIGNS.get(node, {}).get(cause, 0)
        assert mine == sign, (cause, node)
