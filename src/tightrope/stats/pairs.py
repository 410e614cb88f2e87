"""Similarity of every pair of units in every period at once, by matrix products: S, A, kappa, pi."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tightrope.core.errors import InvalidValue
from tightrope.core.panel import FloatArray
from tightrope.stats.similarity import disagreement

DEFAULT = ("kappa", "a")
# measure -> what it is of the observed and the chance table, and the power of the distance between two ratings
MEASURES: dict[str, tuple[str, float]] = {
    "kappa": ("kappa", 2),
    "kappa_linear": ("kappa", 1),
    "kappa_nominal": ("kappa", 0),
    "a": ("a", 1),
    "a_squared": ("a", 2),
    "pi": ("pi", 0),
    "s": ("s", 1),
    "s_squared": ("s", 2),
}
CHANCE = 1e-12  # less disagreement than this to expect is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Measures of all pairs.

    Parameters
    ----------
    values : measure -> (T, U, U), symmetric; NaN where fewer cases than asked for are common to both units.
    common : (T, U, U) number of common cases, or the sum of their weights.
    """

    values: dict[str, FloatArray]
    common: FloatArray


def all_pairs(
    periods: Iterable[ArrayLike],
    levels: Sequence[float],
    *,
    measures: tuple[str, ...] = DEFAULT,
    weights: Sequence[ArrayLike] | None = None,
    pseudo: float = 0.0,
    least: float = 1.0,
) -> Pairs:
    """Compare all units with each other in every period.

    A period is worked off before the next is read, so that memory holds one period's tables and the results. S is no
    default: it has no correction for chance, and two units that each mostly give the same rating, such as no
    alliance or yes, come out alike without having anything to do with each other. Kappa and A are 0 there.

    Parameters
    ----------
    periods : for each period (V, U) ratings of V cases by U units, such as a (T, V, U) array or a generator;
        each rating is a level, or NaN or 0 for missing where 0 is no level.
    levels : (m,) all possible ratings in order, used or not.
    measures : names in `MEASURES`; "kappa" is squared, "a" and "s" are of absolute distances.
    weights : for each period (V,) weights of the cases, at least 0; equal if None.
    pseudo : common cases added evenly over the m x m cells; draws pairs with few common cases toward no tie.
    least : pairs with fewer common cases are NaN.

    Returns
    -------
    Pairs, of the order of the units; a unit with itself is compared like any pair.

    Raises
    ------
    InvalidValue : a rating is no level, a measure is unknown, or periods have different numbers of units.

    References
    ----------
    :cite:`signorino1999` (S), :cite:`benati2026` (A), :cite:`cohen1968` (kappa), :cite:`scott1955` (pi); the
    joint table of two units is a product of their indicator matrices. Own: the even pseudo-counts.
    """
    unknown = sorted(set(measures) - set(MEASURES))
    if unknown:
        raise InvalidValue(f"no measure {', '.join(unknown)}", where="pairs", next=f"use {', '.join(MEASURES)}")
    rows: dict[str, list[FloatArray]] = {name: [] for name in measures}
    counts: list[FloatArray] = []
    for t, period in enumerate(periods):
        table = joint(period, levels, None if weights is None else weights[t])
        if counts and table.shape[-1] != counts[0].shape[-1]:
            raise InvalidValue("periods have different numbers of units", where="pairs", next="keep a place for each")
        common = table.sum((0, 1))
        blank = (common < least) | (common <= 0)
        counts.append(common)
        for name, values in _measured(table, common, levels, measures, pseudo).items():
            values[blank] = np.nan
            rows[name].append(values)
    if not counts:
        raise InvalidValue("there is no period to compare units in", where="pairs")
    return Pairs(values={name: np.stack(found) for name, found in rows.items()}, common=np.stack(counts))


def joint(period: ArrayLike, levels: Sequence[float], weights: ArrayLike | None = None) -> FloatArray:
    """Return the joint tables of all pairs of units in one period.

    Parameters
    ----------
    period : (V, U) ratings; levels, weights : as of `all_pairs`.

    Returns
    -------
    (m, m, U, U) counts or sums of weights; entry j, k, u, v counts cases rated level j by u and level k by v.

    References
    ----------
    Own: one product of the indicators of all levels and units, exact in 32 bits below 2^24 cases.
    """
    given, at = np.asarray(period), np.asarray(levels)
    if given.ndim != 2:
        raise InvalidValue("a period is a table of cases by units", where="pairs", next="give (V, U) ratings")
    found = given[None] == at[:, None, None]
    missing = given == 0 if not (at == 0).any() else np.zeros(given.shape, dtype=bool)
    if given.dtype.kind == "f":
        missing |= np.isnan(given)
    if not (found.any(axis=0) | missing).all():
        raise InvalidValue("a rating is not one of the levels", where="pairs", next="name every possible level")
    m, (cases, units) = len(at), given.shape
    if cases >= 2**24:
        raise InvalidValue("a period has too many cases", where="pairs", next="split it")
    kind = np.float32 if weights is None else np.float64
    flat: NDArray[Any] = found.transpose(1, 0, 2).reshape(cases, m * units).astype(kind)
    scaled = flat if weights is None else flat * np.asarray(weights, dtype=float)[:, None]
    product = flat.T @ scaled
    out: FloatArray = np.ascontiguousarray(product.reshape(m, units, m, units).transpose(0, 2, 1, 3), dtype=np.float64)
    return out


def laid_out(
    period: ArrayLike, case: ArrayLike, unit: ArrayLike, rating: ArrayLike, *, units: int
) -> Iterator[tuple[int, NDArray[np.int8]]]:
    """Lay out a long table of ratings period by period.

    Parameters
    ----------
    period, case, unit, rating : (n,) integers; a case belongs to one period; unit is a place below `units`, rating
        from 1 to 127.

    Yields
    ------
    Each period in order, with its (V, U) ratings, 0 where missing; cases in order of their number.

    References
    ----------
    Own: a layout; one period at a time, so that memory does not grow with their number.
    """
    time, number, who, what = (np.asarray(v) for v in (period, case, unit, rating))
    order = np.argsort(time, kind="stable")
    years, starts = np.unique(time[order], return_index=True)
    for year, rows in zip(years, np.split(order, starts[1:]), strict=True):
        cases, place = np.unique(number[rows], return_inverse=True)
        table = np.zeros((len(cases), units), dtype=np.int8)
        table[place, who[rows]] = what[rows]
        yield int(year), table


def _measured(
    table: FloatArray, common: FloatArray, levels: Sequence[float], measures: tuple[str, ...], pseudo: float
) -> dict[str, FloatArray]:
    m = len(levels)
    share = (table + pseudo / m**2) / np.maximum(common + pseudo, 1e-300)
    mine = share.sum(1)
    theirs = share.sum(0)
    middle = (mine + theirs) / 2 if any(MEASURES[name][0] == "pi" for name in measures) else mine
    distance = {power: disagreement(m, power, levels) for power in {MEASURES[name][1] for name in measures}}
    seen = {power: np.tensordot(d, share, axes=2) for power, d in distance.items()}
    out = {}
    for name in measures:
        kind, power = MEASURES[name]
        d = distance[power]
        if kind == "s":
            out[name] = 1 - 2 * seen[power]
            continue
        one, other = (middle, middle) if kind == "pi" else (mine, theirs)
        chance = sum(one[j] * np.tensordot(d[j], other, axes=1) for j in range(m))
        if kind == "a":
            out[name] = 2 * (chance - seen[power])
        else:
            out[name] = np.full_like(chance, np.nan)
            np.divide(seen[power], chance, out=out[name], where=chance > CHANCE)
            out[name] = 1 - out[name]
    return out
