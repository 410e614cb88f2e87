"""Covariates of the record: pressure, threat, dependence, engagement and clarity, by state and year."""

from __future__ import annotations

import warnings

import numpy as np
from scipy.special import ndtr

from tightrope.core.alignment import Standing
from tightrope.core.effect import Pressure
from tightrope.core.panel import DOMAINS, BoolArray, FloatArray, Inputs
from tightrope.explain.pathways.clarity import clarity
from tightrope.measure.assess import Measured
from tightrope.measure.derive import tilt_of
from tightrope.measure.strategy import threats

LEVEL = 0.2  # a security tilt up to this is level, as in the overlay labels


def covariates(inputs: Inputs, standing: Standing, pressure: Pressure) -> dict[str, FloatArray]:
    """Return covariate -> (U, T) on the standing's calendar, NaN where unknown.

    Ties are means over draws; threat is the logarithm of the largest threat by a state that is no power.
    """
    years = standing.period.years
    at = {year: k for k, year in enumerate(pressure.years)}
    rivalry = np.array([pressure.mean[at[y]] if y in at else np.nan for y in years], dtype=float)
    ties = standing.extra["tie_first"], standing.extra["tie_second"]
    return {
        "pressure": np.broadcast_to(rivalry, ties[0].shape).copy(),
        "threat": threat(inputs, standing),
        "dependence": np.asarray(standing.extra["dependence"], dtype=float),
        "engagement": np.asarray(standing.engagement, dtype=float),
        "clarity": np.asarray(clarity(inputs, pressure, ties), dtype=float),
    }


def threat(inputs: Inputs, standing: Standing) -> FloatArray:
    """Return (U, T) logarithm of the largest threat to each state that ever stood inside; NaN where unknown."""
    out = np.full(standing.engagement.shape, np.nan)
    ever = (standing.inside == 1).any(axis=(0, 2))
    for u in np.flatnonzero(ever).tolist():
        found = threats(inputs, standing.states[u])
        others = np.array([code not in inputs.ties.powers for code in found.codes])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a year without any known threat stays NaN
            largest = np.nanmax(found.value[others], axis=0)
        out[u] = np.log(np.where(largest > 0, largest, np.nan))
    return out


def neutral(inputs: Inputs, measured: Measured) -> BoolArray:
    """Return (U, T) whether a state has no obligation to either power and a level security tie, by posterior means."""
    d = DOMAINS.index("security")
    levels = ndtr(measured.alignment.mean[:, :, d])
    lean = tilt_of(levels[..., 0], levels[..., 1])
    ties = inputs.ties
    if not ties.has("defense_obligation"):
        return np.zeros(lean.shape, dtype=bool)
    free = (ties.column("defense_obligation") == 0).all(axis=-1)
    with np.errstate(invalid="ignore"):
        return np.asarray(free & (np.abs(lean) <= LEVEL))
