"""The latent tie model written a second time, in NumPyro: no sweep, no filled-in numbers, no mixture of weights."""

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax.scipy.special import log_ndtr
from numpyro.distributions import constraints
from numpyro.infer import MCMC, NUTS

from tightrope.measure.model import LOADING, NOISE_PRIOR, STEP_PRIOR
from tightrope.measure.observe.layout import FREE_LEVEL, FREEDOM, LEVEL_PRIOR, D

OPEN = 1e3


def dense(lay):
    """Return (J, T, M) bounds of every observation, the value twice where it is a point, and its published error."""
    steps, _, members = lay.shape
    shape = (len(lay.domain), steps, members)
    low, high, error = np.full(shape, -OPEN), np.full(shape, OPEN), np.zeros(shape)
    at = lay.item, lay.cell // (D * members), lay.cell % members
    below, above = lay.z.copy(), lay.z.copy()
    below[lay.fuzzy] = np.where(lay.side > 0.0, -OPEN, lay.near)
    above[lay.fuzzy] = np.where(lay.side > 0.0, lay.near, OPEN)
    below[lay.fuzzy[lay.between]] = lay.far
    low[at], high[at], error[at] = below, above, lay.error
    return low, high, error


def model(lay):
    """Density of the levels, deviations and shared parameters given the observations of a layout."""
    steps, _, members = lay.shape
    items = len(lay.domain)
    bottom, top, error = dense(lay)
    paired = jnp.array(lay.paired)
    loading = numpyro.sample("loading", dist.Uniform(*LOADING).expand([items]))
    intercept = numpyro.sample("intercept", dist.Normal(0.0, 1.0).expand([items])) * paired
    noise = numpyro.sample("noise", dist.ImproperUniform(constraints.greater_than(jnp.array(lay.floor)), (), (items,)))
    numpyro.factor("noise_prior", jnp.sum(-(NOISE_PRIOR[0] + 1.0) * jnp.log(noise) - NOISE_PRIOR[1] / noise))
    spread = numpyro.sample("spread", dist.InverseGamma(*LEVEL_PRIOR).expand([D]))
    spread = jnp.where(jnp.array(lay.voices) > 1, spread, LEVEL_PRIOR[1])
    level = jnp.where(paired, spread[lay.domain], FREE_LEVEL**2)
    step = numpyro.sample("step", dist.InverseGamma(*STEP_PRIOR).expand([D, 2]).to_event(2))
    first = numpyro.sample("first", dist.Normal(0.0, 1.0).expand([1, D, members]))
    jump = numpyro.sample("jump", dist.StudentT(FREEDOM, 0.0, 1.0).expand([steps - 1, D, members]))
    scale = jnp.tile(jnp.sqrt(step), members // 2)
    moves = jnp.where(jnp.array(lay.moving[1:]), jump * scale, 0.0)
    a = numpyro.deterministic("a", jnp.cumsum(jnp.concatenate([first, moves]), axis=0))
    b = numpyro.sample("b", dist.Normal(0.0, 1.0).expand([items, members])) * jnp.sqrt(level)[:, None]
    tie = a.transpose(1, 0, 2)[lay.domain]
    mean = intercept[:, None, None] + loading[:, None, None] * tie + b[:, None]
    wide = jnp.sqrt(noise[:, None, None] + error**2)
    point = bottom == top
    exact = dist.Normal(mean, wide).log_prob(np.where(point, bottom, 0.0))
    # between bounds; where both lie above the mean they are mirrored, so that no tail is lost
    low, high = (jnp.clip((ends - mean) / wide, -40.0, 40.0) for ends in (bottom, top))
    flip = low + high > 0.0
    low, high = jnp.where(flip, -high, low), jnp.where(flip, -low, high)
    inside = jnp.where(point, 1.0, high - low)
    high_log, low_log = log_ndtr(high), log_ndtr(low)
    between = high_log + jnp.log1p(-jnp.exp(jnp.minimum(jnp.where(inside > 0.0, low_log - high_log, -1.0), -1e-12)))
    numpyro.factor("seen", jnp.sum(jnp.where(point, exact, between)))


def sample(lay, *, warmup, draws, chains, seed):
    """Return draws (chains, draws, ...) of "a" and the shared parameters by the No-U-Turn sampler."""
    run = MCMC(
        NUTS(model, target_accept_prob=0.85, max_tree_depth=8),
        num_warmup=warmup, num_samples=draws, num_chains=chains, chain_method="sequential", progress_bar=False,
    )  # fmt: skip
    run.run(jax.random.PRNGKey(seed), lay)
    found = run.get_samples(group_by_chain=True)
    return {name: np.asarray(found[name]) for name in ("a", "loading", "noise", "spread", "step")}
