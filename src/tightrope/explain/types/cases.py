"""What was seen of cases: counts by pattern, and single cases with clues whose reading is uncertain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tightrope.core.errors import InvalidValue
from tightrope.core.panel import FloatArray, IntArray
from tightrope.explain.types.model import Model
from tightrope.explain.types.worlds import world


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Cases of which the same was seen.

    Parameters
    ----------
    values : node -> 0 or 1, the nodes that were observed; the others were not, which says nothing of them.
    number : how many such cases.
    clues : node -> (P(clue seen | node is 0), P(clue seen | node is 1)): evidence on a node that is short of observing
        it, by a coder who may err.
    """

    values: Mapping[str, int] = field(default_factory=dict)
    number: int = 1
    clues: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def likelihood(model: Model, seen: Sequence[Seen]) -> tuple[FloatArray, IntArray]:
    """Return (cells, types) the probability of what was seen in each causal type, and (cells,) the numbers of cases.

    Raises
    ------
    InvalidValue : an unknown node, a value that is not 0 or 1, a negative number, a probability outside [0, 1], or
        something that no causal type of the model allows.

    References
    ----------
    :cite:`tietz2026` (a pattern of observed nodes is a strategy; types consistent with an event); clues as in
    :cite:`humphreys2015` (probative value of evidence on a cause).
    """
    values = world(model)
    rows, numbers = [], []
    for case in seen:
        weight = np.ones(model.types)
        for node, value in case.values.items():
            if node not in values or value not in (0, 1):
                raise InvalidValue(f"{node} = {value}", where="cases", next=f"give 0 or 1 for {', '.join(values)}")
            weight = weight * (values[node] == value)
        for node, (off, on) in case.clues.items():
            if node not in values or not (0.0 <= off <= 1.0 and 0.0 <= on <= 1.0):
                raise InvalidValue(f"clue on {node}: {off}, {on}", where="cases", next="give two probabilities")
            weight = weight * np.where(values[node] == 1, on, off)
        if case.number < 0:
            raise InvalidValue(f"{case.number} cases", where="cases", next="give a count")
        if case.number and not weight.any():
            told = ", ".join(f"{node}={value}" for node, value in case.values.items())
            raise InvalidValue(f"no causal type allows {told}", where="cases", next="loosen a restriction of the model")
        rows.append(weight)
        numbers.append(case.number)
    return np.array(rows).reshape(-1, model.types), np.array(numbers, dtype=np.int64)
