"""Recipes: normalizations, weights, aggregations and sides on hand-made cells, and what is told of them."""

from dataclasses import replace

import numpy as np
import pytest

from tightrope.core.panel import DOMAINS, Variable
from tightrope.measure.curve import choices, cook, rule, tell, values
from tightrope.measure.simulate import simulate


def items(**changes):
    ties, _ = simulate(np.random.default_rng(3), states=25, start=1994, stop=2016, hole=0.1)
    return values.items(replace(ties, **changes) if changes else ties)


def test_every_normalization_lies_between_0_and_1_and_keeps_order_within_a_year():
    given = items()
    j = given.names.index("security_0")
    for how in values.NORMALIZATIONS:
        found = values.normalized(given, how)
        known = found[np.isfinite(found)]
        assert known.min() >= 0.0, how
        assert known.max() <= 1.0, how
        if how != values.SHARE:
            np.testing.assert_array_equal(np.isfinite(found), np.isfinite(given.bent_held))
            row, raw = found[12, :, 0, j], given.bent_held[12, :, 0, j]
            there = np.isfinite(row)
            order = np.argsort(raw[there])
            assert (np.diff(row[there][order]) >= -1e-12).all(), how


def test_a_value_is_held_five_years_and_no_longer():
    series = np.full((9, 1), np.nan)
    series[1] = 0.7
    np.testing.assert_array_equal(np.isfinite(values.held(series))[:, 0], [False] + [True] * 6 + [False] * 2)


def test_shares_of_the_two_are_the_share_tilt_of_both():
    raw = np.array([[[3.0, 1.0]], [[0.0, 0.0]], [[2.0, 2.0]]])
    found = values._shared(raw, raw)
    least = np.quantile([4.0, 4.0], 0.05)
    assert found[0, 0, 1] - found[0, 0, 0] == pytest.approx((1.0 - 3.0) / (4.0 + least))
    np.testing.assert_allclose(found[1], 0.5)
    np.testing.assert_allclose(found[2], 0.5)


def test_years_in_which_most_states_lie_beyond_a_power_are_flagged():
    first, second = 0.0, 3.0
    inside = np.linspace(0.2, 2.8, 30)
    beyond = np.where(np.arange(30) < 12, 3.5 + inside, inside)
    place = np.stack([inside, beyond])
    near = 1.0 / (1.0 + np.abs(place[..., None] - np.array([first, second])))
    np.testing.assert_array_equal(values.flagged(near), [False, True])


def test_weights_sum_to_one_and_corners_take_half():
    domain, family = np.array([0, 0, 1, 2]), ("a", "a", "b", "c")
    known = np.ones((5, 2, 4), dtype=bool)
    known[1, :, 3] = False
    use = np.ones(4, dtype=bool)
    for how in choices.WEIGHTS:
        weights = choices.shares(known, domain, family, use, how)
        np.testing.assert_allclose(weights.sum(axis=-1), 1.0)
    half = choices.shares(known, domain, family, use, "half on security")
    np.testing.assert_allclose(half[0, 0, :2].sum(), 0.5)
    np.testing.assert_allclose(half[1, 0], [0.25, 0.25, 0.5, 0.0])
    np.testing.assert_allclose(
        choices.shares(known, domain, family, use, "domains alike")[0, 0], [1 / 6, 1 / 6, 1 / 3, 1 / 3]
    )
    np.testing.assert_allclose(choices.shares(known, domain, family, use, "security double")[0, 0, :2].sum(), 0.5)


def test_aggregations_by_hand():
    cell = np.array([[[0.9, 0.8, 0.1], [0.3, 0.4, 0.1]]])
    weights = np.full((1, 2, 3), 1.0 / 3.0)
    found = cook.cook(cell, weights, np.array([0, 1, 2]), choices.AGGREGATIONS)
    np.testing.assert_allclose(found["arithmetic"].ties[0], [0.6, 0.8 / 3])
    np.testing.assert_allclose(found["geometric"].ties[0], [0.072 ** (1 / 3), 0.012 ** (1 / 3)])
    np.testing.assert_allclose(found["median"].ties[0], [0.8, 0.3])
    single = np.array([-0.5, -1.0 / 3.0, 0.0])
    assert found["mean of indicator tilts"].tilt[0] == pytest.approx(single.mean())
    assert found["mean of domain tilts"].tilt[0] == pytest.approx(single.mean())
    assert found["arithmetic"].security[0] == pytest.approx(-0.5)
    assert found["arithmetic"].offset[0] == pytest.approx(0.0)


def test_too_few_series_are_no_recipe():
    cell = np.array([[[0.9, 0.8, 0.1], [0.3, 0.4, 0.1]], [[0.9, np.nan, np.nan], [0.3, np.nan, np.nan]]])
    weights = choices.shares(np.isfinite(cell), np.array([0, 1, 2]), ("a", "b", "c"), np.ones(3, bool), "domains alike")
    found = cook.cook(cell, weights, np.array([0, 1, 2]), ("arithmetic",))["arithmetic"]
    assert np.isfinite(found.tilt[0])
    assert np.isnan(found.tilt[1])
    assert np.isnan(found.ties[1]).all()


def test_the_ordered_list_takes_the_first_rule_that_fits():
    ties = np.array([[0.2, 0.2], [0.2, 0.9], [0.9, 0.2], [0.6, 0.6], [0.6, 0.5], [0.6, 0.7]])
    tilt = np.array([0.0, 0.7, -0.7, 0.0, -0.15, 0.3])
    security = np.array([0.0, 0.8, -0.8, 0.0, -0.1, 0.0])
    offset = np.array([0.0, 0.0, 0.0, 0.5, 0.0, 0.4])
    free = np.zeros((6, 2))
    first = rule.by_list(ties, tilt, security, offset, free, np.zeros(6))
    # the first power threatens more: toward the second is balancing, toward the first bandwagoning
    np.testing.assert_array_equal(first, [0, 2, 1, 3, 1, 3])
    second = rule.by_list(ties, tilt, security, offset, free, np.ones(6))
    np.testing.assert_array_equal(second, [0, 2, 1, 3, 3, 3])
    unknown = rule.by_list(ties, tilt, security, offset, free, np.full(6, np.nan))
    np.testing.assert_array_equal(unknown, [0, 2, 1, 3, -1, 3])
    bound = rule.by_list(ties[3:4], tilt[3:4], security[3:4], offset[3:4], np.array([[1.0, 0.0]]), np.zeros(1))
    np.testing.assert_array_equal(bound, [3])  # neutrality by its small tilt, though hedging is barred


def test_leaving_out_covers_series_families_and_domains():
    given = items()
    left = choices.drops(given)
    assert {"security_0", "domain security", choices.NOTHING, choices.UNPAIRED} <= set(left)
    assert not left["domain security"][[n.startswith("security") for n in given.names]].any()
    assert left[choices.UNPAIRED].sum() > left[choices.NOTHING].sum()


def test_votes_stand_in_for_votes_alone():
    ties, _ = simulate(np.random.default_rng(3), states=25, start=1994, stop=2016)
    names = {"diplomatic_0": ("un_kappa", "tie"), "diplomatic_1": ("un_agreement", "context")}
    variables = tuple(
        replace(v, name=names[v.name][0], role=names[v.name][1], family="unga_votes") if v.name in names else v
        for v in ties.variables
    )
    given = values.items(replace(ties, variables=variables))
    assert set(choices.vote_sets(given)) == {values.DECLARED, "agreement"}
    use = choices._swapped(given, choices.drops(given)[choices.NOTHING], "un_agreement")
    assert use[given.names.index("un_agreement")]
    assert not use[given.names.index("un_kappa")]


def recipe(tilt, *, side=3, how="z-score", weights="domains alike", join="arithmetic", drop="none"):
    return tell.Recipe(
        choices=(how, weights, join, values.DECLARED, drop),
        tilt=np.array([tilt]),
        side=np.array([side]),
        listed=np.array([-1]),
        rank=2,
        among=9,
    )


def test_told_counts_and_names_the_family_that_breaks():
    recipes = [
        recipe(-0.2),
        recipe(-0.1, how="rank"),
        recipe(0.1, how="rank", side=1),
        recipe(np.nan, how="min-max", side=-1),
    ]
    found = tell.told(recipes, years=(2020,), now=0, tilt=np.array([-0.3]), side=np.array([3]))
    assert (found["n"], found["agree"]) == (3, 2)
    assert (found["n_class"], found["agree_classes"]) == (3, 2)
    assert found["n_list"] == 0
    assert found["broken_by"] == "normalization: rank"
    assert found["families"]["normalization: rank"]["agree"] == 1
    assert found["by_year"] == {"years": [2020], "n": [3], "agree": [2], "n_class": [3], "agree_classes": [2]}
    assert found["ranks"] == {"low": 2, "high": 2, "states": 9, "cells": 3}
    assert [row.split(tell.MARK)[5] for row in found["rows"]] == ["-0.2000", "-0.1000", "0.1000"]
    assert sum(found["decides"].values()) == pytest.approx(1.0)


def test_variance_by_choice_adds_up():
    recipes = [
        recipe(a + b, how=h, weights=w)
        for a, h in ((0.1, "rank"), (0.3, "z-score"))
        for b, w in ((0.0, "x"), (0.1, "y"))
    ]
    found = tell.told(recipes, years=(2020,), now=0, tilt=np.array([0.3]), side=np.array([3]))
    assert found["decides"]["normalization"] == pytest.approx(0.8)
    assert found["decides"]["weights"] == pytest.approx(0.2)
    assert found["decides"]["together"] == pytest.approx(0.0, abs=1e-12)
    assert found["method"] == pytest.approx(0.01)


def test_nothing_to_cook_is_told_as_none():
    found = tell.told([recipe(np.nan)], years=(2020,), now=0, tilt=np.array([0.3]), side=np.array([3]))
    assert found["n"] == 0


def test_a_series_without_domain_or_variation_never_enters():
    ties, _ = simulate(np.random.default_rng(3), states=6, start=2000, stop=2010)
    flat = ties.values.copy()
    flat[..., 0] = np.where(np.isfinite(flat[..., 0]), 1.0, np.nan)
    given = values.items(replace(ties, values=flat))
    assert ties.variables[0].name not in given.names
    assert all(v.domain in DOMAINS for v in given.variables if isinstance(v, Variable))
