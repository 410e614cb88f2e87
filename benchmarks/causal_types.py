"""Causal types: data augmentation beside NUTS on the same model (NumPyro), and node by node beside all types."""

from __future__ import annotations

import statistics
import time

import numpy as np

from benchmarks.row import Row
from tightrope.explain.types.cases import Seen, likelihood
from tightrope.explain.types.model import make
from tightrope.explain.types.nodewise import average, learn
from tightrope.explain.types.query import ask
from tightrope.explain.types.update import answer, update
from tightrope.study.targets.causes.types import EFFECT, LIPIDS

GRAPH = "Z -> X -> Y; X <-> Y"
CHAINS, SWEEPS, WARMUP = 60, 400, 100
DRAWS, RUNS = 200, 5
THREE = "A -> Y <- B; C -> Y"
ASKED = "Y[A=1] - Y[A=0]"
CASES, EACH = 400, {"chains": 12, "sweeps": 100, "warmup": 100, "every": 1}


def ours() -> tuple[float, float]:
    start = time.perf_counter()
    posterior = update(
        make(GRAPH), LIPIDS, rng=np.random.default_rng(1), chains=CHAINS, sweeps=SWEEPS, warmup=WARMUP, every=1
    )
    return time.perf_counter() - start, answer(posterior, EFFECT, rng=np.random.default_rng(2)).mean


def peer() -> tuple[float, float] | None:
    """Run NUTS on the same likelihood, twice in the same process; the second run is timed without compiling."""
    try:
        import jax
        import jax.numpy as jnp
        import numpyro
        import numpyro.distributions as dist
        from numpyro.infer import MCMC, NUTS
    except ImportError:
        return None
    numpyro.enable_x64()
    model = make(GRAPH)
    weight, number = likelihood(model, LIPIDS)
    question = ask(model, EFFECT)

    def joint() -> None:
        parts = [
            numpyro.sample(f"s{at}", dist.Dirichlet(jnp.ones(int(size)))) for at, size in enumerate(model.simplexes)
        ]
        share = jnp.prod(jnp.concatenate(parts)[model.of], axis=1)
        numpyro.factor("cases", jnp.sum(number * jnp.log(weight @ share)))
        numpyro.deterministic("effect", share @ question.value)

    sampler = MCMC(NUTS(joint), num_warmup=DRAWS, num_samples=DRAWS, num_chains=2, chain_method="vectorized",
                   progress_bar=False)  # fmt: skip
    sampler.run(jax.random.PRNGKey(0))
    start = time.perf_counter()
    sampler.run(jax.random.PRNGKey(1))
    found = float(sampler.get_samples()["effect"].mean())
    return time.perf_counter() - start, found


def node_by_node() -> Row:
    """Time both samplers of ours on one graph of three causes; only one of them also does four."""
    rng = np.random.default_rng(3)
    model = make(THREE)
    values = rng.integers(0, 2, (CASES, 4))
    values[:, 3] = values[:, :3].max(axis=1) ^ (rng.random(CASES) < 0.1)
    patterns, number = np.unique(values, axis=0, return_counts=True)
    names = model.graph.nodes
    seen = [
        Seen(values=dict(zip(names, map(int, row), strict=True)), number=int(n))
        for row, n in zip(patterns, number, strict=True)
    ]
    mine, other = [], []
    for run_ in range(3):
        start = time.perf_counter()
        found = learn(model, values.astype(float), rng=np.random.default_rng(run_), **EACH)
        mine.append(time.perf_counter() - start)
        start = time.perf_counter()
        whole = update(model, seen, rng=np.random.default_rng(run_), **EACH)
        other.append(time.perf_counter() - start)
    question = ask(model, ASKED)
    ours_ = float(average(model, found.draws.reshape(-1, model.parameters), [question.value]).mean())
    theirs = answer(whole, question, rng=np.random.default_rng(2)).mean
    return Row(
        name="causal types of three causes, node by node beside all types at once",
        ours=statistics.median(mine), peer=statistics.median(other), runs=(3, 3),
        size=f"{model.types:,} types, {CASES} cases, {EACH['chains'] * 200:,} sweeps",
        note=f"ATE {ours_:.3f} beside {theirs:.3f}; node by node every case has values of its own that may be in doubt",
    )  # fmt: skip


def run() -> tuple[Row, Row]:
    mine = [ours() for _ in range(RUNS)]
    other = peer()
    note = f"ATE {statistics.mean(v for _, v in mine):.3f}"
    if other:
        note += f" beside {other[1]:.3f}; NUTS takes 2 x {2 * DRAWS} steps, compiled before, and needs fewer of them"
    else:
        note += "; NumPyro is not installed (extra bayes)"
    first = Row(
        name="causal types, beside NUTS in NumPyro",
        ours=statistics.median(s for s, _ in mine),
        peer=other[0] if other else None,
        runs=(RUNS, 1 if other else 0),
        size=f"22 parameters, 337 cases, {CHAINS * (SWEEPS + WARMUP):,} sweeps",
        note=note,
    )
    return first, node_by_node()
