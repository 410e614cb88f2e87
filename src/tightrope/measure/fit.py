"""Fit the latent tie model: chains of sweeps, brought to one scale and back to the caller's order."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tightrope.core.panel import DOMAINS, BoolArray, FloatArray, Ties
from tightrope.measure import model
from tightrope.measure.observe import augment, layout
from tightrope.measure.observe.layout import Hyper, Latent, Layout
from tightrope.measure.observe.scale import WINDOW, Scaled, observed, scale
from tightrope.stats.interval import r_hat
from tightrope.stats.resample import keyed

BLOCK = 10
EVERYONE = 120
WARMUP = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Posterior of the latent ties, states and powers in the order of the ties it was fitted to.

    Parameters
    ----------
    draws : (C, S, U, T, D, P) float32 levels of the states in `drawn`, standardized.
    change : (C, S, U, T, D, P) float32 yearly innovations in units of the scale of their own tie.
    everyone : (K, U, T, D, P) float32 levels of all states in K thinned draws, K <= 120.
    signal : (C, S, U, T, P, J) float32 fitted value of each indicator of the states in `drawn`.
    spread : (C, S, J) float32 noise of an indicator in units of the tie: sqrt(sigma^2 + tau^2) / lambda.
    observed : (U, T, D, P) bool.
    loadings : indicator -> {"intercept", "loading", "noise", "level"}, posterior means on the standard scale
        (noise and level are standard deviations), and "loading_low", "loading_high".
    diagnostics : "r_hat" (worst of the shared parameters that move by more than 0.01, and of last ties),
        "r_hat_median", "chains", "kept", "observations", "step_DOMAIN_POWER" (scale of yearly innovations).
    scaled : the indicators as fitted.
    hyper : shared parameters of every kept sweep, before standardization.
    norm : (C * S, D, 2) mean and spread of the levels over the reference window in every kept sweep.
    """

    draws: FloatArray
    change: FloatArray
    everyone: FloatArray
    signal: FloatArray
    spread: FloatArray
    observed: BoolArray
    drawn: tuple[str, ...]
    states: tuple[str, ...]
    powers: tuple[str, str]
    loadings: dict[str, dict[str, float]]
    diagnostics: dict[str, float]
    scaled: Scaled
    hyper: tuple[Hyper, ...]
    norm: FloatArray


@dataclass(slots=True, kw_only=True)
class _Kept:
    """What is stored from the sweeps of all chains, in canonical order."""

    own: FloatArray
    step: FloatArray
    signal: FloatArray
    spread: FloatArray
    parameters: FloatArray
    everyone: FloatArray
    norm: FloatArray


def fit(ties: Ties, *, drawn: tuple[str, ...], draws: int, seed: int, warmup: int = WARMUP, chains: int = 2) -> Fit:
    """Fit the model to all states at once.

    Parameters
    ----------
    ties : observed ties.
    drawn : states whose every draw is kept.
    draws : number of kept draws, all chains together.
    seed : of all random numbers; those of a state's tie to a power depend on the two codes and the seed.

    Returns
    -------
    Fit : exchanging the powers, or reordering the states, exchanges or reorders results and changes none.

    References
    ----------
    :cite:`martin2002` (random-walk latent positions by Gibbs sampling); :cite:`gelfand1990` (the sampler).
    """
    scaled = scale(ties)
    where = [scaled.states.index(code) for code in sorted(drawn)]
    seen = observed(scaled)
    full = min(-(-draws // chains), EVERYONE // chains)
    kept, hypers = _run(
        layout.layout(scaled), scaled, seen=seen, where=where, per_chain=full, chains=chains, seed=seed, warmup=warmup
    )
    result = _oriented(ties.states, ties.powers, scaled, seen, kept, hypers, drawn=drawn, chains=chains)
    again = -(-draws // (full * chains))
    if again == 1:
        return result
    more = _again(result, scaled, again=again, seed=seed, label="more")
    return replace(
        result,
        draws=more.draws,
        change=more.change,
        signal=more.signal,
        spread=more.spread,
        hyper=more.hyper,
        norm=more.norm,
        diagnostics=result.diagnostics | {"kept": more.diagnostics["kept"]},
    )


def refit(parent: Fit, ties: Ties, *, seed: int) -> Fit:
    """Fit the paired indicators alone for the drawn states, with the shared parameters of a full fit.

    Parameters
    ----------
    parent : the full fit, whose draws of the shared parameters are used one after another.

    References
    ----------
    Own: the model of `fit` for fewer indicators, given shared parameters already drawn.
    """
    total, chains = len(parent.hyper), parent.draws.shape[0]
    keep = np.linspace(0, total - 1, max(min(total, EVERYONE) // chains, 1) * chains).round().astype(int)
    thinned = replace(parent, hyper=tuple(parent.hyper[k] for k in keep), norm=parent.norm[keep])
    return _again(thinned, scale(ties, paired_only=True), again=1, seed=seed, label="paired")


def _again(parent: Fit, scaled: Scaled, *, again: int, seed: int, label: str) -> Fit:
    """Draw the drawn states alone, given shared parameters already drawn, each used `again` times."""
    chosen = [parent.scaled.names.index(name) for name in scaled.names]
    rows = [scaled.states.index(code) for code in sorted(parent.drawn)]
    cut = replace(
        scaled,
        values=scaled.values[:, rows],
        error=scaled.error[:, rows],
        states=tuple(scaled.states[row] for row in rows),
    )
    hypers = tuple(
        Hyper(
            loading=h.loading[chosen],
            intercept=h.intercept[chosen],
            noise=h.noise[chosen],
            level=h.level[chosen],
            step=h.step,
        )
        for h in parent.hyper
        for _ in range(again)
    )
    chains = parent.draws.shape[0]
    seen = observed(cut)
    kept, _ = _run(
        layout.layout(cut),
        cut,
        seen=seen,
        where=list(range(len(rows))),
        per_chain=len(hypers) // chains,
        chains=chains,
        seed=seed,
        warmup=20,
        given=hypers,
        norm=np.repeat(parent.norm, again, axis=0),
        label=label,
    )
    return _oriented(cut.states, parent.powers, cut, seen, kept, hypers, drawn=parent.drawn, chains=chains)


def _run(
    lay: Layout,
    scaled: Scaled,
    *,
    seen: BoolArray,
    where: list[int],
    per_chain: int,
    chains: int,
    seed: int,
    warmup: int,
    given: tuple[Hyper, ...] | None = None,
    norm: FloatArray | None = None,
    label: str = "chain",
) -> tuple[_Kept, tuple[Hyper, ...]]:
    """Run the chains; with `given`, shared parameters come from there and levels are not rescaled anew."""
    steps, domains, _ = lay.shape
    states, items, total = len(scaled.states), len(lay.domain), per_chain * chains
    count = min(total, EVERYONE) if given is None else 0
    thin = {int(k): n for n, k in enumerate(np.linspace(0, total - 1, count).round())} if count else {}
    own = np.empty((total, steps, domains, len(where), 2), dtype=np.float32)
    kept = _Kept(
        own=own,
        step=np.empty_like(own),
        signal=np.empty((total, items, steps, len(where), 2), dtype=np.float32),
        spread=np.empty((total, items), dtype=np.float32),
        parameters=np.empty((total, 4 * items + 2 * domains)),
        everyone=np.empty((count, steps, domains, states, 2), dtype=np.float32),
        norm=np.empty((total, domains, 2)),
    )
    years = np.array(scaled.period.years)
    window = (years >= WINDOW[0]) & (years <= WINDOW[1])
    base = _base(seen, window)
    hypers: list[Hyper] = []
    for chain in range(chains):
        rng = keyed(seed, "shared", chain)
        hyper, latent = layout.start(lay)
        for k in range(-warmup, per_chain):
            turn = (k + warmup) % BLOCK
            if turn == 0:
                block = (k + warmup) // BLOCK
                ready = layout.noises(lay, layout.stream(lay, seed=seed, chain=f"{label} {chain}", block=block), BLOCK)
            if given is not None:
                hyper = given[chain * per_chain + max(k, 0)]
            inverse = model.weights(lay, hyper)
            learn = given is None and (k < 0 or k % 2 == 0)
            latent = augment.fill(lay, hyper, latent, ready[turn], inverse)
            if learn:
                hyper = model.strides(lay, hyper, latent, rng, inverse)
            latent = model.paths(lay, hyper, latent, ready[turn], inverse)
            if learn:
                hyper = model.slopes(lay, hyper, latent, rng, inverse)
            latent = model.deviations(lay, hyper, latent, ready[turn], inverse)
            if learn:
                hyper = model.variances(lay, hyper, latent, rng)
            if k < 0:
                continue
            row = chain * per_chain + k
            hypers.append(hyper)
            kept.norm[row] = _norm(latent, base) if norm is None else norm[row]
            _store(kept, row, lay, hyper, latent, where, thin.get(row))
    return kept, tuple(hypers)


def _base(seen: BoolArray, window: BoolArray) -> list[FloatArray]:
    """Return, by domain, the weight (T, M) of each cell in the mean and spread of the reference window."""
    steps, states, domains, powers = seen.shape
    flat = seen.swapaxes(1, 2).reshape(steps, domains, states * powers)
    weights: list[FloatArray] = []
    for d in range(domains):
        cells = flat[:, d] & window[:, None]
        cells = cells if cells.sum() >= 20 else flat[:, d]
        weights.append(cells / max(int(cells.sum()), 1))
    return weights


def _norm(latent: Latent, base: list[FloatArray]) -> FloatArray:
    """Return (D, 2) mean and spread of the levels over the reference window; 0 and 1 where nothing is observed."""
    found = np.tile(np.array([0.0, 1.0]), (len(base), 1))
    for d, share in enumerate(base):
        if share.any():
            center = float((latent.a[:, d] * share).sum())
            found[d] = center, np.sqrt((share * (latent.a[:, d] - center) ** 2).sum())
    return found


def _store(
    kept: _Kept,
    row: int,
    lay: Layout,
    hyper: Hyper,
    latent: Latent,
    where: list[int],
    thinned: int | None,
) -> None:
    """Standardize the levels of a sweep and store them."""
    steps, domains, _ = lay.shape
    center, spread = kept.norm[row].T
    grid = latent.a.reshape(steps, domains, -1, 2)
    level = (grid - center[:, None, None]) / spread[:, None, None]
    kept.own[row] = level[:, :, where]
    change = np.diff(grid[:, :, where], axis=0, prepend=grid[:1][:, :, where])
    kept.step[row] = change / np.sqrt(hyper.step)[:, None, :]
    for j, d in enumerate(lay.domain):
        b = latent.b[j].reshape(-1, 2)[where]
        kept.signal[row, j] = hyper.intercept[j] + hyper.loading[j] * grid[:, d][:, where] + b
    loading = hyper.loading * spread[lay.domain]
    intercept = hyper.intercept + hyper.loading * center[lay.domain]
    kept.spread[row] = np.sqrt(hyper.noise + hyper.level) / loading
    step = (np.sqrt(hyper.step) / spread[:, None]).ravel()
    kept.parameters[row] = np.concatenate([loading, intercept, np.sqrt(hyper.noise), np.sqrt(hyper.level), step])
    if thinned is not None:
        kept.everyone[thinned] = level


def _oriented(
    order: tuple[str, ...],
    flip: tuple[str, str],
    scaled: Scaled,
    seen: BoolArray,
    kept: _Kept,
    hypers: tuple[Hyper, ...],
    *,
    drawn: tuple[str, ...],
    chains: int,
) -> Fit:
    """Bring results from canonical order to the order of the ties."""
    states = [scaled.states.index(code) for code in order]
    powers = [scaled.powers.index(code) for code in flip]
    mine = [sorted(drawn).index(code) for code in drawn]
    total = kept.own.shape[0]

    def split(array: FloatArray) -> FloatArray:
        return array.reshape(chains, total // chains, *array.shape[1:])

    def turned(array: FloatArray, rows: list[int]) -> FloatArray:
        return array[:, :, :, rows][..., powers].transpose(0, 3, 1, 2, 4)

    everyone = turned(kept.everyone, states) if len(kept.everyone) else kept.everyone
    items = len(scaled.names)
    mean = kept.parameters.mean(axis=0)
    low, high = np.quantile(kept.parameters[:, :items], [0.05, 0.95], axis=0)
    loadings = {
        name: {
            "loading": float(mean[j]),
            "intercept": float(mean[items + j]),
            "noise": float(mean[2 * items + j]),
            "level": float(mean[3 * items + j]),
            "loading_low": float(low[j]),
            "loading_high": float(high[j]),
        }
        for j, name in enumerate(scaled.names)
    }
    free = [items + j for j in range(items) if not scaled.paired[j]]
    shared = np.delete(kept.parameters, free, axis=1)
    watched = split(np.concatenate([shared, kept.own[:, -1].reshape(total, -1)], axis=1))
    worst = [r_hat(watched[:, :, k]) for k in range(watched.shape[2]) if watched[:, :, k].std() > 0.01]
    median = np.nanmedian(worst) if np.isfinite(worst).any() else np.nan
    diagnostics = {
        "r_hat_median": float(median),
        "r_hat": float(np.nanmax(worst)) if np.isfinite(worst).any() else float("nan"),
        "chains": float(chains),
        "kept": float(total),
        "observations": float(np.isfinite(scaled.values).sum()),
    }
    steps = {
        f"step_{DOMAINS[d]}_{scaled.powers[p]}": float(mean[4 * items + 2 * d + p])
        for d in range(len(DOMAINS))
        for p in range(2)
    }
    signal = kept.signal[:, :, :, mine][..., powers].transpose(0, 3, 2, 4, 1)
    return Fit(
        draws=split(turned(kept.own, mine)),
        change=split(turned(kept.step, mine)),
        everyone=everyone,
        signal=split(signal),
        spread=split(kept.spread),
        observed=seen[:, states][..., powers].transpose(1, 0, 2, 3),
        drawn=drawn,
        states=order,
        powers=flip,
        loadings=loadings,
        diagnostics=diagnostics | dict(sorted(steps.items())),
        scaled=scaled,
        hyper=hypers,
        norm=kept.norm,
    )
