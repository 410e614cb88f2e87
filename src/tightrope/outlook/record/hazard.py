"""The duration model: hazards of leaving to either power's side or away from both, draw by draw, pooled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tightrope.core.panel import BoolArray, FloatArray, IntArray
from tightrope.outlook.record.moves import SIDE_OF, SIDES, Moves
from tightrope.stats.duration.competing import competing, hazards
from tightrope.stats.interval import central

LEVELS = ("staying as such", "years inside", "spell found under way")
PRECISION = {"staying as such": 0.01}  # slopes on standardized covariates have prior sd 1, the level 10
LEAST_KNOWN = 0.5  # a covariate known in a smaller share of state-years at risk is left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Covariates on one scale, and what is known of them.

    Parameters
    ----------
    names : of the columns, the three levels first.
    values : (U, T, C) standardized covariates, 0 (their mean) where unknown.
    known : covariate -> share of state-years at risk in which it is observed or held.
    scale : covariate -> (mean, standard deviation) over state-years at risk.
    left_out : covariate -> why.
    """

    names: tuple[str, ...]
    values: FloatArray
    known: dict[str, float]
    scale: dict[str, tuple[float, float]]
    left_out: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Slopes of every draw, and the number of exits they rest on.

    Parameters
    ----------
    mean : (S, W, P) fitted in each draw; draws : (S, W, P) one draw each of the slopes given that draw's spells.
    within : (W, P) mean variance of the slopes given the spells; between : (W, P) variance over draws of the spells.
    exits : (W,) exits by side, mean over draws; state_years : state-years at risk, mean over draws.
    """

    design: Design
    mean: FloatArray
    draws: FloatArray
    within: FloatArray
    between: FloatArray
    exits: FloatArray
    state_years: float


def design(found: Moves, covariates: dict[str, FloatArray], *, until: int | None = None) -> Design:
    """Bring covariates to one scale, by the years up to `until` alone.

    Parameters
    ----------
    covariates : name -> (U, T) on the calendar of the moves, NaN where unknown.
    until : last column whose values may be used; all if None.

    References
    ----------
    Own.
    """
    last = found.inside.shape[2] if until is None else until + 1
    weight = found.at_risk[:, :, :last].mean(axis=0)
    names, columns, known, scale, left_out = [], [], {}, {}, {}
    for name, table in covariates.items():
        seen = np.isfinite(table[:, :last])
        share = float((weight * seen).sum() / max(weight.sum(), 1e-12))
        if share < LEAST_KNOWN:
            left_out[name] = f"known in {100 * share:.0f} % of state-years at risk"
            continue
        filled = np.where(seen, table[:, :last], 0.0)
        mass = weight * seen
        mean = float((mass * filled).sum() / mass.sum())
        spread = float(np.sqrt((mass * (filled - mean) ** 2).sum() / mass.sum()))
        if spread < 1e-9:
            left_out[name] = "the same in all state-years at risk"
            continue
        names.append(name)
        known[name], scale[name] = share, (mean, spread)
        columns.append(np.where(np.isfinite(table), (table - mean) / spread, 0.0))
    values = np.stack(columns, axis=-1) if columns else np.zeros((*found.inside.shape[1:], 0))
    return Design(names=(*LEVELS, *names), values=values, known=known, scale=scale, left_out=left_out)


def fit(found: Moves, by: Design, *, rng: np.random.Generator, until: int | None = None) -> Fitted:
    """Fit the hazards in every draw, and draw slopes from each fit.

    Parameters
    ----------
    until : last column that may be known; moves into later years are not used.

    References
    ----------
    :cite:`allison1982`, competing exits in discrete time; pooled over draws of what is measured with error as over
    imputations, :cite:`rubin1987`, section 3.1.
    """
    last = found.inside.shape[2] if until is None else until
    sides = np.array(SIDE_OF)
    precision = np.array([PRECISION.get(name, 1.0) for name in by.names])
    ways, p = len(SIDES), len(by.names)
    count = len(found.inside)
    mean, drawn = np.zeros((count, ways, p)), np.zeros((count, ways, p))
    within, exits, rows = np.zeros((ways, p)), np.zeros(ways), 0
    for s in range(count):
        u, t = np.nonzero(found.at_risk[s, :, :last])
        x = rows_of(by, found.age[s, u, t], found.found[s, u, t], u, t)
        left = found.way[s, u, t]
        side = np.where(left >= 0, sides[left], -1)
        result = competing(x, side, ways, precision=precision, clusters=(u, t))
        mean[s] = result.slopes
        root = np.linalg.cholesky(result.covariance + 1e-12 * np.eye(ways * p))
        drawn[s] = result.slopes + (root @ rng.standard_normal(ways * p)).reshape(ways, p)
        within += np.diag(result.covariance).reshape(ways, p) / count
        exits += np.bincount(side[side >= 0], minlength=ways) / count
        rows += len(u)
    between = mean.var(axis=0, ddof=1) if count > 1 else np.zeros((ways, p))
    return Fitted(
        design=by, mean=mean, draws=drawn, within=within, between=between, exits=exits, state_years=rows / count
    )


def rows_of(by: Design, age: IntArray, found: BoolArray, u: IntArray, t: IntArray) -> FloatArray:
    """Return the (..., P) covariates of units at risk; age enters as its logarithm.

    References
    ----------
    Own.
    """
    levels = np.stack([np.ones(age.shape), np.log(np.maximum(age, 1)) - 1.0, np.asarray(found, dtype=float)], axis=-1)
    return np.concatenate([levels, by.values[u, t]], axis=-1)


def ahead(fitted: Fitted, found: Moves, u: IntArray, t: int, *, years: int, assume: bool = False) -> FloatArray:
    """Return (S, N, H, W) chances of having left by each side within each year ahead; NaN in draws not inside.

    Covariates stay as they are in column t, the spell ages.

    Parameters
    ----------
    u : (N,) states; t : the column that counts as now; years : horizon H.
    assume : whether a state that stands outside is taken as one that has just entered.

    References
    ----------
    :cite:`allison1982`; incidence of competing exits as in :cite:`aalen1978`, the hazards from the model.
    """
    age = found.age[:, u, t].astype(int)
    inside = age > 0
    age = np.where(inside, age, 1)
    under = found.found[:, u, t] & inside
    alive = np.ones(age.shape)
    gone = np.zeros((*age.shape, len(SIDES)))
    steps = []
    at = np.broadcast_to(u, age.shape)
    for step in range(years):
        x = rows_of(fitted.design, age + step, under, at, np.full(age.shape, t))
        rate = hazards(x, fitted.draws[:, None])
        gone = gone + alive[..., None] * rate
        alive = alive * (1.0 - rate.sum(axis=-1))
        steps.append(gone)
    out = np.stack(steps, axis=2)
    return out if assume else np.where(inside[:, :, None, None], out, np.nan)


def slopes_of(fitted: Fitted) -> list[dict[str, object]]:
    """Return each slope as odds times by one standard deviation, its interval, and measurement's part of its variance.

    References
    ----------
    Total variance over imputations: :cite:`rubin1987`, section 3.1.
    """
    count = len(fitted.mean)
    total = fitted.within + (1.0 + 1.0 / count) * fitted.between
    share = fitted.between * (1.0 + 1.0 / count) / np.maximum(total, 1e-12)
    low, high = central(fitted.draws)
    middle = fitted.mean.mean(axis=0)
    rows: list[dict[str, object]] = []
    for w, side in enumerate(SIDES):
        for j, name in enumerate(fitted.design.names):
            if name == LEVELS[0]:
                continue
            rows.append(
                {
                    "side": side, "covariate": name, "odds": float(np.exp(middle[w, j])),
                    "low": float(np.exp(min(low[w, j], middle[w, j]))),
                    "high": float(np.exp(max(high[w, j], middle[w, j]))),
                    "told": bool(low[w, j] > 0 or high[w, j] < 0), "from_measurement": float(share[w, j]),
                }
            )  # fmt: skip
    return rows
