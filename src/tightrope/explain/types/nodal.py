"""Nodal types: every way in which a binary node can answer its causes, all of them or the monotone ones."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np

from tightrope.core.errors import InvalidValue
from tightrope.core.panel import IntArray

MOST = 3
"""Unrestricted causes of one node: with four there are 65,536 types, of which 168 are monotone."""
WIDEST = 256
"""Types of a node before a cause without a sign squares their number."""


def count(causes: int) -> int:
    """Return the number of unrestricted types of a node: 2^(2^causes).

    References
    ----------
    :cite:`tietz2026` (a node with k binary parents has 2^(2^k) nodal types).
    """
    return int(2 ** (2**causes))


def conditions(causes: int) -> IntArray:
    """Return (2^k, k) the conditions in which a node can find its causes; the first cause changes fastest.

    References
    ----------
    :cite:`tietz2026` (order of the conditions: Y01 is 0 where X=0 and 1 where X=1).
    """
    return (np.arange(2**causes)[:, None] >> np.arange(causes)) & 1


def unrestricted(causes: int, *, where: str = "") -> IntArray:
    """Return (types, 2^k) the answers of every type to every condition, in the order of their binary numbers.

    Raises
    ------
    InvalidValue : more than `MOST` causes.

    References
    ----------
    :cite:`tietz2026` (nodal types).
    """
    if causes > MOST:
        raise InvalidValue(
            f"{causes} causes make {count(causes):,} types", where=where, next="restrict the node to monotone types"
        )
    width = 2**causes
    return (np.arange(count(causes))[:, None] >> np.arange(width)) & 1


def monotone(signs: tuple[int, ...]) -> IntArray:
    """Return (types, 2^k) the types that never fall as a cause with sign +1, or rise as one with -1, is switched on.

    Parameters
    ----------
    signs : +1, -1 or 0 (no restriction) for each cause.

    References
    ----------
    :cite:`balke1997` (monotonicity); the number without zeros is Dedekind's: 2, 3, 6, 20, 168.
    """
    grown = np.array([[0], [1]])  # a function of k causes is two of k - 1; with a sign, neither crosses the other
    for sign in signs:
        if not sign and len(grown) > WIDEST:
            raise InvalidValue(f"{len(grown) ** 2:,} types", where="monotone", next="give the cause a sign")
        low, high = np.nonzero(np.all(sign * (grown[None] - grown[:, None]) >= 0, axis=2))
        grown = np.concatenate([grown[low], grown[high]], axis=1)
    return grown[np.lexsort(grown.T)]


def counted(signs: tuple[int, ...]) -> IntArray:
    """Return (types, 2^k) the types that answer 1 if at least so many of some conditions hold, and the two constants.

    A condition is a cause switched on (sign +1) or off (-1); a cause of sign 0 may be either. "Any of them" and "all of
    them" are the ends. Five causes, one without a sign, have 130 such types of 28,224 monotone ones.

    References
    ----------
    Own: a family of monotone types that grows slowly; which of them hold is for the cases to say.
    """
    bits = conditions(len(signs))
    ways = [(0, 1) if sign > 0 else (0, -1) if sign < 0 else (0, 1, -1) for sign in signs]
    found = {(0,) * len(bits), (1,) * len(bits)}
    for chosen in product(*ways):
        met = sum((np.where(way > 0, bits[:, k], 1 - bits[:, k]) for k, way in enumerate(chosen) if way),
                  np.zeros(len(bits), dtype=np.int64))  # fmt: skip
        found |= {tuple(int(v) for v in met >= least) for least in range(1, sum(map(abs, chosen)) + 1)}
    table = np.array(sorted(found))
    return table[np.lexsort(table.T)]


def label(node: str, answers: IntArray) -> str:
    """Return the name of a type: the node and its answers to the conditions in order.

    References
    ----------
    :cite:`tietz2026` (names such as Y01).
    """
    return f"{node}.{''.join(map(str, answers))}"


def types_of(node: str, causes: tuple[str, ...], signs: Mapping[str, int] | None) -> IntArray:
    """Return the types of a node: the monotone ones where signs of its causes are given, else all.

    Raises
    ------
    InvalidValue : a sign is none of -1, 0, 1, names no cause, or too many causes have none.

    References
    ----------
    :cite:`tietz2026` (nodal types and restrictions).
    """
    if not signs:
        return unrestricted(len(causes), where=node)
    if strange := sorted(set(signs) - set(causes)):
        raise InvalidValue(f"{strange[0]} is no cause of {node}", where="monotone", next=f"name {', '.join(causes)}")
    if bad := [sign for sign in signs.values() if sign not in (-1, 0, 1)]:
        raise InvalidValue(f"sign {bad[0]}", where=f"monotone {node}", next="write 1, -1 or 0")
    return monotone(tuple(signs.get(cause, 0) for cause in causes))
