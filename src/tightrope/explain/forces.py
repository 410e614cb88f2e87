"""What moves a state's ties: pressure, needs, requirements, perceptions and capacity on both ties and engagement."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tightrope.core.alignment import Standing
from tightrope.core.effect import Effect, Estimand, Pressure, Question
from tightrope.core.errors import CoverageError
from tightrope.core.panel import BoolArray, FloatArray, Inputs, IntArray
from tightrope.explain.roles import filter_lag
from tightrope.explain.rows import FILTER_ROWS, FILTERS, Row, lagged, on_calendar, values
from tightrope.stats import within

START = 1996  # first year of the governance series, so that capacity is measured throughout
EXPOSED = 5  # years before the sample over which exposure to the powers is taken
DEPENDENTS = ("tie_first", "tie_second", "engagement")
GROUPS = ("pressure", *FILTERS)
FOLDS = 10
BLOCK = 5  # years that are resampled, or left out for one state, together
FAR = 4.0  # standardized rows are cut here: one bad year may not carry a result
FEWEST_STATES = 20
TRADE = ("import_share_cow", "export_share_cow")
OPEN = ("causes that differ by state and year and are in none of the filters", "ties read back from later indicators")


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """The table behind the equations of the ties.

    Parameters
    ----------
    y : (D, U, T) left sides; x : (U, T, K) causes common to all; lag : (D, U, T) own value a year before.
    columns : names of the K causes; sets : GROUPS that are present -> their columns, counted from 1 (0 is the lag).
    """

    y: FloatArray
    lag: FloatArray
    x: FloatArray
    columns: tuple[str, ...]
    sets: dict[str, tuple[int, ...]]
    states: tuple[str, ...]
    years: tuple[int, ...]
    rows_used: dict[str, tuple[str, ...]]
    step: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """One state's share of a pair of groups: (S,) draws inside its record and for its blocks of years left out.

    Parameters
    ----------
    gain : probability that all causes together predict the left-out years better than the lag alone.
    weight : mean share of the state's slopes that rests on its own record.
    """

    inside: FloatArray
    outside: FloatArray
    gain: float
    weight: float
    years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathways:
    """Effects on the ties and who explains how much.

    Parameters
    ----------
    effects : dependent -> effect of each cause, in sd of the left side per sd of the cause, within states.
    explained : (S, G) share of within variance beyond the lag by group of causes, mean over the dependents.
    outside : (S, G) the same for states left out of the fit; sums may be negative.
    groups : the G groups, in order; first draw is the estimate itself.
    shocks : number of years with pressure: the count of its independent shocks is at most this.
    sums, left, causes, keep : sums of squares by dependent, and the scaled tables (D, U, T), (D, U, T, 1 + K)
        and (U, T) that they come from.
    """

    design: Design
    groups: tuple[str, ...]
    effects: dict[str, tuple[Effect, ...]]
    explained: FloatArray
    outside: FloatArray
    states: tuple[str, ...]
    rows: int
    first: int
    last: int
    shocks: int
    sums: tuple[within.Sums, ...] = field(repr=False)
    left: FloatArray = field(repr=False)
    causes: FloatArray = field(repr=False)
    keep: BoolArray = field(repr=False)

    def share(self, chosen: tuple[str, ...], *, outside: bool = False) -> FloatArray:
        """Return (S,) share of the chosen groups in what all groups explain; NaN where all explain nothing."""
        table = self.outside if outside else self.explained
        return _part(table, [self.groups.index(g) for g in chosen if g in self.groups])


def design(
    inputs: Inputs,
    standing: Standing,
    pressure: Pressure,
    *,
    last: int | None = None,
    without: tuple[str, ...] = (),
    step: int = 1,
) -> Design:
    """Lay out the equations: ties of year t on causes of the year before (`explain.roles`).

    Parameters
    ----------
    last : last year of the left side (the study's `as_of`); all years by default.
    without : groups left out, such as perceptions where speeches are not at hand.
    step : years from the causes to the ties; the years of the left side lie so far apart that none overlap.

    Raises
    ------
    CoverageError : no year is left.

    References
    ----------
    Own: the equations of docs/explanation/explanation.md, H1 as registered.
    """
    period = inputs.ties.period
    stop = min(period.stop, last) if last is not None else period.stop
    if stop < START:
        raise CoverageError(f"no year from {START} to {stop} is measured", where="forces")
    if period.start >= START:
        raise CoverageError(f"exposure to the powers before {START} is not measured", where="forces")
    years = tuple(range(START, stop + 1, step))
    tilt, engagement = on_calendar(inputs, standing, standing.tilt), on_calendar(inputs, standing, standing.engagement)
    # Tilt and engagement are made of the two ties, which follow from them where a standing does not carry them.
    ties = [on_calendar(inputs, standing, standing.extra[n]) for n in DEPENDENTS[:2] if n in standing.extra]
    left = np.stack([*(ties if len(ties) == 2 else [engagement * (1.0 - tilt), engagement * (1.0 + tilt)]), engagement])
    here = slice(START - period.start, stop - period.start + 1, step)
    rivalry = lagged(_by_year(inputs, pressure)[None, :], step)[:, here]
    exposure = exposure_of(inputs, engagement)[:, None]
    wide = np.broadcast_to(rivalry, (len(inputs.ties.states), len(years)))
    columns, tables, used = ["pressure", "pressure x exposure"], [wide, wide * exposure], {}
    sets: dict[str, tuple[int, ...]] = {"pressure": (1, 2)}
    for group in (g for g in FILTERS if g not in without):
        table, names = composite(inputs, group, here, extra=step - 1)
        if names:
            tables.append(table)
            columns.append(group)
            sets[group] = (len(columns),)
            used[group] = names
    own = np.stack([lagged(y, step)[:, here] for y in left])
    return Design(
        y=left[:, :, here], lag=own, x=np.stack(tables, axis=2), columns=tuple(columns), sets=sets,
        states=inputs.ties.states, years=years, rows_used=used, step=step,
    )  # fmt: skip


def pathways(table: Design, *, rng: np.random.Generator, draws: int = 300) -> Pathways:
    """Estimate effects on both ties and engagement, and share out what the causes explain.

    y[i,t] = a[i] + phi y[i,t-1] + b1 P[t-1] + b2 P[t-1] E[i] + sum_k c[k] F[k,i,t-1] + e[i,t], with E taken
    before the sample. Intervals come from resampling whole states and blocks of five years at once; shares are
    Shapley values of the within R2 beyond the lag; those outside come from ten folds of states left out, drawn
    by the generator. Two ties and engagement weigh the same.

    Raises
    ------
    CoverageError : fewer than 20 states have every cause.

    References
    ----------
    :cite:`owen2007` (resampling states and years), :cite:`gromping2006` (shares), :cite:`nickell1981` (the bias of the
    lag with state effects, of order one over the number of years: small here, and not corrected).
    """
    groups = tuple(g for g in GROUPS if g in table.sets)
    whole = np.isfinite(table.y).all(axis=0) & np.isfinite(table.lag).all(axis=0) & np.isfinite(table.x).all(axis=2)
    keep = np.asarray(whole & (whole.sum(axis=1, keepdims=True) >= (5 if table.step == 1 else 3)))
    states = tuple(s for s, n in zip(table.states, keep.sum(axis=1), strict=True) if n)
    if len(states) < FEWEST_STATES:
        raise CoverageError(f"{len(states)} states have every cause; {FEWEST_STATES} are needed", where="forces")
    x = _scaled(table.x, keep)
    left = np.stack([_scaled(y[..., None], keep)[..., 0] for y in table.y])
    causes = np.stack([np.concatenate([_scaled(own[..., None], keep), x], axis=2) for own in table.lag])
    blocks = np.arange(len(table.years)) // max(1, BLOCK // table.step)
    count = int(blocks.max()) + 1
    split = [within.blocked(y, c, keep, blocks) for y, c in zip(left, causes, strict=True)]
    found = tuple(within.joined(f, count) for f in split)
    # Pressure is common to all states, so its shocks are as few as the years: years are resampled as well.
    seen_blocks = np.array([float(keep[:, blocks == b].sum()) for b in range(count)])
    weights = within.crossed(
        within.resample(found[0].rows, draws=draws, rng=rng), within.resample(seen_blocks, draws=draws, rng=rng)
    )
    folds = np.zeros(len(table.states), dtype=np.intp)
    there = np.flatnonzero(found[0].rows > 0)
    folds[there] = rng.permutation(np.arange(len(there)) % FOLDS)
    folds = np.repeat(folds, count)
    sets = tuple(table.sets[g] for g in groups)
    parts = [within.shapley(within.worth(f, weights, sets, (0,)), len(sets)) for f in split]
    beyond = [within.shapley(within.worth_outside(f, weights, sets, (0,), folds), len(sets)) for f in split]
    seen = np.flatnonzero(keep.any(axis=0))
    return Pathways(
        design=table,
        groups=groups,
        effects={
            name: _effects(table, name, within.coefficients(f, weights))
            for name, f in zip(DEPENDENTS, split, strict=True)
        },
        explained=np.mean(parts, axis=0),
        outside=np.mean(beyond, axis=0),
        states=states,
        rows=int(keep.sum()),
        first=table.years[int(seen[0])],
        last=table.years[int(seen[-1])],
        shocks=len(seen),
        sums=found,
        left=left,
        causes=causes,
        keep=keep,
    )


def own_shares(
    found: Pathways, state: str, pair: tuple[str, ...], *, rng: np.random.Generator, draws: int = 300
) -> Own:
    """Take the pair's shares for one state, its slopes shrunk toward the panel's.

    Inside, a group's part is the covariance of its fitted component with the whole fit (the Shapley value of
    the variance of a sum); outside, blocks of five years are left out in turn and the gain over the lag is
    shared out, the blocks then resampled.

    References
    ----------
    :cite:`swamy1970` (slopes that differ by state), :cite:`gromping2006` (shares).
    """
    u = found.design.states.index(state)
    sets = tuple(found.design.sets[g] for g in found.groups)
    chosen = [found.groups.index(g) for g in pair]
    parts, gains, weight = np.zeros((draws, len(sets))), [], []
    rows = np.flatnonzero(found.keep[u])
    blocks = np.arange(len(rows)) // BLOCK
    for left, causes, sums in zip(found.left, found.causes, found.sums, strict=True):
        ones = (sums.rows > 0)[None, :].astype(float)
        variance = within.noise(sums, within.coefficients(sums, ones)[0])
        mean, spread, own, cov = within.random_slopes(sums, variance)
        slopes = own[u] + rng.standard_normal((draws, len(mean))) @ np.linalg.cholesky(cov[u]).T
        fitted = np.concatenate([np.zeros((draws, 1)), slopes[:, 1:]], axis=1) @ sums.xx[u]
        parts += np.stack([(slopes[:, list(c)] * fitted[:, list(c)]).sum(axis=1) for c in sets], axis=1)
        weight.append(float(1.0 - (np.diagonal(cov[u])[1:] / spread[1:]).mean()))
        ones[0, u] = 0.0
        gains.append(_own_gain(left[u, rows], causes[u, rows], blocks, sums, ones, variance, spread, sets))
    by_block = np.stack([np.sum(gains, axis=0)[blocks == b].sum(axis=0) for b in np.unique(blocks)])
    picks = rng.integers(0, len(by_block), size=(draws, len(by_block)))
    outside = by_block[picks].sum(axis=1)
    return Own(
        inside=_part(parts, chosen), outside=_part(outside, chosen), gain=float((outside.sum(axis=1) > 0.0).mean()),
        weight=float(np.mean(weight)), years=len(rows),
    )  # fmt: skip


def _own_gain(
    y: FloatArray, x: FloatArray, blocks: IntArray, sums: within.Sums, others: FloatArray, variance: float,
    spread: FloatArray, sets: tuple[tuple[int, ...], ...],
) -> FloatArray:  # fmt: skip
    """Return (rows, G) gains over the lag in squared error of years left out, shared out among the groups."""
    loss = []
    for union in within.unions(len(sets)):
        cols = [0, *(c for g in union for c in sets[g])]
        part = within.Sums(sums.xx[:, cols][:, :, cols], sums.xy[:, cols], sums.yy, sums.rows)
        mean = within.coefficients(part, others)[0]
        error = np.zeros(len(y))
        for b in np.unique(blocks):
            fit, out = blocks != b, blocks == b
            xm, ym = x[fit][:, cols].mean(axis=0), y[fit].mean()
            xc = x[fit][:, cols] - xm
            one = within.Sums((xc.T @ xc)[None], (xc.T @ (y[fit] - ym))[None], np.zeros(1), np.ones(1))
            slopes = within.posterior_slopes(one, variance, mean, spread[cols])[0][0]
            error[out] = y[out] - ym - (x[out][:, cols] - xm) @ slopes
        loss.append(error**2)
    return within.shapley(np.stack([loss[0] - rest for rest in loss], axis=1), len(sets))


def _part(table: FloatArray, chosen: list[int]) -> FloatArray:
    """Return the chosen groups' share; a side below zero counts as none, and NaN is where both are."""
    part = np.maximum(table[:, chosen].sum(axis=1), 0.0)
    rest = np.maximum(np.delete(table, chosen, axis=1).sum(axis=1), 0.0)
    return np.where(part + rest > 0.0, part / np.where(part + rest > 0.0, part + rest, 1.0), np.nan)


def composite(
    inputs: Inputs, group: str, here: slice, *, drop: tuple[str, ...] = (), extra: int = 0
) -> tuple[FloatArray, tuple[str, ...]]:
    """Join a filter's rows: each about the state's own mean, over the common sd within states, then averaged.

    Parameters
    ----------
    here : years of the left side as positions on the inputs' calendar.
    drop : series left out, such as the outcome itself.

    Returns
    -------
    (U, T) composite of the year before (two before, where `explain.roles` says so), NaN where fewer
    than two rows (one, of a filter with at most three) are observed; and the names of the rows in it.

    References
    ----------
    Own: rows of a filter weigh alike; a filter seen by a single row of many is not seen.
    """
    tables, names = [], []
    for row in (r for r in FILTER_ROWS if r.construct == group and r.series not in drop):
        table = _standardized(inputs, row, here, lag=filter_lag(inputs, row) + extra)
        if table is not None:
            tables.append(table)
            names.append(row.name)
    shape = (len(inputs.ties.states), len(range(*here.indices(len(inputs.ties.period)))))
    if not tables:
        return np.full(shape, np.nan), ()
    stack = np.stack(tables)
    seen = np.isfinite(stack)
    count = seen.sum(axis=0)
    enough = count >= min(2, max(1, len(tables) // 2))
    return np.where(enough, np.where(seen, stack, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan), tuple(names)


def _standardized(inputs: Inputs, row: Row, here: slice, *, lag: int) -> FloatArray | None:
    """Return a row of `lag` years before about the state's mean, in within-state sd, cut at 4; None if not there."""
    table = values(inputs, row)
    if table is None:
        return None
    table = lagged(table, lag)[:, here] * row.sign
    keep = np.isfinite(table)
    spread = within.centered(table, keep)
    scale = float(np.sqrt((spread**2).sum() / max(int(keep.sum()), 1)))
    if scale <= 0.0:
        return None
    return np.where(keep, np.clip(spread / scale, -FAR, FAR), np.nan)


def _by_year(inputs: Inputs, pressure: Pressure) -> FloatArray:
    """Return (T,) mean pressure on the inputs' calendar."""
    level = dict(zip(pressure.years, pressure.mean, strict=True))
    return np.array([level.get(y, np.nan) for y in inputs.ties.period.years], dtype=float)


def exposure_of(inputs: Inputs, engagement: FloatArray) -> FloatArray:
    """Take trade with both powers before the sample, standardized; engagement where trade is absent.

    References
    ----------
    :cite:`adao2019`
    """
    start = inputs.ties.period.start
    window = slice(max(START - EXPOSED - start, 0), START - start)
    names = [n for n in TRADE if inputs.ties.has(n)]
    if names:
        before = np.stack([inputs.ties.column(n)[:, window].sum(axis=2) for n in names])
    else:
        before = engagement[None, :, window]
    seen = np.isfinite(before)
    count = seen.sum(axis=(0, 2))
    mean = np.where(count > 0, np.where(seen, before, 0.0).sum(axis=(0, 2)) / np.maximum(count, 1), np.nan)
    known = mean[np.isfinite(mean)]
    if len(known) < 2 or known.std() <= 0.0:
        raise CoverageError(f"exposure to the powers before {START} is not measured", where="forces")
    return np.asarray((mean - known.mean()) / known.std())


def _scaled(table: FloatArray, keep: BoolArray) -> FloatArray:
    """Divide columns by their sd within states over the cells kept, so that slopes are standardized."""
    spread = np.sqrt((within.centered(table, keep) ** 2).sum(axis=(0, 1)) / max(int(keep.sum()), 1))
    return np.where(keep[..., None], np.where(keep[..., None], table, 0.0) / np.where(spread > 0, spread, 1.0), np.nan)


def _effects(table: Design, dependent: str, slopes: FloatArray) -> tuple[Effect, ...]:
    names = ("own value a year before", *table.columns)
    return tuple(
        Effect(
            estimand=Estimand(
                question=Question(treatment=name, outcome=dependent, contrast=(0.0, 1.0)),
                adjustment=tuple(n for n in ("state effects", *names) if n != name),
                strategy="within-state regression a year ahead; states and blocks of years resampled",
                open_paths=OPEN,
            ),
            draws=slopes[None, :, k],
            unit="sd of the tie per sd of the cause, within states",
        )
        for k, name in enumerate(names)
    )
