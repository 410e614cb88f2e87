"""The least and the most of each question: by the data alone, and if the graph and its signs hold."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from scipy.optimize import linprog

from tightrope.core.errors import InvalidValue, ModelError
from tightrope.core.panel import FloatArray, IntArray
from tightrope.explain.case.nodes import KEPT, Cases
from tightrope.explain.types.bounds import bounds
from tightrope.explain.types.cases import Seen
from tightrope.explain.types.model import Model, make
from tightrope.explain.types.worlds import kind, world


def by_data(model: Model, laid: Cases, value: FloatArray, about: FloatArray, name: str) -> tuple[float, float]:
    """Return the bounds of a question whatever confounds causes and outcome.

    For a case the types that its sure values allow may have any shares, so the bounds are the least and the most that
    one of them says. For an effect over all cases they are those of the cause and the outcome alone, with any common
    cause.

    Parameters
    ----------
    value, about : (types,) the quantity, and the weight of each type in the case.

    References
    ----------
    :cite:`balke1997` (shares of response types as a linear program; over one case its vertices are the types).
    """
    level, _, cause = name.partition(".")
    if level == "effect":
        found = bounds(make(f"{cause} -> {KEPT}; {cause} <-> {KEPT}"), _pairs(laid, cause), _effect(cause))
        return found.low, found.high
    facts = world(model)
    here = about > 0.0
    if laid.focal is not None:
        for node, one in laid.values(laid.focal).items():
            here &= facts[node] == one
    chosen = value[here] if here.any() else value
    return float(chosen.min()), float(chosen.max())


def by_graph(
    model: Model, laid: Cases, values: Sequence[FloatArray], names: Sequence[str]
) -> tuple[list[tuple[float, float] | None], float]:
    """Return the bounds of questions that turn on the outcome's own types, and how far the shares break the signs.

    The outcome's types are taken as independent of its causes, as the graph without unobserved common causes says. The
    shares observed in each condition of the causes are first moved as little as the signs demand. Questions whose
    answer turns on the types of several nodes (through which node, depending on which) have no such bound; those on a
    root are bounded by the root and the outcome alone.

    References
    ----------
    :cite:`balke1997`; the nearest shares by least absolute deviation, weighed by cases.
    """
    at = model.graph.nodes.index(KEPT)
    answers = model.nodal[KEPT].astype(float)
    share, weight = _observed(model, laid)
    fitted = _nearest(answers, share, weight)
    broken = float((weight * np.abs(fitted - share)).sum() / weight.sum())
    found: list[tuple[float, float] | None] = []
    for value, name in zip(values, names, strict=True):
        level, _, cause = name.partition(".")
        alone = all(cause not in causes for node, causes in model.graph.parents.items() if node != KEPT)
        if cause not in model.graph.parents[KEPT] or not alone:
            found.append(_of_root(laid, cause, level) if cause in model.graph.roots else None)
            continue
        ends = [_least_and_most(answers, fitted, weight, own) for own in _of_kept(model, laid, value, at, level)]
        known = [pair for pair in ends if pair is not None]
        found.append((min(p[0] for p in known), max(p[1] for p in known)) if known else None)
    return found, broken


def _observed(model: Model, laid: Cases) -> tuple[FloatArray, FloatArray]:
    """Return (conditions,) the share of kept among cases in each condition of its causes, and their number."""
    condition = _conditions(model, laid)
    kept = laid.chance[:, laid.nodes.index(KEPT)]
    size = model.nodal[KEPT].shape[1]
    known = condition >= 0
    number = np.bincount(condition[known], minlength=size).astype(float)
    total = np.bincount(condition[known], weights=(kept[known] > 0.5).astype(float), minlength=size)
    return np.where(number > 0, total / np.maximum(number, 1.0), 0.5), number


def _conditions(model: Model, laid: Cases) -> IntArray:
    """Return (N,) the condition of the outcome's causes at their likelier values, -1 where one is not measured."""
    columns = [laid.nodes.index(cause) for cause in model.graph.parents[KEPT]]
    chance = laid.chance[:, columns]
    code = ((chance > 0.5).astype(np.int64) << np.arange(len(columns))).sum(axis=1)
    return np.where(np.isfinite(chance).all(axis=1), code, -1)


def _of_root(laid: Cases, cause: str, level: str) -> tuple[float, float] | None:
    """Bound what a root does: the graph takes it as assigned, so it and the outcome alone say all there is."""
    model, pairs = make(f"{cause} -> {KEPT}"), _pairs(laid, cause)
    asked = [_effect(cause)]
    if level == "case":
        sure = laid.values(laid.focal) if laid.focal is not None else {}
        ways = [(0, 1) if node not in sure else (sure[node],) for node in (cause, KEPT)]
        asked = [
            f"{KEPT}[{cause}=0] != {KEPT}[{cause}=1] :|: {cause} == {x} & {KEPT} == {y}" for x, y in product(*ways)
        ]
    try:
        ends = [bounds(model, pairs, text) for text in asked]
    except (InvalidValue, ModelError):  # a value of the cause, or an answer to it, was never seen
        return None
    return min(end.low for end in ends), max(end.high for end in ends)


def _nearest(answers: FloatArray, share: FloatArray, weight: FloatArray) -> FloatArray:
    types, conditions = answers.shape
    cost = np.concatenate([np.zeros(types), weight, weight])
    equal = np.hstack([answers.T, np.eye(conditions), -np.eye(conditions)])
    whole = np.concatenate([np.ones(types), np.zeros(2 * conditions)])
    found = linprog(cost, A_eq=np.vstack([equal, whole]), b_eq=np.append(share, 1.0), bounds=(0.0, None))
    return np.asarray(answers.T @ found.x[:types])


def _of_kept(model: Model, laid: Cases, value: FloatArray, at: int, level: str) -> list[FloatArray]:
    """Return the question as linear functions of the outcome's types, (types of kept,) each; none without a case.

    For all cases the causes' values are weighed as observed. For the case there is one for each pattern of values that
    is not surely another, and the answer is divided by the share of types that answer as the case did.
    """
    facts, of_type = world(model), kind(model, at)
    causes = model.graph.parents[KEPT]
    code = sum((facts[cause] << place for place, cause in enumerate(causes)), np.zeros(model.types, dtype=np.int64))
    size = len(model.nodal[KEPT])
    table = np.zeros((2 ** len(causes), size))
    table[code, of_type] = value  # every other node only sets the condition, so one causal type stands for all
    if level == "effect":
        number = _observed(model, laid)[1]
        return [np.asarray(number @ table / number.sum())]
    if laid.focal is None:
        return []
    sure = laid.values(laid.focal)
    places = [(0, 1) if cause not in sure else (sure[cause],) for cause in causes]
    answers = (0, 1) if KEPT not in sure else (sure[KEPT],)
    found = []
    for pattern in product(*places):
        here = sum(one << place for place, one in enumerate(pattern))
        found += [np.where(model.nodal[KEPT][:, here] == one, table[here], np.nan) for one in answers]
    return found


def _least_and_most(
    answers: FloatArray, fitted: FloatArray, weight: FloatArray, own: FloatArray
) -> tuple[float, float] | None:
    """Return the extremes over shares of types that give the fitted shares where there are cases."""
    seen = weight > 0.0
    equal = np.vstack([answers.T[seen], np.ones(len(answers))])
    given = ~np.isnan(own)
    right = np.append(fitted[seen], 1.0)
    ends = []
    for sign in (1.0, -1.0):
        cost = sign * np.where(given, own, 0.0)
        if given.all():
            found = linprog(cost, A_eq=equal, b_eq=right, bounds=(0.0, None))
            ends.append(sign * found.fun if found.success else np.nan)
            continue
        # a ratio: shares are scaled so that the types of the case sum to one
        scaled = np.vstack([np.column_stack([equal, -right]), np.append(given.astype(float), 0.0)])
        goal = np.append(np.zeros(len(right)), 1.0)
        found = linprog(np.append(cost, 0.0), A_eq=scaled, b_eq=goal, bounds=(0.0, None))
        ends.append(sign * found.fun if found.success else np.nan)
    return (float(ends[0]), float(ends[1])) if np.isfinite(ends).all() else None


def _pairs(laid: Cases, cause: str) -> list[Seen]:
    """Return counts of a cause and the outcome at their likelier values."""
    both = laid.chance[:, [laid.nodes.index(cause), laid.nodes.index(KEPT)]]
    known = both[np.isfinite(both).all(axis=1)] > 0.5
    return [
        Seen(values={cause: x, KEPT: y}, number=int(((known[:, 0] == x) & (known[:, 1] == y)).sum()))
        for x in (0, 1)
        for y in (0, 1)
    ]


def _effect(cause: str) -> str:
    return f"{KEPT}[{cause}=1] - {KEPT}[{cause}=0]"
