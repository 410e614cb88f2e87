"""Hazards of competing exits in discrete time: a multinomial logit, errors by two clusters at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tightrope.core.panel import FloatArray, IntArray

STEPS, ENOUGH = 30, 1e-8


@dataclass(frozen=True, slots=True, kw_only=True)
class Competing:
    """Slopes on the log odds of each exit against staying.

    Parameters
    ----------
    slopes : (W, P).
    covariance : (W * P, W * P) of the slopes, way by way.
    """

    slopes: FloatArray
    covariance: FloatArray


def competing(
    x: FloatArray, way: IntArray, ways: int, *, precision: FloatArray, clusters: tuple[IntArray, ...] = ()
) -> Competing:
    """Fit hazards of competing exits with a normal prior.

    Parameters
    ----------
    x : (N, P) covariates of units at risk, an intercept among them.
    way : (N,) way of exit in the following year, -1 for staying.
    precision : (P,) prior precision of each slope around 0.
    clusters : up to two groupings of the rows, (N,) each; the errors allow for dependence within both, and are never
        narrower than those of independent rows.

    References
    ----------
    :cite:`allison1982`, section on competing exits; errors by two clusters after :cite:`cameron2011`, equation 2.11.
    """
    rows, p = x.shape
    y = (way[:, None] == np.arange(ways)).astype(float)
    beta: FloatArray = np.zeros((ways, p))
    beta[:, 0] = np.log((y.sum(axis=0) + 0.5) / (rows + 1.0))
    prior = np.tile(precision, ways)
    for _ in range(STEPS):
        prob = hazards(x, beta)
        score = ((y - prob).T @ x).ravel() - prior * beta.ravel()
        hess = _information(x, prob) + np.diag(prior)
        step = np.linalg.solve(hess, score)
        size = np.abs(step).max()
        beta = beta + (step * min(1.0, 3.0 / max(size, 1e-12))).reshape(ways, p)
        if size < ENOUGH:
            break
    prob = hazards(x, beta)
    plain = np.linalg.inv(_information(x, prob) + np.diag(prior))
    if not clusters or not rows:
        return Competing(slopes=beta, covariance=plain)
    each = ((y - prob)[:, :, None] * x[:, None, :]).reshape(rows, -1)
    return Competing(slopes=beta, covariance=_wider(plain, _meat(each, clusters)))


def hazards(x: FloatArray, slopes: FloatArray) -> FloatArray:
    """Return (..., W) the chance of each exit within the year, in (0, 1), their sum below 1.

    Parameters
    ----------
    x : (..., P); slopes : (W, P) or (..., W, P).

    References
    ----------
    :cite:`allison1982`, equation 14.
    """
    odds = np.exp(np.clip(np.einsum("...p,...wp->...w", x, slopes), -40.0, 40.0))
    out: FloatArray = odds / (1.0 + odds.sum(axis=-1, keepdims=True))
    return out


def _information(x: FloatArray, prob: FloatArray) -> FloatArray:
    ways, p = prob.shape[1], x.shape[1]
    out = np.empty((ways, p, ways, p))
    for a in range(ways):
        for b in range(ways):
            weight = prob[:, a] * ((a == b) - prob[:, b])
            out[a, :, b] = x.T @ (x * weight[:, None])
    return out.reshape(ways * p, ways * p)


def _meat(each: FloatArray, clusters: tuple[IntArray, ...]) -> FloatArray:
    """Return the variance of the score, by one cluster or by two less what both hold."""
    parts = [_one(each, c) for c in clusters]
    if len(clusters) == 1:
        return parts[0]
    both = clusters[0].astype(np.int64) * (int(clusters[1].max()) + 1) + clusters[1]
    out: FloatArray = parts[0] + parts[1] - _one(each, both)
    return out


def _one(each: FloatArray, cluster: IntArray) -> FloatArray:
    names, at = np.unique(cluster, return_inverse=True)
    sums = np.zeros((len(names), each.shape[1]))
    np.add.at(sums, at, each)
    groups = len(names)
    out: FloatArray = sums.T @ sums * (groups / max(groups - 1, 1))
    return out


def _wider(plain: FloatArray, meat: FloatArray) -> FloatArray:
    """Return the sandwich, in no direction narrower than the plain covariance."""
    root = np.linalg.cholesky(plain)
    values, vectors = np.linalg.eigh(root.T @ meat @ root)
    side = root @ vectors
    out: FloatArray = (side * np.maximum(values, 1.0)) @ side.T
    return out
