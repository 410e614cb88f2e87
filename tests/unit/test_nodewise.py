"""Learning node by node: the same answers as over all types, doubt about values, resampled groups."""

import numpy as np
import pytest

from tightrope.core.errors import InvalidValue
from tightrope.explain.types.cases import Seen
from tightrope.explain.types.model import make
from tightrope.explain.types.nodal import counted, monotone
from tightrope.explain.types.nodewise import average, learn, prior_draws
from tightrope.explain.types.query import ask
from tightrope.explain.types.update import answer, update

EFFECT = "Y[X=1] - Y[X=0]"


def rng(seed=1):
    return np.random.default_rng(seed)


def effects(model, posterior, query=EFFECT):
    flat = posterior.draws.reshape(-1, model.parameters)
    return average(model, flat, [ask(model, query).value])[0]


def test_a_cause_without_a_sign_squares_the_types():
    assert len(monotone((1, 1, 1))) == 20
    assert len(monotone((1, 1, 1, 0))) == 400
    assert len(monotone((0, 0))) == 16
    with pytest.raises(InvalidValue, match="sign"):
        monotone((1, 1, 1, 0, 0))


def test_the_same_posterior_as_over_all_causal_types():
    model = make("X -> M -> Y; X -> Y")
    counts = {(0, 0, 0): 30, (0, 0, 1): 6, (0, 1, 1): 5, (1, 1, 1): 25, (1, 0, 0): 8, (1, 1, 0): 7}
    names = ("X", "M", "Y")
    rows = [[dict(zip(names, values, strict=True))[n] for n in model.graph.nodes]
            for values, number in counts.items() for _ in range(number)]  # fmt: skip
    mine = effects(model, learn(model, np.array(rows, dtype=float), rng=rng(), chains=30, sweeps=300))
    seen = [Seen(values=dict(zip(names, values, strict=True)), number=number) for values, number in counts.items()]
    other = answer(update(model, seen, rng=rng(2), chains=30, sweeps=300), EFFECT, rng=rng())
    assert mine.mean() == pytest.approx(other.mean, abs=0.01)
    assert mine.std() == pytest.approx(other.sd, abs=0.01)


def test_evidence_that_says_nothing_leaves_the_prior():
    model = make("X -> Y", monotone={"Y": {"X": 1}})
    blank = np.full((50, 2), np.nan)
    found = effects(model, learn(model, blank, rng=rng(), chains=20, sweeps=300, every=10))
    before = average(model, prior_draws(model, 6000, rng=rng(3)), [ask(model, EFFECT).value])[0]
    assert found.mean() == pytest.approx(before.mean(), abs=0.02)
    assert found.std() == pytest.approx(before.std(), abs=0.02)


def test_doubt_about_values_widens_and_certainty_narrows():
    model = make("X -> Y")
    x = np.repeat([0.0, 1.0], 100)
    sure = learn(model, np.column_stack([x, x]), rng=rng(), chains=10)
    soft = np.where(np.column_stack([x, x]) > 0, 0.7, 0.3)
    unsure = learn(model, soft, rng=rng(), chains=10)
    assert effects(model, sure).std() < effects(model, unsure).std()
    assert effects(model, sure).mean() > 0.9


def test_members_of_few_groups_count_for_less():
    model = make("X -> Y")
    generator = rng(5)
    group = np.repeat(np.arange(6), 100)
    x = (group % 2).astype(float)
    y = (generator.random(600) < 0.3 + 0.1 * (group % 3)).astype(float)
    seen = np.column_stack([x, y])
    alone = effects(model, learn(model, seen, rng=rng(), chains=24))
    grouped = effects(model, learn(model, seen, groups=(group,), rng=rng(), chains=24))
    assert grouped.std() > 1.3 * alone.std()


def test_averages_are_those_over_all_types():
    model = make("X -> M -> Y; X -> Y")
    draws = prior_draws(model, 7, rng=rng())
    values = [ask(model, EFFECT).value, np.ones(model.types)]
    whole = model.shares(draws)
    assert average(model, draws, values) == pytest.approx(np.stack([whole @ v for v in values]))


@pytest.mark.parametrize("seen", [np.zeros((3, 3)), np.full((3, 2), 1.5)])
def test_a_bad_table_is_refused(seen):
    with pytest.raises(InvalidValue, match="evidence"):
        learn(make("X -> Y"), seen, rng=rng())


def test_a_confounded_graph_is_refused():
    with pytest.raises(InvalidValue, match="confounded"):
        learn(make("X -> Y; X <-> Y"), np.zeros((3, 2)), rng=rng())


def test_the_same_seed_gives_the_same_draws():
    model, seen = make("X -> Y"), rng(4).random((40, 2))
    one, two = (learn(model, seen, groups=(np.arange(40) % 8,), rng=rng(), chains=3, sweeps=20) for _ in range(2))
    assert np.array_equal(one.draws, two.draws)


def test_counting_types_are_monotone_and_hold_any_and_all():
    signs = (1, -1, 0)
    found = counted(signs)
    whole = {tuple(map(int, row)) for row in monotone(signs)}
    mine = {tuple(map(int, row)) for row in found}
    assert mine < whole
    first, second = np.array([0, 1] * 4), 1 - np.array([0, 0, 1, 1] * 2)
    assert {tuple(np.maximum(first, second)), tuple(first * second), (0,) * 8, (1,) * 8} <= mine
    assert len(counted((1, 1, 1, -1, 0))) == 130
    assert len(found) == len(mine)


def test_a_node_may_be_given_its_types():
    model = make("X -> Y", types={"Y": counted((1,))})
    assert len(model.nodal["Y"]) == 3
    for bad in (np.zeros((2, 3)), np.full((2, 2), 2)):
        with pytest.raises(InvalidValue, match="types of Y"):
            make("X -> Y", types={"Y": bad})
    with pytest.raises(InvalidValue, match="no node"):
        make("X -> Y", types={"Q": counted((1,))})
