"""Assembly: bounds and labels of all states, and the whole position of one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.special import ndtr

from tightrope.core.actor import Triad
from tightrope.core.alignment import Position, Series, Standing, TurningPoint
from tightrope.core.panel import DOMAINS, BoolArray, FloatArray, Inputs, IntArray
from tightrope.measure import dependence as dep
from tightrope.measure import derive, recipes, strategy, turning
from tightrope.measure.fit import Fit
from tightrope.measure.scale import WINDOW, fresh
from tightrope.measure.strategy import Thresholds
from tightrope.stats.interval import central
from tightrope.stats.resample import keyed

LEAST_AS_OF = 3
EXPECTED = {"PAK": (("USA", 1990), ("USA", 2018), ("USA", 2011), ("CHN", 2011))}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is computed from all states at once, before the focal state is looked at.

    Parameters
    ----------
    bounds : floors and ceiling; arms_ceiling : ceiling of the arms-only dependence.
    security_median : median of the larger security tie over state-years 1995-2015.
    more : (U, T) index of the power depended on more, NaN where unknown.
    """

    bounds: Thresholds
    arms_ceiling: float
    security_median: float
    shares: dep.Shares
    more: FloatArray
    standing: Standing
    standing_by: dict[str, Standing]


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
        },
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
    row : which of the drawn states; recipes are run for the first alone.
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
    ambiguity = derive.ambiguity_of(fitted, row, seed=seed)
    spread = dep.concentration(around.shares, code, u, draws=total, seed=seed)
    fallback = 1.0 - dep.mean_known(np.broadcast_to(around.shares.arms_hhi[u], spread.shape), spread)
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
        "ambiguity": ambiguity,
        "fallback": fallback,
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
    steady = derive.pooled(levels, seen & seen[now].all(axis=-1)[:, None], weights)
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
    asymmetry = {"economic": dep.needs_more(needs.imports), "security": dep.needs_more(needs.arms)}
    cooked = _recipes(fitted, row, last, tilt[:, now], label[:, now]) if row == 0 else {}
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
        readings=_readings(fitted, alone, around, row, weights, domains, tilt, ties, steady),
        asymmetry={name: Series.of(draws) for name, draws in asymmetry.items()},
        linkage=derive.linkage(_flat(fitted.change[:, :, row]), seen),
        turning_points=points,
        recipes={key: value for key, value in cooked.items() if key != "variance"},
        uncertainty=uncertainty(levels, seen, tilt, now, cooked.get("variance", float("nan")), seed=seed),
        thresholds={
            "floor_first": float(around.bounds.floors[0]),
            "floor_second": float(around.bounds.floors[1]),
            "ceiling": around.bounds.ceiling,
            "arms_ceiling": around.arms_ceiling,
            "level": around.bounds.level,
            "security_median": around.security_median,
        },
        notes=_notes(code, triad, points, pact, around, u, years, seen),
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


def uncertainty(
    levels: FloatArray, observed: BoolArray, tilt: FloatArray, now: int, method: float, *, seed: int
) -> dict[str, float]:
    """Split the variance of the latest tilt by where it comes from; the shares sum to 1.

    Measurement: the mean posterior variance over the years in which every domain observed now was
    observed. Missing: what the latest year has beyond it. Weights: variance of the tilt of the mean
    ties over weights from Dirichlet(10, ..., 10). Method: variance over the recipes that leave
    no indicator out.

    Parameters
    ----------
    levels : (S, T, D, P); observed : (T, D, P); tilt : (S, T); method : variance over recipes.

    Returns
    -------
    missing, measurement, weights, method : shares; total : the sum of the four variances.

    References
    ----------
    :cite:`oecd2008` (a composite index is shown with its uncertainty); the split is ours,
    docs/explanation/measurement.md.
    """
    full = observed[:, observed[now].all(axis=-1)].all(axis=(1, 2))
    spread = tilt.var(axis=0)
    measured = float(spread[full & np.isfinite(spread)].mean()) if (full & np.isfinite(spread)).any() else float("nan")
    missing = max(float(spread[now]) - measured, 0.0)
    drawn = keyed(seed, "weights").dirichlet(np.full(len(DOMAINS), 10.0), size=500)
    mean = levels[:, now].mean(axis=0)
    varied = np.stack([derive.pooled(mean[None], observed[now][None], w)[0] for w in drawn])
    weight = float(derive.tilt_of(varied[:, 0], varied[:, 1]).var())
    parts = {
        "missing": missing,
        "measurement": float(spread[now]) - missing,
        "weights": weight,
        "method": method if np.isfinite(method) else 0.0,
    }
    total = sum(parts.values())
    return {name: value / total for name, value in parts.items()} | {"total": total}


def _recipes(fitted: Fit, row: int, year: int, tilt: FloatArray, label: IntArray) -> dict[str, Any]:
    known = label[label >= 0]
    short = "unknown"
    if known.size:
        short = ("estranged", "first", "second", *("engaged",) * 5)[int(np.bincount(known).argmax())]
    return recipes.run(fitted.scaled, fitted.drawn[row], fitted.powers, year, reference=float(tilt.mean()), label=short)


def _readings(
    fitted: Fit,
    alone: Fit,
    around: World,
    row: int,
    weights: FloatArray,
    domains: dict[str, dict[str, FloatArray]],
    tilt: FloatArray,
    ties: FloatArray,
    steady: FloatArray,
) -> dict[str, dict[str, Series]]:
    """Tilt by security alone, by paired indicators, by all, and by the domains of the as-of year alone.

    The last is free of steps where a domain comes in or drops out. Then: inside by equal distance, by utility.
    """
    own = alone.observed[alone.states.index(fitted.drawn[row])]
    paired = derive.pooled(_flat(alone.draws[:, :, row]).astype(float), own, weights)
    security = domains["security"]

    def three(first: FloatArray, second: FloatArray) -> dict[str, Series]:
        return {
            "tilt": Series.of(derive.tilt_of(first, second)),
            "tie_first": Series.of(first),
            "tie_second": Series.of(second),
        }

    def share(flags: IntArray) -> dict[str, Series]:
        return {"inside": Series.of(np.where(flags < 0, np.nan, flags.astype(float)))}

    return {
        "security": three(security["tie_first"], security["tie_second"]),
        "paired": three(paired[..., 0], paired[..., 1]),
        "all": three(ties[..., 0], ties[..., 1]),
        "same domains": three(steady[..., 0], steady[..., 1]),
        "equidistance": share(strategy.equidistance(tilt)),
        "utility": share(strategy.utility(ties, around.bounds)),
    }


def _notes(
    code: str,
    triad: Triad,
    points: tuple[TurningPoint, ...],
    pact: FloatArray,
    around: World,
    row: int,
    years: tuple[int, ...],
    observed: BoolArray,
) -> tuple[str, ...]:
    names = {power.code: strategy.named(power) for power in triad.powers}
    notes = [
        turning.expected(points, power, year, name=names[power])
        for power, year in EXPECTED.get(code, ())
        if power in names
    ]
    unknown = [year for year, value in zip(years, pact, strict=True) if not np.isfinite(value).all()]
    if unknown:
        notes.append(
            f"obligations against a power are unknown in {len(unknown)} years, last in {unknown[-1]}; "
            "labels of those years rest on the other rules"
        )
    held = [year for year, flag in zip(years, around.shares.held[row], strict=True) if flag]
    if held:
        notes.append(f"concentration of imports is held from {held[0]} on, drawn from the state's own 1995-2016 range")
    both: BoolArray = np.asarray(observed.all(axis=-1))
    turns = [years[t] for t in range(1, len(years)) if (both[t] != both[t - 1]).any() and both[t].any()]
    if turns:
        notes.append(
            f"the set of domains in the overall tilt changes in {', '.join(map(str, turns))}: part of any step there"
        )
    inside = [year for year in years if WINDOW[0] <= year <= WINDOW[1]]
    if len(inside) <= WINDOW[1] - WINDOW[0]:
        rests = f"{inside[0]}-{inside[-1]}" if inside else "all years of the period, which holds none of 1995-2015,"
        notes.append(f"floors and ceiling rest on {rests}, so they are not those of a study of the whole period")
    notes.append(
        "a series of zeros stands near the middle of all states, because most states have none: a tie that was never "
        "there, such as arms from China in the 1950s, reads higher than a reader expects"
    )
    notes.append("what the powers need from the state is not measured: asymmetry compares its need of either power")
    notes.append("asymmetry in the diplomatic and societal domains: not measured, no series of need")
    return tuple(notes)


def _plain(domains: dict[str, dict[str, FloatArray]]) -> FloatArray:
    tilts = np.stack([parts["tilt"] for parts in domains.values()])
    known = np.isfinite(tilts)
    count = known.sum(axis=0)
    return np.asarray(np.where(known, tilts, 0.0).sum(axis=0) / np.where(count >= derive.LEAST_DOMAINS, count, np.nan))


def _flat(draws: FloatArray) -> FloatArray:
    return draws.reshape(-1, *draws.shape[2:])
