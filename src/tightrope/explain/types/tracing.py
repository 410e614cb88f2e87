"""Weighing clues for and against hypotheses: odds, decibels, dependence between clues, ranges of judgment."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from tightrope.core.errors import InvalidValue

WIDEST = 16
"""Clues whose ranges are tried at every corner; beyond that there are too many corners."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A clue with what each hypothesis says of it.

    Parameters
    ----------
    name : of the clue.
    seen : whether it was found; looking and not finding is evidence too.
    under : least and most probability of finding it if the hypothesis holds.
    otherwise : the same if it does not.
    """

    name: str
    seen: bool
    under: tuple[float, float]
    otherwise: tuple[float, float]

    def __post_init__(self) -> None:
        for low, high in (self.under, self.otherwise):
            if not 0.0 <= low <= high <= 1.0:
                raise InvalidValue(
                    f"probabilities {low} to {high}", where=f"clue {self.name}", next="give 0 <= a <= b <= 1"
                )

    def middle(self) -> tuple[float, float]:
        """Return the two probabilities of what was found or not, at the middle of their ranges."""
        under, otherwise = (sum(pair) / 2.0 for pair in (self.under, self.otherwise))
        return (under, otherwise) if self.seen else (1.0 - under, 1.0 - otherwise)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the clues make of a prior.

    Parameters
    ----------
    probability : of the hypothesis, at the middle of every range.
    low, high : over every combination of the ends of the ranges.
    decibels : weight of all clues together, 10 log10 of the likelihood ratio; infinite where one is impossible.
    each : clue -> its own decibels at the middle; clues that depend on each other do not add up to `decibels`.
    flips : clues that, turned from found to not found or back, would carry the probability across one half.
    """

    probability: float
    low: float
    high: float
    decibels: float
    each: tuple[tuple[str, float], ...]
    flips: tuple[str, ...]


def decibels(under: float, otherwise: float) -> float:
    """Return the weight of evidence in decibels.

    References
    ----------
    :cite:`fairfield2022` (weight of evidence as 10 log10 of the likelihood ratio).
    """
    if under == otherwise:
        return 0.0
    if otherwise == 0.0:
        return math.inf
    return -math.inf if under == 0.0 else 10.0 * math.log10(under / otherwise)


def joint(first: float, second: float, dependence: float) -> float:
    """Return the probability that two clues are both found: p1 p2 + rho sqrt(p1 p2 q1 q2).

    Raises
    ------
    InvalidValue : the dependence is impossible at these probabilities.

    References
    ----------
    :cite:`blair2019` (the process-tracing design; the same correlation of two clues).
    """
    both = first * second + dependence * math.sqrt(first * second * (1.0 - first) * (1.0 - second))
    if not max(0.0, first + second - 1.0) - 1e-12 <= both <= min(first, second) + 1e-12:
        raise InvalidValue(f"a dependence of {dependence}", where="clues", next="take one nearer to 0")
    return min(max(both, 0.0), 1.0)


def weigh(clues: Sequence[Weighed], *, prior: float = 0.5, dependence: tuple[str, str, float] | None = None) -> Verdict:
    """Return the probability of a hypothesis after clues.

    Parameters
    ----------
    prior : probability before any clue.
    dependence : two clues and their correlation under either hypothesis; all others count as independent given the
        hypothesis, which is an assumption to be argued for.

    Raises
    ------
    InvalidValue : a prior outside (0, 1), two clues of one name, an unknown clue in the dependence, or clues that
        neither hypothesis allows.

    References
    ----------
    :cite:`fairfield2022`; :cite:`humphreys2015`.
    """
    if not 0.0 < prior < 1.0:
        raise InvalidValue(f"a prior of {prior}", where="prior", next="take one between 0 and 1")
    names = [clue.name for clue in clues]
    if len(set(names)) < len(names):
        raise InvalidValue("two clues of one name", where="clues", next="name each apart")
    if dependence and not {*dependence[:2]} <= set(names):
        raise InvalidValue(f"no clue {dependence[0]} or {dependence[1]}", where="dependence", next="name two clues")
    middle = [(sum(clue.under) / 2.0, sum(clue.otherwise) / 2.0) for clue in clues]
    ratio = _odds(clues, middle, dependence)
    found = _after(prior, ratio)
    corners = [_after(prior, _odds(clues, corner, dependence)) for corner in _corners(clues)]
    flips = []
    for at, clue in enumerate(clues):
        turned = list(clues)
        turned[at] = Weighed(name=clue.name, seen=not clue.seen, under=clue.under, otherwise=clue.otherwise)
        under, otherwise = _odds(turned, middle, dependence)
        if under + otherwise > 0.0 and (_after(prior, (under, otherwise)) > 0.5) != (found > 0.5):
            flips.append(clue.name)
    return Verdict(
        probability=found,
        low=min([found, *corners]),
        high=max([found, *corners]),
        decibels=decibels(*ratio),
        each=tuple((clue.name, decibels(*clue.middle())) for clue in clues),
        flips=tuple(flips),
    )


def _corners(clues: Sequence[Weighed]) -> list[list[tuple[float, float]]]:
    """Return the ends of all ranges: what each clue favors least and most, since the odds are monotone in each."""
    if len(clues) > WIDEST:
        raise InvalidValue(f"{len(clues)} clues", where="clues", next=f"weigh at most {WIDEST} at a time")
    ends = [[(clue.under[0], clue.otherwise[1]), (clue.under[1], clue.otherwise[0])] for clue in clues]
    return [list(corner) for corner in product(*ends)]


def _odds(
    clues: Sequence[Weighed], at: Sequence[tuple[float, float]], dependence: tuple[str, str, float] | None
) -> tuple[float, float]:
    """Return the probability of all that was found and not found, under the hypothesis and otherwise."""
    result = []
    for side in (0, 1):
        given = {clue.name: pair[side] for clue, pair in zip(clues, at, strict=True)}
        seen = {clue.name: clue.seen for clue in clues}
        total = 1.0
        if dependence:
            first, second, rho = dependence
            p, q = given.pop(first), given.pop(second)
            both = joint(p, q, rho)
            table = np.array([[1.0 - p - q + both, q - both], [p - both, both]])
            total = float(max(table[int(seen[first]), int(seen[second])], 0.0))
        for name, probability in given.items():
            total *= probability if seen[name] else 1.0 - probability
        result.append(total)
    return result[0], result[1]


def _after(prior: float, ratio: tuple[float, float]) -> float:
    under, otherwise = prior * ratio[0], (1.0 - prior) * ratio[1]
    if under + otherwise == 0.0:
        raise InvalidValue("neither hypothesis allows these clues", where="clues", next="check the probabilities")
    return under / (under + otherwise)
