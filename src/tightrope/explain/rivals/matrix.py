"""The one table on which all theories are scored: left sides, own lags and every column that a theory names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tightrope.core.alignment import Standing
from tightrope.core.effect import Pressure
from tightrope.core.errors import CoverageError
from tightrope.core.panel import FloatArray, Inputs, IntArray
from tightrope.core.theory import Theory
from tightrope.explain.rivals.columns import column
from tightrope.explain.rows import on_calendar

START = 1990  # first year of a left side: the two powers' files cover most states from here on
OUTCOMES = ("tilt", "tie_first", "tie_second", "engagement", "hedging", "votes")
LEAST = 1.0 / 3.0  # share of rows in which a column must be known
FEWEST = 20  # states


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Left sides and columns on one calendar, unstandardized.

    Parameters
    ----------
    y : outcome -> (U, T) values, NaN where not known.
    x : (U, T, K) columns, NaN where not known.
    columns : names of the K columns; absent : column -> why it is not among them.
    known : (K,) share of rows in which a column is known.
    """

    y: dict[str, FloatArray]
    x: FloatArray
    columns: tuple[str, ...]
    states: tuple[str, ...]
    years: tuple[int, ...]
    absent: dict[str, str]
    known: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of one outcome at one distance in time: y[i, t] on the state's own value and columns of t - h.

    Parameters
    ----------
    y : (n,); lag : (n,) own value h years before; x : (n, K), NaN where not known.
    state, year : (n,) numbers on the matrix's own lists; year is that of the left side.
    """

    y: FloatArray
    lag: FloatArray
    x: FloatArray
    state: IntArray
    year: IntArray


def matrix(inputs: Inputs, standing: Standing, pressure: Pressure, theories: Sequence[Theory], *, last: int) -> Matrix:
    """Lay out the table for a set of theories.

    Hedging has no series of its own for all states; both ties at once (their geometric mean) stands for it. Votes
    are the second power's kappa less the first's in the year itself: a left side that no model smoothed.

    Parameters
    ----------
    last : last year of the left side, the study's `as_of`.

    Raises
    ------
    CoverageError : fewer than 20 states, or no year.

    References
    ----------
    Own: docs/explanation/rivals.md.
    """
    tie_first, tie_second = (on_calendar(inputs, standing, standing.extra[n]) for n in ("tie_first", "tie_second"))
    y = {
        "tilt": on_calendar(inputs, standing, standing.tilt),
        "tie_first": tie_first,
        "tie_second": tie_second,
        "engagement": on_calendar(inputs, standing, standing.engagement),
        "hedging": np.sqrt(np.maximum(tie_first * tie_second, 0.0)),
    }
    if inputs.ties.has("un_kappa"):
        kappa = np.asarray(inputs.ties.column("un_kappa"), dtype=float)
        y["votes"] = kappa[:, :, 1] - kappa[:, :, 0]
    start = max(START, inputs.ties.period.start + 1)
    if last < start or int(np.isfinite(y["tilt"]).any(axis=1).sum()) < FEWEST:
        raise CoverageError(f"fewer than {FEWEST} states have ties since {start}", where="theories")
    begin = start - 1 - inputs.ties.period.start
    stop = last - inputs.ties.period.start + 1
    there = np.isfinite(y["tilt"])[:, begin:stop]
    names = list(dict.fromkeys(r.column for theory in theories for r in theory.restrictions))
    kept, tables, known, absent = [], [], [], {}
    for name in names:
        table = column(name, inputs, pressure)
        if table is None:
            absent[name] = "the panel has no such series"
            continue
        table = table[:, begin:stop]
        share = float(np.isfinite(table[there]).mean())
        if share < LEAST:
            absent[name] = f"known in {share:.0%} of the rows, and a third is needed"
            continue
        kept.append(name)
        tables.append(table)
        known.append(share)
    shape = (len(inputs.ties.states), stop - begin)
    return Matrix(
        y={name: table[:, begin:stop] for name, table in y.items()},
        x=np.stack(tables, axis=2) if tables else np.zeros((*shape, 0)),
        columns=tuple(kept),
        states=inputs.ties.states,
        years=tuple(range(start - 1, last + 1)),
        absent=absent,
        known=np.array(known),
    )


def rows(table: Matrix, outcome: str, ahead: int) -> Rows:
    """Return the rows of an outcome, the columns taken `ahead` years before the left side.

    References
    ----------
    Own: causes stand before their effects.
    """
    y = table.y[outcome]
    now, before = y[:, ahead:], y[:, :-ahead]
    state, year = np.nonzero(np.isfinite(now) & np.isfinite(before))
    return Rows(
        y=now[state, year], lag=before[state, year], x=table.x[state, year], state=state, year=year + ahead
    )  # fmt: skip


def without_gaps(x: FloatArray, train: FloatArray) -> FloatArray:
    """Standardize columns by the rows of the training set; a cell that is not known counts as the mean, 0.

    Parameters
    ----------
    x : (m, K); train : (n, K) rows that give mean and sd.

    References
    ----------
    Own: a cause that is not known tells nothing, in every theory alike; how often is printed.
    """
    if not x.shape[1]:
        return x
    seen = np.isfinite(train)
    count = np.maximum(seen.sum(axis=0), 1)
    mean = np.where(seen, train, 0.0).sum(axis=0) / count
    sd = np.sqrt((np.where(seen, train - mean, 0.0) ** 2).sum(axis=0) / count)
    return np.where(np.isfinite(x), (x - mean) / np.where(sd > 0.0, sd, 1.0), 0.0)
