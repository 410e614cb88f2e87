"""A known rivalry comes back, missing years stay unknown, thin years are wider; rows and roles are kept apart."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

from tightrope.core.calendar import Period
from tightrope.core.errors import CoverageError, InvalidValue
from tightrope.core.panel import Coverage, Inputs, Panel, Ties, Variable
from tightrope.core.theory import RoleRow
from tightrope.explain.pressure import pressure
from tightrope.explain.roles import check_roles, roles
from tightrope.explain.rows import FILTER_ROWS, RISKS, Row, system_rows, values

PERIOD = Period(start=1960, stop=2019)
STATES = ("AAA", "BBB", "CCC")


def variable(name, role, **more):
    more = {"sources": (f"from_{name}",), **more}
    return Variable(name=name, label=name, unit="u", role=role, higher="more", family=name, first=PERIOD.start,
                    last=PERIOD.stop, **more)  # fmt: skip


def panel(columns, states, role="filter"):
    shape = (len(states), len(PERIOD))
    table = np.empty((*shape, 0))
    if columns:
        table = np.stack([np.broadcast_to(c, shape) for c in columns.values()], axis=2)
    coverage = np.where(np.isfinite(table), Coverage.OBSERVED, Coverage.MISSING).astype(np.int8)
    return Panel(values=table, coverage=coverage, error=np.full(table.shape, np.nan), period=PERIOD, states=states,
                 variables=tuple(variable(n, role) for n in columns))  # fmt: skip


def made(system, *, series=None, ties=(), powers=("USA", "CHN"), pairs=None):
    shape = (len(STATES), len(PERIOD), 2, len(ties))
    return Inputs(
        ties=Ties(values=np.ones(shape), coverage=np.zeros(shape, dtype=np.int8), error=np.full(shape, np.nan),
                  period=PERIOD, states=STATES, powers=powers, variables=tuple(ties)),
        series=panel(series or {"growth": np.zeros(60)}, STATES),
        system=panel(system, ("WORLD",), "pressure"),
        pairs=pairs or {},
    )  # fmt: skip


def world(seed=0, noise=0.5):
    """Five oriented signals of one rivalry; agreement is reversed, as the powers' kappa is."""
    rng = np.random.default_rng(seed)
    rivalry = np.sin(np.arange(60) / 7.0) + 0.02 * np.arange(60)
    rivalry = (rivalry - rivalry.mean()) / rivalry.std()
    names = ["powers_kappa", "powers_trade_share_usa", "powers_rivalry", "capability_parity", "powers_mentions"]
    signs = [-1, -1, 1, 1, 1]
    made_of = {n: s * (rivalry + noise * rng.standard_normal(60)) for n, s in zip(names, signs, strict=True)}
    made_of["powers_mentions"] = np.exp(made_of["powers_mentions"])
    return rivalry, made_of


def test_a_known_rivalry_comes_back():
    rivalry, system = world()
    got = pressure(made(system), rng=np.random.default_rng(1))
    assert np.corrcoef(got.mean, rivalry)[0, 1] > 0.9
    assert ((got.low <= got.mean) & (got.mean <= got.high)).all()
    assert got.low.min() >= 0.0
    assert got.high.max() <= 1.0
    assert all(loading > 0.4 for loading in got.loadings.values())
    assert got.components["technological competition"] == ()
    assert got.components["diplomatic competition"] == ("powers_kappa", "powers_mentions")


def test_intervals_cover_the_known_rivalry():
    hits = []
    for seed in range(4):
        rivalry, system = world(seed, noise=0.8)
        got = pressure(made(system), rng=np.random.default_rng(seed), draws=60)
        truth = ndtr(rivalry)
        hits.append((got.low <= truth) & (truth <= got.high))
        assert (got.high - got.low).mean() < 0.6
    assert np.mean(hits) >= 0.85


def test_years_with_one_series_are_unknown_and_thin_years_wider():
    _, system = world()
    for n, name in enumerate(system):
        system[name] = system[name].copy()
        if n > 0:
            system[name][:5] = np.nan
        if n > 1:
            system[name][5:15] = np.nan
    got = pressure(made(system), rng=np.random.default_rng(1))
    assert np.isnan(got.mean[:5]).all()
    assert np.isfinite(got.mean[5:]).all()
    assert got.widened == tuple(range(1965, 1975))
    width = got.high - got.low
    assert width[5:15].mean() > 1.3 * width[15:].mean()
    assert got.counts[7] == 2


def test_a_series_that_runs_against_the_others_is_silenced():
    _, system = world(noise=0.2)
    system["capability_parity"] = -system["capability_parity"]
    got = pressure(made(system), rng=np.random.default_rng(1))
    assert got.loadings["capability_parity"] < 0.1 < got.loadings["powers_rivalry"]


def test_the_order_of_the_powers_does_not_matter():
    _, system = world()
    one = pressure(made(system), rng=np.random.default_rng(4))
    two = pressure(made(system, powers=("CHN", "USA")), rng=np.random.default_rng(4))
    np.testing.assert_allclose(one.mean, two.mean, atol=1e-12)


def test_one_series_is_no_pressure():
    with pytest.raises(CoverageError, match="1 series of the dyad CHN-USA"):
        pressure(made({"powers_kappa": np.sin(np.arange(60.0))}), rng=np.random.default_rng(1))


def test_removing_a_series_changes_the_level():
    _, system = world()
    whole = pressure(made(system), rng=np.random.default_rng(1)).mean
    del system["powers_kappa"]
    assert not np.allclose(whole, pressure(made(system), rng=np.random.default_rng(1)).mean)


def tie(name, domain, **more):
    return variable(name, "tie", domain=domain, paired=True, **more)


def test_the_default_roles_pass_their_own_check():
    inputs = made(
        world()[1],
        series={r.series: np.ones(60) for r in FILTER_ROWS if r.kind == "series"},
        ties=[tie("fdi_stock", "economic"), tie("arms_share", "security"), variable("speech_attention", "filter")],
    )
    rows = roles(inputs)
    check_roles(rows)
    assert {r.equation for r in rows} >= {"ties", "outcome:growth", "outcome:sanctions", "outcome:arms_fall"}
    by = {(r.equation, r.variable, r.lag): r for r in rows if r.measured}
    assert by["ties", "fdi_stock", 0].role == "tie"
    assert by["ties", "external_balance", 2].note.startswith("lagged by 2 years: its total, gross domestic product")
    assert by["outcome:growth", "growth", 0].role == "outcome"
    assert by["outcome:growth", "growth", 1].role == "filter"
    assert ("outcome:arms_fall", "arms_share", 1) not in by
    silent = [r for r in rows if not r.measured]
    assert all(r.note for r in silent)
    assert any(r.variable == "tariffs_between_powers" for r in silent)
    assert any(r.variable == "sanctions" for r in silent)


def row(variable, role, **more):
    base = {"equation": "e", "construct": "c", "source": "wdi", "dyad": "state", "lag": 1, "first": 1, "last": 2}
    return RoleRow(variable=variable, role=role, measured=True, **{**base, **more})


def test_one_row_in_two_roles_is_refused_by_name():
    with pytest.raises(InvalidValue, match=r"growth \(filter\) and growth \(outcome\).*same source row"):
        check_roles((row("growth", "filter"), row("growth", "outcome")))
    check_roles((row("growth", "filter"), row("growth", "outcome", lag=0)))
    check_roles((row("growth", "filter"), row("growth", "outcome", equation="f")))
    check_roles((row("un_kappa", "tie", dyad="state-USA"), row("un_kappa", "pressure", dyad="CHN-USA")))


def test_a_shared_total_counts_as_one_row():
    rows = (row("external_balance", "filter"), row("fdi_stock", "tie", source="unctad", dyad="state-USA"))
    with pytest.raises(InvalidValue, match="both divide by gross domestic product"):
        check_roles(rows)
    check_roles((replace(rows[0], lag=2), rows[1]))


def test_rivals_are_counted_and_their_spending_weighed():
    n = len(PERIOD)
    spending = np.array([np.full(n, 10.0), np.full(n, 30.0), np.full(n, np.nan)])
    years = np.array([1970, 1970, 1971, 1971, 1972, 1972])
    pairs = {
        "rivalry": {
            "state": np.array(["AAA", "BBB", "AAA", "CCC", "AAA", "BBB"]),
            "other": np.array(["BBB", "AAA", "CCC", "AAA", "BBB", "AAA"]),
            "year": years,
            "value": np.ones(6),
        }
    }
    inputs = made({}, series={"milex_level": spending, "growth": np.zeros(n)}, pairs=pairs)
    got = values(inputs, Row(name="r", series="milex_level", construct="x", role="filter", kind="rival_spending"))
    assert got[0, 10] == pytest.approx(np.log1p(3.0))
    assert got[1, 10] == pytest.approx(np.log1p(1 / 3))
    assert np.isnan(got[0, 11]), "a rival of unknown spending makes the sum unknown"
    assert np.isnan(got[0, 13]), "beyond the last covered year nothing is known"
    count = values(inputs, next(r for r in RISKS if r.name == "rivals"))
    assert count[0, 10] == 1.0
    assert count[2, 10] == 0.0
    assert np.isnan(count[0, 9])


def test_what_the_panel_lacks_is_none():
    inputs = made({})
    assert values(inputs, system_rows(("USA", "CHN"))[0]) is None
    assert values(inputs, RISKS[-1]) is None
