"""Use a fit without fitting again: positions of new units, parameters of new items, probabilities of votes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import InvalidValue
from tightrope.stats.irt import begin, describe
from tightrope.stats.irt.fit import State, finish, run
from tightrope.stats.irt.layout import columns, divided, lay_out
from tightrope.stats.irt.points import Floats, IdealPoints, Items, Votes
from tightrope.stats.irt.sweep import Nodes, sweep

STILL = 1e-3  # largest move of a slope's mean, in its standard deviations, at which new items rest
MOST = 100


def score(fitted: IdealPoints, votes: Votes, *, tolerance: float = 0.005, most: int = 150) -> IdealPoints:
    """Return positions of units from their votes on fitted items; the items stay as they are.

    Parameters
    ----------
    fitted : a fit; its scale, walk and inflation of errors are taken over.
    votes : columns `unit`, `time`, `item`, `category`; every item and category is one of the fit's. Unanimous items
        count: their parameters are known.

    Returns
    -------
    IdealPoints : of the units in `votes`; `items` are the fitted ones.

    Raises
    ------
    InvalidValue : an item or category is not in the fit, or votes are refused as in `fit`.

    References
    ----------
    As `fit`, the items' posterior held.
    """
    unit, time, item, category = columns(votes)
    known, settings = fitted.items, fitted.settings
    layout = lay_out(unit, time, item, category, settings, items=known.item, categories=fitted.categories)
    count = len(known.node_slope)
    held = Nodes(
        place=np.zeros(count), base=np.zeros(count), center=known.slope, width=known.slope_error,
        weight=known.node_weight, cuts=known.node_cuts, fixed=known.node_slope,
    )  # fmt: skip
    state = State(
        mean=np.zeros(len(layout.votes)), variance=np.ones(len(layout.votes)), precision=np.zeros(len(layout.cell)),
        pull=np.zeros(len(layout.cell)), nodes=held, multiplier=fitted.multiplier, shift=fitted.shift,
    )  # fmt: skip
    with ThreadPoolExecutor(1) as pool:
        run(layout, state, settings, pool, multiplier=None, tolerance=tolerance, most=most, hold=True)
    found = finish(layout, state, known, settings, dropped=0, tolerance=tolerance)
    return replace(found, error=found.error * fitted.inflation, inflation=fitted.inflation, coverage=fitted.coverage)


def place(fitted: IdealPoints, votes: Votes) -> Items:
    """Return parameters of new items from the votes that fitted units cast on them; the positions stay as they are.

    Parameters
    ----------
    votes : columns `unit`, `time`, `item`, `category`; every unit and time is one of the fit's.

    Raises
    ------
    InvalidValue : a unit has no position at a time; an item is unanimous; a category is not in the fit.

    References
    ----------
    As `fit`, the positions' posterior held.
    """
    unit, time, item, category = columns(votes)
    if not divided(item, category).all():
        raise InvalidValue("an item is unanimous", where="votes", next="leave out items on which all agree")
    settings = fitted.settings
    layout = lay_out(unit, time, item, category, settings, categories=fitted.categories)
    cell = _cells(fitted, layout.units[layout.unit], layout.times[layout.time])
    mean, variance = fitted.mean[cell], (fitted.error[cell] / fitted.inflation) ** 2
    seen, spread = mean[layout.cell], variance[layout.cell]
    nodes = begin.nodes(layout, mean, settings)
    with ThreadPoolExecutor(1) as pool:
        for _ in range(MOST):
            before = nodes.center.copy()
            sweep(layout, nodes, seen, spread, settings.bound, pool)
            if np.all(np.abs(nodes.center - before) < STILL * nodes.width):
                break
        return describe.items(layout, nodes, seen, spread, settings, pool)


def chances(found: Items, item: NDArray[Any], position: Floats) -> Floats:
    """Return the probability (n, K) of every category on items (n,) at positions (n,), the items' posterior averaged.

    Raises
    ------
    InvalidValue : an item is not among them.

    References
    ----------
    :cite:`samejima1969`, averaged over the posterior of the slope and the cut points that go with it.
    """
    at = np.minimum(np.searchsorted(found.item, item), len(found.item) - 1)
    if not np.array_equal(found.item[at], item):
        raise InvalidValue("an item is not in the fit", where="chances", next="place it first")
    each = describe.probabilities(
        found.node_slope[:, at], found.node_cuts[:, at], np.broadcast_to(position, (len(found.node_slope), len(at)))
    )
    return np.asarray((found.node_weight[:, at, None] * each).sum(axis=0))


def _cells(fitted: IdealPoints, unit: NDArray[Any], time: NDArray[Any]) -> NDArray[np.intp]:
    where = {key: n for n, key in enumerate(zip(fitted.unit.tolist(), fitted.time.tolist(), strict=True))}
    found = [where.get(key, -1) for key in zip(unit.tolist(), time.tolist(), strict=True)]
    if -1 in found:
        lost = found.index(-1)
        raise InvalidValue(
            f"{unit[lost]} has no position at {time[lost]}",
            where="votes",
            next="score its votes first, or leave it out",
        )
    return np.asarray(found, dtype=np.intp)
