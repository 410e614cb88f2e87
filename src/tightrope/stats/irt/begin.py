"""Where a fit begins: units along the first direction of their votes, items along theirs."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from tightrope.stats.irt.cuts import ordered
from tightrope.stats.irt.layout import Layout
from tightrope.stats.irt.points import Floats, Settings
from tightrope.stats.irt.sweep import Nodes, places

ROUNDS = 20
WIDTH = 0.6  # of a slope before it is known
GUESS = 0.25  # variance of a position before it is known


def positions(layout: Layout) -> tuple[Floats, Floats]:
    """Return a first mean and variance (C,) of every position: the unit's score, the same at all its times.

    The scores are the leading direction of the votes, each item brought to mean 0 and deviation 1, found by powers
    that begin at the unit with most votes.

    References
    ----------
    Own: principal component of the votes.
    """
    items, units = len(layout.items), len(layout.units)
    unit = layout.unit[layout.cell]
    value = _centered(layout)
    square = np.bincount(layout.item, value * value, minlength=items)
    each = np.bincount(layout.item, minlength=items)
    value = value / np.sqrt(np.maximum(square / np.maximum(each, 1), 1e-12))[layout.item]
    count = np.bincount(unit, minlength=units)
    guide = unit == int(np.argmax(count))
    loading = np.asarray(np.bincount(layout.item[guide], value[guide], minlength=items), dtype=float)
    score = np.zeros(units)
    for _ in range(ROUNDS):
        score = np.bincount(unit, value * loading[layout.item], minlength=units) / count
        score -= np.average(score, weights=count)
        score /= max(float(np.sqrt(np.average(score * score, weights=count))), 1e-12)
        loading = np.bincount(layout.item, value * score[unit], minlength=items) / np.maximum(each, 1)
    mean = score[layout.unit]
    mean = mean - mean.mean()
    scale = np.sqrt((mean * mean).mean() + GUESS)
    return mean / scale, np.full(len(mean), GUESS / scale**2)


def nodes(layout: Layout, mean: Floats, settings: Settings) -> Nodes:
    """Return first nodes: slopes of 1 in the direction of the votes, cut points at the categories' shares.

    References
    ----------
    Own.
    """
    items, width = len(layout.items), len(layout.categories)
    stretch = layout.item * width + layout.category
    each = np.bincount(stretch, minlength=items * width).reshape(items, width) + 0.5
    share = np.cumsum(each, axis=1)[:, :-1] / each.sum(axis=1, keepdims=True)
    slope = np.sign(np.bincount(layout.item, _centered(layout) * mean[layout.cell], minlength=items))
    cuts = ordered(ndtri(share) * np.sqrt(2.0), settings.bound)
    count = settings.nodes
    place, base = places(count)
    return Nodes(
        place=place,
        base=base,
        center=slope,
        width=np.full(items, WIDTH),
        weight=np.full((count, items), 1.0 / count),
        cuts=np.repeat(cuts[None], count, axis=0),
    )


def _centered(layout: Layout) -> Floats:
    items = len(layout.items)
    each = np.maximum(np.bincount(layout.item, minlength=items), 1)
    value = layout.category.astype(float)
    return np.asarray(value - (np.bincount(layout.item, value, minlength=items) / each)[layout.item])
