"""A panel made by one theory is won by that theory; a panel made by AR(1) is won by none."""

import numpy as np
import pytest
from scipy.stats import t as student_t

from tightrope.core.theory import Restriction, Theory
from tightrope.explain.rivals.filters import channels
from tightrope.explain.rivals.matrix import Matrix
from tightrope.explain.rivals.score import predictions, score

STATES, YEARS = 90, 30


@pytest.fixture(autouse=True)
def without_trees(monkeypatch):
    """Leave the boosted trees out: they know no theory and bear on no verdict here, and cost most of the time."""
    monkeypatch.setattr("tightrope.explain.rivals.score.boosting", lambda seed: None)


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


NAMES = ("pressure", "exposure", "pressure x exposure", "needs", "capacity", "pressure x capacity")
NCR = Theory(
    name="neoclassical_realism", label="NCR", summary="s", constructs=(), edges=(), propositions=(), cites=(),
    restrictions=tuple(Restriction(outcomes=("tilt", "engagement"), column=c, sign="?", mechanism="m") for c in NAMES),
)  # fmt: skip


def filtered(rng, *, to_filter=0.0, to_tie=0.0, bent=0.0, states=120, years=34):
    """Pressure of the year, dealings of the state, two filters, and a lean and an engagement that they may move."""
    pressure = np.zeros(years)
    for t in range(1, years):
        pressure[t] = 0.7 * pressure[t - 1] + 0.7 * rng.standard_normal()
    exposure = rng.standard_normal(states)
    push = pressure[None, :] * exposure[:, None]
    filters = {name: np.zeros((states, years)) for name in ("needs", "capacity")}
    y = {name: np.zeros((states, years)) for name in ("tilt", "engagement")}
    for t in range(1, years):
        for name, line in filters.items():
            moved = to_filter * push[:, t - 1] if name == "needs" else 0.0
            line[:, t] = 0.7 * line[:, t - 1] + moved + 0.5 * rng.standard_normal(states)
        for name, line in y.items():
            effect = to_tie * filters["needs"][:, t - 1] + bent * pressure[t - 1] * filters["capacity"][:, t - 1]
            effect = effect if name == "engagement" else 0.0
            line[:, t] = 0.8 * line[:, t - 1] + effect + 0.05 * rng.standard_normal() + 0.2 * rng.standard_t(5, states)
    wide = np.broadcast_to(pressure, push.shape)
    x = np.stack([wide, np.broadcast_to(exposure[:, None], push.shape), push, filters["needs"], filters["capacity"],
                  wide * filters["capacity"]], axis=2)  # fmt: skip
    return Matrix(
        y=y, x=x, columns=NAMES, states=tuple(f"S{k}" for k in range(states)), years=tuple(range(1990, 1990 + years)),
        absent={}, known=np.ones(len(NAMES)),
    )  # fmt: skip


def channel(table, seed):
    return channels(table, (NCR,), np.arange(len(table.states)) % 6, rng=np.random.default_rng(seed))


@pytest.mark.slow
def test_a_pressure_that_filters_bend_is_found_as_moderation_alone():
    moderation, mediation, paths = channel(filtered(np.random.default_rng(7), bent=0.12), 7)
    assert moderation["verdict"] == "found"
    assert mediation["verdict"] == "not found"
    assert [(p.filter, p.outcome) for p in paths if p.kind == "moderation" and p.resolved] == [
        ("capacity", "engagement")
    ]


@pytest.mark.slow
def test_a_pressure_that_runs_through_a_filter_is_found_as_mediation_alone():
    moderation, mediation, paths = channel(filtered(np.random.default_rng(8), to_filter=0.3, to_tie=0.2), 8)
    assert mediation["verdict"] == "found"
    assert moderation["verdict"] != "found"
    held = [p for p in paths if p.kind == "indirect" and p.resolved]
    assert [(p.filter, p.outcome) for p in held] == [("needs", "engagement")]
    assert held[0].low < held[0].mean < held[0].high


@pytest.mark.slow
def test_a_filter_that_merely_matters_is_neither():
    """What theories of threat and of exchange expect as well."""
    moderation, mediation, paths = channel(filtered(np.random.default_rng(9), to_tie=0.2), 9)
    assert any(p.kind == "to tie" and p.resolved for p in paths)
    assert mediation["verdict"] == "not found"
    assert moderation["verdict"] != "found"


@pytest.mark.slow
def test_the_true_model_predicts_nearly_as_well_as_the_truth_itself():
    """The truth knows every effect; what is lost to estimating them is small, and nothing is gained."""
    table = simulated(np.random.default_rng(10), {"a": 0.12, "b": -0.12}, gaps=0.0)
    held = predictions(
        table, SHELF[:1], np.arange(STATES) % 6, (2009, 2014), rng=np.random.default_rng(1), ahead=(1,),
        outcomes=("tilt",),
    )  # fmt: skip
    noise = 0.3 * np.random.default_rng(11).standard_t(4, 200_000)
    best = student_t.logpdf(noise, 4, scale=0.3).mean()
    for key in (("regions", 1, "tilt"), ("ahead", 1, "tilt")):
        one = held[key]
        found = one.logs[one.models.index(("first", "strict"))].mean()
        assert best - 0.12 < found < best + 0.03, (key, best, found)
