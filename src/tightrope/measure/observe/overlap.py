"""Series that report one thing twice count once: how much of a report each is, cell by cell."""

from __future__ import annotations

import numpy as np

from tightrope.core.panel import BoolArray, FloatArray


def shares(there: BoolArray, flows: tuple[tuple[str, ...], ...]) -> FloatArray:
    """Return (J, ...) how much of a report each series is where it is there; 0 where it is not.

    Where n series report a flow, each is 1/n of a report of it; a series of several flows is the mean over them, one
    without a declared flow is always a whole one.

    Parameters
    ----------
    there : (J, ...) whether a series is there.
    flows : (J,) what each reports.

    References
    ----------
    Own: likelihoods of n reports of one thing raised to 1/n, docs/explanation/measurement.md.
    """
    found = np.zeros(there.shape)
    for j, own in enumerate(flows):
        found[j] = 1.0
        if own:
            many = [there[[f in other for other in flows]].sum(axis=0) for f in own]
            found[j] = np.mean([1.0 / np.maximum(n, 1) for n in many], axis=0)
        found[j] *= there[j]
    return found


def groups(flows: tuple[tuple[str, ...], ...], families: tuple[str, ...] | None = None) -> tuple[int, ...]:
    """Return (J,) the group of each series: joined are those that share a flow, or a family, with another of it.

    References
    ----------
    Own: one source or one flow is one voice, docs/explanation/measurement.md.
    """
    names = [{("flow", f) for f in own} for own in flows]
    if families is not None:
        names = [own | {("family", families[j])} for j, own in enumerate(names)]
    found = list(range(len(names)))
    for j in range(len(names)):
        for k in range(j):
            if names[j] & names[k]:
                old, new = max(found[j], found[k]), min(found[j], found[k])
                found = [new if g == old else g for g in found]
    return tuple(found)
