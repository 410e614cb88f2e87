"""Derived quantities, labels, dependence and turning points on hand-made cases."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tightrope.core.actor import State
from tightrope.measure import dependence as dep
from tightrope.measure import strategy, turning
from tightrope.measure.assemble import as_of
from tightrope.measure.derive import family_weights, hedging_of, linkage, linked, offset_of, pooled, tilt_of
from tightrope.measure.simulate import CODES

sys.path.insert(0, str(Path(__file__).parents[1] / "recovery"))
from simulated import inputs

USA, CHN = State(code="USA", name="United States", since=1816), State(code="CHN", name="China", since=1860)
BOUNDS = strategy.Thresholds(floors=np.array([0.4, 0.3]), ceiling=0.5)


def test_offset_by_hand():
    weights = np.ones(4)
    for tilts, expected in (
        ((0.7, -0.3, -0.1, 0.3), 0.571),
        ((-0.9, -0.7, -0.8, -0.6), 0.0),
        ((-0.6, -0.2, -0.4, 0.3), 0.40),
    ):
        assert offset_of(np.array(tilts), weights) == pytest.approx(expected, abs=5e-4)
    assert offset_of(np.array([0.01, -0.02, 0.03, 0.0]), weights) == 0.0
    assert np.isnan(offset_of(np.array([0.5, np.nan, np.nan, np.nan]), weights))


def test_a_domain_that_enters_is_no_move_of_a_linked_tie():
    levels = np.zeros((3, 1, 4, 4, 2))
    levels[:, 0, :, 3] = 2.0  # a close domain that is seen from the third year on
    levels[:, 0, 3, 0] = 0.5  # and a move in the fourth
    seen = np.ones((1, 4, 4, 2), dtype=bool)
    seen[0, :2, 3] = False
    weights = np.full(4, 0.25)
    plain = np.stack([pooled(draw, seen, weights) for draw in levels])
    chained = linked(levels, seen, weights)
    assert plain[0, 0, 2, 0] - plain[0, 0, 1, 0] > 0.1
    np.testing.assert_allclose(chained[:, 0, :3], plain[:, 0, [0, 0, 0]], atol=1e-6)
    step = plain[0, 0, 3, 0] - plain[0, 0, 2, 0]
    np.testing.assert_allclose(chained[:, 0, 3] - chained[:, 0, 2], step, atol=1e-6)


def test_pooled_ties_leave_out_domains_with_one_power():
    levels = np.zeros((1, 1, 4, 2))
    levels[0, 0, 0] = [2.0, -2.0]
    seen = np.ones((1, 4, 2), dtype=bool)
    full = pooled(levels, seen, np.full(4, 0.25))
    seen[0, 0, 1] = False
    part = pooled(levels, seen, np.full(4, 0.25))
    assert full[0, 0, 0] > full[0, 0, 1]
    assert part[0, 0] == pytest.approx([0.5, 0.5])
    seen[0, 1:3] = False
    assert np.isnan(pooled(levels, seen, np.full(4, 0.25))).all()


def test_tilt_sign_and_hedging_without_one_part():
    assert tilt_of(np.array(0.9), np.array(0.1)) == pytest.approx(-0.8)
    assert hedging_of(np.array(0.9), np.array(0.0), np.array(0.9), np.array(0.9)) == 0.0
    assert np.isnan(hedging_of(np.array(0.9), np.array(np.nan), np.array(0.9), np.array(0.9)))


def test_a_family_counts_once():
    weights = family_weights((0, 0, 0, 1, 1), ("a", "a", "b", "c", "d"), (True, True, True, True, False))
    assert weights == pytest.approx([0.125, 0.125, 0.25, 0.5, 0.0])


@pytest.mark.parametrize(
    ("ties", "tilt", "need", "pact", "expected"),
    [
        ((0.3, 0.2), -0.2, (0.1, 0.1), (0, 0), 0),
        ((0.6, 0.2), -0.5, (np.nan, np.nan), (0, 0), 1),
        ((0.3, 0.6), 0.3, (0.9, 0.1), (0, 0), 2),
        ((0.6, 0.6), 0.0, (0.6, 0.1), (0, 0), 3),
        ((0.6, 0.6), 0.0, (0.6, 0.7), (0, 0), 4),
        ((0.6, 0.6), 0.0, (np.nan, 0.7), (0, 0), 4),
        ((0.6, 0.6), 0.0, (np.nan, 0.1), (0, 0), -1),
        ((0.6, 0.6), 0.0, (0.1, 0.1), (0, 1), 3),
        ((0.6, 0.6), 0.0, (0.1, 0.1), (1, 0), 4),
        ((0.6, 0.6), 0.1, (0.1, 0.1), (1, 1), 4),
        ((0.6, 0.6), 0.0, (0.1, 0.1), (np.nan, np.nan), 5),
        ((0.9, 0.5), -0.29, (0.1, 0.1), (0, 0), 6),
        ((0.5, 0.9), 0.29, (0.1, 0.1), (0, 0), 7),
        ((np.nan, 0.9), np.nan, (0.1, 0.1), (0, 0), -1),
    ],
)
def test_base_labels(ties, tilt, need, pact, expected):
    label = strategy.classify(
        np.array([[ties]]), np.array([[tilt]]), np.array([[need]]), np.array([pact], dtype=float), BOUNDS
    )
    assert label[0, 0] == expected
    assert strategy.inside_of(label)[0, 0] == (-1 if expected < 0 else int(expected >= 5))


def test_label_names_carry_the_powers_and_never_the_bare_word():
    names = strategy.labels((USA, CHN))
    assert names[1] == "alignment with the United States"
    assert names[7] == "two-sided engagement, leaning to China"
    assert all("balancing" not in name.split() for name in names)


def test_probabilities_sum_to_one_or_are_unknown():
    label = np.array([[0, 5, -1], [1, 5, -1], [1, 5, 5], [1, 5, 5]], dtype=np.int8)
    table = strategy.probabilities(label, 8)
    assert table[:2].sum(axis=1) == pytest.approx([1.0, 1.0])
    assert table[0, :2] == pytest.approx([0.25, 0.75])
    assert np.isnan(table[2]).all()


def test_utility_needs_ties_that_hold():
    ties = np.full((1, 12, 2), 0.6)
    ties[0, 11, 1] = 0.5
    inside = strategy.utility(ties, BOUNDS)
    assert (inside[0, :5] == -1).all()
    assert (inside[0, 5:11] == 1).all()
    assert inside[0, 11] == 0
    assert (strategy.utility(ties * 0.1, BOUNDS)[0, 5:] == 0).all()


def test_dependence_without_arms_is_that_of_imports():
    nan = np.nan
    given = dep.Shares(
        arms=np.array([[[nan, nan], [0.5, 0.2]]]),
        imports=np.array([[[0.4, 0.1], [0.4, 0.1]]]),
        arms_error=np.zeros((1, 2, 2)),
        imports_error=np.zeros((1, 2, 2)),
        arms_hhi=np.array([[nan, 0.8]]),
        imports_hhi=np.array([[0.5, nan]]),
        held=np.array([[False, True]]),
        limits=np.array([[0.4, 0.6]]),
    )
    need = dep.dependence(given, "PAK", 0, ("USA", "CHN"), draws=500, seed=1).both
    assert need[:, 0] == pytest.approx(np.tile([0.2, 0.05], (500, 1)))
    held = (need[:, 1, 0] * 2 - 0.4) / 0.4
    assert held.min() >= 0.4
    assert held.max() <= 0.6
    assert held.std() > 0.04
    assert np.ptp(need[:, 0, 0]) == pytest.approx(0.0, abs=1e-12)
    blurred = replace(given, imports_error=np.full((1, 2, 2), 0.1))
    spread = dep.dependence(blurred, "PAK", 0, ("USA", "CHN"), draws=2000, seed=1).both[:, 0]
    assert spread[:, 0].std() == pytest.approx(0.05, rel=0.1)
    assert spread.min() >= 0.0
    back = dep.dependence(blurred, "PAK", 0, ("CHN", "USA"), draws=2000, seed=1)
    assert not np.array_equal(back.both[:, 0, 0], spread[:, 0])


def test_ceiling_and_room():
    years = np.arange(1990, 2020)
    larger = np.tile(np.linspace(0, 1, 30), (3, 1))
    assert dep.ceiling(larger, years) == pytest.approx(np.quantile(larger[:, 5:25], 0.95))
    assert np.isnan(dep.ceiling(larger * np.nan, years))
    assert np.isnan(dep.needs_more(np.array([[[0.0, 0.5]]]))).all()
    assert dep.needs_more(np.array([[[0.1, 0.5]]]))[0, 0] == pytest.approx(np.log(5))


def test_a_break_is_found_in_its_year(rng):
    change = rng.standard_normal((200, 30, 4, 2)) * 0.1
    change[:, 12, 0, 1] = 6.0
    change[:, 20, 1, 0] = -6.0
    years = tuple(range(1990, 2020))
    found = turning.turning_points(change, np.ones((30, 4, 2), dtype=bool), years, ("USA", "CHN"))
    assert [(p.year, p.tie, p.direction) for p in found] == [(2002, "security:CHN", 1), (2010, "economic:USA", -1)]
    assert "found, security" in turning.expected(found, "CHN", 2002)
    assert "found in 2010" in turning.expected(found, "USA", 2011)
    assert "not found" in turning.expected(found, "USA", 1990)


def test_no_break_where_nothing_is_observed(rng):
    change = np.full((50, 10), 9.0)
    probability, _ = turning.break_probability(change, np.zeros(10, dtype=bool))
    assert np.isnan(probability).all()


def test_linkage_of_tied_and_untied_shocks(rng):
    change = rng.standard_normal((50, 60, 4, 2))
    seen = np.ones((60, 4, 2), dtype=bool)
    loose = linkage(change, seen)
    change[:, :, 1] = change[:, :, 0]
    tied = linkage(change, seen)
    assert loose["low"] < 0 < loose["high"]
    assert tied["mean"] == pytest.approx(1.0)
    assert np.isnan(linkage(change[:, :4], seen[:4])["mean"])


def test_as_of_needs_fresh_observations():
    seen = np.ones((8, 4, 2), dtype=bool)
    new = seen.copy()
    new[5:] = False
    new[5, 0] = True
    assert as_of(seen, new, tuple(range(2000, 2008))) == 2004


def test_threat_needs_all_its_inputs_and_finds_the_rival(rng):
    given, _ = inputs(rng, states=6, start=1996, stop=2022)
    found = strategy.threats(given, CODES[0])
    years = np.array(given.ties.period.years)
    assert found.rival == CODES[1]
    row = found.codes.index(CODES[1])
    known = np.isfinite(found.value[row])
    assert known[years == 2019].all()
    assert not known[years >= 2020].any(), "fewer than five of ten years are covered"
    power = given.series.column("capability_share")[given.series.row(CODES[1])]
    assert found.value[row, 5] / power[5] == pytest.approx(found.value[row, 9] / power[9])
    assert np.isnan(strategy.largest(found, "XXX")).all()
    without = replace(given, pairs={k: v for k, v in given.pairs.items() if k != "distance"})
    assert np.isnan(strategy.threats(without, CODES[0]).value).all()


def test_overlays_are_unknown_where_an_input_is():
    found = strategy.Threats(codes=("USA", "CHN", "IND"), value=np.array([[1.0], [2.0], [np.nan]]), rival="IND")
    security = np.tile(np.array([0.9, 0.2]), (10, 1, 1))
    table = strategy.overlays(security, np.array([[1.0, 0.0]]), found, powers=(USA, CHN), rival="India", median=0.5)
    assert table["neutrality"][0] == 0.0
    assert table["counterbalancing against China"][0] == 1.0
    assert table["counterbalancing against the United States"][0] == 0.0
    assert np.isnan(table["counterbalancing against India"][0])
    blank = strategy.overlays(
        security * np.nan, np.array([[np.nan, 0.0]]), found, powers=(USA, CHN), rival="", median=0.5
    )
    assert np.isnan(list(blank.values())).all()
