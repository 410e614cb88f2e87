"""Weighing clues for and against hypotheses: odds, decibels, dependence between clues, ranges of judgment."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from tightrope.core.errors import InvalidValue

WIDEST = 16
"""Clues that hang together and whose ranges are tried at every corner; beyond that there are too many corners."""


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
    swing : clue -> probability at the least and the most that its own range allows, all others at the middle.
    without : clue -> probability if it had never been looked for.
    """

    probability: float
    low: float
    high: float
    decibels: float
    each: tuple[tuple[str, float], ...]
    flips: tuple[str, ...]
    swing: tuple[tuple[str, float, float], ...] = ()
    without: tuple[tuple[str, float], ...] = ()


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


Repeats = Sequence[tuple[str, str, float]]
Ends = tuple[float, float]


def weigh(clues: Sequence[Weighed], *, prior: float = 0.5, dependence: Repeats = ()) -> Verdict:
    """Return the probability of a hypothesis after clues.

    Parameters
    ----------
    prior : probability before any clue.
    dependence : a clue, an earlier one that it partly repeats, and their correlation under either hypothesis, taken
        nearer to 0 where the probabilities do not allow it; a clue repeats at most one other. All else counts as
        independent given the hypothesis, which is an assumption to be argued for.

    Raises
    ------
    InvalidValue : a prior outside (0, 1), two clues of one name, an unknown clue or a circle in the dependence, or
        clues that neither hypothesis allows.

    References
    ----------
    :cite:`fairfield2022`; :cite:`humphreys2015`; the correlation of clues as in :cite:`blair2019`.
    """
    if not 0.0 < prior < 1.0:
        raise InvalidValue(f"a prior of {prior}", where="prior", next="take one between 0 and 1")
    names = [clue.name for clue in clues]
    if len(set(names)) < len(names):
        raise InvalidValue("two clues of one name", where="clues", next="name each apart")
    groups = _groups(clues, dependence)
    middle = {clue.name: (sum(clue.under) / 2.0, sum(clue.otherwise) / 2.0) for clue in clues}
    found = _after(prior, _odds(groups, middle, dependence))
    flips, swing, without = [], [], []
    for clue in clues:
        turned = [[replace(c, seen=not c.seen) if c is clue else c for c in group] for group in groups]
        under, otherwise = _odds(turned, middle, dependence)
        if under + otherwise > 0.0 and (_after(prior, (under, otherwise)) > 0.5) != (found > 0.5):
            flips.append(clue.name)
        ends = [_after(prior, _odds(groups, middle | {clue.name: end}, dependence)) for end in _ends(clue)]
        swing.append((clue.name, min(ends), max(ends)))
        left = [[c for c in group if c is not clue] for group in groups]
        kept = [link for link in dependence if clue.name not in link[:2]]
        without.append((clue.name, _after(prior, _odds(left, middle, kept))))
    least, most = _extremes(groups, dependence)
    ratio = _odds(groups, middle, dependence)
    return Verdict(
        probability=found,
        low=min(found, _after(prior, least)),
        high=max(found, _after(prior, most)),
        decibels=decibels(*ratio),
        each=tuple((clue.name, decibels(*clue.middle())) for clue in clues),
        flips=tuple(flips),
        swing=tuple(swing),
        without=tuple(without),
    )


def _groups(clues: Sequence[Weighed], dependence: Repeats) -> list[list[Weighed]]:
    """Return the clues in groups that hang together, each after the one that it repeats."""
    held = {clue.name: clue for clue in clues}
    earlier: dict[str, str] = {}
    for name, other, rho in dependence:
        if name not in held or other not in held:
            raise InvalidValue(f"no clue {name} or {other}", where="dependence", next="name two clues")
        if name in earlier or not -1.0 <= rho <= 1.0:
            raise InvalidValue(
                f"{name} repeats two clues, or one by {rho}", where="dependence", next="name one, by -1 to 1"
            )
        earlier[name] = other
    groups: dict[str, list[tuple[int, Weighed]]] = {}
    for clue in clues:
        depth, root = 0, clue.name
        while root in earlier:
            root, depth = earlier[root], depth + 1
            if depth > len(clues):
                raise InvalidValue("clues repeat each other in a circle", where="dependence", next="take one out")
        groups.setdefault(root, []).append((depth, clue))
    if widest := [root for root, group in groups.items() if len(group) > WIDEST]:
        raise InvalidValue(
            f"more than {WIDEST} clues hang together with {widest[0]}", where="clues", next="weigh fewer at a time"
        )
    return [[clue for _, clue in sorted(group, key=lambda pair: pair[0])] for group in groups.values()]


def _ends(clue: Weighed) -> tuple[Ends, Ends]:
    """Return the ends of a clue's ranges that favor the hypothesis least and most, if it stands alone."""
    return (clue.under[0], clue.otherwise[1]), (clue.under[1], clue.otherwise[0])


def _extremes(groups: Sequence[Sequence[Weighed]], dependence: Repeats) -> tuple[Ends, Ends]:
    """Return what was seen at the least and the most favorable ends: by corners within a group, then multiplied."""
    least, most = (1.0, 1.0), (1.0, 1.0)
    for group in groups:
        names = [clue.name for clue in group]
        links = [link for link in dependence if link[0] in names]
        corners = product(*(_ends(clue) for clue in group))
        found = [_odds([group], dict(zip(names, corner, strict=True)), links) for corner in corners]
        known = [pair for pair in found if sum(pair) > 0.0]
        if not known:
            return (0.0, 0.0), (0.0, 0.0)
        low, high = (pick(known, key=lambda pair: pair[0] / (pair[0] + pair[1])) for pick in (min, max))
        least = (least[0] * low[0], least[1] * low[1])
        most = (most[0] * high[0], most[1] * high[1])
    return least, most


def _odds(groups: Sequence[Sequence[Weighed]], at: Mapping[str, Ends], dependence: Repeats) -> Ends:
    """Return the probability of all that was found and not found, under the hypothesis and otherwise."""
    earlier = {name: (other, rho) for name, other, rho in dependence}
    seen = {clue.name: clue.seen for group in groups for clue in group}
    result = []
    for side in (0, 1):
        total = 1.0
        for name, was in seen.items():
            chance = at[name][side]
            if name in earlier:
                other, rho = earlier[name]
                first = at[other][side]
                both = _allowed(first, chance, rho)
                whole, part = (first, both) if seen[other] else (1.0 - first, chance - both)
                chance = part / whole if whole > 0.0 else chance
            total *= chance if was else 1.0 - chance
        result.append(max(total, 0.0))
    return result[0], result[1]


def _allowed(first: float, second: float, rho: float) -> float:
    """Return the probability that both are found, at the correlation asked for or the nearest one that can be."""
    both = first * second + rho * math.sqrt(first * second * (1.0 - first) * (1.0 - second))
    return min(max(both, first + second - 1.0, 0.0), first, second)


def _after(prior: float, ratio: Ends) -> float:
    under, otherwise = prior * ratio[0], (1.0 - prior) * ratio[1]
    if under + otherwise == 0.0:
        raise InvalidValue("neither hypothesis allows these clues", where="clues", next="check the probabilities")
    return under / (under + otherwise)
