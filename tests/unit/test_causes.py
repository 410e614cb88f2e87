"""What the latest tilt owes to what: redrawing, the split of its variance, and leaving out, on simulated panels."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tightrope.core.actor import State, Triad
from tightrope.measure import causes, derive
from tightrope.measure.assess import measure, weights_of
from tightrope.measure.curve.run import curve
from tightrope.measure.observe.scale import scale
from tightrope.measure.simulate import CODES

sys.path.insert(0, str(Path(__file__).parents[1] / "recovery"))
from simulated import inputs

POWERS = State(code="USA", name="United States", since=1816), State(code="CHN", name="China", since=1860)
TRIAD = Triad(focal=State(code=CODES[0], name="Focal", since=1947), powers=POWERS)
EVEN = weights_of(None)


@pytest.fixture(scope="module")
def case():
    given, _ = inputs(np.random.default_rng(11), states=8, start=2004, stop=2018)
    found = measure(given, triad=TRIAD, period=given.ties.period, draws=60, rng=np.random.default_rng(2), domains=None)
    return given, found


def without(given, name):
    j = [v.name for v in given.ties.variables].index(name)
    values, coverage, error = (a.copy() for a in (given.ties.values, given.ties.coverage, given.ties.error))
    row = given.ties.row(CODES[0])
    values[row, ..., j], error[row, ..., j], coverage[row, ..., j] = np.nan, np.nan, 1
    return replace(given, ties=replace(given.ties, values=values, coverage=coverage, error=error))


def test_redrawn_with_nothing_changed_a_state_stays_where_the_fit_put_it(case):
    given, found = case
    scaled = scale(given.ties)
    u, now = scaled.states.index(CODES[0]), given.ties.period.years.index(found.position.as_of)
    again = causes.redraw(found.shared, scaled, CODES[0], [(scaled.values[:, u], scaled.error[:, u])], seed=3)
    order = [scaled.powers.index(p) for p in given.ties.powers]
    level = again.level[:, 0][..., order].astype(float)
    ties = derive.pooled(level[:, [now]], again.observed[0][..., order][[now]], EVEN)
    tilt = derive.tilt_of(ties[..., 0], ties[..., 1])
    series = found.position.series["tilt"]
    width = (series.high - series.low)[now] / 3.3
    assert abs(tilt.mean() - series.mean[now]) < 0.6 * width
    assert 0.6 * width < tilt.std() < 1.6 * width


def test_equal_versions_are_equal_to_the_bit(case):
    given, found = case
    scaled = scale(given.ties)
    u = scaled.states.index(CODES[0])
    own = scaled.values[:, u], scaled.error[:, u]
    again = causes.redraw(found.shared, scaled, CODES[0], [own, own], seed=3)
    np.testing.assert_array_equal(again.level[:, 0], again.level[:, 1])


def test_parts_of_the_variance_sum_to_the_whole(case):
    given, found = case
    shares, parts = causes.split(
        given, found.shared, CODES[0], as_of=found.position.as_of, weights=EVEN, method=0.004, seed=5
    )
    assert sum(v for k, v in shares.items() if k != "total") == pytest.approx(1.0)
    assert all(v >= 0.0 for v in shares.values())
    assert parts["published"] + parts["noise"] == pytest.approx(parts["measurement"])
    assert parts["method"] == 0.004
    assert shares["method"] * shares["total"] == pytest.approx(0.004)


def test_what_is_missing_weighs_more_the_more_is_missing(case):
    given, found = case
    bare = given
    for name in ("security_0", "economic_0", "economic_1", "diplomatic_0"):
        bare = without(bare, name)

    def missing(panel):
        keys = {"as_of": found.position.as_of, "weights": EVEN, "method": 0.0, "seed": 5}
        return causes.split(panel, found.shared, CODES[0], **keys)[1]["missing"]

    assert missing(bare) > missing(given)


def test_a_domain_that_is_never_observed_leaves_no_tilt_to_split(case):
    given, found = case
    weights = weights_of(("security",))
    shares, _ = causes.split(
        given, found.shared, CODES[0], as_of=found.position.as_of, weights=weights, method=0.0, seed=5
    )
    assert shares["weights"] == pytest.approx(0.0, abs=1e-12)
    assert shares["together"] == pytest.approx(0.0, abs=1e-6)


def test_leaving_out_gives_a_row_each_with_intervals(case):
    given, found = case
    rows = causes.left_out(
        given, found.shared, CODES[0], as_of=found.position.as_of, weights=EVEN, labels=found.position.classes, seed=5
    )
    assert rows[0]["kind"] == "nothing"
    assert rows[0]["shift"] == 0.0
    names = {(row["kind"], row["name"]) for row in rows}
    assert {("series", "security_0"), ("domain", "security")} <= names
    for row in rows:
        if row["tilt"] is not None:
            assert -1.0 <= row["tilt_low"] <= row["tilt_high"] <= 1.0
            assert 0.0 <= row["engagement_low"] <= row["engagement_high"] <= 1.0
        if row["labels"]:
            assert sum(row["labels"].values()) == pytest.approx(1.0)
    assert any(abs(row["shift"] or 0.0) > 0.01 for row in rows[1:])


def test_leaving_out_what_a_state_never_had_changes_nothing(case):
    given, found = case
    bare = without(given, "security_0")
    rows = causes.left_out(
        bare, found.shared, CODES[0], as_of=found.position.as_of, weights=EVEN, labels=found.position.classes, seed=5
    )
    assert ("series", "security_0") not in {(row["kind"], row["name"]) for row in rows}


def test_causes_without_shared_parameters_say_nothing(case):
    given, found = case
    told = causes.causes(given, None, found.position, weights=EVEN, method=0.0, rng=np.random.default_rng(1))
    assert told == {"shares": {}, "parts": {}, "left_out": []}


def swapped(given):
    ties = given.ties
    turned = {name: getattr(ties, name)[:, :, ::-1] for name in ("values", "coverage", "error")}
    return replace(given, ties=replace(ties, **turned, powers=ties.powers[::-1]))


def mirrored(position):
    tilt = position.series["tilt"]
    turned = replace(tilt, mean=-tilt.mean, low=-tilt.high, high=-tilt.low)
    back = [0, 2, 1, 4, 3, 5, 7, 6]
    return replace(
        position,
        powers=position.powers[::-1],
        series={**position.series, "tilt": turned},
        probability=position.probability[:, back],
    )


def test_recipes_mirror_when_the_powers_are_exchanged(case):
    given, found = case
    one = curve(given, found.position)
    two = curve(swapped(given), mirrored(found.position))
    for key in ("n", "agree", "n_class", "agree_classes", "n_list", "agree_lists", "broken_by", "by_year"):
        assert one[key] == two[key], key
    assert one["low"] == pytest.approx(-two["high"])
    tilts = [sorted(float(row.split(" | ")[5]) for row in found["rows"]) for found in (one, two)]
    np.testing.assert_allclose(tilts[0], [-t for t in reversed(tilts[1])], atol=1e-4)


def test_a_series_without_data_of_the_state_changes_no_recipe(case):
    given, found = case
    bare = without(given, "security_0")
    names = [v.name for v in bare.ties.variables]
    keep = [k for k, name in enumerate(names) if name != "security_0"]
    cut = replace(
        bare,
        ties=replace(
            bare.ties,
            values=bare.ties.values[..., keep],
            coverage=bare.ties.coverage[..., keep],
            error=bare.ties.error[..., keep],
            variables=tuple(bare.ties.variables[k] for k in keep),
        ),
    )
    one, two = curve(bare, found.position), curve(cut, found.position)
    assert [row.rsplit(" | ", 2)[0] for row in one["rows"]] == [row.rsplit(" | ", 2)[0] for row in two["rows"]]
    assert not any("security_0" in row for row in one["rows"])
