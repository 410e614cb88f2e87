"""Passages alike in meaning: nearest to a question, and pairs that say nearly the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tightrope.evidence.semantic.model import Vectors, cosines, model
from tightrope.evidence.themes.find import Text
from tightrope.evidence.themes.search import Hit

ALIKE = 0.9
"""Cosine from which two passages are called near-duplicates."""


def embed(texts: Sequence[Text]) -> Vectors:
    """Return the vectors of passages' readings, shape (texts, 384), each of length 1."""
    return model().embed([t.reading for t in texts])


def similar(query: str, texts: Sequence[Text], *, number: int = 10) -> tuple[Hit, ...]:
    """Return the passages nearest to a question in meaning, best first; the score is the cosine, -1 to 1.

    The model was trained on English; for other languages `themes.search` by words is the safer way.
    """
    if not texts:
        return ()
    near = cosines(embed(texts), model().embed([query]))[:, 0]
    best = np.lexsort((np.arange(len(texts)), -near))[:number]
    by = model().id
    return tuple(Hit(passage=texts[at].passage, score=round(float(near[at]), 6), terms=(), by=by) for at in best)


def near_duplicates(texts: Sequence[Text], *, least: float = ALIKE) -> tuple[tuple[Text, Text, float], ...]:
    """Return pairs of passages whose cosine is at least `least`, nearest first; of equals in order of the texts."""
    vectors = embed(texts)
    pairs: list[tuple[float, int, int]] = []
    for first in range(len(texts)):
        near = cosines(vectors[first + 1 :], vectors[first : first + 1])[:, 0]
        pairs.extend((-round(float(near[at]), 6), first, first + 1 + int(at)) for at in np.flatnonzero(near >= least))
    return tuple((texts[a], texts[b], -minus) for minus, a, b in sorted(pairs))
