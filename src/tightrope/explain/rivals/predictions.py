"""Every model fitted to what it may see, and its predictions of what it may not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tightrope.core.panel import BoolArray, FloatArray, IntArray
from tightrope.core.theory import Theory
from tightrope.explain.rivals.boosting import Boosting
from tightrope.explain.rivals.matrix import Matrix, Rows, rows, without_gaps
from tightrope.explain.rivals.models import AR1, BOOSTED, WALK, Model, models
from tightrope.explain.rivals.splits import EVERY
from tightrope.stats.prediction import crossed
from tightrope.stats.prediction.constrained import constrained
from tightrope.stats.prediction.scores import crps_student

STEPS, MORE = 25, 4  # of EM: for AR(1), and from its variances on for each other model


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted:
    """Scores of every model on the rows of one test.

    Parameters
    ----------
    models : (name, form) of the M models.
    logs : (M, n) log predictive densities; crps : (M, n).
    state, year : (n,) numbers on the matrix's lists.
    freedom : degrees of freedom of the errors in the last fit.
    """

    models: tuple[tuple[str, str], ...]
    logs: FloatArray
    crps: FloatArray
    state: IntArray
    year: IntArray
    freedom: float


def ahead_of(
    table: Matrix, theories: Sequence[Theory], outcome: str, *, ahead: int, origins: Sequence[int],
    rng: np.random.Generator, boosting: Boosting | None,
) -> Predicted | None:  # fmt: skip
    """Predict the five years after each origin from the rows up to it; None where there is nothing to predict.

    References
    ----------
    :cite:`burkner2020`, leave-future-out; exact here, for a refit costs little.
    """
    found = rows(table, outcome, ahead)
    years = np.asarray(table.years)[found.year]
    splits = [(years <= origin, (years > origin) & (years <= origin + EVERY)) for origin in origins]
    return _over(table, found, theories, outcome, splits, rng=rng, boosting=boosting)


def regions_of(
    table: Matrix, theories: Sequence[Theory], outcome: str, *, region: IntArray, rng: np.random.Generator,
    boosting: Boosting | None,
) -> Predicted | None:  # fmt: skip
    """Predict each region a year ahead from all others; None where there is nothing to predict.

    References
    ----------
    Own: neighbors share shocks, so whole neighborhoods are left out at once.
    """
    found = rows(table, outcome, 1)
    here = region[found.state]
    splits = [((here != r) & (here >= 0), here == r) for r in range(int(region.max()) + 1)]
    return _over(table, found, theories, outcome, splits, rng=rng, boosting=boosting)


def _over(
    table: Matrix, found: Rows, theories: Sequence[Theory], outcome: str,
    splits: Sequence[tuple[BoolArray, BoolArray]], *, rng: np.random.Generator, boosting: Boosting | None,
) -> Predicted | None:  # fmt: skip
    priors = models(theories, table.columns, outcome)
    parts = [_split(found, priors, train, test, rng, boosting) for train, test in splits
             if train.sum() > 10 * (1 + len(table.columns)) and test.any()]  # fmt: skip
    if not parts:
        return None
    tested = [np.flatnonzero(test) for train, test in splits
              if train.sum() > 10 * (1 + len(table.columns)) and test.any()]  # fmt: skip
    order = np.concatenate(tested)
    names = [(model.name, model.form) for model in priors] + [(WALK, "baseline")]
    names += [(BOOSTED, "baseline")] if boosting is not None else []
    return Predicted(
        models=tuple(names), logs=np.concatenate([p[0] for p in parts], axis=1),
        crps=np.concatenate([p[1] for p in parts], axis=1), state=found.state[order], year=found.year[order],
        freedom=parts[-1][2],
    )  # fmt: skip


def logs_of(
    found: Rows, priors: Sequence[Model], train: BoolArray, test: BoolArray, rng: np.random.Generator
) -> FloatArray:  # fmt: skip
    """Return log densities (M, n) of the rows tested under models fitted to the others, AR(1) among them first.

    References
    ----------
    Own: one split of the tests of docs/explanation/rivals.md.
    """
    return _split(found, priors, train, test, rng, None)[0]


def _split(
    found: Rows, priors: Sequence[Model], train: BoolArray, test: BoolArray,
    rng: np.random.Generator, boosting: Boosting | None,
) -> tuple[FloatArray, FloatArray, float]:  # fmt: skip
    """Return log densities and CRPS (M, n) of the rows tested, and the degrees of freedom of the errors."""
    middle, unit = float(found.y[train].mean()), float(found.y[train].std())
    raw = np.concatenate([found.lag[:, None], found.x], axis=1)
    x = without_gaps(raw, raw[train])
    y = (found.y - middle) / unit
    seen_states, state = np.unique(found.state[train], return_inverse=True)
    seen_years, year = np.unique(found.year[train], return_inverse=True)
    size = {"states": len(seen_states), "years": len(seen_years)}
    n = float(train.sum())
    gram, bare, freedom = base(y[train], x[train], state, year, priors[0], n, size)
    at_state = _place(found.state[test], seen_states)
    at_year = _year(found.year[test], seen_years)
    logs, crps = [], []

    def note(location: FloatArray, scale: FloatArray, tail: float = freedom) -> None:
        error = y[test] - location
        logs.append(crossed.student(error, scale, tail) - np.log(unit))
        crps.append(crps_student(error, scale, tail) * unit)

    for model in priors:
        if model.same and logs:
            logs.append(logs[0])
            crps.append(crps[0])
            continue
        held = bare if model.name == AR1 else crossed.fit(gram, model.spread, bare.variances, steps=MORE, rows=n)
        note(*crossed.predict(gram, signed(held, model, rng), x[test], at_state, at_year, freedom=freedom))
    tail, walk, _ = crossed.tails((found.y - found.lag)[train] / unit, np.zeros(int(n)))
    note((found.lag[test] - middle) / unit, np.full(int(test.sum()), walk), tail)  # a scale goes with its own tail
    if boosting is not None:
        wide = np.concatenate([((found.lag - middle) / unit)[:, None], found.x], axis=1)  # trees take a gap as it is
        note(*boosting(wide[train], y[train], found.state[train], wide[test]))
    return np.stack(logs), np.stack(crps), freedom


def base(
    y: FloatArray, x: FloatArray, state: IntArray, year: IntArray, prior: Model, n: float, size: dict[str, int]
) -> tuple[crossed.Gram, crossed.Fit, float]:
    """Fit AR(1), take the tails of its errors, and sum up the rows by the weights that follow.

    Returns
    -------
    gram : weighted sums for every other fit; held : AR(1) itself; freedom : of the errors.

    References
    ----------
    :cite:`lange1989` (t errors by weights); the weights of AR(1) serve all models, so that all are scored alike.
    """
    start = crossed.Variances(0.1, 0.01, 0.001)
    weights: FloatArray = np.ones(len(y))
    gram = crossed.gram(y, x, state, year, weights, **size)
    held = crossed.fit(gram, prior.spread, start, steps=STEPS, rows=n)
    freedom = 50.0
    for _ in range(2):
        fitted, _ = crossed.predict(gram, held, x, state, year, freedom=freedom)
        freedom, _, weights = crossed.tails(y, fitted)
        gram = crossed.gram(y, x, state, year, weights, **size)
        held = crossed.fit(gram, prior.spread, held.variances, steps=STEPS // 2, rows=n)
    return gram, held, freedom


def signed(held: crossed.Fit, model: Model, rng: np.random.Generator) -> crossed.Fit:
    """Return a fit whose slopes have the signs that the theory states.

    References
    ----------
    :cite:`geweke1991`; the cut posterior is taken as normal with its own moments.
    """
    signs = np.zeros(len(held.mean))
    slopes = model.signs[model.spread > 0.0]
    signs[1 : 1 + len(slopes)] = slopes
    mean, cov = constrained(held.mean, held.cov, signs, rng=rng)
    return crossed.Fit(held.kept, mean, cov, held.variances)


def _place(wanted: IntArray, known: IntArray) -> IntArray:
    at = np.searchsorted(known, wanted)
    hit = known[np.minimum(at, len(known) - 1)] == wanted
    return np.where(hit, at, -1)


def _year(wanted: IntArray, known: IntArray) -> IntArray:
    """Return numbers of years as the fit has them, those after its last going on from there."""
    return np.where(wanted > known[-1], len(known) - 1 + wanted - known[-1], np.searchsorted(known, wanted))
