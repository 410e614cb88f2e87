"""What is known of items once positions are settled, and how well both account for the votes."""

from __future__ import annotations

from concurrent.futures import Executor

import numpy as np
from scipy.special import ndtr

from tightrope.stats.irt import cuts as cutting
from tightrope.stats.irt.layout import Layout
from tightrope.stats.irt.points import Floats, Items, Settings
from tightrope.stats.irt.sweep import FAR, Nodes, read, weigh


def items(layout: Layout, nodes: Nodes, mean: Floats, variance: Floats, settings: Settings, pool: Executor) -> Items:
    """Return the items' posterior at fixed positions.

    Parameters
    ----------
    mean, variance : (N,) of each voter's position without this vote.

    References
    ----------
    :cite:`tierney1986`.
    """
    total, width = len(layout.items), len(layout.categories) - 1
    slope, error = np.empty(total), np.empty(total)
    cuts, cut_errors = np.empty((total, width)), np.empty((total, width))
    weight, spots, where = np.empty_like(nodes.weight), np.empty_like(nodes.weight), np.empty_like(nodes.cuts)

    def work(piece: tuple[int, int, int, int]) -> None:
        first, last, begin, end = piece
        part, take = slice(begin, end), slice(first, last)
        points, given = nodes.slope(first, last), nodes.cuts[:, take]
        found = read(layout, piece, points, given, mean[part], variance[part])
        share, moved = weigh(nodes, first, last, found, settings.bound)
        spare = cutting.variances(*cutting.precision(given, found.curve, found.cross, bound=settings.bound))
        slope[take] = (share * points).sum(axis=0)
        error[take] = np.sqrt((share * (points - slope[take]) ** 2).sum(axis=0))
        cuts[take] = (share[..., None] * moved).sum(axis=0)
        cut_errors[take] = np.sqrt((share[..., None] * (spare + (moved - cuts[take]) ** 2)).sum(axis=0))
        weight[:, take], where[:, take], spots[:, take] = share, moved, points

    list(pool.map(work, layout.pieces))
    return Items(
        item=layout.items, slope=slope, slope_error=error, cuts=cuts, cut_errors=cut_errors,
        votes=layout.each, node_slope=spots, node_weight=weight, node_cuts=where,
    )  # fmt: skip


def probabilities(slope: Floats, cuts: Floats, position: Floats) -> Floats:
    """Return the probability (..., K) of every category at a position.

    Parameters
    ----------
    slope, position : (...).
    cuts : (..., K - 1) ascending.

    References
    ----------
    :cite:`samejima1969`, with the normal distribution function.
    """
    edge = np.full((*cuts.shape[:-1], 1), FAR)
    limits = np.concatenate([-edge, cuts, edge], axis=-1) - (slope * position)[..., None]
    # In the right tail the two ends are taken from the right, where their difference keeps its digits.
    flip = (limits[..., 1:] + limits[..., :-1]) > 0.0
    upper = np.where(flip, -limits[..., :-1], limits[..., 1:])
    lower = np.where(flip, -limits[..., 1:], limits[..., :-1])
    return np.asarray(ndtr(upper) - ndtr(lower))


def classified(layout: Layout, found: Items, mean: Floats) -> tuple[float, float]:
    """Return the share of votes in their most probable category, and their mean log probability, at the means.

    References
    ----------
    Own: the share of votes predicted, as published for ideal points.
    """
    right, log = 0, 0.0
    for first in range(0, len(layout.cell), 100_000):
        part = slice(first, first + 100_000)
        item, category = layout.item[part], layout.category[part]
        each = probabilities(found.slope[item], found.cuts[item], mean[layout.cell[part]])
        right += int((each.argmax(axis=1) == category).sum())
        log += float(np.log(np.maximum(each[np.arange(len(item)), category], 1e-280)).sum())
    return right / len(layout.cell), log / len(layout.cell)
