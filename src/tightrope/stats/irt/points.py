"""IdealPoints and Items: what a fit returns, and what scoring needs of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
Votes = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Items with what is known of each.

    Category k (0, 1, ...) is chosen where cut k - 1 < slope * position + noise <= cut k, noise standard normal.

    Parameters
    ----------
    item : (I,) ids, sorted.
    slope, slope_error : (I,) posterior mean and standard deviation; the sign says which way a high position votes.
    cuts, cut_errors : (I, K - 1) the same of the cut points, ascending.
    votes : (I,) votes that it rests on.
    node_slope, node_weight : (M, I) points of the posterior of the slope and their probabilities.
    node_cuts : (M, I, K - 1) the cut points that go with each.
    """

    item: NDArray[Any]
    slope: Floats
    slope_error: Floats
    cuts: Floats
    cut_errors: Floats
    votes: Ints
    node_slope: Floats
    node_weight: Floats
    node_cuts: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a fit assumed.

    Parameters
    ----------
    smooth : variance of one step of the walk before it is weighted by votes.
    gap : "seen" (a step leads from the last time seen, however long ago) or "elapsed" (its variance grows with the
        times between).
    start : variance of a unit's first position.
    bound : cut points lie within -bound and bound.
    nodes : points on the posterior of each slope; with 3 positions differ from those with 9 by a hundredth of their
        standard errors.
    """

    smooth: float = 0.5
    gap: str = "seen"
    start: float = 1.0
    bound: float = 7.0
    nodes: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class IdealPoints:
    """Positions of units over time, one row a unit and time at which it voted, sorted by unit and time.

    Parameters
    ----------
    unit, time : (C,) whose position, and when.
    mean : (C,) position; over the fitted panel mean 0, standard deviation 1 (spread of the means and uncertainty
        together).
    error : (C,) standard error, `inflation` included.
    votes : (C,) votes cast.
    items : item parameters.
    categories : (K,) the category values, ascending.
    settings : what was assumed.
    multiplier, shift : the precision and the pull that hold the panel at standard deviation 1 and mean 0.
    precision, pull : (C,) what the votes say of each position, as a normal likelihood (precision, precision x mean).
    inflation : factor in the errors, from simulation; 1 if not simulated or none was needed.
    coverage : share of true positions inside nominal 90 % intervals in the simulation, before and after `inflation`;
        NaN if not simulated.
    diagnostics : counts and fit: "votes", "items", "cells", "dropped" (votes on unanimous items), "classified" (share
        of votes in the most probable category at the means), "log_score" (mean log probability of the votes).
    iterations : passes over the votes.
    change : root mean square of what the last pass still moved, in standard errors.
    settled : whether that is below the tolerance.
    """

    unit: NDArray[Any]
    time: NDArray[Any]
    mean: Floats
    error: Floats
    votes: Ints
    items: Items
    categories: NDArray[Any]
    settings: Settings
    multiplier: float
    shift: float
    precision: Floats
    pull: Floats
    inflation: float
    coverage: tuple[float, float]
    diagnostics: Mapping[str, float]
    iterations: int
    change: float
    settled: bool
