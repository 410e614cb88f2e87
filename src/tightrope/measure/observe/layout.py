"""The arrays of the latent tie model: observations, what a sweep holds, and its random numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tightrope.core.panel import DOMAINS, BoolArray, FloatArray, IntArray
from tightrope.measure.observe.bins import bounds
from tightrope.measure.observe.overlap import groups, shares
from tightrope.measure.observe.scale import Scaled
from tightrope.stats.resample import keyed

FREEDOM = 5.0
FREE_LEVEL = 3.0
NOISE_FLOOR = (0.25, 1.0)
LEVEL_PRIOR = (2.0, 0.1)
START_LEVEL = 0.4
D = len(DOMAINS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    r"""Observations as flat arrays, cells as a (T, D, M) grid where M runs over states, then powers.

    The model, for state i, power p, domain d and indicator j of that domain:

    z[ipjt] = nu[j] + lambda[j] a[idpt] + b[ipj] + e, e ~ N(0, sigma[j]^2 + published error^2)
    a[idpt] = a[idp,t-1] + n, n ~ Student-t(5) with scale sqrt(q[dp]); first observed level ~ N(0, 1)
    b[ipj] ~ N(0, tau[d]^2) if j is paired; nu[j] = 0 and b ~ N(0, 3^2) if not (its level is free)

    A point shows z itself; a fuzzy observation shows that z lies between two bounds. Where several series report
    one flow, what they tell of a is raised to a power, `share` for an observation and `trust` for a deviation
    (`overlap.shares`); their own parameters are learned from all of their observations.

    Parameters
    ----------
    z, error : (N,) standardized observations and their published errors (0 if none).
    cell : (N,) index into the flattened (T, D, M) grid.
    item : (N,) indicator.
    offset : (N,) index into the flattened (J, M) grid of persistent deviations b.
    share : (N,) how much of a report the observation is.
    trust : (J, M) the same of a deviation; 0 where the indicator is never observed.
    moving : (T, D, M) bool, whether the level may move into this year (after its first observation).
    present : (J, M) bool, whether the indicator is ever observed there.
    counts : (J,) observations of each indicator.
    floor : (J,) least noise variance of each indicator.
    voices : (D,) paired indicators of a domain, those that share a flow counted once.
    blurred : indices of the observations with a published error.
    fuzzy : (F,) indices of the observations that give bounds only.
    near : (F,) their upper bound, or the lower where only that is finite; side : (F,) -1 there, else 1.
    between : positions in `fuzzy` of those with two finite bounds; far : their lower ones.
    number : (F,) index into the flattened (M, T, I) numbers `Noise.fill`, I = `fills` the indicators that may be fuzzy.
    """

    z: FloatArray
    error: FloatArray
    cell: IntArray
    item: IntArray
    offset: IntArray
    share: FloatArray
    trust: FloatArray
    moving: BoolArray
    present: BoolArray
    domain: IntArray
    paired: BoolArray
    names: tuple[tuple[str, str], ...]
    blurred: IntArray
    counts: IntArray
    floor: FloatArray
    voices: IntArray
    fuzzy: IntArray
    near: FloatArray
    side: FloatArray
    between: IntArray
    far: FloatArray
    number: IntArray
    fills: int

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
    """What belongs to states and powers.

    Parameters
    ----------
    a, weight : (T, D, M) levels and weights of innovations.
    b, own : (J, M) deviations, as the tie sees them and as their indicator does, see `model.deviations`.
    z : (N,) numbers behind the values.
    """

    a: FloatArray
    weight: FloatArray
    b: FloatArray
    own: FloatArray
    z: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """Random numbers of one sweep that belong to states and powers.

    Parameters
    ----------
    path, gamma : (T, D, M); deviation : (J, M); shift : (D, M); fill : (M, T, I), uniform.
    """

    path: FloatArray
    gamma: FloatArray
    deviation: FloatArray
    shift: FloatArray
    fill: FloatArray


def layout(scaled: Scaled) -> Layout:
    """Arrange scaled indicators for the sampler.

    References
    ----------
    Own: a sparse layout of the model of `fit`; a tie moves from its first observation on.
    """
    steps, states, powers, items = scaled.values.shape
    members = states * powers
    flat = scaled.values.reshape(steps, members, items)
    there = np.isfinite(flat).transpose(2, 0, 1)
    j, t, m = np.nonzero(there)
    z, error = flat[t, m, j], scaled.error.reshape(flat.shape)[t, m, j]
    domain, paired = np.array(scaled.domain), np.array(scaled.paired)
    seen = np.zeros((steps, D, members), dtype=bool)
    seen[t, domain[j], m] = True
    started = np.maximum.accumulate(seen, axis=0)
    moving = np.zeros_like(seen)
    moving[1:] = started[:-1]
    present = np.zeros((items, members), dtype=bool)
    present[j, m] = True
    share = shares(there, scaled.flows)[j, t, m]
    counts = np.bincount(j, minlength=items)

    low, high, fuzzy = z.copy(), z.copy(), np.zeros(len(z), dtype=bool)
    ends = np.concatenate([[0], np.cumsum(counts)])
    slices = [slice(ends[k], ends[k + 1]) for k in range(items)]
    for k, rows in enumerate(slices):
        fuzzy[rows], low[rows], high[rows] = bounds(z[rows], scaled.kind[k], scaled.edges[k])
    at = np.flatnonzero(fuzzy)
    soft = np.array([len(edges) > 0 for edges in scaled.edges])
    place = np.cumsum(soft) - 1
    low, high = low[at], high[at]
    between = np.flatnonzero(np.isfinite(low) & np.isfinite(high))
    groups_of = np.array(groups(scaled.flows))
    return Layout(
        z=z,
        error=error,
        cell=(t * D + domain[j]) * members + m,
        item=j,
        offset=j * members + m,
        share=share,
        trust=np.where(paired[:, None], shares(present & paired[:, None], scaled.flows), present.astype(float)),
        moving=moving,
        present=present,
        domain=domain,
        paired=paired,
        counts=counts,
        floor=np.where(np.array(scaled.binary), NOISE_FLOOR[1], NOISE_FLOOR[0]),
        voices=np.array([len(set(groups_of[paired & (domain == d)])) for d in range(D)]),
        names=tuple((state, power) for state in scaled.states for power in scaled.powers),
        blurred=np.flatnonzero(error > 0.0),
        fuzzy=at,
        near=np.where(np.isfinite(high), high, low),
        side=np.where(np.isfinite(high), 1.0, -1.0),
        between=between,
        far=low[between],
        number=(m[at] * steps + t[at]) * int(soft.sum()) + place[j[at]],
        fills=int(soft.sum()),
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
        level=np.where(lay.paired, np.where(lay.voices > 1, START_LEVEL, LEVEL_PRIOR[1])[lay.domain], FREE_LEVEL**2),
        step=np.full((D, 2), 0.03),
    )
    level, b = np.zeros(lay.shape), np.zeros(lay.present.shape)
    return hyper, Latent(a=level, weight=np.ones(lay.shape), b=b, own=b, z=lay.z.copy())


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
    :cite:`geweke1993` (gamma weights of the Student-t); :cite:`carter1994` (normal numbers of a path);
    :cite:`albert1993` (numbers behind ordered values).
    """
    steps, domains, members = lay.shape
    items = len(lay.domain)
    path, gamma = np.empty((2, members, sweeps, steps, domains))
    deviation, shift = np.empty((members, sweeps, items)), np.empty((members, sweeps, domains))
    fill = np.empty((members, sweeps, steps, lay.fills))
    for m, generator in enumerate(generators):
        generator.standard_normal(out=path[m])
        generator.standard_gamma((FREEDOM + 1.0) / 2.0, out=gamma[m])
        generator.standard_normal(out=deviation[m])
        generator.standard_normal(out=shift[m])
        generator.random(out=fill[m])
    path, gamma = np.moveaxis(path, 0, -1).copy(), np.moveaxis(gamma, 0, -1).copy()
    deviation, shift = np.moveaxis(deviation, 0, -1), np.moveaxis(shift, 0, -1)
    return [
        Noise(path=path[k], gamma=gamma[k], deviation=deviation[k], shift=shift[k], fill=fill[:, k])
        for k in range(sweeps)
    ]
