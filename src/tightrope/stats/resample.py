"""Random numbers that belong to names, and resampling by cluster."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from numpy.typing import NDArray


def keyed(seed: int, *names: str | int) -> np.random.Generator:
    """Return the generator that belongs to a seed and a list of names, whatever else is drawn.

    The same seed and names give the same numbers in any order of asking, so that reordering states or
    powers reorders results and changes none of them.

    References
    ----------
    Own: SHA-256 of the names is the entropy of numpy's seed sequence.
    """
    text = "\x1f".join(str(name) for name in names).encode("utf-8")
    words = np.frombuffer(hashlib.sha256(text).digest(), dtype="<u4")
    return np.random.default_rng(np.random.SeedSequence([seed, *words.tolist()]))


def clusters(groups: NDArray[Any], *, draws: int, rng: np.random.Generator) -> list[NDArray[np.intp]]:
    """Return row indices of `draws` bootstrap samples that take whole groups with replacement.

    Parameters
    ----------
    groups : (N,) label of the group of each row, such as the state of a state-year.

    References
    ----------
    :cite:`efron1993` chapter 8 (the unit that is resampled is the unit that is independent).
    """
    labels, member = np.unique(groups, return_inverse=True)
    order = np.argsort(member, kind="stable")
    rows = np.split(order, np.cumsum(np.bincount(member, minlength=len(labels)))[:-1])
    picks = rng.integers(len(labels), size=(draws, len(labels)))
    return [np.concatenate([rows[k] for k in pick]) for pick in picks]
