"""A panel made by one theory is won by that theory; a panel made by AR(1) is won by none."""

import numpy as np
import pytest

from tightrope.core.theory import Restriction, Theory
from tightrope.explain.rivals.matrix import Matrix
from tightrope.explain.rivals.score import score

STATES, YEARS = 90, 30
COLUMNS = ("a", "b", "c", "d")


def theory(name, slopes):
    return Theory(
        name=name, label=name, summary="s", constructs=(), edges=(), propositions=(), cites=(),
        restrictions=tuple(Restriction(outcomes=("tilt", "engagement"), column=c, sign=s, mechanism="m")
                           for c, s in slopes.items()),
    )  # fmt: skip


SHELF = (theory("first", {"a": "+", "b": "-"}), theory("second", {"c": "+"}), theory("third", {"d": "?"}))


def simulated(rng, effects, *, gaps=0.1):
    """Own value of last year, effects of states and years, heavy tails, and what a theory says."""
    x = np.empty((STATES, YEARS, len(COLUMNS)))
    x[:, 0] = rng.standard_normal((STATES, len(COLUMNS)))
    for t in range(1, YEARS):
        x[:, t] = 0.8 * x[:, t - 1] + 0.6 * rng.standard_normal((STATES, len(COLUMNS)))
    y = {}
    for name in ("tilt", "engagement"):
        line = np.zeros((STATES, YEARS))
        own, common = 0.1 * rng.standard_normal(STATES), 0.1 * rng.standard_normal(YEARS)
        for t in range(1, YEARS):
            push = x[:, t - 1] @ np.array([effects.get(c, 0.0) for c in COLUMNS])
            line[:, t] = 0.8 * line[:, t - 1] + own + common[t] + push + 0.3 * rng.standard_t(4, STATES)
        y[name] = line
    x[rng.random(x.shape) < gaps] = np.nan
    return Matrix(
        y=y, x=x, columns=COLUMNS, states=tuple(f"S{k}" for k in range(STATES)),
        years=tuple(range(1990, 1990 + YEARS)), absent={}, known=np.full(4, 1 - gaps),
    )  # fmt: skip


def verdicts(table, seed):
    found = score(table, SHELF, np.arange(STATES) % 6, seed=seed)
    return {
        (d.model, d.test): d for d in found.duels if d.outcome == "headline" and d.form == "strict" and d.ahead == 1
    }, found  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_the_theory_that_made_the_panel_wins_it(seed):
    held, found = verdicts(simulated(np.random.default_rng(seed), {"a": 0.12, "b": -0.12}), seed)
    for test in ("regions", "ahead"):
        assert held["first", test].verdict == "better"
        assert held["second", test].verdict != "better"
        assert held["third", test].verdict != "better"
    assert found.weights["regions 1"]["first"][1] > 0.5


@pytest.mark.slow
def test_shrinkage_alone_cannot_tell_the_theories_apart():
    """Decision 13: with the other slopes shrunk by 0.05 a theory wins on what another one named."""
    _, found = verdicts(simulated(np.random.default_rng(1), {"a": 0.12, "b": -0.12}), 1)
    soft = {d.model: d for d in found.duels if (d.test, d.outcome, d.form) == ("regions", "headline", "soft")}
    assert soft["second"].verdict == soft["first"].verdict == "better"
    assert soft["first"].difference - soft["second"].difference < 4.0


@pytest.mark.slow
def test_the_opposite_sign_wins_nothing():
    held, _ = verdicts(simulated(np.random.default_rng(3), {"c": -0.15}), 3)
    assert held["second", "regions"].verdict != "better"


@pytest.mark.slow
def test_a_panel_of_its_own_past_alone_is_won_by_none():
    better = 0
    for seed in (4, 5, 6):
        held, _ = verdicts(simulated(np.random.default_rng(seed), {}), seed)
        better += sum(d.verdict == "better" for d in held.values())
    assert better == 0
