"""Put indicators of different units on one scale, so that levels compare between states and powers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from tightrope.core.calendar import Period
from tightrope.core.errors import CoverageError
from tightrope.core.panel import DOMAINS, BoolArray, FloatArray, Kind, Ties, Transform, Variable
from tightrope.measure.observe.bins import edges_of, grouped, rungs, spread_of

WINDOW = (1995, 2015)
SQUEEZE = 0.005
LEAST = 20
TRIM = (0.01, 0.99)
MOST_COUNTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaled:
    """Tie indicators on one scale, in an order that depends on names only.

    Parameters
    ----------
    values : (T, U, P, J) float, standardized over the reference window, of counts and ordinal ones a number in
        their bin; NaN where not observed.
    error : (T, U, P, J) float standard errors on the same scale, 0 where none is published.
    states, powers : sorted by code, whatever the order they came in.
    names : (J,) indicators, sorted.
    domain : (J,) index into DOMAINS.
    paired : (J,) whether the indicator fixes levels (`system.md` 7.4).
    family : (J,) name of the family.
    binary : (J,) whether it takes at most three values though not declared ordinal.
    kind : (J,) how a value shows what is behind it; edges : (J,) its bounds, `observe.bins.edges_of`, standardized.
    flows : (J,) what is reported, where more than one series reports it.
    center, spread : (J,) mean and standard deviation in the window of what is behind the values, on the
        transformed scale; 0 and 1 of an ordinal one.
    """

    values: FloatArray
    error: FloatArray
    period: Period
    states: tuple[str, ...]
    powers: tuple[str, str]
    names: tuple[str, ...]
    domain: tuple[int, ...]
    paired: tuple[bool, ...]
    family: tuple[str, ...]
    binary: tuple[bool, ...]
    kind: tuple[Kind, ...]
    edges: tuple[FloatArray, ...]
    flows: tuple[tuple[str, ...], ...]
    center: FloatArray
    spread: FloatArray


def transform(values: FloatArray, error: FloatArray, how: Transform) -> tuple[FloatArray, FloatArray]:
    """Transform values with their standard errors.

    Shares of exactly 0 and 1 are squeezed into [0.005, 0.995] before the logit, half the resolution of
    shares that are published with two decimals. Errors follow by half the transformed distance between
    value - error and value + error (within the allowed range), which stays finite at the ends.

    Parameters
    ----------
    values, error : any shape; NaN error means none is published.
    how : "identity"; "logit" for shares in [0, 1]; "log1p" for amounts of at least 0.

    Returns
    -------
    Transformed values and errors; error 0 where none is published.

    Raises
    ------
    CoverageError : a value lies outside the range of the transform.

    References
    ----------
    :cite:`smithson2006` (shares pulled in from 0 and 1 before a logit; the amount here is ours).
    """
    known = values[np.isfinite(values)]
    spread = np.nan_to_num(error, nan=0.0)
    if how == "identity":
        return values, spread
    high = 1.0 if how == "logit" else np.inf
    if known.size and (known.min() < -1e-9 or known.max() > high + 1e-9):
        raise CoverageError(
            f"values from {known.min():g} to {known.max():g} cannot take the {how} transform",
            where="scale",
            next="correct the indicator or its declared transform",
        )

    def bend(x: FloatArray) -> FloatArray:
        inside = np.clip(x, 0.0, high)
        if how == "log1p":
            return np.asarray(np.log1p(inside))
        return np.asarray(logit(SQUEEZE + (1.0 - 2.0 * SQUEEZE) * inside))

    return bend(values), (bend(values + spread) - bend(values - spread)) / 2.0


def scale(ties: Ties, *, paired_only: bool = False) -> Scaled:
    """Transform and standardize every tie indicator.

    Paired indicators are standardized over all states, years of 1995-2015 and both powers at once, so
    that their levels compare between powers. Unpaired ones are standardized likewise on the one power
    they are observed for; the model leaves their level free in each state, so that they inform only the
    trend of their own tie. An indicator with fewer than 20 observations in the window, or without
    variation there, is standardized over all years; without variation at all it is left out. Values
    beyond the 1st and 99th percentile of the window are drawn in to them; of a share or an amount they say no more
    than "at most" and "at least". Where an indicator gives bounds, mean and standard deviation are those of a normal
    distribution behind it. Ordinal ones are taken as rungs; so are shares, amounts and counts with fewer than three
    distinct values.

    Parameters
    ----------
    ties : observed ties; indicators with another role than "tie" are left out.
    paired_only : leave out the unpaired ones as well.

    Raises
    ------
    CoverageError : no indicator is left.

    References
    ----------
    Own: one scale over states, years of 1995-2015 and both powers, docs/explanation/measurement.md.
    """
    order = sorted(range(len(ties.states)), key=lambda u: ties.states[u])
    flip = sorted(range(2), key=lambda p: ties.powers[p])
    years = np.array(ties.period.years)
    window = (years >= WINDOW[0]) & (years <= WINDOW[1])
    columns: list[tuple[Variable, _Column]] = []
    chosen = sorted(range(len(ties.variables)), key=lambda j: ties.variables[j].name)
    for j in chosen:
        variable = ties.variables[j]
        if variable.role != "tie" or variable.domain not in DOMAINS or (paired_only and not variable.paired):
            continue
        cut = ties.values[order][:, :, flip, j].swapaxes(0, 1)
        column = _column(variable, cut, ties.error[order][:, :, flip, j].swapaxes(0, 1), window)
        if column is not None:
            columns.append((variable, column))
    if not columns:
        raise CoverageError("no tie indicator varies", where="scale", next="check the panel with `tightrope data list`")
    return Scaled(
        values=np.stack([c.value for _, c in columns], axis=-1),
        error=np.stack([c.error for _, c in columns], axis=-1),
        period=ties.period,
        states=tuple(ties.states[u] for u in order),
        powers=(ties.powers[flip[0]], ties.powers[flip[1]]),
        names=tuple(v.name for v, _ in columns),
        domain=tuple(DOMAINS.index(str(v.domain)) for v, _ in columns),
        paired=tuple(v.paired for v, _ in columns),
        family=tuple(v.family for v, _ in columns),
        binary=tuple(c.kind == "continuous" and len(np.unique(c.value[np.isfinite(c.value)])) <= 3 for _, c in columns),
        kind=tuple(c.kind for _, c in columns),
        edges=tuple(c.edges for _, c in columns),
        flows=tuple(v.flows for v, _ in columns),
        center=np.array([c.center for _, c in columns]),
        spread=np.array([c.spread for _, c in columns]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """One indicator, standardized."""

    value: FloatArray
    error: FloatArray
    kind: Kind
    edges: FloatArray
    center: float
    spread: float


def _column(variable: Variable, raw: FloatArray, error: FloatArray, window: BoolArray) -> _Column | None:
    """Standardize one indicator (T, U, P); None if it does not vary."""
    value: FloatArray
    value, error = transform(raw, error, variable.transform)
    if variable.kind == "ordinal":
        return _rungs(value, window)
    base = value[window][np.isfinite(value[window])]
    if base.size < LEAST or base.std() <= 1e-12:
        base = value[np.isfinite(value)]
    if base.size < 2 or base.std() <= 1e-12:
        return None
    low, high = np.quantile(base, TRIM)
    base, value = np.clip(base, low, high), np.clip(value, low, high)
    if base.std() <= 1e-12:
        return None
    edges: FloatArray = np.empty(0)
    if variable.kind == "count" and np.nanmax(raw) <= MOST_COUNTED:
        steps = np.arange(0.5, np.nanmax(raw), 1.0)
        edges = edges_of(low, high, steps=transform(steps, np.zeros_like(steps), variable.transform)[0])
    elif variable.kind in ("share", "amount"):
        edges = edges_of(low, high)
    if len(edges) and grouped(base, variable.kind, edges) < 3:
        bins = np.where(np.isfinite(value), np.searchsorted(edges, value, side="right"), np.nan)
        return _rungs(bins, window)
    kind: Kind = variable.kind if len(edges) else "continuous"
    center, spread = spread_of(base, kind, edges)
    return _Column(
        value=(value - center) / spread,
        error=error / spread,
        kind=kind,
        edges=(edges - center) / spread,
        center=center,
        spread=spread,
    )


def _rungs(value: FloatArray, window: BoolArray) -> _Column | None:
    """Take distinct values as rungs; None if there is one only."""
    if len(np.unique(value[np.isfinite(value)])) < 2:
        return None
    number, edges = rungs(value, window)
    return _Column(value=number, error=np.zeros_like(number), kind="ordinal", edges=edges, center=0.0, spread=1.0)


def observed(scaled: Scaled, *, gap: int = 5) -> BoolArray:
    """Return (T, U, D, P) whether a power's tie is observed: some series there within the last `gap` years.

    A tie that has no paired observation in any year has no level, and counts as not observed. Before
    the first observation nothing is observed (`system.md` 7.13).

    References
    ----------
    Own: a tie counts up to five years after its last observation, docs/explanation/measurement.md.
    """
    steps, states, powers, _ = scaled.values.shape
    seen = np.zeros((steps, states, len(DOMAINS), powers), dtype=bool)
    leveled = np.zeros_like(seen[0])
    for j, d in enumerate(scaled.domain):
        here = np.isfinite(scaled.values[..., j])
        seen[:, :, d] |= here
        if scaled.paired[j]:
            leveled[:, d] |= here.any(axis=0)
    recent = seen.copy()
    for lag in range(1, gap + 1):
        recent[lag:] |= seen[:-lag]
    return np.asarray(recent & leveled)


def fresh(scaled: Scaled, state: str) -> BoolArray:
    """Return (T, D, P) whether a state's tie has an observation in the year itself.

    References
    ----------
    Own: what `assemble.as_of` asks of the year itself.
    """
    rows = np.isfinite(scaled.values[:, scaled.states.index(state)])
    found = np.zeros((len(rows), len(DOMAINS), 2), dtype=bool)
    for j, d in enumerate(scaled.domain):
        found[:, d] |= rows[..., j]
    return found
