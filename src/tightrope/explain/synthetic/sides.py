"""Ties read anew on each side of a date, so that nothing after a shock is lent to the years before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from tightrope.core.panel import BoolArray, FloatArray, Ties, Variable
from tightrope.explain.synthetic.shocks import Outcome
from tightrope.stats.kalman import filter_level, simulate_level, smooth_level

COVERED = 0.65  # least share of the years of each side in which a state must have a value
SPREAD = 40  # states with a series, fewer and the series is left out: it would leave no donors
START = 10.0  # variance of the first level of a side, in units of the series' own variance: nothing is known of it
SQUEEZE = 0.005
STEPS = np.array([0.02, 0.05, 0.1, 0.2, 0.4])  # no level stands still: a rise before the date must not be ironed out
NOISES = np.array([0.01, 0.03, 0.08, 0.2, 0.4, 0.8])
WINDOWED = frozenset(
    {"trade_share_comtrade", "visits", "secretary_visits"}
)  # means or counts of three years: both sides
SIDES = {"first": (0,), "second": (1,), "engagement": (0, 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """An outcome of every state that has it, cut at a date.

    Parameters
    ----------
    states : ISO3 codes; years : calendar years; before : how many of them lie before the date.
    mean : (U, T) the outcome, in standard deviations of the state-years before the date; higher is closer.
    draws : (S, U, T) draws of it; the two sides of a path are drawn apart.
    series : indicators that it is made of, by power; domains : their domains.
    """

    states: tuple[str, ...]
    years: tuple[int, ...]
    before: int
    mean: FloatArray
    draws: FloatArray
    series: tuple[tuple[int, str], ...]
    domains: tuple[str, ...]


def sides(
    ties: Ties, outcome: Outcome, focal: str, *, start: int, after: int, stop: int, draws: int,
    rng: np.random.Generator, drop: frozenset[str] = frozenset(),
) -> Sides | str:  # fmt: skip
    """Measure an outcome of all states from `start` to `stop`, each side of `after` from its own years alone.

    The series are those of the tie that the focal state has on both sides, the same in every year and for
    every state: an outcome that changes what it is made of would move by itself. Each is a slowly moving level
    seen with noise; the two variances are those most likely over all states before the date. Domains weigh
    alike, series of a domain too.

    Parameters
    ----------
    start, stop : first and last year; after : first year of the second side.
    draws : number of draws.
    drop : series left out.

    Returns
    -------
    Sides, or why the outcome cannot be measured, in a clause.

    References
    ----------
    :cite:`durbin2012` sections 2.2-2.6; own: the cut, docs/explanation/synthetic.md.
    """
    first = ties.period.years.index(start)
    span = slice(first, first + stop - start + 1)
    before, row = after - start, ties.row(focal)
    chosen: list[tuple[int, int, Variable]] = []
    for power in SIDES[outcome.of]:
        for j, v in enumerate(ties.variables):
            if v.role != "tie" or v.name in WINDOWED | drop or (outcome.domain and v.domain != outcome.domain):
                continue
            held = _covered(ties.values[:, span, power, j], before)
            if held[row] and held.sum() >= SPREAD:
                chosen.append((power, j, v))
    chosen, kept = _agreed(ties.values[:, span], chosen, before)
    if why := _lacking(outcome, ties.powers, chosen):
        return why
    rows = np.flatnonzero(kept)
    mean, drawn = np.zeros((len(rows), stop - start + 1)), np.zeros((draws, len(rows), stop - start + 1))
    for (power, j, v), weight in zip(chosen, _weights(chosen), strict=True):
        values, errors = _scaled(ties.values[rows, span, power, j], ties.error[rows, span, power, j], v, before)
        level, paths = _levels(values, errors, before, draws=draws, rng=rng)
        mean += weight * level
        drawn += weight * paths
    return Sides(
        states=tuple(ties.states[u] for u in rows),
        years=tuple(range(start, stop + 1)),
        before=before,
        mean=mean,
        draws=drawn,
        series=tuple((power, v.name) for power, _, v in chosen),
        domains=tuple(dict.fromkeys(v.domain or "" for _, _, v in chosen)),
    )


def _covered(values: FloatArray, before: int) -> BoolArray:
    seen = np.isfinite(values)
    return np.asarray((seen[:, :before].mean(axis=1) >= COVERED) & (seen[:, before:].mean(axis=1) >= COVERED))


def _agreed(
    values: FloatArray, chosen: list[tuple[int, int, Variable]], before: int
) -> tuple[list[tuple[int, int, Variable]], BoolArray]:
    """Return the series that move before the date within some states that have all of them, and (U,) these states."""
    while True:
        kept = np.ones(len(values), dtype=bool)
        for power, j, _ in chosen:
            kept &= _covered(values[:, :, power, j], before)
        moving = [item for item in chosen if _moves(values[kept][:, :before, item[0], item[1]])]
        if len(moving) == len(chosen):
            return chosen, kept
        chosen = moving


def _moves(values: FloatArray) -> bool:
    """Whether a series differs within at least a tenth of the states: one that never moves tells of no move."""
    return bool(len(values) and np.mean(np.nanstd(values, axis=1) > 1e-3) >= 0.1)


def _lacking(outcome: Outcome, powers: tuple[str, str], chosen: list[tuple[int, int, Variable]]) -> str:
    """Return why the series do not make up the outcome, empty where they do."""
    for power in SIDES[outcome.of]:
        domains = {v.domain for p, _, v in chosen if p == power}
        if not domains:
            kind = f"{outcome.domain} tie" if outcome.domain else "tie"
            return f"no series of the {kind} to {powers[power]} covers both sides of the date"
        if not outcome.domain and len(domains) < 2:
            return f"the tie to {powers[power]} has series of one domain only on both sides of the date"
    return ""


def _weights(chosen: list[tuple[int, int, Variable]]) -> list[float]:
    """Return weights that sum to 1: powers alike, then domains, then series."""
    keys = [(power, v.domain) for power, _, v in chosen]
    powers = len({power for power, _ in keys})
    domains = {power: len({d for p, d in keys if p == power}) for power, _ in keys}
    return [1.0 / (powers * domains[key[0]] * keys.count(key)) for key in keys]


def _scaled(values: FloatArray, errors: FloatArray, v: Variable, before: int) -> tuple[FloatArray, FloatArray]:
    """Return values and errors on the model's scale, in standard deviations of the years before the date."""
    if v.transform == "log1p":
        inside = np.maximum(values, 0.0)
        moved, slope = np.log1p(inside), 1.0 / (1.0 + inside)
    elif v.transform == "logit":
        inside = SQUEEZE + (1.0 - 2.0 * SQUEEZE) * np.clip(values, 0.0, 1.0)
        moved, slope = logit(inside), (1.0 - 2.0 * SQUEEZE) / (inside * (1.0 - inside))
    else:
        moved, slope = np.array(values), np.ones_like(values)
    held = moved[:, :before]
    center, spread = np.nanmean(held), np.nanstd(held)
    known = np.where(np.isfinite(errors), errors * np.abs(slope), 0.0) / spread
    return (moved - center) / spread, np.where(np.isfinite(values), known, 0.0)


def _levels(
    values: FloatArray, errors: FloatArray, before: int, *, draws: int, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Return the level of a series, (U, T), and draws of it, (S, U, T), each side from its own years."""
    moving = np.nanstd(values[:, :before], axis=1) > 1e-3  # states that never move tell nothing of how others do
    rows = moving if moving.any() else np.ones(len(values), dtype=bool)
    step, noise = _variances(values[rows, :before].T, errors[rows, :before].T)
    mean, drawn = np.empty(values.shape), np.empty((draws, *values.shape))
    for part in (slice(0, before), slice(before, values.shape[1])):
        if not values[:, part].size:
            continue
        y = values[:, part].T
        precision = np.where(np.isfinite(y), 1.0 / (noise + errors[:, part].T ** 2), 0.0)
        steps = np.full(y.shape, step)
        found = filter_level(np.nan_to_num(y), precision, steps, start_mean=0.0, start_variance=START)
        mean[:, part] = smooth_level(found, steps)[0].T
        drawn[:, :, part] = simulate_level(found, steps, rng.standard_normal((draws, *y.shape))).transpose(0, 2, 1)
    return mean, drawn


def _variances(y: FloatArray, errors: FloatArray) -> tuple[float, float]:
    """Return variance of the yearly step and of the noise, the likeliest pair of a grid over all states."""
    grid = np.array([(q, r) for q in STEPS for r in NOISES])
    seen = np.isfinite(y)[..., None]
    precision = np.where(seen, 1.0 / (grid[:, 1] + errors[..., None] ** 2), 0.0)
    shown = np.broadcast_to(np.nan_to_num(y)[..., None], precision.shape)
    moving = np.broadcast_to(grid[:, 0], precision.shape)
    found = filter_level(shown, precision, moving, start_mean=0.0, start_variance=START)
    best = int(found.loglik.sum(axis=0).argmax())
    return float(grid[best, 0]), float(grid[best, 1])
