"""From latent ties to tilt, engagement, balance, offset, ambiguity, fallback and hedging, draw by draw."""

from __future__ import annotations

import itertools

import numpy as np
from scipy.special import ndtr

from tightrope.core.panel import DOMAINS, BoolArray, FloatArray
from tightrope.measure.fit import Fit
from tightrope.measure.observe.overlap import groups
from tightrope.stats.resample import keyed

LEAST_DOMAINS = 2
FLAT = 0.05
BAND = 0.2
REPLICATES = 24
BOOTSTRAPS = 40


def tilt_of(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return (second - first) / (second + first): negative toward the first power, in [-1, 1].

    Exchanging the arguments changes the sign and nothing else.

    References
    ----------
    Own: the system's definition of tilt; its sign is decided in docs/decisions/0005-sign-of-tilt.md.
    """
    return np.asarray((second - first) / (second + first))


def pooled(levels: FloatArray, observed: BoolArray, weights: FloatArray) -> FloatArray:
    """Return the two overall ties, weighted means over the domains in which both powers are observed.

    Parameters
    ----------
    levels : (..., T, D, P) standardized latent ties.
    observed : (..., T, D, P) bool.
    weights : (..., D) non-negative.

    Returns
    -------
    ties : (..., T, P) in (0, 1), higher is closer; NaN where fewer than two domains are observed for both powers.

    References
    ----------
    Own: overall ties from the domains observed for both powers, docs/explanation/measurement.md.
    """
    both = observed.all(axis=-1)
    share = np.where(both, np.asarray(weights)[..., None, :] if np.ndim(weights) > 1 else weights, 0.0)
    total = share.sum(axis=-1)
    # a reading of one domain gives the others no weight, and asks for no more than that one
    enough = (share > 0.0).sum(axis=-1) >= min(LEAST_DOMAINS, int((np.asarray(weights) > 0.0).sum(axis=-1).max()))
    summed = (ndtr(levels) * share[..., None]).sum(axis=-2)
    scale = np.where(enough & (total > 0.0), total, np.nan)
    return np.asarray(summed / scale[..., None])


def linked(everyone: FloatArray, observed: BoolArray, weights: FloatArray) -> FloatArray:
    """Return draws of the two overall ties whose years are joined by the domains observed in both.

    A domain that enters or leaves moves `pooled` though no tie moved. Here the step into a year is the weighted
    mean of the steps of the domains that both years have; the first year of a state is that of `pooled`.

    Parameters
    ----------
    everyone : (K, U, T, D, P) standardized latent ties; observed : (U, T, D, P); weights : (D,).

    Returns
    -------
    (K, U, T, P) float32, NaN where `pooled` is; steps over a gap are those of the years on either side.

    References
    ----------
    Own: a chain of yearly links, as price indices are chained when their baskets change.
    """
    out = np.stack([pooled(draw, observed, weights) for draw in everyone]).astype(np.float32)
    known = np.isfinite(out[0]).all(axis=-1)
    both = np.asarray(observed.all(axis=-1))
    for u in range(out.shape[1]):
        years = np.flatnonzero(known[u])
        levels = ndtr(everyone[:, u])
        for before, now in itertools.pairwise(years):
            share = np.where(both[u, before] & both[u, now], weights, 0.0)
            if share.sum() > 0.0:
                step = ((levels[:, now] - levels[:, before]) * share[:, None]).sum(axis=1) / share.sum()
                out[:, u, now] = out[:, u, before] + step
    return out


def fixed(levels: FloatArray, observed: BoolArray, weights: FloatArray, chosen: BoolArray) -> FloatArray:
    """Return the two overall ties over one set of domains, the same in every year.

    Parameters
    ----------
    levels : (..., T, D, P); observed : (..., T, D, P); weights : (D,); chosen : (D,) bool.

    Returns
    -------
    ties : (..., T, P); NaN in a year in which a chosen domain is not observed for both powers, or with none chosen.

    References
    ----------
    Own: free of the steps that `pooled` takes where a domain comes in or drops out.
    """
    share = np.where(chosen, weights, 0.0)
    full = (observed.all(axis=-1) | ~chosen).all(axis=-1) & (share.sum() > 0.0)
    summed = (ndtr(levels) * share[:, None]).sum(axis=-2)
    return np.asarray(np.where(full[..., None], summed / max(float(share.sum()), 1e-12), np.nan))


def by_domain(levels: FloatArray, observed: BoolArray) -> dict[str, dict[str, FloatArray]]:
    """Return, by domain, draws (S, T) of the tilt and of the tie to either power.

    Where one power alone is observed its tie is given and the tilt is NaN.

    Parameters
    ----------
    levels : (S, T, D, P); observed : (T, D, P).

    References
    ----------
    Own: `tilt_of` in each domain.
    """
    found = {}
    for d, domain in enumerate(DOMAINS):
        ties = np.where(observed[:, d], ndtr(levels[:, :, d]), np.nan)
        found[domain] = {
            "tilt": tilt_of(ties[..., 0], ties[..., 1]),
            "tie_first": ties[..., 0],
            "tie_second": ties[..., 1],
        }
    return found


def indicator_tilts(fit: Fit, row: int) -> tuple[FloatArray, FloatArray]:
    """Return draws (S, T, J) of the tilt of each paired indicator of a drawn state, and its weights (J,).

    The fitted value of the indicator (its own persistent deviation included) is put on the common scale;
    it counts in years in which both powers have it, or had it within five years. Weights: `family_weights`.

    References
    ----------
    Own: the leans of single indicators that offset is made of, docs/explanation/measurement.md.
    """
    scaled = fit.scaled
    state = scaled.states.index(fit.drawn[row])
    order = [scaled.powers.index(code) for code in fit.powers]
    seen = np.isfinite(scaled.values[:, state]).copy()
    recent = seen.copy()
    for lag in range(1, 6):
        recent[lag:] |= seen[:-lag]
    both = recent[:, order].all(axis=1) & np.array(scaled.paired)
    signal = fit.signal[:, :, row].reshape(-1, *fit.signal.shape[3:])
    tilts = np.where(both, tilt_of(ndtr(signal[..., 0, :]), ndtr(signal[..., 1, :])), np.nan)
    return tilts, family_weights(scaled.domain, scaled.family, scaled.paired, scaled.flows)


def family_weights(
    domain: tuple[int, ...],
    family: tuple[str, ...],
    paired: tuple[bool, ...],
    flows: tuple[tuple[str, ...], ...] = (),
) -> FloatArray:
    """Return (J,) weights: domains alike, voices in a domain alike, series of a voice alike; unpaired 0.

    One voice are the series of a family, and those that report a flow which another of it reports (`Variable.flows`).

    References
    ----------
    Own: series of one source, or of one flow, share one vote, so that what is printed twice counts once.
    """
    weights = np.zeros(len(domain))
    reported = flows or ((),) * len(domain)
    for d in sorted(set(domain)):
        peers = [k for k in range(len(domain)) if domain[k] == d and paired[k]]
        voice = groups(tuple(reported[k] for k in peers), tuple(family[k] for k in peers))
        for k, own in zip(peers, voice, strict=True):
            weights[k] = 1.0 / (len(set(voice)) * voice.count(own))
    return weights / weights.sum() if weights.any() else weights


def offset_of(tilts: FloatArray, weights: FloatArray) -> FloatArray:
    """Return 1 - |sum w T| / sum w |T| over indicators: 0 if all lean one way, 1 if the leans cancel.

    Nearly level everywhere (mean |T| under 0.05) is no offset, 0; fewer than two indicators is NaN.

    Parameters
    ----------
    tilts : (..., J), NaN where not observed; weights : (J,) non-negative.

    References
    ----------
    :cite:`kuik2008` (mutually counteracting measures as part of hedging; the number is ours).
    """
    seen = np.isfinite(tilts) & (weights > 0.0)
    share = np.where(seen, weights, 0.0)
    total = share.sum(axis=-1)
    share = share / np.where(total > 0.0, total, 1.0)[..., None]
    value = np.nan_to_num(tilts)
    size = (share * np.abs(value)).sum(axis=-1)
    net = np.abs((share * value).sum(axis=-1))
    found = np.where(size < FLAT, 0.0, 1.0 - net / np.where(size > 0.0, size, 1.0))
    return np.asarray(np.where(seen.sum(axis=-1) >= 2, np.clip(found, 0.0, 1.0), np.nan))


def ambiguity_of(fit: Fit, row: int, *, seed: int) -> tuple[FloatArray, FloatArray]:
    """Return draws (S, T) of how far security signals of one year point different ways, and what not knowing adds.

    Per draw: for each security indicator that is paired, what it would show of either power is predicted
    24 times from the latent tie and the indicator's own noise; the shares of leaning to the first power
    (tilt under -0.2), level, and leaning to the second give an entropy, divided by that of three equal
    shares. It measures the scatter of signals around the tie; not knowing the tie shows in its interval.

    References
    ----------
    :cite:`limcooper2015` (ambiguity over shared security interests; the number is ours).
    """
    scaled, d = fit.scaled, DOMAINS.index("security")
    mine = [j for j in range(len(scaled.names)) if scaled.domain[j] == d and scaled.paired[j]]
    level = fit.draws[:, :, row, :, d].reshape(-1, fit.draws.shape[3], 2)
    total, steps, _ = level.shape
    if not mine:
        return np.full((total, steps), np.nan), np.full((1, steps), np.nan)
    spread = fit.spread.reshape(total, -1)[:, mine]
    counts = np.zeros((3, total, steps))
    state = fit.drawn[row]
    for n in range(REPLICATES):
        blur = [keyed(seed, "signal", state, p, n).standard_normal((total, len(mine))) * spread for p in fit.powers]
        first, second = (ndtr(level[:, :, p, None] + blur[p][:, None, :]) for p in range(2))
        tilts = tilt_of(first, second)
        counts += np.stack([(tilts < -BAND).sum(-1), (np.abs(tilts) <= BAND).sum(-1), (tilts > BAND).sum(-1)])
    share = counts / counts.sum(axis=0)
    seen = fit.observed[list(fit.states).index(state), :, d].all(axis=-1)
    alone = _entropy(share)
    short = 1.0 / (REPLICATES * len(mine)) / np.log(3.0)
    picks = keyed(seed, "unknown", state).integers(total, size=(BOOTSTRAPS, total))
    joint = [_entropy(share[:, pick].mean(axis=1)) - alone[pick].mean(axis=0) - short for pick in picks]
    return np.where(seen, alone, np.nan), np.where(seen, np.clip(joint, 0.0, 1.0), np.nan)


def _entropy(share: FloatArray) -> FloatArray:
    """Return the entropy of three shares (3, ...) over that of three equal ones, in [0, 1]."""
    logs = np.log(np.where(share > 0.0, share, 1.0))
    # outer classes are added first so that exchanging the powers changes no bit
    entropy = -((share[0] * logs[0] + share[2] * logs[2]) + share[1] * logs[1]) / np.log(3.0)
    return np.asarray(np.clip(entropy, 0.0, 1.0))


def hedging_of(exposure: FloatArray, offset: FloatArray, ambiguity: FloatArray, fallback: FloatArray) -> FloatArray:
    """Return the geometric mean of the four parts, each in [0, 1]: none makes up for a part that is absent.

    References
    ----------
    :cite:`oecd2008` (geometric means compensate in part only); the four parts are ours,
    docs/explanation/measurement.md.
    """
    return np.asarray((exposure * offset * ambiguity * fallback) ** 0.25)


def correlation(one: FloatArray, two: FloatArray) -> dict[str, float]:
    """Return the correlation over years of two drawn series with its 90 % interval.

    Parameters
    ----------
    one, two : (S, T) and (R, T) draws; the longer is cut, and years in which either is unknown are left out.

    Returns
    -------
    mean, low, high and n (years); NaN with fewer than ten years or without variation. Neighboring years repeat each
    other, so Fisher's interval counts n (1 - r1 r2) / (1 + r1 r2) years, r1 and r2 being the lag-one correlations.

    References
    ----------
    :cite:`bretherton1999` (the effective number of years of two series that persist); interval by Fisher's z, textbook.
    """
    count = min(len(one), len(two))
    known = np.isfinite(one).all(axis=0) & np.isfinite(two).all(axis=0)
    number = int(known.sum())
    blank = {"mean": float("nan"), "low": float("nan"), "high": float("nan"), "n": float(number)}
    if number < 10:
        return blank
    a, b = (x[:count, known] - x[:count, known].mean(axis=1, keepdims=True) for x in (one, two))
    size = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    if (size <= 1e-12).any():
        return blank
    r = (a * b).sum(axis=1) / size
    lags = [float((x[:, 1:] * x[:, :-1]).sum() / (x**2).sum()) for x in (a, b)]
    shared = float(np.clip(lags[0] * lags[1], 0.0, 0.99))
    effective = max(number * (1.0 - shared) / (1.0 + shared), 4.0)
    z = np.arctanh(np.clip(r, -0.999, 0.999))
    half = 1.645 * np.sqrt(z.var() + 1.0 / (effective - 3.0))
    mean = float(np.tanh(z.mean()))
    return {
        "mean": mean,
        "low": float(np.tanh(z.mean() - half)),
        "high": float(np.tanh(z.mean() + half)),
        "n": float(number),
    }


def linkage(change: FloatArray, observed: BoolArray) -> dict[str, float]:
    """Return the correlation of economic and security shocks, both powers together, with its 90 % interval.

    Parameters
    ----------
    change : (S, T, D, P) yearly innovations in units of their scale; observed : (T, D, P).

    Returns
    -------
    mean, low, high and n (pairs of shocks); NaN with fewer than ten pairs. The interval adds the sampling
    error of a correlation of n pairs (Fisher's z) to the spread of the draws.

    References
    ----------
    Own: linkage of docs/explanation/measurement.md; interval by Fisher's z, textbook.
    """
    economic, security = DOMAINS.index("economic"), DOMAINS.index("security")
    pairs = observed[:, economic] & observed[:, security]
    pairs[0] = False
    number = int(pairs.sum())
    if number < 10:
        return {"mean": float("nan"), "low": float("nan"), "high": float("nan"), "n": float(number)}
    one, two = (change[:, :, d][:, pairs] for d in (economic, security))
    one, two = one - one.mean(axis=1, keepdims=True), two - two.mean(axis=1, keepdims=True)
    r = (one * two).sum(axis=1) / np.sqrt((one**2).sum(axis=1) * (two**2).sum(axis=1))
    z = np.arctanh(np.clip(r, -0.999, 0.999))
    half = 1.645 * np.sqrt(z.var() + 1.0 / (number - 3))
    return {
        "mean": float(r.mean()),
        "low": float(np.tanh(z.mean() - half)),
        "high": float(np.tanh(z.mean() + half)),
        "n": float(number),
    }
