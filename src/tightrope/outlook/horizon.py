"""How long, from the record: spells of two-sided engagement over all measured state-years, exits and ways out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tightrope.core.alignment import Standing
from tightrope.core.effect import Spell, Survival
from tightrope.core.errors import CoverageError
from tightrope.core.panel import BoolArray, FloatArray, IntArray

FIRST_YEAR = 1971  # the People's Republic takes its seat; before it there is no China to stand beside
BANDS = (1, 3, 6, 11)  # first year of each band of spell age: 1-2, 3-5, 6-10, 11 and more
PRIOR_YEARS = 10.0  # state-years by which the hazard of a band leans on the hazard of all bands
LEAST_DRAWS = 20
TILT_NEAR, ENGAGEMENT_NEAR = 0.15, 0.10
PROB = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Exposure and exits per draw, age band and state.

    Parameters
    ----------
    exposure, exits : (S, B, U) state-years inside at risk, and those followed by an exit.
    ways : (S, L, U) exits by the label that follows.
    age : (S, U, T) years spent inside so far, 0 outside or unknown.
    spells : (S, U) number of spells begun or found under way.
    """

    exposure: FloatArray
    exits: FloatArray
    ways: FloatArray
    age: IntArray
    spells: FloatArray


def survival(
    standing: Standing,
    focal: str,
    *,
    years: tuple[int, ...] = (1, 3, 5, 10),
    rng: np.random.Generator,
    start: int = FIRST_YEAR,
    as_of: int | None = None,
    alternatives: dict[str, Standing] | None = None,
) -> Survival:
    """Estimate how long a state stays in two-sided engagement, from every state that ever stood there.

    A spell is a run of years inside; a single year outside between two inside is measurement, not an exit. The
    hazard of leaving depends on the years spent inside (bands 1-2, 3-5, 6-10, 11 and more), each band leaning on
    the pooled hazard by ten state-years. Each posterior draw has its own spells, and draws its own states with
    replacement, so the interval carries measurement and sampling. A spell under way when a state is first
    measured counts from there.

    Parameters
    ----------
    standing : label and membership of every state, year and draw.
    focal : ISO3 code of the state asked about.
    years : horizons ahead, in years.
    start : first year that counts.
    as_of : year that counts as now; the last known year if None or if it is earlier.
    alternatives : other readings of what counts as inside, by name.

    Returns
    -------
    Survival: probabilities in [0, 1] with 90 % intervals, conditional on standing inside now.

    Raises
    ------
    CoverageError : the focal state is not among the states, or no state was ever inside.

    References
    ----------
    Discrete-time hazard with competing exits, as in :cite:`allison1982`.
    """
    inside, label = _from(standing, start)
    u = _row(standing, focal)
    record = spells_of(inside, label, len(standing.labels))
    if not record.exposure.sum():
        raise CoverageError("no state ever stood inside, so nothing can be said of how long", where="horizon")
    now = _now(inside[:, u], start, as_of)
    curve, survivors = _curve(record, u, now, years, rng)
    found = {
        name: _alternative(other, focal, years, rng, start, as_of)
        for name, other in sorted((alternatives or {}).items())
    }
    return Survival(
        years=years,
        mean=curve.mean(axis=0),
        low=np.quantile(curve, (1 - PROB) / 2, axis=0),
        high=np.quantile(curve, (1 + PROB) / 2, axis=0),
        spells=float(record.spells.sum(axis=1).mean()),
        state_years=float(record.exposure.sum(axis=(1, 2)).mean()),
        exits=float(record.exits.sum(axis=(1, 2)).mean()),
        ways_out=_ways(record, standing.labels),
        inside_now=share_inside(inside[:, u, now]),
        time_to_return=_return(inside, years),
        like_this=_like(standing, inside, u, now, start),
        focal_spells=_spells(inside[:, u], label[:, u], standing.labels, focal, start),
        alternatives=found,
        status="empirical",
        notes=_notes(survivors, now + start, inside.shape[1]),
    )


def spells_of(inside: IntArray, label: IntArray, labels: int) -> Record:
    """Count exposure, exits and ways out.

    Parameters
    ----------
    inside : (S, U, T) 1 inside, 0 outside, -1 unknown.
    label : (S, U, T) index of the label, -1 unknown.
    labels : number of labels L.

    References
    ----------
    :cite:`allison1982`, discrete-time event counts.
    """
    draws, states, times = inside.shape
    clean = bridge(inside)
    exposure = np.zeros((draws, len(BANDS), states))
    exits = np.zeros_like(exposure)
    ways = np.zeros((draws, labels, states))
    age = np.zeros(inside.shape, dtype=np.int16)
    spells = np.zeros((draws, states))
    for t in range(times):
        before = age[:, :, t - 1] if t else np.zeros((draws, states), dtype=np.int16)
        age[:, :, t] = np.where(clean[:, :, t] == 1, before + 1, 0)
        spells += (clean[:, :, t] == 1) & (before == 0)
        if t + 1 == times:
            break
        risk = (clean[:, :, t] == 1) & (clean[:, :, t + 1] >= 0)
        left = risk & (clean[:, :, t + 1] == 0)
        band = np.searchsorted(BANDS, age[:, :, t], side="right") - 1
        for b in range(len(BANDS)):
            exposure[:, b] += risk & (band == b)
            exits[:, b] += left & (band == b)
        for k in range(labels):
            ways[:, k] += left & (label[:, :, t + 1] == k)
    return Record(exposure=exposure, exits=exits, ways=ways, age=age, spells=spells)


def bridge(inside: IntArray) -> IntArray:
    """Return membership with single years outside, between two inside, taken as inside.

    References
    ----------
    Own rule; a one-year dip of a measured series is within its error.
    """
    clean = inside.copy()
    dip = (inside[..., 1:-1] == 0) & (inside[..., :-2] == 1) & (inside[..., 2:] == 1)
    clean[..., 1:-1][dip] = 1
    return clean


def last_known(inside: IntArray) -> int:
    """Return the last time at which at least half of the draws know where the state stands.

    Parameters
    ----------
    inside : (S, T) of one state.

    References
    ----------
    Own rule.
    """
    known = (inside >= 0).mean(axis=0) >= 0.5
    if not known.any():
        raise CoverageError("where the state stands is unknown in every year", where="horizon", next="see its coverage")
    return int(np.flatnonzero(known)[-1])


def share_inside(inside: IntArray) -> float:
    """Return the share of draws inside among those that know, in [0, 1].

    References
    ----------
    Own rule.
    """
    known = inside >= 0
    return float((inside[known] == 1).mean()) if known.any() else float("nan")


def _now(inside: IntArray, start: int, as_of: int | None) -> int:
    known = last_known(inside)
    return known if as_of is None else max(0, min(known, as_of - start))


def _curve(
    record: Record, u: int, now: int, years: tuple[int, ...], rng: np.random.Generator
) -> tuple[FloatArray, int]:
    """Return (S', H) survival per draw, and in how many draws the state stands inside now."""
    draws, _, states = record.exposure.shape
    weight = rng.multinomial(states, np.full(states, 1.0 / states), size=draws).astype(float)
    exposure = np.einsum("sbu,su->sb", record.exposure, weight)
    exits = np.einsum("sbu,su->sb", record.exits, weight)
    pooled = (exits.sum(axis=1) + 0.5) / (exposure.sum(axis=1) + 1.0)
    hazard = (exits + PRIOR_YEARS * pooled[:, None]) / (exposure + PRIOR_YEARS)
    age = record.age[:, u, now].astype(int)
    survivors = int((age > 0).sum())
    if survivors >= LEAST_DRAWS:
        hazard, age = hazard[age > 0], age[age > 0]
    else:
        age = np.ones_like(age)  # standing inside is then an assumption: a first year inside
    alive = np.ones(age.size)
    curve = []
    for step in range(max(years)):
        band = np.searchsorted(BANDS, age + step, side="right") - 1
        alive = alive * (1.0 - hazard[np.arange(age.size), band])
        if step + 1 in years:
            curve.append(alive.copy())
    return np.stack(curve, axis=1), survivors


def _ways(record: Record, labels: tuple[str, ...]) -> dict[str, dict[str, float]]:
    counts = record.ways.sum(axis=2)
    total = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, total, out=np.zeros_like(counts), where=total > 0)
    low, high = np.quantile(shares, [(1 - PROB) / 2, (1 + PROB) / 2], axis=0)
    mean = shares.mean(axis=0)
    order = np.argsort(-mean, kind="stable")
    return {
        labels[k]: {"mean": float(mean[k]), "low": float(low[k]), "high": float(high[k])}
        for k in order.tolist()
        if mean[k] > 0
    }


def _return(inside: IntArray, years: tuple[int, ...]) -> dict[str, float]:
    """Return the probability that a state that left is inside again within each horizon."""
    clean = bridge(inside)
    found: dict[str, float] = {}
    left = (clean[..., :-1] == 1) & (clean[..., 1:] == 0)
    s, u, t = np.nonzero(left)
    for horizon in years:
        window = np.full((s.size, horizon), -1, dtype=np.int8)
        for step in range(horizon):
            at = t + 2 + step
            ok = at < clean.shape[2]
            window[ok, step] = clean[s[ok], u[ok], at[ok]]
        back = (window == 1).any(axis=1)
        followed = back | (window >= 0).all(axis=1)
        if followed.any():
            found[f"within_{horizon}"] = float(back[followed].mean())
    found["exits_followed"] = float(s.size) / clean.shape[0]
    return found


def _like(standing: Standing, inside: IntArray, u: int, now: int, start: int) -> dict[str, float]:
    """Count state-years inside with tilt and engagement near the focal state's, and how many left in five years."""
    offset = start - standing.period.start
    tilt, engagement = standing.tilt[:, offset:], standing.engagement[:, offset:]
    with np.errstate(invalid="ignore"):
        near = (np.abs(tilt - tilt[u, now]) <= TILT_NEAR) & (np.abs(engagement - engagement[u, now]) <= ENGAGEMENT_NEAR)
    near[u, now] = False
    clean = bridge(inside)
    clean = bridge(inside)
    draws, _, times = clean.shape
    counts = {name: np.zeros(draws) for name in ("state_years", "followed", "left_within_five")}
    alike: BoolArray = (clean == 1) & near[None]
    for t in range(times - 1):
        ahead = clean[:, :, t + 1 : t + 6]
        left = (ahead == 0).any(axis=2)
        followed = left | ((ahead >= 0).all(axis=2) & (ahead.shape[2] == 5))
        counts["state_years"] += alike[:, :, t].sum(axis=1)
        counts["followed"] += (alike[:, :, t] & followed).sum(axis=1)
        counts["left_within_five"] += (alike[:, :, t] & left).sum(axis=1)
    found = {name: float(value.mean()) for name, value in counts.items()}
    some = counts["followed"] > 0
    if some.any():
        share = counts["left_within_five"][some] / counts["followed"][some]
        low, high = np.quantile(share, [(1 - PROB) / 2, (1 + PROB) / 2])
        found |= {"left_share": float(share.mean()), "left_low": float(low), "left_high": float(high)}
    return found


def _spells(inside: IntArray, label: IntArray, labels: tuple[str, ...], focal: str, start: int) -> tuple[Spell, ...]:
    """Return the focal state's spells by the more probable reading of each year, with their support."""
    clean = bridge(inside)
    known = clean >= 0
    share = np.divide(
        (clean == 1).sum(axis=0), known.sum(axis=0), out=np.full(clean.shape[1], np.nan), where=known.any(axis=0)
    )
    likely = share >= 0.5
    found = []
    t = 0
    while t < likely.size:
        if not likely[t]:
            t += 1
            continue
        end = t
        while end + 1 < likely.size and likely[end + 1]:
            end += 1
        exited = end + 1 < likely.size and np.isfinite(share[end + 1])
        after = label[:, end + 1][label[:, end + 1] >= 0] if exited else np.array([], dtype=int)
        way = labels[int(np.bincount(after).argmax())] if after.size else ""
        found.append(
            Spell(
                state=focal,
                start=start + t,
                stop=start + end,
                exit=way,
                censored=not exited,
                probability=float(np.nanmean(share[t : end + 1])),
            )
        )
        t = end + 1
    return tuple(found)


def _alternative(
    standing: Standing, focal: str, years: tuple[int, ...], rng: np.random.Generator, start: int, as_of: int | None
) -> dict[str, float | list[float]]:
    inside, label = _from(standing, start)
    u = _row(standing, focal)
    record = spells_of(inside, label, len(standing.labels))
    if not record.exposure.sum():
        return {}
    now = _now(inside[:, u], start, as_of)
    curve, _ = _curve(record, u, now, years, rng)
    return {
        "mean": curve.mean(axis=0).tolist(),
        "low": np.quantile(curve, (1 - PROB) / 2, axis=0).tolist(),
        "high": np.quantile(curve, (1 + PROB) / 2, axis=0).tolist(),
        "inside_now": share_inside(inside[:, u, now]),
        "spells": float(record.spells.sum(axis=1).mean()),
        "state_years": float(record.exposure.sum(axis=(1, 2)).mean()),
        "exits": float(record.exits.sum(axis=(1, 2)).mean()),
    }


def _from(standing: Standing, start: int) -> tuple[IntArray, IntArray]:
    offset = start - standing.period.start
    if offset < 0:
        raise CoverageError(f"standing begins after {start}", where="horizon", next="let the period begin earlier")
    return standing.inside[:, :, offset:], standing.label[:, :, offset:]


def _row(standing: Standing, focal: str) -> int:
    if focal not in standing.states:
        raise CoverageError(f"{focal} is not among the measured states", where="horizon", next="see `data list`")
    return standing.states.index(focal)


def _notes(survivors: int, year: int, states: int) -> tuple[str, ...]:
    notes = [
        f"Counted over {states} states; where a state stood is uncertain, so each draw has its own spells.",
        "A spell under way when a state is first measured counts from that year, so long spells are undercounted.",
        "The curve goes by how long a state has stood there; the count of states standing nearby goes by tilt and "
        "engagement, and one near a floor leaves more often: the two need not agree.",
    ]
    if survivors < LEAST_DRAWS:
        notes.append(
            f"In {year} the state stands outside in nearly every draw; the curve is that of one that has just entered."
        )
    return tuple(notes)
