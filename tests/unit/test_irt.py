"""Ideal points: votes are laid out, refused with reasons, fitted, scored, placed and bridged."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from tightrope.core.errors import InvalidValue
from tightrope.stats.irt import chain, cuts
from tightrope.stats.irt.bridge import bridge
from tightrope.stats.irt.describe import probabilities
from tightrope.stats.irt.fit import fit
from tightrope.stats.irt.layout import divided, lay_out
from tightrope.stats.irt.points import Settings
from tightrope.stats.irt.score import chances, place, score
from tightrope.stats.irt.sweep import places, ratios, read


def made(seed=0, units=24, times=5, each=14, categories=3):
    rng = np.random.default_rng(seed)
    position = rng.normal(size=(units, 1)) + np.cumsum(rng.normal(size=(units, times)) * 0.2, axis=1)
    rows = []
    for t in range(times):
        for v in range(each):
            slope, edges = rng.normal() * 1.3, np.sort(rng.normal(size=categories - 1))
            latent = slope * position[:, t] + rng.normal(size=units)
            rows += [(u, 2000 + t, 100 * t + v, int(k)) for u, k in enumerate((latent[:, None] > edges).sum(axis=1))]
    columns = np.array(rows).T
    return dict(zip(("unit", "time", "item", "category"), columns, strict=True)), position


@pytest.fixture(scope="module")
def simple():
    votes, position = made()
    return votes, position, fit(votes, anchors={0: float(np.sign(position[0].mean()))}, tolerance=0.001)


def take(votes, keep):
    return {name: values[keep] for name, values in votes.items()}


def test_result_is_one_row_a_unit_and_time(simple):
    _, position, points = simple
    assert points.settled
    assert len(points.mean) == 24 * 5
    assert np.array_equal(np.lexsort((points.time, points.unit)), np.arange(120))
    assert np.corrcoef(points.mean, position[points.unit, points.time - 2000])[0, 1] > 0.93
    assert np.all(points.error > 0.0)
    assert points.items.slope.shape == (len(points.items.item),)
    assert np.all(np.diff(points.items.cuts, axis=1) > 0.0)
    assert np.all(points.items.cut_errors > 0.0)
    assert np.allclose(points.items.node_weight.sum(axis=0), 1.0)
    assert points.categories.tolist() == [0, 1, 2]
    assert points.diagnostics["cells"] == 120.0
    assert 0.5 < points.diagnostics["classified"] < 1.0


def test_the_same_votes_give_the_same_bytes_on_any_number_of_threads(simple):
    votes, _, _ = simple
    one, two = fit(votes, threads=1), fit(votes, threads=3)
    assert one.mean.tobytes() == two.mean.tobytes()
    assert one.error.tobytes() == two.error.tobytes()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda v: {k: x for k, x in v.items() if k != "time"}, "no column time"),
        (lambda v: {**v, "unit": v["unit"][:-1]}, "differ in length"),
        (lambda v: take(v, slice(0, 0)), "there is no vote"),
        (lambda v: {**v, "category": np.where(v["unit"] == 3, np.nan, v["category"])}, "not a number"),
        (lambda v: {**v, "category": np.zeros(len(v["unit"]), int)}, "no item divides"),
        (lambda v: {k: np.r_[x, x[:1]] for k, x in v.items()}, "votes twice"),
    ],
)
def test_bad_votes_are_refused_in_one_line(simple, change, says):
    with pytest.raises(InvalidValue, match=says) as caught:
        fit(change(simple[0]))
    assert "\n" not in str(caught.value)


def test_unknown_anchor_and_gap_are_refused(simple):
    with pytest.raises(InvalidValue, match="did not vote"):
        fit(simple[0], anchors={99: 1.0})
    with pytest.raises(InvalidValue, match="unknown"):
        fit(simple[0], settings=Settings(gap="never"))
    for wrong in (Settings(nodes=1), Settings(smooth=-0.1), Settings(start=0.0), Settings(bound=0.0)):
        with pytest.raises(InvalidValue, match="at least 2 nodes"):
            fit(simple[0], settings=wrong)
    words = {**simple[0], "time": simple[0]["time"].astype(str)}
    with pytest.raises(InvalidValue, match="numbers"):
        fit(words, settings=Settings(gap="elapsed"))


def test_unanimous_items_are_left_out_and_counted(simple):
    votes, _, points = simple
    more = {k: np.r_[v, w] for (k, v), w in zip(votes.items(), ([0, 1], [2000, 2000], [999, 999], [1, 1]), strict=True)}
    found = fit(more, tolerance=0.001)
    assert found.diagnostics["dropped"] == points.diagnostics["dropped"] + 2
    assert 999 not in found.items.item
    assert divided(np.array([1, 1, 2, 2]), np.array([0, 1, 1, 1])).tolist() == [True, True, False, False]


def test_the_walk_steps_from_the_last_time_seen():
    unit, time = np.array([0, 0, 0, 0, 1, 1]), np.array([1, 1, 4, 5, 1, 5])
    item, category = np.array([0, 1, 2, 3, 0, 3]), np.array([0, 1, 0, 1, 1, 0])
    seen = lay_out(unit, time, item, category, Settings(smooth=0.5))
    # n is 2, 1, 1 for the first unit and 1, 1 for the second
    assert seen.step.T.tolist() == [[0.0, 0.5 / 3, 0.25], [0.0, 0.25, 0.0]]
    elapsed = lay_out(unit, time, item, category, Settings(smooth=0.5, gap="elapsed"))
    assert elapsed.step.T.tolist() == [[0.0, 0.5, 0.25], [0.0, 1.0, 0.0]]


def test_votes_read_as_the_model_says():
    votes, _ = made(units=5, times=1, each=3)
    layout = lay_out(*(votes[n] for n in ("unit", "time", "item", "category")), Settings())
    rng = np.random.default_rng(1)
    items = len(layout.items)
    slope = rng.normal(size=(1, items))
    edges = np.sort(rng.normal(size=(1, items, 2)), axis=2)
    mean, variance = rng.normal(size=len(layout.cell)), np.full(len(layout.cell), 0.3)
    found = read(layout, layout.pieces[0], slope, edges, mean, variance)
    for n, (i, k) in enumerate(zip(layout.item, layout.category, strict=True)):
        limits = np.r_[-np.inf, edges[0, i], np.inf]

        def chance(at, b=slope[0, i], low=limits[k], high=limits[k + 1]):
            return norm.cdf(high - b * at) - norm.cdf(low - b * at)

        whole = quad(lambda x, n=n: chance(x) * norm.pdf(x, mean[n], np.sqrt(0.3)), -9, 9)[0]
        assert found.probability[0, n] == pytest.approx(whole, rel=1e-6)
    h = 1e-5
    up, down = (read(layout, layout.pieces[0], slope, edges, mean + d, variance) for d in (h, -h))
    log = [np.log(r.probability) for r in (up, down)]
    assert np.allclose((log[0] - log[1]) / (2 * h), found.score, atol=1e-8)
    assert np.allclose(-(up.score - down.score) / (2 * h), found.bend, atol=1e-7)
    for j in range(2):
        shift = np.zeros_like(edges)
        shift[..., j] = h
        up, down = (read(layout, layout.pieces[0], slope, edges + s, mean, variance) for s in (shift, -shift))
        assert np.allclose((up.loglik - down.loglik) / (2 * h), found.gradient[..., j], atol=1e-6)
        bend = (up.gradient - down.gradient) / (2 * h)
        assert np.allclose(bend[..., j], found.curve[..., j], atol=1e-5)
        assert np.allclose(bend[..., 1 - j], found.cross[..., 0], atol=1e-5)


def test_far_votes_keep_their_digits():
    upper, lower = np.array([[9.0, -30.0, 20.0]]), np.array([[8.0, -40.0, 19.0]])
    probability, above, below = ratios(upper, lower, 0, 3)
    truth = norm.sf(lower) - norm.sf(upper)
    assert np.allclose(probability[0, ::2], truth[0, ::2], rtol=1e-12)
    assert np.isfinite(above).all()
    assert np.isfinite(below).all()
    assert np.allclose(probabilities(np.ones(1), np.array([[8.0, 9.0]]), np.zeros(1)).sum(), 1.0)


def test_cut_points_settle_at_their_mode_and_keep_empty_categories_open():
    where = np.full((1, 1, 2), [[-0.5, 0.5]])
    for _ in range(60):
        where, logdet, gain = cuts.step(
            where, np.zeros_like(where), np.full_like(where, -1e-12), np.zeros((1, 1, 1)), bound=7.0
        )
    assert np.allclose(where, [[-7.0 / 3.0, 7.0 / 3.0]])  # no votes: even thirds of the interval
    assert gain.max() < 1e-8
    matrix = np.array([[4.0, -1.0, 0.0], [-1.0, 3.0, 0.5], [0.0, 0.5, 2.0]])
    solved, logdet = cuts.solve(np.diag(matrix), np.diag(matrix, 1), np.array([1.0, 2.0, 3.0]))
    assert np.allclose(matrix @ solved, [1.0, 2.0, 3.0])
    assert logdet == pytest.approx(np.linalg.slogdet(matrix)[1])
    assert np.allclose(cuts.variances(np.diag(matrix), np.diag(matrix, 1)), np.diag(np.linalg.inv(matrix)))
    crossed = cuts.ordered(np.array([[3.0, 1.0, 9.0]]), 7.0)[0]
    assert np.all(np.diff(crossed) > 0.0)
    assert crossed[-1] < 7.0


def test_the_panel_is_held_at_mean_0_and_deviation_1():
    votes, _ = made(units=8, times=4, each=4)
    layout = lay_out(*(votes[n] for n in ("unit", "time", "item", "category")), Settings())
    rng = np.random.default_rng(4)
    precision = rng.uniform(0.5, 6.0, size=len(layout.votes))
    pull = precision * (rng.normal(size=len(precision)) * 3.0 + 2.0)
    mean, variance, multiplier, shift = chain.standardize(layout, precision, pull, start=1.0, multiplier=0.0)
    assert mean.mean() == pytest.approx(0.0, abs=1e-10)
    assert np.sqrt((mean**2 + variance).mean()) == pytest.approx(1.0, abs=1e-4)
    plain = chain.smooth(layout, precision, pull, start=1.0, multiplier=multiplier, shift=shift)
    assert np.allclose(plain[0], mean)
    assert multiplier > 0.0


def test_nodes_integrate_a_normal_exactly():
    place_, base = places(3)
    weight = np.exp(base - 0.5 * place_**2)
    weight /= weight.sum()
    assert [float((weight * place_**k).sum()) for k in (1, 2, 4)] == pytest.approx([0.0, 1.0, 3.0], abs=1e-12)


def test_new_units_are_scored_as_if_they_had_been_there(simple):
    votes, _, points = simple
    away = votes["unit"] == 7
    rest = fit(take(votes, ~away), anchors={0: float(np.sign(points.mean[points.unit == 0].mean()))}, tolerance=0.001)
    known = away & np.isin(votes["item"], rest.items.item)
    scored = score(rest, take(votes, known))
    there = points.unit == 7
    assert scored.unit.tolist() == [7] * 5
    assert np.abs(scored.mean - points.mean[there]).max() < 0.35
    assert np.allclose(scored.error, points.error[there], rtol=0.3)
    assert scored.settled
    with pytest.raises(InvalidValue, match="was not in the fit"):
        score(rest, {**take(votes, known), "item": votes["item"][known] + 5000})


def test_new_items_are_placed_as_if_they_had_been_there(simple):
    votes, _, points = simple
    new = votes["item"] == 203
    rest = fit(take(votes, ~new), anchors={0: float(np.sign(points.mean[points.unit == 0].mean()))}, tolerance=0.001)
    found = place(rest, take(votes, new))
    at = points.items.item == 203
    assert found.item.tolist() == [203]
    assert found.slope[0] == pytest.approx(points.items.slope[at][0], abs=0.25)
    assert found.cuts[0] == pytest.approx(points.items.cuts[at][0], abs=0.3)
    likely = chances(found, np.full(24, 203), rest.mean[rest.time == 2002])
    assert np.allclose(likely.sum(axis=1), 1.0)
    assert (likely.argmax(axis=1) == votes["category"][new]).mean() > 0.4
    with pytest.raises(InvalidValue, match="has no position"):
        place(rest, {**take(votes, new), "time": np.full(24, 1900)})
    with pytest.raises(InvalidValue, match="unanimous"):
        place(rest, {**take(votes, new), "category": np.full(24, 1)})
    with pytest.raises(InvalidValue, match="not in the fit"):
        chances(found, np.array([1]), np.zeros(1))


def test_without_anchors_the_slopes_sum_to_a_positive_number(simple):
    assert fit(simple[0]).items.slope.sum() > 0.0


def test_one_time_and_two_categories_are_enough():
    votes, position = made(times=1, categories=2, each=20)
    points = fit(votes)
    assert abs(np.corrcoef(points.mean, position[:, 0])[0, 1]) > 0.85
    assert points.items.cuts.shape[1] == 1


def test_items_of_the_same_words_are_bridged_unless_the_words_are_short_or_double():
    item = np.arange(7)
    time = np.array([1, 2, 2, 3, 1, 2, 3])
    title = np.array(
        ["Question of Malta, part 1", "QUESTION OF MALTA: part 2",
         "Rights of the child and more", "question of malta: part",
         "Report", "Report", "rights of the child; and more"]
    )  # fmt: skip
    tied = bridge(item, time, title)
    assert len({tied[0], tied[1], tied[3]}) == 1
    assert tied[2] == tied[6] != tied[0]
    assert tied[4] != tied[5]
    double = bridge(item[:3], np.array([1, 1, 2]), np.full(3, "Question of Malta, part"))
    assert len(set(double.tolist())) == 3
