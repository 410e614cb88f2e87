"""What only neoclassical realism claims: that filters bend the pressure, and that the pressure runs through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.special import ndtri

from tightrope.core.panel import FloatArray, IntArray
from tightrope.core.theory import Channel, Theory
from tightrope.explain.rivals import predictions as run
from tightrope.explain.rivals.matrix import Matrix, rows, without_gaps
from tightrope.explain.rivals.models import AR1, OWN, Model
from tightrope.explain.rivals.splits import EVERY
from tightrope.stats.prediction import crossed
from tightrope.stats.prediction.scores import by_block, spread

THEORY = "neoclassical_realism"
FILTERS = ("needs", "requirements", "perceptions", "capacity")
BENT = ("perceptions", "capacity")
OUTCOMES = ("tilt", "engagement")
DRAWS, PROB = 4000, 0.9
CANNOT = "cannot tell"


def channels(
    table: Matrix, theories: Sequence[Theory], region: IntArray, *, rng: np.random.Generator
) -> tuple[dict[str, float | str], dict[str, float | str], tuple[Channel, ...]]:
    """Test the moderation and the mediation that neoclassical realism claims; empty where the study leaves it out.

    Moderation: pressure times perceptions and times capacity are added to a model that has the pressure's and the
    filters' own slopes already, and must predict regions left out better. A filter that merely matters for ties is
    no evidence, for threat and liberal theories say that as well. Mediation: the pressure on a state (rivalry times
    its dealings with both powers) must move a filter a year later, and that filter a tie another year later.

    Returns
    -------
    moderation, mediation : difference in log score with its error, and a verdict; paths : every slope with its
        interval, and the products of the two steps of mediation.

    References
    ----------
    :cite:`ripsman2016` for the claims; :cite:`mackinnon2004` for the product of two slopes by simulation.
    """
    if THEORY not in {t.name for t in theories}:
        return {}, {}, ()
    present = [f for f in FILTERS if f in table.columns]
    bent = [f"pressure x {f}" for f in BENT if f in present and f"pressure x {f}" in table.columns]
    if not bent or not present:
        return {"verdict": CANNOT}, {"verdict": CANNOT}, ()
    paths = _bent(table, bent, rng)
    moderation = _gain(table, bent, region, rng)
    steps = _through(table, present, rng) if "pressure x exposure" in table.columns else ()
    indirect = [p for p in steps if p.kind == "indirect"]
    mediation: dict[str, float | str] = {
        "resolved": float(sum(p.resolved for p in indirect)),
        "tested": float(len(indirect)),
        "verdict": CANNOT if not indirect else "found" if any(p.resolved for p in indirect) else "not found",
    }
    return moderation, mediation, (*paths, *steps)


def _mains(table: Matrix) -> list[str]:
    return [c for c in ("pressure", "exposure", "pressure x exposure", *FILTERS) if c in table.columns]


def _gain(
    table: Matrix, bent: Sequence[str], region: IntArray, rng: np.random.Generator
) -> dict[str, float | str]:  # fmt: skip
    """Return what the products add to regions left out beyond the slopes of pressure and filters."""
    total, sums = 0.0, []
    for outcome in OUTCOMES:
        found = rows(table, outcome, 1)
        here = region[found.state]
        priors = (_model(table, AR1, ()), _model(table, "mains", _mains(table)),
                  _model(table, "bent", [*_mains(table), *bent]))  # fmt: skip
        for r in range(int(region.max()) + 1):
            train, test = (here != r) & (here >= 0), here == r
            if not test.any() or train.sum() <= 10 * (1 + len(table.columns)):
                continue
            logs = run.logs_of(found, priors, train, test, rng)
            gain = logs[2] - logs[1]
            total += float(gain.sum())
            shape = (len(table.states), len(table.years) // EVERY + 1)
            sums.append(by_block(gain[None], found.state[test], found.year[test] // EVERY, shape))
    if not sums:
        return {"verdict": CANNOT}
    whole = np.sum(sums, axis=0)
    used = whole[:, np.abs(whole[0]).sum(axis=1) > 0.0]
    alone, both = spread(used, draws=400, rng=rng)
    error = float(max(alone[0], both[0]))
    told = "not told apart" if abs(total) < max(2.0 * error, 4.0) else "found" if total > 0.0 else "contradicted"
    return {"difference": total, "error": error, "verdict": told}


def _model(table: Matrix, name: str, own: Sequence[str]) -> Model:
    spread_ = np.array([10.0, *(OWN if c in own else 0.0 for c in table.columns)])
    return Model(name=name, form="strict", spread=spread_, signs=np.zeros(len(spread_)))


def _bent(table: Matrix, bent: Sequence[str], rng: np.random.Generator) -> tuple[Channel, ...]:
    """Return the slopes of the products on all rows."""
    found = []
    for outcome in OUTCOMES:
        draws = _slopes(table, outcome, [*_mains(table), *bent], bent, rng)
        for k, name in enumerate(bent):
            which = name.removeprefix("pressure x ")
            found.append(_path("moderation", which, outcome, draws[:, k], len(bent) * len(OUTCOMES)))
    return tuple(found)


def _through(table: Matrix, filters: Sequence[str], rng: np.random.Generator) -> tuple[Channel, ...]:
    """Return pressure to filter, filter to tie, their product, and what goes past the filters."""
    found, push = [], "pressure x exposure"
    first = {}
    for name in filters:
        k = table.columns.index(name)
        moved = replace(table, y={name: table.x[:, :, k]})
        first[name] = _slopes(moved, name, ["pressure", "exposure", push], [push], rng)[:, 0]
        found.append(_path("to filter", name, name, first[name], len(filters)))
    for outcome in OUTCOMES:
        draws = _slopes(table, outcome, _mains(table), [push, *filters], rng)
        found.append(_path("direct", "", outcome, draws[:, 0], len(OUTCOMES)))
        for k, name in enumerate(filters, start=1):
            found.append(_path("to tie", name, outcome, draws[:, k], len(filters) * len(OUTCOMES)))
            product = first[name] * draws[:, k]
            found.append(_path("indirect", name, outcome, product, len(filters) * len(OUTCOMES)))
    return tuple(found)


def _slopes(
    table: Matrix, outcome: str, own: Sequence[str], wanted: Sequence[str], rng: np.random.Generator
) -> FloatArray:  # fmt: skip
    """Return draws (S, len(wanted)) of slopes on standardized values, fitted to all rows."""
    found = rows(table, outcome, 1)
    raw = np.concatenate([found.lag[:, None], found.x], axis=1)
    x, y = without_gaps(raw, raw), (found.y - found.y.mean()) / found.y.std()
    states, state = np.unique(found.state, return_inverse=True)
    years, year = np.unique(found.year, return_inverse=True)
    size = {"states": len(states), "years": len(years)}
    gram, bare, _ = run.base(y, x, state, year, _model(table, AR1, ()), float(len(y)), size)
    held = crossed.fit(gram, _model(table, "own", own).spread, bare.variances, steps=run.MORE, rows=float(len(y)))
    at = [list(held.kept).index(2 + table.columns.index(name)) for name in wanted]
    root = np.linalg.cholesky(held.cov[np.ix_(at, at)] + 1e-14 * np.eye(len(at)))
    return held.mean[at] + rng.standard_normal((DRAWS, len(at))) @ root.T


def _path(kind: str, which: str, outcome: str, draws: FloatArray, family: int) -> Channel:
    tail = (1.0 - PROB) / 2.0
    low, high = np.quantile(draws, [tail, 1.0 - tail])
    # The chance of one false path among all of a kind is held at 1 - PROB, by Bonferroni.
    reach = float(-ndtri(tail / family))
    mean, sd = float(draws.mean()), float(draws.std())
    far = float(np.quantile(draws, tail / family)), float(np.quantile(draws, 1.0 - tail / family))
    resolved = far[0] > 0.0 or far[1] < 0.0 if kind == "indirect" else abs(mean) > reach * sd
    return Channel(
        kind=kind, filter=which, outcome=outcome, mean=mean, low=float(low), high=float(high), resolved=bool(resolved)
    )  # fmt: skip
