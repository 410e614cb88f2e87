"""The least and the most that the data alone allow a quantity to be: linear programs over the shares of types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from tightrope.core.errors import InvalidValue, ModelError
from tightrope.core.panel import FloatArray, IntArray
from tightrope.explain.types.cases import Seen
from tightrope.explain.types.model import Model
from tightrope.explain.types.query import ask
from tightrope.explain.types.worlds import kind, world

MOST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What the observed shares allow, whatever one believes of the types.

    Parameters
    ----------
    low, high : the least and the most; equal where the data settle the question.
    sampled : False: the bounds take the observed shares for the true ones.
    """

    query: str
    low: float
    high: float
    sampled: bool = False


def bounds(model: Model, seen: Sequence[Seen], query: str) -> Bounds:
    """Return the bounds of a quantity from cases in which every node was observed.

    Roots without an unobserved common cause are taken as assigned independently of everything else; beyond that the
    types of all other nodes may depend on each other in any way, so the bounds are never too narrow, and are as narrow
    as can be where all other nodes are confounded.

    Parameters
    ----------
    seen : cases with every node observed and no clues.

    Raises
    ------
    InvalidValue : a case is not fully observed, a pattern of the roots was never seen, or there are too many types.
    ModelError : no shares of types give the observed shares: the data contradict the graph or its restrictions.

    References
    ----------
    :cite:`balke1997` (bounds by linear programming over response types); :cite:`charnes1962` (ratios).
    """
    graph = model.graph
    paired = {node for pair in graph.confounded for node in pair}
    free = [node for node in graph.roots if node not in paired]
    counts = _counts(model, seen, free)
    asked = ask(model, query)
    kinds = np.stack([kind(model, at) for at in range(len(graph.nodes))], axis=1)
    others = [at for at, node in enumerate(graph.nodes) if node not in free]
    _, one = np.unique(kinds[:, others], axis=0, return_inverse=True)
    size = int(one.max()) + 1
    if size > MOST:
        raise InvalidValue(f"{size:,} types", where="bounds", next="restrict nodes to monotone types")
    values = np.stack([world(model)[node] for node in graph.nodes], axis=1)
    assigned = _code(kinds[:, [graph.nodes.index(node) for node in free]])
    total = sum(counts.values())
    equal, right = [np.ones(size)], [1.0]
    share = np.zeros(int(assigned.max()) + 1)
    for pattern in range(len(share)):
        of_pattern = {code: n for (root, code), n in counts.items() if root == pattern}
        if not of_pattern:
            raise InvalidValue("a pattern of the assigned nodes was never seen", where="bounds", next="add its cases")
        cases = sum(of_pattern.values())
        share[pattern] = cases / total
        here = assigned == pattern
        codes = _code(values)
        for code in np.unique(codes[here]):
            equal.append(np.bincount(one[here & (codes == code)], minlength=size).astype(float))
            right.append(of_pattern.get(int(code), 0) / cases)
    weight = share[assigned]
    above = np.bincount(one, weights=weight * asked.given * asked.value, minlength=size).astype(float)
    below = np.bincount(one, weights=weight * asked.given, minlength=size).astype(float)
    low, high = (_extreme(sign, above, below, np.array(equal), np.array(right)) for sign in (1.0, -1.0))
    return Bounds(query=asked.text, low=low, high=high)


def _extreme(sign: float, above: FloatArray, below: FloatArray, equal: FloatArray, right: FloatArray) -> float:
    """Minimize sign * (above q) / (below q) where equal q = right, in the variables q s and s = 1 / (below q)."""
    scaled = np.column_stack([equal, -right])
    scaled = np.vstack([scaled, np.append(below, 0.0)])
    target = np.append(np.zeros(len(right)), 1.0)
    found = linprog(sign * np.append(above, 0.0), A_eq=scaled, b_eq=target, bounds=(0.0, None), method="highs")
    if not found.success:
        raise ModelError("the observed shares cannot come from this model", next="loosen a restriction or add an arrow")
    return float(sign * found.fun)


def _counts(model: Model, seen: Sequence[Seen], free: list[str]) -> dict[tuple[int, int], int]:
    nodes = model.graph.nodes
    counts: dict[tuple[int, int], int] = {}
    for case in seen:
        if set(case.values) != set(nodes) or case.clues:
            raise InvalidValue("a case is not fully observed", where="bounds", next=f"give {', '.join(nodes)}")
        root = int(_code(np.array([[case.values[node] for node in free]], dtype=np.int64))[0])
        code = int(_code(np.array([[case.values[node] for node in nodes]], dtype=np.int64))[0])
        counts[root, code] = counts.get((root, code), 0) + case.number
    return counts


def _code(bits: IntArray) -> IntArray:
    """Return each row of zeros and ones as one number; 0 for rows of no columns."""
    return np.asarray(bits @ (1 << np.arange(bits.shape[1], dtype=np.int64)), dtype=np.int64)
