"""Foreign-policy similarity of two states from their joint table of ratings or votes: S, A, kappa, pi, tau-b."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from tightrope.core.errors import InvalidValue
from tightrope.core.panel import FloatArray


def cross_table(x: ArrayLike, y: ArrayLike, levels: ArrayLike, weights: ArrayLike | None = None) -> FloatArray:
    """Count how two rating vectors fall together.

    Parameters
    ----------
    x, y : (n,) ratings; each must be one of `levels`.
    levels : (m,) all possible ratings in order, whether observed or not.
    weights : (n,) weights of the cases, at least 0; equal if None.

    Returns
    -------
    (m, m) table; rows are `x`, columns `y`; sums to n, or to the sum of the weights.

    Raises
    ------
    InvalidValue : a rating is not a level.

    References
    ----------
    Own: the joint table that every coefficient of this module is a function of.
    """
    given = np.asarray(levels)
    found = [np.asarray(v)[:, None] == given[None, :] for v in (x, y)]
    if not all(f.any(axis=1).all() for f in found):
        raise InvalidValue("a rating is not one of the levels", next="name every possible level")
    w = np.ones(len(found[0])) if weights is None else np.asarray(weights, dtype=float)
    out: FloatArray = np.einsum("n,ni,nj->ij", w, found[0].astype(float), found[1].astype(float))
    return out


def disagreement(m: int, power: float, levels: ArrayLike | None = None) -> FloatArray:
    """Return the (m, m) disagreement of each pair of levels, 0 on the diagonal and 1 at the extremes.

    Parameters
    ----------
    m : number of levels.
    power : 1 absolute, 2 squared, 0 nominal (1 wherever the levels differ).
    levels : (m,) numeric values of the levels; 0 to m - 1 if None. The range is the possible one.

    References
    ----------
    :cite:`cohen1968` (weights of disagreement); :cite:`signorino1999` (distance over the largest possible one).
    """
    at = np.arange(m, dtype=float) if levels is None else np.asarray(levels, dtype=float)
    gap = np.abs(at[:, None] - at[None, :])
    if power == 0:
        return (gap > 0).astype(float)
    out: FloatArray = (gap / (at.max() - at.min())) ** power
    return out


def s_score(table: ArrayLike, power: float = 1, levels: ArrayLike | None = None) -> FloatArray:
    """Return S, similarity without a correction for chance.

    Warning: two states that each mostly give one rating, such as no alliance or yes, have a high S without having
    anything to do with each other. Take `kappa` or `a_score` unless an older result in S is to be compared.

    Parameters
    ----------
    table : (..., m, m) joint tables of counts or shares; weigh the cases before for a weighted S.
    power : 1 for absolute distances (the original), 2 for squared.
    levels : (m,) values of the levels; 0 to m - 1 if None.

    Returns
    -------
    (...) in [-1, 1], 1 for identical ratings; NaN for an empty table.

    References
    ----------
    :cite:`signorino1999`, equation of S; the worked example is its Table 6.
    """
    o, _, _ = _shares(table)
    return 1 - 2 * _expected(o, disagreement(o.shape[-1], power, levels))


def a_score(table: ArrayLike, power: float = 1, levels: ArrayLike | None = None) -> FloatArray:
    """Return A, the amount by which S exceeds its value under independent margins.

    Returns
    -------
    (...) in (-1, 1], 0 where the two states' ratings are independent; arguments as of `s_score`.

    References
    ----------
    :cite:`benati2026`, definition of A.
    """
    o, r, c = _shares(table)
    d = disagreement(o.shape[-1], power, levels)
    return 2 * (_expected(_outer(r, c), d) - _expected(o, d))


def kappa(table: ArrayLike, power: float = 2, levels: ArrayLike | None = None) -> FloatArray:
    """Return Cohen's weighted kappa.

    Parameters
    ----------
    table : (..., m, m) joint tables of counts or shares.
    power : 2 squared weights (the default), 1 absolute, 0 nominal.

    Returns
    -------
    (...) at most 1; 0 at chance; NaN where the margins leave no disagreement to expect.

    References
    ----------
    :cite:`cohen1968`, weighted kappa.
    """
    o, r, c = _shares(table)
    d = disagreement(o.shape[-1], power, levels)
    return _corrected(_expected(o, d), _expected(_outer(r, c), d))


def scott_pi(table: ArrayLike, power: float = 0, levels: ArrayLike | None = None) -> FloatArray:
    """Return Scott's pi: like kappa, with chance taken from the mean of both margins.

    Returns
    -------
    (...) at most 1; nominal by default, weighted with `power` 1 or 2; NaN as of `kappa`.

    References
    ----------
    :cite:`scott1955`, definition of pi.
    """
    o, r, c = _shares(table)
    d = disagreement(o.shape[-1], power, levels)
    m = (r + c) / 2
    return _corrected(_expected(o, d), _expected(_outer(m, m), d))


def tau_b(table: ArrayLike) -> FloatArray:
    """Return Kendall's tau-b of two ordered ratings, from their joint table.

    Returns
    -------
    (...) in [-1, 1]; NaN where a state gave a single rating throughout.

    References
    ----------
    :cite:`kendall1945`, the coefficient with ties in both rankings.
    """
    o, r, c = _shares(table)
    m = o.shape[-1]
    concordant = discordant = np.zeros(o.shape[:-2])
    for i in range(m - 1):
        for j in range(m):
            concordant = concordant + o[..., i, j] * o[..., i + 1 :, j + 1 :].sum((-1, -2))
            discordant = discordant + o[..., i, j] * o[..., i + 1 :, :j].sum((-1, -2))
    free = np.sqrt((1 - (r**2).sum(-1)) * (1 - (c**2).sum(-1)))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(free > 1e-12, 2 * (concordant - discordant) / free, np.nan)


def agreement(table: ArrayLike, levels: ArrayLike | None = None) -> FloatArray:
    """Return the agreement that gives half credit for neighboring votes, (S + 1) / 2.

    Returns
    -------
    (...) in [0, 1]: one minus the mean distance over the range; 1 for identical votes.

    References
    ----------
    :cite:`bailey2017`, the agreement score published beside the ideal points.
    """
    return (s_score(table, 1, levels) + 1) / 2


def identical(table: ArrayLike) -> FloatArray:
    """Return the share of identical ratings, (...) in [0, 1].

    References
    ----------
    :cite:`scott1955` and :cite:`cohen1960`: the observed agreement, without correction for chance.
    """
    o, _, _ = _shares(table)
    return _expected(o, np.eye(o.shape[-1]))


def kappa_error(table: ArrayLike, power: float = 2, levels: ArrayLike | None = None, pseudo: float = 1) -> FloatArray:
    """Return the large-sample standard error of weighted kappa.

    Parameters
    ----------
    table : (..., m, m) joint tables of counts (not shares: their sum is the number of votes).
    pseudo : number of votes spread evenly over the cells before the error is taken, so that a short
        table of identical votes does not count as exact.

    Returns
    -------
    (...) above 0, NaN for an empty table.

    References
    ----------
    :cite:`fleiss1969`, the variance of weighted kappa without assuming it to be 0.
    """
    given = np.asarray(table, dtype=float)
    m = given.shape[-1]
    smooth = given + pseudo / m**2
    n = given.sum((-1, -2)) + pseudo
    o, r, c = _shares(smooth)
    v = 1 - disagreement(m, power, levels)
    chance = _expected(_outer(r, c), v)
    k = (_expected(o, v) - chance) / (1 - chance)
    rows = np.einsum("ij,...j->...i", v, c)
    cols = np.einsum("ij,...i->...j", v, r)
    spread = v - (rows[..., :, None] + cols[..., None, :]) * (1 - k)[..., None, None]
    variance = (np.einsum("...ij,...ij->...", o, spread**2) - (k - chance * (1 - k)) ** 2) / (n * (1 - chance) ** 2)
    return np.where(given.sum((-1, -2)) > 0, np.sqrt(np.maximum(variance, 0)), np.nan)


def mean_error(table: ArrayLike, credit: ArrayLike, pseudo: float = 1) -> FloatArray:
    """Return the standard error of a mean credit per vote, such as agreement or share of identical votes.

    Parameters
    ----------
    table : (..., m, m) joint tables of counts.
    credit : (m, m) what each pair of votes earns.
    pseudo : as of `kappa_error`.

    Returns
    -------
    (...) above 0, NaN for an empty table.

    References
    ----------
    Own: the variance of a credit over the joint shares, E w^2 - (E w)^2, over the number of votes.
    """
    given = np.asarray(table, dtype=float)
    o, _, _ = _shares(given + pseudo / given.shape[-1] ** 2)
    w = np.asarray(credit, dtype=float)
    variance = _expected(o, w**2) - _expected(o, w) ** 2
    n = given.sum((-1, -2))
    return np.where(n > 0, np.sqrt(np.maximum(variance, 0) / (n + pseudo)), np.nan)


def _shares(table: ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    given = np.asarray(table, dtype=float)
    total = given.sum((-1, -2), keepdims=True)
    o = np.divide(given, total, out=np.full_like(given, np.nan), where=total > 0)
    return o, o.sum(-1), o.sum(-2)


def _outer(r: FloatArray, c: FloatArray) -> FloatArray:
    out: FloatArray = r[..., :, None] * c[..., None, :]
    return out


def _expected(o: FloatArray, d: FloatArray) -> FloatArray:
    out: FloatArray = np.einsum("...ij,ij->...", o, d)
    return out


def _corrected(observed: FloatArray, chance: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(chance > 1e-12, 1 - observed / chance, np.nan)
