"""The choices of a recipe: weights, aggregations, votes and what is left out, and which are tried together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tightrope.core.panel import DOMAINS, BoolArray, FloatArray
from tightrope.measure.curve.values import DECLARED, NORMALIZATIONS, SHARE, VOTES, Items

KINDS = ("normalization", "weights", "aggregation", "votes", "without")
WEIGHTS = ("domains alike", "indicators alike", "security double", *(f"half on {d}" for d in DOMAINS))
AGGREGATIONS = ("arithmetic", "geometric", "median", "mean of domain tilts", "mean of indicator tilts")
PLAIN = (NORMALIZATIONS[:3], WEIGHTS[:3], AGGREGATIONS[:3])
NOTHING, UNPAIRED = "none", "none, unpaired added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dish:
    """Recipes that share everything but the aggregation.

    Parameters
    ----------
    use : (J,) bool, the indicators that enter.
    votes : the measure of votes; drop : what is left out.
    """

    normalization: str
    weights: str
    votes: str
    drop: str
    use: BoolArray
    aggregations: tuple[str, ...]


def vote_sets(given: Items) -> dict[str, str]:
    """Return vote set -> the measure that stands in for the declared one, for those that the panel holds.

    References
    ----------
    Own: the measures of votes of docs/explanation/measurement.md.
    """
    found = {DECLARED: ""}
    return found | {told: name for told, name in VOTES.items() if name in given.names}


def drops(given: Items) -> dict[str, BoolArray]:
    """Return what is left out -> (J,) the paired ties that stay: each series, family of several, and domain in turn.

    References
    ----------
    :cite:`oecd2008` (leaving single indicators out as a test of an index).
    """
    base = given.tie & np.array([v.paired for v in given.variables])
    found = {NOTHING: base}
    for kind in ("name", "family", "domain"):
        held = [str(getattr(v, kind)) for v in given.variables]
        for name in sorted({h for h, use in zip(held, base, strict=True) if use}):
            out = np.array([h == name for h in held])
            if (base & out).sum() > 1 or kind == "name":
                found[name if kind == "name" else f"{kind} {name}"] = base & ~out
    if (given.tie & ~base).any():
        found[UNPAIRED] = given.tie
    return {name: use for name, use in found.items() if use.any()}


def dishes(given: Items, seen: BoolArray) -> Iterator[Dish]:
    """Yield every dish: all normalizations, weights and votes together, then each omission with the plainest three.

    Parameters
    ----------
    seen : (J,) whether the state has the indicator in the year measured; to leave out what is not there, or to take
        votes that are not there, would count one recipe twice.

    References
    ----------
    :cite:`steegen2016` (all defensible choices together, not one at a time).
    """
    left = drops(given)
    if NOTHING not in left:
        return
    rests: dict[tuple[int, ...], str] = {}
    for name, use in left.items():
        rests.setdefault(tuple(np.flatnonzero(seen & use)), name)
    left = {name: left[name] for name in rests.values()}
    for how in NORMALIZATIONS:
        # shares of the two sum to one, so that tilts of domains and of indicators average to the arithmetic tilt
        joined = AGGREGATIONS[:3] if how == SHARE else AGGREGATIONS
        for votes, name in vote_sets(given).items():
            if name and not seen[given.names.index(name)]:
                continue
            use = _swapped(given, left[NOTHING], name)
            for weighting in WEIGHTS:
                yield Dish(
                    normalization=how, weights=weighting, votes=votes, drop=NOTHING, use=use, aggregations=joined
                )
    for how in PLAIN[0]:
        for drop, use in left.items():
            for weighting in PLAIN[1]:
                if drop != NOTHING:
                    yield Dish(
                        normalization=how, weights=weighting, votes=DECLARED, drop=drop, use=use, aggregations=PLAIN[2]
                    )


def _swapped(given: Items, use: BoolArray, name: str) -> BoolArray:
    """Put one measure of votes in the place of the declared ties made of votes."""
    if not name:
        return use
    votes = np.array([v.family == "unga_votes" for v in given.variables])
    return np.asarray((use & ~votes) | np.array([v.name == name for v in given.variables]))


def shares(known: BoolArray, domain: FloatArray, family: tuple[str, ...], use: BoolArray, how: str) -> FloatArray:
    """Return the weight of each indicator in each cell, summing to 1 over those known there (0 where none is).

    Families weigh alike within a domain and series alike within a family; what is not known hands its weight to the
    rest of its domain, and a domain without any to the other domains.

    Parameters
    ----------
    known : (..., J) bool; use : (J,) bool; how : one of `WEIGHTS`.

    References
    ----------
    Own: weights of docs/explanation/measurement.md.
    """
    within = np.zeros(len(use))
    for j in np.flatnonzero(use):
        kin = sum(use[k] and domain[k] == domain[j] and family[k] == family[j] for k in range(len(use)))
        within[j] = 1.0 if how == "indicators alike" else 1.0 / kin
    part = known * within
    if how == "indicators alike":
        total = part.sum(axis=-1, keepdims=True)
        return np.asarray(part / np.where(total > 0.0, total, 1.0))
    member = np.eye(len(DOMAINS))[domain]
    held = part @ member
    stress = np.ones(len(DOMAINS))
    if how == "security double":
        stress[DOMAINS.index("security")] = 2.0
    omega = (held > 0.0) * stress
    if how.startswith("half on "):
        d = DOMAINS.index(how.removeprefix("half on "))
        others = omega.sum(axis=-1) - omega[..., d]
        omega[..., d] *= np.where(others > 0.0, others, 1.0)
    omega = omega / np.maximum(omega.sum(axis=-1, keepdims=True), 1e-12)
    return np.asarray(part * ((omega / np.where(held > 0.0, held, 1.0)) @ member.T))
