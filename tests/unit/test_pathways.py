"""The parts of the panel model, each against a plain computation; the page and the way back."""

from dataclasses import replace

import numpy as np
import pytest

from tightrope.core.errors import CoverageError, InvalidValue
from tightrope.explain.pathways import checks
from tightrope.explain.pathways.clarity import predictability
from tightrope.explain.pathways.collapse import leap
from tightrope.explain.pathways.effects import LONG, decompose, pressed
from tightrope.explain.pathways.fit import fit
from tightrope.explain.pathways.latent import FIRST_SD, paths
from tightrope.explain.pathways.regress import SLOPE_SD, Columns, Drawn, normal_equations
from tightrope.explain.pathways.resolve import tell
from tightrope.explain.pathways.result import independent_shocks, signal
from tightrope.explain.pathways.system import CLARITY, EXPOSED, PRESSURE, RIVAL, Equation, Table, Term, equations

UNITS, STEPS = 6, 5


def columns(rng, p=4, r=2, m=2):
    return Columns(
        left=rng.standard_normal((UNITS, STEPS)), common=rng.standard_normal((UNITS, STEPS, p)),
        state=rng.standard_normal((UNITS, STEPS, r)), year=rng.standard_normal((UNITS, STEPS, m)),
    )  # fmt: skip


def held(rng, p=4, r=2, m=2):
    return Drawn(
        slopes=np.full(p, 0.1), shocks=np.zeros((STEPS, m)), own=np.zeros((UNITS, r)),
        variance=rng.uniform(0.5, 2.0, UNITS), level=1.0, spread=np.array([0.3, 0.1]), swing=np.array([0.2, 0.4]),
        loose=np.ones(r), tight=np.ones(m),
    )  # fmt: skip


def dense(c, h, lag):
    """Precision and right side of slopes and shocks from one big covariance, state effects in it."""
    p, m = c.common.shape[2], c.year.shape[2]
    size = p + STEPS * m
    a, b = np.zeros((size, size)), np.zeros(size)
    for u in range(UNITS):
        g = np.zeros((STEPS, size))
        g[:, :p] = c.common[u]
        for t in range(STEPS):
            g[t, p + t * m : p + (t + 1) * m] = c.year[u, t]
        cov = np.eye(STEPS) * h.variance[u] + c.state[u] @ np.diag(h.spread) @ c.state[u].T
        a += g.T @ np.linalg.solve(cov, g)
        b += g.T @ np.linalg.solve(cov, c.left[u])
    prior = np.concatenate([[lag[1] ** -2.0], np.full(p - 1, SLOPE_SD**-2.0), np.tile(1.0 / h.swing, STEPS)])
    b[0] += lag[0] * prior[0]
    return a + np.diag(prior), b


def test_normal_equations_are_those_of_the_whole_covariance():
    rng = np.random.default_rng(0)
    c, h = columns(rng), held(rng)
    a, b = normal_equations(c, h.variance, h.spread, h.swing, (0.7, 0.3))
    wanted_a, wanted_b = dense(c, h, (0.7, 0.3))
    np.testing.assert_allclose(a, wanted_a, atol=1e-9)
    np.testing.assert_allclose(b, wanted_b, atol=1e-9)


def path_moments(lag, drift, variance, told, pull, start):
    """Mean and covariance of one state's path from its joint precision."""
    steps = len(told)
    precision, score = np.diag(told.astype(float)), pull.astype(float).copy()
    precision[0, 0] += FIRST_SD**-2.0
    score[0] += start * FIRST_SD**-2.0
    for t in range(steps - 1):
        step = np.zeros(steps)
        step[t], step[t + 1] = -lag, 1.0
        precision += np.outer(step, step) / variance
        score += step * drift[t] / variance
    cov = np.linalg.inv(precision)
    return cov @ score, cov


def test_paths_have_the_moments_of_their_joint_density():
    rng = np.random.default_rng(1)
    steps, many = 6, 40_000
    told, pull = rng.uniform(0.0, 3.0, steps), rng.standard_normal(steps)
    told[2] = pull[2] = 0.0
    drift = rng.standard_normal(steps - 1)
    mean, cov = path_moments(0.8, drift, 0.5, told, pull, 0.3)
    drawn = paths(
        0.8, np.tile(drift, (many, 1)), np.full(many, 0.5), np.tile(told, (many, 1)), np.tile(pull, (many, 1)),
        np.full(many, 0.3), rng.standard_normal((many, steps)),
    )  # fmt: skip
    np.testing.assert_allclose(drawn.mean(axis=0), mean, atol=0.02)
    np.testing.assert_allclose(np.cov(drawn.T), cov, atol=0.03)


def test_a_leap_draws_slopes_from_the_density_without_the_path():
    rng = np.random.default_rng(2)
    c, h = columns(rng), held(rng)
    h.slopes[0] = 0.6
    told = rng.uniform(0.5, 3.0, (UNITS, STEPS + 1))
    told[0, 2] = 0.0
    value = rng.standard_normal((UNITS, STEPS + 1))
    start = np.zeros(UNITS)
    p, m = 3, 2
    size = p + STEPS * m
    a = np.diag(np.concatenate([np.full(p, SLOPE_SD**-2.0), np.tile(1.0 / h.swing, STEPS)]))
    b = np.zeros(size)
    for u in range(UNITS):
        g, z = np.zeros((STEPS + 1, size)), np.zeros((STEPS + 1, 2))
        move = np.zeros((STEPS + 1, STEPS + 1))
        for t in range(STEPS):
            g[t + 1], z[t + 1] = 0.6 * g[t], 0.6 * z[t] + c.state[u, t]
            g[t + 1, :p] += c.common[u, t, 1:]
            g[t + 1, p + t * m : p + (t + 1) * m] += c.year[u, t]
        for t in range(STEPS + 1):
            move[t:, t] = 0.6 ** np.arange(STEPS + 1 - t)
        inner = np.diag([FIRST_SD**2, *np.full(STEPS, h.variance[u])])
        cov = move @ inner @ move.T + np.diag(1.0 / np.where(told[u] > 0, told[u], 1e-6)) + z @ np.diag(h.spread) @ z.T
        a += g.T @ np.linalg.solve(cov, g)
        b += g.T @ np.linalg.solve(cov, np.where(told[u] > 0, value[u], 0.0))
    mean, spread = np.linalg.solve(a, b)[:p], np.sqrt(np.diag(np.linalg.inv(a)))[:p]
    drawn = []
    for _ in range(1500):
        leap(c, h, told, told * value, start, rng)
        drawn.append(h.slopes[1:].copy())
    np.testing.assert_allclose(np.mean(drawn, axis=0), mean, atol=4.0 * spread.max() / np.sqrt(1500))
    np.testing.assert_allclose(np.std(drawn, axis=0), spread, rtol=0.1)


def small(rng, states=12, years=14, **changes):
    system = equations(("perceptions",), ("gain",), (PRESSURE, "exposure", EXPOSED, RIVAL, CLARITY))
    seen = np.cumsum(rng.normal(0.0, 0.5, (len(system), states, years)), axis=2)
    seen -= seen.mean(axis=2, keepdims=True)
    wide = np.broadcast_to(rng.standard_normal(states)[:, None], (states, years))
    pressure = rng.standard_normal(years)
    return Table(**{
        "equations": system, "seen": seen, "error": np.zeros(seen.shape), "noisy": np.zeros(len(system), dtype=bool),
        "names": (PRESSURE, "exposure", EXPOSED, RIVAL, CLARITY),
        "given": np.stack([np.ones((states, years)), wide, wide, *rng.standard_normal((2, states, years))]),
        "pressed": np.array([True, False, True, False, False]), "pressure": pressure, "doubt": np.zeros(years),
        "states": tuple(f"S{i:02d}" for i in range(states)), "years": tuple(range(1996, 1996 + years)), **changes,
    })  # fmt: skip


def test_one_seed_gives_one_posterior():
    first, again = (
        fit(small(np.random.default_rng(3)), rng=np.random.default_rng(4), draws=6, warmup=4) for _ in range(2)
    )
    for node in first.slopes:
        np.testing.assert_array_equal(first.slopes[node], again.slopes[node])


def test_the_ways_of_an_effect_add_up_where_filters_do_not_act_together():
    found = fit(small(np.random.default_rng(5)), rng=np.random.default_rng(6), draws=10, warmup=5, chains=1)
    ways = decompose(found, pressed(1.0, 0.3))
    v = found.table.nodes.index("tie_first")
    total = ways["direct"][LONG][:, v] + ways["through perceptions"][LONG][:, v]
    np.testing.assert_allclose(ways["total"][LONG][:, v], total, atol=1e-10)
    np.testing.assert_allclose(ways["through all filters"], ways["through perceptions"])


def test_a_drawn_tie_is_taken_as_measured():
    rng = np.random.default_rng(7)
    table = small(rng)
    v = table.nodes.index("tie_first")
    told = {"tie_first": np.stack([table.seen[v], table.seen[v]])}
    found = fit(replace(table, drawn=told), rng=rng, draws=5, warmup=2, chains=1)
    np.testing.assert_allclose(found.mean[v], table.seen[v])


@pytest.mark.parametrize(
    ("draws", "shocks", "resolved"),
    [((0.06, 0.02), 9e9, False), ((0.3, 0.05), np.inf, True), ((0.3, 0.05), 4.0, False), ((0.03, 1e-4), 9e9, False)],
)  # fmt: skip
def test_an_effect_is_resolved_only_beyond_the_smallest_and_with_shocks_enough(draws, shocks, resolved):
    mean, sd = draws
    told = tell(mean + sd * np.random.default_rng(8).standard_normal(4000), shocks)
    assert told.resolved is resolved
    assert told.detectable == pytest.approx(0.05 + 2.4865 * sd, rel=0.05)


def test_slow_pressure_is_worth_fewer_shocks_than_its_years():
    rng = np.random.default_rng(9)
    fast = rng.standard_normal(200)
    slow = np.cumsum(fast)
    assert independent_shocks(fast) > 150.0
    assert 1.0 <= independent_shocks(slow) < 10.0


def test_signal_is_the_share_of_steps_that_draws_agree_on():
    rng = np.random.default_rng(10)
    path = np.cumsum(rng.standard_normal((8, 30)), axis=1)
    assert signal(path[None]) == pytest.approx(1.0)
    noisy = path + rng.standard_normal((300, 8, 30)) / np.sqrt(2.0)  # steps of error have the variance of true steps
    assert signal(noisy) == pytest.approx(0.5, abs=0.05)


def test_a_confounder_hides_a_slope_at_the_correlation_that_its_formula_gives():
    rng = np.random.default_rng(11)
    found = fit(small(rng, states=30), rng=rng, draws=30, warmup=10, chains=1)
    equation = next(e for e in found.table.equations if e.node == "gain")
    k = equation.terms.index(Term(node="perceptions"))
    draws = 0.4 + 0.05 * rng.standard_normal(4000)
    grid, reach = checks.confounded(found, equation, k, draws)
    assert grid[0.0] == pytest.approx(draws.mean())
    assert grid[-0.5] > grid[-0.25] > grid[0.0] > grid[0.25] > grid[0.5]
    ratio = (grid[0.0] - grid[0.5]) / (0.5 / np.sqrt(0.75))
    assert reach / np.sqrt(1.0 - reach**2) * ratio == pytest.approx(np.quantile(draws, 0.05))
    assert checks.confounded(found, equation, k, draws - 0.4)[1] == 0.0


def test_a_year_left_out_moves_a_slope_that_it_carries():
    rng = np.random.default_rng(12)
    found = fit(small(rng, states=30), rng=rng, draws=30, warmup=10, chains=1)
    equation = next(e for e in found.table.equations if e.node == "gain")
    whole, out = checks.leave_one_out(found, equation)
    assert out.shape == (len(found.table.years) - 1, len(equation.terms))
    assert np.isfinite(out).all()
    assert np.abs(out - whole).max() > 0.0


def test_predictability_looks_at_the_years_before_the_last():
    still = np.zeros((1, 12))
    jump = still.copy()
    jump[0, 6:] = 1.0
    found = predictability((jump, still))
    assert np.isnan(found[0, :6]).all()
    assert found[0, 6] == 0.0, "the jump of the year itself is not in its window"
    assert (found[0, 7:12] < 0.0).all()


def test_an_equation_names_its_own_lag_first_and_no_term_twice():
    with pytest.raises(InvalidValue, match="own value"):
        Equation(node="needs", role="filter", terms=(Term(node="tie_first"),))
    with pytest.raises(InvalidValue, match="twice"):
        Equation(
            node="needs", role="filter", terms=(Term(node="needs"), Term(given="pressure"), Term(given="pressure"))
        )


def test_a_table_with_a_gap_in_what_is_given_is_refused():
    given = np.array(small(np.random.default_rng(13)).given)
    given[3, 0, 0] = np.nan
    with pytest.raises(CoverageError, match="gap"):
        small(np.random.default_rng(13), given=given)
