"""Panels from a factor model with a known effect on one state after a date: what synthetic cases must give back."""

import numpy as np

from tightrope.core.calendar import Period
from tightrope.core.panel import Coverage, Inputs, Panel, Ties, Variable

DOMAINS = ("security", "economic", "economic", "diplomatic")


def paths(rng, *, states=40, years=20, before=15, factors=3, own=0.25, noise=0.0, effect=0.0):
    """Return (U, T) outcomes: loadings on wandering factors, each state's own wandering, and an effect on row 0.

    Loadings are positive and of sum 1, those of row 0 inside the others' range, so that a mix can follow it.
    """
    common = np.cumsum(rng.normal(size=(factors, years)), axis=1)
    loadings = rng.dirichlet(np.ones(factors), size=states)
    level = rng.normal(size=(states, 1))
    out = level + loadings @ common + own * rng.normal(size=(states, years))
    out[0, before:] += effect
    return out + noise * rng.normal(size=out.shape)


def inputs(rng, *, states=60, years=20, before=15, effect=0.0, noise=0.4, gaps=0.05):
    """Return whole inputs whose ties to both powers follow such paths, each seen by four noisy series."""
    codes = tuple(f"A{chr(65 + u // 26)}{chr(65 + u % 26)}" for u in range(states))
    level = np.stack([paths(rng, states=states, years=years, before=before) for _ in range(2)], axis=-1)
    level[0, before:, 0] += effect
    values = level[..., None] + noise * rng.normal(size=(*level.shape, len(DOMAINS)))
    values[rng.random(values.shape) < gaps] = np.nan
    seen = np.where(np.isfinite(values), Coverage.OBSERVED, Coverage.MISSING).astype(np.int8)
    ties = Ties(
        values=values,
        coverage=seen,
        error=np.full(values.shape, np.nan),
        period=Period(start=1990, stop=1989 + years),
        states=codes,
        powers=("USA", "CHN"),
        variables=tuple(
            Variable(name=f"s{j}", label=f"s{j}", unit="", role="tie", higher="closer", family=f"s{j}", domain=d)
            for j, d in enumerate(DOMAINS)
        ),
    )
    empty = Panel(
        values=np.empty((states, years, 0)),
        coverage=np.empty((states, years, 0), dtype=np.int8),
        error=np.empty((states, years, 0)),
        period=ties.period,
        states=codes,
        variables=(),
    )
    return Inputs(ties=ties, series=empty, system=empty)
