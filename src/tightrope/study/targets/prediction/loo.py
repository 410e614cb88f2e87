"""Leave-one-out log score of the eight schools, the posterior by NUTS: needs the extra `bayes`."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np

from tightrope.stats.prediction.psis import leave_one_out
from tightrope.study.targets.target import Target

EFFECTS = (28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0)
ERRORS = (15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0)
WARMUP, DRAWS, CHAINS = 1000, 5000, 4
PRESENT = importlib.util.find_spec("numpyro") is not None


def _eight(_: Path) -> tuple[float, ...]:
    """Draw from mu ~ N(0, 5), tau ~ half-Cauchy(5), theta ~ N(mu, tau), and score each school by the others."""
    import jax
    import jax.numpy as jnp
    import numpyro
    import numpyro.distributions as dist
    from numpyro.infer import MCMC, NUTS

    def schools() -> None:
        mu = numpyro.sample("mu", dist.Normal(0.0, 5.0))
        tau = numpyro.sample("tau", dist.HalfCauchy(5.0))
        # The same prior on theta, written so that the sampler meets no funnel.
        z = numpyro.sample("z", dist.Normal(0.0, 1.0).expand([8]))
        theta = numpyro.deterministic("theta", mu + tau * z)
        numpyro.sample("y", dist.Normal(theta, jnp.array(ERRORS)), obs=jnp.array(EFFECTS))

    sampler = MCMC(
        NUTS(schools, target_accept_prob=0.95), num_warmup=WARMUP, num_samples=DRAWS, num_chains=CHAINS,
        chain_method="vectorized", progress_bar=False,
    )  # fmt: skip
    sampler.run(jax.random.PRNGKey(1))
    theta = np.asarray(sampler.get_samples()["theta"], dtype=float)
    errors = np.array(ERRORS)
    logs = -0.5 * ((np.array(EFFECTS) - theta) / errors) ** 2 - np.log(errors) - 0.5 * np.log(2.0 * np.pi)
    return (leave_one_out(logs).total,)


TARGETS = (
    Target(id="V19", source="Rubin (1981), the eight schools; ArviZ, example data centered_eight: loo",
           what="leave-one-out log score of the eight schools by Pareto-smoothed importance sampling",
           expected=(-30.78,), tolerance=0.1, compute=_eight if PRESENT else None,
           obtain="needs the extra `bayes` (pip install 'tightrope[bayes]')",
           reason="published to two decimals from one run of a sampler; both posteriors are draws"),
)  # fmt: skip
