"""Fit positions of units over time and parameters of items to ordered votes."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tightrope.core.errors import InvalidValue
from tightrope.stats.irt import begin, chain, describe
from tightrope.stats.irt.layout import Layout, columns, divided, lay_out
from tightrope.stats.irt.points import Floats, IdealPoints, Items, Settings, Votes
from tightrope.stats.irt.sweep import Nodes, sweep

DAMP = 0.8  # share of the way that a pass goes; whole steps make some positions swing between two values
DEFAULT = Settings()


@dataclass(slots=True, kw_only=True)
class State:
    """Where a fit stands: positions (C,), sites (N,), nodes, multiplier, shift, passes and the last change."""

    mean: Floats
    variance: Floats
    precision: Floats
    pull: Floats
    nodes: Nodes
    multiplier: float = 0.0
    shift: float = 0.0
    passes: int = 0
    change: float = float("inf")


def fit(
    votes: Votes,
    *,
    anchors: Mapping[Any, float] | None = None,
    settings: Settings = DEFAULT,
    multiplier: float | None = None,
    tolerance: float = 0.005,
    most: int = 150,
    threads: int = 2,
) -> IdealPoints:
    r"""Fit the dynamic ordinal-probit item response model.

    A unit i at time t votes in category k on item v where :math:`g_{v,k-1} < \beta_v \theta_{it} + e \le g_{vk}`,
    e standard normal; :math:`\theta_{it}` walks from the last time at which i voted with variance
    `smooth` * n_t / (n_t + n_{t-1}); :math:`\beta_v` is standard normal, the g flat within the bound; the panel of
    :math:`\theta` has mean 0 and standard deviation 1. Items that share an id share their parameters at all times.

    Parameters
    ----------
    votes : columns `unit`, `time`, `item`, `category`, one row a vote; ids are numbers or strings, categories ordered
        numbers, at least two. Absences have no row. Items on which all agree are left out and counted.
    anchors : units with +1 or -1 (or any weights): the sign of the scale is such that the weighted sum of their mean
        positions is positive. Only the sign depends on them. Without anchors the slopes have a positive sum.
    settings : the walk and the priors.
    multiplier : fix the multiplier instead of holding the standard deviation at 1.
    tolerance : passes end when the root mean square of what they still move is below this, in standard errors.
    most : passes at most.
    threads : over pieces of the votes; the result does not depend on it.

    Returns
    -------
    IdealPoints : errors as the approximation gives them; `calibrate` widens them by simulation.

    Raises
    ------
    InvalidValue : votes as `columns` and `lay_out` refuse them; no item divides its voters; an anchor did not vote.

    References
    ----------
    :cite:`bailey2017` (model), :cite:`martin2002` (the walk), :cite:`minka2001` (expectation propagation for the
    positions), :cite:`tierney1986` (the items), in place of the variational EM of :cite:`imai2016`.
    """
    unit, time, item, category = columns(votes)
    kept = divided(item, category)
    if not kept.any():
        raise InvalidValue("no item divides its voters", where="votes", next="give items with votes in two categories")
    categories = np.unique(category)
    layout = lay_out(unit[kept], time[kept], item[kept], category[kept], settings, categories=categories)
    strange = sorted(set(anchors or {}) - set(layout.units.tolist()), key=str)
    if strange:
        raise InvalidValue(f"{strange[0]} did not vote", where="anchors", next="name units among the votes")
    with ThreadPoolExecutor(threads) as pool:
        state = start(layout, settings)
        run(layout, state, settings, pool, multiplier=multiplier, tolerance=tolerance, most=most)
        found = describe.items(layout, state.nodes, *cavity(layout, state), settings, pool)
    dropped = int((~kept).sum())
    return oriented(finish(layout, state, found, settings, dropped=dropped, tolerance=tolerance), anchors or {})


def start(layout: Layout, settings: Settings) -> State:
    """Return the state before the first pass.

    References
    ----------
    As `begin`.
    """
    mean, variance = begin.positions(layout)
    return State(
        mean=mean, variance=variance, nodes=begin.nodes(layout, mean, settings),
        precision=np.zeros(len(layout.cell)), pull=np.zeros(len(layout.cell)),
    )  # fmt: skip


def run(
    layout: Layout, state: State, settings: Settings, pool: Executor, *, multiplier: float | None, tolerance: float,
    most: int, hold: bool = False,
) -> None:  # fmt: skip
    """Pass over the votes until positions rest; changes `state`.

    Parameters
    ----------
    hold : leave items, multiplier and shift as they are: the scale is a fitted panel's.

    References
    ----------
    As `fit`.
    """
    while state.passes < most and state.change >= tolerance:
        precision, pull = sweep(layout, state.nodes, *cavity(layout, state), settings.bound, pool, hold=hold)
        move, turn = precision - state.precision, pull - state.pull
        left = (_by_cell(layout, turn) - state.mean * _by_cell(layout, move)) * np.sqrt(state.variance)
        state.change = float(np.sqrt((left * left).mean()))
        state.precision += DAMP * move
        state.pull += DAMP * turn
        update(layout, state, settings, multiplier=state.multiplier if hold else multiplier, hold=hold)
        state.passes += 1


def update(layout: Layout, state: State, settings: Settings, *, multiplier: float | None, hold: bool) -> None:
    """Smooth the walks given the sites; changes `state`.

    References
    ----------
    As `chain`.
    """
    precision, pull = _by_cell(layout, state.precision), _by_cell(layout, state.pull)
    if multiplier is None:
        state.mean, state.variance, state.multiplier, state.shift = chain.standardize(
            layout, precision, pull, start=settings.start, multiplier=state.multiplier
        )
        return
    state.multiplier = multiplier
    state.mean, state.variance = chain.smooth(
        layout, precision, pull, start=settings.start, multiplier=multiplier, shift=state.shift if hold else 0.0
    )


def cavity(layout: Layout, state: State) -> tuple[Floats, Floats]:
    """Return mean and variance (N,) of each voter's position without the vote itself.

    References
    ----------
    :cite:`minka2001`.
    """
    total = (1.0 / state.variance)[layout.cell]
    left = np.maximum(total - state.precision, 0.1 * total)
    return (total * state.mean[layout.cell] - state.pull) / left, 1.0 / left


def finish(
    layout: Layout, state: State, found: Items, settings: Settings, *, dropped: int, tolerance: float
) -> IdealPoints:
    """Return a state as a result.

    References
    ----------
    As `fit`.
    """
    share, log = describe.classified(layout, found, state.mean)
    return IdealPoints(
        unit=layout.units[layout.unit], time=layout.times[layout.time], mean=state.mean,
        error=np.sqrt(state.variance), votes=layout.votes, items=found, categories=layout.categories,
        settings=settings, multiplier=state.multiplier, shift=state.shift,
        precision=_by_cell(layout, state.precision), pull=_by_cell(layout, state.pull),
        inflation=1.0, coverage=(float("nan"), float("nan")),
        diagnostics={
            "votes": float(len(layout.cell)), "items": float(len(layout.items)), "cells": float(len(layout.votes)),
            "dropped": float(dropped), "classified": share, "log_score": log,
        },
        iterations=state.passes, change=state.change, settled=state.change < tolerance,
    )  # fmt: skip


def oriented(points: IdealPoints, anchors: Mapping[Any, float]) -> IdealPoints:
    """Return the points with the sign that the anchors ask for, or with a positive sum of slopes.

    References
    ----------
    Own: the model is the same with the signs of positions and slopes reversed.
    """
    if anchors:
        lean = sum(weight * float(points.mean[points.unit == unit].mean()) for unit, weight in anchors.items())
    else:
        lean = float(points.items.slope.sum())
    if lean >= 0.0:
        return points
    items = replace(points.items, slope=-points.items.slope, node_slope=-points.items.node_slope)
    return replace(points, mean=-points.mean, pull=-points.pull, shift=-points.shift, items=items)


def _by_cell(layout: Layout, values: Floats) -> Floats:
    return np.asarray(np.bincount(layout.cell, values, minlength=len(layout.votes)), dtype=float)
