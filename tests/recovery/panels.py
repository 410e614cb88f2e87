"""Panels made from known slopes: filters, ties and one result, with errors, gaps, state effects and year shocks."""

import numpy as np

from tightrope.explain.pathways.system import EXPOSED, PRESSURE, RIVAL, Table, equations

BURN = 20
NAMES = (PRESSURE, "exposure", EXPOSED, RIVAL)


def usual(equation, term, rng):
    """A slope of an ordinary size."""
    if term.node == equation.node and not term.given:
        return 0.4 if equation.role == "outcome" else 0.75
    if term.given:
        return rng.normal(0.0, 0.05 if term.node else 0.1)
    return rng.normal(0.0, 0.05 if equation.role == "filter" else 0.12)


def made(rng, *, states=60, years=28, slope=usual, filters=("needs", "perceptions"), outcomes=("gain",), noise=0.3,
         error=0.3, missing=0.1, doubt=0.2, swing=0.1, drawn=0):  # fmt: skip
    """Return a table and its true slopes, {(node, term): slope}.

    With `drawn`, ties are told by so many draws about the truth, as from a measurement of their own.
    """
    system = equations(filters, outcomes, NAMES)
    at = {e.node: v for v, e in enumerate(system)}
    exposure = rng.standard_normal(states)
    pressure = np.zeros(years)
    for t in range(1, years):
        pressure[t] = 0.7 * pressure[t - 1] + rng.normal(0.0, 0.7)
    pressure = (pressure - pressure.mean()) / pressure.std()
    rival = np.cumsum(rng.normal(0.0, 0.3, (states, years)), axis=1)
    rival -= rival.mean(axis=1, keepdims=True)
    truth = {(e.node, t): float(slope(e, t, rng)) for e in system for t in e.terms}
    level = {e.node: rng.normal(0.0, 0.3 if e.role == "tie" else 0.05, states) for e in system}
    own = {(e.node, t): rng.normal(0.0, 0.1, states) for e in system for t in e.by_state}
    before = np.concatenate([rng.normal(0.0, 0.5, BURN), pressure])
    x = np.zeros((len(system), states, BURN + years))
    for s in range(1, BURN + years):
        p = before[s - 1]
        given = {"": 1.0, PRESSURE: p, EXPOSED: p * exposure, RIVAL: rival[:, max(s - 1 - BURN, 0)]}
        for e in system:
            value = level[e.node] + rng.normal(0.0, swing) + rng.normal(0.0, swing) * exposure
            for term in e.terms:
                column = given[term.given] * (x[at[term.node], :, s - 1] if term.node else np.ones(states))
                value = value + (truth[e.node, term] + own.get((e.node, term), 0.0)) * column
            x[at[e.node], :, s] = value + rng.normal(0.0, 0.6, states)
    x = x[:, :, BURN:]
    seen, wrong, noisy, paths = x.copy(), np.zeros_like(x), np.zeros(len(system), dtype=bool), {}
    for e in system:
        v = at[e.node]
        if e.role == "filter":
            seen[v] += rng.normal(0.0, noise, x[v].shape)
            noisy[v] = noise > 0.0
        elif e.role == "tie" and drawn:
            off = rng.normal(0.0, error, x[v].shape)
            paths[e.node] = x[v] + off + rng.normal(0.0, error, (drawn, *x[v].shape))
            paths[e.node] -= paths[e.node].mean(axis=2, keepdims=True)
            seen[v] = paths[e.node].mean(axis=0)
        elif e.role == "tie":
            wrong[v] = error
            seen[v] += rng.normal(0.0, error, x[v].shape)
    seen[rng.random(seen.shape) < missing] = np.nan
    wide = np.broadcast_to(exposure[:, None], (states, years))
    table = Table(
        equations=system, seen=seen, error=wrong, noisy=noisy, names=NAMES,
        given=np.stack([np.ones((states, years)), wide, wide, rival]), pressed=np.array([True, False, True, False]),
        pressure=pressure + rng.normal(0.0, doubt, years), doubt=np.full(years, doubt),
        states=tuple(f"S{i:02d}" for i in range(states)), years=tuple(range(1996, 1996 + years)), drawn=paths,
    )  # fmt: skip
    return table, truth
