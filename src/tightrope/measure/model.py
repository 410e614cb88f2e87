"""The latent tie model: layout of its arrays, and the steps of one Gibbs sweep."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr, ndtri

from tightrope.core.panel import DOMAINS, BoolArray, FloatArray, IntArray
from tightrope.measure.scale import Scaled
from tightrope.stats.kalman import filter_level, simulate_level
from tightrope.stats.resample import keyed

FREEDOM = 5.0
FREE_LEVEL = 3.0
LOADING = (0.5, 1.0)
NOISE_FLOOR = (0.25, 1.0)
NOISE_PRIOR = (2.0, 0.2)
LEVEL_PRIOR = (2.0, 0.1)
STEP_PRIOR = (2.0, 0.02)
STRIDE = 0.25
D = len(DOMAINS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    r"""Observations as flat arrays, cells as a (T, D, M) grid where M runs over states, then powers.

    The model, for state i, power p, domain d and indicator j of that domain:

    y[ipjt] = nu[j] + lambda[j] a[idpt] + b[ipj] + e, e ~ N(0, sigma[j]^2 + published error^2)
    a[idpt] = a[idp,t-1] + n, n ~ Student-t(5) with scale sqrt(q[dp]); first observed level ~ N(0, 1)
    b[ipj] ~ N(0, tau[d]^2) if j is paired; nu[j] = 0 and b ~ N(0, 3^2) if not (its level is free)

    Parameters
    ----------
    z, error : (N,) standardized observations and their published errors (0 if none).
    cell : (N,) index into the flattened (T, D, M) grid.
    item : (N,) indicator.
    offset : (N,) index into the flattened (J, M) grid of persistent deviations b.
    moving : (T, D, M) bool, whether the level may move into this year (after its first observation).
    present : (J, M) bool, whether the indicator is ever observed there.
    counts : (J,) observations of each indicator.
    floor : (J,) least noise variance of each indicator.
    blurred : indices of the observations with a published error.
    """

    z: FloatArray
    error: FloatArray
    cell: IntArray
    item: IntArray
    offset: IntArray
    moving: BoolArray
    present: BoolArray
    domain: IntArray
    paired: BoolArray
    names: tuple[tuple[str, str], ...]
    blurred: IntArray
    counts: IntArray
    floor: FloatArray

    def spread_out(self, items: FloatArray) -> FloatArray:
        """Return the (N,) value of each observation's indicator; observations are sorted by indicator."""
        return np.repeat(items, self.counts)

    @property
    def shape(self) -> tuple[int, int, int]:
        """(T, D, M)."""
        steps, domains, members = self.moving.shape
        return steps, domains, members


@dataclass(frozen=True, slots=True, kw_only=True)
class Hyper:
    """Parameters shared by all states.

    Parameters
    ----------
    loading, intercept, noise, level : (J,) lambda, nu, sigma^2, tau^2.
    step : (D, P) q, squared scale of the Student-t innovations.
    """

    loading: FloatArray
    intercept: FloatArray
    noise: FloatArray
    level: FloatArray
    step: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Latent:
    """Quantities of each state: levels a (T, D, M), innovation weights (T, D, M), deviations b (J, M)."""

    a: FloatArray
    weight: FloatArray
    b: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """Random numbers of one sweep that belong to states and powers: (T, D, M), (T, D, M), (J, M), (D, M)."""

    path: FloatArray
    gamma: FloatArray
    deviation: FloatArray
    shift: FloatArray


def layout(scaled: Scaled) -> Layout:
    """Arrange scaled indicators for the sampler.

    References
    ----------
    Own: a sparse layout of the model of `fit`; a tie moves from its first observation on.
    """
    steps, states, powers, items = scaled.values.shape
    members = states * powers
    flat = scaled.values.reshape(steps, members, items)
    j, t, m = np.nonzero(np.isfinite(flat).transpose(2, 0, 1))
    domain = np.array(scaled.domain)
    seen = np.zeros((steps, D, members), dtype=bool)
    seen[t, domain[j], m] = True
    started = np.maximum.accumulate(seen, axis=0)
    moving = np.zeros_like(seen)
    moving[1:] = started[:-1]
    present = np.zeros((items, members), dtype=bool)
    present[j, m] = True
    return Layout(
        z=flat[t, m, j],
        error=scaled.error.reshape(flat.shape)[t, m, j],
        cell=(t * D + domain[j]) * members + m,
        item=j,
        offset=j * members + m,
        moving=moving,
        present=present,
        domain=domain,
        paired=np.array(scaled.paired),
        counts=np.bincount(j, minlength=items),
        floor=np.where(np.array(scaled.binary), NOISE_FLOOR[1], NOISE_FLOOR[0]),
        names=tuple((state, power) for state in scaled.states for power in scaled.powers),
        blurred=np.flatnonzero(scaled.error.reshape(flat.shape)[t, m, j] > 0.0),
    )


def start(lay: Layout) -> tuple[Hyper, Latent]:
    """Return plain starting values.

    References
    ----------
    Own: any start will do, since the first sweeps are thrown away.
    """
    items = len(lay.domain)
    hyper = Hyper(
        loading=np.full(items, 0.7),
        intercept=np.zeros(items),
        noise=1.2 * lay.floor,
        level=np.where(lay.paired, LEVEL_PRIOR[1], FREE_LEVEL**2),
        step=np.full((D, 2), 0.03),
    )
    return hyper, Latent(a=np.zeros(lay.shape), weight=np.ones(lay.shape), b=np.zeros(lay.present.shape))


def stream(lay: Layout, *, seed: int, chain: str, block: int) -> list[np.random.Generator]:
    """Return one generator for each state and power; `noises` takes blocks of sweeps from them.

    References
    ----------
    Own: numbers belong to a state and a power (`stats.resample.keyed`), whoever else is in the panel.
    """
    return [keyed(seed, chain, state, power, block) for state, power in lay.names]


def noises(lay: Layout, generators: list[np.random.Generator], sweeps: int) -> list[Noise]:
    """Draw the random numbers of several sweeps, each state and power from its own generator.

    References
    ----------
    :cite:`geweke1993` (gamma weights of the Student-t); :cite:`carter1994` (normal numbers of a path).
    """
    steps, domains, members = lay.shape
    items = len(lay.domain)
    path, gamma = np.empty((2, members, sweeps, steps, domains))
    deviation, shift = np.empty((members, sweeps, items)), np.empty((members, sweeps, domains))
    for m, generator in enumerate(generators):
        generator.standard_normal(out=path[m])
        generator.standard_gamma((FREEDOM + 1.0) / 2.0, out=gamma[m])
        generator.standard_normal(out=deviation[m])
        generator.standard_normal(out=shift[m])
    path, gamma = np.moveaxis(path, 0, -1).copy(), np.moveaxis(gamma, 0, -1).copy()
    deviation, shift = np.moveaxis(deviation, 0, -1), np.moveaxis(shift, 0, -1)
    return [Noise(path=path[k], gamma=gamma[k], deviation=deviation[k], shift=shift[k]) for k in range(sweeps)]


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

    spread = np.where(lay.present, hyper.level[:, None], np.inf)
    slope = hyper.loading[:, None]
    own, toward = np.ones((domains, members)), -a[0]
    for d in range(domains):
        mine = lay.domain == d
        own[d] += (slope[mine] ** 2 / spread[mine]).sum(axis=0)
        toward[d] += (slope[mine] * latent.b[mine] / spread[mine]).sum(axis=0)
    shift = toward / own + noise.shift / np.sqrt(own)
    return Latent(a=a + shift, weight=weight, b=latent.b)


def deviations(lay: Layout, hyper: Hyper, latent: Latent, noise: Noise, inverse: FloatArray) -> Latent:
    """Draw the persistent deviations of indicators given levels and shared parameters.

    References
    ----------
    :cite:`gelman2013` (normal posterior of a varying intercept).
    """
    miss = lay.z - lay.spread_out(hyper.intercept) - lay.spread_out(hyper.loading) * latent.a.ravel()[lay.cell]
    total = _grouped(lay, inverse) + 1.0 / hyper.level[:, None]
    b = np.where(lay.present, _grouped(lay, inverse * miss) / total + noise.deviation / np.sqrt(total), 0.0)
    return Latent(a=latent.a, weight=latent.weight, b=b)


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
    wl, wz = inverse * level, inverse * lay.z
    g0, g1, gz = _grouped(lay, inverse), _grouped(lay, wl), _grouped(lay, wz)
    common = 1.0 / (1.0 / hyper.level[:, None] + g0)
    s0 = (g0 - common * g0 * g0).sum(axis=1)
    s1 = (g1 - common * g0 * g1).sum(axis=1)
    r0 = (gz - common * g0 * gz).sum(axis=1)
    s2 = np.bincount(lay.item, weights=wl * level, minlength=items) - (common * g1 * g1).sum(axis=1)
    r1 = np.bincount(lay.item, weights=wl * lay.z, minlength=items) - (common * g1 * gz).sum(axis=1)
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
    rest = lay.z - lay.spread_out(hyper.intercept) - latent.b.ravel()[lay.offset]
    rest = (rest - lay.spread_out(hyper.loading) * latent.a.ravel()[lay.cell]) ** 2
    squares = np.bincount(lay.item, weights=rest, minlength=items)
    noise = (NOISE_PRIOR[1] + squares / 2.0) / rng.standard_gamma(NOISE_PRIOR[0] + lay.counts / 2.0)
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

        here = np.log(np.maximum(hyper.noise, lay.floor))
        now, width = density(here), 3.0 / np.sqrt(lay.counts)
        for _ in range(3):
            there = here + width * rng.standard_normal(items)
            then = density(there)
            accept = (np.log(rng.random(items)) < then - now) & (there >= np.log(lay.floor))
            here, now = np.where(accept, there, here), np.where(accept, then, now)
        noise = np.where(touched, np.exp(here), noise)
    noise = np.maximum(noise, lay.floor)
    paired = lay.paired.astype(float)
    number = np.bincount(lay.domain, weights=paired * lay.present.sum(axis=1), minlength=D)
    squares = np.bincount(lay.domain, weights=paired * (latent.b**2).sum(axis=1), minlength=D)
    spread = (LEVEL_PRIOR[1] + squares / 2.0) / rng.standard_gamma(LEVEL_PRIOR[0] + number / 2.0)
    kinds = np.bincount(lay.domain, weights=paired, minlength=D)
    spread = np.where(kinds > 1, spread, LEVEL_PRIOR[1])
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
    base = lay.z - lay.spread_out(hyper.intercept) - latent.b.ravel()[lay.offset]
    pull = _summed(lay.cell, loading * inverse * base, lay.shape)
    precision = _summed(lay.cell, loading**2 * inverse, lay.shape)
    return pull / np.where(precision > 0.0, precision, 1.0), precision


def _grouped(lay: Layout, weights: FloatArray) -> FloatArray:
    return _summed(lay.offset, weights, lay.present.shape)


def _summed(index: IntArray, weights: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    return np.asarray(np.bincount(index, weights=weights, minlength=math.prod(shape)), dtype=float).reshape(shape)
