"""Agreement of coders: coefficients with bootstrap intervals, prevalence, and what a reader must be told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tightrope.stats.chance import (
    ac1,
    brennan_prediger,
    cohen,
    conger,
    fleiss,
    fleiss_counts,
    percent,
    table_kappa,
)
from tightrope.stats.coincidence import (
    Floats,
    Level,
    alpha,
    alpha_of_sets,
    coincidences,
    counts_of,
    distances,
    masi,
    numbered,
    resampled,
)

__all__ = [
    "Agreement",
    "Coefficients",
    "Floats",
    "Level",
    "ac1",
    "agreement",
    "agreement_of_sets",
    "alpha",
    "alpha_of_sets",
    "brennan_prediger",
    "cautions",
    "coefficients",
    "cohen",
    "coincidences",
    "conger",
    "distances",
    "fleiss",
    "fleiss_counts",
    "masi",
    "percent",
    "table_kappa",
]

FEW = 30
"""Below so many units the interval is the message, not the value."""
COMMON = 0.9
"""From this share of one category on, coefficients corrected for chance bend down."""
CUSTOMARY = 0.667
"""The least alpha from which tentative conclusions are customarily drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A coefficient with its bootstrap interval.

    Parameters
    ----------
    value : the coefficient; None where it is undefined (one category used by all, or nothing to compare).
    low, high : interval over resampled units, None where undefined or of a single unit.
    prob : probability of the interval.
    units : units that at least two coders coded.
    prevalence : share of the commonest category among the values of those units; high values bend kappa and alpha down.
    undefined : share of resamples in which the coefficient was undefined.
    """

    value: float | None
    low: float | None
    high: float | None
    prob: float
    units: int
    prevalence: float
    undefined: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """What is printed of a set of coders and one variable: alpha with its interval, the others beside it.

    Parameters
    ----------
    alpha : Krippendorff's alpha with its interval.
    percent : share of pairs of values that agree, not corrected for chance.
    kappa : Cohen's of two coders, Conger's of more.
    fleiss, ac1, brennan_prediger : the other corrections for chance; None where undefined.
    cautions : what a reader must be told.
    """

    alpha: Agreement
    percent: float | None
    kappa: float | None
    fleiss: float | None
    ac1: float | None
    brennan_prediger: float | None
    cautions: tuple[str, ...]


def agreement(
    values: Floats,
    coefficient: Callable[[Floats], float | None] = alpha,
    *,
    rng: np.random.Generator,
    resamples: int = 1000,
    prob: float = 0.9,
) -> Agreement:
    """Return a coefficient with a percentile interval over resampled units.

    Parameters
    ----------
    values : shape (coders, units); NaN where missing.
    coefficient : any function of this module that takes such values.
    prob : probability of the interval.

    References
    ----------
    :cite:`efron1993`, chapter 13: percentile intervals.
    """
    table = np.asarray(values, dtype=float)
    counts, _ = counts_of(table)
    if not counts.shape[1]:
        return _summary(table, None, [], resamples=0, prob=prob)
    draws = rng.integers(0, table.shape[1], (resamples, table.shape[1]))
    if coefficient is alpha and resamples:
        found = resampled(table, draws)
    else:
        found = [coefficient(table[:, drawn]) for drawn in draws]
    return _summary(table, coefficient(table), found, resamples=resamples, prob=prob)


def agreement_of_sets(
    sets: Sequence[Sequence[frozenset[str] | None]],
    *,
    rng: np.random.Generator,
    resamples: int = 1000,
    prob: float = 0.9,
) -> Agreement:
    """Return alpha of sets of labels (MASI distance) with a percentile interval over resampled units.

    Parameters
    ----------
    sets : per coder the set given to each unit; None where a coder did not code a unit.

    References
    ----------
    :cite:`passonneau2006`; :cite:`efron1993`, chapter 13.
    """
    values, squared = numbered(sets)
    if values.size == 0 or not counts_of(values)[0].shape[1]:
        return _summary(values.reshape(len(sets), -1), None, [], resamples=0, prob=prob)
    draws = rng.integers(0, values.shape[1], (resamples, values.shape[1]))
    found = resampled(values, draws, squared=squared) if resamples else []
    return _summary(values, alpha_of_sets(sets), found, resamples=resamples, prob=prob)


def coefficients(values: Floats, *, rng: np.random.Generator, resamples: int = 1000, prob: float = 0.9) -> Coefficients:
    """Return every nominal coefficient of some coders, with alpha's interval and the cautions that belong to them.

    Parameters
    ----------
    values : shape (coders, units); NaN where missing.

    References
    ----------
    As the functions named.
    """
    table = np.asarray(values, dtype=float)
    found = agreement(table, rng=rng, resamples=resamples, prob=prob)
    agree, small = percent(table), ac1(table)
    return Coefficients(
        alpha=found,
        percent=agree,
        kappa=cohen(table[0], table[1]) if len(table) == 2 else conger(table),
        fleiss=fleiss(table),
        ac1=small,
        brennan_prediger=brennan_prediger(table),
        cautions=cautions(found, percent=agree, ac1=small),
    )


def cautions(found: Agreement, *, percent: float | None, ac1: float | None) -> tuple[str, ...]:
    """Return what a reader of an alpha must be told: undefined, paradox of prevalence, few units, torn resamples.

    References
    ----------
    :cite:`feinstein1990`: high agreement with a low coefficient where one category is nearly always used;
    :cite:`krippendorff2019`: customary least values.
    """
    if not found.units:
        return ("nothing to compare: no unit was coded by two coders",)
    if found.value is None:
        return ("undefined: all values are one category, so agreement by chance is certain",)
    said: list[str] = []
    agree = 0.0 if percent is None else percent
    if found.prevalence >= COMMON and agree >= COMMON and found.value < CUSTOMARY:
        other = "" if ac1 is None else f", AC1 {ac1:.2f}"
        said.append(
            f"paradox of prevalence: one category is {found.prevalence:.0%} of values; agreement {agree:.2f}, alpha "
            f"{found.value:.2f}{other}"
        )
    elif found.prevalence >= COMMON:
        said.append(f"one category is {found.prevalence:.0%} of values: alpha rests on few cases of the other")
    if found.units < FEW:
        said.append(f"only {found.units} unit{'s' if found.units > 1 else ''}")
    if found.undefined > 0.05:
        said.append("undefined in some resamples, which the interval leaves out")
    return tuple(said)


def _summary(
    table: Floats, value: float | None, drawn: Sequence[float | None], *, resamples: int, prob: float
) -> Agreement:
    counts, _ = counts_of(table)
    shares = counts.sum(axis=1) / counts.sum() if counts.size else np.array([np.nan])
    found = [v for v in drawn if v is not None]
    low, high = (None, None)
    if value is not None and found and counts.shape[1] > 1:
        low, high = (float(q) for q in np.quantile(found, [(1 - prob) / 2, (1 + prob) / 2]))
    return Agreement(
        value=value,
        low=low,
        high=high,
        prob=prob,
        units=int(counts.shape[1]),
        prevalence=float(shares.max()),
        undefined=1.0 - len(found) / resamples if resamples else 0.0,
    )
