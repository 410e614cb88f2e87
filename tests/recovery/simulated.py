"""Whole inputs around panels drawn from the latent tie model."""

import numpy as np

from tightrope.core.panel import Coverage, Inputs, Panel, Ties, Variable
from tightrope.measure.simulate import simulate


def panel(columns, states, period):
    """Return a Panel from name -> (U, T) values."""
    stacked = np.stack(list(columns.values()), axis=-1) if columns else np.empty((len(states), len(period), 0))
    return Panel(
        values=stacked,
        coverage=np.where(np.isfinite(stacked), Coverage.OBSERVED, Coverage.MISSING).astype(np.int8),
        error=np.full_like(stacked, np.nan),
        period=period,
        states=tuple(states),
        variables=tuple(Variable(name=n, label=n, unit="", role="context", higher="more", family=n) for n in columns),
    )


def inputs(rng, **how):
    """Return whole inputs around simulated ties: dependence, pacts, roll calls, threats and rivals."""
    ties, truth = simulate(rng, **how)
    u, t = len(ties.states), len(ties.period)
    shares = {n: rng.uniform(0, 0.6, size=(u, t, 2)) for n in ("arms_share_5y", "import_share_cow", "contested_with")}
    shares["pact_against"] = (rng.random((u, 1, 2)) < 0.1) * np.ones((u, t, 2))
    shares["pact_against"][:, -3:] = np.nan
    extra = np.stack(list(shares.values()), axis=-1)
    values = np.concatenate([ties.values, extra], axis=-1)
    context = tuple(
        Variable(name=n, label=n, unit="", role="context", higher="more", family=n, domain="economic") for n in shares
    )
    ties = Ties(
        values=values,
        coverage=np.where(np.isfinite(values), Coverage.OBSERVED, Coverage.MISSING).astype(np.int8),
        error=np.concatenate([ties.error, np.full(extra.shape, np.nan)], axis=-1),
        period=ties.period,
        states=ties.states,
        powers=ties.powers,
        variables=ties.variables + context,
    )
    every = ties.states + ties.powers
    hhi = rng.uniform(0.2, 1.0, size=(u + 2, t))
    imports = rng.uniform(0.05, 0.5, size=(u + 2, t))
    imports[:, np.array(ties.period.years) > 2014] = np.nan
    series = panel(
        {
            "arms_hhi_5y": hhi,
            "import_hhi": imports,
            "capability_share": rng.dirichlet(np.ones(u + 2), size=t).T,
        },
        every,
        ties.period,
    )
    system = panel({"contested_votes": np.full((1, t), 60.0)}, ("WORLD",), ties.period)
    others = [(a, b) for a in every for b in every if a != b]
    a, b = (np.array(x, dtype=object) for x in zip(*others, strict=True))
    distance = {"state": a, "other": b, "year": np.full(len(a), 1946), "value": rng.uniform(500, 9000, size=len(a))}
    spat = {
        "state": np.array([ties.states[0], ties.states[1]] * 2, dtype=object),
        "other": np.array([ties.states[1], ties.states[0]] * 2, dtype=object),
        "year": np.array([2000, 2000, 2014, 2014]),
        "value": np.array([2.0, 2.0, 1.0, 1.0]),
    }
    rival = {**spat, "value": np.ones(4)}
    return Inputs(
        ties=ties, series=series, system=system, pairs={"distance": distance, "disputes": spat, "rivalry": rival}
    ), truth
