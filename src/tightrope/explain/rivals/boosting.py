"""Gradient boosting as a baseline that knows no theory; an extra, and its absence is said."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

import numpy as np

from tightrope.core.panel import FloatArray, IntArray
from tightrope.stats.prediction import crossed

Boosting = Callable[[FloatArray, FloatArray, IntArray, FloatArray], tuple[FloatArray, FloatArray, float]]
"""Trained on x, y and state, asked of fresh x: location and scale of each, and the tail of the t errors."""
HELD = 5  # one state in five sets the scale and the tail of the errors
ABSENT = "gradient boosting was not run: it needs the extra `rivals` (pip install 'tightrope[rivals]')"


def present() -> bool:
    """Return whether the extra is installed.

    References
    ----------
    Own: an optional part says that it is not there.
    """
    return importlib.util.find_spec("sklearn") is not None


def boosting(seed: int) -> Boosting | None:
    """Return a regression by gradient-boosted trees of the own lag and all columns, None where the extra is absent.

    The trees see every cell as it is, gaps included. Every fifth state is left out of the trees and sets the scale
    and the tail of the predictive distribution, as the errors of the random walk set theirs.

    References
    ----------
    :cite:`friedman2001`; histogram trees as scikit-learn builds them, few and shallow: the series are short.
    """
    if not present():
        return None
    from sklearn.ensemble import HistGradientBoostingRegressor

    def fitted(
        x: FloatArray, y: FloatArray, state: IntArray, fresh: FloatArray
    ) -> tuple[FloatArray, FloatArray, float]:  # fmt: skip
        known = np.unique(state)
        out = np.isin(state, known[::HELD])
        trees = HistGradientBoostingRegressor(
            max_iter=60, learning_rate=0.1, max_leaf_nodes=8, min_samples_leaf=40, early_stopping=False,
            max_bins=64, random_state=seed,
        )  # fmt: skip
        # A column that never varies in the rows at hand cannot be cut in two.
        seen = np.where(np.isfinite(x[~out]), x[~out], 0.0)
        told = np.flatnonzero((np.ptp(seen, axis=0) > 0.0) & (np.isfinite(x[~out]).sum(axis=0) > 1))
        trees.fit(x[~out][:, told], y[~out] - x[~out, 0])  # steps from the lag, for trees cannot follow a line
        tail, scale, _ = crossed.tails(y[out] - x[out, 0], trees.predict(x[out][:, told]))
        return fresh[:, 0] + trees.predict(fresh[:, told]), np.full(len(fresh), scale), tail

    return fitted
