"""The stage game: what its symbols refuse, what its map keeps, where it rests, and paths that no order changes."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tightrope.core.errors import InvalidValue, UnknownName
from tightrope.outlook.engine import kernel
from tightrope.outlook.engine.branches import branches, hysteresis
from tightrope.outlook.engine.noise import keys, normals
from tightrope.outlook.engine.paths import paths, tips
from tightrope.outlook.engine.rest import (
    balanced,
    equilibria,
    gain_bounds,
    residual,
    rested,
    slopes,
    spectral_radius,
    threshold,
)  # fmt: skip
from tightrope.outlook.engine.stage import inducement, overall_tilt, step, utilities
from tightrope.outlook.engine.symbols import declared, make, read, reference, symbols

FULL = {
    "capacity": 0.8, "clarity": 0.3, "threat_rival": 0.3, "threat_support": 0.2, "threat_noise": 0.02, "bias": 0.05,
    "audience": 0.2, "opinion_first": 0.4, "opinion_second": 0.7, "reliability_first": 0.8, "partners": 0.5,
    "partner_value": 0.1, "coercion_first": 0.9, "bid_curvature_second": 1.5, "nuclear_floor": 0.15,
    "misperception": 0.08, "bidding_second": 0.7, "support_second": 0.5,
}  # fmt: skip


def some(rng, game, n=6):
    size = len(game.domains)
    return np.concatenate(
        [rng.uniform(0.1, 0.4, (n, 4 * size)), rng.normal(0, 0.1, (n, size)), np.full((n, 1), 0.4)], 1
    )


def test_every_symbol_says_what_it_is_and_is_used() -> None:
    assert set(symbols()) == {*kernel.SCALARS, *kernel.VECTORS}
    for symbol in symbols().values():
        assert symbol.meaning, symbol.name
        assert symbol.unit, symbol.name
        assert symbol.source, symbol.name
        assert symbol.prior[0] <= symbol.prior[1]


@pytest.mark.parametrize("name", [n for n in kernel.SCALARS if not n.startswith("support_")])
def test_every_number_moves_the_map(name: str, rng) -> None:
    """A symbol that changes nothing would be a promise that the map does not keep."""
    game = make(FULL)
    state = some(rng, game)
    state[:, 3:6] += 0.3  # a lean beyond tolerance, so that coercion speaks
    state[::2] = state[::2][:, [3, 4, 5, 0, 1, 2, *range(6, 16)]]
    shock = rng.normal(size=(6, 4))
    changed = 0.0 if name == "bid_clipped" else game[name] * 0.7 + 0.011
    other = make({**FULL, name: changed})
    assert np.abs(step(state, 0.9, other, shock) - step(state, 0.9, game, shock)).max() > 1e-9


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("[values]\nprecison = 2.0", UnknownName, "my.toml: unknown symbol 'precison'; nearest: precision"),
        ("[values]\nneed = { military = 1.0 }", UnknownName, "my.toml, need: unknown domain 'military'"),
        ("[values]\nspeed = 1.5", InvalidValue, "my.toml, speed: 1.5 is not allowed; give a value from 0 to 1"),
        ("[values]\nneed = { security = 'much' }", InvalidValue, "my.toml, need.security: 'much' is not a number"),
        ("[values]\nspeed = true", InvalidValue, "my.toml, speed: True is not a number"),
        ("[values]\nneed = nan", InvalidValue, "my.toml, need.security: nan is not allowed"),
        ("[values]\nweight = 0", InvalidValue, "my.toml, weight: the weights sum to zero"),
        ("[value]\nspeed = 0.5", UnknownName, "my.toml: unknown key 'value'"),
        ("technology = 1", InvalidValue, "my.toml, technology: is not true or false"),
        ("values = 3", InvalidValue, "my.toml, values: is not a table"),
        ("speed = = 2", InvalidValue, "my.toml: is not TOML"),
    ],
)
def test_a_file_of_changes_is_refused_with_the_place(text: str, error: type, says: str) -> None:
    with pytest.raises(error, match=re.escape(says)):
        read(text, where="my.toml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[a]\nmeaning = 'x'", "s.toml, [a]: fields missing or unknown: prior, range, source, unit, value"),
        ("a = 1", "s.toml, [a]: a symbol is a table"),
        ("[a]\nmeaning=''\nunit=''\nsource=''\nvalue=2\nprior=[0,1]\nrange=[0,1]", "s.toml, [a], value: 2 is not"),
        ("[a]\nmeaning=''\nunit=''\nsource=''\nvalue=1\nprior=[1,0]\nrange=[0,1]", "s.toml, [a], prior: low lies"),
    ],
)
def test_a_declaration_is_refused_with_the_place(text: str, says: str) -> None:
    with pytest.raises(InvalidValue, match=re.escape(says)):
        declared(text, where="s.toml")


def test_technology_is_off_unless_asked_for_and_weights_sum_to_one() -> None:
    assert make().domains == ("security", "economic", "diplomatic")
    assert read("technology = true", where="x").domains[-1] == "technology"
    assert make().array("weight").sum() == pytest.approx(1.0)
    assert make({"need": {"economic": 0.5}}).array("need").tolist() == [0.4, 0.5, 0.1]


def test_swapping_mirrored_powers_swaps_the_map(rng) -> None:
    game = reference()
    state = some(rng, game)
    order = [*range(4, 8), *range(4), *range(12, 16), *range(8, 12), *range(16, 21)]
    flip = np.r_[np.ones(16), -np.ones(4), 1.0]
    np.testing.assert_allclose(
        step(state[:, order] * flip, 0.6, game), step(state, 0.6, game)[:, order] * flip, atol=1e-14
    )


def test_an_inducement_sets_gain_equal_to_cost() -> None:
    game = make(FULL)
    share, pressure = np.array([0.3, 0.5, 0.2]), 0.8
    paid = inducement(share, pressure, game, "second")
    won = game["precision"] * game["capacity"] * share * (1 - share)
    gain = won * (pressure * game["bidding_second"] * game.array("weight") - paid)
    excess = gain - game["bid_cost"] * share - game["bid_curvature_second"] * paid
    assert (paid > 0).any()
    np.testing.assert_allclose(excess[paid > 0], 0.0, atol=1e-14)
    dear = make({**FULL, "bid_cost": 3.0})
    assert not inducement(share, pressure, dear, "second").any()
    assert (inducement(share, pressure, make({**FULL, "bid_cost": 3.0, "bid_clipped": 0.0}), "second") < 0).all()


def test_the_nuclear_floor_bounds_what_the_dilemma_takes() -> None:
    at = np.concatenate([np.full(3, 0.02), np.full(3, 0.95), np.zeros(9), [0.4]])
    gaps = {}
    for floor in (0.1, float("inf")):
        first, _, second = utilities(at, 1.0, make({"nuclear_floor": floor}))
        calm_first, _, calm_second = utilities(at, 1.0, make({"nuclear_floor": floor, "dilemma": 0.0}))
        gaps[floor] = float((second - calm_second)[0])
        assert (first - calm_first)[0] == pytest.approx(-gaps[floor])
    assert 0 < gaps[0.1] <= 0.1 < gaps[float("inf")]


@pytest.mark.parametrize("changes", [{}, {"capacity": 0.95, "threat_support": 0.1}, {"exclusivity_second": 0.4}])
def test_the_formula_holds_beside_the_full_map(changes: dict[str, float]) -> None:
    for game in (make(changes), reference(**changes)):
        assert 0.4 < threshold(game) < 0.98
        assert threshold(game) == pytest.approx(threshold(game, full=True), abs=1e-6)


def test_unlike_powers_have_no_balanced_point() -> None:
    with pytest.raises(InvalidValue, match="equal shares are no resting point"):
        threshold(make({"coercion_first": 0.9}))


def test_strong_coercion_over_corrects() -> None:
    """The other side of stability: the smallest gain below 1 - 2 / r and the full map unstable by swings."""
    game = reference(coercion=10.0, tolerance=0.0, speed=1.0, linkage=0.0, precision=8.0, hedge=0.5)
    low, _ = gain_bounds(0.9, game)
    assert low < 1.0 - 2.0 / game["speed"]
    assert spectral_radius(balanced(0.9, game), 0.9, game) > 1.0


@pytest.mark.parametrize("game", [reference(), make(FULL)], ids=["mirrored", "full"])
def test_equilibria_answer_themselves_and_stable_ones_hold(game) -> None:
    for at in equilibria(0.8, game):
        assert np.abs(residual(at, 0.8, game)).max() < 1e-9
        state = rested(at, 0.8, game)
        radius = spectral_radius(at, 0.8, game)
        nudged = state + 1e-3 * np.sin(np.arange(state.size))
        for _ in range(600):
            nudged = step(nudged, 0.8, game)
        if radius < 0.98:
            np.testing.assert_allclose(nudged, state, atol=1e-5)
        if radius > 1.05:
            assert np.abs(nudged - state).max() > 1e-2


def test_branches_of_the_mirrored_game() -> None:
    found = branches(reference())
    level, lean = found if np.abs(found[0].tilt).max() < 1e-6 else found[::-1]
    assert level.whole
    assert lean.whole
    assert level.crossings[:, -1] == pytest.approx([0.61247], abs=1e-5)
    assert lean.tilt[0] == pytest.approx(-lean.tilt[-1], abs=1e-6)
    lost, regained = hysteresis(found)
    assert lost == pytest.approx(regained, abs=1e-4)  # the lean grows from nothing: no hysteresis


def test_unlike_powers_tip_at_a_fold() -> None:
    """The pitchfork unfolds: the Jacobian of the equilibrium condition is singular where pressure turns."""
    game = make({"coercion_first": 0.9, "bias": 0.01})
    found = branches(game)
    turns = [fold for branch in found for fold in branch.folds]
    assert turns
    for fold in turns:
        singular = np.linalg.svd(slopes(lambda x, p=fold[-1]: residual(x, p, game), fold[:-1]))[1].min()
        assert singular < 1e-4
    at = turns[0][-1]
    assert len(equilibria(at - 0.01, game)) != len(equilibria(at + 0.01, game))


def test_normals_are_normal_and_belong_to_run_and_quarter() -> None:
    drawn = normals(keys(5, 0, 20_000), 3, 5)
    assert np.abs(drawn.mean(axis=0)).max() < 0.03
    assert np.abs(np.corrcoef(drawn.T) - np.eye(5)).max() < 0.03
    np.testing.assert_allclose(drawn.std(axis=0), 1.0, atol=0.03)
    after = normals(keys(5, 0, 20_000), 4, 5)
    assert abs(np.corrcoef(drawn[:, 0], after[:, 0])[0, 1]) < 0.03
    np.testing.assert_array_equal(normals(keys(5, 700, 703), 3, 5), drawn[700:703])
    assert not np.isin(drawn, normals(keys(6, 0, 1000), 3, 5)).any()


def test_a_seed_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="seed"):
        keys(-1, 0, 1)


@pytest.mark.parametrize(("batch", "workers"), [(7, 1), (1000, 1), (16, 2)])
def test_paths_are_the_same_for_any_batch_and_workers(batch: int, workers: int) -> None:
    game = make(FULL)
    start, pressure = rested(equilibria(0.5, game)[0], 0.5, game), np.linspace(0.5, 0.9, 24)
    once = np.concatenate(list(paths(game, start, pressure, seed=2, runs=50, engine="arrays", batch=50)))
    again = paths(game, start, pressure, seed=2, runs=50, engine="arrays", batch=batch, workers=workers)
    np.testing.assert_array_equal(np.concatenate(list(again)), once)
    assert np.abs(once[:, -1]).std() > 0


@pytest.mark.parametrize("game", [reference(), make(FULL)], ids=["mirrored", "full"])
def test_the_kernel_uncompiled_is_the_map(game) -> None:
    start, pressure = rested(equilibria(0.6, game)[0], 0.6, game), np.linspace(0.6, 0.8, 12)
    expected = np.concatenate(list(paths(game, start, pressure, seed=9, runs=3, engine="arrays")))
    scalars, vectors = kernel.flat(game)
    found = np.empty((3, 12))
    with np.errstate(over="ignore"):
        kernel.follow(start, pressure, keys(9, 0, 3), scalars, vectors, found)
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_tips_count_first_passages() -> None:
    game = reference(misperception=0.1)
    start, pressure = rested(balanced(0.7, game), 0.7, game), np.full(80, 0.7)
    found = tips(game, start, pressure, seed=1, runs=60, engine="arrays", batch=13)
    tilt = np.concatenate(list(paths(game, start, pressure, seed=1, runs=60, engine="arrays")))
    assert found.status == "illustrative"
    assert found.share == pytest.approx((np.abs(tilt) > 0.4).any(axis=1).mean())
    assert found.survival[-1] == pytest.approx(1.0 - found.share)
    low, high = found.interval
    assert low < found.share < high
    assert overall_tilt(start, game) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"start": np.zeros(4)}, "start: has shape (4,)"),
        ({"pressure": np.array([0.2, 1.2])}, "pressure: is not a row of values in [0, 1]"),
        ({"runs": 0}, "runs: 0 is below 1"),
        ({"workers": 0}, "workers: 0 is below 1"),
    ],
)
def test_what_cannot_be_followed_is_refused(changes: dict[str, object], says: str) -> None:
    game = make()
    given = {"start": np.full(16, 0.2), "pressure": np.full(4, 0.5), "runs": 2, "workers": 1} | changes
    with pytest.raises(InvalidValue, match=re.escape(says)):
        tips(game, seed=1, engine="arrays", **given)


def test_without_the_extra_the_compiled_engine_says_how_to_get_it(monkeypatch) -> None:
    monkeypatch.setattr("tightrope.outlook.engine.paths.find_spec", lambda _: None)
    with pytest.raises(InvalidValue, match=re.escape('pip install "tightrope[fast]"')):
        tips(make(), np.full(16, 0.2), np.full(4, 0.5), seed=1, runs=2, engine="compiled")
