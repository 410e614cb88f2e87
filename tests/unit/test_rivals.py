"""Columns, matrix, restrictions and splits of the comparison of theories, and what the report says of it."""

import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from tightrope.core.alignment import Standing
from tightrope.core.effect import Pressure
from tightrope.core.errors import CoverageError
from tightrope.core.theory import Restriction, Theory
from tightrope.explain.rivals.boosting import ABSENT, boosting, present
from tightrope.explain.rivals.columns import column, label_of, rows_of, standardized
from tightrope.explain.rivals.matrix import Rows, matrix, rows, without_gaps
from tightrope.explain.rivals.models import AR1, models
from tightrope.explain.rivals.predictions import logs_of
from tightrope.explain.rivals.roles import theory_roles
from tightrope.explain.rivals.score import judged, score, sets, verdict
from tightrope.explain.rivals.splits import origins, regions
from tightrope.report.parts.rivals import overall, rivals_of, scored
from tightrope.stats.prediction import crossed
from tightrope.study.theories.walked import told

sys.path.insert(0, str(Path(__file__).parent))
from toy import toy


def theory(name, *slopes):
    return Theory(
        name=name, label=name.capitalize(), summary="s", constructs=(), edges=(), propositions=(), cites=(),
        restrictions=tuple(Restriction(outcomes=tuple(outs), column=c, sign=s, mechanism="m") for outs, c, s in slopes),
    )  # fmt: skip


SIZE = theory("size", (("tilt", "engagement"), "power_gap", "-"), (("engagement",), "own_capability", "-"))
TRADE = theory("trade", (("tilt",), "trade.gap", "+"), (("engagement",), "nothing", "?"))


@pytest.fixture(scope="module")
def world():
    inputs = toy(np.random.default_rng(1), start=1988, stop=2018)
    shape = inputs.ties.values.shape[:2]
    rng = np.random.default_rng(2)
    walk = np.cumsum(0.1 * rng.standard_normal((*shape, 2)), axis=1)
    ties = 1.0 / (1.0 + np.exp(-walk))
    standing = Standing(
        states=inputs.ties.states, period=inputs.ties.period, labels=("x",), label=np.zeros((1, *shape), dtype=np.int8),
        inside=np.zeros((1, *shape), dtype=np.int8), tilt=ties[..., 1] - ties[..., 0], engagement=ties.mean(axis=2),
        extra={"tie_first": ties[..., 0], "tie_second": ties[..., 1]},
    )  # fmt: skip
    level = np.linspace(0.2, 0.8, shape[1])
    pressure = Pressure(
        years=inputs.ties.period.years, mean=level, low=level, high=level, components={}, counts=np.ones(shape[1]),
        widened=(), loadings={},
    )  # fmt: skip
    return inputs, standing, pressure


def test_a_gap_is_the_second_power_less_the_first(world):
    inputs, _, pressure = world
    first, second = (column(f"trade.{p}", inputs, pressure) for p in ("first", "second"))
    assert np.allclose(column("trade.gap", inputs, pressure), second - first)
    assert np.allclose(column("trade.both", inputs, pressure), (first + second) / 2)
    assert np.allclose(first, inputs.ties.column("import_share_cow")[:, :, 0])


def test_a_product_is_of_standardized_columns(world):
    inputs, _, pressure = world
    found = column("pressure x own_capability", inputs, pressure)
    one, two = (standardized(column(n, inputs, pressure)) for n in ("pressure", "own_capability"))
    assert np.allclose(found, one * two)


def test_any_series_of_the_panel_is_a_column_and_an_unknown_one_is_none(world):
    inputs, _, pressure = world
    share = column("capability_share", inputs, pressure)
    assert np.allclose(share, inputs.series.column("capability_share")[: len(inputs.ties.states)])
    assert column("contested_votes", inputs, pressure).shape == share.shape
    assert column("arms_share_5y.second", inputs, pressure).shape == share.shape
    assert column("nothing", inputs, pressure) is None
    assert column("nothing x pressure", inputs, pressure) is None


def test_nearness_is_minus_the_log_of_the_distance(world):
    inputs, _, pressure = world
    table = inputs.pairs["distance"]
    found = column("near.second", inputs, pressure)
    at = [k for k, (s, o) in enumerate(zip(table["state"], table["other"], strict=True))
          if (s, o) == (inputs.ties.states[3], inputs.ties.powers[1])]  # fmt: skip
    assert found[3, 0] == pytest.approx(-np.log(float(table["value"][at[0]])))


def test_a_column_says_its_name_and_its_rows():
    assert label_of("trade.gap x needs") == "share in trade, second power less first times economic needs"
    assert rows_of("threat.gap")[:2] == ("capability_share", "distance")
    assert rows_of("polyarchy") == ("polyarchy",)


def test_the_matrix_joins_the_columns_of_all_theories_and_says_what_is_absent(world):
    inputs, standing, pressure = world
    table = matrix(inputs, standing, pressure, (SIZE, TRADE), last=2016)
    assert table.columns == ("power_gap", "own_capability", "trade.gap")
    assert table.absent == {"nothing": "the panel has no such series"}
    assert (table.years[0], table.years[-1]) == (1989, 2016)
    assert np.allclose(table.y["hedging"] ** 2, table.y["tie_first"] * table.y["tie_second"])
    assert "votes" not in table.y


def test_causes_stand_before_their_effects(world):
    inputs, standing, pressure = world
    table = matrix(inputs, standing, pressure, (TRADE,), last=2016)
    for ahead in (1, 3):
        found = rows(table, "tilt", ahead)
        k = 7
        u, t = found.state[k], found.year[k]
        assert found.y[k] == table.y["tilt"][u, t]
        assert found.lag[k] == table.y["tilt"][u, t - ahead]
        assert found.x[k, 0] == table.x[u, t - ahead, 0]


def test_too_few_states_are_refused(world):
    inputs, standing, pressure = world
    few = standing.tilt.copy()
    few[15:] = np.nan
    with pytest.raises(CoverageError, match="fewer than 20 states"):
        matrix(inputs, replace(standing, tilt=few), pressure, (SIZE,), last=2016)


def test_gaps_count_as_the_mean_of_the_training_rows():
    train = np.array([[1.0], [3.0], [np.nan]])
    assert np.allclose(without_gaps(np.array([[np.nan], [3.0], [5.0]]), train), [[0.0], [1.0], [3.0]])


def test_a_theory_frees_what_it_names_and_holds_the_rest():
    found = {(m.name, m.form): m for m in models((SIZE, TRADE), ("power_gap", "own_capability", "trade.gap"), "tilt")}
    strict = found["size", "strict"]
    assert strict.spread.tolist() == [10.0, 0.5, 0.0, 0.0]
    assert strict.signs.tolist() == [0.0, -1.0, 0.0, 0.0]
    assert found["size", "soft"].spread.tolist() == [10.0, 0.5, 0.05, 0.05]
    assert found["no_theory", "baseline"].spread.tolist() == [10.0, 0.05, 0.05, 0.05]
    assert found[AR1, "baseline"].same
    votes = {m.name: m for m in models((TRADE,), ("trade.gap",), "votes") if m.form == "strict"}
    assert votes["trade"].signs.tolist() == [0.0, 1.0]
    silent = {m.name: m for m in models((TRADE,), ("trade.gap",), "hedging") if m.form == "strict"}
    assert silent["trade"].same


def test_what_a_theory_names_is_listed_as_far_as_the_matrix_has_it():
    assert sets(TRADE, ("trade.gap",)) == {
        "tilt": {"trade.gap": "+"}, "tie_first": {}, "tie_second": {}, "engagement": {}, "hedging": {}
    }  # fmt: skip


def test_a_random_walk_is_scored_with_the_tail_that_its_scale_was_found_with():
    rng = np.random.default_rng(3)
    state, year = np.repeat(np.arange(30), 20), np.tile(np.arange(20), 30)
    lag = 3.0 * rng.standard_normal(600)  # tells nothing: errors of AR(1) have the tails of y, those of a walk do not
    found = Rows(y=rng.standard_t(3, 600), lag=lag, x=np.zeros((600, 0)), state=state, year=year)
    train = year < 15
    logs = logs_of(found, models((), (), "tilt"), train, ~train, rng)[-1]
    error, unit = found.y - lag, found.y[train].std()
    freedom, scale, _ = crossed.tails(error[train] / unit, np.zeros(train.sum()))
    assert freedom > 5.0
    assert np.allclose(logs, crossed.student(error[~train] / unit, scale, freedom) - np.log(unit))


def test_fits_end_five_years_apart_and_the_last_five_years_are_left():
    assert origins(1990, 2023) == (2003, 2008, 2013, 2018)
    assert origins(1990, 2004) == ()


def test_regions_are_neighborhoods_drawn_by_the_seed(world):
    inputs, _, _ = world
    codes = inputs.ties.states
    ends = [(a, b, 100.0 * abs(i - j)) for i, a in enumerate(codes) for j, b in enumerate(codes) if i != j]
    table = {name: np.array([e[k] for e in ends]) for k, name in enumerate(("state", "other", "value"))}
    inputs = replace(inputs, pairs={"distance": table})
    one, same, other = (regions(inputs, codes, rng=np.random.default_rng(s)) for s in (1, 1, 2))
    assert (np.diff(one) != 0).sum() == 5, "states stand on a line, so a region is a stretch of it"
    assert (one == same).all()
    assert (one != other).any()
    assert set(one) <= set(range(6))
    assert (regions(inputs, codes[:10], rng=np.random.default_rng(1))[10:] == -1).all()


def test_without_distances_regions_are_groups_of_one_size(world):
    inputs, _, _ = world
    found = regions(inputs, inputs.ties.states, rng=np.random.default_rng(1))
    assert np.ptp(np.bincount(found)) <= 1


@pytest.mark.parametrize(
    ("difference", "error", "told"),
    [(9.0, 4.0, "better"), (-9.0, 4.0, "worse"), (7.9, 4.0, "tie"), (3.9, 0.1, "tie"), (-4.0, 0.1, "worse")],
)
def test_a_difference_is_told_beyond_two_errors_and_beyond_4(difference, error, told):
    assert verdict(difference, error) == told


@pytest.mark.parametrize(
    ("ar1", "bar", "told"),
    [((9.0, 1.0), (9.0, 1.0), "better"), ((9.0, 1.0), (-9.0, 8.0), "tie"), ((-9.0, 1.0), (-20.0, 15.0), "worse"),
     ((9.0, 1.0), (-9.0, 2.0), "worse")],
)  # fmt: skip
def test_worse_than_the_baseline_inside_it_is_worse(ar1, bar, told):
    assert judged(*ar1, *bar) == told


@pytest.fixture(scope="module")
def scores(world):
    inputs, standing, pressure = world
    table = matrix(inputs, standing, pressure, (SIZE, TRADE), last=2018)
    region = regions(inputs, inputs.ties.states, rng=np.random.default_rng(3))
    return score(table, (SIZE, TRADE), region, seed=4), score(table, (SIZE, TRADE), region, seed=4)


def test_the_same_seed_gives_the_same_scores(scores):
    assert scores[0] == scores[1]


def test_ar1_is_its_own_measure_and_weights_sum_to_one(scores):
    found = scores[0]
    assert {d.test for d in found.duels} == {"regions", "ahead"}
    assert all(d.difference == d.error == 0.0 for d in found.duels if d.model == AR1)
    for held in found.weights.values():
        assert sum(w for w, _, _ in held.values()) == pytest.approx(1.0)
        assert all(low <= w <= high for w, low, high in held.values())
    assert found.moderation == {}
    assert all(d.late <= d.predictions for d in found.duels)


def test_with_the_extra_boosted_trees_are_scored_and_without_it_its_absence_is_said(scores):
    assert ("gradient_boosting" in scores[0].models) == present()
    assert (ABSENT in scores[0].notes) != present()


def test_without_the_extra_there_are_no_trees(monkeypatch):
    monkeypatch.setattr("tightrope.explain.rivals.boosting.present", lambda: False)
    assert boosting(1) is None


def test_boosted_trees_learn_a_bend_that_no_line_has():
    pytest.importorskip("sklearn", reason="the extra `rivals` is not installed")
    rng = np.random.default_rng(5)
    x = rng.uniform(-1, 1, (3000, 2))
    y = x[:, 0] + np.abs(x[:, 1]) + 0.05 * rng.standard_normal(3000)
    location, scale, tail = boosting(1)(x[:2500], y[:2500], np.arange(2500) % 50, x[2500:])
    error = y[2500:] - location
    assert np.abs(error).mean() < 0.12
    assert scale[0] == pytest.approx(error.std(), rel=0.5)
    assert tail >= 10, "normal errors have no heavy tail"


def test_the_report_tells_scores_weights_and_the_verdict(scores):
    found = rivals_of(scores[0], (SIZE, TRADE), "")
    assert found["verdict"].startswith("No theory predicts better than the naive baselines")
    assert [row["label"] for row in found["rows"]][:2] == ["Size", "Trade"]
    assert found["columns"][0]["named_by"] == ["size"]
    assert any("pseudo-out-of-sample" in note for note in found["notes"])
    one = scored(scores[0], SIZE, "")
    assert one["score"] == next(
        d.difference for d in scores[0].duels
        if (d.model, d.form, d.test, d.outcome) == ("size", "strict", "regions", "headline")
    )  # fmt: skip
    assert "where a region is left out it" in one["sentence"]


def test_the_verdict_names_who_did_better_and_where(scores):
    duels = tuple(
        replace(d, verdict="better") if (d.model, d.test, d.outcome) == ("size", "regions", "headline") else d
        for d in scores[0].duels
    )
    said = overall(replace(scores[0], duels=duels), {"size": "Size", "trade": "Trade"})
    assert said.startswith("In regions left out, Size predicted better")


def test_without_scores_the_reason_stands_there():
    assert rivals_of(None, (SIZE,), "not scored: too few")["why"] == "not scored: too few"
    assert scored(None, SIZE, "not scored: too few")["score"] is None


def test_a_score_is_walked_back_to_folds_left_sides_columns_and_rows(scores, world):
    part = rivals_of(scores[0], (SIZE, TRADE), "")
    entries = [asdict(row) for row in theory_roles(world[0], (SIZE, TRADE))]
    report = {"explanation": {"rivals": part}, "roles": entries}
    text, below = told(report, "size")
    row = next(r for r in part["rows"] if r["name"] == "size")
    assert text.startswith(f"Size: log score less that of AR(1) {row['tests'][0]['difference']:+.0f} (")
    lines = dict(below)
    fold = next(lines[head] for head in lines if head.startswith("a region left out, 1 ahead"))
    assert len(fold) == len(part["regions"])
    side = next(lines[head] for head in lines if head.startswith("left sides, "))
    assert len(side) == len({d["outcome"] for d in part["duels"]})
    own = next(head for head in lines if head.startswith("column own capability"))
    assert own.endswith("sign - for engagement")
    assert [line.split(",")[0] for line in lines[own]] == ["capability_share (state)"]
    gap = next(head for head in lines if head.startswith("column second power's capability over the first's"))
    assert {line.split(",")[0] for line in lines[gap]} == {"capability_share (RUS)", "capability_share (IND)"}
    assert told(report, "no such theory") is None
    assert told({"explanation": {"rivals": {"status": "absent", "why": "w"}}, "roles": []}, "size") is None
