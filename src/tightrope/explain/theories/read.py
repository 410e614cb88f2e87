"""Theory files: read, checked as graphs, and refused with the path that is wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from tightrope.core.errors import CatalogError
from tightrope.core.theory import Clue, ClueKind, Construct, ConstructRole, Edge, Proposition, Restriction, Theory
from tightrope.explain.theories.lawful import check_theory

SCHEMA = 1
ROLES: tuple[str, ...] = get_args(ConstructRole)
KINDS: tuple[str, ...] = get_args(ClueKind)
SIGNS = ("+", "-", "?")
KEYS = {
    "theory": {"schema", "label", "summary", "predicts", "cites", "constructs", "edges", "propositions",
               "restrictions"},
    "construct": {"name", "label", "role", "indicators", "codes"},
    "edge": {"cause", "effect", "sign", "mechanism", "lag", "cites", "moderates"},
    "proposition": {"name", "statement", "tests"},
    "test": {"name", "kind", "code", "if_true", "if_false", "text", "depends_on", "repeats"},
    "restriction": {"outcomes", "column", "sign", "mechanism", "cites"},
}  # fmt: skip
OUTCOMES = ("tilt", "tie_first", "tie_second", "engagement", "hedging")
PART = r"[a-z][a-z0-9_]*(\.(first|second|gap|both))?"
COLUMN = re.compile(rf"{PART}( x {PART})?")


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
        restrictions=tuple(_restriction(row, place) for row in _rows(raw, "restrictions", place, optional=True)),
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
    code = _text(row, "code", place)
    name = _text(row, "name", place, optional=True) or code
    here = f"{place}, clue {name!r}"
    repeats = row.get("repeats", 0.0)
    if not isinstance(repeats, int | float) or isinstance(repeats, bool) or not 0.0 <= repeats <= 1.0:
        raise CatalogError(f"repeats = {repeats!r} is no number from 0 to 1", where=here)
    return Clue(
        name=name,
        kind=_one_of(row, "kind", KINDS, here),
        code=code,
        if_true=_chances(row, "if_true", here),
        if_false=_chances(row, "if_false", here),
        text=_text(row, "text", here, optional=True),
        depends_on=_text(row, "depends_on", here, optional=True),
        repeats=float(repeats),
    )


def _chances(row: Mapping[str, Any], key: str, place: str) -> tuple[float, float]:
    """Return a stated likelihood as a range; one number is a range of no width."""
    value = row.get(key)
    ends: list[Any] = value if isinstance(value, list) and len(value) == 2 else [value, value]
    for chance in ends:
        if not isinstance(chance, int | float) or isinstance(chance, bool) or not 0.0 < chance < 1.0:
            raise CatalogError(
                f"{key} = {value!r} is no probability strictly between 0 and 1",
                where=place,
                next=f"write {key} = [least, most]",
            )
    if ends[0] > ends[1]:
        raise CatalogError(f"{key} = {value!r} runs from more to less", where=place, next="put the least first")
    return float(ends[0]), float(ends[1])


def _restriction(row: Mapping[str, Any], place: str) -> Restriction:
    column = _text(row, "column", place)
    here = f"{place}, restriction on {column!r}"
    _keys(row, "restriction", here)
    if not COLUMN.fullmatch(column):
        raise CatalogError(
            f"the column {column!r} cannot be read",
            where=here,
            next='write "name", "name.first", "name.second", "name.gap", "name.both", or two of them joined by " x "',
        )
    outcomes = _words(row, "outcomes", here)
    wrong = sorted(set(outcomes) - set(OUTCOMES))
    if wrong or not outcomes:
        said = f"no outcome named {wrong[0]!r}" if wrong else "it names no outcome"
        raise CatalogError(said, where=here, next=f"use {', '.join(OUTCOMES)}")
    return Restriction(
        outcomes=outcomes,
        column=column,
        sign=_one_of(row, "sign", SIGNS, here),
        mechanism=_text(row, "mechanism", here),
        cites=_words(row, "cites", here),
    )


def _keys(row: Mapping[str, Any], kind: str, place: str) -> None:
    unknown = sorted(set(row) - KEYS[kind])
    if unknown:
        raise CatalogError(
            f"unknown key {', '.join(unknown)} of a {kind}", where=place, next=f"use {', '.join(sorted(KEYS[kind]))}"
        )


def _rows(raw: Mapping[str, Any], key: str, place: str, *, optional: bool = False) -> list[Mapping[str, Any]]:
    rows = raw.get(key, [])
    if optional and rows == []:
        return []
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
