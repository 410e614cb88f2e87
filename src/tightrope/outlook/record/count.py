"""What was counted: spells, entries, exits by way, Aalen-Johansen curves, and the states' own moves."""

from __future__ import annotations

from typing import Any

import numpy as np

from tightrope.core.calendar import Event
from tightrope.core.panel import FloatArray, IntArray
from tightrope.outlook.record.moves import OFTEN, SIDE_OF, SIDES, WAYS, Moves
from tightrope.stats.duration.incidence import incidence
from tightrope.stats.interval import central

LEAST_EXITS = 30  # an estimate that rests on fewer exits says so
OLDEST = 60
WHO = {
    "walked out": "the state sought or withdrew",
    "pushed out": "the power withdrew or coerced",
    "both": "both moved",
    "unknown": "no sourced event of these years says who",
}


def shares(values: FloatArray) -> dict[str, float]:
    """Return mean and interval over draws.

    References
    ----------
    Own.
    """
    low, high = central(values)
    mean = float(values.mean())
    return {"mean": mean, "low": min(float(low), mean), "high": max(float(high), mean)}


def totals(found: Moves) -> dict[str, Any]:
    """Return how many spells, exits and entries the record holds, with their spread over draws.

    References
    ----------
    Own.
    """
    began = found.entered.sum(axis=(1, 2))
    late = ((found.age == 1) & found.found).sum(axis=(1, 2))
    left = found.way >= 0
    last = (found.inside == 1) & ~found.at_risk
    ways = np.stack([(found.way == k).sum(axis=(1, 2)) for k in range(len(WAYS))], axis=-1).astype(float)
    into = np.stack([(found.origin == k).sum(axis=(1, 2)) for k in range(len(WAYS))], axis=-1).astype(float)
    return {
        "spells": shares((began + late).astype(float)),
        "begun": shares(began.astype(float)),
        "under_way_when_found": shares(late.astype(float)),
        "exits": shares(left.sum(axis=(1, 2)).astype(float)),
        "censored": shares(last.sum(axis=(1, 2)).astype(float)),
        "state_years": shares(found.at_risk.sum(axis=(1, 2)).astype(float)),
        "states": shares((found.inside == 1).any(axis=2).sum(axis=1).astype(float)),
        "exits_by_way": _split(ways),
        "entries_from": _split(into),
    }


def _split(table: FloatArray) -> list[dict[str, Any]]:
    total = np.maximum(table.sum(axis=1, keepdims=True), 1e-12)
    rows = []
    for k in np.argsort(-table.mean(axis=0), kind="stable").tolist():
        if table[:, k].mean() > 0:
            number = float(table[:, k].mean())
            rows.append(
                {"way": WAYS[k], "number": number, "share": shares(table[:, k] / total[:, 0]),
                 "few": number < LEAST_EXITS}
            )  # fmt: skip
    return rows


def curves(found: Moves, *, years: tuple[int, ...], rng: np.random.Generator) -> dict[str, Any]:
    """Return Aalen-Johansen survival and incidence by side, from the beginning of spells whose beginning is known.

    Spells under way when a state was first measured have an unknown age and enter no risk set here. Each draw has
    its own spells and draws its states again with replacement.

    References
    ----------
    :cite:`aalen1978`; a bootstrap of states within draws of what is measured with error, :cite:`rubin1987`.
    """
    risk, exits = by_age(found)
    count, _, states = risk.shape
    weight = rng.multinomial(states, np.full(states, 1.0 / states), size=count).astype(float)
    curve = incidence(np.einsum("sau,su->sa", risk, weight), np.einsum("sawu,su->saw", exits, weight))
    at = np.array(years) - 1
    return {
        "years": list(years),
        "survival": [shares(curve.survival[:, a]) for a in at],
        "incidence": {side: [shares(curve.incidence[:, a, w]) for a in at] for w, side in enumerate(SIDES)},
        "begun": float(found.entered.sum(axis=(1, 2)).mean()),
        "exits": float(exits.sum(axis=(1, 2, 3)).mean()),
        "at_risk": [float(risk[:, a].sum(axis=1).mean()) for a in at],
    }


def by_age(found: Moves) -> tuple[FloatArray, FloatArray]:
    """Return (S, A, U) state-years at risk and (S, A, W, U) exits by years inside, of spells begun in the record.

    References
    ----------
    :cite:`aalen1978`, the counts.
    """
    count, states, _ = found.inside.shape
    sides = np.array(SIDE_OF)
    known = found.at_risk & ~found.found
    s, u, t = np.nonzero(known)
    age = np.minimum(found.age[s, u, t], OLDEST) - 1
    risk, exits = np.zeros((count, OLDEST, states)), np.zeros((count, OLDEST, len(SIDES), states))
    np.add.at(risk, (s, age, u), 1.0)
    gone = found.way[s, u, t] >= 0
    np.add.at(exits, (s[gone], age[gone], sides[found.way[s[gone], u[gone], t[gone]]], u[gone]), 1.0)
    return risk, exits


def own_moves(found: Moves, u: int, *, events: tuple[Event, ...] = (), told: bool = False) -> dict[str, Any]:
    """Return years in which one state left or entered, with their support, ways, and who moved.

    Parameters
    ----------
    u : the state.
    events : the chronology; only sourced events count.
    told : whether the chronology is this state's, so that silence of it is worth printing.

    References
    ----------
    Own: who moved is coded in the chronology, never inferred from the ties.
    """
    rows = []
    for kind, table in (("exit", found.way[:, u] >= 0), ("entry", found.entered[:, u])):
        for t in np.flatnonzero(table.mean(axis=0) >= 1.0 - OFTEN - 0.25).tolist():
            ways = (found.way if kind == "exit" else found.origin)[:, u, t]
            ways = ways[ways >= 0]
            way = int(np.bincount(ways).argmax()) if ways.size else -1
            year = found.start + t + (1 if kind == "exit" else 0)
            rows.append(
                {"kind": kind, "year": year, "share_of_draws": float(table[:, t].mean()),
                 "way": WAYS[way] if way >= 0 else "unknown", **who_moved(events, kind, way, year)}
            )  # fmt: skip
    rows.sort(key=lambda row: (row["year"], row["kind"]))
    exits = (found.way[:, u] >= 0).sum(axis=1).astype(float)
    return {
        "moves": rows,
        "exits": shares(exits),
        "entries": shares(found.entered[:, u].sum(axis=1).astype(float)),
        "who": _tally(found, u, events) if told else {"unknown": 1.0},
        "chronology": told,
    }


def who_moved(events: tuple[Event, ...], kind: str, way: int, year: int) -> dict[str, Any]:
    """Return who moved by the sourced events of a year and the one before: the state, the power, both, or unknown.

    References
    ----------
    Own: an exit toward one power is a loss of the other's tie, so events that hurt that tie speak of it; an entry is
    a gain of the weaker tie.
    """
    hit = _lost(way) if kind == "exit" else _gained(way)
    sign = -1 if kind == "exit" else 1
    seen, names = set(), []
    for event in events:
        if not event.sourced or not year - 1 <= event.year <= year:
            continue
        for power in hit:
            if (event.sign_first, event.sign_second)[power] != sign:
                continue
            if event.initiator == "focal":
                seen.add("walked out")
            elif event.initiator == ("first", "second")[power]:
                seen.add("pushed out")
            else:
                continue
            names.append(event.id)
    who = "both" if len(seen) == 2 else next(iter(seen), "unknown")
    if kind == "entry":
        who = {"walked out": "the state", "pushed out": "the power"}.get(who, who)
    return {"who": who, "events": sorted(set(names))}


def _lost(way: int) -> tuple[int, ...]:
    """Return the powers whose tie an exit loses."""
    return ((1,), (0,), (0, 1))[SIDE_OF[way]] if way >= 0 else ()


def _gained(way: int) -> tuple[int, ...]:
    return _lost(way)


def _tally(found: Moves, u: int, events: tuple[Event, ...]) -> dict[str, float]:
    """Return the share of exits, over draws, by who moved."""
    counted = dict.fromkeys(WHO, 0.0)
    s, t = np.nonzero(found.way[:, u] >= 0)
    ways: IntArray = found.way[s, u, t]
    for way, year in zip(ways.tolist(), (found.start + t + 1).tolist(), strict=True):
        counted[who_moved(events, "exit", way, year)["who"]] += 1.0 / max(len(s), 1)
    return counted
