"""States in time: their codes as spans, and what each was before and after."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tightrope.core.actor import State
from tightrope.core.errors import UnknownName

FIRST_YEAR = 1816
LAST_YEAR = 2026
SCHEMES = {
    "cow": "Correlates of War number",
    "gw": "Gleditsch-Ward number",
    "iso3": "ISO 3166-1 alpha-3",
    "iso2": "ISO 3166-1 alpha-2",
    "ison": "ISO 3166-1 numeric",
    "wb": "World Bank code",
    "un": "UN M49 number",
    "vdem": "V-Dem country id",
    "name": "English name",
}
WIDE = ("iso3", "iso2", "ison", "un", "wb", "vdem")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A code of a scheme that means a state from one day to another, both included (ISO 8601).

    Parameters
    ----------
    also : carried beside the state's main code (a former name's, a publisher's own).
    """

    state: str
    scheme: str
    code: str
    since: str
    until: str
    also: bool = False

    def meets(self, first: str, last: str) -> bool:
        """Say whether a day of the span lies between two days, both included."""
        return self.since <= last and first <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step in the life of a state: who came from whom, when, how, and what it means for series.

    Parameters
    ----------
    kind : split, merger, continuation, rename, seat or transfer.
    """

    predecessor: str
    successor: str
    date: str
    kind: str
    series: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """What a state was before the end of a year and becomes after it."""

    state: str
    year: int
    before: tuple[Step, ...]
    after: tuple[Step, ...]


@cache
def states() -> dict[str, State]:
    """Return every state since 1946 by ISO3 code; states that are gone keep their own code."""
    found: dict[str, State] = {}
    for row in rows():
        code, since, until = row["iso3"], int(row["since"]), int(row["until"]) if row["until"] else None
        before = found.get(code)
        name = row["name"] if until is None or before is None else before.name
        first = min(since, before.since) if before else since
        last = None if until is None or (before and before.until is None) else until
        found[code] = State(code=code, name=name, since=first, until=last)
    return found


@cache
def rows() -> tuple[dict[str, str], ...]:
    """Return the table of states as it is shipped: iso3, cow, gw, name, since, until."""
    return table("states")


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one of the shipped tables of this room."""
    text = files("tightrope.data").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def state(code: str) -> State:
    """Return a state by ISO3 code.

    Raises
    ------
    UnknownName : no state has this code; the nearest codes and names are offered.
    """
    known = states()
    if code in known:
        return known[code]
    wanted = code.strip().lower()
    near = [s.code for s in known.values() if wanted and (wanted in s.name.lower() or s.code.lower()[:2] == wanted[:2])]
    offer = f"did you mean {', '.join(sorted(near)[:5])}?" if near else "use an ISO 3166-1 alpha-3 code such as PAK"
    raise UnknownName(f"unknown state {code!r}", next=offer)


def lived(iso3: str, year: int) -> bool:
    """Say whether a state lived on at least one day of a year (see `lives`)."""
    return any(since <= closing(str(year)) and opening(str(year)) <= until for since, until in lives().get(iso3, ()))


def seated(iso3: str, year: int) -> bool:
    """Say whether a state held a seat in the United Nations in a year, before it was a state."""
    held = (r for r in table("states_seats") if r["state"] == iso3)
    return any(opening(r["since"]) <= closing(str(year)) and opening(str(year)) <= closing(r["until"]) for r in held)


def cow_years() -> list[tuple[int, int, str]]:
    """Return (COW code, year, ISO3) for 1946 to LAST_YEAR, in the years in which the state lived.

    A number means its state in all of those years, not only in its own as a member of COW's system (Kiribati
    before 1999), and in those with a seat in the United Nations (Ukraine before 1991). 345 is Yugoslavia to
    2005 and Serbia after.
    """
    codes = {(int(r["cow"]), r["iso3"]) for r in rows()}
    listed = []
    for cow, iso3 in sorted(codes):
        for year in range(1946, LAST_YEAR + 1):
            if cow == 345 and (iso3 == "YUG") != (year < 2006):
                continue
            if lived(iso3, year) or seated(iso3, year):
                listed.append((cow, year, iso3))
    return listed


@cache
def spans() -> tuple[Span, ...]:
    """Return every code of every scheme as spans, sorted; names are folded (see `folded`).

    The places without membership in either list (Hong Kong, Macao, Palestine) are among them.
    """
    found = [
        Span(
            state=r["state"],
            scheme=r["scheme"],
            code=canonical(r["scheme"], r["code"]),
            since=opening(r["since"]),
            until=closing(r["until"]),
            also=r["also"] == "yes",
        )
        for r in table("states_spans")
    ]
    for scheme in WIDE:
        mine: list[Span] = []
        for r in table("states_codes"):
            if not r[scheme]:
                continue
            code, since, until = canonical(scheme, r[scheme]), opening(r["since"]), closing(r["until"])
            last = mine[-1] if mine else None
            if last and (last.state, last.code) == (r["state"], code) and last.until[:4] >= str(int(since[:4]) - 1):
                mine.pop()
                since = last.since
            mine.append(Span(state=r["state"], scheme=scheme, code=code, since=since, until=until))
        found += mine
    return tuple(sorted((*found, *_names()), key=lambda s: (s.state, s.scheme, s.since, s.code)))


@cache
def by_code() -> dict[tuple[str, str], tuple[Span, ...]]:
    """Return the spans of each code, by scheme and code."""
    found: dict[tuple[str, str], list[Span]] = {}
    for span in spans():
        found.setdefault((span.scheme, span.code), []).append(span)
    return {key: tuple(held) for key, held in found.items()}


@cache
def by_state() -> dict[tuple[str, str], tuple[Span, ...]]:
    """Return the spans of each state, by state and scheme."""
    found: dict[tuple[str, str], list[Span]] = {}
    for span in spans():
        found.setdefault((span.state, span.scheme), []).append(span)
    return {key: tuple(held) for key, held in found.items()}


@cache
def unsettled() -> dict[tuple[str, str], tuple[dict[str, str], ...]]:
    """Return the declared cases of a code that is ambiguous, or means no state, for some time, by scheme and code."""
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in table("states_unsettled"):
        for scheme in row["scheme"].split():
            found.setdefault((scheme, canonical(scheme, row["code"])), []).append(row)
    return {key: tuple(held) for key, held in found.items()}


@cache
def territories() -> dict[tuple[str, str], tuple[str, str]]:
    """Return the name of a territory and the state it belongs to ("" if none or disputed), by scheme and code."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for row in table("states_territories"):
        codes = {"iso3": row["iso3"], "wb": row["iso3"], "iso2": row["iso2"], "name": row["name"]}
        codes |= {"ison": row["ison"], "un": row["ison"]}
        found |= {(s, canonical(s, c)): (row["name"], row["belongs"]) for s, c in codes.items()}
    return found


@cache
def lives() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return the spans of days on which each state stands on a list or has an ISO code; spans may overlap."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in table("states_codes"):
        if row["iso3"]:
            found.setdefault(row["state"], []).append((opening(row["since"]), closing(row["until"])))
    for row in table("states_spans"):
        if row["scheme"] in ("cow", "gw"):
            found.setdefault(row["state"], []).append((opening(row["since"]), closing(row["until"])))
    return {code: tuple(sorted(held)) for code, held in sorted(found.items())}


@cache
def titles() -> dict[str, str]:
    """Return the English name of every state and place, by its code."""
    named = {code: found.name for code, found in states().items()}
    return {**named, "HKG": "Hong Kong", "MAC": "Macao", "PSE": "Palestine"}


@cache
def steps() -> tuple[Step, ...]:
    """Return every step of succession, by date."""
    found = [
        Step(
            predecessor=r["predecessor"],
            successor=r["successor"],
            date=r["date"],
            kind=r["kind"],
            series=r["series"],
        )
        for r in table("states_succession")
    ]
    return tuple(sorted(found, key=lambda s: (s.date, s.predecessor, s.successor)))


def succession(iso3: str, year: int) -> Lineage:
    """Return what a state came from by the end of a year, and what comes of it later.

    Raises
    ------
    UnknownName : no state has this code.
    """
    if iso3 not in titles():
        state(iso3)
    mine = [s for s in steps() if iso3 in (s.predecessor, s.successor)]
    day = closing(str(year))
    return Lineage(
        state=iso3,
        year=year,
        before=tuple(s for s in mine if s.date <= day),
        after=tuple(s for s in mine if s.date > day),
    )


def crossings(iso3: str, first: int, last: int) -> tuple[str, ...]:
    """Return a note for each border that a yearly series of a state crosses, by date.

    Parameters
    ----------
    first, last : the years between which the series runs, both included.

    Raises
    ------
    UnknownName : no state has this code.
    """
    after = succession(iso3, first - 1).after
    crossed = [s for s in after if s.date <= closing(str(last)) and s.kind != "rename"]
    return tuple(dict.fromkeys(f"{s.date}: {s.series}" for s in crossed if _moves(s, iso3)))


def folded(name: str) -> str:
    """Return a name without case, accents, punctuation and articles; St. is Saint and & is and."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("saint" if word == "st" else word for word in letters.split() if word != "the")


def canonical(scheme: str, code: str) -> str:
    """Return a code as this room writes it: numbers without zeros in front, letters in capitals, names folded."""
    if scheme == "name":
        return folded(code)
    text = code.strip().upper()
    return (text.lstrip("0") or "0") if text.isdecimal() else text


def opening(date: str) -> str:
    """Return the first day of a year or the day itself; nothing is the first day of the table."""
    return date if len(date) > 4 else f"{date or FIRST_YEAR}-01-01"


def closing(date: str) -> str:
    """Return the last day of a year or the day itself; nothing is the last day of the table."""
    return date if len(date) > 4 else f"{date or LAST_YEAR}-12-31"


def _moves(step: Step, iso3: str) -> bool:
    # a state that only gives or only follows is told about its own series by a step of its own, where there is one
    if step.predecessor == step.successor or step.kind in ("seat", "transfer"):
        return True
    return step.successor == iso3 and not any(
        s.predecessor == s.successor == iso3 and s.date == step.date for s in steps()
    )


def _names() -> list[Span]:
    found: dict[tuple[str, str, str, str], Span] = {}
    named = [(r["name"], r["iso3"], "", "") for r in rows()]
    named += [(r["name"], r["state"], r["since"], r["until"]) for r in table("states_names")]
    for name, code, since, until in named:
        for first, last in _joined(lives()[code]):
            begin, end = max(first, opening(since)), min(last, closing(until))
            if begin <= end:
                key = (folded(name), code, begin, end)
                found[key] = Span(state=code, scheme="name", code=folded(name), since=begin, until=end, also=True)
    main = {(folded(title), code) for code, title in titles().items()}
    for key, span in found.items():
        if key[:2] in main:
            found[key] = Span(state=span.state, scheme="name", code=span.code, since=span.since, until=span.until)
    return list(found.values())


def _joined(held: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    joined: list[tuple[str, str]] = []
    for first, last in held:
        if joined and int(first[:4]) - int(joined[-1][1][:4]) <= 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined
