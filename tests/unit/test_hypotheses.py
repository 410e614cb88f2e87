"""Known effects come back, placebos find no support, and swapping the powers changes nothing but the names."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tightrope.core.alignment import Position, Standing
from tightrope.core.calendar import Period
from tightrope.core.effect import Pressure
from tightrope.core.errors import CoverageError
from tightrope.core.panel import Coverage, Inputs, Panel, Ties, Variable
from tightrope.explain.forces import START, design, own_shares, pathways
from tightrope.explain.gains import gains, leaning
from tightrope.explain.hypotheses import REGISTER, hypotheses, judge_gains, judge_shares
from tightrope.explain.pathways.roles import pathway_roles
from tightrope.explain.pathways.table import lay
from tightrope.explain.rows import FILTER_ROWS

PERIOD = Period(start=1985, stop=2022)
POWERS = ("USA", "CHN")
LABELS = ("estrangement", "alignment with USA", "alignment with CHN", "level two-sided engagement")


def variable(name, role="filter", **more):
    return Variable(name=name, label=name, unit="u", role=role, higher="more", family=name, sources=("made",),
                    first=PERIOD.start, last=PERIOD.stop, **more)  # fmt: skip


def panel(columns, states):
    values = np.stack(list(columns.values()), axis=2)
    coverage = np.where(np.isfinite(values), Coverage.OBSERVED, Coverage.MISSING).astype(np.int8)
    return Panel(values=values, coverage=coverage, error=np.full(values.shape, np.nan), period=PERIOD, states=states,
                 variables=tuple(variable(n) for n in columns))  # fmt: skip


def world(seed, *, states=40, needs=0.0, requirements=0.0, perceptions=0.0, capacity=0.0, push=0.0, benefit=0.0,
          risk=0.0, swap=False):  # fmt: skip
    """A made world: every filter's rows share one factor, ties follow the filters, results follow the stand."""
    rng = np.random.default_rng(seed)
    size, years = (states, len(PERIOD)), len(PERIOD)
    codes = tuple(f"S{u:02d}" for u in range(states))

    def walk(shape, keep=0.6):
        out = rng.standard_normal(shape)
        for t in range(1, shape[-1]):
            out[..., t] = keep * out[..., t - 1] + np.sqrt(1 - keep**2) * out[..., t]
        return out

    factor = {g: walk(size) for g in ("needs", "requirements", "perceptions", "capacity")}
    rivalry = walk((years,), 0.8)
    series, dyads = {}, {}
    for row in FILTER_ROWS:
        noisy = row.sign * (factor[row.construct] + 0.3 * rng.standard_normal(size))
        if row.kind == "tie":
            dyads.setdefault("speech_attention", np.full((*size, 2), np.nan))[:, :, row.power] = noisy
        elif row.kind == "series":
            series[row.series] = np.expm1(np.abs(noisy + 4.0)) if row.log else noisy
    logit = np.zeros((2, *size))
    own = rng.standard_normal((2, states)) * 0.5
    exposure = rng.standard_normal(states)
    drive = (needs * factor["needs"] + requirements * factor["requirements"] + perceptions * factor["perceptions"]
             + capacity * factor["capacity"] + push * rivalry * exposure[:, None])  # fmt: skip
    for t in range(1, years):
        logit[:, :, t] = 0.5 * logit[:, :, t - 1] + 0.5 * own + drive[:, t - 1] + 0.5 * rng.standard_normal((2, states))
    ties = 0.5 + 0.08 * logit
    engagement, tilt = ties.mean(axis=0), (ties[1] - ties[0]) / ties.sum(axis=0)
    inside = (walk(size, 0.8) > 0).astype(np.int8)
    label = np.where(inside == 1, 3, np.where(tilt < 0, 1, 2)).astype(np.int8)
    before = np.concatenate([np.zeros((states, 1)), inside[:, :-1]], axis=1)
    series["growth"] = rng.standard_normal(size) + benefit * before
    series["debt_service_exports"] = rng.standard_normal(size) - benefit * before
    series["battle_deaths"] = np.expm1(np.abs(4 + rng.standard_normal(size) - benefit * before))
    series["interstate_disputes"] = np.expm1(np.abs(4 + rng.standard_normal(size) + risk * before))
    dyads["sanctions"] = np.repeat((4 + rng.standard_normal(size) + risk * before)[:, :, None], 2, axis=2)
    dyads["import_share_cow"] = np.repeat(np.repeat(exposure[:, None], years, axis=1)[:, :, None], 2, axis=2)
    powers = POWERS
    if swap:
        powers, tilt = POWERS[::-1], -tilt
        dyads = {n: table[:, :, ::-1] for n, table in dyads.items()}
        label = np.where(inside == 1, 3, np.where(tilt < 0, 1, 2)).astype(np.int8)
    values = np.stack(list(dyads.values()), axis=3)
    made = Ties(
        values=values, coverage=np.where(np.isfinite(values), 0, 1).astype(np.int8),
        error=np.full(values.shape, np.nan),
        period=PERIOD, states=codes, powers=powers,
        variables=tuple(variable(n, role="filter" if n.startswith("speech") else "outcome") for n in dyads),
    )  # fmt: skip
    inputs = Inputs(ties=made, series=panel(series, codes), system=panel({"powers_kappa": rivalry[None]}, ("WORLD",)))
    standing = Standing(states=codes, period=PERIOD, labels=LABELS, label=label[None], inside=inside[None], tilt=tilt,
                        engagement=engagement)  # fmt: skip
    level = Pressure(years=PERIOD.years, mean=rivalry, low=rivalry, high=rivalry, components={},
                     counts=np.full(years, 5.0), widened=(), loadings={})  # fmt: skip
    return inputs, standing, level


def position(state="S00"):
    nothing = np.zeros((len(PERIOD), 1))
    return Position(state=state, powers=POWERS, years=PERIOD.years, as_of=2021, series={}, domains={}, classes=("x",),
                    probability=nothing, overlays={}, inside=nothing[:, 0], readings={}, asymmetry={}, linkage={},
                    turning_points=(), recipes={}, uncertainty={}, thresholds={})  # fmt: skip


@cache
def judged(seed=1, **effects):
    inputs, standing, level = world(seed, **effects)
    found = hypotheses(inputs, standing, position(), level, rng=np.random.default_rng(7), draws=40)
    return {s.id: s for s in found}


def test_every_hypothesis_is_registered_with_its_test_and_rule():
    assert [entry.id for entry in REGISTER] == ["H1", "H2"]
    for entry in REGISTER:
        assert "cannot tell" in entry.rule
        assert entry.test


def test_needs_and_requirements_are_found_where_they_drive():
    found = judged(needs=0.3, requirements=0.3)
    assert found["H1.panel"].verdict == "supported"
    assert found["H1.panel"].probability > 0.95
    assert found["H1.state"].probability > 0.8


def test_the_other_forces_contradict_where_they_drive():
    found = judged(perceptions=0.3, capacity=0.3, push=0.3)
    assert found["H1.panel"].verdict == "contradicted"
    assert found["H1.panel"].probability < 0.05
    assert found["H1.panel"].against


def test_no_cause_at_all_cannot_tell():
    found = judged(seed=3)
    assert found["H1.panel"].verdict == "cannot tell"


def test_small_effects_are_not_found_to_explain():
    inputs, standing, level = world(5, needs=0.02)
    got = pathways(design(inputs, standing, level), rng=np.random.default_rng(1))
    assert got.explained[0].sum() < 0.02


def test_benefit_without_risk_supports():
    found = judged(benefit=0.5, risk=-0.5)
    assert found["H2.panel"].verdict == "supported"
    assert {item.ref for item in found["H2.panel"].for_} >= {
        "result:hypotheses.H2.panel.benefit",
        "result:hypotheses.H2.panel.risk",
    }
    assert not found["H2.panel"].against


def test_benefit_bought_with_risk_is_mixed():
    assert judged(benefit=0.5, risk=0.5)["H2.panel"].verdict == "mixed"


def test_harm_and_risk_contradict():
    assert judged(benefit=-0.5, risk=0.5)["H2.panel"].verdict == "contradicted"


def test_the_size_of_a_benefit_comes_back():
    inputs, standing, _ = world(11, states=100, benefit=0.5, risk=-0.3)
    got = gains(inputs, standing, "S00", rng=np.random.default_rng(0), last=2021, draws=100)
    for contrast in got.contrasts:
        truth = 0.5 if contrast.row.construct == "benefit" else -0.3
        assert contrast.draws["main"][0] == pytest.approx(truth, abs=0.15)
    for kind, truth in (("benefit", 0.5), ("risk", -0.3)):
        low, high = np.quantile(got.index(kind)[1:], [0.05, 0.95])
        assert low < truth < high


@pytest.mark.parametrize("seed", [21, 22])
def test_placebo_gives_no_support(seed):
    found = judged(seed=seed)
    assert found["H2.panel"].verdict in ("cannot tell", "mixed", "contradicted")
    assert found["H2.state"].verdict != "supported"
    assert found["H1.state"].verdict != "supported"


def test_a_stand_that_comes_after_finds_nothing():
    inputs, standing, _ = world(31, benefit=0.0, risk=0.0)
    got = gains(inputs, standing, "S00", rng=np.random.default_rng(0), last=2021, draws=100)
    assert abs(got.index("benefit", "a year too early")[0]) < 0.1


def test_swapping_the_powers_swaps_names_only():
    one, two = (world(41, needs=0.3, benefit=0.3, risk=-0.3, swap=s) for s in (False, True))
    a, b = (
        {
            s.id: s
            for s in hypotheses(
                i, s, replace(position(), powers=i.ties.powers), p, rng=np.random.default_rng(3), draws=30
            )
        }
        for i, s, p in (one, two)
    )
    for name in a:
        assert a[name].verdict == b[name].verdict
        assert a[name].probability == pytest.approx(b[name].probability, abs=0.01)
        assert len(a[name].for_) == len(b[name].for_)
    got = [gains(i, s, "S00", rng=np.random.default_rng(0), last=2021, draws=100) for i, s, _ in (one, two)]
    np.testing.assert_allclose(got[0].index("benefit"), got[1].index("benefit"), atol=1e-9)
    np.testing.assert_allclose(
        got[0].index("risk", "leaning to the first"), got[1].index("risk", "leaning to the second"), atol=1e-9
    )


def test_the_same_seed_gives_the_same_statements():
    assert judged(needs=0.3, requirements=0.3) == judged.__wrapped__(needs=0.3, requirements=0.3)


def test_fewer_than_two_risk_series_cannot_tell():
    inputs, standing, level = world(1, benefit=0.5, risk=-0.5)
    keep = [k for k, v in enumerate(inputs.ties.variables) if v.name != "sanctions"]
    ties = replace(
        inputs.ties, values=inputs.ties.values[..., keep], coverage=inputs.ties.coverage[..., keep],
        error=inputs.ties.error[..., keep], variables=tuple(inputs.ties.variables[k] for k in keep),
    )  # fmt: skip
    found = hypotheses(replace(inputs, ties=ties), standing, position(), level, rng=np.random.default_rng(1), draws=30)
    h2 = next(s for s in found if s.id == "H2.panel")
    assert h2.verdict == "cannot tell"
    assert "3 benefit and 1 risk series" in h2.why
    assert "arms_fall: left out by rule" in h2.why


def test_falls_count_only_with_ties_fitted_apart():
    inputs, standing, _ = world(1)
    got = gains(inputs, standing, "S00", rng=np.random.default_rng(0), last=2021, draws=100)
    assert got.excluded["arms_fall"].startswith("left out by rule")
    other = gains(inputs, standing, "S00", rng=np.random.default_rng(0), last=2021, draws=100, apart=standing)
    assert other.excluded["arms_fall"] == "not measured: no series in the panel"


def test_a_missing_group_cannot_tell():
    inputs, standing, level = world(1, needs=0.3)
    drop = {"government_effectiveness", "polyarchy"}
    keep = [k for k, v in enumerate(inputs.series.variables) if v.name not in drop]
    series = replace(
        inputs.series, values=inputs.series.values[..., keep], coverage=inputs.series.coverage[..., keep],
        error=inputs.series.error[..., keep], variables=tuple(inputs.series.variables[k] for k in keep),
    )  # fmt: skip
    found = hypotheses(
        replace(inputs, series=series), standing, position(), level, rng=np.random.default_rng(1), draws=30
    )
    assert found[0].verdict == "cannot tell"
    assert "no series for one of the groups" in found[0].why
    assert found[0].probability is None


def test_a_state_that_is_not_measured_cannot_tell():
    inputs, standing, level = world(1, needs=0.3)
    found = hypotheses(inputs, standing, position("ZZZ"), level, rng=np.random.default_rng(1), draws=30)
    assert [s.verdict for s in found if s.id.endswith("state")] == ["cannot tell", "cannot tell"]


def test_a_state_moved_by_its_own_needs_differs_from_the_panel():
    inputs, standing, level = world(51, perceptions=0.3)
    got = pathways(design(inputs, standing, level), rng=np.random.default_rng(0))
    own = own_shares(got, "S00", ("needs", "requirements"), rng=np.random.default_rng(0))
    assert np.nanmedian(own.inside) < 0.3
    assert 0.0 <= own.weight <= 1.0
    assert own.years == 2022 - START + 1


def test_leaning_inside_and_neither_sum_to_one():
    inputs, standing, _ = world(1)
    tables = leaning(inputs, standing)
    np.testing.assert_allclose(sum(tables), 1.0)


def test_an_unknown_stand_is_not_taken_for_leaning():
    inputs, standing, _ = world(1)
    inside = standing.inside.copy()
    inside[:, 3, :] = -1
    tables = leaning(inputs, replace(standing, inside=inside))
    assert all(np.isnan(t[3]).all() for t in tables)


def test_the_rules():
    sure, half = np.full(100, 0.7), np.tile([0.3, 0.7], 50)
    assert judge_shares(sure, sure, 1.0) == ("supported", 1.0)
    assert judge_shares(sure, sure, 0.5)[0] == "cannot tell"
    assert judge_shares(sure, half, 1.0) == ("cannot tell", 0.5)
    assert judge_shares(1 - sure, 1 - sure, 1.0)[0] == "contradicted"
    assert judge_shares(sure, np.full(100, np.nan), 1.0) == ("cannot tell", 0.0)
    assert judge_gains(sure, -sure) == ("supported", 1.0)
    assert judge_gains(sure, sure)[0] == "mixed"
    assert judge_gains(-sure, sure)[0] == "contradicted"
    assert judge_gains(half - 0.5, -sure)[0] == "cannot tell"


def test_the_same_world_lays_out_for_pathways():
    inputs, standing, level = world(21, states=30)
    laid = lay(inputs, standing, level)
    assert laid.table.of("filter") == ("needs", "requirements", "perceptions", "capacity")
    assert laid.absent["civil_military_relations"].startswith("optional")
    assert laid.absent["strategic autonomy"] == "needs ties measured without arms and aid"
    results = {row for name in laid.table.of("outcome") for row in laid.rows[name]}
    filters = {row for name in laid.table.of("filter") for row in laid.rows[name]}
    assert not results & filters, "a row is filter or result, never both"
    assert np.nanmean(laid.table.pressure) == pytest.approx(0.0, abs=1e-9)
    assert laid.table.years[0] == START


def test_an_optional_filter_enters_only_where_it_is_named():
    inputs, standing, level = world(21, states=30)
    extra = np.random.default_rng(5).standard_normal((*inputs.series.values.shape[:2], 1))
    series = replace(
        inputs.series, values=np.concatenate([inputs.series.values, extra], axis=2),
        coverage=np.concatenate([inputs.series.coverage, np.zeros_like(extra, dtype=np.int8)], axis=2),
        error=np.concatenate([inputs.series.error, np.full_like(extra, np.nan)], axis=2),
        variables=(*inputs.series.variables, variable("public_opinion", role="filter")),
    )  # fmt: skip
    inputs = replace(inputs, series=series)
    assert "public_opinion" not in lay(inputs, standing, level).table.nodes
    laid = lay(inputs, standing, level, optional=("public_opinion",))
    assert laid.table.of("filter")[-1] == "public_opinion"
    assert laid.rows["public_opinion"] == ("public_opinion",)
    assert "public_opinion" not in laid.absent
    assert {t.name for t in laid.table.equations[laid.table.nodes.index("tie_first")].terms} >= {
        "public_opinion", "pressure x public_opinion",
    }  # fmt: skip
    listed = {r.equation for r in pathway_roles(inputs, ("public_opinion",)) if r.variable == "public_opinion"
              and r.measured}  # fmt: skip
    assert {"pathways:public_opinion", "pathways:tie_first", "pathways:economic cooperation"} <= listed


def test_pathways_need_years_before_the_sample():
    inputs, standing, level = world(22, states=30)
    with pytest.raises(CoverageError, match="ties from 1996"):
        lay(inputs, standing, level, last=1999)
