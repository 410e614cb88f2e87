"""How hard the two powers' rivalry presses in a year: one factor of the series that exist, with its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from tightrope.core.effect import Pressure
from tightrope.core.errors import CoverageError
from tightrope.core.panel import FloatArray, Inputs
from tightrope.explain.rows import LATER_TRADE, system_rows, values, variable

PROB = 0.9
FEWEST, ENOUGH = 2, 4  # fewer than 2 series: unknown; fewer than 4: the interval is widened
PRIOR_MEAN, PRIOR_SD = 0.7, 0.35  # of a loading, on standardized series oriented toward rivalry
LEAST_NOISE = 0.1  # share of a series' variance that is always its own: no series is the factor itself
BLOCK = 5  # years of a bootstrap block: rivalry is not drawn afresh each year
PERSISTENCE = 0.9  # most that one year's level tells of the next
COMPONENTS = {
    "economic rivalry": tuple(
        f"powers_trade_share_{{{power}}}{later}" for power in ("first", "second") for later in ("", *LATER_TRADE)
    ),
    "technological competition": ("powers_export_controls",),
    "military modernization": ("capability_parity", "powers_disputes"),
    "regional influence": (),
    "diplomatic competition": ("powers_kappa", "powers_mentions"),
    "competing initiatives": (),
    "rivalry as a whole": ("powers_rivalry", "geopolitical_risk"),
}


@dataclass(frozen=True, slots=True)
class _Factor:
    """Intercepts, loadings and noise variances, each (J,), of series on one factor of mean 0 and variance 1."""

    intercepts: FloatArray
    loadings: FloatArray
    noise: FloatArray


def pressure(inputs: Inputs, *, rng: np.random.Generator, draws: int = 200) -> Pressure:
    """Measure the powers' rivalry by one slowly moving factor of their own dyad's series.

    Every series is oriented so that more means more rivalry (agreement and mutual trade are reversed).
    Loadings cannot be negative: a series that runs against the others gets a loading near 0 and so says
    little, and that is printed. Series of one family share one vote in a year. No cell is filled: a year's
    level rests on its own series and, through the factor's persistence, on the years beside it. It is
    read on the scale of the normal distribution function: 0.5 is the average year.

    Parameters
    ----------
    draws : bootstrap refits over blocks of five years, one draw of the whole path from each.

    Returns
    -------
    Pressure : 0-1 with interval of probability 0.9; NaN in years with fewer than two series; years with
        fewer than four are listed in `widened`, the standard deviation of what their series say multiplied
        by sqrt(4 / n). Series of one family count once.

    Raises
    ------
    CoverageError : fewer than two series exist at all.

    References
    ----------
    :cite:`rubinthayer1982` for factor analysis by EM, here with intercepts, missing cells and a prior on
    the loadings.
    """
    powers = inputs.ties.powers
    rows = system_rows(powers)
    read = [(row, values(inputs, row)) for row in rows]
    kept = [(row, table[0] * row.sign) for row, table in read if table is not None and _varies(table[0])]
    declared = [variable(inputs, row) for row, _ in kept]
    families = [v.family if v is not None else "" for v in declared]
    if len(set(families)) < FEWEST:
        raise CoverageError(
            f"{len(set(families))} series of the dyad {'-'.join(sorted(powers))} are in the panel; two are needed",
            where="pressure",
            next="build the panel with the powers' series",
        )
    table = np.stack([_standard(series) for _, series in kept], axis=1)
    votes, counts = _votes(table, families)
    level = _draws(table, votes, counts, draws, rng)
    tail = (1.0 - PROB) / 2.0
    low, high = np.quantile(level, [tail, 1.0 - tail], axis=0)
    blank = np.where(counts >= FEWEST, 0.0, np.nan)
    years = inputs.system.period.years
    names = {row.name for row, _ in kept}
    places = {"first": powers[0].lower(), "second": powers[1].lower()}
    loadings = _fit(table, votes).loadings
    return Pressure(
        years=years,
        mean=level.mean(axis=0) + blank,
        low=low + blank,
        high=high + blank,
        components={
            component: tuple(n for n in (s.format(**places) for s in series) if n in names)
            for component, series in COMPONENTS.items()
        },
        counts=counts,
        widened=tuple(y for y, n in zip(years, counts, strict=True) if FEWEST <= n < ENOUGH),
        loadings={row.name: float(loading) for (row, _), loading in zip(kept, loadings, strict=True)},
        draws=level.astype(np.float32),
    )


def _votes(table: FloatArray, families: list[str]) -> tuple[FloatArray, FloatArray]:
    """Return (T, J) weights by which the series of a family share one vote, and (T,) families observed."""
    seen = np.isfinite(table)
    member = np.array([[a == b for b in families] for a in families], dtype=float)
    votes = np.where(seen, 1.0 / np.maximum(seen @ member, 1.0), 0.0)
    return votes, votes.sum(axis=1).round(6)


def _draws(
    table: FloatArray, votes: FloatArray, counts: FloatArray, draws: int, rng: np.random.Generator
) -> FloatArray:
    """Return (S, T) draws of the level: refit on resampled years, then one draw of the path."""
    rows = np.flatnonzero(counts >= FEWEST)
    persistence = _persistence(table, votes)
    gap = np.abs(np.subtract.outer(np.arange(len(table)), np.arange(len(table))))
    prior = np.linalg.inv(persistence**gap)
    thin = np.where(counts < ENOUGH, np.maximum(counts, 1.0) / ENOUGH, 1.0)[:, None]
    out = np.empty((draws, len(table)))
    for s in range(draws):
        starts = rng.integers(0, len(rows), size=-(-len(rows) // BLOCK))
        picks = rows[(starts[:, None] + np.arange(BLOCK)[None, :]).ravel()[: len(rows)] % len(rows)]
        information, score = _information(table, votes * thin, _fit(table[picks], votes[picks]))
        precision = prior + np.diag(information)
        root = np.linalg.cholesky(precision)
        out[s] = ndtr(np.linalg.solve(precision, score) + np.linalg.solve(root.T, rng.standard_normal(len(table))))
    return out


def _fit(table: FloatArray, votes: FloatArray, *, steps: int = 60) -> _Factor:
    """Fit intercepts, loadings and noise by EM; missing cells are left out of every sum."""
    filled = np.where(votes > 0.0, table, 0.0)
    count = np.maximum(votes.sum(axis=0), 1e-9)
    factor = _Factor(np.zeros(table.shape[1]), np.full(table.shape[1], PRIOR_MEAN), np.full(table.shape[1], 0.5))
    for _ in range(steps):
        information, score = _information(table, votes, factor)
        variance = 1.0 / (1.0 + information)
        mean = variance * score
        energy = votes.T @ (mean**2 + variance)
        cross = (votes * (filled - factor.intercepts)).T @ mean
        noise = factor.noise
        loadings = np.maximum((cross / noise + PRIOR_MEAN / PRIOR_SD**2) / (energy / noise + 1.0 / PRIOR_SD**2), 0.0)
        fitted = mean[:, None] * loadings
        # A prior of sd 1 on the intercept: the series are standardized over the years they cover.
        intercepts = (votes * (filled - fitted)).sum(axis=0) / (count + noise)
        rest = filled - intercepts
        residual = (votes * rest**2).sum(axis=0) - 2.0 * loadings * ((votes * rest).T @ mean) + loadings**2 * energy
        factor = _Factor(intercepts, loadings, np.maximum(residual / count, LEAST_NOISE))
    return factor


def _information(table: FloatArray, votes: FloatArray, factor: _Factor) -> tuple[FloatArray, FloatArray]:
    """Return (T,) precision that a year's series add to the level, and their pull on it."""
    gain = votes * (factor.loadings / factor.noise)
    rest = np.where(votes > 0.0, table - factor.intercepts, 0.0)
    return (gain * factor.loadings).sum(axis=1), (gain * rest).sum(axis=1)


def _persistence(table: FloatArray, votes: FloatArray) -> float:
    """Estimate how much of a year's level stays in the next, from levels that rest on their own year alone."""
    information, score = _information(table, votes, _fit(table, votes))
    level, share = score / (1.0 + information), information / (1.0 + information)
    # A level shrunk by `share` covaries with its neighbor by persistence times both shares.
    product = float((level[1:] * level[:-1]).sum() / max(float((share[1:] * share[:-1]).sum()), 1e-9))
    return min(max(product, 0.0), PERSISTENCE)


def _standard(series: FloatArray) -> FloatArray:
    return np.asarray((series - np.nanmean(series)) / np.nanstd(series))


def _varies(series: FloatArray) -> bool:
    known = series[np.isfinite(series)]
    return len(known) >= BLOCK and float(known.std()) > 0.0
