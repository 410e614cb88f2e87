"""How hard the two powers' rivalry presses in a year: one factor of the series that exist, with its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from tightrope.core.effect import Pressure
from tightrope.core.errors import CoverageError
from tightrope.core.panel import FloatArray, Inputs
from tightrope.explain.rows import system_rows, values

PROB = 0.9
FEWEST, ENOUGH = 2, 4  # fewer than 2 series: unknown; fewer than 4: the interval is widened
PRIOR_MEAN, PRIOR_SD = 0.7, 0.35  # of a loading, on standardized series oriented toward rivalry
LEAST_NOISE = 0.1  # share of a series' variance that is always its own: no series is the factor itself
BLOCK = 5  # years of a bootstrap block: rivalry is not drawn afresh each year
COMPONENTS = {
    "economic rivalry": ("powers_trade_share_{first}", "powers_trade_share_{second}"),
    "technological competition": (),
    "military modernization": ("capability_parity", "powers_disputes"),
    "regional influence": (),
    "diplomatic competition": ("powers_kappa", "powers_mentions"),
    "competing initiatives": (),
    "rivalry as a whole": ("powers_rivalry", "geopolitical_risk"),
}


@dataclass(frozen=True, slots=True)
class _Factor:
    """Loadings (J,) and noise variances (J,) of standardized series on one factor of mean 0 and variance 1."""

    loadings: FloatArray
    noise: FloatArray


def pressure(inputs: Inputs, *, rng: np.random.Generator, draws: int = 200) -> Pressure:
    """Measure the powers' rivalry by one factor of their own dyad's series.

    Every series is oriented so that more means more rivalry (agreement and mutual trade are reversed) and
    standardized over the years it covers. Loadings cannot be negative: a series that runs against the
    others gets a loading near 0 and so says little, and that is printed. Each year's level rests on that
    year's series alone; nothing is interpolated. The level is on the scale of the normal distribution
    function: 0.5 is the average year.

    Parameters
    ----------
    draws : bootstrap refits over blocks of five years, one draw of every year's level from each.

    Returns
    -------
    Pressure : 0-1 with interval of probability 0.9; NaN in years with fewer than two series; years with
        fewer than four are listed in `widened`, their standard deviation multiplied by sqrt(4 / n).

    Raises
    ------
    CoverageError : fewer than two series exist at all.

    References
    ----------
    :cite:`rubinthayer1982` for factor analysis by EM, here with missing cells and a prior on the loadings.
    """
    powers = inputs.ties.powers
    rows = system_rows(powers)
    read = [(row, values(inputs, row)) for row in rows]
    kept = [(row, table[0] * row.sign) for row, table in read if table is not None and _varies(table[0])]
    if len(kept) < FEWEST:
        raise CoverageError(
            f"{len(kept)} series of the dyad {'-'.join(sorted(powers))} are in the panel; pressure needs {FEWEST}",
            where="pressure",
            next="build the panel with the powers' series",
        )
    table = np.stack([_standard(series) for _, series in kept], axis=1)
    counts = np.isfinite(table).sum(axis=1)
    level = _draws(table, counts, draws, rng)
    known = counts >= FEWEST
    tail = (1.0 - PROB) / 2.0
    low, high = np.quantile(level, [tail, 1.0 - tail], axis=0)
    blank = np.where(known, 0.0, np.nan)
    years = inputs.system.period.years
    fitted = _fit(table)
    names = {row.name for row, _ in kept}
    places = {"first": powers[0].lower(), "second": powers[1].lower()}
    return Pressure(
        years=years,
        mean=level.mean(axis=0) + blank,
        low=low + blank,
        high=high + blank,
        components={
            component: tuple(n for n in (s.format(**places) for s in series) if n in names)
            for component, series in COMPONENTS.items()
        },
        counts=counts.astype(float),
        widened=tuple(y for y, n in zip(years, counts, strict=True) if FEWEST <= n < ENOUGH),
        loadings={row.name: float(loading) for (row, _), loading in zip(kept, fitted.loadings, strict=True)},
    )


def _draws(table: FloatArray, counts: FloatArray, draws: int, rng: np.random.Generator) -> FloatArray:
    """Return (S, T) draws of the level: refit on resampled years, then one draw of every year's posterior."""
    rows = np.flatnonzero(counts >= FEWEST)
    out = np.empty((draws, len(table)))
    wide = np.sqrt(np.where(counts < ENOUGH, ENOUGH / np.maximum(counts, 1), 1.0))
    for s in range(draws):
        starts = rng.integers(0, len(rows), size=-(-len(rows) // BLOCK))
        picks = rows[(starts[:, None] + np.arange(BLOCK)[None, :]).ravel()[: len(rows)] % len(rows)]
        factor = _fit(table[picks])
        mean, variance = _posterior(table, factor)
        out[s] = ndtr(mean + np.sqrt(variance) * wide * rng.standard_normal(len(table)))
    return out


def _fit(table: FloatArray, *, steps: int = 40) -> _Factor:
    """Fit loadings and noise by EM; missing cells are left out of every sum."""
    seen = np.isfinite(table)
    filled = np.where(seen, table, 0.0)
    count = np.maximum(seen.sum(axis=0), 1)
    loadings = np.full(table.shape[1], PRIOR_MEAN)
    noise = np.full(table.shape[1], 0.5)
    for _ in range(steps):
        mean, variance = _posterior(table, _Factor(loadings, noise))
        square = mean**2 + variance
        cross = filled.T @ mean
        energy = seen.T @ square
        loadings = np.maximum((cross / noise + PRIOR_MEAN / PRIOR_SD**2) / (energy / noise + 1.0 / PRIOR_SD**2), 0.0)
        residual = (filled**2).sum(axis=0) - 2.0 * loadings * cross + loadings**2 * energy
        noise = np.maximum(residual / count, LEAST_NOISE)
    return _Factor(loadings, noise)


def _posterior(table: FloatArray, factor: _Factor) -> tuple[FloatArray, FloatArray]:
    seen = np.isfinite(table)
    precision = 1.0 + (seen * (factor.loadings**2 / factor.noise)).sum(axis=1)
    mean = (np.where(seen, table, 0.0) * (factor.loadings / factor.noise)).sum(axis=1) / precision
    return mean, 1.0 / precision


def _standard(series: FloatArray) -> FloatArray:
    return np.asarray((series - np.nanmean(series)) / np.nanstd(series))


def _varies(series: FloatArray) -> bool:
    known = series[np.isfinite(series)]
    return len(known) >= BLOCK and float(known.std()) > 0.0
