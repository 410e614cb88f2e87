"""What makes a theory file no account of cause and effect: each fault is refused with its path."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from tightrope.core.errors import CatalogError
from tightrope.core.theory import ClueKind, Construct, Edge, Theory

DECISIVE, STRAW = 10.0, 3.0  # decibels


def check_theory(theory: Theory, *, where: str = "") -> None:
    """Refuse a graph with unknown nodes, a cycle without a lag, or one row in two roles.

    Raises
    ------
    CatalogError : with the path printed as "a -> b -> a".

    References
    ----------
    Own: what makes a file no account of cause and effect, docs/explanation/explanation.md.
    """
    place = where or theory.name
    names = [c.name for c in theory.constructs]
    _unique(names, "construct", place)
    _unique([p.name for p in theory.propositions], "proposition", place)
    for edge in theory.edges:
        for end in (edge.cause, edge.effect, *((edge.moderates,) if edge.moderates else ())):
            if end not in names:
                raise CatalogError(
                    f"no construct named {end!r} in the edge {edge.cause} -> {edge.effect}",
                    where=place,
                    next=f"declare it, or use one of {', '.join(sorted(names))}",
                )
        if edge.cause == edge.effect and edge.lag == 0:
            raise CatalogError(f"a cycle without a lag: {edge.cause} -> {edge.effect}", where=place, next="give a lag")
    same_year = _children(theory, keep=lambda edge: edge.lag == 0)
    _refuse_cycle(same_year, place)
    _refuse_outcome_in_cause(theory, same_year, place)
    _refuse_two_roles(theory, place)
    _refuse_two_signs(theory, place)
    _refuse_clues(theory, place)


def kind_of(if_true: tuple[float, float], if_false: tuple[float, float]) -> ClueKind:
    """Return what kind of clue two ranges of likelihood make, taken at their middles.

    A clue that, found or not, can carry the odds tenfold either way is doubly decisive; one that cannot carry them
    even twofold is a straw in the wind; of the others a hoop costs more when failed than it
    gains when passed, and a smoking gun gains more.

    References
    ----------
    :cite:`vanevera1997` pages 31-32, the four kinds by certitude and uniqueness; the bounds of 10 and
    3 decibels are ours.
    """
    p, q = sum(if_true) / 2.0, sum(if_false) / 2.0
    weights = (10.0 * math.log10(p / q), 10.0 * math.log10((1.0 - p) / (1.0 - q)))
    gains, costs = max(weights), -min(weights)
    if min(gains, costs) >= DECISIVE:
        return "doubly_decisive"
    if max(gains, costs) < STRAW:
        return "straw"
    return "hoop" if costs > gains else "smoking_gun"


def _children(theory: Theory, *, keep: Callable[[Edge], bool] = lambda _: True) -> dict[str, tuple[str, ...]]:
    """Return construct -> its direct effects, in the order of the file, along the edges kept."""
    found: dict[str, list[str]] = {c.name: [] for c in theory.constructs}
    for edge in theory.edges:
        if keep(edge) and edge.effect not in found[edge.cause]:
            found[edge.cause].append(edge.effect)
    return {cause: tuple(effects) for cause, effects in found.items()}


def path_between(graph: Mapping[str, tuple[str, ...]], start: str, stop: str) -> tuple[str, ...]:
    """Return the shortest path from one construct to another, both included; empty if there is none.

    A path from a construct to itself has at least one edge.

    References
    ----------
    Own: breadth-first search, textbook.
    """
    trails: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while trails:
        trail = trails.pop(0)
        for effect in graph.get(trail[-1], ()):
            if effect == stop:
                return (*trail, effect)
            if effect not in seen:
                seen.add(effect)
                trails.append((*trail, effect))
    return ()


def _refuse_cycle(graph: Mapping[str, tuple[str, ...]], place: str) -> None:
    for name in graph:
        path = path_between(graph, name, name)
        if path:
            raise CatalogError(
                f"a cycle without a lag: {' -> '.join(path)}", where=place, next="give one of its edges a lag of a year"
            )


def _refuse_outcome_in_cause(theory: Theory, same_year: Mapping[str, tuple[str, ...]], place: str) -> None:
    """Refuse an outcome that shares an indicator with a cause of the same year, or a code with any cause."""
    ever = _children(theory)
    for outcome in (c for c in theory.constructs if c.role == "outcome"):
        for cause in theory.constructs:
            if cause.name == outcome.name:
                continue
            shared = sorted(set(cause.indicators) & set(outcome.indicators))
            path = path_between(same_year, cause.name, outcome.name)
            if not (shared and path):
                # A passage has no year to lag by, so a shared code is refused along any forward path.
                shared = sorted(set(cause.codes) & set(outcome.codes))
                path = path_between(ever, cause.name, outcome.name)
            if shared and path:
                raise CatalogError(
                    f"the outcome {outcome.name!r} lies inside its own cause: {' -> '.join(path)} "
                    f"share {', '.join(shared)}",
                    where=place,
                    next="measure the outcome by another row, or a year later",
                )


def _refuse_two_roles(theory: Theory, place: str) -> None:
    """Refuse an indicator that stands in two roles, at one lag, in one equation (`system.md` 7.3)."""
    by_name = {c.name: c for c in theory.constructs}
    for effect in theory.constructs:
        held: dict[tuple[str, int], Construct] = {(i, 0): effect for i in effect.indicators}
        for edge in (e for e in theory.edges if e.effect == effect.name):
            cause = by_name[edge.cause]
            for indicator in cause.indicators:
                other = held.setdefault((indicator, edge.lag), cause)
                if other.role != cause.role:
                    raise CatalogError(
                        f"the row {indicator!r} is {other.role} in {other.name!r} and {cause.role} in {cause.name!r} "
                        f"in the equation of {effect.name!r} ({cause.name} -> {effect.name})",
                        where=place,
                        next="give the row one role, or lag one of them",
                    )


def _refuse_two_signs(theory: Theory, place: str) -> None:
    """Refuse a column that is restricted twice for one outcome."""
    held: set[tuple[str, str]] = set()
    for restriction in theory.restrictions:
        for outcome in restriction.outcomes:
            if (outcome, restriction.column) in held:
                raise CatalogError(
                    f"the column {restriction.column!r} is restricted twice for {outcome!r}",
                    where=place,
                    next="keep one of the two",
                )
            held.add((outcome, restriction.column))


def _refuse_clues(theory: Theory, place: str) -> None:
    """Refuse clues of one name, of a kind that their numbers deny, or that depend on each other in a circle."""
    clues = [clue for proposition in theory.propositions for clue in proposition.clues]
    _unique([clue.name for clue in clues], "clue", place)
    graph = {clue.name: (clue.depends_on,) if clue.depends_on else () for clue in clues}
    for clue in clues:
        here = f"{place}, clue {clue.name!r}"
        made = kind_of(clue.if_true, clue.if_false)
        if made != clue.kind:
            said = (*clue.if_true, *clue.if_false)
            raise CatalogError(
                f"it is called a {clue.kind}, but likelihoods of {said[0]}-{said[1]} and {said[2]}-{said[3]} make a "
                f"{made}",
                where=here,
                next=f"call it {made!r}, or state other likelihoods",
            )
        if clue.depends_on and clue.depends_on not in graph:
            raise CatalogError(
                f"no clue named {clue.depends_on!r} to depend on", where=here, next=f"one of {', '.join(sorted(graph))}"
            )
        if bool(clue.depends_on) != (clue.repeats > 0.0):
            raise CatalogError(
                "depends_on and repeats belong together", where=here, next="state the other clue, and how much of it"
            )
        path = path_between(graph, clue.name, clue.name)
        if path:
            raise CatalogError(f"clues that depend on each other: {' -> '.join(path)}", where=place)


def _unique(names: list[str], kind: str, place: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CatalogError(f"the {kind} {twice[0]!r} is declared twice", where=place)
