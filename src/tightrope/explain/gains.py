"""What two-sided engagement brings a year later against leaning either way: benefits and risks, at equal pressure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tightrope.core.alignment import Standing
from tightrope.core.panel import BoolArray, FloatArray, Inputs
from tightrope.explain.forces import FEWEST_STATES, composite
from tightrope.explain.rows import BENEFITS, FALLS, RISKS, Row, lagged, on_calendar, values
from tightrope.stats import within

START = 1972  # the People's Republic of China sits in the United Nations from late 1971
FILTERS = ("needs", "requirements", "capacity")  # speeches are not at hand for every state and would cost some
FEWEST_YEARS = 10  # of a state's own series before it counts for that state
LEAST_VARIATION = 0.05  # sum of squares of the leaning probability about its mean, below which a state says nothing
READINGS = ("main", "without filters", "leaning to the first", "leaning to the second", "a year too early")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """One result, two-sided engagement less leaning, in sd within states.

    Parameters
    ----------
    draws : reading -> (S,) contrast in the panel, the estimate first; positive is more of the series' kind
        (benefit or risk).
    own : (S,) posterior of the focal state's contrast, NaN where its series is too short.
    weight : share of that posterior's mean that is the state's own record.
    """

    row: Row
    draws: dict[str, FloatArray]
    own: FloatArray
    weight: float
    states: int
    rows: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gains:
    """Every contrast that could be taken, what was left out and why, and who stands where."""

    contrasts: tuple[Contrast, ...]
    excluded: dict[str, str]
    selection: tuple[str, ...]

    def index(self, construct: str, reading: str = "main") -> FloatArray:
        """Return (S,) mean contrast over the series of a construct, each weighing the same; empty if none."""
        chosen = [c.draws[reading] for c in self.contrasts if c.row.construct == construct]
        return np.mean(chosen, axis=0) if chosen else np.empty(0)

    def own(self, construct: str) -> tuple[FloatArray, float, int]:
        """Return the focal state's (S,) mean contrast, the mean weight of its own record, and the number of series."""
        chosen = [c for c in self.contrasts if c.row.construct == construct and np.isfinite(c.own).all()]
        if not chosen:
            return np.empty(0), 0.0, 0
        return np.mean([c.own for c in chosen], axis=0), float(np.mean([c.weight for c in chosen])), len(chosen)


def gains(
    inputs: Inputs,
    standing: Standing,
    focal: str,
    *,
    rng: np.random.Generator,
    last: int,
    apart: Standing | None = None,
    draws: int = 300,
) -> Gains:
    """Contrast two-sided engagement with leaning, within states and a year ahead.

    r[i,t] = a[i] + y[t] + d L[i,t-1] + s S[i,t-1] + rho r[i,t-1] + filters[i,t-1] + e[i,t], where L is the
    probability of leaning either way (outside two-sided engagement, not estranged from both), S that of
    estrangement, and the contrast is -d. Year effects hold the pressure of the system equal. The filters
    leave out the result itself. Whole states are resampled, the same for every series.

    Parameters
    ----------
    focal : state for which the contrast is also drawn, shrunk toward the panel.
    last : last year of the results (the study's `as_of`).
    apart : a standing whose ties were fitted without arms and aid; without one, sudden falls of arms and
        finance are no results, for the ties would hold them.

    References
    ----------
    :cite:`cameron2008` (resampling clusters), :cite:`swamy1970` (contrasts that differ by state).
    """
    results = [(row, standing) for row in (*BENEFITS, *RISKS)]
    excluded: dict[str, str] = {}
    for row in FALLS:
        if apart is None:
            excluded[row.name] = "left out by rule: the ties were fitted with arms and aid"
        else:
            results.append((row, apart))
    weights: FloatArray | None = None
    found: list[Contrast] = []
    for row, stand in results:
        made = _equation(inputs, stand, row, last)
        if isinstance(made, str):
            excluded[row.name] = made
            continue
        if weights is None:
            weights = within.resample(np.ones(len(inputs.ties.states)), draws=draws, rng=rng)
        found.append(_contrast(inputs, row, made, weights, focal, rng))
    return Gains(contrasts=tuple(found), excluded=excluded, selection=_selection(inputs, standing, last))


def leaning(inputs: Inputs, standing: Standing) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return (U, T) probabilities of two-sided engagement, of leaning either way, and of estrangement.

    NaN where more than half of the draws do not know.

    References
    ----------
    Own: the contrast that H2 asks for, docs/explanation/explanation.md; labels as of `measure.strategy`.
    """
    label, inside = standing.label, standing.inside
    known = inside >= 0
    enough = known.mean(axis=0) >= 0.5
    count = np.maximum(known.sum(axis=0), 1)
    two_sided = (inside == 1).sum(axis=0) / count
    away = [k for k, name in enumerate(standing.labels) if "estrange" in name.lower()]
    neither = (np.isin(label, away) & (inside == 0)).sum(axis=0) / count
    tables = (two_sided, np.clip(1.0 - two_sided - neither, 0.0, 1.0), neither)
    blank = np.where(enough, 0.0, np.nan)
    first, second, third = (on_calendar(inputs, standing, t + blank) for t in tables)
    return first, second, third


@dataclass(frozen=True, slots=True)
class _Equation:
    """A result's left side and its causes, leaning first, on the years of the sample."""

    y: FloatArray
    leaning: dict[str, FloatArray]
    other: FloatArray
    filters: FloatArray
    keep: BoolArray
    years: tuple[int, ...]


def _equation(inputs: Inputs, standing: Standing, row: Row, last: int) -> _Equation | str:
    table = values(inputs, row)
    if table is None or not np.isfinite(table).any():
        return "not measured: no series in the panel"
    period = inputs.ties.period
    begin, stop = max(START, period.start + 1), min(last, period.stop)
    if stop <= begin:
        return "no year of the sample is measured"
    here = slice(begin - period.start, stop - period.start + 1)
    _, lean, neither = leaning(inputs, standing)
    tilt = on_calendar(inputs, standing, standing.tilt)
    toward = (1.0 + np.sign(tilt)) / 2.0
    side = lean * (1.0 - toward), lean * toward
    filters = [composite(inputs, group, here, drop=(row.series,)) for group in FILTERS]
    blocks = np.stack([f for f, names in filters if names] or [np.zeros(lean[:, here].shape)], axis=2)
    y = table[:, here]
    other = np.stack([lagged(neither, 1)[:, here], lagged(table, 1)[:, here]], axis=2)
    causes = {
        "main": lagged(lean, 1)[:, here],
        "leaning to the first": lagged(side[0], 1)[:, here],
        "leaning to the second": lagged(side[1], 1)[:, here],
        "a year too early": _led(lean)[:, here],
    }
    whole = np.concatenate([other, blocks, causes["main"][:, :, None]], axis=2)
    keep = within.usable(y, whole)
    years = np.arange(begin, stop + 1)
    covered = keep.any(axis=0)
    if int(keep.any(axis=1).sum()) < FEWEST_STATES:
        return (
            f"only {int(keep.any(axis=1).sum())} states have it beside a measured standing; {FEWEST_STATES} are needed"
        )
    if covered.mean() < 0.5:
        return f"it covers {int(covered.sum())} of {len(years)} years of the sample, less than half"
    return _Equation(y, causes, other, blocks, keep, tuple(years.tolist()))


def _contrast(
    inputs: Inputs, row: Row, made: _Equation, weights: FloatArray, focal: str, rng: np.random.Generator
) -> Contrast:
    keep = made.keep
    scale = float(np.sqrt((within.centered(made.y, keep) ** 2).sum() / keep.sum()))
    y = made.y / (scale if scale > 0 else 1.0) * row.sign
    dummies = np.broadcast_to(np.eye(len(made.years))[None, :, 1:], (*y.shape, len(made.years) - 1))
    both = np.stack([made.leaning["leaning to the first"], made.leaning["leaning to the second"]], axis=2)
    main = made.leaning["main"][:, :, None]
    tables = {
        "main": (main, made.filters),
        "without filters": (main, made.filters[:, :, :0]),
        "sides": (both, made.filters),
        "a year too early": (made.leaning["a year too early"][:, :, None], made.filters),
    }
    found, draws = {}, {}
    for name, (cause, filters) in tables.items():
        x = np.concatenate([cause, made.other, filters, dummies], axis=2)
        found[name] = within.sums(y, x, keep & np.isfinite(x).all(axis=2))
        slopes = within.coefficients(found[name], weights)
        if name == "sides":
            moved = np.einsum("ukk->k", found[name].xx)[:2]
            for k, side in enumerate(("leaning to the first", "leaning to the second")):
                draws[side] = -slopes[:, k] if moved[k] > 1.0 else np.full(len(slopes), np.nan)
        else:
            draws[name] = -slopes[:, 0]
    own, weight = _own(inputs, found["main"], weights, draws["main"], focal, rng)
    seen = np.flatnonzero(keep.any(axis=0))
    return Contrast(
        row=row, draws=draws, own=own, weight=weight, states=int(keep.any(axis=1).sum()), rows=int(keep.sum()),
        first=made.years[int(seen[0])], last=made.years[int(seen[-1])],
    )  # fmt: skip


def _own(
    inputs: Inputs, found: within.Sums, weights: FloatArray, panel: FloatArray, focal: str, rng: np.random.Generator
) -> tuple[FloatArray, float]:
    """Shrink the focal state's own contrast toward the panel by how much contrasts differ between states."""
    slopes = within.coefficients(found, weights[:1])[0]
    variance = within.noise(found, slopes)
    moved = found.xx[:, 0, 0]
    usable = moved > LEAST_VARIATION
    place = inputs.ties.states.index(focal) if focal in inputs.ties.states else -1
    if place < 0 or found.rows[place] < FEWEST_YEARS:
        return np.full(len(panel), np.nan), 0.0
    own = -(found.xy[:, 0] - found.xx[:, 0, 1:] @ slopes[1:]) / np.where(usable, moved, 1.0)
    left = found.yy - 2.0 * found.xy @ slopes + np.einsum("k,ukl,l->u", slopes, found.xx, slopes)
    error = np.maximum(left / np.maximum(found.rows - 1, 1), 0.25 * variance) / np.where(usable, moved, 1.0)
    w = np.where(usable, 1.0 / error, 0.0)
    center = (w * own).sum() / max(w.sum(), 1e-300)
    excess = (w * (own - center) ** 2).sum() - (usable.sum() - 1)
    spread = max(0.0, float(excess / max(w.sum() - (w**2).sum() / max(w.sum(), 1e-300), 1e-300)))
    weight = spread / (spread + float(error[place])) if usable[place] else 0.0
    sd = np.sqrt(weight * float(error[place]) if weight > 0.0 else spread)
    return weight * float(own[place]) + (1.0 - weight) * panel + sd * rng.standard_normal(len(panel)), weight


def _led(table: FloatArray) -> FloatArray:
    """Shift (U, T) values a year back: a cause that comes after its result must find nothing."""
    out = np.full(table.shape, np.nan)
    out[:, :-1] = table[:, 1:]
    return out


def _selection(inputs: Inputs, standing: Standing, last: int) -> tuple[str, ...]:
    """Say how state-years inside differ from those leaning, before any contrast is taken."""
    two_sided, lean, _ = leaning(inputs, standing)
    stop = last - inputs.ties.period.start + 1
    said = []
    for name in ("growth", "battle_deaths", "capability_share", "polyarchy"):
        row = Row(name=name, series=name, construct="", role="filter", log=name == "battle_deaths")
        table = values(inputs, row)
        if table is None:
            continue
        known = np.isfinite(table) & np.isfinite(two_sided)
        known[:, stop:] = False
        parts = [np.where(known, w, 0.0) for w in (two_sided, lean)]
        if all(p.sum() > 1.0 for p in parts):
            means = [float((p * np.where(known, table, 0.0)).sum() / p.sum()) for p in parts]
            words = f"{name.replace('_', ' ')}{' (log)' if row.log else ''}"
            said.append(f"{words} {means[0]:.3g} inside, {means[1]:.3g} leaning")
    return tuple(said)
