"""A toy world of two powers whose trade follows gravity, beside a few states that do not."""

import numpy as np

from tightrope.core.calendar import Period
from tightrope.core.panel import Coverage, Inputs, Panel, Ties, Variable

CODES = tuple(f"{a}{b}X" for a in "ABCDEFG" for b in "KLMNOPQ")


def variable(name, role="context"):
    return Variable(
        name=name, label=name, unit="", role=role, higher="closer", family=name, domain="economic", paired=True
    )


def toy(rng, *, powers=("RUS", "IND"), start=1995, stop=2012, slope=-0.9, choice=None, noise=0.3):
    """Return inputs: trade shares by distance and the powers' size; `choice` maps a state to its log ratio beyond."""
    period = Period(start=start, stop=stop)
    u, t = len(CODES), len(period)
    distance = np.exp(rng.uniform(np.log(400), np.log(9000), size=(u, 2)))
    size = {powers[0]: np.linspace(0.2, 0.15, t), powers[1]: np.linspace(0.05, 0.2, t)}
    line = slope * np.log(distance)[:, None] + 0.7 * np.log(np.stack([size[p] for p in powers], axis=1))[None]
    line = line + 0.5 * rng.standard_normal((u, 1, 1)) + 0.02 * np.arange(t)[None, :, None]
    line = line + noise * rng.standard_normal((u, t, 2)) - noise**2 / 2
    for code, beyond in (choice or {}).items():
        line[CODES.index(code), :, 0] -= beyond / 2
        line[CODES.index(code), :, 1] += beyond / 2
    share = np.exp(line - line.max()) * 0.6
    columns = {
        "import_share_cow": share,
        "export_share_cow": share,
        "power_import_share_cow": share / 20,
        "power_export_share_cow": share / 10,
        "arms_share_5y": rng.uniform(0, 0.5, size=(u, t, 2)),
        "arms_outlet_5y": rng.uniform(0.01, 0.1, size=(u, t, 2)),
        "contested_with": rng.uniform(0.1, 0.9, size=(u, t, 2)),
    }
    values = np.stack(list(columns.values()), axis=-1)
    ties = Ties(
        values=values,
        coverage=np.full(values.shape, Coverage.OBSERVED, dtype=np.int8),
        error=np.full(values.shape, np.nan),
        period=period,
        states=CODES,
        powers=powers,
        variables=tuple(variable(name) for name in columns),
    )
    every = (*CODES, *powers)
    capability = np.concatenate([rng.uniform(0.001, 0.02, size=(u, t)), np.stack([size[p] for p in powers])])[..., None]
    series = Panel(
        values=capability,
        coverage=np.full(capability.shape, Coverage.OBSERVED, dtype=np.int8),
        error=np.full(capability.shape, np.nan),
        period=period,
        states=every,
        variables=(variable("capability_share"),),
    )
    votes = np.full((1, t, 1), 60.0)
    system = Panel(
        values=votes,
        coverage=np.full(votes.shape, Coverage.OBSERVED, dtype=np.int8),
        error=np.full(votes.shape, np.nan),
        period=period,
        states=("WORLD",),
        variables=(variable("contested_votes"),),
    )
    ends = [(code, power, distance[k, p]) for k, code in enumerate(CODES) for p, power in enumerate(powers)]
    table = {
        "state": np.array([e[0] for e in ends], dtype=object),
        "other": np.array([e[1] for e in ends], dtype=object),
        "year": np.full(len(ends), 1946),
        "value": np.array([e[2] for e in ends]),
    }
    near = {name: array[:3] for name, array in table.items()} | {"value": np.ones(3)}
    return Inputs(ties=ties, series=series, system=system, pairs={"distance": table, "contiguity": near})


def turned(inputs, order=None, *, swap=False):
    """Return the same inputs with states in another order, or powers exchanged."""
    from dataclasses import replace

    ties = inputs.ties
    order = list(range(len(ties.states))) if order is None else list(order)
    back = slice(None, None, -1) if swap else slice(None)
    return replace(
        inputs,
        ties=replace(
            ties,
            values=ties.values[order][:, :, back],
            coverage=ties.coverage[order][:, :, back],
            error=ties.error[order][:, :, back],
            states=tuple(ties.states[k] for k in order),
            powers=ties.powers[back],
        ),
    )
