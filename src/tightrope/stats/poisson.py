"""Poisson pseudo-maximum likelihood with two sets of fixed effects and errors clustered by unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import InvalidValue, NotConverged, NotIdentified

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
STEPS = 60
TOLERANCE = 1e-10
RIDGE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Poisson:
    """A fitted Poisson regression.

    Parameters
    ----------
    slopes : (K,) coefficients of the columns of x; one more unit multiplies the mean by their exponential.
    unit, time : (A,) and (B,) effects, NaN for a group that was left out; the first kept time is 0.
    covariance : (P, P) covariance of slopes and time effects by leaving out one unit after another.
    place_slope, place_time : index of each of them in `covariance`, -1 where it is not estimated.
    mean : (N,) fitted means, NaN for rows left out.
    kept : (N,) bool, rows that inform the fit.
    clusters : number of units.
    deviance : twice the distance of the quasi-likelihood to a perfect fit.
    """

    slopes: Floats
    unit: Floats
    time: Floats
    covariance: Floats
    place_slope: Ints
    place_time: Ints
    mean: Floats
    kept: NDArray[np.bool_]
    clusters: int
    deviance: float

    @property
    def errors(self) -> Floats:
        """(K,) standard errors of the slopes, clustered by unit."""
        return np.sqrt(np.diag(self.covariance)[self.place_slope])


def poisson(y: Floats, x: Floats, unit: Ints, time: Ints) -> Poisson:
    """Fit E[y] = exp(x b + effect of the unit + effect of the time) by Newton steps.

    The estimate is consistent for any non-negative y whose mean has this form, zeros included, whatever
    its variance. A unit or time whose every y is zero has no finite effect and is left out with its rows.

    Parameters
    ----------
    y : (N,) at least 0, finite; x : (N, K); unit, time : (N,) codes from 0.

    Returns
    -------
    Poisson : errors allow any correlation within a unit. They come from the jackknife over units, one Newton step each:
        the plain sandwich is too narrow where a few units carry most of the mean.

    Raises
    ------
    InvalidValue : a negative or missing value.
    NotIdentified : a column of x follows from the effects or the other columns.
    NotConverged : Newton steps did not settle.

    References
    ----------
    :cite:`santossilva2006` (the estimator for gravity equations); :cite:`santossilva2010` (units of zeros alone);
    :cite:`mackinnon2023` (the cluster jackknife; the single Newton step is ours).
    """
    y, x = np.asarray(y, dtype=float), np.asarray(x, dtype=float).reshape(len(y), -1)
    if not (np.isfinite(y).all() and np.isfinite(x).all()) or (y < 0.0).any():
        raise InvalidValue("a Poisson regression needs finite values of at least 0", where="poisson", next="drop rows")
    kept = _informative(y, unit, time)
    if not kept.any():
        raise NotIdentified("no positive value is left", where="poisson", next="use more years or states")
    units, a = np.unique(unit[kept], return_inverse=True)
    times, b = np.unique(time[kept], return_inverse=True)
    design = _Design(x[kept], a, b, len(units), len(times))
    theta, mean = _newton(y[kept], design)
    k, first = x.shape[1], len(units)
    fitted = np.full(len(y), np.nan)
    fitted[kept] = mean
    effects = np.full(int(unit.max()) + 1, np.nan), np.full(int(time.max()) + 1, np.nan)
    effects[0][units], effects[1][times] = theta[k : k + first], np.append(0.0, theta[k + first :])
    places = np.full(len(effects[1]), -1)
    places[times[1:]] = k + np.arange(len(times) - 1)
    return Poisson(
        slopes=theta[:k],
        unit=effects[0],
        time=effects[1],
        covariance=design.jackknife(y[kept] - mean, mean),
        place_slope=np.arange(k),
        place_time=places,
        mean=fitted,
        kept=kept,
        clusters=len(units),
        deviance=_deviance(y[kept], mean),
    )


def _informative(y: Floats, unit: Ints, time: Ints) -> NDArray[np.bool_]:
    """Return the rows whose unit and time hold a positive value among the rows left."""
    kept = np.ones(len(y), dtype=bool)
    for _ in range(len(y)):
        some = [np.bincount(code[kept], weights=y[kept], minlength=int(code.max()) + 1) > 0 for code in (unit, time)]
        now = kept & some[0][unit] & some[1][time]
        if now.sum() == kept.sum():
            break
        kept = now
    return kept


class _Design:
    """Columns x beside dummies of units and of all times but the first, never laid out."""

    def __init__(self, x: Floats, a: Ints, b: Ints, units: int, times: int) -> None:
        self.x, self.a, self.b, self.units, self.times = x, a, b, units, times
        self.size = x.shape[1] + units + times - 1

    def line(self, theta: Floats) -> Floats:
        """Return the (N,) linear predictor."""
        k = self.x.shape[1]
        late = np.append(0.0, theta[k + self.units :])
        return np.asarray(self.x @ theta[:k] + theta[k : k + self.units][self.a] + late[self.b])

    def pull(self, weights: Floats) -> Floats:
        """Return the (P,) sums of each column with weights (N,)."""
        unit = np.bincount(self.a, weights=weights, minlength=self.units)
        time = np.bincount(self.b, weights=weights, minlength=self.times)
        return np.concatenate([self.x.T @ weights, unit, time[1:]])

    def cross(self, weights: Floats) -> Floats:
        """Return the (P, P) sums of products of columns with weights (N,)."""
        k, u = self.x.shape[1], self.units
        found = np.zeros((self.size, self.size))
        weighted = self.x * weights[:, None]
        found[:k, :k] = self.x.T @ weighted
        for j in range(k):
            unit = np.bincount(self.a, weights=weighted[:, j], minlength=u)
            time = np.bincount(self.b, weights=weighted[:, j], minlength=self.times)
            found[j, k:] = np.concatenate([unit, time[1:]])
        both = np.bincount(self.a * self.times + self.b, weights=weights, minlength=u * self.times)
        found[k : k + u, k + u :] = both.reshape(u, self.times)[:, 1:]
        found = np.triu(found, 1) + np.triu(found, 1).T + np.diag(np.diag(found))
        at = np.arange(k, self.size)
        unit = np.bincount(self.a, weights=weights, minlength=u)
        time = np.bincount(self.b, weights=weights, minlength=self.times)
        found[at, at] = np.concatenate([unit, time[1:]])
        return found

    def jackknife(self, residual: Floats, weights: Floats) -> Floats:
        """Return the covariance of slopes and time effects over fits that leave out one unit each.

        Effects of units are taken out first, since a unit's own says nothing about the rest.
        """
        late = np.eye(self.times)[:, 1:]
        order = np.argsort(self.a, kind="stable")
        parts, pulls = [], []
        for rows in np.split(order, np.cumsum(np.bincount(self.a, minlength=self.units))[:-1]):
            z, w = np.concatenate([self.x[rows], late[self.b[rows]]], axis=1), weights[rows]
            centered = z - w @ z / w.sum()
            parts.append(centered.T @ (centered * w[:, None]))
            pulls.append(z.T @ residual[rows])
        whole = np.sum(parts, axis=0)
        moves = []
        for part, pull in zip(parts, pulls, strict=True):
            rest = whole - part
            scale = np.sqrt(np.maximum(np.diag(whole), 1e-300))
            # a time seen in one unit alone is lost with it: the least-squares step leaves it where it is
            step = np.linalg.lstsq(rest / np.outer(scale, scale), pull / scale, rcond=1e-10)[0]
            moves.append(step / scale)
        moved = np.array(moves)
        return np.asarray(moved.T @ moved * ((self.units - 1) / self.units))


def _newton(y: Floats, design: _Design) -> tuple[Floats, Floats]:
    """Return parameters and fitted means by Newton steps, halved while the deviance grows."""
    mean = (y + y.mean()) / 2.0
    bread = design.cross(mean)
    scale = np.sqrt(np.diag(bread))
    gram = bread / np.outer(scale, scale)
    if np.linalg.eigvalsh(gram)[0] < RIDGE:
        raise NotIdentified("a column follows from the others", where="poisson", next="leave it out")
    theta = np.linalg.solve(gram, design.pull(mean * (np.log(mean) + (y - mean) / mean)) / scale) / scale
    mean = np.exp(design.line(theta))
    now = _deviance(y, mean)
    for _ in range(STEPS):
        bread = design.cross(mean)
        pull = design.pull(y - mean)
        scale = np.sqrt(np.diag(bread))
        step = np.linalg.solve(bread / np.outer(scale, scale), pull / scale) / scale
        if float(pull @ step) < TOLERANCE * float(y.sum()):
            # Newton squares the distance at each step, so the last one brings it to rounding
            return theta + step, np.exp(design.line(theta + step))
        size = 1.0
        while True:
            there = np.exp(np.clip(design.line(theta + size * step), -700.0, 700.0))
            then = _deviance(y, there)
            if then <= now + 1e-12 * float(y.sum()) or size < 1e-6:
                break
            size /= 2.0
        theta, mean, now = theta + size * step, there, then
    raise NotConverged(f"{STEPS} Newton steps did not settle", where="poisson", next="drop columns or rows of zeros")


def _deviance(y: Floats, mean: Floats) -> float:
    """Return 2 sum(y log(y / mean) - (y - mean)), with 0 log 0 = 0."""
    part = np.where(y > 0.0, y * np.log(np.where(y > 0.0, y, 1.0) / mean), 0.0)
    return float(2.0 * (part - (y - mean)).sum())
