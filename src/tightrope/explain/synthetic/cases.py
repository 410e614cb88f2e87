"""Entry of the package: every declared shock and outcome becomes a synthetic case, or the reason why it cannot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from tightrope.core.effect import SyntheticCase
from tightrope.core.panel import FloatArray, Inputs, Ties
from tightrope.explain.synthetic.placebo import BOUND, Compared, compare, effect_of
from tightrope.explain.synthetic.shocks import Outcome, Shock
from tightrope.explain.synthetic.sides import Sides, sides
from tightrope.explain.synthetic.verdict import DONORS, LEAST_AFTER, LEAST_BEFORE, verdict
from tightrope.explain.synthetic.weigh import augmented, centered, weigh
from tightrope.stats.resample import keyed

PROB = 0.9
DRAWS = 60
SHOWN = 0.005  # a smaller weight is not listed
HELD = 0.02  # donors of a larger weight are left out one at a time
EARLIER = (3, 6)  # years before the date at which it is tried again
UNDRAWN = "cannot tell"


def synthetic(
    inputs: Inputs, shocks: Iterable[Shock], *, focal: str, seed: int, last: int | None = None, draws: int = DRAWS
) -> tuple[SyntheticCase, ...]:
    """Return a synthetic case for every outcome of every shock.

    Parameters
    ----------
    inputs : the panel.
    shocks : as declared; order is kept.
    focal : ISO3 of the state.
    seed : of the draws; those of an outcome depend on its names alone.
    last : last year that is compared; the panel's by default.
    draws : draws of the measured outcome that are carried through.

    Returns
    -------
    One case for each outcome. Where nothing can be told `verdict` is "cannot tell" and `reason` says why; the
    paths are there whenever they could be measured.

    References
    ----------
    :cite:`abadie2010`; :cite:`abadie2021` for what must hold before anything is told.
    """
    found = []
    end = inputs.ties.period.stop if last is None else min(last, inputs.ties.period.stop)
    for shock in shocks:
        for k, outcome in enumerate(shock.outcomes):
            key = sum(map(ord, f"{shock.id} {outcome.name}"))
            made = _case(inputs.ties, shock, outcome, focal, end, draws, keyed(seed, shock.id, outcome.name, key))
            found.append(replace(made, main=k == 0))
    return tuple(found)


def _case(
    ties: Ties, shock: Shock, outcome: Outcome, focal: str, end: int, draws: int, rng: np.random.Generator
) -> SyntheticCase:
    start, stop = max(shock.after - shock.before, ties.period.start), min(shock.after + shock.follow - 1, end)
    bare = SyntheticCase(
        shock=shock.id, title=shock.title, year=shock.year, after=shock.after, who=shock.who, text=shock.text,
        events=shock.events, outcome=outcome.name, of=outcome.of, domain=outcome.domain, main=False,
        verdict=UNDRAWN, reason="", prob=PROB,
    )  # fmt: skip
    if shock.after - start < LEAST_BEFORE:
        return replace(bare, reason=f"fewer than {LEAST_BEFORE} years lie before it")
    if stop - shock.after + 1 < LEAST_AFTER:
        return replace(bare, reason=f"fewer than {LEAST_AFTER} years lie after it")
    cut = sides(ties, outcome, focal, start=start, after=shock.after, stop=stop, draws=draws, rng=rng)
    if isinstance(cut, str):
        return replace(bare, reason=cut)
    left = {code: why for code, why in shock.touched.items() if code in cut.states and code != focal}
    rows = [cut.states.index(focal), *(u for u, s in enumerate(cut.states) if s != focal and s not in left)]
    states = tuple(cut.states[u] for u in rows)
    named = tuple(dict.fromkeys(name for _, name in cut.series))
    held = replace(
        bare, pool=states[1:], left_out=dict(sorted(left.items())), series=named, years=cut.years,
        cut=tuple(name for name in named if name in shock.cut),
    )  # fmt: skip
    if len(states) - 1 < DONORS:
        why = f"{len(states) - 1} states untouched by it have every series on both sides; {DONORS} are needed"
        return replace(held, reason=why)
    told = _filled(held, cut, compare(cut.mean[rows], cut.before), rows, states)
    told = replace(told, apart=_apart(ties, shock, outcome, focal, start, stop, set(states), rng))
    told = replace(told, in_time=_in_time(ties, outcome, focal, start, shock.after, set(states), rng))
    return verdict(told)


def _filled(case: SyntheticCase, cut: Sides, made: Compared, rows: list[int], states: tuple[str, ...]) -> SyntheticCase:
    """Return the case with its paths, weights and numbers."""
    n = cut.before
    paths, drawn = centered(cut.mean[rows], n), centered(cut.draws[:, rows], n)
    mix, gap = made.weights[0], made.gaps[0]
    others = made.shown
    low, high = effect_of(gap, others, prob=case.prob)
    blank = np.where(np.arange(len(gap)) < n, np.nan, 0.0)
    tails = [(1.0 - case.prob) / 2.0, (1.0 + case.prob) / 2.0]
    noisy = _drawn_gaps(drawn, n, made.penalty)
    seen = np.quantile(noisy, tails, axis=0)
    band = np.quantile(others, tails, axis=0)
    mean, spread = float(gap[n:].mean()), effect_of(gap[n:].mean(), others[:, n:].mean(axis=1), prob=case.prob)
    error = np.quantile(noisy[:, n:].mean(axis=1), tails)
    allowed = np.arange(len(states)) > 0
    ridge = augmented(paths[:, :n], 0, mix, allowed=allowed)
    level = cut.mean[rows[0], :n].mean()
    order = sorted((u for u in range(1, len(states)) if mix[u] >= SHOWN), key=lambda u: (-mix[u], states[u]))
    return replace(
        case,
        paths={
            "actual": paths[0] + level, "synthetic": paths[0] - gap + level, "gap": gap,
            "low": low + blank, "high": high + blank, "measured_low": seen[0], "measured_high": seen[1],
            "band_low": band[0], "band_high": band[1],
        },
        effect={
            "mean": mean, "low": float(spread[0]), "high": float(spread[1]), "measured_low": float(error[0]),
            "measured_high": float(error[1]), "augmented": float((paths[0] - ridge @ paths)[n:].mean()),
        },
        donors={states[u]: float(mix[u]) for u in order},
        fit={
            "before": float(made.before[0]), "after": float(made.after[0]), "relative": float(made.relative[0]),
            "bound": BOUND, "ratio": float(made.ratio[0]), "rank": float(made.rank),
            "placebos": float(made.placebos), "p": made.p, "penalty": made.penalty,
        },
        without=_without(paths, n, mix, made.penalty, states),
    )  # fmt: skip


def _drawn_gaps(drawn: FloatArray, before: int, penalty: float) -> FloatArray:
    """Return (S, T) gaps of draws of the measured outcome, weights fitted anew to each."""
    count, many, _ = drawn.shape
    allowed = np.tile(np.arange(many) > 0, (count, 1))
    found = weigh(drawn[..., :before], np.zeros(count, dtype=int), allowed=allowed, penalty=penalty)
    return np.asarray(drawn[:, 0] - np.einsum("su,sut->st", found, drawn))


def _without(
    paths: FloatArray, before: int, mix: FloatArray, penalty: float, states: tuple[str, ...]
) -> dict[str, float]:
    """Return the mean gap after the date without each donor of some weight."""
    dropped = [u for u in range(1, len(states)) if mix[u] >= HELD]
    if not dropped:
        return {}
    allowed = np.tile(np.arange(len(states)) > 0, (len(dropped), 1))
    allowed[np.arange(len(dropped)), dropped] = False
    found = weigh(paths[:, :before], np.zeros(len(dropped), dtype=int), allowed=allowed, penalty=penalty)
    gaps = (paths[0] - found @ paths)[:, before:].mean(axis=1)
    return {states[u]: float(g) for u, g in zip(dropped, gaps, strict=True)}


def _apart(
    ties: Ties, shock: Shock, outcome: Outcome, focal: str, start: int, stop: int, states: set[str],
    rng: np.random.Generator,
) -> dict[str, float]:  # fmt: skip
    """Return the mean gap without the series that are the shock itself: what else moved."""
    if not shock.cut:
        return {}
    cut = sides(ties, outcome, focal, start=start, after=shock.after, stop=stop, draws=1, rng=rng,
                drop=frozenset(shock.cut))  # fmt: skip
    if isinstance(cut, str):
        return {}
    rows = [cut.states.index(focal), *(u for u, s in enumerate(cut.states) if s != focal and s in states)]
    if len(rows) - 1 < DONORS:
        return {}
    made = compare(cut.mean[rows], cut.before)
    if not made.good[0] or made.placebos < DONORS:
        return {}
    mean, n = float(made.gaps[0, cut.before :].mean()), cut.before
    low, high = effect_of(np.array(mean), made.shown[:, n:].mean(axis=1), prob=PROB)
    return {"mean": mean, "low": float(low), "high": float(high), "p": made.p, "placebos": float(made.placebos)}


def _in_time(
    ties: Ties, outcome: Outcome, focal: str, start: int, after: int, states: set[str], rng: np.random.Generator
) -> tuple[dict[str, float], ...]:
    """Try earlier dates on the years before the shock alone."""
    found = []
    for back in EARLIER:
        date = after - back
        if date - start < LEAST_BEFORE:
            continue
        cut = sides(ties, outcome, focal, start=start, after=date, stop=after - 1, draws=1, rng=rng)
        if isinstance(cut, str):
            continue
        rows = [cut.states.index(focal)]
        rows += [u for u, s in enumerate(cut.states) if s != focal and s in states]
        if len(rows) - 1 < DONORS:
            continue
        made = compare(cut.mean[rows], cut.before)
        if made.good[0] and made.placebos:
            found.append({"year": float(date), "ratio": float(made.ratio[0]), "p": made.p,
                          "placebos": float(made.placebos)})  # fmt: skip
    return tuple(found)
