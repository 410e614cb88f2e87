"""Texts as weighted terms: TF-IDF rows, and the terms that set one group of texts apart from the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from tightrope.evidence.themes.words import stem, terms, words

LEAST = 2
"""A term must stand in at least so many texts."""
MOST = 0.5
"""A term in more than this share of the texts tells none apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Texts as rows of weighted terms.

    Parameters
    ----------
    rows : shape (texts, terms), each of length 1, or 0 where a text holds no kept term.
    terms : the terms in order.
    forms : the form in which each term is most often written.
    counts : shape (texts, terms), how often each term stands in each text.
    """

    rows: sparse.csr_array
    terms: tuple[str, ...]
    forms: tuple[str, ...]
    counts: sparse.csr_array


def weigh(texts: Sequence[str]) -> Weighed:
    """Return texts as TF-IDF rows: (1 + log tf) (1 + log((1 + n) / (1 + df))), scaled to length 1.

    Terms in fewer than `LEAST` texts, or in more than `MOST` of them, are left out.

    References
    ----------
    :cite:`deerwester1990` for texts as rows of weighted terms.
    """
    counted = [Counter(terms(text)) for text in texts]
    spread = Counter(term for one in counted for term in one)
    most = max(LEAST, MOST * len(texts))
    kept = sorted(term for term, number in spread.items() if LEAST <= number <= most)
    place = {term: at for at, term in enumerate(kept)}
    cells = [(row, place[t], n) for row, one in enumerate(counted) for t, n in sorted(one.items()) if t in place]
    shape = (len(texts), max(1, len(kept)))
    at = (np.array([c[0] for c in cells], dtype=np.int32), np.array([c[1] for c in cells], dtype=np.int32))
    counts = sparse.csr_array((np.array([c[2] for c in cells], dtype=float), at), shape=shape)
    rows = counts.copy()
    rarity = 1 + np.log((1 + len(texts)) / (1 + np.array([spread[t] for t in kept] or [0], dtype=float)))
    rows.data = (1 + np.log(rows.data)) * rarity[rows.indices]
    size = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows.data = rows.data / np.repeat(np.where(size > 0, size, 1.0), np.diff(rows.indptr))
    return Weighed(rows=rows, terms=tuple(kept), forms=_forms(texts, kept), counts=counts)


def labels(weighed: Weighed, groups: npt.NDArray[np.int64], *, number: int = 5) -> tuple[tuple[str, ...], ...]:
    """Return the terms that set each group apart, best first, in the form they are most often written.

    Class-based TF-IDF: a term's share of a group's terms times log(1 + mean terms of a group / count of the term).

    Parameters
    ----------
    groups : shape (texts,), group of each text from 0; -1 for none.
    number : terms of a group.

    References
    ----------
    :cite:`grootendorst2022`, class-based TF-IDF.
    """
    last = int(groups.max(initial=-1)) + 1
    if last == 0 or not weighed.terms:
        return tuple(() for _ in range(last))
    table = np.stack([np.asarray(weighed.counts[groups == g].sum(axis=0)).ravel() for g in range(last)])
    total = table.sum(axis=0)
    size = table.sum(axis=1, keepdims=True)
    rarity = np.log(1 + size.mean() / np.where(total > 0, total, 1.0))
    score = np.where(size > 0, table / np.where(size > 0, size, 1.0), 0.0) * rarity
    out: list[tuple[str, ...]] = []
    for row, count in zip(score, table, strict=True):
        best = np.lexsort((np.arange(len(row)), -np.round(row, 12)))
        out.append(tuple(weighed.forms[at] for at in best[:number] if count[at] > 0))
    return tuple(out)


def _forms(texts: Sequence[str], kept: Sequence[str]) -> tuple[str, ...]:
    wanted = set(kept)
    seen: dict[str, Counter[str]] = {}
    for text in texts:
        for word in words(text):
            if (root := stem(word)) in wanted:
                seen.setdefault(root, Counter())[word] += 1
    return tuple(min(seen[t], key=lambda w: (-seen[t][w], w)) for t in kept)
