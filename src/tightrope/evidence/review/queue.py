"""What to read first: where coders differ, where a machine is unsure, and a random share, so that misses are found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, exp
from typing import Literal

import numpy as np

from tightrope.core.coding import Coding
from tightrope.core.document import Passage

Why = Literal["random", "contested", "rest"]
THRESHOLD = 1.0
"""The score at which a machine gives a code; near it a machine is unsure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A passage to be read whole.

    Parameters
    ----------
    why : random (drawn by the seed, whatever the machines said), contested (a machine gave a code), rest.
    disagreement : share of the codes given by any coder that not all coders gave, 0 to 1.
    uncertainty : 1 where a machine's score is at its threshold, falling to 0 away from it.
    """

    passage: Passage
    why: Why
    disagreement: float
    uncertainty: float


def queue(
    passages: Sequence[Passage],
    codings: Sequence[Coding],
    coders: Sequence[str],
    *,
    rng: np.random.Generator,
    share: float = 0.2,
) -> tuple[Item, ...]:
    """Return the passages in the order in which people should read them.

    A share of all passages is drawn at random and spread evenly over the queue, each read whole whatever the machines
    said: only these tell what machines miss, and only these stand for the texts. Between them come the passages that
    a machine coded: most disagreement first, then most uncertainty, then the order of the texts. What no machine coded
    and the draw left out comes last.

    Parameters
    ----------
    passages : every passage of the texts that may be coded.
    codings : what coders proposed, `coders` who read all of these passages.
    share : share drawn at random, 0 to 1.

    Raises
    ------
    ValueError
        If the share is not between 0 and 1.
    """
    if not 0 <= share <= 1:
        raise ValueError("share")
    given: dict[str, dict[str, dict[str, float]]] = {}
    for coding in codings:
        given.setdefault(coding.passage.id, {}).setdefault(coding.code, {})[coding.coder] = coding.score
    order = rng.permutation(len(passages))
    drawn = [int(i) for i in order[: ceil(share * len(passages))]]
    left = sorted(set(range(len(passages))) - set(drawn))
    measured = {i: _measured(given.get(passages[i].id, {}), coders) for i in range(len(passages))}
    contested = [i for i in left if passages[i].id in given]
    contested.sort(key=lambda i: (-measured[i][0], -measured[i][1], i))
    rest = [i for i in left if passages[i].id not in given]

    def item(i: int, why: Why) -> Item:
        return Item(passage=passages[i], why=why, disagreement=measured[i][0], uncertainty=measured[i][1])

    items = _spread([item(i, "random") for i in drawn], [item(i, "contested") for i in contested])
    return (*items, *(item(i, "rest") for i in rest))


def _measured(given: Mapping[str, Mapping[str, float]], coders: Sequence[str]) -> tuple[float, float]:
    """Return disagreement and uncertainty of a passage from code -> coder -> score."""
    if not given:
        return 0.0, 0.0
    split = sum(len(by) < len(coders) for by in given.values()) / len(given) if len(coders) > 1 else 0.0
    near = max(exp(-abs(score - THRESHOLD)) for by in given.values() for score in by.values())
    return round(split, 6), round(near, 6)


def _spread(first: list[Item], second: list[Item]) -> list[Item]:
    """Return two lists as one in which the first is spread evenly, beginning with it."""
    total, out = len(first) + len(second), []
    a, b = iter(first), iter(second)
    placed = 0
    for at in range(total):
        if placed * total <= at * len(first) and placed < len(first):
            out.append(next(a))
            placed += 1
        else:
            out.append(next(b))
    return out
