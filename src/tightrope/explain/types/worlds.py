"""What every causal type does: the values of its nodes, as they are and under interventions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tightrope.core.panel import IntArray
from tightrope.explain.types.model import Model


def world(model: Model, do: Mapping[str, IntArray | int] | None = None) -> dict[str, IntArray]:
    """Return node -> (types,) its value in each causal type.

    Parameters
    ----------
    do : node -> the value it is set to, one for all types or one for each.

    References
    ----------
    :cite:`pearl2009` (an intervention puts a value in the place of a node's own answer).
    """
    values: dict[str, IntArray] = {}
    for at, node in enumerate(model.graph.nodes):
        if do and node in do:
            values[node] = np.broadcast_to(np.asarray(do[node], dtype=np.int64), (model.types,))
            continue
        condition = np.zeros(model.types, dtype=np.int64)
        for place, cause in enumerate(model.graph.parents[node]):
            condition += values[cause] << place
        values[node] = model.nodal[node][kind(model, at), condition]
    return values


def kind(model: Model, at: int) -> IntArray:
    """Return (types,) the number of the nodal type that each causal type has at a node.

    References
    ----------
    Own: parameters of a node follow one another stratum by stratum, so the place within one is the type.
    """
    size = len(model.nodal[model.graph.nodes[at]])
    first = int(model.of[:, at].min())
    return np.asarray((model.of[:, at] - first) % size)
