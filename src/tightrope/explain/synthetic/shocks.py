"""Shocks as a file: read, checked, and laid one over another."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tightrope.core.errors import CatalogError
from tightrope.core.panel import DOMAINS

SCHEMA = 1
SIDES = ("first", "second", "engagement")
SWAPPED = {"first": "second", "second": "first", "engagement": "engagement"}
KEYS = {
    "file": {"schema", "shock", "skip"},
    "shock": {"id", "focal", "powers", "year", "after", "before", "follow", "title", "who", "text", "events",
              "outcomes", "cut", "touched"},
    "outcome": {"of", "domain"},
    "touched": {"states", "why"},
}  # fmt: skip
NEEDED = {"shock": ("id", "focal", "powers", "year", "title", "who", "outcomes"), "touched": ("states", "why")}
BEFORE, FOLLOW, LEAST_BEFORE = 15, 5, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a shock may have moved.

    Parameters
    ----------
    of : "first" or "second" for the tie to that power, "engagement" for the mean of both.
    domain : one of DOMAINS, empty for all of them.
    """

    of: str
    domain: str = ""

    @property
    def name(self) -> str:
        """A name for ids, such as "first.economic"."""
        return f"{self.of}.{self.domain}" if self.domain else self.of


@dataclass(frozen=True, slots=True, kw_only=True)
class Shock:
    """A dated shock to a state's ties, as declared before any outcome is looked at.

    Parameters
    ----------
    id, title, text : its name, what happened, what should be said beside it.
    year : when it happened; after : the first year that counts as after it.
    before, follow : years before `after` that weights are fitted on, years from `after` that are compared.
    who : ISO3 of the power or rival that moved.
    outcomes : what it may have moved; the first is the one that a finding may be made of.
    cut : indicators that are the shock itself, such as the aid that was withheld; printed beside the outcome.
    touched : ISO3 -> why that state is no donor.
    events : ids in the study's chronology.
    """

    id: str
    title: str
    year: int
    after: int
    before: int
    follow: int
    who: str
    outcomes: tuple[Outcome, ...]
    touched: Mapping[str, str]
    text: str = ""
    cut: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


def load_shocks(files: Iterable[Path], *, focal: str, powers: tuple[str, str]) -> tuple[Shock, ...]:
    """Read the shocks of a study: those of its state and its two powers, in order of their years.

    A later file's shock takes the place of an earlier one of the same id; `skip` drops ids of earlier files.

    Parameters
    ----------
    files : TOML files, the package's own first.
    focal, powers : ISO3 codes; a shock declared with the powers in the other order is turned around.

    Raises
    ------
    CatalogError : a file is wrong; the message names the file, the shock and the key.

    References
    ----------
    Own: what must be declared before an outcome is looked at, docs/explanation/synthetic.md.
    """
    found: dict[str, Shock] = {}
    for file in files:
        raw = _read(file)
        for name in raw.get("skip", []):
            if name not in found:
                raise CatalogError(f"skips {name!r}, which no earlier file declares", where=file.name, next="drop it")
            del found[name]
        for entry in raw.get("shock", []):
            shock, state, pair = _shock(entry, file.name)
            if state == focal and set(pair) == set(powers):
                found[shock.id] = shock if pair == powers else _turned(shock)
    return tuple(sorted(found.values(), key=lambda s: (s.after, s.id)))


def _read(file: Path) -> dict[str, Any]:
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogError(f"the shocks cannot be read ({error})", where=file.name, next="mend the file") from error
    _known(raw, "file", file.name)
    if raw.get("schema") != SCHEMA:
        raise CatalogError(f"schema is {raw.get('schema')!r}", where=file.name, next=f"write `schema = {SCHEMA}`")
    for key in ("shock", "skip"):
        if not isinstance(raw.get(key, []), list):
            raise CatalogError(f"{key} is no list", where=file.name, next="see docs/how-to/declare-a-shock.md")
    return raw


def _shock(entry: Any, file: str) -> tuple[Shock, str, tuple[str, str]]:
    where = f"{file} [{entry.get('id', 'shock')}]" if isinstance(entry, Mapping) else file
    _known(entry, "shock", where)
    year, powers = entry["year"], entry["powers"]
    after, before, follow = entry.get("after", year), entry.get("before", BEFORE), entry.get("follow", FOLLOW)
    for key, value in (("year", year), ("after", after), ("before", before), ("follow", follow)):
        if not isinstance(value, int) or isinstance(value, bool):
            raise CatalogError(f"{key} is {value!r}", where=where, next="write a whole number")
    if after < year or before < LEAST_BEFORE or follow < 1:
        what = f"after {after}, before {before}, follow {follow} do not fit the year {year}"
        hint = f"let after be {year} or later, before at least {LEAST_BEFORE} and follow at least 1"
        raise CatalogError(what, where=where, next=hint)
    if not (isinstance(powers, list) and len(powers) == 2 and all(_code(p) for p in powers)):
        raise CatalogError("powers are no two ISO3 codes", where=where, next='write `powers = ["USA", "CHN"]`')
    outcomes = tuple(_outcome(item, where) for item in _items(entry["outcomes"], "outcomes", where))
    touched: dict[str, str] = {}
    for item in _items(entry.get("touched", []), "touched", where):
        _known(item, "touched", where)
        if not (isinstance(item["states"], list) and all(_code(s) for s in item["states"])):
            raise CatalogError("states of touched are no ISO3 codes", where=where, next='write `states = ["IND"]`')
        touched |= dict.fromkeys(item["states"], str(item["why"]))
    shock = Shock(
        id=str(entry["id"]), title=str(entry["title"]), year=year, after=after, before=before, follow=follow,
        who=str(entry["who"]), outcomes=outcomes, touched=touched, text=str(entry.get("text", "")),
        cut=tuple(_items(entry.get("cut", []), "cut", where)),
        events=tuple(_items(entry.get("events", []), "events", where)),
    )  # fmt: skip
    if not outcomes:
        raise CatalogError("names no outcome", where=where, next='add `outcomes = [{ of = "first" }]`')
    return shock, str(entry["focal"]), (powers[0], powers[1])


def _outcome(item: Any, where: str) -> Outcome:
    _known(item, "outcome", where)
    of, domain = item.get("of"), item.get("domain", "")
    if of not in SIDES:
        raise CatalogError(f"an outcome is of {of!r}", where=where, next=f"use one of {', '.join(SIDES)}")
    if domain and domain not in DOMAINS:
        raise CatalogError(f"no domain named {domain!r}", where=where, next=f"use one of {', '.join(DOMAINS)}")
    return Outcome(of=of, domain=domain)


def _known(entry: Any, kind: str, where: str) -> None:
    if not isinstance(entry, Mapping):
        raise CatalogError(f"a {kind} is no table", where=where, next="see docs/how-to/declare-a-shock.md")
    for key in entry:
        if key not in KEYS[kind]:
            raise CatalogError(f"unknown key {key!r}", where=where, next=f"allowed: {', '.join(sorted(KEYS[kind]))}")
    for key in NEEDED.get(kind, ()):
        if key not in entry:
            raise CatalogError(f"{key} is missing", where=where, next="add it")


def _items(value: Any, key: str, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise CatalogError(f"{key} is no list", where=where, next="put it in brackets")
    return value


def _code(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 3 and value.isupper()


def _turned(shock: Shock) -> Shock:
    outcomes = tuple(Outcome(of=SWAPPED[o.of], domain=o.domain) for o in shock.outcomes)
    return replace(shock, outcomes=outcomes)
