"""Series, Alignment, Position and Standing: where a state stands, with every uncertainty."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tightrope.core.actor import Triad
from tightrope.core.calendar import Period
from tightrope.core.errors import CoverageError
from tightrope.core.panel import DOMAINS, BoolArray, FloatArray, IntArray, readonly


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A yearly series with its interval; NaN where not observed.

    Parameters
    ----------
    mean, low, high : (T,) float; low and high are the central interval of probability `prob`.
    """

    mean: FloatArray
    low: FloatArray
    high: FloatArray
    prob: float = 0.9

    def __post_init__(self) -> None:
        if not self.mean.shape == self.low.shape == self.high.shape:
            raise CoverageError("a series needs mean, low and high of one length", where="series")
        for name in ("mean", "low", "high"):
            object.__setattr__(self, name, readonly(np.asarray(getattr(self, name), dtype=float)))

    @classmethod
    def of(cls, draws: FloatArray, *, prob: float = 0.9) -> Series:
        """Summarize draws of shape (S, T); a year in which any draw is NaN is not observed."""
        tail = (1.0 - prob) / 2.0
        seen = np.isfinite(draws).all(axis=0)
        filled = np.where(seen, draws, 0.0)
        low, high = np.quantile(filled, [tail, 1.0 - tail], axis=0)
        mean = filled.mean(axis=0)
        blank = np.where(seen, 0.0, np.nan)
        # a few far draws can carry the mean past a quantile; the interval is then widened to hold it
        return cls(mean=mean + blank, low=np.minimum(low, mean) + blank, high=np.maximum(high, mean) + blank, prob=prob)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Posterior of the latent ties.

    Parameters
    ----------
    draws : (C, S, U, T, D, P) float32 draws of the latent tie for the states in `drawn`; standardized
        (mean 0, sd 1 over the reference window), higher is closer.
    mean, low, high : (U, T, D, P) float for every state in `states`.
    observed : (U, T, D, P) bool, whether the power has a series there within the last five years.
    weights : (D,) float, sum 1.
    loadings : indicator -> {"intercept", "loading", "noise"}.
    diagnostics : name -> number.
    """

    draws: FloatArray
    drawn: tuple[str, ...]
    mean: FloatArray
    low: FloatArray
    high: FloatArray
    observed: BoolArray
    states: tuple[str, ...]
    period: Period
    triad: Triad
    weights: FloatArray
    loadings: dict[str, dict[str, float]]
    diagnostics: dict[str, float]
    reading: str = "all"
    prob: float = 0.9

    def __post_init__(self) -> None:
        shape = (len(self.states), len(self.period), len(DOMAINS), 2)
        if self.mean.shape != shape or self.draws.shape[2:] != (len(self.drawn), *shape[1:]):
            raise CoverageError(f"alignment of shape {self.mean.shape}, expected {shape}", where="alignment")
        for name in ("draws", "mean", "low", "high", "observed", "weights"):
            object.__setattr__(self, name, readonly(getattr(self, name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class TurningPoint:
    """A year in which a tie broke, found from the indicators alone; events are attached afterward."""

    year: int
    probability: float
    tie: str
    direction: int
    events: tuple[str, ...] = ()
    initiator: str = ""
    mode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Every series and label that the report prints about where the focal state stands.

    Parameters
    ----------
    years : calendar years, the index of every series.
    as_of : last year with at least three domains observed.
    series : tilt, engagement, balance, offset, ambiguity, fallback, hedging, autonomy, autonomy_use,
        tie_first, tie_second, dependence_first, dependence_second, ... -> Series. Tilt is negative
        toward the first power, in [-1, 1].
    domains : domain -> {"tilt", "tie_first", "tie_second"} -> Series.
    classes : base labels, exactly one holds in each draw; probability (T, K), NaN where unknown.
    overlays : overlay labels, each with its own probability (T,).
    inside : (T,) probability of standing inside two-sided engagement, NaN where unknown.
    readings : reading ("security", "paired", "all", "same domains", "equidistance", "utility") -> name -> Series.
    asymmetry : domain -> Series, log of its need of the second power over its need of the first (positive: the
        state needs the second power more).
    linkage : correlation of economic and security shocks with its interval.
    causes : "parts" (variances of tilt by cause) and "left_out" (the latest year without each series, source, domain).
    by_reading : reading -> probability (T, K) of the base labels under it.
    sensitivity : label probabilities of the as-of year with floors, ceiling and band set otherwise.
    needs : domain -> name -> Series: "state_first", "state_second" (its need of a power), "first_state",
        "second_state" (a power's need of it), "asymmetry_first", "asymmetry_second" (log of the one over the other).
    unmeasured : domain -> which need is not measured there, in words.
    beyond : kind of tie ("trade", "arms", "finance") -> "tilt", "expected", "net" (by distance, border and size) and
        "expected_peers", "net_peers" (against states as far away) -> Series.
    gravity : kind of tie -> the coefficients and size of the fit that "expected" comes from.
    correlations : pair of quantities -> correlation over years with its interval.
    """

    state: str
    powers: tuple[str, str]
    years: tuple[int, ...]
    as_of: int
    series: dict[str, Series]
    domains: dict[str, dict[str, Series]]
    classes: tuple[str, ...]
    probability: FloatArray
    overlays: dict[str, FloatArray]
    inside: FloatArray
    readings: dict[str, dict[str, Series]]
    asymmetry: dict[str, Series]
    linkage: dict[str, float]
    turning_points: tuple[TurningPoint, ...]
    recipes: dict[str, Any]
    uncertainty: dict[str, float]
    thresholds: dict[str, float]
    notes: tuple[str, ...] = ()
    causes: dict[str, Any] = field(default_factory=dict)
    by_reading: dict[str, FloatArray] = field(default_factory=dict)
    sensitivity: dict[str, Any] = field(default_factory=dict)
    needs: dict[str, dict[str, Series]] = field(default_factory=dict)
    unmeasured: dict[str, str] = field(default_factory=dict)
    beyond: dict[str, dict[str, Series]] = field(default_factory=dict)
    gravity: dict[str, dict[str, Any]] = field(default_factory=dict)
    correlations: dict[str, dict[str, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The label of every state, year and draw: what spells are made from.

    Parameters
    ----------
    label : (S, U, T) int8 index into `labels`, -1 where unknown.
    inside : (S, U, T) int8, 1 inside two-sided engagement, 0 outside, -1 unknown.
    tilt, engagement : (U, T) posterior means, NaN where unknown.
    draws : (K, U, T, 2) float32 draws of both ties, their years joined by the domains observed in both; None where
        they were not kept.
    """

    states: tuple[str, ...]
    period: Period
    labels: tuple[str, ...]
    label: IntArray
    inside: IntArray
    tilt: FloatArray
    engagement: FloatArray
    reading: str = "floors"
    extra: dict[str, FloatArray] = field(default_factory=dict)
    draws: FloatArray | None = None

    def __post_init__(self) -> None:
        for name in ("label", "inside", "tilt", "engagement"):
            object.__setattr__(self, name, readonly(getattr(self, name)))
