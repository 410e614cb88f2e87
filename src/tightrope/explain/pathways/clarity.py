"""How clear the signal is: whether the pressure's components agree, and how predictably each power behaves."""

from __future__ import annotations

import numpy as np

from tightrope.core.effect import Pressure
from tightrope.core.panel import FloatArray, Inputs
from tightrope.explain.rows import system_rows, values

WINDOW = 5  # years of behavior that a state has seen
PARTS = ("agreement among the components of pressure", "predictability of each power's behavior toward the state")
UNMEASURED = ("agreement of the powers' demands", "no series of what each power asked for")


def clarity(inputs: Inputs, pressure: Pressure, ties: tuple[FloatArray, FloatArray]) -> FloatArray:
    """Return (U, T) clarity of the signal, in standard deviations; NaN where a part is unknown.

    Parameters
    ----------
    ties : (U, T) of either power on the inputs' calendar. The window of behavior ends a year before, so that no tie
        stands in an equation both as clarity and as the own value of the year before.

    References
    ----------
    :cite:`ripsman2016` (clarity bends what leaders see); the measure is own, docs/explanation/pathways.md.
    """
    agreed = np.broadcast_to(agreement(inputs, pressure), ties[0].shape)
    told = predictability(ties)
    return _standard(_standard(agreed) + _standard(told))


def agreement(inputs: Inputs, pressure: Pressure) -> FloatArray:
    """Return (T,) minus the standard deviation over the components of pressure, each the mean of its series.

    NaN with fewer than two components in a year.

    References
    ----------
    Own: components that say the same of a year stand close together.
    """
    rows = {row.name: row for row in system_rows(inputs.ties.powers)}
    means = []
    for names in pressure.components.values():
        found = [(rows[n], values(inputs, rows[n])) for n in names if n in rows]
        tables = [t[0] * row.sign for row, t in found if t is not None and np.isfinite(t[0]).any()]
        if tables:
            stack = np.stack([(t - np.nanmean(t)) / max(float(np.nanstd(t)), 1e-9) for t in tables])
            seen = np.isfinite(stack)
            count = seen.sum(axis=0)
            means.append(np.where(count > 0, np.where(seen, stack, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan))
    if len(means) < 2:
        return np.full(len(inputs.ties.period), np.nan)
    table = np.stack(means)
    count = np.isfinite(table).sum(axis=0)
    filled = np.where(np.isfinite(table), table, 0.0)
    middle = filled.sum(axis=0) / np.maximum(count, 1)
    square = (np.where(np.isfinite(table), table - middle, 0.0) ** 2).sum(axis=0) / np.maximum(count, 1)
    return np.where(count >= 2, -np.sqrt(square), np.nan)


def predictability(ties: tuple[FloatArray, FloatArray]) -> FloatArray:
    """Return (U, T) minus the mean size of yearly moves of both ties in the five years that end a year before.

    References
    ----------
    Own: a power whose tie jumped lately is harder to read.
    """
    moves = np.stack([np.abs(np.diff(t, axis=1, prepend=np.nan)) for t in ties]).mean(axis=0)
    out = np.full(moves.shape, np.nan)
    for t in range(WINDOW + 1, moves.shape[1]):
        out[:, t] = -moves[:, t - WINDOW : t].mean(axis=1)
    return out


def _standard(table: FloatArray) -> FloatArray:
    known = table[np.isfinite(table)]
    spread = float(known.std()) if len(known) else 0.0
    return (table - (known.mean() if len(known) else 0.0)) / (spread if spread > 0.0 else 1.0)
