"""Tilt beyond structure: what a state's ties to two powers add to distance, borders and size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tightrope.core.errors import ModelError
from tightrope.core.panel import BoolArray, FloatArray, Inputs
from tightrope.measure.dependence import first_known
from tightrope.stats.poisson import Poisson, poisson
from tightrope.stats.resample import keyed

KINDS = {
    "trade": (
        ("import_share_cow", "import_share_itpd", "import_share_comtrade"),
        ("export_share_cow", "export_share_itpd", "export_share_comtrade"),
    ),
    "arms": (("arms_share_5y",),),
    "finance": (("official_finance",),),
}
COLUMNS = ("log distance", "land border", "log capability of the power", "log capability of the state")
HELD = 5
LEAST_ROWS = 200
LEAST_STATES = 20
TRIM = 0.99
LOW = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """A gravity model of one kind of tie, fitted over all states, and what it expects of each.

    Parameters
    ----------
    kind : "trade", "arms" or "finance".
    peers : whether every power and year has an effect of its own, in place of year effects and the power's size.
    value, error : (U, T, P) the tie in the model's unit, and its published standard error, 0 where none is.
    mean : (U, T, P) what the model expects, NaN where it has no answer.
    spread : (U, T) standard error of the expected log ratio of the second power's tie to the first's.
    small : half the 5th percentile of both powers' ties together, added to tie and expectation alike, so that a tie of
        zero leaves a finite ratio and tiny ties no large lean.
    coefficients : column -> {"value", "error"}; error clustered by state.
    rows, states : what it was fitted on.
    """

    kind: str
    peers: bool
    value: FloatArray
    error: FloatArray
    mean: FloatArray
    spread: FloatArray
    small: float
    coefficients: dict[str, dict[str, float]]
    rows: int
    states: int


def ties_of(inputs: Inputs, kind: str) -> tuple[FloatArray, FloatArray]:
    """Return (U, T, P) a kind of tie and its published error; years with one power alone are left out.

    Trade is the mean of the power's shares in the state's imports and in its exports, arms its share of
    deliveries over five years, finance its official finance in percent of GDP (drawn in at the 99th percentile).

    References
    ----------
    :cite:`barbieri2009`, :cite:`borchert2021`, :cite:`uncomtrade` (trade), :cite:`sipri_arms` (arms),
    :cite:`foreignassistance`, :cite:`custer2023` (finance); the mean of imports and exports is ours.
    """
    parts = [first_known(inputs, names) for names in KINDS[kind]]
    value = np.mean([v for v, _ in parts], axis=0)
    error = np.sqrt(np.sum([e**2 for _, e in parts], axis=0)) / len(parts)
    value = np.where(np.isfinite(value).all(axis=-1, keepdims=True), np.maximum(value, 0.0), np.nan)
    if kind == "finance" and np.isfinite(value).any():
        value = np.minimum(value, np.quantile(value[np.isfinite(value)], TRIM))
    return value, np.where(np.isfinite(value), error, 0.0)


def structure(inputs: Inputs, kind: str, *, peers: bool = False) -> Structure | None:
    """Fit a gravity model to one kind of tie of every state to both powers, in all years.

    The mean of a tie is exp(distance, border, capability of the power and of the state, an effect of the
    state, an effect of the year). Capability after its last year is held for five years. With `peers`
    an effect of each power in each year stands in for the year's and for the power's size: what is left is how
    a state differs from states as far away. Language and colonial past are in no source here and so not in it.

    Returns
    -------
    Structure, or None where fewer than 20 states or 200 state-years have both ties and all covariates.

    References
    ----------
    :cite:`santossilva2006` (gravity by Poisson pseudo-likelihood); :cite:`anderson2003` (effects of both ends stand
    for prices and size: the variant `peers`).
    """
    ties = inputs.ties
    states = sorted(range(len(ties.states)), key=lambda u: ties.states[u])
    powers = sorted(range(2), key=lambda p: ties.powers[p])
    value, error = ties_of(inputs, kind)
    x = _columns(inputs)
    rows: BoolArray = np.asarray(np.isfinite(value).all(axis=-1) & np.isfinite(x).all(axis=(2, 3)))
    if rows.sum() < LEAST_ROWS or rows.any(axis=1).sum() < LEAST_STATES:
        return None
    here = rows[states]
    u, t = np.nonzero(here)
    y = value[states][here][:, powers].ravel()
    use = [0, 1] if peers else [0, 1, 2, 3]
    design = x[states][here][:, powers][..., use].reshape(-1, len(use))
    varied = [k for k in range(len(use)) if np.ptp(design[:, k]) > 0.0]
    unit = np.repeat(u, 2)
    year = np.repeat(t, 2)
    time = year * 2 + np.tile([0, 1], len(t)) if peers else year
    try:
        fitted = poisson(y, design[:, varied], unit, time)
    except ModelError:
        return None
    mean = np.full(value.shape, np.nan)
    spread = np.full(value.shape[:2], np.nan)
    back = np.array(states)[u], t
    both = np.full((len(u), 2), np.nan)
    both[:, powers] = fitted.mean.reshape(-1, 2)
    both[~np.isfinite(both).all(axis=1)] = np.nan
    mean[back] = both
    gap = design[:, varied].reshape(-1, 2, len(varied))
    spread[back] = _spread(fitted, gap[:, 1] - gap[:, 0], t if peers else None)
    known = value[rows].sum(axis=-1)
    errors = fitted.errors
    return Structure(
        kind=kind,
        peers=peers,
        value=np.where(rows[..., None], value, np.nan),
        error=error,
        mean=mean,
        spread=np.where(np.isfinite(mean).all(axis=-1), spread, np.nan),
        small=float(np.quantile(known[known > 0.0], LOW)) / 2.0,
        coefficients={
            COLUMNS[use[k]]: {"value": float(fitted.slopes[j]), "error": float(errors[j])} for j, k in enumerate(varied)
        },
        rows=int(fitted.kept.sum()),
        states=fitted.clusters,
    )


def _columns(inputs: Inputs) -> FloatArray:
    """Return (U, T, P, K) the covariates in the order of COLUMNS; NaN where one is unknown."""
    ties = inputs.ties
    shape = (len(ties.states), len(ties.period), 2)
    x = np.full((*shape, len(COLUMNS)), np.nan)
    at = {code: u for u, code in enumerate(ties.states)}
    which = {code: p for p, code in enumerate(ties.powers)}
    for name, k in (("distance", 0), ("contiguity", 1)):
        table = inputs.pairs.get(name)
        if table is None:
            continue
        for state, other, value in zip(table["state"], table["other"], table["value"], strict=True):
            if str(state) in at and str(other) in which:
                x[at[str(state)], :, which[str(other)], k] = np.log(max(float(value), 1.0)) if k == 0 else value
    # a pair in the table of distances that has no border in the table of borders has none
    x[..., 1] = np.where(np.isfinite(x[..., 0]), np.nan_to_num(x[..., 1]), np.nan)
    if inputs.series.has("capability_share"):
        size = _held(inputs.series.column("capability_share"))
        row = {code: u for u, code in enumerate(inputs.series.states)}
        blank = np.full(shape[1], np.nan)
        logs = np.log(np.where(size > 0.0, size, np.nan))
        for p, code in enumerate(ties.powers):
            x[:, :, p, 2] = logs[row[code]] if code in row else blank
        for code, u in at.items():
            x[u, :, :, 3] = (logs[row[code]] if code in row else blank)[:, None]
    return x


def _held(values: FloatArray) -> FloatArray:
    """Hold each value for at most five years after it was observed."""
    held = values.copy()
    for lag in range(1, HELD + 1):
        shifted = np.full_like(values, np.nan)
        shifted[:, lag:] = values[:, :-lag]
        held = np.where(np.isfinite(held), held, shifted)
    return held


def _spread(fitted: Poisson, gap: FloatArray, years: np.ndarray | None) -> FloatArray:
    """Return (N,) the standard error of the expected log ratio of the two powers' ties."""
    places = list(fitted.place_slope)
    contrast = gap
    if years is not None:
        listed = np.unique(years)
        extra = np.zeros((len(years), 2 * len(listed)))
        column = np.searchsorted(listed, years)
        extra[np.arange(len(years)), 2 * column], extra[np.arange(len(years)), 2 * column + 1] = -1.0, 1.0
        codes = np.stack([2 * listed, 2 * listed + 1], axis=1).ravel()
        inside = fitted.place_time[np.minimum(codes, len(fitted.place_time) - 1)]
        inside = np.where(codes < len(fitted.place_time), inside, -1)
        places += [int(k) for k in inside[inside >= 0]]
        contrast = np.concatenate([gap, extra[:, inside >= 0]], axis=1)
    covariance = fitted.covariance[np.ix_(places, places)]
    return np.asarray(np.sqrt(np.maximum(np.einsum("nk,kl,nl->n", contrast, covariance, contrast), 0.0)))


def beyond(
    found: Structure, state: str, row: int, powers: tuple[str, str], *, draws: int, seed: int
) -> dict[str, FloatArray]:
    """Return draws (S, T) of the tilt of a state's ties, of the tilt structure expects, and of what is left.

    With r the tie over what structure expects of it, what is left is (r of the second - r of the first) over
    their sum: 0 where the two ties stand to each other as structure alone would have it. The draws vary
    the coefficients by their clustered errors and the ties by their published errors; the scatter of single
    states around the model is no error, it is what is measured.

    Returns
    -------
    tilt, expected, net : each in [-1, 1], negative toward the first power; NaN where not observed.

    References
    ----------
    Own: the ratio of ratios of docs/explanation/measurement.md, with the uncertainty of the coefficients.
    """
    value, error = found.value[row], found.error[row]
    blur = np.stack([keyed(seed, "beyond", found.kind, state, p).standard_normal(draws) for p in powers], axis=-1)
    tie = np.maximum(value + error * blur[:, None], 0.0)
    # the sign goes with the order of the codes, so that exchanging the powers mirrors every draw
    sign = 1.0 if powers[0] < powers[1] else -1.0
    shift = sign * found.spread[row] * keyed(seed, "structure", found.kind, state).standard_normal(draws)[:, None]
    expected = found.mean[row] * np.exp(np.stack([-shift, shift], axis=-1) / 2.0)
    ratio = (tie + found.small) / (expected + found.small)
    known: BoolArray = np.isfinite(ratio).all(axis=-1)

    def lean(pair: FloatArray) -> FloatArray:
        total = pair[..., 0] + pair[..., 1]
        return np.asarray(np.where(known, (pair[..., 1] - pair[..., 0]) / np.where(total > 0.0, total, np.nan), np.nan))

    return {"tilt": lean(tie + found.small), "expected": lean(expected + found.small), "net": lean(ratio)}


def lean_of_all(found: Structure) -> FloatArray:
    """Return (U, T) the net tilt of every state by the central estimate, NaN where unknown.

    References
    ----------
    Own: as `beyond`.
    """
    ratio = (found.value + found.small) / (found.mean + found.small)
    return np.asarray((ratio[..., 1] - ratio[..., 0]) / (ratio[..., 1] + ratio[..., 0]))
