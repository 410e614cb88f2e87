"""A statement of causes ("X -> M -> Y; X <-> Y") as nodes, parents and confounded pairs; circles are refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from tightrope.core.errors import InvalidValue

NAME = re.compile(r"[A-Za-z_]\w*")
ARROW = re.compile(r"\s*(<->|->|<-)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Nodes and what they depend on.

    Parameters
    ----------
    nodes : every node, causes before effects, else by name.
    parents : node -> its causes, by name.
    confounded : pairs with an unobserved common cause; in each the first stands before the second in `nodes`.
    """

    nodes: tuple[str, ...]
    parents: Mapping[str, tuple[str, ...]]
    confounded: tuple[tuple[str, str], ...] = ()

    @property
    def roots(self) -> tuple[str, ...]:
        """Nodes without a cause."""
        return tuple(node for node in self.nodes if not self.parents[node])

    def given(self, node: str) -> tuple[str, ...]:
        """Return the earlier nodes with which a node shares an unobserved cause: its types depend on theirs."""
        return tuple(first for first, second in self.confounded if second == node)


def read_graph(text: str) -> Graph:
    """Read a graph from statements separated by ";" or line ends.

    Parameters
    ----------
    text : chains of names with "->", "<-" or "<->" between them.

    Returns
    -------
    Graph : nodes in an order in which causes come first, ties broken by name.

    Raises
    ------
    InvalidValue : a statement cannot be read, names no arrow, or causes run in a circle.

    References
    ----------
    :cite:`tietz2026` (the notation; "<->" for an unobserved common cause).
    """
    causes: dict[str, set[str]] = {}
    both: set[frozenset[str]] = set()
    for statement in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        parts = ARROW.split(statement)
        names, arrows = parts[::2], parts[1::2]
        if not all(NAME.fullmatch(name) for name in names):
            raise InvalidValue(f"cannot read {statement!r}", where="graph", next='write names and arrows: "X -> Y"')
        for name in names:
            causes.setdefault(name, set())
        for left, arrow, right in zip(names, arrows, names[1:], strict=False):
            if left == right:
                raise InvalidValue(f"{left} is its own cause", where="graph", next="name two nodes")
            if arrow == "<->":
                both.add(frozenset((left, right)))
            else:
                cause, effect = (left, right) if arrow == "->" else (right, left)
                causes[effect].add(cause)
    if not causes:
        raise InvalidValue("no node", where="graph", next='write names and arrows: "X -> Y"')
    order = _sorted(causes)
    place = {node: at for at, node in enumerate(order)}
    pairs = sorted((sorted(pair, key=place.__getitem__) for pair in both), key=lambda p: (place[p[0]], place[p[1]]))
    return Graph(
        nodes=order,
        parents={node: tuple(sorted(causes[node])) for node in order},
        confounded=tuple((first, second) for first, second in pairs),
    )


def _sorted(causes: Mapping[str, set[str]]) -> tuple[str, ...]:
    sorter = TopologicalSorter(causes)
    try:
        sorter.prepare()
    except CycleError as error:
        circle = " -> ".join(_turned(error.args[1][:-1]))
        raise InvalidValue(f"causes run in a circle ({circle})", where="graph", next="take one arrow out") from None
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order.extend(ready)
        sorter.done(*ready)
    return tuple(order)


def _turned(circle: list[str]) -> list[str]:
    """Return a circle of nodes from its first name back to it."""
    at = circle.index(min(circle))
    turned = circle[at:] + circle[:at]
    return [*turned, turned[0]]
