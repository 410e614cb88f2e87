"""Codes of states across schemes and years: one answer, or the choices; never a default."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import ChoiceNeeded, InvalidValue, NotAState, UnknownName
from tightrope.data.states import (
    FIRST_YEAR,
    LAST_YEAR,
    SCHEMES,
    Span,
    by_code,
    by_state,
    canonical,
    closing,
    lives,
    opening,
    state,
    steps,
    table,
    territories,
    titles,
    unsettled,
)

Year = int | str  # a year, or a day as YYYY-MM-DD where the day decides


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmapped:
    """A code that was left without a state: when, in how many rows, why, and what it may mean.

    Parameters
    ----------
    code : the code or name as it was given.
    years : the years (or days) in which it stands, sorted.
    rows : number of rows.
    choices : codes of the states it may mean (nothing where none is near), for a rule.
    """

    code: str
    years: tuple[str, ...]
    rows: int
    choices: tuple[str, ...]
    why: str

    def __str__(self) -> str:
        """Return one line."""
        first, last = self.years[0], self.years[-1]
        when = first if first == last else f"{first} to {last}"
        offer = f" (choices: {', '.join(self.choices)})" if self.choices else ""
        return f"{self.code} {when}: {self.why}{offer}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguity(Unmapped):
    """A code that may mean more than one state in that year, or is not told apart from something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """States of the rows of a table, with all that was not mapped.

    Parameters
    ----------
    iso3 : one code per row, "" where the row was not mapped.
    unknown : codes that no list of the scheme has.
    ambiguous : codes that may mean several states; choose by a rule.
    outside : codes of the scheme that mean no state in that year.
    unused : rules that decided nothing, as they were given.
    """

    iso3: NDArray[np.object_]
    unknown: tuple[Unmapped, ...]
    ambiguous: tuple[Ambiguity, ...]
    outside: tuple[Unmapped, ...]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    kind: str  # found, unknown, ambiguous, outside
    iso3: str = ""
    choices: tuple[str, ...] = ()
    why: str = ""


def to_iso3(code: str | int, scheme: str, year: Year, *, choices: Mapping[str, str] | None = None) -> str:
    """Return the state that a code means in a year.

    Parameters
    ----------
    code : code of the scheme, or an English name for scheme "name".
    scheme : cow, gw, iso3, iso2, ison, wb, un, vdem or name.
    year : a year, or a day as YYYY-MM-DD; a year in which a code passes from one state to another is ambiguous.
    choices : rules for what is open, "code year" or "code" -> ISO3, such as {"Serbia 2006": "SRB"};
        a rule for a year goes before a rule for all years, and no rule changes what is clear.

    Returns
    -------
    The ISO3 code, or our own of what is gone or has none (YAR YMD RVN EAZ YUG CSK DDR; XKX).

    Raises
    ------
    UnknownName : no list of the scheme has this code; the nearest are offered.
    ChoiceNeeded : the code may mean several states; they are listed.
    NotAState : the code means no state in that year; what it may mean is listed.
    InvalidValue : no such scheme, a year outside the table, or a rule that chooses what is not offered.
    """
    first, last = _window(year)
    answer = _settle(_scheme(scheme), canonical(scheme, _text(code)), first, last)
    chosen, _ = _chosen(answer, scheme, _text(code), year, _rules(scheme, choices))
    if chosen:
        return chosen
    raise _error(answer, scheme, _text(code), str(year))


def from_iso3(iso3: str, scheme: str, year: Year, *, choices: Mapping[str, str] | None = None) -> str:
    """Return the code of a state in a scheme in a year.

    Parameters
    ----------
    iso3, scheme, year : see `to_iso3`; for scheme "name" the English short name is returned.
    choices : rules for what is open, "ISO3 year" or "ISO3" -> code of the scheme.

    Returns
    -------
    The code as text; numbers of ISO and the United Nations have three digits.

    Raises
    ------
    UnknownName : no state has this code.
    ChoiceNeeded : several codes in that year, or none of the state's own; those in use are listed.
    NotAState : the scheme does not count the state in that year.
    """
    first, last = _window(year)
    if iso3 not in titles():
        state(iso3)
    if _scheme(scheme) == "name" and _lives(iso3, first, last):
        return titles()[iso3]
    rules = {" ".join(k.split()).upper(): v for k, v in (choices or {}).items()}
    ruled = rules.get(f"{iso3} {year}", rules.get(iso3, ""))
    held = [s for s in by_state().get((iso3, scheme), ()) if not s.also and s.meets(first, last)]
    codes = tuple(dict.fromkeys(s.code for s in sorted(held, key=lambda s: s.since)))
    if len(codes) == 1:
        return _written(scheme, codes[0])
    why, offered = f"{SCHEMES[scheme]} changes in that year", codes
    if not codes:
        absent = [r for r in table("states_absent") if r["state"] == iso3 and scheme in r["scheme"].split()]
        absent = [r for r in absent if opening(r["since"]) <= last and first <= closing(r["until"])]
        offered = tuple(dict.fromkeys(c for r in absent for c in r["choices"].split()))
        why = absent[-1]["why"] if absent else ""
    if ruled and canonical(scheme, ruled) in {canonical(scheme, c) for c in offered}:
        return _written(scheme, canonical(scheme, ruled))
    where = f"{iso3} in {year}"
    if offered:
        listed = ", ".join(_written(scheme, c) for c in offered)
        raise ChoiceNeeded(f"no single {SCHEMES[scheme]}: {why}", where=where, next=f"choose among {listed}")
    raise NotAState(f"no {SCHEMES[scheme]}: {why or _alive(iso3)}", where=where, next="leave the row out and say so")


def map_codes(
    codes: Sequence[Any] | NDArray[Any],
    years: Sequence[Any] | NDArray[Any] | Year,
    scheme: str,
    *,
    choices: Mapping[str, str] | None = None,
) -> Mapped:
    """Return the states of many rows at once; what is open is collected, not raised.

    Parameters
    ----------
    codes : n codes or names of the scheme; NaN, None and "" are no code.
    years : n years or days, or one for all rows.
    scheme, choices : see `to_iso3`.

    Raises
    ------
    InvalidValue : no such scheme, as many years as codes are not given, or a rule that chooses what is not offered.
    """
    _scheme(scheme)
    rules = _rules(scheme, choices)
    texts, at = _indexed(codes, _text)
    moments, when = _indexed([years] * len(codes) if isinstance(years, int | str) else years, _moment)
    if len(at) != len(when):
        raise InvalidValue(f"{len(at)} codes and {len(when)} years", next="give one year per code, or one for all")
    pairs, place, counts = np.unique(at * (len(moments) + 1) + when, return_inverse=True, return_counts=True)
    iso3 = np.full(len(pairs), "", dtype=object)
    left: dict[tuple[str, str], _Answer] = {}
    rows: dict[tuple[str, str], int] = {}
    used: set[str] = set()
    for k, (i, j) in enumerate(zip(*divmod(pairs, len(moments) + 1), strict=True)):
        key = (texts[i], moments[j])
        answer = _lookup(scheme, *key)
        iso3[k], rule = _chosen(answer, scheme, *key, rules)
        used.add(rule)
        if not iso3[k]:
            left[key] = answer
            rows[key] = rows.get(key, 0) + int(counts[k])
    return Mapped(
        iso3=iso3[place.reshape(-1)],
        unknown=_grouped("unknown", left, rows, Unmapped),
        ambiguous=_grouped("ambiguous", left, rows, Ambiguity),
        outside=_grouped("outside", left, rows, Unmapped),
        unused=tuple(sorted(given for given, _ in rules.values() if given not in used)),
    )


def _lookup(scheme: str, code: str, moment: str) -> _Answer:
    if not code:
        return _Answer(kind="unknown", why="no code")
    if not moment:
        return _Answer(kind="outside", why="no year")
    if not str(FIRST_YEAR) <= moment[:4] <= str(LAST_YEAR):
        return _Answer(kind="outside", why=f"the table runs from {FIRST_YEAR} to {LAST_YEAR}")
    return _settle(scheme, canonical(scheme, code), opening(moment), closing(moment))


@cache
def _settle(scheme: str, code: str, first: str, last: str) -> _Answer:
    held = by_code().get((scheme, code), ())
    met = sorted({s.state for s in held if s.meets(first, last)})
    open_ = unsettled().get((scheme, code), ())
    now = [r for r in open_ if opening(r["since"]) <= last and first <= closing(r["until"])]
    declared = [r for r in now if r["kind"] == "ambiguous"]
    if declared:
        offered = [c for r in declared for c in r["choices"].split()]
        return _Answer(kind="ambiguous", choices=tuple(sorted({*offered, *met})), why=declared[0]["why"])
    if len(met) > 1:
        return _Answer(kind="ambiguous", choices=tuple(met), why="the code passes from one to the other in that year")
    if met:
        return _Answer(kind="found", iso3=met[0])
    if now:
        return _Answer(kind="outside", choices=tuple(now[0]["choices"].split()), why=now[0]["why"])
    if territory := territories().get((scheme, code)):
        name, belongs = territory
        why = f"{name}, on neither list of states"
        return _Answer(kind="outside", choices=(belongs,) if belongs else (), why=why)
    elsewhen = {s.state for s in held} | {c for r in open_ for c in r["choices"].split()}
    if elsewhen:
        found = sorted({c for s in elsewhen for c in _kin(s, first, last)})
        return _Answer(kind="outside", choices=tuple(found), why=_elsewhen(held, scheme))
    return _Answer(kind="unknown", choices=_nearest(scheme, code), why=f"no such {SCHEMES[scheme]}")


def _kin(iso3: str, first: str, last: str) -> set[str]:
    """Return a state with those that it came from or that came of it, as far as the next ones alive in those days."""
    found, queue = {iso3}, [iso3]
    pairs = [(s.predecessor, s.successor) for s in steps()]
    if not all(end < first for _, end in lives()[iso3]):
        pairs = [(after, before) for before, after in pairs]
    while queue:
        at = queue.pop()
        if _lives(at, first, last):
            continue
        links = {to for start, to in pairs if start == at}
        queue += sorted(links - found)
        found |= links
    return {c for c in found if c == iso3 or _lives(c, first, last)}


def _lives(iso3: str, first: str, last: str) -> bool:
    return any(since <= last and first <= until for since, until in lives().get(iso3, ()))


def _elsewhen(held: Sequence[Span], scheme: str) -> str:
    if not held:
        return "not in that year"
    told = [f"{titles()[s.state]} {s.since} to {s.until}" for s in sorted(held, key=lambda s: (s.since, s.state))]
    return f"this {SCHEMES[scheme]} is of {', '.join(told)}".replace(f" to {closing('')}", " on")


def _nearest(scheme: str, code: str) -> tuple[str, ...]:
    if code.isdecimal():
        return ()
    where = "name" if len(code) > 3 else scheme  # a name in a column of codes
    known = {c: {s.state for s in held} for (kind, c), held in by_code().items() if kind == where}
    near = difflib.get_close_matches(canonical(where, code), sorted(known), n=3, cutoff=0.6)
    return tuple(dict.fromkeys(iso3 for c in near for iso3 in sorted(known[c])))


def _chosen(
    answer: _Answer, scheme: str, code: str, year: Year, rules: Mapping[str, tuple[str, str]]
) -> tuple[str, str]:
    """Return the state of an answer, by a rule if it is open, and the rule that decided."""
    exact = canonical(scheme, code)
    given, value = rules.get(f"{exact} {year}", rules.get(exact, ("", "")))
    if answer.kind == "found" or not given:
        return answer.iso3, ""
    if answer.kind == "ambiguous" and value not in answer.choices:
        raise InvalidValue(
            f"{value} is not among what {code} may mean in {year}",
            where=f"choices {given!r}",
            next=f"choose among {', '.join(answer.choices)}",
        )
    return value, given


def _rules(scheme: str, choices: Mapping[str, str] | None) -> dict[str, tuple[str, str]]:
    """Return rules by canonical code, with the year where one is given."""
    found: dict[str, tuple[str, str]] = {}
    for given, value in (choices or {}).items():
        if value not in titles():
            state(value)
        words = given.split()
        year = words[-1] if len(words) > 1 and words[-1][:4].isdecimal() and len(words[-1]) in (4, 10) else ""
        code = canonical(scheme, " ".join(words[:-1]) if year else given)
        found[f"{code} {year}".strip()] = (given, value)
    return found


def _error(answer: _Answer, scheme: str, code: str, year: str) -> Exception:
    where = f"{code!r} ({scheme}) in {year}"
    listed = ", ".join(f"{c} ({titles()[c]})" for c in answer.choices)
    if answer.kind == "ambiguous":
        return ChoiceNeeded(answer.why, where=where, next=f'choose among {listed}: choices={{"{code} {year}": "..."}}')
    if answer.kind == "outside":
        offer = f"choose, if you mean it, {listed}" if listed else "leave the row out and say so"
        return NotAState(f"no state in that year: {answer.why}", where=where, next=offer)
    return UnknownName(answer.why, where=where, next=f"did you mean {listed}?" if listed else "check the scheme")


def _grouped(
    kind: str, left: Mapping[tuple[str, str], _Answer], counts: Mapping[tuple[str, str], int], shape: type[Any]
) -> tuple[Any, ...]:
    groups: dict[tuple[str, str, tuple[str, ...]], list[tuple[str, str]]] = {}
    for key in sorted(left):
        answer = left[key]
        if answer.kind == kind:
            groups.setdefault((key[0], answer.why, answer.choices), []).append(key)
    return tuple(
        shape(
            code=code,
            years=tuple(moment for _, moment in keys),
            rows=sum(counts[key] for key in keys),
            choices=offered,
            why=why,
        )
        for (code, why, offered), keys in sorted(groups.items())
    )


def _alive(iso3: str) -> str:
    held = lives()[iso3]
    first, last = min(since for since, _ in held), max(until for _, until in held)
    stop = "" if last == closing("") else f" to {last}"
    return f"{titles()[iso3]} is on the lists from {first}{stop}"


def _scheme(scheme: str) -> str:
    if scheme not in SCHEMES:
        raise InvalidValue(f"no scheme {scheme!r}", next=f"use one of {', '.join(SCHEMES)}")
    return scheme


def _window(year: Year) -> tuple[str, str]:
    moment = _moment(year)
    if not moment or not str(FIRST_YEAR) <= moment[:4] <= str(LAST_YEAR):
        raise InvalidValue(f"the table runs from {FIRST_YEAR} to {LAST_YEAR}", where=f"year {year!r}")
    return opening(moment), closing(moment)


def _moment(year: Any) -> str:
    """Return a year as four digits or a day as YYYY-MM-DD, and "" for a missing one."""
    text = _text(year)
    if not text or (text.isdecimal() and len(text) <= 4):
        return text.zfill(4) if text else ""
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise InvalidValue(f"{text!r} is neither a year nor a day", next="write 1990 or 1990-10-03") from None


def _indexed(values: Sequence[Any] | NDArray[Any], read: Callable[[Any], str]) -> tuple[list[str], NDArray[np.int64]]:
    """Return the different values as text, and the place of each row's among them."""
    given = values.tolist() if isinstance(values, np.ndarray) else values
    held = [None if value != value else value for value in given]  # NaN is not itself
    index = {value: i for i, value in enumerate(dict.fromkeys(held))}
    return [read(value) for value in index], np.array([index[value] for value in held], dtype=np.int64)


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float | np.floating) and np.isnan(value)):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()


def _written(scheme: str, code: str) -> str:
    return code.zfill(3) if scheme in ("ison", "un") and code.isdecimal() else code
