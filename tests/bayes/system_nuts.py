"""The system of pressure, filters and ties written a second time, in NumPyro: all paths sampled, nothing integrated."""

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS

from tightrope.explain.pathways.fit import EXACT, NOISE_SCALE, NOISE_SHAPE
from tightrope.explain.pathways.latent import FIRST_SD
from tightrope.explain.pathways.regress import LAG_BOUND, SLOPE_SD, SPREAD


def model(table):
    """Density of slopes, shocks, state effects, variances, paths and pressure given a table without draws."""
    count, states, years = table.seen.shape
    at = {e.node: v for v, e in enumerate(table.equations)}
    known = np.isfinite(table.seen)
    filled = np.where(known, table.seen, 0.0)
    center = filled.sum(axis=2) / np.maximum(known.sum(axis=2), 1)
    first = np.argmax(known, axis=2)
    began = np.take_along_axis(filled, first[..., None], axis=2)[..., 0]
    pressure = numpyro.sample("pressure", dist.Normal(jnp.array(table.pressure), jnp.maximum(table.doubt, EXACT)))
    given = {
        name: table.given[q] * pressure if table.pressed[q] else jnp.array(table.given[q])
        for q, name in enumerate(table.names)
    }
    parts = [parameters(e, table, at, began) for e in table.equations]
    start = numpyro.sample("start", dist.Normal(jnp.zeros((count, states)), 1.0)) * FIRST_SD + center
    wave = numpyro.sample("wave", dist.Normal(jnp.zeros((years - 1, count, states)), 1.0))

    def step(x, inputs):
        t, noise = inputs
        moved = []
        for v, (equation, part) in enumerate(zip(table.equations, parts, strict=True)):
            value = part["level"] + part["shock"][t, 0]
            for k, term in enumerate(equation.terms):
                if not term.given:
                    column = x[at[term.node]]
                else:
                    column = given[term.given][:, t]
                    column = column * (x[at[term.node]] - center[at[term.node]]) if term.node else column
                value = value + part["slope"][k] * column
            for k, term in enumerate(equation.by_state):
                value = value + part["own"][:, k + 1] * (x[at[term.node]] - center[at[term.node]])
            for k, term in enumerate(equation.by_year):
                value = value + part["shock"][t, k + 1] * given[term.given][:, t]
            moved.append(value + part["sd"] * noise[v])
        now = jnp.stack(moved)
        return now, now

    _, later = jax.lax.scan(step, start, (jnp.arange(years - 1), wave))
    x = jnp.concatenate([start[None], later]).transpose(1, 2, 0)
    noise = numpyro.sample("noise", dist.InverseGamma(NOISE_SHAPE, NOISE_SCALE).expand([count]))
    wide = jnp.sqrt(jnp.maximum(table.error, EXACT) ** 2 + jnp.where(table.noisy, noise, 0.0)[:, None, None])
    numpyro.factor("seen", jnp.where(known, dist.Normal(x, wide).log_prob(filled), 0.0).sum())


def parameters(equation, table, at, began):
    """Sample the parameters of one equation."""
    name = equation.node
    units, steps = table.seen.shape[1], table.seen.shape[2] - 1
    p, r, m = len(equation.terms), 1 + len(equation.by_state), 1 + len(equation.by_year)
    lag = numpyro.sample(f"lag {name}", dist.TruncatedNormal(*equation.lag, low=-LAG_BOUND, high=LAG_BOUND))
    rest = numpyro.sample(f"slope {name}", dist.Normal(0.0, SLOPE_SD).expand([p - 1]))
    lean = [began[at[name]]]
    lean += [began[at[t.node]] for t in equation.terms[1:] if not t.given]
    for term in equation.terms:
        if term.given and not term.node:
            q = table.names.index(term.given)
            if not table.pressed[q] and (table.given[q] != table.given[q][:, :1]).any():
                lean.append(table.given[q][:, 0])
    weights = numpyro.sample(f"lean {name}", dist.Normal(0.0, SLOPE_SD).expand([len(lean)]))
    spread = numpyro.sample(f"spread {name}", dist.HalfCauchy(SPREAD).expand([r]))
    swing = numpyro.sample(f"swing {name}", dist.HalfCauchy(SPREAD).expand([m]))
    own = numpyro.sample(f"own {name}", dist.Normal(0.0, 1.0).expand([units, r])) * spread
    shock = numpyro.sample(f"shock {name}", dist.Normal(0.0, 1.0).expand([steps, m])) * swing
    level = numpyro.sample(f"level {name}", dist.Gamma(0.5, 0.5))
    half = 0.5 * equation.freedom
    scaled = numpyro.sample(f"variance {name}", dist.InverseGamma(half, half).expand([units]))
    return {
        "slope": jnp.concatenate([lag[None], rest]),
        "level": own[:, 0] + sum(w * column for w, column in zip(weights, lean, strict=True)),
        "own": own,
        "shock": shock,
        "sd": jnp.sqrt(scaled * level),
    }


def sample(table, *, warmup, draws, seed):
    """Return node -> (draws, p) of the terms' slopes, and "noise" (draws, V)."""
    run = MCMC(
        NUTS(model, target_accept_prob=0.9, max_tree_depth=7),
        num_warmup=warmup, num_samples=draws, num_chains=1, progress_bar=False,
    )  # fmt: skip
    run.run(jax.random.PRNGKey(seed), table)
    found = run.get_samples()
    slopes = {e.node: np.column_stack([found[f"lag {e.node}"], found[f"slope {e.node}"]]) for e in table.equations}
    return slopes | {"noise": np.sqrt(np.asarray(found["noise"]))}
