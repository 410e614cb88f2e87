"""Dependence on either power, the room that it leaves, and the use that is made of the room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tightrope.core.panel import BoolArray, FloatArray, Inputs
from tightrope.measure.observe.scale import WINDOW
from tightrope.stats.resample import keyed

HELD = (1995, 2016)
IMPORTS = ("import_share_cow", "import_share_itpd", "import_share_comtrade")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """What dependence is computed from, states in the order of the ties.

    Parameters
    ----------
    arms, imports : (U, T, P) share of arms imports (five years) and of goods imports, in [0, 1].
    arms_error, imports_error : (U, T, P) their standard errors, 0 where none is published.
    arms_hhi, imports_hhi : (U, T) concentration of suppliers, 1 for a single one.
    held : (U, T) bool, years after the last observed import concentration.
    limits : (U, 2) range of the state's own import concentration, 1995-2016.
    """

    arms: FloatArray
    imports: FloatArray
    arms_error: FloatArray
    imports_error: FloatArray
    arms_hhi: FloatArray
    imports_hhi: FloatArray
    held: BoolArray
    limits: FloatArray


def shares(inputs: Inputs) -> Shares:
    """Collect the shares and concentrations; what a panel lacks is NaN.

    Goods imports are taken from the Correlates of War, where it ends from ITPD-E, then from Comtrade.

    References
    ----------
    :cite:`sipri_arms` (arms); :cite:`barbieri2009`, :cite:`borchert2021`, :cite:`uncomtrade` (goods); the order is
    ours.
    """
    ties = inputs.ties
    arms, arms_error = first_known(inputs, ("arms_share_5y",))
    imports, imports_error = first_known(inputs, IMPORTS)
    arms_hhi, hhi = _state_series(inputs, "arms_hhi_5y"), _state_series(inputs, "import_hhi")
    years = np.array(ties.period.years)
    known = np.isfinite(hhi)
    later = np.flip(np.maximum.accumulate(np.flip(known, 1), 1), 1)
    held = ~later & known.any(axis=1, keepdims=True)
    base = np.where((years >= HELD[0]) & (years <= HELD[1]), hhi, np.nan)
    empty = ~np.isfinite(base).any(axis=1)
    base[empty] = 0.0
    limits = np.stack([np.nanmin(base, axis=1), np.nanmax(base, axis=1)], axis=1)
    limits[empty] = np.nan
    return Shares(
        arms=arms,
        imports=imports,
        arms_error=arms_error,
        imports_error=imports_error,
        arms_hhi=arms_hhi,
        imports_hhi=hhi,
        held=held,
        limits=limits,
    )


def first_known(inputs: Inputs, names: tuple[str, ...]) -> tuple[FloatArray, FloatArray]:
    """Return values and errors (U, T, P) of the first of several series that is observed; error 0 where none is.

    References
    ----------
    Own: registers of the same flows stand in for one another in the order given.
    """
    ties = inputs.ties
    found, error = np.full(ties.values.shape[:3], np.nan), np.zeros(ties.values.shape[:3])
    for name in names:
        if ties.has(name):
            here = ~np.isfinite(found)
            at = next(j for j, variable in enumerate(ties.variables) if variable.name == name)
            found = np.where(here, ties.column(name), found)
            error = np.where(here, np.nan_to_num(ties.error[..., at]), error)
    return found, error


def _state_series(inputs: Inputs, name: str) -> FloatArray:
    """Return the (U, T) values of a state series in the order of the ties; NaN where it is absent."""
    ties = inputs.ties
    if not inputs.series.has(name):
        return np.full(ties.values.shape[:2], np.nan)
    at = {code: row for row, code in enumerate(inputs.series.states)}
    table = inputs.series.column(name)
    return np.stack([table[at[c]] if c in at else np.full(table.shape[1], np.nan) for c in ties.states])


def concentration(given: Shares, state: str, row: int, *, draws: int, seed: int) -> FloatArray:
    """Return draws (S, T) of a state's import concentration; held years come from its own range.

    References
    ----------
    Own: years after the last observed one are drawn from the range of 1995-2016, docs/explanation/measurement.md.
    """
    low, high = given.limits[row]
    drawn = low + (high - low) * keyed(seed, "held", state).random(draws)
    return np.asarray(np.where(given.held[row], drawn[:, None], given.imports_hhi[row]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Draws (S, T, P) of need of each power in [0, 1]: arms, imports, and `both`, the mean of what is known."""

    arms: FloatArray
    imports: FloatArray
    both: FloatArray


def dependence(given: Shares, state: str, row: int, powers: tuple[str, str], *, draws: int, seed: int) -> Need:
    """Return a state's dependence on each power: share times concentration of suppliers, in arms and in goods.

    A state without arms imports in five years has no arms dependence: the mean is over imports alone,
    as it is over arms alone where no import share is known; NaN where neither is. Published errors of a
    share move all its years together in a draw, since five-year windows overlap.

    References
    ----------
    :cite:`hirschman1945` (share and concentration of trade as the base of dependence; the mean is ours).
    """

    def drawn(kind: str, share: FloatArray, error: FloatArray) -> FloatArray:
        blur = np.stack([keyed(seed, kind, state, power).standard_normal(draws) for power in powers], axis=-1)
        return np.asarray(np.where(error > 0.0, np.clip(share + error * blur[:, None], 0.0, 1.0), share))

    arms = drawn("arms", given.arms[row], given.arms_error[row]) * given.arms_hhi[row][:, None]
    held = concentration(given, state, row, draws=draws, seed=seed)[:, :, None]
    imports = drawn("imports", given.imports[row], given.imports_error[row]) * held
    return Need(arms=arms, imports=imports, both=mean_known(arms, imports))


def arms_dependence(given: Shares) -> FloatArray:
    """Return (U, T, P) dependence in arms alone, as published: five-year share times concentration of suppliers.

    References
    ----------
    :cite:`hirschman1945` (share and concentration as the base of dependence; the product is ours).
    """
    return np.asarray(given.arms * given.arms_hhi[:, :, None])


def ceiling(larger: FloatArray, years: FloatArray, *, at: float = 0.95) -> float:
    """Return a percentile of the larger dependence (..., T) over state-years 1995-2014; NaN if none is known.

    A period that holds no year of that window is judged by all its years.

    References
    ----------
    Own: the ceiling of dependence, docs/explanation/measurement.md.
    """
    window = (years >= WINDOW[0]) & (years <= 2014)
    known = larger[..., window if window.any() else slice(None)]
    known = known[np.isfinite(known)]
    return float(np.quantile(known, at)) if known.size else float("nan")


def use_of_room(inputs: Inputs, more: FloatArray, row: int, *, seed: int) -> tuple[FloatArray, FloatArray]:
    """Return draws (S, T) of the share of contested votes against the power depended on more, and its base rate.

    A vote against is a vote with the other power; abstaining is not. The share's sampling error follows
    the number of contested roll calls. The base rate (T,) is the mean over all states of their share
    of votes against the power that they depend on more.

    Parameters
    ----------
    more : (U, T) index of the power that each state depends on more, NaN where unknown.

    References
    ----------
    Own: `autonomy_use` of docs/explanation/measurement.md; sampling error by Jeffreys' prior as in :cite:`brown2001`.
    """
    steps = len(inputs.ties.period)
    if not inputs.ties.has("contested_with"):
        return np.full((1, steps), np.nan), np.full(steps, np.nan)
    other = inputs.ties.column("contested_with")[..., ::-1]
    against = np.where(more == 0, other[..., 0], np.where(more == 1, other[..., 1], np.nan))
    number = np.full(steps, np.nan)
    if inputs.system.has("contested_votes"):
        number = inputs.system.column("contested_votes")[0]
    known = np.isfinite(against[row]) & np.isfinite(number)
    ends = np.where(known, against[row], 0.5), np.where(known, number, 1.0)
    generator = keyed(seed, "use", inputs.ties.states[row])
    drawn = generator.beta(ends[0] * ends[1] + 0.5, (1.0 - ends[0]) * ends[1] + 0.5, size=(400, steps))
    count = np.isfinite(against).sum(axis=0)
    base = np.nansum(against, axis=0) / np.where(count >= 10, count, np.nan)
    return np.where(known, drawn, np.nan), base


def needs_more(trade: FloatArray) -> FloatArray:
    """Return log(need of the second power / need of the first), draws (S, T) from needs (S, T, P).

    NaN where either need is unknown or nil; positive: the state needs the second power more.

    References
    ----------
    :cite:`keohane1977` (asymmetric interdependence; the log ratio is ours).
    """
    safe = np.where(trade > 0.0, trade, np.nan)
    return np.asarray(np.log(safe[..., 1]) - np.log(safe[..., 0]))


def mean_known(one: FloatArray, two: FloatArray) -> FloatArray:
    """Return the mean of what is known of two arrays, NaN where nothing is.

    References
    ----------
    Own: dependence is the mean over what is known of arms and goods, docs/explanation/measurement.md.
    """
    count = np.isfinite(one).astype(float) + np.isfinite(two)
    return np.asarray((np.nan_to_num(one) + np.nan_to_num(two)) / np.where(count > 0, count, np.nan))
