"""Turning points of the ties, from the indicators alone; who moved is attached elsewhere."""

from __future__ import annotations

import numpy as np

from tightrope.core.alignment import TurningPoint
from tightrope.core.panel import DOMAINS, BoolArray, FloatArray
from tightrope.measure.observe.layout import FREEDOM

SPAN = 3
LIMIT = 2.0
LEAST = 0.25


def break_probability(change: FloatArray, observed: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Return (T,) the probability of a break around each year, and its direction (-1, 0, 1).

    A break: the innovations of the year and its two neighbors add up to more than twice the standard
    deviation that the model gives to three of them. About one three-year window in twenty does so
    without any break.

    Parameters
    ----------
    change : (S, T) innovations of one tie, in units of the scale of its Student-t.
    observed : (T,) bool; a window with an unobserved year is NaN.

    References
    ----------
    :cite:`harvey1992` (standardized smoothed innovations as evidence of breaks; the three-year sum is ours).
    """
    steps = change.shape[1]
    probability, direction = np.full(steps, np.nan), np.zeros(steps)
    deviation = np.sqrt(SPAN * FREEDOM / (FREEDOM - 2.0))
    for t in range(1, steps):
        window = slice(max(t - 1, 1), min(t + 2, steps))
        if not observed[max(t - 2, 0) : min(t + 2, steps)].all():
            continue
        size = change[:, window].sum(axis=1) / deviation
        up, down = float((size > LIMIT).mean()), float((size < -LIMIT).mean())
        probability[t], direction[t] = max(up, down), 1.0 if up > down else -1.0
    return probability, direction


def turning_points(
    change: FloatArray, observed: BoolArray, years: tuple[int, ...], powers: tuple[str, str]
) -> tuple[TurningPoint, ...]:
    """Find the years in which a tie broke, at most one in three years of a tie.

    The year is the one with the largest mean innovation of the window, in the direction of the break.

    Parameters
    ----------
    change : (S, T, D, P) innovations in units of their scale; observed : (T, D, P).

    Returns
    -------
    Turning points with probability of at least 0.25 (five times the base rate), by year and tie; `tie` is
    "domain:POWER" and `direction` 1 if the tie grew closer.

    References
    ----------
    Own: `break_probability` with a bound of 0.25, docs/explanation/measurement.md.
    """
    found = []
    for d, domain in enumerate(DOMAINS):
        for p, power in enumerate(powers):
            probability, direction = break_probability(change[:, :, d, p], observed[:, d, p])
            left = np.nan_to_num(probability)
            mean = change[:, :, d, p].mean(axis=0)
            while left.max() >= LEAST:
                t = int(left.argmax())
                window = np.arange(max(t - 1, 1), min(t + 2, len(years)))
                year = int(window[(mean[window] * direction[t]).argmax()])
                point = TurningPoint(
                    year=years[year], probability=float(left[t]), tie=f"{domain}:{power}", direction=int(direction[t])
                )
                found.append(point)
                left[max(t - 2, 0) : t + 3] = 0.0
    return tuple(sorted(found, key=lambda point: (point.year, point.tie)))


def expected(points: tuple[TurningPoint, ...], power: str, year: int, *, name: str = "", slack: int = 2) -> str:
    """Return the sentence on an expected turning year of a tie: found, found in another year, or not found.

    References
    ----------
    Own: expected years are reported as found, found in another year, or not found, docs/explanation/measurement.md.
    """
    mine = [point for point in points if point.tie.endswith(f":{power}") and abs(point.year - year) <= slack]
    who = name or power
    if not mine:
        return f"turning year {year} ({who}): not found"
    best = min(mine, key=lambda point: (abs(point.year - year), -point.probability))
    domain = best.tie.split(":")[0]
    way = "closer" if best.direction > 0 else "looser"
    where = "found" if best.year == year else f"found in {best.year}"
    return f"turning year {year} ({who}): {where}, {domain} tie {way}, probability {best.probability:.2f}"
