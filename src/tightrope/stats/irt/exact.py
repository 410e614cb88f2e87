"""Exact sampler of the same model, slow: the check of the fast fit, and a peer in the benchmarks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from tightrope.stats.irt.layout import Layout, columns, divided, lay_out
from tightrope.stats.irt.points import Floats, IdealPoints, Items, Votes
from tightrope.stats.irt.sweep import FAR
from tightrope.stats.kalman import filter_level, simulate_level

MOVES = 4  # proposals for each item in one sweep: its parameters mix slowest
REACH = 0.9  # size of a proposal in standard deviations of the item's parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Draws from the posterior.

    Parameters
    ----------
    unit, time : (C,) of each position.
    position : (S, C) draws, each brought to mean 0 and standard deviation 1.
    item : (I,) ids.
    slope : (S, I) draws, on the scale of the positions.
    accepted : share of item proposals accepted.
    """

    unit: NDArray[Any]
    time: NDArray[Any]
    position: Floats
    item: NDArray[Any]
    slope: Floats
    accepted: float


def sample(
    votes: Votes, fitted: IdealPoints, *, sweeps: int, burn: int, rng: np.random.Generator, thin: int = 2
) -> Draws:
    """Draw positions and items by Gibbs sampling with forward filtering and backward sampling.

    Latent votes are drawn given items and positions, whole walks given latent votes and items, and items by
    Metropolis steps with the latent votes integrated out. The panel's spread is held by the fit's multiplier and
    shift inside the density, so that no draw is stretched between sweeps: stretching each sweep, as published
    samplers do, leaves a distribution that depends on how fast each parameter mixes.

    Parameters
    ----------
    votes : as for `fit`, the same votes.
    fitted : the fast fit of these votes: starting values, scale of proposals, settings and multiplier.
    sweeps, burn : sweeps in all, and how many of the first are left out.
    rng : source of randomness.
    thin : keep one draw in as many.

    References
    ----------
    :cite:`albert1993` (latent votes), :cite:`carter1994` (walks), :cite:`bailey2017` (priors).
    """
    unit, time, item, category = columns(votes)
    kept = divided(item, category)
    settings = fitted.settings
    layout = lay_out(unit[kept], time[kept], item[kept], category[kept], settings, categories=fitted.categories)
    known = fitted.items
    position = fitted.mean.copy()
    slope, cuts = known.slope.copy(), known.cuts.copy()
    scale = np.column_stack([known.slope_error, known.cut_errors])
    kept_draws: list[Floats] = []
    kept_slopes: list[Floats] = []
    accepted = 0.0
    for turn in range(sweeps):
        at = position[layout.cell]
        now = _loglik(layout, slope, cuts, at)
        for move in range(MOVES):
            # Along the ridge slope and cut points move together; alone, each finds its width across it.
            if move % 2:
                jump = rng.normal(size=scale.shape) * scale * (REACH / 2.0)
            else:
                jump = rng.normal(size=(len(slope), 1)) * REACH * _ridge(known)
            new_slope, new_cuts = slope + jump[:, 0], cuts + jump[:, 1:]
            edge = np.full((len(slope), 1), settings.bound)
            legal = np.all(np.diff(np.concatenate([-edge, new_cuts, edge], axis=1), axis=1) > 0.0, axis=1)
            new_cuts = np.where(legal[:, None], new_cuts, cuts)
            then = _loglik(layout, new_slope, new_cuts, at)
            gain = then - now - 0.5 * (new_slope**2 - slope**2)
            take = legal & (np.log(rng.random(len(slope))) < gain)
            slope, cuts = np.where(take, new_slope, slope), np.where(take[:, None], new_cuts, cuts)
            now = np.where(take, then, now)
            accepted += float(take.mean())
        latent = _latent(layout, slope, cuts, at, rng)
        position = _walks(layout, slope, latent, fitted, rng)
        if turn >= burn and (turn - burn) % thin == 0:
            middle, spread = position.mean(), position.std()
            kept_draws.append((position - middle) / spread)
            kept_slopes.append(slope * spread)
    return Draws(
        unit=layout.units[layout.unit], time=layout.times[layout.time], position=np.array(kept_draws),
        item=layout.items, slope=np.array(kept_slopes), accepted=accepted / (MOVES * sweeps),
    )  # fmt: skip


def _ridge(known: Items) -> Floats:
    """Return, for each item, how slope and cut points move together along its nodes, one deviation of the slope."""
    weight = known.node_weight[..., None]
    both = np.concatenate([known.node_slope[..., None], known.node_cuts], axis=2)
    away = both - (weight * both).sum(axis=0)
    square = np.maximum((weight[..., 0] * away[..., 0] ** 2).sum(axis=0), 1e-12)
    cross = (weight * away * away[..., :1]).sum(axis=0)
    return np.asarray(cross / np.sqrt(square)[:, None])


def _limits(layout: Layout, slope: Floats, cuts: Floats, at: Floats) -> tuple[Floats, Floats]:
    """Return the lower and upper limits (N,) that each vote sets to its noise."""
    edge = np.full((len(cuts), 1), FAR)
    edges = np.concatenate([-edge, cuts, edge], axis=1)
    center = slope[layout.item] * at
    high = edges[layout.item, layout.category + 1] - center
    low = edges[layout.item, layout.category] - center
    return low, high


def _loglik(layout: Layout, slope: Floats, cuts: Floats, at: Floats) -> Floats:
    low, high = _limits(layout, slope, cuts, at)
    right = low + high > 0.0
    chance = ndtr(np.where(right, -low, high)) - ndtr(np.where(right, -high, low))
    log = np.log(np.maximum(chance, 1e-280))
    return np.asarray(np.bincount(layout.item, log, minlength=len(slope)), dtype=float)


def _latent(layout: Layout, slope: Floats, cuts: Floats, at: Floats, rng: np.random.Generator) -> Floats:
    """Draw the latent votes: normal around slope * position, cut off at their category's limits."""
    low, high = _limits(layout, slope, cuts, at)
    # Where the limits lie to the right the draw is taken from the left tail and turned: it keeps its digits.
    right = low + high > 0.0
    first, last = ndtr(np.where(right, -high, low)), ndtr(np.where(right, -low, high))
    noise = ndtri(np.clip(first + (last - first) * rng.random(len(at)), 1e-300, 1.0 - 1e-16))
    return np.asarray(slope[layout.item] * at + np.where(right, -noise, noise))


def _walks(layout: Layout, slope: Floats, latent: Floats, fitted: IdealPoints, rng: np.random.Generator) -> Floats:
    cells = len(layout.votes)
    tilt = slope[layout.item]
    precision = np.bincount(layout.cell, tilt * tilt, minlength=cells) + max(fitted.multiplier, 0.0)
    pull = np.bincount(layout.cell, tilt * latent, minlength=cells) - fitted.shift
    held = layout.held
    weight = np.where(held >= 0, precision[held], 0.0)
    observed = np.where(held >= 0, (pull / np.maximum(precision, 1e-12))[held], 0.0)
    filtered = filter_level(observed, weight, layout.step, start_mean=0.0, start_variance=fitted.settings.start)
    paths = simulate_level(filtered, layout.step, rng.normal(size=held.shape))
    return np.asarray(paths[layout.place, layout.unit])
