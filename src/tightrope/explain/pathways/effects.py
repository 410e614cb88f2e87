"""Effects by intervention on the fitted system: total, direct, and through each filter, early and late."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tightrope.core.panel import FloatArray
from tightrope.explain.pathways.fit import Posterior
from tightrope.explain.pathways.system import CLARITY, EXPOSED, PRESSURE, RIVAL, TIES

SHORT, LONG = 3, 20  # years after the intervention; pressure needs two to reach a tie through a filter
Given = Mapping[str, float]


def simulate(
    found: Posterior, given: Mapping[str, Given], held: Mapping[str, float], *, own: bool = False, years: int = LONG
) -> FloatArray:
    """Return (years + 1, S, V) expected paths about the state's mean under an intervention, all else at its mean.

    Parameters
    ----------
    given : variable -> values of given series in its equation (other series are 0); "" holds for all others.
    held : variables that are set to a value in every year.
    own : whether slopes are those of the state that was drawn, not of the average state.

    References
    ----------
    :cite:`robins1986` (the g-formula): the fitted equations run forward with the intervention in place of what it
    replaces. The system is linear in each variable, so expected paths follow from expected steps.
    """
    table = found.table
    nodes = table.nodes
    count = found.slopes[nodes[0]].shape[0] * found.slopes[nodes[0]].shape[1]
    x = np.zeros((years + 1, count, len(nodes)))
    slopes = {node: draws.reshape(count, -1) for node, draws in found.slopes.items()}
    extra = {node: draws.reshape(count, -1) for node, draws in found.own.items()}
    for name, value in held.items():
        x[:, :, nodes.index(name)] = value
    stand_in = {f"{tie} without arms and aid": tie for tie in TIES}
    for t in range(1, years + 1):
        for v, equation in enumerate(table.equations):
            if equation.node in held:
                continue
            values = given.get(equation.node, given.get("", {}))
            for k, term in enumerate(equation.terms):
                if term.given in stand_in:
                    column = x[t - 1, :, nodes.index(stand_in[term.given])]
                else:
                    column = np.asarray(values.get(term.given, 0.0) if term.given else 1.0)
                    column = column * x[t - 1, :, nodes.index(term.node)] if term.node else column
                slope = slopes[equation.node][:, k]
                if own and term in equation.by_state:
                    slope = slope + extra[equation.node][:, 1 + equation.by_state.index(term)]
                x[t, :, v] += slope * column
    return x


def pressed(level: float, exposure: float) -> dict[str, float]:
    """Return the given series when pressure stands `level` sd above its mean in a state of this exposure.

    References
    ----------
    Own: `system.equations`.
    """
    return {PRESSURE: level, EXPOSED: level * exposure}


def decompose(found: Posterior, change: Given, *, own: bool = False, years: int = LONG) -> dict[str, FloatArray]:
    """Return the effect of a lasting change of given series on every variable, by the way it takes.

    "total": the change acts everywhere. "direct": it acts in the ties' equations alone. "through F": what is
    added when it also acts in the equation of filter F, so that the product of pressure and F is counted where F
    moves. Filters answer to ties and results in every case. The parts add up to the total but for what
    filters do together.

    Returns
    -------
    way -> (years + 1, S, V).

    References
    ----------
    :cite:`vanderweele2014` for effects by intervention where one mediator may move another; :cite:`robins1986`.
    """
    filters = found.table.of("filter")
    none: Given = {}
    base = simulate(found, {"": none}, {}, own=own, years=years)
    total = simulate(found, {"": change}, {}, own=own, years=years) - base
    ties = dict.fromkeys(found.table.of("tie"), change)
    direct = simulate(found, {"": none, **ties}, {}, own=own, years=years)
    parts: dict[str, FloatArray] = {"total": total, "direct": direct - base}
    for name in filters:
        parts[f"through {name}"] = simulate(found, {"": none, **ties, name: change}, {}, own=own, years=years) - direct
    every = simulate(found, {"": none, **ties, **dict.fromkeys(filters, change)}, {}, own=own, years=years)
    parts["through all filters"] = every - direct
    return parts


def set_to_one(found: Posterior, node: str, *, own: bool = False, years: int = LONG) -> FloatArray:
    """Return (years + 1, S, V) the effect of holding a variable one standard deviation above the state's mean.

    References
    ----------
    :cite:`robins1986`.
    """
    return simulate(found, {}, {node: 1.0}, own=own, years=years)


def treatments(found: Posterior, exposure: float) -> dict[str, dict[str, float]]:
    """Return what is changed from outside: pressure in an average and in the focal state, and the rival's tie.

    References
    ----------
    Own.
    """
    given = found.table.names
    changes = {PRESSURE: pressed(1.0, 0.0)} if PRESSURE in given else {}
    if EXPOSED in given:
        changes["pressure, at the state's exposure"] = pressed(1.0, exposure)
    if RIVAL in given:
        changes[RIVAL] = {RIVAL: 1.0}
    if CLARITY in given:
        changes[CLARITY] = {CLARITY: 1.0}
    return changes
