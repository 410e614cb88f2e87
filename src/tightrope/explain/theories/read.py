"""Theory files: read, checked as graphs, and refused with the path that is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from tightrope.core.errors import CatalogError
from tightrope.core.theory import Clue, ClueKind, Construct, ConstructRole, Edge, Proposition, Theory
from tightrope.explain.theories.lawful import check_theory

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
