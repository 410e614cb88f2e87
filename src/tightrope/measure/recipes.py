"""Other ways to build the same index from the same indicators, and whether they agree."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from scipy.special import ndtr

from tightrope.core.panel import DOMAINS, FloatArray
from tightrope.measure.derive import BAND, family_weights, tilt_of
from tightrope.measure.scale import WINDOW, Scaled

NORMALIZATIONS = ("z-score", "rank", "min-max")
WEIGHTS = ("domains alike", "indicators alike", "security double")
AGGREGATIONS = ("arithmetic", "geometric", "median")
AGE = 5


def normalized(scaled: Scaled, how: str) -> FloatArray:
    """Return paired indicators on (0, 1), (T, U, P, J): by normal curve, by rank, or by 1st-99th percentile.

    References
    ----------
    :cite:`oecd2008` (z-scores, ranks and min-max as normalizations; the cuts are ours).
    """
    values = scaled.values
    if how == "z-score":
        return np.asarray(ndtr(values))
    found = np.full(values.shape, np.nan)
    for j in range(values.shape[-1]):
        column = values[..., j]
        known = np.isfinite(column)
        if how == "rank":
            found[..., j][known] = _ranks(column[known]) / (known.sum() + 1.0)
        else:
            low, high = np.quantile(column[known], [0.01, 0.99])
            found[..., j] = np.clip((column - low) / max(high - low, 1e-12), 0.005, 0.995)
    return found


def run(
    scaled: Scaled, state: str, powers: tuple[str, str], year: int, *, reference: float, label: str
) -> dict[str, Any]:
    """Measure the tilt of one state in one year by every recipe, from paired indicators without the latent model.

    Three normalizations, three weightings, three aggregations, and each with every paired indicator in
    turn left out. Values count up to five years after they were observed.

    Parameters
    ----------
    year : the year to measure, as-of year of the study.
    reference : tilt of the default model, whose sign is held against each recipe's.
    label : class of the default model in short: "estranged", "first", "second" or "engaged".

    Returns
    -------
    n, agree_share (sign of tilt), agree_class, low and high (central 90 % of tilts over recipes), tilts of
    each family of recipes, broken_by (the family whose recipes agree least; empty if all agree), and
    values (the tilts).

    References
    ----------
    :cite:`oecd2008` (an index is shown with its sensitivity to how it is built); :cite:`steegen2016`.
    """
    order = [scaled.powers.index(code) for code in powers]
    years = np.array(scaled.period.years)
    now = int(year - years[0])
    window = (years >= WINDOW[0]) & (years <= WINDOW[1])
    frames = np.flatnonzero(window if window.any() else np.ones_like(window))
    frames = np.append(frames[::3], now)
    row = scaled.states.index(state)
    paired = [j for j in range(len(scaled.names)) if scaled.paired[j]]
    rows: list[tuple[str, str, str, str, float, str]] = []
    for how in NORMALIZATIONS:
        carried = _carry(normalized(scaled, how))[frames][:, :, order]
        carried = np.where(np.isfinite(carried).all(axis=2, keepdims=True), carried, np.nan)
        for weighting, left_out in itertools.product(WEIGHTS, [-1, *paired]):
            weights = _weights(scaled, weighting, left_out)
            for aggregation in AGGREGATIONS:
                ties = _aggregate(carried, weights, aggregation)
                mine = ties[-1, row]
                if not np.isfinite(mine).all():
                    continue
                floor = np.nanquantile(ties[:-1].reshape(-1, 2), 1.0 / 3.0, axis=0)
                dropped = scaled.names[left_out] if left_out >= 0 else "none"
                tilt = float(tilt_of(mine[0], mine[1]))
                rows.append((how, weighting, aggregation, dropped, tilt, _short(mine, floor)))
    return _summary(rows, reference, label)


def _summary(rows: list[tuple[str, str, str, str, float, str]], reference: float, label: str) -> dict[str, Any]:
    if not rows or not np.isfinite(reference):
        return {"n": 0, "agree_share": float("nan"), "agree_class": float("nan"), "broken_by": "", "families": {}}
    tilts = np.array([r[4] for r in rows])
    agree = np.sign(tilts) == np.sign(reference)
    families: dict[str, dict[str, float]] = {}
    for k, kind in enumerate(("normalization", "weights", "aggregation", "without")):
        for name in sorted({r[k] for r in rows}):
            mine = np.array([r[k] == name for r in rows])
            families[f"{kind}: {name}"] = {
                "agree_share": float(agree[mine].mean()),
                "tilt": float(tilts[mine].mean()),
                "n": float(mine.sum()),
            }
    worst = min(families, key=lambda name: (families[name]["agree_share"], name))
    return {
        "n": len(rows),
        "agree_share": float(agree.mean()),
        "agree_class": float(np.mean([r[5] == label for r in rows])),
        "low": float(np.quantile(tilts, 0.05)),
        "high": float(np.quantile(tilts, 0.95)),
        "broken_by": worst if families[worst]["agree_share"] < 1.0 else "",
        "families": families,
        "variance": float(np.var([r[4] for r in rows if r[3] == "none"])),
        "level": BAND,
    }


def _carry(values: FloatArray) -> FloatArray:
    """Hold each value for at most five years after it was observed."""
    held = values.copy()
    for lag in range(1, AGE + 1):
        shifted = np.full_like(values, np.nan)
        shifted[lag:] = values[:-lag]
        held = np.where(np.isfinite(held), held, shifted)
    return held


def _ranks(values: FloatArray) -> FloatArray:
    """Return ranks from 1, ties sharing their mean rank."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(count) - (count - 1) / 2.0)[place])


def _weights(scaled: Scaled, how: str, left_out: int) -> FloatArray:
    use = tuple(p and j != left_out for j, p in enumerate(scaled.paired))
    if how == "indicators alike":
        return np.array(use, dtype=float)
    weights = family_weights(scaled.domain, scaled.family, use)
    if how == "security double":
        weights = weights * np.where(np.array(scaled.domain) == DOMAINS.index("security"), 2.0, 1.0)
    return weights


def _aggregate(values: FloatArray, weights: FloatArray, how: str) -> FloatArray:
    """Return (T, U, P) ties from (T, U, P, J) values; NaN where under three indicators are known."""
    share = np.where(np.isfinite(values), weights, 0.0)
    total = share.sum(axis=-1)
    enough = (share > 0.0).sum(axis=-1) >= 3
    clean = np.where(np.isfinite(values), values, 0.5)
    if how == "median":
        order = np.argsort(clean, axis=-1)
        running = np.take_along_axis(share, order, axis=-1).cumsum(axis=-1)
        at = (running >= total[..., None] / 2.0).argmax(axis=-1)
        found = np.take_along_axis(np.take_along_axis(clean, order, axis=-1), at[..., None], axis=-1)[..., 0]
    else:
        bent = clean if how == "arithmetic" else np.log(clean)
        mean = (bent * share).sum(axis=-1) / np.where(total > 0.0, total, 1.0)
        found = mean if how == "arithmetic" else np.exp(mean)
    return np.asarray(np.where(enough, found, np.nan))


def _short(ties: FloatArray, floor: FloatArray) -> str:
    above = ties >= floor
    if above.all():
        return "engaged"
    return "first" if above[0] else "second" if above[1] else "estranged"
