"""One pass over the votes: what each says of its voter's position, and the items' posterior beside it."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from tightrope.stats.irt import cuts as cutting
from tightrope.stats.irt.layout import Layout
from tightrope.stats.irt.points import Floats

FAR = 40.0  # stands for an infinite cut point
DENSITY = 1.0 / np.sqrt(2.0 * np.pi)
NARROW, WIDE = 0.03, 1.0  # least and most that nodes are spread by; the prior's deviation is 1
CREDIT = 2.0  # most that a node's log density may count on from a step still to be taken


@dataclass(slots=True, kw_only=True)
class Nodes:
    """Points of each item's posterior: slopes at center + width * `place`, with cut points and weights beside them.

    Parameters
    ----------
    place, base : (M,) Gauss-Hermite abscissas and the logs of what their weights are multiplied by.
    center, width : (I,).
    weight : (M, I), summing to 1 over the nodes.
    cuts : (M, I, K - 1).
    fixed : (M, I) slopes that stand still, in place of the ones above.
    """

    place: Floats
    base: Floats
    center: Floats
    width: Floats
    weight: Floats
    cuts: Floats
    fixed: Floats | None = None

    def slope(self, first: int, last: int) -> Floats:
        """Return the slopes (M, last - first) at the nodes of items first to last."""
        if self.fixed is not None:
            return self.fixed[:, first:last]
        return np.asarray(self.center[first:last] + self.width[first:last] * self.place[:, None])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a piece of votes says at M nodes of their items.

    Parameters
    ----------
    probability : (M, n) of each vote.
    score, bend : (M, n) first and minus second derivative of its log in the position's mean.
    loglik, gradient, curve, cross : sums by item: (M, i), (M, i, K - 1) twice, (M, i, K - 2).
    """

    probability: Floats
    score: Floats
    bend: Floats
    loglik: Floats
    gradient: Floats
    curve: Floats
    cross: Floats


def read(
    layout: Layout, piece: tuple[int, int, int, int], slope: Floats, cuts: Floats, mean: Floats, variance: Floats
) -> Reading:
    """Read the votes of a piece, their positions normal with these means and variances (n,).

    A position's uncertainty adds to the noise, so a vote keeps the form of a probit.

    References
    ----------
    :cite:`samejima1969` (cumulative form), :cite:`albert1993` (ordered probit).
    """
    first, last, begin, end = piece
    count, size, width = slope.shape[0], last - first, cuts.shape[2] + 1
    part = slice(begin, end)
    item, category = layout.item[part] - first, layout.category[part]
    here = slice(*np.searchsorted(layout.runs, [begin, end]))
    runs, run = layout.runs[here] - begin, layout.run[here] - first * width

    def sums(values: Floats) -> Floats:
        out = np.zeros((count, size * width))
        out[:, run] = np.add.reduceat(values, runs, axis=1)
        return out.reshape(count, size, width)

    edges = np.empty((count, size, width + 1))
    edges[..., 0], edges[..., -1], edges[..., 1:-1] = -FAR, FAR, cuts
    tilt = np.take(slope, item, axis=1)
    scale = tilt * tilt
    scale *= variance
    scale += 1.0
    np.sqrt(scale, out=scale)
    np.reciprocal(scale, out=scale)
    place = item * width + category
    center = tilt * mean
    upper = np.take(edges[..., 1:].reshape(count, -1), place, axis=1)
    upper -= center
    upper *= scale
    lower = np.take(edges[..., :-1].reshape(count, -1), place, axis=1)
    lower -= center
    lower *= scale
    inner = np.searchsorted(category, [1, width - 1])
    probability, above, below = ratios(upper, lower, int(inner[0]), int(inner[1]))
    net = above - below
    swing = upper * above
    sink = lower * below
    bend = net * net
    bend += swing
    bend -= sink
    tilt *= scale
    bend *= tilt
    bend *= tilt
    tilt *= net
    np.negative(tilt, out=tilt)
    gradient = sums(scale * above)[..., :-1] - sums(scale * below)[..., 1:]
    scale *= scale
    swing += above * above
    swing *= scale
    sink -= below * below
    sink *= scale
    above *= below
    above *= scale
    curve = sums(sink)[..., 1:] - sums(swing)[..., :-1]
    return Reading(
        probability=probability, score=tilt, bend=bend, loglik=sums(np.log(probability)).sum(axis=2),
        gradient=gradient, curve=curve, cross=sums(above)[..., 1:-1],
    )  # fmt: skip


def ratios(upper: Floats, lower: Floats, first: int, last: int) -> tuple[Floats, Floats, Floats]:
    """Return the normal probability between two limits, and the densities at either over it.

    Parameters
    ----------
    upper, lower : (M, n).
    first, last : columns before `first` have no lower limit, columns from `last` on no upper one.

    References
    ----------
    Own: taken in the left tail, where differences of the distribution function keep their digits.
    """
    probability = np.empty_like(upper)
    left, inner, right = slice(0, first), slice(first, last), slice(last, None)
    ndtr(upper[:, left], out=probability[:, left])
    ndtr(-lower[:, right], out=probability[:, right])
    high, low = upper[:, inner], lower[:, inner]
    flip = (high + low) > 0.0
    probability[:, inner] = ndtr(np.where(flip, -low, high)) - ndtr(np.where(flip, -high, low))
    np.maximum(probability, 1e-280, out=probability)
    above, below = np.zeros_like(upper), np.zeros_like(upper)
    for out, limit, part in ((above, upper, slice(0, last)), (below, lower, slice(first, None))):
        there = limit[:, part]
        density = there * there
        density *= -0.5
        np.exp(density, out=density)
        density *= DENSITY
        np.divide(density, probability[:, part], out=out[:, part])
    return probability, above, below


def sweep(
    layout: Layout, nodes: Nodes, mean: Floats, variance: Floats, bound: float, pool: Executor,
    *, hold: bool = False,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Read all votes once and move the items' nodes.

    Parameters
    ----------
    nodes : changed in place.
    mean, variance : (N,) of each voter's position without this vote (the cavity).
    hold : leave the items as they are; their weights then rest on other votes than these.

    Returns
    -------
    precision, pull : (N,) of each vote as a normal likelihood of its voter's position.

    References
    ----------
    :cite:`minka2001` (moments of the cavity times the vote); the items integrated as :cite:`tierney1986`.
    """
    precision, pull = np.empty(len(layout.cell)), np.empty(len(layout.cell))

    def work(piece: tuple[int, int, int, int]) -> None:
        first, last, begin, end = piece
        part = slice(begin, end)
        item = layout.item[part] - first
        cuts = nodes.cuts[:, first:last]
        found = read(layout, piece, nodes.slope(first, last), cuts, mean[part], variance[part])
        if hold:
            share = np.take(nodes.weight[:, first:last], item, axis=1) * found.probability
            share /= share.sum(axis=0)
        else:
            weight = _move(nodes, first, last, found, bound)
            share = np.take(weight, item, axis=1)
        precision[part], pull[part] = _site(found, share, mean[part], variance[part])

    for _ in pool.map(work, layout.pieces):
        pass
    return precision, pull


def places(count: int) -> tuple[Floats, Floats]:
    """Return Gauss-Hermite abscissas for a standard normal, and log weights with the normal's density taken out.

    References
    ----------
    :cite:`liu1994` (adaptive Gauss-Hermite quadrature: exact where a posterior is normal).
    """
    place, weight = np.polynomial.hermite_e.hermegauss(count)
    return place, np.log(weight) + 0.5 * place * place


def _site(found: Reading, share: Floats, mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    score = (share * found.score).sum(axis=0)
    inner = found.bend - found.score * found.score
    bend = (share * inner).sum(axis=0) + score * score
    # A vote that only stretches a position is left out of its precision: a likelihood that opens upward has no peak.
    bend = np.clip(bend, 0.0, 0.95 / variance)
    precision = bend / (1.0 - variance * bend)
    total = 1.0 / variance + precision
    return precision, (mean + variance * score) * total - mean / variance


def weigh(nodes: Nodes, first: int, last: int, found: Reading, bound: float) -> tuple[Floats, Floats]:
    """Return the weights (M, i) of the nodes of items first to last, and their cut points one step on.

    References
    ----------
    :cite:`tierney1986` (the cut points given the slope), :cite:`liu1994` (the slope).
    """
    slope, cuts = nodes.slope(first, last), nodes.cuts[:, first:last]
    moved, logdet, gain = cutting.step(cuts, found.gradient, found.curve, found.cross, bound=bound)
    log = found.loglik - 0.5 * logdet - 0.5 * slope * slope + np.minimum(gain, CREDIT) + nodes.base[:, None]
    weight = np.exp(log - log.max(axis=0))
    weight /= weight.sum(axis=0)
    return weight, moved


def _move(nodes: Nodes, first: int, last: int, found: Reading, bound: float) -> Floats:
    weight, moved = weigh(nodes, first, last, found, bound)
    slope, part = nodes.slope(first, last), slice(first, last)
    center = (weight * slope).sum(axis=0)
    width = np.clip(np.sqrt((weight * (slope - center) ** 2).sum(axis=0)), NARROW, WIDE)
    along = (center + width * nodes.place[:, None] - nodes.center[part]) / nodes.width[part]
    nodes.cuts[:, part] = _follow(nodes.place, moved, along, bound)
    nodes.center[part], nodes.width[part], nodes.weight[:, part] = center, width, weight
    return weight


def _follow(place: Floats, cuts: Floats, along: Floats, bound: float) -> Floats:
    """Return the cut points at other places of the slopes: they follow it along a ridge, straight between nodes."""
    left = np.clip(np.searchsorted(place, along) - 1, 0, len(place) - 2)
    share = np.clip((along - place[left]) / (place[left + 1] - place[left]), -1.0, 2.0)[..., None]
    each = np.arange(cuts.shape[1])
    return cutting.ordered(cuts[left, each] * (1.0 - share) + cuts[left + 1, each] * share, bound)
