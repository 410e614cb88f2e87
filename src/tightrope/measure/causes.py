"""What the latest tilt owes to what: its variance by cause, and each series, source and domain left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tightrope.core.alignment import Position
from tightrope.core.panel import DOMAINS, BoolArray, FloatArray, Inputs
from tightrope.measure import dependence as dep
from tightrope.measure import derive, model, strategy
from tightrope.measure.fit import BLOCK, Fit
from tightrope.measure.observe import augment, bins, layout
from tightrope.measure.observe.layout import Hyper, Noise
from tightrope.measure.observe.scale import Scaled, observed, scale
from tightrope.measure.strategy import Thresholds
from tightrope.stats.interval import central
from tightrope.stats.resample import keyed

MOST, WARMUP, IMPUTED, MIXES, CONCENTRATION = 160, 20, 12, 200, 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What all states share: enough to measure one of them again with other series.

    Parameters
    ----------
    names : (J,) indicators, sorted; powers : sorted, the order of `step`.
    loading, intercept, noise, level : (K, J); step : (K, D, P); norm : (K, D, 2), see `Hyper` and `fit.Fit`.
    bounds : floors and ceiling of the whole panel.
    """

    names: tuple[str, ...]
    powers: tuple[str, str]
    loading: FloatArray
    intercept: FloatArray
    noise: FloatArray
    level: FloatArray
    step: FloatArray
    norm: FloatArray
    bounds: Thresholds


def shared(fitted: Fit, bounds: Thresholds) -> Shared:
    """Keep the shared parameters of at most 160 draws, evenly spaced.

    References
    ----------
    Own: bookkeeping of the draws of `fit`.
    """
    total = len(fitted.hyper)
    keep = np.linspace(0, total - 1, min(total, MOST)).round().astype(int)
    stacked = {
        name: np.stack([getattr(fitted.hyper[k], name) for k in keep])
        for name in ("loading", "intercept", "noise", "level", "step")
    }
    powers = fitted.scaled.powers
    return Shared(names=fitted.scaled.names, powers=powers, norm=fitted.norm[keep], bounds=bounds, **stacked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redrawn:
    """Posterior draws of one state under several versions of its series.

    Parameters
    ----------
    level : (K, V, T, D, P) standardized ties; raw (K, V, T, D, P) and deviation (K, V, P, J) before that.
    observed : (V, T, D, P) bool.
    """

    level: FloatArray
    raw: FloatArray
    deviation: FloatArray
    observed: BoolArray


def redraw(
    given: Shared, scaled: Scaled, state: str, versions: Sequence[tuple[FloatArray, FloatArray]], *, seed: int
) -> Redrawn:
    """Draw one state again under several versions of its series, all at once, with the shared parameters as drawn.

    Given the shared parameters states are independent, so the others need not be drawn again. What a version would
    do to the shared parameters themselves is left out: one state's series hardly move them. All versions get the
    same random numbers, so that they differ by their series alone.

    Parameters
    ----------
    versions : (values, error) of the state, each (T, P, J), scaled as `scaled`.

    References
    ----------
    :cite:`gelfand1990` (the sampler); own: versions of a state as so many states.
    """
    values = np.stack([v for v, _ in versions], axis=1)
    names = tuple(f"{state} {k:04d}" for k in range(len(versions)))
    cut = replace(scaled, values=values, error=np.stack([e for _, e in versions], axis=1), states=names)
    lay = layout.layout(cut)
    one = replace(lay, moving=lay.moving[..., :2], names=tuple((state, power) for power in scaled.powers))
    draws, (steps, domains, _) = len(given.norm), lay.shape
    shape = (draws, len(versions), steps, domains, 2)
    raw, level = np.empty(shape, dtype=np.float32), np.empty(shape, dtype=np.float32)
    deviation = np.empty((draws, len(versions), 2, len(lay.domain)), dtype=np.float32)
    _, latent = layout.start(lay)
    for k in range(-WARMUP, draws):
        turn = (k + WARMUP) % BLOCK
        if turn == 0:
            streams = layout.stream(one, seed=seed, chain="causes", block=(k + WARMUP) // BLOCK)
            ready = [_alike(noise, len(versions)) for noise in layout.noises(one, streams, BLOCK)]
        at = max(k, 0)
        hyper = Hyper(
            loading=given.loading[at],
            intercept=given.intercept[at],
            noise=given.noise[at],
            level=given.level[at],
            step=given.step[at],
        )
        inverse = model.weights(lay, hyper)
        latent = augment.fill(lay, hyper, latent, ready[turn], inverse)
        latent = model.paths(lay, hyper, latent, ready[turn], inverse)
        latent = model.deviations(lay, hyper, latent, ready[turn], inverse)
        if k >= 0:
            center, spread = given.norm[k].T
            grid = latent.a.reshape(steps, domains, -1, 2)
            raw[k] = np.moveaxis(grid, 2, 0)
            level[k] = np.moveaxis((grid - center[:, None, None]) / spread[:, None, None], 2, 0)
            deviation[k] = np.moveaxis(latent.b.reshape(-1, len(versions), 2), 0, -1)
    return Redrawn(level=level, raw=raw, deviation=deviation, observed=np.moveaxis(observed(cut), 0, 1))


def causes(
    inputs: Inputs,
    given: Shared | None,
    position: Position,
    *,
    weights: FloatArray,
    method: float,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """Tell what the latest tilt of a state owes to what.

    Parameters
    ----------
    given : what all states share, None where nothing was kept; then nothing can be told.
    weights : (D,) of domains; one without weight is not in the tilt. method : variance over recipes, see `split`.

    Returns
    -------
    shares and parts (`split`), left_out (rows of `left_out`).

    References
    ----------
    Own: the three together.
    """
    if given is None:
        return {"shares": {}, "parts": {}, "left_out": []}
    seed = int(rng.integers(2**62))
    year, labels, state = position.as_of, position.classes, position.state
    shares, parts = split(inputs, given, state, as_of=year, weights=weights, method=method, seed=seed)
    rows = left_out(inputs, given, state, as_of=year, weights=weights, labels=labels, seed=seed)
    return {"shares": shares, "parts": parts, "left_out": rows}


def _alike(noise: Noise, versions: int) -> Noise:
    """Return the random numbers of one state, the same for each of its versions."""
    return Noise(
        path=np.tile(noise.path, (1, 1, versions)),
        gamma=np.tile(noise.gamma, (1, 1, versions)),
        deviation=np.tile(noise.deviation, (1, versions)),
        shift=np.tile(noise.shift, (1, versions)),
        fill=np.tile(noise.fill, (versions, 1, 1)),
    )


def split(
    inputs: Inputs, given: Shared, state: str, *, as_of: int, weights: FloatArray, method: float, seed: int
) -> tuple[dict[str, float], dict[str, float]]:
    """Split the variance of the latest tilt by cause; the shares sum to 1.

    With ties t and weights w of domains, w from Dirichlet(10, ..., 10): Var T = Var E[T | t] + Var E[T | w] + the rest,
    which only arises of both together. The first part is what the ties are unsure of: with the missing values m filled
    in from what the model expects of them, it is E Var(. | m), unsure though every declared series were observed in
    every year up to the as-of year (error and noise of series), plus Var E(. | m), what is owed to their being
    missing. Method: the mean variance of tilts over recipes of equal weights, beside all this, since a recipe
    has no draws. A domain that is not observed is not in the tilt, and so not in its variance.

    Parameters
    ----------
    method : variance over recipes, weights held fixed (`curve.tell.told`).

    Returns
    -------
    shares : missing, measurement, weights, method, together, and total, the sum of the variances.
    parts : variances: "published" error as stated by publishers and "noise" of series (sum: measurement), and
        "imputed" (number of fillings).

    References
    ----------
    :cite:`gelman2013` section 1.8 (variance as the variance of means plus the mean of variances) and chapter 18
    (missing values filled in several times); the split is ours, docs/explanation/measurement.md.
    """
    scaled = scale(inputs.ties)
    u, now = scaled.states.index(state), inputs.ties.period.years.index(as_of)
    own, error = scaled.values[:, u], scaled.error[:, u]
    base = redraw(given, scaled, state, [(own, error)], seed=seed)
    seen = base.observed[0, now]
    rng = keyed(seed, "causes", state)
    picks = np.linspace(0, len(given.norm) - 1, IMPUTED).round().astype(int)
    filled = [_filled(given, scaled, base, own, error, draw=int(k), now=now, rng=rng) for k in picks]
    blurless = [(values, np.zeros_like(error)) for values, _ in filled]
    found = redraw(given, scaled, state, [*filled, *blurless], seed=seed)
    mixes = keyed(seed, "weights").dirichlet(np.full(len(DOMAINS), CONCENTRATION), size=MIXES) * (weights > 0.0)
    order = [scaled.powers.index(power) for power in inputs.ties.powers]

    def tilts(level: FloatArray) -> FloatArray:
        turned = level[:, now][..., order].astype(float)
        ties = np.stack([derive.pooled(turned[:, None], seen[:, order][None], w)[:, 0] for w in mixes], axis=1)
        return derive.tilt_of(ties[..., 0], ties[..., 1])

    table = tilts(base.level[:, 0])
    if not np.isfinite(table).all():
        names = ("missing", "measurement", "weights", "method", "together", "total")
        return dict.fromkeys(names, float("nan")), {}
    of_ties, of_weights = float(table.mean(axis=1).var()), float(table.mean(axis=0).var())
    inner = [float(tilts(found.level[:, v]).mean(axis=1).var()) for v in range(2 * IMPUTED)]
    measured = min(float(np.mean(inner[:IMPUTED])), of_ties)
    noise = min(float(np.mean(inner[IMPUTED:])), measured)
    variance = {
        "missing": of_ties - measured,
        "measurement": measured,
        "weights": of_weights,
        "method": method if np.isfinite(method) else 0.0,
        "together": max(float(table.var()) - of_ties - of_weights, 0.0),
    }
    total = sum(variance.values())
    shares = {name: value / total for name, value in variance.items()} | {"total": total}
    return shares, {**variance, "published": measured - noise, "noise": noise, "imputed": float(IMPUTED)}


def _filled(
    given: Shared,
    scaled: Scaled,
    base: Redrawn,
    own: FloatArray,
    error: FloatArray,
    *,
    draw: int,
    now: int,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """Return the state's series with every missing value drawn from what one draw expects of it.

    Filled are years from a series' first in the panel to the as-of year, for powers that it covers at all; a filled
    value has the median of the series' published errors.
    """
    values, errors = own.copy(), error.copy()
    for j, d in enumerate(scaled.domain):
        whole = np.isfinite(scaled.values[..., j])
        first = int(whole.any(axis=(1, 2)).argmax())
        some = scaled.error[..., j][whole]
        blur = float(np.median(some)) if some.size else 0.0
        for p in range(2):
            if not whole[:, :, p].any():
                continue
            lost = ~np.isfinite(own[:, p, j])
            lost[:first], lost[now + 1 :] = False, False
            strange = not np.isfinite(own[:, p, j]).any()
            deviation = (
                np.sqrt(given.level[draw, j]) * rng.standard_normal() if strange else base.deviation[draw, 0, p, j]
            )
            wobble = np.sqrt(given.noise[draw, j] + blur**2) * rng.standard_normal(len(lost))
            mean = given.intercept[draw, j] + given.loading[draw, j] * base.raw[draw, 0, :, d, p] + deviation
            values[lost, p, j] = bins.shown(mean + wobble, scaled.kind[j], scaled.edges[j])[lost]
            errors[lost, p, j] = blur
    return values, errors


def left_out(
    inputs: Inputs, given: Shared, state: str, *, as_of: int, weights: FloatArray, labels: tuple[str, ...], seed: int
) -> list[dict[str, Any]]:
    """Measure the latest year again without each series, source and domain in turn.

    The state is drawn again; shared parameters, floors and ceiling stay those of the whole panel. Without a source its
    other series go as well, so that dependence and obligations change where they rest on it.

    Parameters
    ----------
    labels : base labels, in the order of `strategy.classify`.

    Returns
    -------
    One row for the whole (kind "nothing") and one for each series, source and domain with an observation of the
    state: kind, name, tilt, tilt_low, tilt_high, engagement and its ends, inside (probability), labels -> probability,
    shift (of mean tilt), and shift_inside; None where what is left does not tell.

    References
    ----------
    :cite:`oecd2008` (leaving single indicators out as a test of an index).
    """
    scaled = scale(inputs.ties)
    u, now = scaled.states.index(state), inputs.ties.period.years.index(as_of)
    own, error = scaled.values[:, u], scaled.error[:, u]
    variables = {v.name: v for v in inputs.ties.variables}
    groups = [("nothing", "", np.zeros(len(scaled.names), dtype=bool))]
    kinds: dict[str, list[tuple[str, ...]]] = {
        "series": [(name,) for name in scaled.names],
        "source": [variables[name].sources for name in scaled.names],
        "domain": [(DOMAINS[d],) for d in scaled.domain],
    }
    for kind, held in kinds.items():
        for name in sorted({one for many in held for one in many}):
            out = np.array([name in many for many in held])
            if np.isfinite(own[..., out]).any() and not out.all():
                groups.append((kind, name, out))
    versions = [(np.where(out, np.nan, own), np.where(out, 0.0, error)) for _, _, out in groups]
    found = redraw(given, scaled, state, versions, seed=seed)
    order = [scaled.powers.index(power) for power in inputs.ties.powers]
    rows: list[dict[str, Any]] = []
    whole = dep.shares(inputs)
    for v, (kind, name, _) in enumerate(groups):
        level = found.level[:, v][..., order].astype(float)
        seen = found.observed[v][..., order]
        kept = _without_source(inputs, name) if kind == "source" else inputs
        needs = dep.shares(kept) if kept is not inputs else whole
        row = _measured(kept, needs, given, state, level, seen, now=now, weights=weights, labels=labels, seed=seed)
        start = rows[0] if rows else row
        shifts = {"shift" + of: _less(row[name], start[name]) for of, name in (("", "tilt"), ("_inside", "inside"))}
        rows.append({"kind": kind, "name": name, **row, **shifts})
    return rows


def _less(one: float | None, two: float | None) -> float | None:
    return None if one is None or two is None else one - two


def _measured(
    inputs: Inputs,
    shares: dep.Shares,
    given: Shared,
    state: str,
    level: FloatArray,
    seen: BoolArray,
    *,
    now: int,
    weights: FloatArray,
    labels: tuple[str, ...],
    seed: int,
) -> dict[str, Any]:
    ties = derive.pooled(level[:, [now]], seen[[now]], weights)
    names = ("tilt", "tilt_low", "tilt_high", "engagement", "engagement_low", "engagement_high", "inside")
    if not np.isfinite(ties).all():
        return {**dict.fromkeys(names), "labels": {}}
    u = inputs.ties.row(state)
    needs = dep.dependence(shares, state, u, inputs.ties.powers, draws=len(level), seed=seed).both
    pact = np.full((1, 2), np.nan)
    if inputs.ties.has("pact_against"):
        pact = inputs.ties.column("pact_against")[u, [now]]
    tilt, engagement = derive.tilt_of(ties[..., 0], ties[..., 1]), ties.mean(axis=-1)
    label = strategy.classify(ties, tilt, needs[:, [now]], pact, given.bounds)
    chances = strategy.probabilities(label, len(labels))[0]
    known = bool(np.isfinite(chances).all())
    (low, high), (less, more) = central(tilt), central(engagement)
    return {
        "tilt": float(tilt.mean()),
        "tilt_low": float(low[0]),
        "tilt_high": float(high[0]),
        "engagement": float(engagement.mean()),
        "engagement_low": float(less[0]),
        "engagement_high": float(more[0]),
        "inside": float(chances[5:].sum()) if known else None,
        "labels": dict(zip(labels, map(float, chances), strict=True)) if known else {},
    }


def _without_source(inputs: Inputs, source: str) -> Inputs:
    """Return the inputs without the ties and state series that rest on a source."""
    ties, series = inputs.ties, inputs.series
    stay = [j for j, v in enumerate(ties.variables) if source not in v.sources]
    keep = [j for j, v in enumerate(series.variables) if source not in v.sources]
    return replace(
        inputs,
        ties=replace(
            ties,
            values=ties.values[..., stay],
            coverage=ties.coverage[..., stay],
            error=ties.error[..., stay],
            variables=tuple(ties.variables[j] for j in stay),
        ),
        series=replace(
            series,
            values=series.values[..., keep],
            coverage=series.coverage[..., keep],
            error=series.error[..., keep],
            variables=tuple(series.variables[j] for j in keep),
        ),
    )
