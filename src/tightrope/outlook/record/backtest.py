"""Backtest: what the record of a past date said of the states inside then, held against what came, and two rules."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np

from tightrope.core.panel import BoolArray, FloatArray
from tightrope.outlook.record import hazard
from tightrope.outlook.record.moves import Moves

DATES = (1990, 2001, 2011, 2018)
RULES = ("model", "never changes", "base rate")
REACH = 10
LEAST_SHARE = 0.5  # of draws in which a state stands inside at the date, to be scored
LEAST_BEFORE = 8  # years of record before a date
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
RESAMPLES = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Predictions of one date and what came, of the states scored.

    Parameters
    ----------
    said : rule -> (U, H) chance of having stayed inside throughout, in [0, 1].
    stayed : (S, U, H) 1 stayed, 0 left, NaN not inside at the date in this draw or not followed.
    states : their codes.
    """

    date: int
    said: dict[str, FloatArray]
    stayed: FloatArray
    states: tuple[str, ...]


def score(
    found: Moves, covariates: dict[str, FloatArray], date: int, *, last: int, rng: np.random.Generator,
    known: Moves | None = None,
) -> Scored | None:  # fmt: skip
    """Predict as of a date, and gather what came.

    Parameters
    ----------
    found : moves by all data, from which outcomes are read.
    covariates : on the calendar of the moves; nothing after the date is used.
    last : last year whose outcome counts.
    known : moves that end with the date, from which the prediction is made: cut there, so that no year outside is
        bridged by one that followed, or measured with the data up to the date alone. By default `found` up to the
        date, whose bridged years and smoothed ties know something of later years.

    Returns
    -------
    Scored, or None where the record before the date or after it is too short.

    References
    ----------
    Own.
    """
    base = found if known is None else known
    now, end = date - found.start, last - found.start
    if now < LEAST_BEFORE or end <= now:
        return None
    by = hazard.design(base, covariates, until=now)
    fitted = hazard.fit(base, by, rng=rng, until=now)
    inside = base.inside[:, :, now] == 1
    scored = np.flatnonzero((inside.mean(axis=0) >= LEAST_SHARE) & (found.inside[:, :, now] == 1).any(axis=0))
    if not scored.size:
        return None
    gone = hazard.ahead(fitted, base, scored, now, years=REACH).sum(axis=-1)
    stay = 1.0 - np.nanmean(gone, axis=0)
    at_risk = base.at_risk[:, :, :now].sum()
    rate = float((base.way[:, :, :now] >= 0).sum() + 0.5) / float(at_risk + 1.0)
    horizons = np.arange(1, REACH + 1)
    said = {
        "model": stay,
        "never changes": np.ones_like(stay),
        "base rate": np.broadcast_to((1.0 - rate) ** horizons, stay.shape).copy(),
    }
    return Scored(
        date=date, said=said, stayed=outcomes(found, scored, now, end), states=tuple(found.states[u] for u in scored)
    )


def outcomes(found: Moves, u: np.ndarray[Any, Any], now: int, end: int) -> FloatArray:
    """Return (S, N, H) whether states inside now stayed inside throughout; NaN where not inside or not followed.

    References
    ----------
    Own.
    """
    inside = found.inside[:, u]
    start = inside[:, :, now] == 1
    alive = start.copy()
    followed: BoolArray = start.copy()
    out = np.full((*start.shape, REACH), np.nan)
    for h in range(1, REACH + 1):
        if now + h > end:
            break
        here = inside[:, :, now + h]
        followed = followed & ((here >= 0) | ~alive)
        alive = alive & (here == 1)
        out[:, :, h - 1] = np.where(followed, alive.astype(float), np.nan)
    return out


def summary(tests: list[Scored], *, years: tuple[int, ...], rng: np.random.Generator) -> dict[str, Any]:
    """Return Brier, CRPS and calibration of the model and of both rules, by date and over all, with differences.

    References
    ----------
    :cite:`gneiting2007` (Brier and the continuous ranked probability score, here a sum over years, of the time to
    exit up to ten years or the end of the data).
    """
    dates = [_scores(test, years, rng) for test in tests]
    return {
        "rules": list(RULES),
        "dates": dates,
        "calibration": calibration(tests),
        "misses": misses(tests),
        "states_scored": sum(len(test.states) for test in tests),
    }


def _scores(test: Scored, years: tuple[int, ...], rng: np.random.Generator) -> dict[str, Any]:
    squared = {rule: (test.said[rule][None] - test.stayed) ** 2 for rule in RULES}
    seen = np.isfinite(test.stayed)
    count = seen.sum(axis=0)
    by_state = {
        rule: np.where(count > 0, np.where(seen, v, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)
        for rule, v in squared.items()
    }
    rows = []
    for h in years:
        if h > REACH:
            continue
        rows.append({"years": h, **_compare({r: v[:, h - 1] for r, v in by_state.items()}, rng)})
        seen_h = count[:, h - 1] > 0
        if seen_h.any():
            share = np.nanmean(np.where(seen, test.stayed, np.nan)[:, seen_h, h - 1])
            rows[-1] |= {"stayed": float(share), "said": float(test.said["model"][seen_h, h - 1].mean())}
    whole = np.isfinite(by_state["model"])
    crps = {
        rule: np.where(whole.any(axis=1), np.where(whole, v, 0.0).sum(axis=1), np.nan) for rule, v in by_state.items()
    }
    followed = int(whole.any(axis=0).sum())
    return {
        "date": test.date, "states": len(test.states), "brier": [r for r in rows if r["n"]],
        "crps": {"up_to": followed, **_compare(crps, rng)},
    }  # fmt: skip


def _compare(values: dict[str, FloatArray], rng: np.random.Generator) -> dict[str, Any]:
    """Return mean scores, and the model's less each rule's, its interval by resampling states."""
    keep = np.isfinite(values["model"])
    n = int(keep.sum())
    if not n:
        return {"n": 0}
    found: dict[str, Any] = {"n": n, "mean": {rule: float(v[keep].mean()) for rule, v in values.items()}}
    draw = rng.integers(0, n, size=(RESAMPLES, n))
    found["against"] = {}
    for rule in RULES[1:]:
        gap = values["model"][keep] - values[rule][keep]
        low, high = np.quantile(gap[draw].mean(axis=1), [0.05, 0.95])
        verdict = "better" if high < 0 else "worse" if low > 0 else "cannot tell"
        found["against"][rule] = {
            "difference": float(gap.mean()), "low": float(min(low, gap.mean())), "high": float(max(high, gap.mean())),
            "verdict": verdict,
        }  # fmt: skip
    return found


def calibration(tests: list[Scored]) -> list[dict[str, Any]]:
    """Return, for each bin of what the model said of five years (or the last that can be followed), what came.

    References
    ----------
    :cite:`gneiting2007`, section on calibration.
    """
    said, came = [], []
    for test in tests:
        h = _last(test)
        mean = _middle(test.stayed[:, :, h])
        keep = np.isfinite(mean)
        said.append(test.said["model"][keep, h])
        came.append(mean[keep])
    p, y = np.concatenate(said or [np.zeros(0)]), np.concatenate(came or [np.zeros(0)])
    rows = []
    for low, high in itertools.pairwise(BINS):
        here = (p >= low) & ((p < high) | (high == 1.0))
        if here.any():
            n = int(here.sum())
            share = float(y[here].mean())
            spread = 1.645 * float(np.sqrt(max(share * (1 - share), 0.25 / n) / n))
            rows.append(
                {"from": low, "to": high, "n": n, "said": float(p[here].mean()), "came": share,
                 "low": max(0.0, share - spread), "high": min(1.0, share + spread)}
            )  # fmt: skip
    return rows


def misses(tests: list[Scored], most: int = 5) -> list[dict[str, Any]]:
    """Return the states of each date on which the model erred most, over five years or the last that can be followed.

    References
    ----------
    Own.
    """
    rows = []
    for test in tests:
        h = _last(test)
        mean = _middle(test.stayed[:, :, h])
        error = np.abs(test.said["model"][:, h] - mean)
        for u in np.argsort(-np.where(np.isfinite(error), error, -1.0), kind="stable")[:most].tolist():
            if np.isfinite(error[u]) and error[u] >= 0.5:
                rows.append(
                    {"date": test.date, "state": test.states[u], "years": h + 1,
                     "said": float(test.said["model"][u, h]), "stayed": float(mean[u])}
                )  # fmt: skip
    return rows


def _last(test: Scored) -> int:
    followed = np.isfinite(test.stayed).any(axis=(0, 1))
    return min(4, int(np.flatnonzero(followed)[-1])) if followed.any() else 0


def _middle(stayed: FloatArray) -> FloatArray:
    """Return the mean over draws that know; NaN where none does."""
    seen = np.isfinite(stayed)
    count = seen.sum(axis=0)
    return np.where(count > 0, np.where(seen, stayed, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)
