"""A simulated case whose truth is known: effects come back within their intervals, with the doubt of each measure."""

from dataclasses import replace

import numpy as np
import pytest

from tightrope.explain.case.learned import of_theory
from tightrope.explain.case.limits import by_graph
from tightrope.explain.case.nodes import Cases
from tightrope.explain.types.nodewise import average, learn, prior_draws
from tightrope.explain.types.query import ask
from tightrope.explain.types.worlds import world

CAUSES = ("needs", "requirements", "perception", "capacity")
SURE = 0.95


@pytest.fixture(scope="module")
def made():
    """A truth in which requirements decide, needs help, and capacity does nothing; cases with a doubt of 1 in 20."""
    model, rng = of_theory(), np.random.default_rng(3)
    truth = model.normalized(np.ones(model.parameters))
    kept = model.graph.nodes.index("kept")
    start, types = int(model.starts[kept]), model.nodal["kept"]
    bits = (np.arange(types.shape[1])[:, None] >> np.arange(len(model.graph.parents["kept"]))) & 1
    where = {cause: model.graph.parents["kept"].index(cause) for cause in CAUSES}
    share = np.full(len(types), 1e-9)

    def kind(answers):
        return int(np.flatnonzero((types == answers).all(axis=1))[0])

    share[kind(bits[:, where["requirements"]])] = 0.5
    share[kind(np.maximum(bits[:, where["requirements"]], bits[:, where["needs"]]))] = 0.2
    share[kind(np.ones(len(bits), dtype=int))] = 0.15
    share[kind(np.zeros(len(bits), dtype=int))] = 0.15
    truth[start : start + len(types)] = share / share.sum()
    facts = world(model)
    shares = model.shares(truth)
    drawn = rng.choice(model.types, size=1500, p=shares / shares.sum())
    values = np.stack([facts[node][drawn] for node in model.graph.nodes], axis=1)
    right = rng.random(values.shape) < SURE
    chance = np.where((values == 1) == right, SURE, 1.0 - SURE)
    effects = {c: float(average(model, truth[None], [ask(model, f"kept[{c}=1] - kept[{c}=0]").value])[0, 0])
               for c in ("pressure", *CAUSES)}  # fmt: skip
    return model, chance, effects


def effect(model, posterior, cause):
    flat = posterior.draws.reshape(-1, model.parameters)
    return average(model, flat, [ask(model, f"kept[{cause}=1] - kept[{cause}=0]").value])[0]


@pytest.fixture(scope="module")
def posterior(made):
    model, chance, _ = made
    return learn(model, chance, rng=np.random.default_rng(1), chains=8, sweeps=100, warmup=200, every=4)


def test_the_truth_is_what_the_test_says(made):
    effects = made[2]
    assert effects["requirements"] > 0.5
    assert 0.05 < effects["needs"] < 0.2
    assert effects["capacity"] == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("cause", ["pressure", "needs", "requirements", "perception"])
def test_known_effects_come_back(made, posterior, cause):
    # a truth of four types is nothing that a flat prior expects: the mean is pulled, by at most so much
    assert effect(made[0], posterior, cause).mean() == pytest.approx(made[2][cause], abs=0.12)


def test_intervals_hold_truths_drawn_from_the_prior():
    model, rng, held, asked = of_theory(), np.random.default_rng(8), 0, 0
    facts = world(model)
    for truth in prior_draws(model, 8, rng=rng):
        share = model.shares(truth)
        drawn = rng.choice(model.types, size=500, p=share / share.sum())
        values = np.stack([facts[node][drawn] for node in model.graph.nodes], axis=1)
        right = rng.random(values.shape) < SURE
        chance = np.where((values == 1) == right, SURE, 1.0 - SURE)
        found = learn(model, chance, rng=rng, chains=6, sweeps=60, warmup=100, every=4)
        for cause in ("pressure", *CAUSES):
            low, high = np.quantile(effect(model, found, cause), [0.05, 0.95])
            value = ask(model, f"kept[{cause}=1] - kept[{cause}=0]").value
            held += low <= average(model, truth[None], [value])[0, 0] <= high
            asked += 1
    assert held / asked >= 0.8


def test_a_sign_never_finds_nothing_and_a_lighter_prior_says_how_much_of_it_is_prior(made, posterior):
    _, chance, _ = made
    light = of_theory(4.0)
    other = learn(light, chance, rng=np.random.default_rng(2), chains=6, sweeps=60, warmup=200, every=4)
    heavy, lighter = effect(made[0], posterior, "capacity").mean(), effect(light, other, "capacity").mean()
    before = effect(made[0], replace(posterior, draws=prior_draws(made[0], 500, rng=np.random.default_rng(3))[None]),
                    "capacity").mean()  # fmt: skip
    assert 0.0 < lighter < heavy < 0.6 * before


def test_the_strongest_and_the_idle_cause_are_told_apart(made, posterior):
    strong, idle = (effect(made[0], posterior, cause) for cause in ("requirements", "capacity"))
    assert np.quantile(strong, 0.05) > np.quantile(idle, 0.95)


def test_bounds_by_the_graph_close_in_on_the_truth(made):
    model, chance, effects = made
    values = (chance > 0.5).astype(float)
    laid = Cases(nodes=model.graph.nodes, states=("A",) * len(values), periods=np.zeros(len(values), dtype=int),
                 chance=values, focal=0)  # fmt: skip
    asked = [ask(model, f"kept[{cause}=1] - kept[{cause}=0]").value for cause in CAUSES]
    found, broken = by_graph(model, laid, asked, [f"effect.{cause}" for cause in CAUSES])
    assert 0.0 <= broken < 0.05
    for cause, pair in zip(CAUSES, found, strict=True):
        assert pair[0] == pytest.approx(pair[1], abs=1e-6)
        # one value in twenty is misread, which pulls an effect toward nothing
        assert pair[0] == pytest.approx(effects[cause], abs=0.2)
