"""Causal types from 337 cases: data augmentation, beside NUTS on the same model (NumPyro), in one run."""

from __future__ import annotations

import statistics
import time

import numpy as np

from benchmarks.row import Row
from tightrope.explain.types.cases import likelihood
from tightrope.explain.types.model import make
from tightrope.explain.types.query import ask
from tightrope.explain.types.update import answer, update
from tightrope.study.targets.causes.types import EFFECT, LIPIDS

GRAPH = "Z -> X -> Y; X <-> Y"
CHAINS, SWEEPS, WARMUP = 60, 400, 100
DRAWS, RUNS = 200, 5


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


def run() -> Row:
    mine = [ours() for _ in range(RUNS)]
    other = peer()
    note = f"ATE {statistics.mean(v for _, v in mine):.3f}"
    if other:
        note += f" beside {other[1]:.3f}; NUTS takes 2 x {2 * DRAWS} steps, compiled before, and needs fewer of them"
    else:
        note += "; NumPyro is not installed (extra bayes)"
    return Row(
        name="causal types, beside NUTS in NumPyro",
        ours=statistics.median(s for s, _ in mine),
        peer=other[0] if other else None,
        runs=(RUNS, 1 if other else 0),
        size=f"22 parameters, 337 cases, {CHAINS * (SWEEPS + WARMUP):,} sweeps",
        note=note,
    )
