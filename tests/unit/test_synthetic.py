"""Synthetic cases: weights against another solver, the cut at the date, the rule of the verdict, files of shocks."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import nnls

from tightrope.core.effect import SyntheticCase
from tightrope.core.errors import CatalogError, ModelError
from tightrope.explain.synthetic import sides as sides_module
from tightrope.explain.synthetic.cases import synthetic
from tightrope.explain.synthetic.placebo import compare
from tightrope.explain.synthetic.shocks import Outcome, Shock, load_shocks
from tightrope.explain.synthetic.sides import sides
from tightrope.explain.synthetic.verdict import verdict
from tightrope.explain.synthetic.weigh import augmented, centered, chosen_penalty, weigh
from tightrope.stats.simplex import simplex_weights

sys.path.insert(0, str(Path(__file__).parents[1] / "recovery"))
import factors

SHIPPED = Path(__file__).parents[2] / "src/tightrope/catalog/shocks/pakistan.toml"
SHOCK = Shock(
    id="made", title="A made shock", year=2005, after=2005, before=15, follow=5, who="USA",
    outcomes=(Outcome(of="first"), Outcome(of="second")),
    touched=dict.fromkeys(("AAB", "AAC", "AAD", "AAE"), "touched"),
)  # fmt: skip
DECLARED = """schema = 1
[[shock]]
id = "{id}"
focal = "PAK"
powers = ["USA", "CHN"]
year = {year}
title = "t"
who = "USA"
outcomes = [{{ of = "first" }}]
touched = [{{ states = ["IND"], why = "rival" }}]
"""


def _paths(seed, **how):
    return factors.paths(np.random.default_rng(seed), **how)


class TestWeights:
    @pytest.mark.parametrize("seed", range(4))
    def test_they_are_those_of_nonnegative_least_squares(self, seed):
        paths = centered(_paths(seed, states=30), 15)[:, :15]
        allowed = ~np.eye(30, dtype=bool)
        found = weigh(paths, np.arange(30), allowed=allowed, penalty=0.0)
        for i in (0, 7, 29):
            others = np.delete(paths, i, axis=0)
            peer, _ = nnls(np.vstack([others.T, 1e4 * np.ones(29)]), np.r_[paths[i], 1e4])
            ours, theirs = (np.mean((paths[i] - w @ others) ** 2) for w in (np.delete(found[i], i), peer / peer.sum()))
            assert ours == pytest.approx(theirs, rel=1e-3, abs=1e-6)

    def test_they_lie_on_the_simplex_and_no_other_weights_do_better(self):
        rng = np.random.default_rng(3)
        root = rng.normal(size=(6, 40))
        gram, pull = root.T @ root, rng.normal(size=(50, 40))
        allowed = rng.random((50, 40)) < 0.7
        found = simplex_weights(gram, pull, allowed=allowed)
        assert np.all(found >= 0.0)
        assert np.all(found[~allowed] == 0.0)
        assert np.allclose(found.sum(axis=1), 1.0)
        slope = found @ gram - pull
        gap = (slope * found).sum(axis=1) - np.where(allowed, slope, np.inf).min(axis=1)
        assert gap.max() < 1e-4

    def test_each_draw_may_have_its_own_matrix(self):
        paths = centered(np.stack([_paths(s, states=20) for s in range(3)]), 15)[..., :15]
        allowed = np.tile(np.arange(20) > 0, (3, 1))
        found = weigh(paths, np.zeros(3, dtype=int), allowed=allowed, penalty=0.1)
        for s in range(3):
            alone = weigh(paths[s], np.zeros(1, dtype=int), allowed=allowed[:1], penalty=0.1)
            assert np.allclose(found[s], alone[0], atol=1e-5) or np.allclose(
                found[s] @ paths[s], alone[0] @ paths[s], atol=0.02
            )

    def test_a_price_on_far_donors_leaves_nearer_ones(self):
        paths = centered(_paths(5), 15)[:, :15]
        allowed = ~np.eye(40, dtype=bool)
        far = ((paths[:, None] - paths[None]) ** 2).mean(axis=-1)
        mean = [(weigh(paths, np.arange(40), allowed=allowed, penalty=p) * far).sum() for p in (0.0, 0.5)]
        assert mean[1] < mean[0]

    def test_numbers_that_are_not_finite_and_rows_without_a_donor_are_refused(self):
        with pytest.raises(ModelError, match="not finite"):
            simplex_weights(np.eye(2), np.array([[np.nan, 0.0]]), allowed=np.ones((1, 2), dtype=bool))
        with pytest.raises(ModelError, match="no weight"):
            simplex_weights(np.eye(2), np.zeros((1, 2)), allowed=np.zeros((1, 2), dtype=bool))

    def test_the_ridge_fits_the_years_before_better_than_the_simplex(self):
        paths = centered(_paths(6), 15)
        allowed = np.arange(40) > 0
        mix = weigh(paths[:, :15], np.zeros(1, dtype=int), allowed=allowed[None], penalty=0.5)[0]
        ridge = augmented(paths[:, :15], 0, mix, allowed=allowed)
        misses = [np.sum((paths[0] - w @ paths)[:15] ** 2) for w in (mix, ridge)]
        assert misses[1] < misses[0]
        assert ridge[0] == 0.0

    def test_the_penalty_reads_no_year_after_the_date(self):
        paths = _paths(7)
        allowed = ~np.eye(40, dtype=bool)
        assert chosen_penalty(paths[:, :15], allowed=allowed) in (0.01, 0.1, 0.5)
        moved = paths.copy()
        moved[:, 15:] += 100.0
        same = [compare(p, 15) for p in (paths, moved)]
        assert same[0].penalty == same[1].penalty
        assert np.array_equal(same[0].weights, same[1].weights)


class TestSides:
    def cut(self, inputs, **how):
        rng = np.random.default_rng(0)
        return sides(
            inputs.ties, Outcome(of="first"), "AAA", start=1990, after=2005, stop=2009, draws=5, rng=rng, **how
        )

    def test_nothing_after_the_date_reaches_the_years_before_and_nothing_before_the_years_after(self):
        one = factors.inputs(np.random.default_rng(1))
        values = one.ties.values.copy()
        values[:, 15:] = values[:, 15:] * 3.0 + 7.0
        other = replace(one, ties=replace(one.ties, values=values))
        a, b = self.cut(one), self.cut(other)
        assert np.array_equal(a.mean[:, :15], b.mean[:, :15])
        assert np.array_equal(a.draws[..., :15], b.draws[..., :15])
        assert not np.allclose(a.mean[:, 15:], b.mean[:, 15:])

    def test_series_that_hold_years_of_both_sides_are_left_out(self, monkeypatch):
        held = factors.inputs(np.random.default_rng(2))
        assert "s1" in {name for _, name in self.cut(held).series}
        monkeypatch.setattr(sides_module, "WINDOWED", frozenset({"s1"}))
        assert "s1" not in {name for _, name in self.cut(held).series}
        assert "s2" not in {name for _, name in self.cut(held, drop=frozenset({"s2"})).series}

    def test_one_domain_is_no_whole_tie_and_none_is_said(self):
        held = factors.inputs(np.random.default_rng(2))
        assert "one domain only" in self.cut(held, drop=frozenset({"s0", "s3"}))
        assert "no series" in self.cut(held, drop=frozenset({"s0", "s1", "s2", "s3"}))

    def test_draws_scatter_around_the_mean(self):
        held = factors.inputs(np.random.default_rng(4), gaps=0.0)
        rng = np.random.default_rng(0)
        found = sides(held.ties, Outcome(of="first"), "AAA", start=1990, after=2005, stop=2009, draws=400, rng=rng)
        assert np.allclose(found.draws.mean(axis=0), found.mean, atol=0.08)
        assert found.draws.std(axis=0).min() > 0.01


class TestCases:
    def test_an_effect_is_found_with_its_sign_and_only_where_it_is(self):
        held = factors.inputs(np.random.default_rng([12, 2]), effect=3.0, noise=0.2)
        first, second = synthetic(held, (SHOCK,), focal="AAA", seed=1)
        assert first.main
        assert not second.main
        assert first.verdict == "closer", first.reason
        assert first.effect["low"] > 0.0
        assert first.fit["rank"] == 1
        assert second.verdict != "closer"
        assert set(first.left_out) & set(SHOCK.touched)
        assert not set(SHOCK.touched) & (set(first.pool) | set(first.donors))
        assert first.pool == tuple(s for s in first.pool if s != "AAA")
        assert np.isnan(first.paths["low"][:15]).all()
        assert np.isfinite(first.paths["low"][15:]).all()
        assert np.allclose(first.paths["actual"] - first.paths["synthetic"], first.paths["gap"])
        assert abs(sum(first.donors.values()) - 1.0) < 0.05

    def test_the_same_seed_gives_the_same_case(self):
        held = factors.inputs(np.random.default_rng(5))
        one, two = (synthetic(held, (SHOCK,), focal="AAA", seed=3, draws=10) for _ in range(2))
        assert [c.effect for c in one] == [c.effect for c in two]

    def test_fewer_than_twenty_donors_cannot_tell(self):
        held = factors.inputs(np.random.default_rng(6), states=60)
        many = replace(SHOCK, touched=dict.fromkeys(held.ties.states[1:50], "t"))
        found = synthetic(held, (many,), focal="AAA", seed=1, draws=5)[0]
        assert found.verdict == "cannot tell"
        assert "20 are needed" in found.reason
        assert not found.donors

    def test_too_few_years_on_a_side_cannot_tell(self):
        held = factors.inputs(np.random.default_rng(6))
        early, late = replace(SHOCK, year=1995, after=1995), replace(SHOCK, year=2009, after=2009)
        assert "lie before" in synthetic(held, (early,), focal="AAA", seed=1)[0].reason
        assert "lie after" in synthetic(held, (late,), focal="AAA", seed=1)[0].reason

    def test_what_is_left_without_the_shock_itself_is_told_apart(self):
        held = factors.inputs(np.random.default_rng([12, 2]), effect=3.0, noise=0.2)
        found = synthetic(held, (replace(SHOCK, cut=("s0",)),), focal="AAA", seed=1, draws=5)[0]
        assert found.cut == ("s0",)
        assert found.apart["mean"] > 0.5
        assert not synthetic(held, (SHOCK,), focal="AAA", seed=1, draws=5)[0].apart


class TestVerdict:
    CASE = SyntheticCase(
        shock="s", title="t", year=2000, after=2000, who="USA", outcome="first", of="first", domain="", main=True,
        verdict="cannot tell", reason="",
        fit={"relative": 0.2, "bound": 0.5, "placebos": 39.0, "p": 0.025, "rank": 1.0},
        effect={"mean": 1.0, "low": 0.5, "high": 1.5, "augmented": 0.9}, without={"AAB": 0.8},
    )  # fmt: skip

    def test_all_conditions_together_tell_a_move(self):
        assert verdict(self.CASE).verdict == "closer"
        away = replace(self.CASE, effect={"mean": -1.0, "low": -1.5, "high": -0.5, "augmented": -0.9})
        assert verdict(replace(away, without={"AAB": -0.8})).verdict == "away"

    @pytest.mark.parametrize(
        ("change", "word", "why"),
        [
            ({"fit": {"relative": 0.6}}, "cannot tell", "misses the years before"),
            ({"fit": {"placebos": 19.0}}, "cannot tell", "20 are needed"),
            ({"fit": {"p": 0.2}}, "no clear move", "does not stand out"),
            ({"effect": {"low": -0.1}}, "no clear move", "no one sign"),
            ({"effect": {"augmented": -0.1}}, "cannot tell", "augmented"),
            ({"without": {"AAB": -0.1}}, "cannot tell", "without AAB"),
            ({"in_time": ({"year": 1997.0, "p": 0.03},)}, "cannot tell", "made-up date 1997"),
        ],
    )
    def test_each_condition_can_fail(self, change, word, why):
        held = {
            key: {**getattr(self.CASE, key), **value} if isinstance(value, dict) else value
            for key, value in change.items()
        }
        found = verdict(replace(self.CASE, **held))
        assert found.verdict == word
        assert why in found.reason


class TestFiles:
    def load(self, *files, powers=("USA", "CHN")):
        return load_shocks(files, focal="PAK", powers=powers)

    def write(self, place, name, text):
        file = place / name
        file.write_text(text)
        return file

    def test_the_shelf_holds_the_five_shocks(self):
        found = self.load(SHIPPED)
        assert [s.year for s in found] == [1990, 2001, 2005, 2015, 2018]
        assert all(s.touched and s.outcomes and s.events for s in found)

    def test_powers_in_the_other_order_turn_the_outcomes_around(self):
        straight, turned = self.load(SHIPPED), self.load(SHIPPED, powers=("CHN", "USA"))
        assert straight[0].outcomes[0].of == "first"
        assert turned[0].outcomes[0].of == "second"
        assert load_shocks([SHIPPED], focal="VNM", powers=("USA", "CHN")) == ()

    def test_a_study_overrides_adds_and_drops(self, tmp_path):
        own = self.write(tmp_path, "own.toml", DECLARED.format(id="cutoff-1990", year=1991))
        found = {s.id: s for s in self.load(SHIPPED, own)}
        assert len(found) == 5
        assert found["cutoff-1990"].year == 1991
        more = self.write(
            tmp_path,
            "more.toml",
            DECLARED.format(id="new", year=1979).replace("schema = 1", 'schema = 1\nskip = ["corridor-2015"]'),
        )
        found = {s.id: s for s in self.load(SHIPPED, more)}
        assert "new" in found
        assert "corridor-2015" not in found

    @pytest.mark.parametrize(
        ("old", "new", "why"),
        [
            ("schema = 1", "schema = 2", "schema is 2"),
            ('title = "t"\n', "", "title is missing"),
            ('who = "USA"', 'whom = "USA"', "unknown key 'whom'"),
            ("year = 1990", 'year = "1990"', "year is '1990'"),
            ("year = 1990", "year = 1990\nafter = 1980", "do not fit"),
            ('of = "first"', 'of = "third"', "an outcome is of 'third'"),
            ('of = "first"', 'of = "first", domain = "naval"', "no domain named 'naval'"),
            ('["IND"]', '["India"]', "no ISO3 codes"),
            ('["USA", "CHN"]', '["USA"]', "no two ISO3 codes"),
            ("schema = 1", 'schema = 1\nskip = ["x"]', "no earlier file declares"),
            ('[{ of = "first" }]', "[]", "names no outcome"),
            ("schema = 1", "schema = [", "cannot be read"),
        ],
    )
    def test_a_faulty_file_is_refused_in_one_line(self, tmp_path, old, new, why):
        text = DECLARED.format(id="x", year=1990)
        assert old in text
        with pytest.raises(CatalogError, match=None) as error:
            self.load(self.write(tmp_path, "own.toml", text.replace(old, new)))
        assert why in str(error.value)
        assert "\n" not in str(error.value)
        assert "own.toml" in str(error.value)
