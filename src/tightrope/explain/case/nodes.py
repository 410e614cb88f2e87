"""Binary nodes of neoclassical realism on state-periods, by registered thresholds, each with its measure's doubt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from tightrope.core.alignment import Standing
from tightrope.core.effect import Pressure
from tightrope.core.errors import CoverageError
from tightrope.core.panel import FloatArray, Inputs, IntArray
from tightrope.explain.quantity import NORMAL90
from tightrope.explain.rows import FILTER_ROWS, values

SPAN = 5  # years of a period
FIRST = 1972  # the People's Republic of China sits in the United Nations from late 1971
INSIDE = 0.5
SURE = 0.95
LEAST_CASES = 60
LEAST_PERIODS = 4
KEPT = "kept"
FILTERS = {"needs": "needs", "requirements": "requirements", "perception": "perceptions", "capacity": "capacity"}
GRAPH = """pressure -> needs; pressure -> requirements; pressure -> perception; pressure -> kept
needs -> kept <- requirements; perception -> kept <- capacity"""
SIGNS = {"requirements": {"pressure": 1}, "perception": {"pressure": 1}}
KEPT_SIGNS = {"pressure": -1, "needs": 1, "requirements": 1, "capacity": 1, "perception": 0}
REGISTERED = {
    "pressure": "the rivalry of the powers, mean of the five years, above .5: its level in an average year",
    "needs": "economic needs, mean of the five years, above the median of all measured state-periods",
    "requirements": "security requirements, mean of the five years, above the median of all measured state-periods",
    "perception": "attention of the state's speeches to both powers, mean of the five years, above the median of all "
    "measured state-periods",
    "capacity": "institutional capacity, mean of the five years, above the median of all measured state-periods",
    "kept": "two-sided engagement in the year after, of a state that stood in it the year before (chance .5 or more)",
}
"""What makes each node 1; written before any case was looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """State-periods as evidence on binary nodes.

    Parameters
    ----------
    nodes : names, in the order of the columns.
    states, periods : (N,) state code and first year of each case.
    chance : (N, nodes) chance that the node is 1 by its measurement alone; NaN where it is not measured.
    focal : row of the focal state's last case, None if it has none.
    out : why the focal state has none, empty if it has one.
    """

    nodes: tuple[str, ...]
    states: tuple[str, ...]
    periods: IntArray
    chance: FloatArray
    focal: int | None
    out: str = ""

    def values(self, row: int) -> dict[str, int]:
        """Return the value of each node of a case that is sure of it; the others are left open."""
        return {
            n: int(p > 0.5)
            for n, p in zip(self.nodes, self.chance[row], strict=True)
            if np.isfinite(p) and max(p, 1.0 - p) >= SURE
        }


def cases(
    inputs: Inputs, standing: Standing, pressure: Pressure, focal: str, *, as_of: int, nodes: tuple[str, ...]
) -> Cases:
    """Lay out every state-period at risk: a state inside two-sided engagement the year before five years begin.

    Parameters
    ----------
    as_of : year in which the last period's outcome is read; periods of five years do not overlap and end before it.
    nodes : names of the nodes, in the order of the columns wanted.

    Raises
    ------
    CoverageError : too few cases or periods for anything to be learned.

    References
    ----------
    Own: `REGISTERED`. A mean is above a threshold with the chance that a normal error of its own leaves it there; the
    error joins the spread of its years with the disagreement of its series.
    """
    first = inputs.ties.period.start
    starts = [year for year in range(as_of - SPAN, FIRST, -SPAN) if year - 1 >= max(first, FIRST)][::-1]
    inside = _inside(inputs, standing)
    measured = {name: _filter(inputs, rows, starts) for name, rows in FILTERS.items()}
    rivalry = _rivalry(pressure, starts)
    found: list[tuple[str, int, list[float]]] = []
    why = f"{focal} is not among the measured states"
    for u, code in enumerate(inputs.ties.states):
        for k, start in enumerate(starts):
            before, after = (inside[u, year - first] for year in (start - 1, start + SPAN))
            if code == focal and k == len(starts) - 1:
                why = "" if before >= INSIDE else f"{focal} did not stand in two-sided engagement in {start - 1}"
            if not (before >= INSIDE and np.isfinite(after)):
                continue
            held = {name: float(table[u, k]) for name, table in measured.items()}
            held |= {"pressure": float(rivalry[k]), KEPT: float(after)}
            found.append((code, start, [held[name] for name in nodes]))
    periods = {start for _, start, _ in found}
    if len(found) < LEAST_CASES or len(periods) < LEAST_PERIODS:
        raise CoverageError(
            f"only {len(found)} state-periods at risk in {len(periods)} periods; {LEAST_CASES} and {LEAST_PERIODS} are "
            "needed",
            where="case",
        )
    last = [row for row, (code, start, _) in enumerate(found) if code == focal and start == starts[-1]]
    return Cases(
        nodes=nodes,
        states=tuple(code for code, _, _ in found),
        periods=np.array([start for _, start, _ in found]),
        chance=np.array([row for _, _, row in found]),
        focal=last[0] if last else None,
        out=why if not last else "",
    )


def _inside(inputs: Inputs, standing: Standing) -> FloatArray:
    """Return (U, T) the chance of two-sided engagement; NaN where more than half of the draws do not know."""
    known = standing.inside >= 0
    share = np.where(
        known.mean(axis=0) >= INSIDE, (standing.inside == 1).sum(axis=0) / np.maximum(known.sum(axis=0), 1), np.nan
    )
    place = {code: u for u, code in enumerate(standing.states)}
    out = np.full((len(inputs.ties.states), len(inputs.ties.period)), np.nan)
    year = {y: t for t, y in enumerate(standing.period.years)}
    there = [t for t, y in enumerate(inputs.ties.period.years) if y in year]
    here = [year[inputs.ties.period.years[t]] for t in there]
    for u, code in enumerate(inputs.ties.states):
        if code in place:
            out[u, there] = share[place[code], here]
    return out


def _rivalry(pressure: Pressure, starts: list[int]) -> FloatArray:
    place = {year: t for t, year in enumerate(pressure.years)}
    out = np.full(len(starts), np.nan)
    for k, start in enumerate(starts):
        at = [place[y] for y in range(start, start + SPAN) if y in place and np.isfinite(pressure.mean[place[y]])]
        if at:
            error = float(np.mean(pressure.high[at] - pressure.low[at])) / (2.0 * NORMAL90)
            out[k] = _above(float(np.mean(pressure.mean[at])) - 0.5, error)
    return out


def _filter(inputs: Inputs, construct: str, starts: list[int]) -> FloatArray:
    """Return (U, periods) the chance that a filter lies above the median of all state-periods."""
    tables = []
    for row in (r for r in FILTER_ROWS if r.construct == construct):
        table = values(inputs, row)
        if table is not None and np.isfinite(table).sum() > 1 and np.nanstd(table) > 0.0:
            tables.append(row.sign * (table - np.nanmean(table)) / np.nanstd(table))
    shape = (len(inputs.ties.states), len(starts))
    if not tables:
        return np.full(shape, np.nan)
    stack = np.stack(tables)
    count = np.isfinite(stack).sum(axis=0)
    filled = np.where(np.isfinite(stack), stack, 0.0)
    level = np.where(count > 0, filled.sum(axis=0) / np.maximum(count, 1), np.nan)
    apart = np.where(np.isfinite(stack), (stack - level) ** 2, 0.0).sum(axis=0)
    several = count > 1
    disagree = float((apart[several] / (count[several] - 1)).mean()) if several.any() else 1.0
    mean, error = np.full(shape, np.nan), np.full(shape, np.nan)
    for k, start in enumerate(starts):
        at = slice(start - inputs.ties.period.start, start - inputs.ties.period.start + SPAN)
        seen = np.isfinite(level[:, at])
        years = seen.sum(axis=1)
        enough = years > 0
        here = np.where(seen, level[:, at], 0.0)
        middle = here.sum(axis=1) / np.maximum(years, 1)
        spread = np.where(seen, (here - middle[:, None]) ** 2, 0.0).sum(axis=1) / np.maximum(years - 1, 1)
        series = np.where(seen, count[:, at], 0).sum(axis=1) / np.maximum(years, 1)
        mean[enough, k] = middle[enough]
        error[enough, k] = np.sqrt(spread / np.maximum(years, 1) + disagree / np.maximum(series, 1.0))[enough]
    return _above(mean - np.nanmedian(mean), error)


def _above(gap: FloatArray | float, error: FloatArray | float) -> FloatArray:
    return np.asarray(ndtr(np.asarray(gap) / np.maximum(error, 1e-9)), dtype=float)
