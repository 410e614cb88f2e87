"""Assembly: bounds and labels of all states, and the whole position of one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from tightrope.core.actor import Triad
from tightrope.core.alignment import Position, Series, Standing
from tightrope.core.panel import DOMAINS, BoolArray, FloatArray, Inputs
from tightrope.measure import dependence as dep
from tightrope.measure import derive, gravity, mutual, strategy, turning
from tightrope.measure.fit import Fit
from tightrope.measure.observe.scale import fresh
from tightrope.measure.strategy import Thresholds
from tightrope.measure.stress import bounds as limits
from tightrope.measure.stress import readings
from tightrope.measure.stress.caveats import caveats
from tightrope.stats.interval import central

LEAST_AS_OF = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is computed from all states at once, before the focal state is looked at.

    Parameters
    ----------
    bounds : floors and ceiling; arms_ceiling : ceiling of the arms-only dependence.
    security_median : median of the larger security tie over state-years 1995-2015.
    more : (U, T) index of the power depended on more, NaN where unknown.
    grid : floors and ceilings that might have been set.
    mutual : needs in both directions of all states.
    structures : (kind of tie, against peers) -> gravity model of all states, where one could be fitted.
    """

    bounds: Thresholds
    arms_ceiling: float
    security_median: float
    shares: dep.Shares
    more: FloatArray
    standing: Standing
    standing_by: dict[str, Standing]
    grid: limits.Grid
    mutual: mutual.Mutual
    structures: dict[tuple[str, bool], gravity.Structure]


def world(inputs: Inputs, fitted: Fit, weights: FloatArray, *, triad: Triad, seed: int) -> World:
    """Fix floors and ceiling on the whole panel, then label every state, year and draw.

    References
    ----------
    Own: bounds and labels of docs/explanation/measurement.md, from the whole panel.
    """
    ties = inputs.ties
    years = np.array(ties.period.years)
    everyone, seen = fitted.everyone, fitted.observed
    count, states, steps = everyone.shape[:3]
    overall = np.stack([derive.pooled(draw, seen, weights) for draw in everyone]).astype(np.float32)
    given = dep.shares(inputs)
    order = sorted(range(states), key=lambda u: ties.states[u])
    need = np.empty((count, states, steps, 2), dtype=np.float32)
    for row, code in enumerate(ties.states):
        need[:, row] = dep.dependence(given, code, row, ties.powers, draws=count, seed=seed).both
    larger = need.max(axis=-1)
    arms = dep.arms_dependence(given)
    bounds = Thresholds(floors=strategy.floors(overall[:, order], years), ceiling=dep.ceiling(larger[:, order], years))
    window = strategy.reference(years)
    d = DOMAINS.index("security")
    both = seen[:, :, d].all(axis=-1) & window
    strongest = ndtr(everyone[:, :, :, d].max(axis=-1))[:, both]
    known = np.isfinite(need).all(axis=-1).all(axis=0)
    middle = need.mean(axis=0, dtype=float)
    more = np.where(known, (middle[..., 1] > middle[..., 0]).astype(float), np.nan)
    tilt = derive.tilt_of(overall[..., 0], overall[..., 1])
    pact = _tie_series(inputs, "pact_against")
    fits = {(k, peers): gravity.structure(inputs, k, peers=peers) for k in gravity.KINDS for peers in (False, True)}
    structures = {key: found for key, found in fits.items() if found is not None}
    label = strategy.classify(overall, tilt, need, pact, bounds)
    names = strategy.labels(triad.powers)
    spans = {}
    for name, drawn in (("tilt", tilt), ("engagement", overall.mean(axis=-1, dtype=float)), ("dependence", larger)):
        spans[f"{name}_low"], spans[f"{name}_high"] = central(drawn)
    standing = Standing(
        states=ties.states,
        period=ties.period,
        labels=names,
        label=label,
        inside=strategy.inside_of(label),
        tilt=tilt.mean(axis=0, dtype=float),
        engagement=(overall.mean(axis=-1, dtype=float)).mean(axis=0),
        extra={
            "tie_first": overall[..., 0].mean(axis=0, dtype=float),
            "tie_second": overall[..., 1].mean(axis=0, dtype=float),
            "dependence": larger.mean(axis=0, dtype=float),
            **spans,
            **{
                f"net_{kind}{'_peers' if peers else ''}": gravity.lean_of_all(found)
                for (kind, peers), found in structures.items()
            },
        },
        draws=derive.linked(everyone, seen, weights),
    )
    by = {
        "equidistance": strategy.equidistance(tilt),
        "utility": strategy.utility(overall, bounds),
    }
    return World(
        bounds=bounds,
        arms_ceiling=dep.ceiling(arms.max(axis=-1)[order], years),
        security_median=float(np.median(strongest)) if strongest.size else float("nan"),
        shares=given,
        more=more,
        standing=standing,
        standing_by={name: replace(standing, inside=inside, reading=name) for name, inside in by.items()},
        grid=limits.grid(overall[:, order], larger[:, order], years),
        mutual=mutual.mutual(inputs),
        structures=structures,
    )


def _tie_series(inputs: Inputs, name: str) -> FloatArray:
    """Return the (U, T, P) values of a series of the ties; NaN where the panel lacks it."""
    ties = inputs.ties
    return ties.column(name) if ties.has(name) else np.full(ties.values.shape[:3], np.nan)


def position(
    inputs: Inputs,
    fitted: Fit,
    alone: Fit,
    around: World,
    *,
    triad: Triad,
    row: int,
    weights: FloatArray,
    seed: int,
    names: dict[str, str] | None = None,
) -> Position:
    """Assemble every series and label of one drawn state.

    Parameters
    ----------
    alone : the fit of the paired indicators alone, for the same states.
    row : which of the drawn states; recipes and causes of uncertainty are steps of their own.
    names : printed names of states by code, for the rival's label.

    References
    ----------
    Own: the quantities of docs/explanation/measurement.md, each draw by draw.
    """
    code = fitted.drawn[row]
    u = inputs.ties.states.index(code)
    years = inputs.ties.period.years
    seen = fitted.observed[u]
    levels = _flat(fitted.draws[:, :, row]).astype(float)
    total = len(levels)
    ties = derive.pooled(levels, seen, weights)
    tilt = derive.tilt_of(ties[..., 0], ties[..., 1])
    domains = derive.by_domain(levels, seen)
    needs = dep.dependence(around.shares, code, u, fitted.powers, draws=total, seed=seed)
    need = needs.both
    more = np.where(np.isfinite(need).all(axis=-1), need.max(axis=-1), np.nan)
    offset = derive.offset_of(*derive.indicator_tilts(fitted, row))
    leans = np.stack([domains[d]["tilt"] for d in DOMAINS], axis=-1)
    ambiguity, unknown = derive.ambiguity_of(fitted, row, seed=seed)
    spread = dep.concentration(around.shares, code, u, draws=total, seed=seed)
    arms_spread = np.broadcast_to(around.shares.arms_hhi[u], spread.shape)
    fallback = 1.0 - dep.mean_known(arms_spread, spread)
    exposure = np.sqrt(ties[..., 0] * ties[..., 1])
    used, base = dep.use_of_room(inputs, around.more, u, seed=seed)
    engagement = ties.mean(axis=-1)
    table: dict[str, FloatArray] = {
        "tilt": tilt,
        "tilt_plain": _plain(domains),
        "engagement": engagement,
        "balance": 1.0 - np.abs(tilt),
        "exposure": exposure,
        "offset": offset,
        "offset_domains": derive.offset_of(leans, weights),
        "ambiguity": ambiguity,
        "ambiguity_unknown": unknown,
        "fallback": fallback,
        "fallback_arms": 1.0 - arms_spread,
        "fallback_trade": 1.0 - spread,
        "hedging": derive.hedging_of(exposure, offset, ambiguity, fallback),
        "autonomy": 1.0 - more,
        "autonomy_use": used,
        "autonomy_use_base": base[None, :],
        "tie_first": ties[..., 0],
        "tie_second": ties[..., 1],
        "dependence_first": need[..., 0],
        "dependence_second": need[..., 1],
        "arms_dependence_first": needs.arms[..., 0],
        "arms_dependence_second": needs.arms[..., 1],
    }
    pact = _tie_series(inputs, "pact_against")[u]
    label = strategy.classify(ties, tilt, need, pact, around.bounds)
    labels = strategy.labels(triad.powers)
    probability = strategy.probabilities(label, len(labels))
    inside = np.where(np.isfinite(probability).all(axis=1), probability[:, 5:].sum(axis=1), np.nan)
    security = np.stack([domains["security"]["tie_first"], domains["security"]["tie_second"]], axis=-1)
    last = as_of(seen, fresh(fitted.scaled, code), years)
    now = years.index(last)
    chosen: BoolArray = np.asarray(seen[now].all(axis=-1))
    others = readings.ties_by(fitted, alone, row, weights, chosen)
    found = strategy.threats(inputs, code)
    overlay = strategy.overlays(
        security,
        _tie_series(inputs, "defense_obligation")[u],
        found,
        powers=triad.powers,
        rival=(names or {}).get(found.rival, found.rival),
        median=around.security_median,
    )
    points = turning.turning_points(_flat(fitted.change[:, :, row]), seen, years, fitted.powers)
    both_ways = mutual.needs(around.mutual, code, u, fitted.powers, draws=total, seed=seed)
    asymmetry = {"economic": dep.needs_more(needs.imports), "security": dep.needs_more(needs.arms)}
    return Position(
        state=code,
        powers=fitted.powers,
        years=years,
        as_of=last,
        series={name: Series.of(draws) for name, draws in table.items()},
        domains={d: {name: Series.of(draws) for name, draws in parts.items()} for d, parts in domains.items()},
        classes=labels,
        probability=probability,
        overlays=overlay,
        inside=inside,
        readings=readings.told(others, tilt, around.bounds),
        by_reading=readings.labels_by(others, need, pact, around.bounds, np.array(years), len(labels)),
        sensitivity=limits.sensitivity(ties[:, now], tilt[:, now], need[:, now], pact[now], around.grid, len(labels)),
        needs={d: {name: Series.of(draws) for name, draws in parts.items()} for d, parts in both_ways.items()},
        unmeasured=around.mutual.absent,
        beyond=_beyond(around, code, u, fitted.powers, draws=total, seed=seed),
        gravity={
            kind: {"coefficients": found.coefficients, "rows": found.rows, "states": found.states}
            for (kind, peers), found in around.structures.items()
            if not peers
        },
        correlations={
            "room and use": derive.correlation(table["autonomy"], used),
            "room and tilt": derive.correlation(table["autonomy"], tilt),
            "use and tilt": derive.correlation(used, tilt),
        },
        asymmetry={name: Series.of(draws) for name, draws in asymmetry.items()},
        linkage=derive.linkage(_flat(fitted.change[:, :, row]), seen),
        turning_points=points,
        recipes={},
        uncertainty={},
        thresholds={
            "floor_first": float(around.bounds.floors[0]),
            "floor_second": float(around.bounds.floors[1]),
            "ceiling": around.bounds.ceiling,
            "arms_ceiling": around.arms_ceiling,
            "level": around.bounds.level,
            "security_median": around.security_median,
        },
        notes=caveats(code, triad, points, pact, around.shares.held[u], years, seen, around.mutual.absent),
    )


def as_of(observed: BoolArray, fresh: BoolArray, years: tuple[int, ...]) -> int:
    """Return the last year with at least three domains observed, three of them in that very year.

    Without the second condition every series would count for five years after its end, and the as-of
    year would lie beyond the data. A state that never has so much gets the last year with most domains.

    Parameters
    ----------
    observed : (T, D, P) seen within five years; fresh : (T, D, P) seen in the year itself.

    References
    ----------
    Own: a series that ended must not date a study, see above.
    """
    number = observed.all(axis=-1).sum(axis=-1)
    new = fresh.all(axis=-1).sum(axis=-1)
    enough = np.flatnonzero((number >= min(LEAST_AS_OF, int(number.max()))) & (new >= min(LEAST_AS_OF, int(new.max()))))
    return years[int(enough[-1])] if enough.size else years[-1]


def _beyond(
    around: World, code: str, row: int, powers: tuple[str, str], *, draws: int, seed: int
) -> dict[str, dict[str, Series]]:
    """Return, by kind of tie, its tilt, what structure expects of it, and what is left, by both gravity models."""
    found: dict[str, dict[str, Series]] = {}
    for (kind, peers), model in around.structures.items():
        drawn = gravity.beyond(model, code, row, powers, draws=draws, seed=seed)
        ending = "_peers" if peers else ""
        parts = {f"{name}{ending}": Series.of(drawn[name]) for name in ("expected", "net")}
        if not peers:
            parts["tilt"] = Series.of(drawn["tilt"])
        found.setdefault(kind, {}).update(parts)
    return found


def _plain(domains: dict[str, dict[str, FloatArray]]) -> FloatArray:
    tilts = np.stack([parts["tilt"] for parts in domains.values()])
    known = np.isfinite(tilts)
    count = known.sum(axis=0)
    return np.asarray(np.where(known, tilts, 0.0).sum(axis=0) / np.where(count >= derive.LEAST_DOMAINS, count, np.nan))


def _flat(draws: FloatArray) -> FloatArray:
    return draws.reshape(-1, *draws.shape[2:])
