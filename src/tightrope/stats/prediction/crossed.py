"""Regression of a panel with effects of states and years and heavy tails, in closed form given the variances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
FLOOR = 1e-6  # least variance of an effect, as a share of the noise: keeps a ratio finite
GRID = (3.0, 4.0, 5.0, 7.0, 10.0, 20.0, 50.0)
SURE = 1e8  # prior precision of a slope held at 0


@dataclass(frozen=True, slots=True)
class Gram:
    """Weighted sums that every fit to the same rows shares.

    Parameters
    ----------
    full : (P + 1, P + 1) sums of products of intercept, columns, year dummies and, last, the left side.
    by_state : (U, P + 1) weighted sums of the same; weight : (U,) sum of weights.
    columns : number K of columns, years : number Y of years, P = 1 + K + Y.
    """

    full: Floats
    by_state: Floats
    weight: Floats
    columns: int
    years: int


@dataclass(frozen=True, slots=True)
class Variances:
    """Variances of the noise, of the states' and of the years' effects."""

    noise: float
    states: float
    years: float


@dataclass(frozen=True, slots=True)
class Fit:
    """Posterior of intercept, slopes and year effects, the state effects integrated out.

    Parameters
    ----------
    kept : positions, in the Gram, of the coefficients in the fit.
    mean : (p,), cov : (p, p).
    """

    kept: Ints
    mean: Floats
    cov: Floats
    variances: Variances


def gram(y: Floats, x: Floats, state: Ints, year: Ints, weights: Floats, *, states: int, years: int) -> Gram:
    """Sum up rows once for all fits.

    Parameters
    ----------
    y : (n,); x : (n, K); state, year : (n,) numbers from 0; weights : (n,) > 0.

    References
    ----------
    Own: sufficient statistics of a weighted regression, textbook.
    """
    table = np.concatenate([np.ones((len(y), 1)), x, np.eye(years)[year], y[:, None]], axis=1)
    heavy = table * weights[:, None]
    by_state = np.zeros((states, table.shape[1]))
    np.add.at(by_state, state, heavy)
    weight = np.bincount(state, weights, states).astype(float)
    return Gram(table.T @ heavy, by_state, weight, x.shape[1], years)


def fit(found: Gram, spread: Floats, start: Variances, *, steps: int, rows: float) -> Fit:
    """Fit slopes under normal priors, the variances by EM.

    Parameters
    ----------
    spread : (K,) prior sd of each slope around 0; 0 leaves the column out.
    start : where the variances begin.
    steps : of EM; the state effects are integrated out in each.
    rows : number of rows.

    Returns
    -------
    Fit of intercept (flat prior), slopes and year effects.

    References
    ----------
    :cite:`gelman2013` sections 14.8 and 15.4: normal priors as added information, effects as coefficients with a
    prior; the noise by its residual sum over the rows less the effective number of coefficients, ours.
    """
    used = np.concatenate([[True], spread > 0.0, np.ones(found.years, dtype=bool)])
    kept = np.flatnonzero(used)
    full, by_state = found.full[np.ix_([*kept, -1], [*kept, -1])], found.by_state[:, [*kept, -1]]
    slopes = 1.0 / np.square(spread[spread > 0.0])
    there = found.weight > 0.0
    at = Variances(start.noise, start.states, start.years)
    size, first = len(kept), 1 + len(slopes)
    mean: Floats = np.zeros(size)
    cov: Floats = np.eye(size)
    for _ in range(max(steps, 1)):
        keep = shrinkage(found.weight, at)
        pull = by_state * np.where(there, keep / np.where(there, found.weight, 1.0), 0.0)[:, None]
        rest = full - by_state.T @ pull
        prior = np.concatenate([[0.0], slopes, np.full(found.years, 1.0 / at.years)])
        precision = rest[:size, :size] / at.noise
        cov = np.linalg.inv(precision + np.diag(prior + 1e-12))
        mean = cov @ rest[:size, size] / at.noise
        effects = state_effects(by_state, found.weight, keep, mean)
        errors = full[size, size] - 2.0 * mean @ full[:size, size] + mean @ full[:size, :size] @ mean
        errors += (-2.0 * effects * (by_state[:, size] - by_state[:, :size] @ mean)).sum()
        errors += (found.weight * effects**2).sum()
        free = rows - float(np.trace(cov @ precision)) - keep.sum()
        noise = max(float(errors) / max(free, 1.0), 1e-12)
        level = by_state[:, :size] * np.where(there, keep / np.where(there, found.weight, 1.0), 0.0)[:, None]
        unsure = (1.0 - keep) * at.states + ((level @ cov) * level).sum(axis=1)
        states = float((effects[there] ** 2 + unsure[there]).mean())
        years = float((mean[first:] ** 2 + np.diag(cov)[first:]).mean())
        at = Variances(noise, max(states, FLOOR * noise), max(years, FLOOR * noise))
    return Fit(kept, mean, cov, at)


def shrinkage(weight: Floats, at: Variances) -> Floats:
    """Return (U,) share of a state's own mean error that its effect takes up; 0 for a state without rows.

    References
    ----------
    :cite:`gelman2013` section 5.4, the normal hierarchical model.
    """
    return np.asarray(weight / (weight + at.noise / at.states))


def state_effects(by_state: Floats, weight: Floats, keep: Floats, mean: Floats) -> Floats:
    """Return (U,) posterior means of the state effects; 0 for a state without rows.

    References
    ----------
    :cite:`gelman2013` section 5.4, the normal hierarchical model.
    """
    size = len(mean)
    total = by_state[:, size] - by_state[:, :size] @ mean
    return np.asarray(np.where(weight > 0.0, keep * total / np.where(weight > 0.0, weight, 1.0), 0.0))


def predict(found: Gram, held: Fit, x: Floats, state: Ints, year: Ints, *, freedom: float) -> tuple[Floats, Floats]:
    """Predict new rows.

    Parameters
    ----------
    x : (m, K) columns of the new rows.
    state : (m,) number of a state, -1 for one that is not in the fit.
    year : (m,) number of a year; Y - 1 + j for the j-th year after the last of the fit.
    freedom : > 2, degrees of freedom of the errors.

    Returns
    -------
    mean : (m,); scale : (m,) of a Student's t with the variance of noise, slopes, state and year together.

    References
    ----------
    :cite:`gelman2013` section 14.3 (posterior prediction), with the state effects integrated out. A year to come
    inherits the last year's effect by the autocorrelation of the effects, ours.
    """
    at = held.variances
    last = found.years - 1
    later = np.maximum(year - last, 0)
    carried = persistence(held.mean[-found.years :]) ** later
    years = np.zeros((len(x), found.years))
    years[np.arange(len(x)), np.minimum(year, last)] = carried
    table = np.concatenate([np.ones((len(x), 1)), x, years], axis=1)[:, held.kept]
    known = state >= 0
    weight = np.where(known, found.weight[state], 0.0)
    keep = shrinkage(weight, at)
    level = np.where(weight > 0.0, keep / np.where(weight > 0.0, weight, 1.0), 0.0)
    sums = found.by_state[state]
    shifted = table - level[:, None] * sums[:, held.kept]
    mean = shifted @ held.mean + level * sums[:, -1]
    spread = (1.0 - keep) * at.states + (1.0 - carried**2) * at.years
    spread = spread + np.maximum(((shifted @ held.cov) * shifted).sum(axis=1), 0.0)
    return mean, np.sqrt(at.noise + spread * (freedom - 2.0) / freedom)


def persistence(effects: Floats) -> float:
    """Return how much of one year's effect the next keeps, from 0 to 0.95; 0 with fewer than eight years.

    References
    ----------
    Own: first autocorrelation, textbook; below 0 counts as 0.
    """
    if len(effects) < 8:
        return 0.0
    about = effects - effects.mean()
    return float(np.clip((about[1:] @ about[:-1]) / max(float(about @ about), 1e-300), 0.0, 0.95))


def tails(y: Floats, fitted: Floats) -> tuple[float, float, Floats]:
    """Return degrees of freedom and scale of Student's t for residuals, and the weight of each.

    Returns
    -------
    freedom : the best of a grid from 3 to 50; scale : > 0; weights : (n,), low for far residuals.

    References
    ----------
    :cite:`lange1989` (weights and scale of t errors by EM); the grid is ours.
    """
    error = y - fitted
    best: tuple[float, float, float] = (-np.inf, GRID[-1], 1.0)
    for freedom in GRID:
        scale = float(np.median(np.abs(error))) + 1e-12
        for _ in range(20):
            heavy = (freedom + 1.0) / (freedom + (error / scale) ** 2)
            scale = float(np.sqrt((heavy * error**2).mean())) + 1e-12
        worth = float(student(error, scale, freedom).sum())
        best = max(best, (worth, freedom, scale))
    _, freedom, scale = best
    return freedom, scale, (freedom + 1.0) / (freedom + (error / scale) ** 2)


def student(error: Floats, scale: Floats | float, freedom: float) -> Floats:
    """Return the log density of Student's t at an error.

    References
    ----------
    Own: textbook density.
    """
    head = gammaln((freedom + 1.0) / 2.0) - gammaln(freedom / 2.0) - 0.5 * np.log(freedom * np.pi)
    return np.asarray(head - np.log(scale) - (freedom + 1.0) / 2.0 * np.log1p((error / scale) ** 2 / freedom))
