"""Symbols of the game as declared in symbols.toml, and games made from them, refused with the place of a fault."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from tightrope.core.errors import InvalidValue, UnknownName
from tightrope.core.panel import FloatArray

DOMAINS = ("security", "economic", "diplomatic", "technology")
FIELDS = frozenset({"symbol", "meaning", "unit", "value", "prior", "range", "source"})


@dataclass(frozen=True, slots=True)
class Symbol:
    """A declared symbol: what it means, its unit, default, prior interval (probability .9), allowed range, source."""

    name: str
    meaning: str
    unit: str
    value: float | Mapping[str, float]
    prior: tuple[float, float]
    range: tuple[float, float]
    source: str
    symbol: str = ""

    @property
    def by_domain(self) -> bool:
        """Whether the symbol has a value for each domain."""
        return not isinstance(self.value, float)


@dataclass(frozen=True, slots=True)
class Game:
    """Values of every symbol, for the domains in play; assumed, so nothing computed from them is about a state.

    Parameters
    ----------
    domains : names of the D domains in play, security first.
    scalars : value of each symbol that is one number.
    vectors : (D,) values of each symbol that differs by domain.
    """

    domains: tuple[str, ...]
    scalars: Mapping[str, float]
    vectors: Mapping[str, FloatArray]

    def __getitem__(self, name: str) -> float:
        """Return the value of a symbol that is one number."""
        return self.scalars[name]

    def array(self, name: str) -> FloatArray:
        """Return the (D,) values of a symbol that differs by domain."""
        return self.vectors[name]

    @property
    def size(self) -> int:
        """Length of the state: 5 D + 1."""
        return 5 * len(self.domains) + 1

    @property
    def mirrored(self) -> bool:
        """Whether the powers are alike but for exclusivity, so that equal shares rest."""
        named = [n for n in (*self.scalars, *self.vectors) if n.endswith("_first") and n != "exclusivity_first"]
        pairs = [(n, n.replace("_first", "_second")) for n in named]
        same = all(
            self.scalars[a] == self.scalars[b]
            if a in self.scalars
            else np.array_equal(self.vectors[a], self.vectors[b])
            for a, b in pairs
        )
        return same and not self.vectors["bias"].any()


@cache
def symbols() -> Mapping[str, Symbol]:
    """Return every declared symbol by name, in the file's order.

    References
    ----------
    Own: outlook/engine/symbols.toml.
    """
    return declared((files(__package__) / "symbols.toml").read_text(encoding="utf-8"), where="symbols.toml")


def declared(text: str, *, where: str) -> Mapping[str, Symbol]:
    """Read declarations of symbols.

    Parameters
    ----------
    text : TOML, one table a symbol.
    where : name of the file, for messages.

    Raises
    ------
    InvalidValue : a declaration lacks a field, has one too many, or its default or prior lies outside its range.

    References
    ----------
    Own.
    """
    found = {}
    for name, entry in _parsed(text, where).items():
        place = f"{where}, [{name}]"
        if not isinstance(entry, dict):
            raise InvalidValue("a symbol is a table", where=place, next="declare it as [NAME] with its fields")
        if faults := sorted((FIELDS - {"symbol"} - set(entry)) | (set(entry) - FIELDS)):
            raise InvalidValue(
                f"fields missing or unknown: {', '.join(faults)}", where=place, next=f"give {', '.join(sorted(FIELDS))}"
            )
        value = entry["value"]
        span = {key: _pair(entry[key], f"{place}, {key}") for key in ("prior", "range")}
        shaped: float | dict[str, float]
        if isinstance(value, dict):
            shaped = {d: _number(value.get(d), span["range"], f"{place}, value.{d}") for d in DOMAINS}
        else:
            shaped = _number(value, span["range"], f"{place}, value")
        for bound in span["prior"]:
            _number(bound, span["range"], f"{place}, prior")
        found[name] = Symbol(name=name, **{**entry, **span, "value": shaped})
    return found


def make(values: Mapping[str, Any] | None = None, *, technology: bool = False, where: str = "game") -> Game:
    """Return the game with the declared defaults and some values changed.

    Parameters
    ----------
    values : by symbol: a number, or by domain a table of numbers (domains left out keep their default).
    technology : whether the domain without data is in play.
    where : name of the file the values come from, for messages.

    Raises
    ------
    UnknownName : no such symbol or domain.
    InvalidValue : not a number, or outside the symbol's range.

    References
    ----------
    Own.
    """
    return _game(values or {}, DOMAINS if technology else DOMAINS[:3], where)


def one_domain(values: Mapping[str, Any]) -> Game:
    """Return the game with security alone in play, for comparison with closed forms.

    Raises
    ------
    UnknownName, InvalidValue : as `make`.

    References
    ----------
    Own.
    """
    return _game(values, DOMAINS[:1], "game")


def read(text: str, *, where: str) -> Game:
    """Read a game from a file of changes: `technology` (true or false) and a table `values`.

    Raises
    ------
    UnknownName : a key, symbol or domain that is not declared.
    InvalidValue : the file cannot be read, or a value is not allowed.

    References
    ----------
    Own.
    """
    found = _parsed(text, where)
    for key in found:
        if key not in ("technology", "values"):
            raise UnknownName(f"unknown key {key!r}", where=where, next="the keys are technology and [values]")
    technology, values = found.get("technology", False), found.get("values", {})
    if not isinstance(technology, bool):
        raise InvalidValue("is not true or false", where=f"{where}, technology", next="write true or false")
    if not isinstance(values, dict):
        raise InvalidValue("is not a table", where=f"{where}, values", next="write [values] and one line a symbol")
    return make(values, technology=technology, where=where)


def reference(**changes: float) -> Game:
    """Return the mirrored game whose threshold and statics are checked, with some symbols changed in all domains.

    Parameters
    ----------
    changes : new values; a name that ends in neither `_first` nor `_second` but has such a pair changes both.

    Raises
    ------
    UnknownName, InvalidValue : as `make`.

    References
    ----------
    Own: outlook/engine/reference.toml.
    """
    found = _parsed((files(__package__) / "reference.toml").read_text(encoding="utf-8"), "reference.toml")
    values = dict(found["values"])
    for name, value in changes.items():
        pair = [f"{name}_first", f"{name}_second"] if f"{name}_first" in symbols() and name not in symbols() else [name]
        values.update(dict.fromkeys(pair, value))
    return make(values, technology=found["technology"], where="reference.toml")


def _game(values: Mapping[str, Any], domains: tuple[str, ...], where: str) -> Game:
    listed = symbols()
    for name in values:
        if name not in listed:
            near = get_close_matches(name, listed, 3) or list(listed)[:3]
            raise UnknownName(f"unknown symbol {name!r}", where=where, next=f"nearest: {', '.join(near)}")
    scalars: dict[str, float] = {}
    vectors: dict[str, FloatArray] = {}
    for name, symbol in listed.items():
        given, place = values.get(name, symbol.value), f"{where}, {name}"
        if not isinstance(symbol.value, Mapping):
            scalars[name] = _number(given, symbol.range, place)
            continue
        if not isinstance(given, Mapping):
            given = dict.fromkeys(DOMAINS, given)
        if unknown := sorted(set(given) - set(DOMAINS)):
            raise UnknownName(f"unknown domain {unknown[0]!r}", where=place, next=f"there are: {', '.join(DOMAINS)}")
        row = [_number(given.get(d, symbol.value[d]), symbol.range, f"{place}.{d}") for d in domains]
        vectors[name] = np.array(row)
    total = float(vectors["weight"].sum())
    if total <= 0:
        raise InvalidValue("the weights sum to zero", where=f"{where}, weight", next="give one domain a weight")
    vectors["weight"] = vectors["weight"] / total
    return Game(domains, scalars, vectors)


def _parsed(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise InvalidValue(f"is not TOML: {fault}", where=where, next="correct the line") from None


def _pair(value: object, where: str) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise InvalidValue("is not an interval", where=where, next="write [LOW, HIGH]")
    low, high = (_number(v, (-np.inf, np.inf), where) for v in value)
    if low > high:
        raise InvalidValue("low lies above high", where=where, next="write [LOW, HIGH]")
    return low, high


def _number(value: object, span: tuple[float, float], where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InvalidValue(f"{value!r} is not a number", where=where, next="write a number")
    if not span[0] <= value <= span[1]:
        raise InvalidValue(
            f"{value:g} is not allowed", where=where, next=f"give a value from {span[0]:g} to {span[1]:g}"
        )
    return float(value)
