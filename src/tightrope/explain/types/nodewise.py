"""Learn the shares of types node by node: many cases, each with doubt about its own values, resampled by groups."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tightrope.core.errors import InvalidValue
from tightrope.core.panel import BoolArray, FloatArray, IntArray
from tightrope.explain.types.model import Model
from tightrope.explain.types.update import Posterior

WIDEST = 12
Cells = tuple[BoolArray, IntArray]


def learn(
    model: Model,
    seen: FloatArray,
    *,
    groups: Sequence[IntArray] = (),
    rng: np.random.Generator,
    chains: int = 12,
    sweeps: int = 200,
    warmup: int = 200,
    every: int = 4,
) -> Posterior:
    """Draw from the posterior of the shares of types of a graph without unobserved common causes.

    Given the values of all nodes, the shares of one node say nothing of another's, so each sweep draws the values that
    are in doubt, then gives the cases to the types of each node apart, and then each simplex from its Dirichlet. The
    work grows with the types of the nodes and not with their product.

    Parameters
    ----------
    seen : (N, nodes) evidence of each case on each node of `model.graph.nodes`: the chance of 1 by its measurement
        alone, 0 or 1 where certain, NaN where nothing is known.
    groups : (N,) labels each, such as the state and the period of a case. Each chain learns from its own resample:
        members of every group are drawn with replacement and a case counts as often as all its groups were drawn.
        Without groups each chain learns from all cases.
    sweeps, every : sweeps kept of each chain, one in `every`.

    Returns
    -------
    Posterior : the chains are mixed over resamples, so its intervals know that cases of one group hang together;
        chains need not agree, only the halves of each.

    Raises
    ------
    InvalidValue : a confounded graph, too many nodes, or evidence outside 0 to 1.

    References
    ----------
    :cite:`tanner1987` (data augmentation); :cite:`buhlmann2014` (posterior over resamples); :cite:`owen2007`
    (resampling two crossed groups).
    """
    nodes = model.graph.nodes
    if model.graph.confounded or len(nodes) > WIDEST:
        raise InvalidValue("the graph is confounded or has too many nodes", where="learn", next="use `update`")
    chance = np.where(np.isfinite(seen), seen, 0.5)
    if seen.shape[1:] != (len(nodes),) or chance.min(initial=0.0) < 0.0 or chance.max(initial=0.0) > 1.0:
        raise InvalidValue("evidence is no table of chances", where="learn", next="give (cases, nodes) from 0 to 1")
    bits = (np.arange(2 ** len(nodes))[:, None] >> np.arange(len(nodes))) & 1
    evidence = np.prod(np.where(bits[None], chance[:, None, :], 1.0 - chance[:, None, :]), axis=2, dtype=np.float32)
    rows = _resample(len(seen), groups, chains, rng)
    width = max((len(of_chain) for of_chain in rows), default=0)
    index = np.zeros((chains, width), dtype=np.int64)
    real = np.zeros((chains, width), dtype=bool)
    for chain, of_chain in enumerate(rows):
        index[chain, : len(of_chain)], real[chain, : len(of_chain)] = of_chain, True
    held = evidence[index] * real[..., None]
    kept = np.empty((chains, sweeps, model.parameters))
    cells = _cells(model, bits)
    now = _simplexes(model, np.broadcast_to(model.prior, (chains, model.parameters)), rng)
    for sweep in range(-warmup, sweeps * every):
        counts = _counts(held, _shares(model, bits, now), real, rng)
        now = _simplexes(model, model.prior + _given(model, cells, counts, now, rng), rng)
        if sweep >= 0 and sweep % every == 0:
            kept[:, sweep // every] = now
    return Posterior(model=model, draws=kept, cases=len(seen))


def prior_draws(model: Model, number: int, *, rng: np.random.Generator) -> FloatArray:
    """Return (number, P) draws of the parameters before any case.

    References
    ----------
    :cite:`tietz2026` (a Dirichlet on each simplex).
    """
    return _simplexes(model, np.broadcast_to(model.prior, (number, model.parameters)), rng)


def average(model: Model, draws: FloatArray, values: Sequence[FloatArray]) -> FloatArray:
    """Return (Q, D) the mean over causal types of each quantity in each draw.

    Parameters
    ----------
    draws : (D, P).
    values : (types,) each; a quantity of a kind of case is its weight in each type times its value there.

    References
    ----------
    :cite:`tietz2026` (the share of a causal type is the product over its nodes); the last node is summed out first.
    """
    last = len(model.nodal[model.graph.nodes[-1]])
    first = np.ones((len(draws), model.types // last))
    for column in model.of[::last, :-1].T:
        first *= draws[:, column]
    tail = draws[:, model.of[:last, -1]]
    return np.stack([np.einsum("dc,dc->d", first, tail @ value.reshape(-1, last).T) for value in values])


def _resample(number: int, groups: Sequence[IntArray], chains: int, rng: np.random.Generator) -> list[IntArray]:
    """Return the rows of each chain: a case counts as often as all its groups were drawn together."""
    found: list[IntArray] = []
    for _ in range(chains):
        times = np.ones(number, dtype=np.int64)
        for labels in groups:
            _, place = np.unique(labels, return_inverse=True)
            size = int(place.max()) + 1 if number else 0
            times *= np.bincount(rng.integers(0, size, size), minlength=size)[place]
        found.append(np.repeat(np.arange(number), times))
    return found


def _shares(model: Model, bits: IntArray, now: FloatArray) -> FloatArray:
    """Return (chains, 2^nodes) the probability of each pattern of values."""
    total = np.ones((len(now), len(bits)))
    for at, chance in enumerate(_chances(model, now)):
        here = chance[:, _condition(model, bits, at)]
        total *= np.where(bits[:, at], here, 1.0 - here)
    return total


def _chances(model: Model, now: FloatArray) -> list[FloatArray]:
    """Return, a node each, (chains, 2^k) the probability that it is 1 in each condition of its causes."""
    starts = model.starts
    return [
        now[:, starts[at] : starts[at] + model.simplexes[at]] @ model.nodal[node]
        for at, node in enumerate(model.graph.nodes)
    ]


def _condition(model: Model, bits: IntArray, at: int) -> IntArray:
    nodes = model.graph.nodes
    causes = [nodes.index(cause) for cause in model.graph.parents[nodes[at]]]
    return np.asarray(sum((bits[:, cause] << place for place, cause in enumerate(causes)), np.zeros(len(bits), int)))


def _counts(held: FloatArray, share: FloatArray, real: FloatArray, rng: np.random.Generator) -> IntArray:
    """Draw the pattern of each case, and return (chains, patterns) how many cases have each."""
    chains, width, patterns = held.shape
    upto = np.cumsum(held * share[:, None, :].astype(np.float32), axis=2)
    mark = rng.random((chains, width), dtype=np.float32) * upto[..., -1]
    pattern = np.minimum((upto < mark[..., None]).sum(axis=2), patterns - 1)
    code = pattern + patterns * np.arange(chains)[:, None]
    return np.bincount(code[real], minlength=chains * patterns).reshape(chains, patterns)


def _given(
    model: Model, cells: Sequence[Cells], counts: IntArray, now: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Give the cases of each condition and answer to the types that answer so."""
    held = np.zeros(now.shape)
    for at, (allowed, member) in enumerate(cells):
        types = slice(int(model.starts[at]), int(model.starts[at]) + len(allowed[0]))
        number = (counts @ member).ravel()
        upto = np.cumsum((now[:, None, types] + 1e-300) * allowed, axis=2)
        # the scales of all chains and cells laid end to end, so that one search places every case
        upto = upto / upto[..., -1:] + np.arange(number.size).reshape(*upto.shape[:2], 1)
        whose = np.repeat(np.arange(number.size), number)
        place = np.searchsorted(upto.ravel(), whose + rng.random(len(whose)), side="right")
        place = np.minimum(place, (whose + 1) * upto.shape[2] - 1)
        held[:, types] = np.bincount(place, minlength=upto.size).reshape(upto.shape).sum(axis=1)
    return held


def _cells(model: Model, bits: IntArray) -> list[Cells]:
    """Return, a node each, which types give each answer in each condition, and which patterns lie there."""
    found = []
    for at, node in enumerate(model.graph.nodes):
        condition = _condition(model, bits, at)
        allowed = np.concatenate([value == model.nodal[node].T for value in (0, 1)])
        code = condition + model.nodal[node].shape[1] * bits[:, at]
        found.append((allowed, (code[:, None] == np.arange(len(allowed))).astype(np.int64)))
    return found


def _simplexes(model: Model, weights: FloatArray, rng: np.random.Generator) -> FloatArray:
    return model.normalized(rng.standard_gamma(weights) + 1e-300)
