"""Our own table of the two powers' defense treaties: read, checked, and asked who is bound to whom in a year."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from tightrope.core.errors import CatalogError
from tightrope.data.read import Columns, Library

FILE = "reference/defense_treaties.toml"
STATES = "SELECT iso3, since, until FROM state_codes ORDER BY iso3, since"
WITHIN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A state bound by a treaty.

    Parameters
    ----------
    state : ISO3 code.
    start, end : first and last year in force, both included; `end` is None while it lasts.
    """

    state: str
    start: int
    end: int | None = None

    def bound(self, year: int) -> bool:
        """Whether the treaty binds the state in a year."""
        return self.start <= year and (self.end is None or year <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Treaty:
    """A defense treaty of one of the powers.

    Parameters
    ----------
    id, name, signed : short name, full name, ISO date of signature.
    power : ISO3 of the power that is bound.
    bilateral : whether the power and one other state are its only parties.
    names : adversaries that the text itself names, ISO3.
    renewed : years of a joint renewal, declaration or invocation.
    article, promise : where the obligation stands, and what it says in our words.
    source : key in `references.bib`, or "general" where it was not looked up.
    members : the other parties.
    standing : years (both included) in which forces stationed under it or a joint command keep it alive.
    counts : False if it was weighed and found to hold no duty to defend.
    """

    id: str
    name: str
    signed: str
    power: str
    bilateral: bool
    names: tuple[str, ...]
    renewed: tuple[int, ...]
    article: str
    promise: str
    source: str
    members: tuple[Member, ...]
    standing: tuple[tuple[int, int], ...] = ()
    counts: bool = True
    note: str = ""

    def binds(self, state: str, year: int) -> bool:
        """Whether it holds a duty of the power to defend a state in a year."""
        return self.counts and any(m.state == state and m.bound(year) for m in self.members)

    def live(self, state: str, year: int) -> bool:
        """Whether it binds and is more than paper: standing forces, or signed, joined, renewed or invoked lately."""
        joined = any(m.state == state and m.bound(year) and year - m.start <= WITHIN for m in self.members)
        stationed = any(first <= year <= last for first, last in self.standing)
        return self.binds(state, year) and (stationed or joined or bool(self.acts(year)))

    def acts(self, year: int) -> tuple[int, ...]:
        """Return the years within ten before a year in which it was signed, renewed or invoked."""
        years = {int(self.signed[:4]), *self.renewed}
        return tuple(y for y in sorted(years) if 0 <= year - y <= WITHIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Treaties:
    """The table: treaties, the years it can speak of, and the rivalry of the two powers.

    Parameters
    ----------
    treaties : in the order of the file.
    powers : the two powers.
    since : power -> first year.
    checked : last year for which the table was checked; after it everything is unknown.
    spells : years of strategic rivalry of the two powers, both ends included.
    rivalry_last : last year for which rivalry is known.
    """

    treaties: tuple[Treaty, ...]
    powers: tuple[str, str]
    since: dict[str, int]
    checked: int
    spells: tuple[tuple[int, int], ...]
    rivalry_last: int

    def obligation(self, power: str, state: str, year: int) -> bool | None:
        """Whether a duty of a power to defend a state is in force; None outside the table's years."""
        if not self.since[power] <= year <= self.checked:
            return None
        return any(t.power == power and t.binds(state, year) for t in self.treaties)

    def strength(self, power: str, state: str, year: int) -> float | None:
        """How much of a duty of a power to defend a state there is: 0 none, 0.5 on paper only, 1 live; None outside."""
        bound = self.obligation(power, state, year)
        if bound is None or not bound:
            return None if bound is None else 0.0
        return 1.0 if any(t.power == power and t.live(state, year) for t in self.treaties) else 0.5

    def rivalry(self, year: int) -> bool | None:
        """Whether a strategic rivalry of the two powers stood in a year; None after the source ends."""
        if year > self.rivalry_last:
            return None
        return any(first <= year <= last for first, last in self.spells)

    def against(self, power: str, state: str, year: int) -> bool | None:
        """Whether a pact against a power is in force for a state (`system.md` 7.2).

        A pact with the other power is against this one if it names it, or if it is bilateral, was signed,
        renewed or jointly invoked within ten years while the two powers were strategic rivals, and they
        still are. An unknown rivalry leaves the answer unknown (None) only where it would decide it.
        """
        other = self.powers[1 - self.powers.index(power)]
        if state in self.powers or not max(self.since.values()) <= year <= self.checked:
            return None
        mine = [t for t in self.treaties if t.power == other and t.binds(state, year)]
        if any(power in t.names for t in mine):
            return True
        answers = {_both(self.rivalry(act), self.rivalry(year)) for t in mine if t.bilateral for act in t.acts(year)}
        return True if True in answers else None if None in answers else False


@cache
def treaties() -> Treaties:
    """Return the shipped table.

    Raises
    ------
    CatalogError : an entry lacks a key or its years are out of order.
    """
    text = files("tightrope.catalog").joinpath(FILE).read_text(encoding="utf-8")
    return parse(tomllib.loads(text))


def parse(raw: dict[str, Any]) -> Treaties:
    """Return a table from parsed TOML."""
    rivalry = raw["rivalry"]
    first, second = raw["powers"]
    found = tuple(_treaty(entry) for entry in raw["treaty"])
    if len({t.id for t in found}) != len(found):
        raise CatalogError("two treaties share an id", where=FILE)
    return Treaties(
        treaties=found,
        powers=(first, second),
        since=dict(raw["since"]),
        checked=int(raw["checked"]),
        spells=tuple((int(a), int(b)) for a, b in rivalry["spells"]),
        rivalry_last=int(rivalry["last"]),
    )


def answers(library: Library, powers: tuple[str, ...], ask: Callable[[str, str, int], float | None]) -> Columns:
    """Return columns state, power, year, value: what was answered (1 for yes, 0 for no), no row where unknown.

    Parameters
    ----------
    library : opened sources; only its table of states is read.
    powers : powers asked for; those without treaties here are passed over.
    ask : power, state and year -> the answer.
    """
    table, codes = treaties(), library.sql(STATES)
    rows: dict[tuple[str, str, int], float] = {}
    for state, since, until in zip(codes["iso3"], codes["since"].tolist(), codes["until"].tolist(), strict=True):
        for power in (p for p in table.powers if p in powers and p != state):
            for year in range(max(since, min(table.since.values())), min(until, table.checked) + 1):
                answer = ask(power, str(state), year)
                if answer is not None:
                    rows[str(state), power, year] = float(answer)
    keys = sorted(rows)
    return {
        "state": np.array([k[0] for k in keys], dtype=object),
        "power": np.array([k[1] for k in keys], dtype=object),
        "year": np.array([k[2] for k in keys], dtype=np.int32),
        "value": np.array([rows[k] for k in keys]),
    }


def _treaty(entry: dict[str, Any]) -> Treaty:
    where = f"{FILE} [{entry.get('id', '?')}]"
    try:
        members = tuple(Member(**m) for m in entry["members"])
        known = {**entry, "members": members, "names": tuple(entry["names"]), "renewed": tuple(entry["renewed"])}
        known["standing"] = tuple((int(a), int(b)) for a, b in entry.get("standing", []))
        treaty = Treaty(**known)
    except (KeyError, TypeError) as error:
        raise CatalogError(f"a key is missing or unknown ({error})", where=where) from None
    for m in members:
        if m.end is not None and m.end < m.start:
            raise CatalogError(f"{m.state} leaves before it enters", where=where)
    if treaty.bilateral and len({m.state for m in members}) != 1:
        raise CatalogError("a bilateral treaty has one other party", where=where)
    return treaty


def _both(one: bool | None, two: bool | None) -> bool | None:
    if one is False or two is False:
        return False
    return None if one is None or two is None else True
