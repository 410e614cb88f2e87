"""A causal model by types: nodal types of each node, their simplexes, and every causal type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

import numpy as np

from tightrope.core.errors import InvalidValue
from tightrope.core.panel import FloatArray, IntArray
from tightrope.explain.types.graph import Graph, read_graph
from tightrope.explain.types.nodal import count, types_of

LARGEST = 200_000
"""Causal types that are laid out; beyond that a model must be restricted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Types of a binary causal model, and the simplexes that their probabilities lie on.

    Parameters
    ----------
    graph : nodes, causes, confounded pairs.
    nodal : node -> (K, 2^k) answers of its types to the conditions of its causes.
    simplexes : (S,) number of types of each simplex, in the order of the parameters: one a node, or for a node with
        earlier confounded partners one for each of their combinations of types.
    of : (types, N) parameter that each causal type uses of each node.
    prior : (P,) Dirichlet weights, 1 (flat) unless given.
    """

    graph: Graph
    nodal: Mapping[str, IntArray]
    simplexes: IntArray
    of: IntArray
    prior: FloatArray

    @property
    def types(self) -> int:
        """Number of causal types."""
        return len(self.of)

    @property
    def parameters(self) -> int:
        """Number of parameters, over all simplexes."""
        return int(self.simplexes.sum())

    @property
    def starts(self) -> IntArray:
        """(S,) the first parameter of each simplex."""
        return np.concatenate([[0], np.cumsum(self.simplexes)[:-1]]).astype(np.int64)

    def normalized(self, weights: FloatArray) -> FloatArray:
        """Return (..., P) weights divided by the sum over their simplex."""
        sums = np.add.reduceat(weights, self.starts, axis=-1)
        return np.asarray(weights / np.repeat(sums, self.simplexes, axis=-1))

    def shares(self, parameters: FloatArray) -> FloatArray:
        """Return (..., types) the probability of each causal type: the product of its nodes' parameters."""
        found = parameters[..., self.of[:, 0]]
        for column in self.of.T[1:]:
            found = found * parameters[..., column]
        return np.asarray(found)


def make(
    text: str | Graph,
    *,
    monotone: Mapping[str, Mapping[str, int]] | None = None,
    types: Mapping[str, IntArray] | None = None,
    prior: Mapping[str, FloatArray] | None = None,
) -> Model:
    """Lay out the types of a graph.

    Parameters
    ----------
    text : a graph, or its statements.
    monotone : node -> cause -> +1, -1 or 0: only types that never move against the sign.
    types : node -> (K, 2^k) answers of the only types that it may have, in the place of all or of the monotone ones.
    prior : node -> Dirichlet weights of its types (the same in each of its simplexes); flat where none are given.

    Raises
    ------
    InvalidValue : an unknown node, a bad sign or weight, types of another shape, or more than `LARGEST` causal types.

    References
    ----------
    :cite:`tietz2026` (nodal and causal types; a node confounded with an earlier one has a simplex for each of its
    types).
    """
    graph = read_graph(text) if isinstance(text, str) else text
    for given, what in ((monotone, "monotone"), (types, "types"), (prior, "prior")):
        if strange := sorted(set(given or ()) - set(graph.nodes)):
            raise InvalidValue(f"no node {strange[0]}", where=what, next=f"name {', '.join(graph.nodes)}")
    nodal = {
        node: _own(node, graph.parents[node], types[node])
        if types and node in types
        else types_of(node, graph.parents[node], (monotone or {}).get(node))
        for node in graph.nodes
    }
    total = prod(len(types) for types in nodal.values())
    if total > LARGEST:
        raise InvalidValue(f"{total:,} causal types", where="graph", next="restrict nodes to monotone types")
    combos = np.indices([len(nodal[node]) for node in graph.nodes]).reshape(len(graph.nodes), -1)
    simplexes: list[int] = []
    columns: list[IntArray] = []
    weights: list[FloatArray] = []
    first = 0
    for at, node in enumerate(graph.nodes):
        size, strata, which = len(nodal[node]), 1, np.zeros(total, dtype=np.int64)
        for partner in graph.given(node):
            which = which * len(nodal[partner]) + combos[graph.nodes.index(partner)]
            strata *= len(nodal[partner])
        columns.append(first + which * size + combos[at])
        simplexes += [size] * strata
        weights.append(np.tile(_weights(prior, node, size), strata))
        first += size * strata
    return Model(
        graph=graph,
        nodal=nodal,
        simplexes=np.array(simplexes),
        of=np.stack(columns, axis=1),
        prior=np.concatenate(weights),
    )


def size(text: str | Graph) -> int:
    """Return the number of parameters of an unrestricted graph, also where its types are too many to lay out.

    References
    ----------
    :cite:`tietz2026` (a chain of five nodes has 18 parameters; four causes of one node, 65,544).
    """
    graph = read_graph(text) if isinstance(text, str) else text
    each = {node: count(len(graph.parents[node])) for node in graph.nodes}
    return sum(each[node] * prod(each[partner] for partner in graph.given(node)) for node in graph.nodes)


def _own(node: str, causes: tuple[str, ...], table: IntArray) -> IntArray:
    given = np.asarray(table, dtype=np.int64)
    if given.ndim != 2 or given.shape[1] != 2 ** len(causes) or not np.isin(given, (0, 1)).all():
        raise InvalidValue(
            f"types of {node}", where="types", next=f"give 0 or 1 for {2 ** len(causes)} conditions each"
        )
    return given


def _weights(prior: Mapping[str, FloatArray] | None, node: str, size: int) -> FloatArray:
    if not prior or node not in prior:
        return np.ones(size)
    weights = np.asarray(prior[node], dtype=float)
    if weights.shape != (size,) or not np.all(weights > 0.0) or not np.all(np.isfinite(weights)):
        raise InvalidValue(f"{node} has {size} types", where="prior", next=f"give {size} weights above 0")
    return weights
