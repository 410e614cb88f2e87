"""Entries to two-sided engagement and exits from it, in every draw: when, after how long, by which way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tightrope.core.alignment import Standing
from tightrope.core.panel import BoolArray, IntArray
from tightrope.outlook.horizon import bridge

SIDES = ("to the side of the first power", "to the side of the second power", "away from both")
WAYS = (
    "captured by the first power",
    "captured by the second power",
    "estranged from the second power",
    "estranged from the first power",
    "neutrality",
    "estranged from both powers",
    "inside by two floors, outside by this reading",
)
SIDE_OF = (0, 1, 0, 1, 2, 2, 2)  # the side that each way leads to
OFTEN = 0.5  # share of a state's draws that must stand inside for a spell or a move of its own to be told


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Membership, ages and moves of every state, year and draw over the window of the record.

    Parameters
    ----------
    inside : (S, U, T) 1 inside, 0 outside, -1 unknown.
    age : (S, U, T) years inside so far, the year itself counted, 0 outside or unknown.
    found : (S, U, T) whether the spell was under way when the state was first known, or known again.
    at_risk : (S, U, T) inside, and the next year known.
    way : (S, U, T) way of the exit into the next year, index into WAYS; -1 for none.
    entered : (S, U, T) entry in this year from a known year outside.
    origin : (S, U, T) way that the year before an entry counts as, -1 for none.
    start : calendar year of the first column.
    """

    inside: IntArray
    age: IntArray
    found: BoolArray
    at_risk: BoolArray
    way: IntArray
    entered: BoolArray
    origin: IntArray
    states: tuple[str, ...]
    start: int


def window(powers: tuple[str, str], start: int, stop: int) -> tuple[int, int]:
    """Return the years of the record for a pair of powers.

    From 1971, the year in which Beijing took China's seat; 1946 to 1991 for Washington and Moscow, the years of
    their rivalry; a period that lies outside counts by its own years.

    References
    ----------
    The seat: General Assembly resolution 2758. The rivalry: the years of :cite:`thompson2021`, so far as they lie
    between 1946 and the end of the Soviet Union.
    """
    first, last = (1946, 1991) if set(powers) == {"USA", "RUS"} else (1971, stop)
    begin, end = max(start, first), min(stop, last)
    return (begin, end) if end > begin else (start, stop)


def moves(
    standing: Standing,
    *,
    start: int,
    stop: int,
    neutral: BoolArray | None = None,
    draws: int | None = None,
    bridged: bool = True,
) -> Moves:
    """Find the moves of every state and draw.

    Parameters
    ----------
    standing : label and membership of every state, year and draw; labels in the order of the measurement.
    start, stop : first and last year that counts.
    neutral : (U, T) on the standing's calendar, whether a state has no obligation to either power and a level
        security tie.
    draws : how many draws, evenly spaced; all if None.
    bridged : whether a single year outside between two inside counts as inside.

    References
    ----------
    Own: the classes of docs/explanation/measurement.md as ways out; discrete-time event counts as in
    :cite:`allison1982`.
    """
    years = slice(start - standing.period.start, stop - standing.period.start + 1)
    total = len(standing.inside)
    rows = np.arange(total) if draws is None or draws >= total else np.linspace(0, total - 1, draws).round().astype(int)
    inside = standing.inside[rows, :, years]
    clean = bridge(inside) if bridged else inside.copy()
    kept = np.zeros(clean.shape[1:], dtype=bool) if neutral is None else neutral[:, years]
    place = _ways(standing.labels)[standing.label[rows, :, years]]
    place[standing.label[rows, :, years] < 0] = -1
    place = np.where((place == WAYS.index("estranged from both powers")) & kept[None], WAYS.index("neutrality"), place)
    age, found = np.zeros(clean.shape, dtype=np.int16), np.zeros(clean.shape, dtype=bool)
    for t in range(clean.shape[2]):
        here = clean[:, :, t] == 1
        before = age[:, :, t - 1] if t else np.zeros(clean.shape[:2], dtype=np.int16)
        unknown = clean[:, :, t - 1] < 0 if t else np.ones(clean.shape[:2], dtype=bool)
        age[:, :, t] = np.where(here, before + 1, 0)
        found[:, :, t] = here & np.where(before > 0, found[:, :, t - 1] if t else False, unknown)
    ahead = np.concatenate([clean[:, :, 1:], np.full((*clean.shape[:2], 1), -1, dtype=clean.dtype)], axis=2)
    at_risk = (clean == 1) & (ahead >= 0)
    after = np.concatenate([place[:, :, 1:], np.full((*clean.shape[:2], 1), -1, dtype=place.dtype)], axis=2)
    way = np.where(at_risk & (ahead == 0), after, -1).astype(np.int8)
    at_risk = at_risk & ~((ahead == 0) & (after < 0))  # left to no one knows where: not followed
    behind = np.concatenate([np.full((*clean.shape[:2], 1), -1, dtype=clean.dtype), clean[:, :, :-1]], axis=2)
    entered = (clean == 1) & (behind == 0)
    origin = np.concatenate([np.full((*clean.shape[:2], 1), -1, dtype=place.dtype), place[:, :, :-1]], axis=2)
    return Moves(
        inside=clean, age=age, found=found, at_risk=at_risk, way=way, entered=entered,
        origin=np.where(entered, origin, -1).astype(np.int8), states=standing.states, start=start,
    )  # fmt: skip


def _ways(labels: tuple[str, ...]) -> IntArray:
    """Return the way that each label is, when it is left to."""
    sides = {name: k for k, name in enumerate(n.removeprefix("alignment with ") for n in labels[1:3])}
    found = []
    for label in labels:
        if label.startswith("limited alignment with "):
            found.append(sides[label.removeprefix("limited alignment with ")])
        elif label.startswith("alignment with "):
            found.append(2 + sides[label.removeprefix("alignment with ")])
        else:
            found.append(5 if label == "estrangement" else 6)
    return np.array(found, dtype=np.int8)
