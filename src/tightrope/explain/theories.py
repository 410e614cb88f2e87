"""Theory files: read, checked as graphs, and refused with the path that is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args

from tightrope.core.errors import CatalogError
from tightrope.core.theory import Clue, ClueKind, Construct, ConstructRole, Edge, Proposition, Theory

SCHEMA = 1
ROLES: tuple[str, ...] = get_args(ConstructRole)
KINDS: tuple[str, ...] = get_args(ClueKind)
SIGNS = ("+", "-", "?")
KEYS = {
    "theory": {"schema", "label", "summary", "predicts", "cites", "constructs", "edges", "propositions"},
    "construct": {"name", "label", "role", "indicators", "codes"},
    "edge": {"cause", "effect", "sign", "mechanism", "lag", "cites", "moderates"},
    "proposition": {"name", "statement", "tests"},
    "test": {"kind", "code", "if_true", "if_false", "text"},
}


def load_theory(file: Path) -> Theory:
    """Read a theory and refuse one that cannot be a cause-and-effect account.

    Parameters
    ----------
    file : TOML file; its stem is the theory's name.

    Returns
    -------
    Theory whose graph has known nodes, no cycle inside one year, no outcome measured by its own cause,
    and no indicator in two roles of one equation.

    Raises
    ------
    CatalogError : the file is wrong; the message names the file and, for a graph fault, the path.

    References
    ----------
    Own: what makes a file no account of cause and effect, docs/explanation/explanation.md.
    """
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogError(f"the theory cannot be read ({error})", where=file.name) from error
    theory = _theory(raw, file.stem, file.name)
    check_theory(theory, where=file.name)
    return theory


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


def _theory(raw: Mapping[str, Any], name: str, place: str) -> Theory:
    _keys(raw, "theory", place)
    if raw.get("schema") != SCHEMA:
        raise CatalogError(f"schema {raw.get('schema')!r} is not known", where=place, next=f"write schema = {SCHEMA}")
    return Theory(
        name=name,
        label=_text(raw, "label", place),
        summary=_text(raw, "summary", place),
        predicts=_text(raw, "predicts", place, optional=True),
        cites=_words(raw, "cites", place),
        constructs=tuple(_construct(row, place) for row in _rows(raw, "constructs", place)),
        edges=tuple(_edge(row, place) for row in _rows(raw, "edges", place)),
        propositions=tuple(_proposition(row, place) for row in _rows(raw, "propositions", place)),
    )


def _construct(row: Mapping[str, Any], place: str) -> Construct:
    name = _text(row, "name", place)
    here = f"{place}, construct {name!r}"
    _keys(row, "construct", here)
    if "role" not in row:
        raise CatalogError("a construct needs a role", where=here, next=f"one of {', '.join(ROLES)}")
    return Construct(
        name=name,
        label=_text(row, "label", here),
        role=_one_of(row, "role", ROLES, here),
        indicators=_words(row, "indicators", here),
        codes=_words(row, "codes", here),
    )


def _edge(row: Mapping[str, Any], place: str) -> Edge:
    cause, effect = _text(row, "cause", place), _text(row, "effect", place)
    here = f"{place}, edge {cause} -> {effect}"
    _keys(row, "edge", here)
    lag = row.get("lag", 0)
    if not isinstance(lag, int) or isinstance(lag, bool) or lag < 0:
        raise CatalogError(f"the lag {lag!r} is not a whole number of years from 0", where=here)
    return Edge(
        cause=cause,
        effect=effect,
        sign=_one_of(row, "sign", SIGNS, here),
        mechanism=_text(row, "mechanism", here),
        lag=lag,
        cites=_words(row, "cites", here),
        moderates=_text(row, "moderates", here, optional=True),
    )


def _proposition(row: Mapping[str, Any], place: str) -> Proposition:
    name = _text(row, "name", place)
    here = f"{place}, proposition {name!r}"
    _keys(row, "proposition", here)
    clues = tuple(_clue(test, here) for test in row.get("tests", ()))
    return Proposition(name=name, statement=_text(row, "statement", here), clues=clues)


def _clue(row: Mapping[str, Any], place: str) -> Clue:
    _keys(row, "test", place)
    chances = []
    for key in ("if_true", "if_false"):
        chance = row.get(key)
        if not isinstance(chance, int | float) or isinstance(chance, bool) or not 0.0 < chance < 1.0:
            raise CatalogError(f"{key} = {chance!r} is no probability strictly between 0 and 1", where=place)
        chances.append(float(chance))
    return Clue(
        kind=_one_of(row, "kind", KINDS, place),
        code=_text(row, "code", place),
        if_true=chances[0],
        if_false=chances[1],
        text=_text(row, "text", place, optional=True),
    )


def _keys(row: Mapping[str, Any], kind: str, place: str) -> None:
    unknown = sorted(set(row) - KEYS[kind])
    if unknown:
        raise CatalogError(
            f"unknown key {', '.join(unknown)} of a {kind}", where=place, next=f"use {', '.join(sorted(KEYS[kind]))}"
        )


def _rows(raw: Mapping[str, Any], key: str, place: str) -> list[Mapping[str, Any]]:
    rows = raw.get(key, [])
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise CatalogError(f"a theory needs at least one [[{key}]]", where=place)
    return rows


def _text(row: Mapping[str, Any], key: str, place: str, *, optional: bool = False) -> str:
    value = row.get(key, "" if optional else None)
    if not isinstance(value, str) or not (value.strip() or optional):
        raise CatalogError(f"{key} is missing or no text", where=place)
    return " ".join(value.split())


def _words(row: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
    value = row.get(key, [])
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise CatalogError(f"{key} is no list of names", where=place)
    return tuple(value)


def _one_of(row: Mapping[str, Any], key: str, allowed: tuple[str, ...], place: str) -> Any:
    value = row.get(key)
    if value not in allowed:
        raise CatalogError(f"{key} = {value!r} is not allowed", where=place, next=f"one of {', '.join(allowed)}")
    return value


def _unique(names: list[str], kind: str, place: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CatalogError(f"the {kind} {twice[0]!r} is declared twice", where=place)
