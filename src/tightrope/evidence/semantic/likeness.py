"""Which codes a text is given by likeness to their definitions and examples."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from tightrope.core.coding import Codebook
from tightrope.evidence.semantic.model import Vectors, cosines, model

OUTSTANDING = 1.5
"""A code is given if its cosine lies so many standard deviations above the mean over codes of the same passage ..."""
NEAR = 0.3
"""... and is at least this. Both were set with the development sentences in view."""


def given(texts: Sequence[str], codebook: Codebook) -> tuple[tuple[tuple[str, float, float], ...], ...]:
    """Return for each text the codes it is given: name, cosine, and standard deviations above the mean of all codes."""
    if len(codebook.codes) < 2 or not texts:
        return tuple(() for _ in texts)
    near = np.round(cosines(model().embed(texts), _centers(codebook)).astype(np.float64), 6)
    spread = np.maximum(near.std(axis=1, keepdims=True), 1e-9)
    height = (near - near.mean(axis=1, keepdims=True)) / spread
    kept = (height > OUTSTANDING) & (near >= NEAR)
    return tuple(
        tuple((codebook.codes[k].name, float(near[row, k]), float(height[row, k])) for k in np.flatnonzero(kept[row]))
        for row in range(len(texts))
    )


@lru_cache(maxsize=4)
def _centers(codebook: Codebook) -> Vectors:
    """Return one vector a code, shape (codes, 384): the mean of its definition, what it includes and its examples."""
    rows = []
    for code in codebook.codes:
        mean = model().embed([f"{code.label}. {code.definition}", code.include, *code.examples]).mean(axis=0)
        rows.append(mean / max(float(np.sqrt((mean * mean).sum())), 1e-12))
    return np.stack(rows).astype(np.float32)
