"""Learn the shares of types from cases: data augmentation, exact and without tuning, many chains at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tightrope.core.panel import FloatArray
from tightrope.explain.types.cases import Seen, likelihood
from tightrope.explain.types.model import Model
from tightrope.explain.types.query import Query, ask
from tightrope.stats.interval import r_hat

CHAINS = 20
SWEEPS = 1000
WARMUP = 1000
EVERY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """Draws of the parameters.

    Parameters
    ----------
    draws : (chains, sweeps, P) parameters; each simplex sums to 1.
    cases : number of cases learned from; 0 for the prior.
    """

    model: Model
    draws: FloatArray
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to a question, with its uncertainty.

    Parameters
    ----------
    mean, sd, low, high : of the posterior; the interval holds 90 %.
    case : probability for one case of which nothing but the condition is known, a ratio of expectations, not an
        expectation of ratios.
    r_hat : of the quantity over chains; above 1.05 the chains do not yet agree.
    prior_mean, prior_low, prior_high : the same before any case was seen; what has not moved is belief, not evidence.
    """

    query: str
    mean: float
    sd: float
    low: float
    high: float
    case: float
    r_hat: float
    prior_mean: float
    prior_low: float
    prior_high: float


def update(
    model: Model,
    seen: Sequence[Seen] = (),
    *,
    rng: np.random.Generator,
    chains: int = CHAINS,
    sweeps: int = SWEEPS,
    warmup: int = WARMUP,
    every: int = EVERY,
) -> Posterior:
    """Draw from the posterior of the shares of types.

    Each sweep gives the cases of a pattern to the types that allow it, by a multinomial draw, and then draws each
    simplex from its Dirichlet. Without cases the draws are from the prior.

    Parameters
    ----------
    seen : what was seen, of how many cases; partial patterns and clues are allowed.
    chains : they run side by side, each from its own draw of the prior.
    sweeps, every : sweeps kept of each chain, one in `every`; neighbors are alike where data say little of a type.
    warmup : sweeps thrown away first.

    References
    ----------
    :cite:`tanner1987` (data augmentation); the model is that of :cite:`tietz2026`, whose sampler is another.
    """
    weight, number = likelihood(model, [case for case in seen if case.number])
    if not number.size:
        return Posterior(model=model, draws=_simplexes(model, model.prior, rng, (chains, sweeps)), cases=0)
    allowed = [np.flatnonzero(row) for row in weight]
    uses = np.zeros((model.types, model.parameters))
    for column in model.of.T:
        uses[np.arange(model.types), column] = 1.0
    kept = np.empty((chains, sweeps, model.parameters))
    now = _simplexes(model, model.prior, rng, (chains,))
    for sweep in range(-warmup, sweeps * every):
        share = model.shares(now)
        held = np.zeros((chains, model.types))
        for row, types, cases in zip(weight, allowed, number, strict=True):
            odds = share[:, types] * row[types] + 1e-300  # a chain may start where a pattern has no weight at all
            held[:, types] += rng.multinomial(cases, odds / odds.sum(axis=1, keepdims=True))
        now = _simplexes(model, model.prior + held @ uses, rng, None)
        if sweep >= 0 and sweep % every == 0:
            kept[:, sweep // every] = now
    return Posterior(model=model, draws=kept, cases=int(number.sum()))


def answer(posterior: Posterior, query: str | Query, *, rng: np.random.Generator, clues: Sequence[Seen] = ()) -> Answer:
    """Answer a question from the draws, beside what the prior alone would say.

    Parameters
    ----------
    clues : at most one case whose own evidence conditions the answer for that case (`case`), not the population's.

    References
    ----------
    :cite:`tietz2026` (population and case level; the latter as a ratio of expectations).
    """
    model = posterior.model
    asked = ask(model, query) if isinstance(query, str) else query
    extra = likelihood(model, clues)[0].prod(axis=0) if clues else np.ones(model.types)
    found, _ = _ratio(model, asked, posterior.draws, np.ones(model.types))
    _, case = _ratio(model, asked, posterior.draws, extra)
    before, _ = _ratio(model, asked, update(model, rng=rng, chains=1, sweeps=4000).draws, np.ones(model.types))
    low, high = np.quantile(found, [0.05, 0.95])
    first, last = np.quantile(before, [0.05, 0.95])
    return Answer(
        query=asked.text,
        mean=float(found.mean()),
        sd=float(found.std()),
        low=float(low),
        high=float(high),
        case=case,
        r_hat=float(np.max(r_hat(found[..., None]))) if len(found) > 1 else float("nan"),
        prior_mean=float(before.mean()),
        prior_low=float(first),
        prior_high=float(last),
    )


def _ratio(model: Model, query: Query, draws: FloatArray, extra: FloatArray) -> tuple[FloatArray, float]:
    """Return (chains, sweeps) the quantity in each draw, and its ratio of expectations."""
    about = query.given * extra
    above, below = np.empty(draws.shape[:2]), np.empty(draws.shape[:2])
    for chain, of_chain in enumerate(draws):
        share = model.shares(of_chain)
        above[chain], below[chain] = share @ (about * query.value), share @ about
    with np.errstate(invalid="ignore", divide="ignore"):
        each = np.where(below > 0.0, above / below, np.nan)
    return each, float(above.mean() / below.mean())


def _simplexes(
    model: Model, weights: FloatArray, rng: np.random.Generator, shape: tuple[int, ...] | None
) -> FloatArray:
    size = None if shape is None else (*shape, model.parameters)
    return model.normalized(rng.standard_gamma(weights, size=size) + 1e-300)
