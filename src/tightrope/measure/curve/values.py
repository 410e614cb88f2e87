"""What recipes are cooked from: indicators in every normalization, held for five years, on (0, 1)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from tightrope.core.panel import DOMAINS, BoolArray, FloatArray, Ties, Variable
from tightrope.measure.observe.scale import LEAST, TRIM, WINDOW, transform

AGE = 5
SHARE = "share of the two"
NORMALIZATIONS = ("z-score", "rank", "min-max", "robust z-score", "rank in the year", "each power's own", SHARE)
DECLARED, QUARTER = "as declared", 0.25
POINTS, UNFLAGGED = "ideal_point_distance", "ideal_point_distance_unflagged"
VOTES = {
    "A (chance-corrected)": "un_a",
    "agreement": "un_agreement",
    "identical votes": "un_identical",
    "contested votes": "contested_with",
    "ideal points": POINTS,
    "ideal points, flagged years dropped": UNFLAGGED,
    "ideal points, important votes": "ideal_point_distance_important",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Indicators that a recipe may use, in the order of their names.

    Parameters
    ----------
    raw : (T, U, P, J) values as published, turned so that higher is closer; NaN where not observed.
    bent : the same after the declared transform; raw_held, bent_held : each value held for five years.
    variables : (J,) what each is; a vote measure that is no tie by default is there as well.
    tie : (J,) whether it is a tie by default.
    """

    raw: FloatArray
    bent: FloatArray
    raw_held: FloatArray
    bent_held: FloatArray
    years: FloatArray
    states: tuple[str, ...]
    variables: tuple[Variable, ...]
    tie: BoolArray

    @property
    def names(self) -> tuple[str, ...]:
        """(J,) names."""
        return tuple(v.name for v in self.variables)

    @property
    def domain(self) -> FloatArray:
        """(J,) index into DOMAINS."""
        return np.array([DOMAINS.index(str(v.domain)) for v in self.variables])


def items(ties: Ties) -> Items:
    """Collect the tie indicators and the other measures of votes; one without variation is left out.

    References
    ----------
    Own: what may enter a recipe, docs/explanation/measurement.md.
    """
    others = set(VOTES.values())
    chosen = [
        j
        for j in sorted(range(len(ties.variables)), key=lambda j: ties.variables[j].name)
        if ties.variables[j].domain in DOMAINS
        and (ties.variables[j].role == "tie" or (ties.variables[j].name in others and ties.variables[j].paired))
    ]
    raw, bent, kept = [], [], []
    for j in chosen:
        variable = ties.variables[j]
        value = ties.values[..., j].swapaxes(0, 1)
        known = value[np.isfinite(value)]
        if known.size < 2 or known.std() <= 1e-12:
            continue
        curved = transform(value, np.zeros_like(value), variable.transform)[0]
        raw.append(_near(value) if variable.higher == "farther" else value)
        bent.append(-curved if variable.higher == "farther" else curved)
        kept.append(variable)
        if variable.name == POINTS and (out := flagged(raw[-1])).any():
            blank = np.where(out, np.nan, 0.0)[:, None, None]
            raw.append(raw[-1] + blank)
            bent.append(bent[-1] + blank)
            kept.append(replace(variable, name=UNFLAGGED))
    shape = (len(ties.period), len(ties.states), 2, 0)
    straight = np.stack(raw, axis=-1) if raw else np.zeros(shape)
    curved = np.stack(bent, axis=-1) if bent else np.zeros(shape)
    return Items(
        raw=straight,
        bent=curved,
        raw_held=held(straight),
        bent_held=held(curved),
        years=np.array(ties.period.years),
        states=ties.states,
        variables=tuple(kept),
        tie=np.array([v.role == "tie" for v in kept], dtype=bool),
    )


def _near(distance: FloatArray) -> FloatArray:
    return np.asarray(1.0 / (1.0 + distance))


def held(values: FloatArray) -> FloatArray:
    """Hold each value for at most five years after it was observed; years on the first axis.

    References
    ----------
    Own: as the model does, a series counts up to five years after its last observation.
    """
    found = values.copy()
    for lag in range(1, AGE + 1):
        empty = ~np.isfinite(found[lag:])
        found[lag:][empty] = values[:-lag][empty]
    return found


def normalized(given: Items, how: str) -> FloatArray:
    """Return every indicator on (0, 1), (T, U, P, J), by one of `NORMALIZATIONS`, each value held for five years.

    "z-score": by the normal curve, over 1995-2015, all states and both powers. "robust z-score": the same with
    median and quartiles. "each power's own": the same within each power, so that a tie is held against what other
    states have with that power. "rank": share of all state-years below. "rank in the year": among the states of the
    year. "min-max": from the 1st to the 99th percentile. "share of the two": the power's part of what both powers
    get, with the 5th percentile of the totals added, so that nothing to either is level.

    References
    ----------
    :cite:`oecd2008` (z-scores, ranks and min-max as normalizations; the cuts are ours).
    """
    window = (given.years >= WINDOW[0]) & (given.years <= WINDOW[1])
    found = np.empty_like(given.bent)
    for j in range(given.bent.shape[-1]):
        if how == SHARE:
            found[..., j] = _shared(given.raw[..., j], given.raw_held[..., j])
            continue
        value = given.bent[..., j]
        base = value[window] if np.isfinite(value[window]).sum() >= LEAST else value
        known = base[np.isfinite(base)]
        if known.std() <= 1e-12:
            base, known = value, value[np.isfinite(value)]
        carried = given.bent_held[..., j]
        if how == "rank":
            found[..., j] = _rank(carried, np.sort(value[np.isfinite(value)]))
        elif how == "rank in the year":
            for t in range(len(carried)):
                row = carried[t]
                found[t, ..., j] = _rank(row, np.sort(row[np.isfinite(row)]))
        else:
            low, high = np.quantile(known, TRIM)
            if how == "min-max":
                scaled = (carried - low) / max(high - low, 1e-12)
                found[..., j] = np.clip(scaled, 0.005, 0.995)
            elif how == "each power's own":
                for p in range(2):
                    own = base[..., p][np.isfinite(base[..., p])]
                    found[..., p, j] = _curve(carried[..., p], own if own.size >= 2 else known, robust=False)
            else:
                found[..., j] = _curve(carried, known, robust=how == "robust z-score")
    return found


def _curve(values: FloatArray, base: FloatArray, *, robust: bool) -> FloatArray:
    """Return values by the normal curve; drawn in to the 1st and 99th percentile of the base first."""
    low, high = np.quantile(base, TRIM)
    cut = np.clip(base, low, high)
    center, spread = float(cut.mean()), float(cut.std())
    if robust:
        lower, middle, upper = np.quantile(cut, [0.25, 0.5, 0.75])
        if upper - lower > 1e-12:
            center, spread = float(middle), float(upper - lower) / 1.349
    return np.asarray(ndtr((np.clip(values, low, high) - center) / max(spread, 1e-12)))


def _rank(values: FloatArray, ordered: FloatArray) -> FloatArray:
    """Return the mean rank of each value among ordered ones, over their number plus one; NaN stays."""
    below = np.searchsorted(ordered, values, side="left")
    upto = np.searchsorted(ordered, values, side="right")
    rank = (below + upto + 1.0) / 2.0
    return np.asarray(np.where(np.isfinite(values), rank / (len(ordered) + 1.0), np.nan))


def _shared(raw: FloatArray, carried: FloatArray) -> FloatArray:
    """Return (x + k / 2) / (first + second + k), k the 5th percentile of the totals above zero."""
    known = raw[np.isfinite(raw)]
    signed = known.min() < 0.0 and known.max() <= 1.0
    amount, kept = ((1.0 + x) / 2.0 if signed else np.maximum(x, 0.0) for x in (raw, carried))
    total = kept.sum(axis=-1, keepdims=True)
    some = amount.sum(axis=-1)
    some = some[np.isfinite(some) & (some > 0.0)]
    least = max(float(np.quantile(some, 0.05)), 1e-9) if some.size else 1.0
    return np.asarray((kept + least / 2.0) / (total + least))


def flagged(near: FloatArray) -> BoolArray:
    """Return (T,) years in which over a quarter of the states lie beyond a power on the line of ideal points.

    A state lies beyond a power if its distances to the two powers differ by the powers' own distance, the largest
    difference there can be. Tilt from such a year says only that a state lies outside.

    Parameters
    ----------
    near : (T, U, P) 1 / (1 + distance).

    References
    ----------
    Own: the flag of docs/explanation/measurement.md.
    """
    difference = np.abs(1.0 / near[..., 1] - 1.0 / near[..., 0])
    found = np.zeros(len(near), dtype=bool)
    for t in range(len(near)):
        known = difference[t][np.isfinite(difference[t])]
        if known.size >= LEAST:
            found[t] = float((known >= 0.999 * known.max()).mean()) > QUARTER
    return found
