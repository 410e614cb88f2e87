"""Every recipe for one state: the panel in every normalization, cooked by every choice, held against the default."""

from __future__ import annotations

from typing import Any

import numpy as np

from tightrope.core.alignment import Position
from tightrope.core.panel import DOMAINS, BoolArray, FloatArray, Inputs, IntArray
from tightrope.measure import strategy
from tightrope.measure.curve import choices, cook, rule, tell, values

STRIDE = 3


def curve(inputs: Inputs, position: Position) -> dict[str, Any]:
    """Measure one state's tilt by every recipe, from the series themselves without the latent model.

    Every normalization, weighting, aggregation and measure of votes together; then each series, family and domain left
    out, and unpaired series added, in 27 plain recipes each. A recipe's floors are the 33rd percentiles of its own
    ties over all states in 1995-2015. Recipes are counted, and their count is no probability: nobody drew them.

    Parameters
    ----------
    position : where the default model puts the state, against which recipes are held.

    Returns
    -------
    See `tell.told`. Exchanging the powers turns every tilt and changes no count.

    References
    ----------
    :cite:`oecd2008` (an index is shown with its sensitivity to how it is built); :cite:`steegen2016`.
    """
    ties, state = inputs.ties, position.state
    tilt, side = position.series["tilt"].mean, _side(position.probability)
    given = values.items(ties)
    if not given.names:
        return {"n": 0, "agree_share": float("nan"), "agree_class": float("nan"), "broken_by": "", "families": {}}
    years = ties.period.years
    row, now = ties.row(state), years.index(position.as_of)
    frames = np.flatnonzero(strategy.reference(np.array(years)))[::STRIDE]
    here = np.isfinite(given.bent_held[now, row])
    pact = ties.column("pact_against")[row] if ties.has("pact_against") else np.full((len(years), 2), np.nan)
    threat = _threat(inputs, state)
    domain, family = given.domain, tuple(v.family for v in given.variables)
    paired = np.array([v.paired for v in given.variables])
    recipes: list[tell.Recipe] = []
    cells: dict[str, FloatArray] = {}
    seen: BoolArray = here[0] | here[1]
    for dish in choices.dishes(given, seen):
        if dish.normalization not in cells:
            table = values.normalized(given, dish.normalization)
            table = np.where(np.isfinite(table).all(axis=2, keepdims=True) | ~paired, table, np.nan)
            cells[dish.normalization] = np.concatenate(
                [table[frames].reshape(-1, 2, table.shape[-1]), table[now], table[:, row]]
            )
        cell = cells[dish.normalization][..., dish.use]
        some = np.ones(int(dish.use.sum()), dtype=bool)
        kin = tuple(f for f, use in zip(family, dish.use, strict=True) if use)
        weights = choices.shares(np.isfinite(cell), domain[dish.use], kin, some, dish.weights)
        if dish.weights.startswith("half on ") and not _there(weights[-len(years) :][now], domain[dish.use], dish):
            continue
        for how, dished in cook.cook(cell, weights, domain[dish.use], dish.aggregations).items():
            recipes.append(
                _recipe(dish, how, dished, states=len(ties.states), row=row, now=now, pact=pact, threat=threat)
            )
    return tell.told(recipes, years=years, now=now, tilt=tilt, side=side)


def _side(probability: FloatArray) -> IntArray:
    """Return (T,) the side of the base label that fits best, index into `rule.SIDES`, -1 where labels are unknown."""
    known: BoolArray = np.asarray(np.isfinite(probability).all(axis=1))
    best = np.where(known[:, None], probability, 0.0).argmax(axis=1)
    return np.asarray(np.where(known, np.minimum(best, 3), -1))


def _there(weights: FloatArray, domain: FloatArray, dish: choices.Dish) -> bool:
    """Whether the domain that is to weigh half is observed; without it the recipe is another one over again."""
    d = DOMAINS.index(dish.weights.removeprefix("half on "))
    return bool((weights[:, domain == d] > 0.0).any(axis=1).all())


def _recipe(
    dish: choices.Dish,
    how: str,
    dished: cook.Cooked,
    *,
    states: int,
    row: int,
    now: int,
    pact: FloatArray,
    threat: FloatArray,
) -> tell.Recipe:
    steps = len(threat)
    mine, everyone = slice(-steps, None), dished.tilt[-steps - states : -steps]
    base = dished.ties[: -steps - states]
    base = base[np.isfinite(base).all(axis=1)]
    floors = np.quantile(base, 1.0 / 3.0, axis=0) if len(base) else np.full(2, np.nan)
    ties, tilt = dished.ties[mine], dished.tilt[mine]
    # shares of the two say nothing of how much tie there is, so they put a state on no side
    blank = np.full(steps, -1)
    mute = dish.normalization == values.SHARE
    known = everyone[np.isfinite(everyone)]
    return tell.Recipe(
        choices=(dish.normalization, dish.weights, how, dish.votes, dish.drop),
        tilt=tilt,
        side=blank if mute else rule.by_floors(ties, floors),
        listed=blank if mute else rule.by_list(ties, tilt, dished.security[mine], dished.offset[mine], pact, threat),
        rank=int((known < tilt[now]).sum()) + 1,
        among=len(known),
    )


def _threat(inputs: Inputs, state: str) -> FloatArray:
    """Return (T,) which power threatens more, 0 or 1, NaN where either threat is unknown or they are equal."""
    found = strategy.threats(inputs, state)
    steps = len(inputs.ties.period)
    at = [found.codes.index(power) if power in found.codes else -1 for power in inputs.ties.powers]
    if min(at) < 0:
        return np.full(steps, np.nan)
    first, second = found.value[at[0]], found.value[at[1]]
    known = np.isfinite(first) & np.isfinite(second) & (first != second)
    return np.asarray(np.where(known, (second > first).astype(float), np.nan))
