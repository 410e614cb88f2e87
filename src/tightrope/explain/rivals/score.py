"""Theories scored on the years after the fit and on regions left out, against AR(1) and against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tightrope.core.errors import CoverageError
from tightrope.core.panel import FloatArray, IntArray
from tightrope.core.theory import Duel, Rivals, Theory
from tightrope.explain.rivals.boosting import ABSENT, Boosting, boosting
from tightrope.explain.rivals.columns import label_of
from tightrope.explain.rivals.filters import channels
from tightrope.explain.rivals.matrix import OUTCOMES, Matrix
from tightrope.explain.rivals.models import AR1, SAID, WALK
from tightrope.explain.rivals.predictions import Predicted, ahead_of, regions_of
from tightrope.explain.rivals.splits import EVERY, LATE, origins
from tightrope.stats.prediction.scores import by_block, spread, stacking

AHEAD = (1, 3, 5)
HEADLINE = ("tilt", "engagement")  # both ties follow from the two
DRAWS, WEIGHT_DRAWS = 400, 60
ERRORS, LEAST = 2.0, 4.0  # a difference is told from none beyond two standard errors and beyond 4
PROB = 0.9
Tests = Mapping[tuple[str, int, str], Predicted]


def score(table: Matrix, theories: Sequence[Theory], region: IntArray, *, seed: int) -> Rivals:
    """Set the theories of a study against AR(1), a random walk, the columns without a theory and boosted trees.

    Every model but the random walk has the own lag, effects of states and of years, and the tails of AR(1); a
    theory adds the columns that it names, with its signs. Two tests: the five years after each of several fits,
    the columns taken 1, 3 and 5 years before; and whole regions left out, drawn by the seed and scored once.

    Parameters
    ----------
    table : from `matrix`; region : (U,) from `splits.regions`.

    Returns
    -------
    Rivals : differences in log score with standard errors, weights, and the two claims of neoclassical realism.

    Raises
    ------
    CoverageError : the table is too short to leave anything out.

    References
    ----------
    :cite:`burkner2020` (leave-future-out), :cite:`gneiting2007` (scores), :cite:`yao2018` (weights).
    """
    rng = np.random.default_rng(seed)
    trees = boosting(seed % 2**31)
    starts = origins(table.years[1], table.years[-1])
    tests = predictions(table, theories, region, starts, rng=rng, trees=trees)
    if not tests:
        raise CoverageError("too few rows to leave any out", where="theories")
    blocks = {(test, ahead): block for test, ahead, block in _tested(tests)}
    found = [duel for key, parts in blocks.items() for duel in _duels(table, key, parts, rng)]
    heads = {f"{test} {ahead}": _joined([parts[o] for o in HEADLINE if o in parts])
             for (test, ahead), parts in blocks.items()}  # fmt: skip
    moderation, mediation, paths = channels(table, theories, region, rng=rng)
    one = next(iter(tests.values()))
    names = tuple(dict.fromkeys(name for name, _ in one.models))
    return Rivals(
        models=(*(t.name for t in theories), *(n for n in names if n not in {t.name for t in theories})),
        duels=tuple(found),
        weights={key: _weights(head, rng) for key, head in heads.items()},
        columns={n: (label_of(n), float(k)) for n, k in zip(table.columns, table.known, strict=True)},
        absent=dict(table.absent),
        sets={t.name: sets(t, table.columns) for t in theories},
        origins=starts,
        regions=tuple(
            tuple(code for code, r in zip(table.states, region, strict=True) if r == k)
            for k in range(int(region.max()) + 1)
        ),
        first=table.years[1],
        last=table.years[-1],
        states=int((region >= 0).sum()),
        freedom=one.freedom,
        boosted=trees is not None,
        moderation=moderation,
        mediation=mediation,
        paths=paths,
        notes=() if trees is not None else (ABSENT,),
    )


def predictions(
    table: Matrix, theories: Sequence[Theory], region: IntArray, starts: Sequence[int], *,
    rng: np.random.Generator, trees: Boosting | None = None, ahead: Sequence[int] = AHEAD,
    outcomes: Sequence[str] = OUTCOMES,
) -> dict[tuple[str, int, str], Predicted]:  # fmt: skip
    """Return (test, years ahead, outcome) -> scores of every model on its rows.

    References
    ----------
    Own: the tests of docs/explanation/rivals.md.
    """
    found: dict[tuple[str, int, str], Predicted] = {}
    for outcome in (o for o in outcomes if o in table.y):
        regional = regions_of(table, theories, outcome, region=region, rng=rng, boosting=trees)
        if regional is not None:
            found["regions", 1, outcome] = regional
        for h in ahead:
            later = ahead_of(table, theories, outcome, ahead=h, origins=starts, rng=rng, boosting=trees)
            if later is not None:
                found["ahead", h, outcome] = later
    return found


def verdict(difference: float, error: float) -> str:
    """Return "better", "worse" or "tie".

    References
    ----------
    :cite:`sivula2020`: a difference below 4 in log score, or within two standard errors, tells nothing apart.
    """
    if abs(difference) < max(ERRORS * error, LEAST):
        return "tie"
    return "better" if difference > 0.0 else "worse"


def judged(difference: float, error: float, over_bar: float, bar_error: float) -> str:
    """Return "better" than the best naive baseline, "worse" than it or than AR(1), or "tie".

    References
    ----------
    Own: a theory that loses to the baseline inside it is no tie, however uncertain a better baseline is.
    """
    told = verdict(over_bar, bar_error)
    return "worse" if verdict(difference, error) == "worse" else told


def sets(theory: Theory, columns: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return outcome -> column -> sign of what a theory names and the matrix has.

    References
    ----------
    Own: the restrictions of the theory's file.
    """
    return {
        outcome: {r.column: r.sign for r in theory.restrictions if outcome in r.outcomes and r.column in columns}
        for outcome in OUTCOMES
        if outcome not in SAID
    }


def _tested(tests: Tests) -> list[tuple[str, int, dict[str, Predicted]]]:
    kinds = dict.fromkeys((test, ahead) for test, ahead, _ in tests)
    return [(test, h, {o: p for (t, a, o), p in tests.items() if (t, a) == (test, h)}) for test, h in kinds]


def _joined(parts: Sequence[Predicted]) -> Predicted:
    """Lay the rows of several outcomes after each other."""
    return Predicted(
        models=parts[0].models, logs=np.concatenate([p.logs for p in parts], axis=1),
        crps=np.concatenate([p.crps for p in parts], axis=1), state=np.concatenate([p.state for p in parts]),
        year=np.concatenate([p.year for p in parts]), freedom=parts[0].freedom,
    )  # fmt: skip


def _duels(
    table: Matrix, key: tuple[str, int], parts: Mapping[str, Predicted], rng: np.random.Generator
) -> list[Duel]:  # fmt: skip
    test, ahead = key
    whole = {o: parts[o] for o in parts} | {"headline": _joined([parts[o] for o in HEADLINE if o in parts])}
    found = []
    for outcome, p in whole.items():
        names = [m for m, _ in p.models]
        base = names.index(AR1)
        total = p.logs.sum(axis=1)
        bar = base if total[base] >= total[names.index(WALK)] else names.index(WALK)
        gain, over = p.logs - p.logs[base], p.logs - p.logs[bar]
        alone, both = errors(gain, p, table, rng)
        against = np.maximum(*errors(over, p, table, rng)) if bar != base else np.maximum(alone, both)
        late = np.asarray(table.years)[p.year] > LATE
        for k, (name, form) in enumerate(p.models):
            difference, error = float(gain[k].sum()), float(max(alone[k], both[k]))
            found.append(Duel(
                model=name, form=form, test=test, ahead=ahead, outcome=outcome, log_score=float(p.logs[k].mean()),
                crps=float(p.crps[k].mean()), difference=difference, error=error, error_states=float(alone[k]),
                predictions=p.logs.shape[1], late=int(late.sum()), late_difference=float(gain[k][late].sum()),
                bar=names[bar], over_bar=float(over[k].sum()), bar_error=float(against[k]),
                verdict=judged(difference, error, float(over[k].sum()), float(against[k])),
            ))  # fmt: skip
    return found


def errors(
    gain: FloatArray, p: Predicted, table: Matrix, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:  # fmt: skip
    """Return the standard errors of sums over the rows of (M, n) gains: over states, and over states and years.

    References
    ----------
    :cite:`cameron2008`, :cite:`owen2007`.
    """
    states, row = np.unique(p.state, return_inverse=True)
    _, block = np.unique(p.year // EVERY, return_inverse=True)
    shape = (len(states), int(block.max()) + 1)
    return spread(by_block(gain, row, block, shape), draws=DRAWS, rng=rng)


def _weights(p: Predicted, rng: np.random.Generator) -> dict[str, tuple[float, float, float]]:
    """Return the stacking weight of every strict theory and baseline, with the interval over states resampled."""
    kept = [k for k, (_, form) in enumerate(p.models) if form != "soft"]
    logs = p.logs[kept]
    found = stacking(logs)
    here, row = np.unique(p.state, return_inverse=True)
    draws = np.stack([
        stacking(logs, rng.multinomial(len(here), np.full(len(here), 1.0 / len(here)))[row].astype(float))
        for _ in range(WEIGHT_DRAWS)
    ])  # fmt: skip
    tail = (1.0 - PROB) / 2.0
    low, high = np.quantile(draws, [tail, 1.0 - tail], axis=0)
    return {
        p.models[k][0]: (float(found[i]), float(min(low[i], found[i])), float(max(high[i], found[i])))
        for i, k in enumerate(kept)
    }
