"""The closed form with its signs against NUTS on the same panel, the variances estimated by each in its own way."""

import numpy as np
import pytest

from tightrope.stats.prediction import crossed
from tightrope.stats.prediction.constrained import constrained

jax = pytest.importorskip("jax", reason="needs the bayes extra")
numpyro = pytest.importorskip("numpyro", reason="needs the bayes extra")
jnp, dist = jax.numpy, pytest.importorskip("numpyro.distributions")
MCMC, NUTS = numpyro.infer.MCMC, numpyro.infer.NUTS

pytestmark = pytest.mark.bayes
STATES, YEARS = 30, 15


def panel(rng):
    state, year = (a.ravel() for a in np.meshgrid(np.arange(STATES), np.arange(YEARS), indexing="ij"))
    x = rng.standard_normal((len(state), 3))
    y = x @ np.array([0.15, 0.01, -0.02]) + 0.3 * rng.standard_normal(STATES)[state]
    return y + 0.1 * rng.standard_normal(YEARS)[year] + 0.4 * rng.standard_normal(len(y)), x, state, year


def by_nuts(y, x, state, year):
    """First slope free, second not negative, third not negative (against the truth)."""

    def model():
        level = numpyro.sample("level", dist.Normal(0.0, 10.0))
        free = numpyro.sample("free", dist.Normal(0.0, 0.5))
        cut = numpyro.sample("cut", dist.HalfNormal(0.5).expand([2]))
        own = numpyro.sample("own", dist.HalfNormal(1.0))
        common = numpyro.sample("common", dist.HalfNormal(1.0))
        noise = numpyro.sample("noise", dist.HalfNormal(1.0))
        a = own * numpyro.sample("a", dist.Normal(0.0, 1.0).expand([STATES]))
        c = common * numpyro.sample("c", dist.Normal(0.0, 1.0).expand([YEARS]))
        mean = level + x @ jnp.concatenate([jnp.array([free]), cut]) + a[state] + c[year]
        numpyro.sample("y", dist.Normal(mean, noise), obs=jnp.array(y))

    numpyro.enable_x64()
    sampler = MCMC(NUTS(model), num_warmup=500, num_samples=1500, num_chains=2, chain_method="vectorized",
                   progress_bar=False)  # fmt: skip
    sampler.run(jax.random.PRNGKey(3))
    drawn = sampler.get_samples()
    return np.column_stack([drawn["free"], drawn["cut"]]), float(np.mean(drawn["noise"] ** 2))


def test_slopes_and_their_spread_agree():
    y, x, state, year = panel(np.random.default_rng(1))
    draws, noise = by_nuts(y, x, state, year)
    found = crossed.gram(y, x, state, year, np.ones(len(y)), states=STATES, years=YEARS)
    held = crossed.fit(found, np.full(3, 0.5), crossed.Variances(0.2, 0.1, 0.01), steps=60, rows=len(y))
    signs = np.zeros(len(held.mean))
    signs[2:4] = 1.0
    mean, cov = constrained(held.mean, held.cov, signs, rng=np.random.default_rng(2))
    assert held.variances.noise == pytest.approx(noise, rel=0.05)
    assert mean[1:4] == pytest.approx(draws.mean(axis=0), abs=0.003)
    assert np.sqrt(np.diag(cov)[1:4]) == pytest.approx(draws.std(axis=0), rel=0.12)
