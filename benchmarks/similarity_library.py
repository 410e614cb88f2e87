"""Weighted kappa beside scikit-learn's, where it happens to be installed; it is no dependency of ours."""

from __future__ import annotations

from importlib import import_module, util

import numpy as np

from benchmarks.row import Row, timed
from benchmarks.similarity import tables
from tightrope.stats.similarity import kappa

FEW = 400


def run() -> Row:
    found = tables()[:FEW]
    ours = timed(lambda: kappa(found), 9)
    size = f"{FEW:,} tables"
    name = "kappa, beside scikit-learn's cohen_kappa_score"
    if util.find_spec("sklearn") is None:
        return Row(name=name, ours=ours, peer=None, runs=(9, 0), size=size, note="scikit-learn is not installed")
    score = import_module("sklearn.metrics").cohen_kappa_score
    left, right = np.repeat([0, 1, 2], 3), np.tile([0, 1, 2], 3)

    def library() -> list[float]:
        return [
            float(score(left, right, labels=[0, 1, 2], weights="quadratic", sample_weight=table.ravel()))
            for table in found
        ]

    np.testing.assert_allclose(kappa(found), library(), atol=1e-9)
    return Row(name=name, ours=ours, peer=timed(library, 3), runs=(9, 3), size=size, note="one call a table")
