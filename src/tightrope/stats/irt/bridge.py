"""One id for items that come back under the same words, so that times are tied by them."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHORT = 16  # letters: fewer say too little to tell items apart


def bridge(item: NDArray[Any], time: NDArray[Any], title: NDArray[Any]) -> NDArray[np.str_]:
    """Return an id for each item: the same for items whose titles are the same letters.

    Numbers, capitals and punctuation do not count. A title that two items of one time carry, or that is shorter than
    16 letters, ties nothing: the items keep ids of their own.

    Parameters
    ----------
    item, time, title : (n,) one row an item.

    References
    ----------
    :cite:`bailey2017` (repeated resolutions share their parameters; their list of matches is made by hand).
    """
    words = np.array([" ".join(re.findall("[^\\W\\d_]+", str(t).casefold())) for t in title], dtype=str)
    long = np.array([len(w.replace(" ", "")) >= SHORT for w in words], dtype=bool)
    pairs = np.array([f"{w}\x1f{t}" for w, t in zip(words, time, strict=True)], dtype=str)
    _, place, count = np.unique(pairs, return_inverse=True, return_counts=True)
    twice = set(words[count[place] > 1].tolist())
    free = long & np.array([w not in twice for w in words], dtype=bool)
    return np.array(
        [f"title {w}" if use else f"item {i}" for w, i, use in zip(words, item, free, strict=True)], dtype=str
    )
