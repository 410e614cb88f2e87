"""Panels drawn from the latent tie model, with the truth beside them: what recovery is tested on."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from tightrope.core.calendar import Period
from tightrope.core.panel import DOMAINS, Coverage, FloatArray, Kind, Ties, Variable
from tightrope.measure.observe.layout import FREEDOM
from tightrope.measure.observe.scale import WINDOW

CODES = tuple("".join(letters) for letters in product("ABCDEFGH", "KLMNO", "VWXYZ"))
RUNGS = np.array([0.4, 1.1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A simulated panel and what it was made of.

    Parameters
    ----------
    ties : the panel.
    truth : (U, T, D, P) the true ties, standardized over the reference window.
    loading, noise : (J,) of each indicator, per standardized tie and as a standard deviation, in units of the number
        behind its values.
    """

    ties: Ties
    truth: FloatArray
    loading: FloatArray
    noise: FloatArray


def simulate(rng: np.random.Generator, **how: Any) -> tuple[Ties, FloatArray]:
    """Return the panel of `make` and its true ties.

    References
    ----------
    As `make`.
    """
    made = make(rng, **how)
    return made.ties, made.truth


def make(
    rng: np.random.Generator,
    *,
    states: int = 30,
    start: int = 1985,
    stop: int = 2020,
    powers: tuple[str, str] = ("USA", "CHN"),
    per_domain: int = 3,
    placebo: bool = False,
    hole: float = 0.2,
    kinds: tuple[Kind, ...] = ("continuous",),
) -> Made:
    """Draw a panel of ties from the model.

    In each domain the last indicator is unpaired (seen for the first power alone, its level free in each
    state) and the second, if it is continuous, carries published errors of different size.

    Parameters
    ----------
    states : number of states, at most 200.
    per_domain : indicators in each domain, at least 2.
    placebo : both powers get the same true ties, so that every true tilt is 0, and all are paired.
    hole : share of cells that are missing.
    kinds : observation models of the indicators, one after another; about two in three values of an amount are 0,
        and three in five of a share.

    References
    ----------
    Own: the model of `fit` run forward, after :cite:`martin2002`, with steps of Student's t.
    """
    period = Period(start=start, stop=stop)
    shape = (states, len(period))
    scale = np.full((len(DOMAINS), 2), 0.01) if placebo else rng.uniform(0.005, 0.02, size=(len(DOMAINS), 2))
    steps = rng.standard_t(FREEDOM, size=(*shape, len(DOMAINS), 2)) * np.sqrt(scale)
    steps[:, 0] = rng.standard_normal((states, len(DOMAINS), 2))
    if placebo:
        steps[..., 1] = steps[..., 0]
    truth = steps.cumsum(axis=1)
    values, errors, variables, made = [], [], [], []
    for d, domain in enumerate(DOMAINS):
        for k in range(per_domain):
            paired = placebo or k < per_domain - 1
            kind = kinds[(d + k) % len(kinds)]
            loading, noise = rng.uniform(0.55, 0.95), rng.uniform(0.52, 0.8)
            own = rng.standard_normal((states, 1, 2)) * (0.3 if paired else 2.0)
            error = np.full((*shape, 2), np.nan)
            value = loading * truth[:, :, d] + own + noise * rng.standard_normal((*shape, 2))
            if k == 1 and kind == "continuous":
                error = rng.uniform(0.1, 0.6, size=(*shape, 2))
                value = value + error * rng.standard_normal((*shape, 2))
            value = _shown(value, kind)
            made.append((d, loading, noise))
            value[rng.random((*shape, 2)) < hole] = np.nan
            if not paired:
                value[:, :, 1] = np.nan
            error[~np.isfinite(value)] = np.nan
            values.append(value)
            errors.append(error)
            variables.append(_variable(f"{domain}_{k}", domain, kind, power=None if paired else powers[0]))
    stacked = np.stack(values, axis=-1)
    ties = Ties(
        values=stacked,
        coverage=np.where(np.isfinite(stacked), Coverage.OBSERVED, Coverage.MISSING).astype(np.int8),
        error=np.stack(errors, axis=-1),
        period=period,
        states=CODES[:states],
        powers=powers,
        variables=tuple(variables),
    )
    years = np.array(period.years)
    cut = truth[:, (years >= WINDOW[0]) & (years <= WINDOW[1])]
    center, spread = cut.mean(axis=(0, 1, 3)), cut.std(axis=(0, 1, 3))
    return Made(
        ties=ties,
        truth=np.asarray((truth - center[:, None]) / spread[:, None]),
        loading=np.array([loading * float(spread[d]) for d, loading, _ in made]),
        noise=np.array([noise for _, _, noise in made]),
    )


def _shown(number: FloatArray, kind: Kind) -> FloatArray:
    """Return what an indicator shows of the numbers behind it."""
    if kind == "ordinal":
        return np.asarray(np.searchsorted(RUNGS, number) / len(RUNGS))
    if kind == "count":
        return np.asarray(np.round(np.maximum(np.expm1(0.6 * number + 0.3), 0.0)))
    if kind == "amount":
        return np.asarray(np.maximum(number - 0.3, 0.0))
    return np.clip(0.4 * number, 0.0, 0.6) / 0.6 if kind == "share" else number


def _variable(name: str, domain: str, kind: Kind, *, power: str | None) -> Variable:
    how: dict[str, Any] = {"transform": "log1p"} if kind == "count" else {}
    return Variable(
        name=name,
        label=name,
        unit="none",
        role="tie",
        higher="closer",
        family=name,
        domain=domain,
        paired=power is None,
        power=power,
        kind=kind,
        **how,
    )
