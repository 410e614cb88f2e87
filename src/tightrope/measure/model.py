"""The latent tie model: the steps of one Gibbs sweep."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from scipy.special import gammainc, gammaincinv, ndtr, ndtri

from tightrope.core.panel import FloatArray, IntArray
from tightrope.measure.observe.layout import FREE_LEVEL, FREEDOM, LEVEL_PRIOR, D, Hyper, Latent, Layout, Noise
from tightrope.stats.kalman import filter_level, simulate_level

LOADING = (0.5, 1.0)
NOISE_PRIOR = (2.0, 0.2)
STEP_PRIOR = (2.0, 0.02)
STRIDE = 0.25


def weights(lay: Layout, hyper: Hyper) -> FloatArray:
    """Return (N,) inverse variance of each observation: the indicator's noise and the published error.

    References
    ----------
    Own: the two sources of error are independent, so their variances add.
    """
    return np.asarray(1.0 / (lay.spread_out(hyper.noise) + lay.error**2))


def paths(lay: Layout, hyper: Hyper, latent: Latent, noise: Noise, inverse: FloatArray) -> Latent:
    """Draw levels and innovation weights given the shared parameters and the deviations.

    Levels are drawn as whole paths; then level and deviations of a tie are moved together by a draw of
    their common shift, without which they would trade places slowly. The deviations are left to
    `deviations`, which must follow.

    References
    ----------
    :cite:`carter1994` (paths); :cite:`geweke1993` (Student-t as a scale mixture); :cite:`liu1999`
    (the shift, a move along the translation group).
    """
    _, domains, members = lay.shape
    value, precision = _collapsed(lay, hyper, latent, inverse)
    q = np.tile(hyper.step, members // 2)
    innovation = np.where(lay.moving, q / latent.weight, 0.0)
    filtered = filter_level(value, precision, innovation, start_mean=0.0, start_variance=1.0)
    a = simulate_level(filtered, innovation, noise.path)
    change = np.diff(a, axis=0, prepend=a[:1])
    weight = np.where(lay.moving, noise.gamma / ((FREEDOM + change**2 / q) / 2.0), 1.0)

    hold = lay.trust / hyper.level[:, None]
    slope = hyper.loading[:, None]
    own, toward = np.ones((domains, members)), -a[0]
    for d in range(domains):
        mine = lay.domain == d
        own[d] += (slope[mine] ** 2 * hold[mine]).sum(axis=0)
        toward[d] += (slope[mine] * latent.b[mine] * hold[mine]).sum(axis=0)
    shift = toward / own + noise.shift / np.sqrt(own)
    return replace(latent, a=a + shift, weight=weight)


def deviations(lay: Layout, hyper: Hyper, latent: Latent, noise: Noise, inverse: FloatArray) -> Latent:
    """Draw the persistent deviations of indicators given levels and shared parameters.

    Where n series report one flow, what each tells of the tie is raised to 1/n, its deviation included, which spreads
    the draws of the deviation; `own` is the draw without that spread, from which parameters are learned.

    References
    ----------
    :cite:`gelman2013` (normal posterior of a varying intercept); own: the power.
    """
    miss = latent.z - lay.spread_out(hyper.intercept) - lay.spread_out(hyper.loading) * latent.a.ravel()[lay.cell]
    part = lay.share * inverse
    total = _grouped(lay, part) + np.where(lay.present, lay.trust, 1.0) / hyper.level[:, None]
    mean, wobble = _grouped(lay, part * miss) / total, noise.deviation / np.sqrt(total)
    b = np.where(lay.present, mean + wobble, 0.0)
    return replace(latent, b=b, own=np.where(lay.present, mean + np.sqrt(lay.trust) * wobble, 0.0))


def slopes(lay: Layout, hyper: Hyper, latent: Latent, rng: np.random.Generator, inverse: FloatArray) -> Hyper:
    """Draw loadings and intercepts given levels, with the persistent deviations integrated out.

    `deviations` must follow. Loadings lie in [0.5, 1] and noise variances above 0.25 (above 1
    for yes/no series), in units of an indicator's own spread, and the paired indicators of a domain
    share tau: what is declared a tie is one, and none is the tie itself. Without these bounds the
    smoothest indicator of a domain (a treaty that never changes) becomes the factor.

    References
    ----------
    :cite:`gelman2013` section 15.1 (a varying intercept as correlated errors).
    """
    items = len(lay.domain)
    level = latent.a.ravel()[lay.cell]
    wl, wz = inverse * level, inverse * latent.z
    g0, g1, gz = _grouped(lay, inverse), _grouped(lay, wl), _grouped(lay, wz)
    common = 1.0 / (1.0 / hyper.level[:, None] + g0)
    s0 = (g0 - common * g0 * g0).sum(axis=1)
    s1 = (g1 - common * g0 * g1).sum(axis=1)
    r0 = (gz - common * g0 * gz).sum(axis=1)
    s2 = np.bincount(lay.item, weights=wl * level, minlength=items) - (common * g1 * g1).sum(axis=1)
    r1 = np.bincount(lay.item, weights=wl * latent.z, minlength=items) - (common * g1 * gz).sum(axis=1)
    free = np.where(lay.paired, 1.0, 0.0)
    p00, p01 = s0 * free + 1.0, s1 * free
    given = np.maximum(s2 - p01**2 / p00, 1e-6)
    center, width = (r1 - p01 * r0 / p00) / given, 1.0 / np.sqrt(given)
    low, high = (ndtr((end - center) / width) for end in LOADING)
    uniform = low + (high - low) * rng.random(items)
    loading = np.clip(center + width * ndtri(np.clip(uniform, 1e-15, 1.0 - 1e-15)), *LOADING)
    intercept = free * ((r0 - s1 * loading) / p00 + rng.standard_normal(items) / np.sqrt(p00))
    return replace(hyper, loading=loading, intercept=intercept)


def variances(lay: Layout, hyper: Hyper, latent: Latent, rng: np.random.Generator) -> Hyper:
    """Draw noise, spread of deviations and innovation scales given everything else.

    With one paired indicator in a domain nothing tells its deviations from the tie: tau^2 stays at 0.1.
    Where errors are published the noise has no closed form, and takes three Metropolis steps.

    References
    ----------
    :cite:`gelman2013` sections 2.6 (a normal variance with known mean) and 11.2 (Metropolis steps).
    """
    items = len(lay.domain)
    rest = latent.z - lay.spread_out(hyper.intercept) - latent.own.ravel()[lay.offset]
    rest = (rest - lay.spread_out(hyper.loading) * latent.a.ravel()[lay.cell]) ** 2
    squares = np.bincount(lay.item, weights=rest, minlength=items)
    noise = _above(lay.floor, NOISE_PRIOR[0] + lay.counts / 2.0, NOISE_PRIOR[1] + squares / 2.0, rng)
    if lay.blurred.size:
        item, known, miss = lay.item[lay.blurred], lay.error[lay.blurred] ** 2, rest[lay.blurred]
        sharp_squares = squares - np.bincount(item, weights=miss, minlength=items)
        sharp = lay.counts - np.bincount(item, minlength=items)
        touched = sharp < lay.counts

        def density(log_noise: FloatArray) -> FloatArray:
            value = np.exp(log_noise)
            total = value[item] + known
            blurred = np.bincount(item, weights=np.log(total) + miss / total, minlength=items)
            plain = sharp * log_noise + sharp_squares / value
            prior = 2.0 * NOISE_PRIOR[0] * log_noise + 2.0 * NOISE_PRIOR[1] / value
            return np.asarray(-0.5 * (blurred + plain + prior))

        here = np.log(hyper.noise)
        now, width = density(here), 3.0 / np.sqrt(np.maximum(lay.counts, 1))
        for _ in range(3):
            there = here + width * rng.standard_normal(items)
            then = density(there)
            accept = (np.log(rng.random(items)) < then - now) & (there >= np.log(lay.floor))
            here, now = np.where(accept, there, here), np.where(accept, then, now)
        noise = np.where(touched, np.exp(here), noise)
    paired = lay.paired.astype(float)
    number = np.bincount(lay.domain, weights=paired * lay.trust.sum(axis=1), minlength=D)
    squares = np.bincount(lay.domain, weights=paired * (lay.trust * latent.own**2).sum(axis=1), minlength=D)
    spread = (LEVEL_PRIOR[1] + squares / 2.0) / rng.standard_gamma(LEVEL_PRIOR[0] + number / 2.0)
    spread = np.where(lay.voices > 1, spread, LEVEL_PRIOR[1])
    change = np.diff(latent.a, axis=0, prepend=latent.a[:1]) ** 2 * latent.weight * lay.moving
    count = lay.moving.sum(axis=0).reshape(D, -1, 2).sum(axis=1)
    squares = change.sum(axis=0).reshape(D, -1, 2).sum(axis=1)
    step = (STEP_PRIOR[1] + squares / 2.0) / rng.standard_gamma(STEP_PRIOR[0] + count / 2.0)
    return replace(hyper, noise=noise, level=np.where(lay.paired, spread[lay.domain], FREE_LEVEL**2), step=step)


def strides(lay: Layout, hyper: Hyper, latent: Latent, rng: np.random.Generator, inverse: FloatArray) -> Hyper:
    """Move the innovation scales by a Metropolis step with the levels integrated out.

    Drawn given levels alone (in `variances`) the scale of a domain with few observations hardly moves.
    `paths` must follow. Each domain and power is accepted on its own.

    References
    ----------
    :cite:`durbin2012` section 2.10 (the likelihood of a local level by prediction errors).
    """
    value, precision = _collapsed(lay, hyper, latent, inverse)

    def density(step: FloatArray) -> FloatArray:
        innovation = np.where(lay.moving, np.tile(step, lay.shape[2] // 2) / latent.weight, 0.0)
        found = filter_level(value, precision, innovation, start_mean=0.0, start_variance=1.0)
        summed = found.loglik.reshape(D, -1, 2).sum(axis=1)
        return np.asarray(summed - STEP_PRIOR[0] * np.log(step) - STEP_PRIOR[1] / step)

    here = hyper.step
    there = here * np.exp(STRIDE * rng.standard_normal(here.shape))
    accept = np.log(rng.random(here.shape)) < density(there) - density(here)
    return replace(hyper, step=np.where(accept, there, here))


def _collapsed(lay: Layout, hyper: Hyper, latent: Latent, inverse: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return (T, D, M) all observations of a cell as one, with its precision."""
    loading = lay.spread_out(hyper.loading)
    base = latent.z - lay.spread_out(hyper.intercept) - latent.b.ravel()[lay.offset]
    part = loading * lay.share * inverse
    pull = _summed(lay.cell, part * base, lay.shape)
    precision = _summed(lay.cell, loading * part, lay.shape)
    return pull / np.where(precision > 0.0, precision, 1.0), precision


def _above(floor: FloatArray, shape: FloatArray, rate: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Draw variances of an inverse gamma distribution, each above its floor."""
    most = gammainc(shape, rate / floor)
    drawn = gammaincinv(shape, np.maximum(most * rng.random(len(shape)), 1e-290))
    return np.where(most > 1e-280, np.maximum(rate / np.maximum(drawn, 1e-290), floor), floor)


def _grouped(lay: Layout, weights: FloatArray) -> FloatArray:
    return _summed(lay.offset, weights, lay.present.shape)


def _summed(index: IntArray, weights: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    return np.asarray(np.bincount(index, weights=weights, minlength=math.prod(shape)), dtype=float).reshape(shape)
