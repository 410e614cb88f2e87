"""The chronology: dated, cited events of a study, checked on loading, and laid beside turning years."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date as Date
from pathlib import Path
from typing import Any, TypeVar, get_args

from tightrope.core.calendar import Event, Initiator, Mode, Precision
from tightrope.core.errors import InvalidValue, StudyError
from tightrope.core.panel import DOMAINS

Word = TypeVar("Word")
UNVERIFIED = "unverified"
FORMS = {"day": r"\d{4}-\d{2}-\d{2}", "month": r"\d{4}-\d{2}", "year": r"\d{4}"}
MOMENT = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
SPAN = re.compile(r"(\d+)-(\d+)")
TABLE = re.compile(r"[a-z0-9_]+/[a-z0-9_]+")
FIELDS = frozenset(field.name for field in fields(Event))
REQUIRED = FIELDS - {"locator", "demands_exclusivity"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Who moved about a turning year, coded from the chronology and never from the indicators.

    Parameters
    ----------
    year : the turning year.
    events : sourced events near it that touched a tie with the power asked for, the nearest first.
    initiator, mode : of more than half of the events of the nearest year; None if there is no such majority.
    """

    year: int
    events: tuple[Event, ...]
    initiator: Initiator | None
    mode: Mode | None


def load_events(file: Path) -> tuple[Event, ...]:
    """Read a chronology and check it.

    Parameters
    ----------
    file : TOML with one `[[event]]` table for each event.

    Returns
    -------
    Events by date, then id.

    Raises
    ------
    StudyError : the file is not there, is no TOML, or holds faults; every fault is carried with its key.

    References
    ----------
    Own: an event is dated, signed, and cited or marked as unverified, or the chronology is refused.
    """
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StudyError(f"the chronology cannot be read ({error})", where=file.name) from None
    entries = raw.get("event", [])
    faults = [fault for entry in entries for fault in _faults(entry, file.name)]
    names = [str(entry.get("id", "")) for entry in entries]
    faults += [
        InvalidValue("two events share this id", where=f"{file.name} [{name}]", next="rename one")
        for name in sorted({n for n in names if names.count(n) > 1})
    ]
    if faults:
        raise StudyError(f"{len(faults)} faults; the first: {faults[0]}", where=file.name, faults=tuple(faults))
    events = (Event(**{**entry, "actors": tuple(entry["actors"])}) for entry in entries)
    return tuple(sorted(events, key=lambda e: (e.date, e.id)))


def unknown_sources(events: Iterable[Event], citations: Collection[str]) -> tuple[str, ...]:
    """Return the ids of events whose source is no citation key, text or data table.

    Parameters
    ----------
    events : as loaded.
    citations : keys of `references.bib`.

    References
    ----------
    Own: an event rests on a citation, a text or a data table, or is marked as unverified.
    """
    return tuple(
        e.id
        for e in events
        if e.source != UNVERIFIED
        and e.source not in citations
        and not e.source.endswith(".txt")
        and not TABLE.fullmatch(e.source)
    )


def span(event: Event) -> tuple[int, int] | None:
    """Return the code points [start, stop) of the passage of an event taken from a text, else None.

    References
    ----------
    Own: locators of texts are code points, as everywhere in the evidence.
    """
    found = SPAN.fullmatch(event.locator) if event.source.endswith(".txt") else None
    return (int(found[1]), int(found[2])) if found else None


def sourced(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the events that may enter a model or a verdict.

    References
    ----------
    Own: what is unverified is shown and decides nothing.
    """
    return tuple(e for e in events if e.sourced)


def last_year(event: Event) -> int:
    """Return the last year of an event; for a range that of its end.

    References
    ----------
    Own: dates are ISO 8601, ranges with a slash.
    """
    return int(event.date.rsplit("/", 1)[-1][:4])


def near(events: Iterable[Event], year: int, *, within: int = 1, power: int | None = None) -> tuple[Event, ...]:
    """Return sourced events within some years of a year, the nearest first.

    Parameters
    ----------
    events : as loaded.
    year : the year asked about.
    within : how many years before or after still count; an event counts in every year that it lasts.
    power : 0 or 1 keeps events that changed the tie with the first or second power; None keeps all.

    References
    ----------
    Own: an event counts in every year that it lasts, and for a power if it changed the tie with it.
    """
    rows = []
    for event in sourced(events):
        distance = max(event.year - year, year - last_year(event), 0)
        signs = (event.sign_first, event.sign_second)
        if distance <= within and (power is None or signs[power] != 0):
            rows.append((distance, event.date, event.id, event))
    return tuple(row[3] for row in sorted(rows, key=lambda row: row[:3]))


def attach(
    events: Iterable[Event],
    years: Iterable[int],
    *,
    power: int,
    direction: int = 0,
    within: int = 1,
) -> tuple[Move, ...]:
    """Lay the chronology beside turning years that were found from the indicators alone.

    Parameters
    ----------
    events : as loaded.
    years : turning years.
    power : 0 or 1, whose tie turned.
    direction : +1 or -1 keeps events of that sign; 0 keeps both.
    within : years before or after.

    Returns
    -------
    One Move for each year, in the order given; without events where the chronology is silent.

    References
    ----------
    Own: turns are found from the indicators alone (`measure.turning`) and explained afterwards.
    """
    rows = tuple(events)
    return tuple(_move(rows, year, power=power, direction=direction, within=within) for year in years)


def _move(events: tuple[Event, ...], year: int, *, power: int, direction: int, within: int) -> Move:
    found = [
        e
        for e in near(events, year, within=within, power=power)
        if direction == 0 or (e.sign_first, e.sign_second)[power] == direction
    ]
    # Only the nearest year speaks: a neighbor year's move is context, not the turn itself.
    gaps = [max(e.year - year, year - last_year(e), 0) for e in found]
    nearest = [e for e, gap in zip(found, gaps, strict=True) if gap == min(gaps)]
    return Move(
        year=year,
        events=tuple(found),
        initiator=_majority([e.initiator for e in nearest]),
        mode=_majority([e.mode for e in nearest]),
    )


def _majority(words: list[Word]) -> Word | None:
    first = Counter(words).most_common(1)
    return first[0][0] if first and 2 * first[0][1] > len(words) else None


def _faults(entry: dict[str, Any], name: str) -> list[InvalidValue]:
    where = f"{name} [{entry.get('id', '?')}]"
    found: list[InvalidValue] = []

    def fault(key: str, what: str, hint: str) -> None:
        found.append(InvalidValue(f"{key} {what}", where=where, next=hint))

    missing = sorted(REQUIRED - entry.keys())
    for key in missing:
        fault(key, "is missing", "add it")
    for key in sorted(entry.keys() - FIELDS):
        fault(key, "is no field of an event", f"use {', '.join(sorted(FIELDS))}")
    if missing:
        return found
    for key, allowed in (
        ("precision", get_args(Precision)),
        ("domain", DOMAINS),
        ("initiator", get_args(Initiator)),
        ("mode", get_args(Mode)),
        ("sign_first", (-1, 0, 1)),
        ("sign_second", (-1, 0, 1)),
    ):
        if entry[key] not in allowed or isinstance(entry[key], bool):
            fault(key, f"is {entry[key]!r}", f"use one of {', '.join(map(str, allowed))}")
    if not _dated(str(entry["date"]), str(entry["precision"])):
        fault("date", f"{entry['date']!r} is no {entry['precision']}", "use ISO 8601; a range is start/end")
    if not entry["actors"] or not all(re.fullmatch(r"[A-Z]{2,6}", str(a)) for a in entry["actors"]):
        fault("actors", "are not short capital codes", "use ISO3 codes and organization short names")
    for key in ("id", "title", "text", "source"):
        if not str(entry[key]).strip():
            fault(key, "is empty", "fill it in")
    locator = str(entry.get("locator", "")).strip()
    if entry["source"] == UNVERIFIED and locator:
        fault("locator", "stands beside an unverified source", "name the source that was opened, or drop it")
    if entry["source"] != UNVERIFIED and not locator:
        fault("locator", "is missing for a cited source", 'say where in the source, or set source = "unverified"')
    if str(entry["source"]).endswith(".txt") and locator and not _ordered(locator):
        fault("locator", f"{locator!r} is no span of a text", "use start-stop in code points")
    return found


def _dated(text: str, precision: str) -> bool:
    parts = text.split("/")
    if precision == "range":
        if len(parts) != 2 or not all(MOMENT.fullmatch(p) and _exists(p) for p in parts):
            return False
        length = min(map(len, parts))
        return parts[0][:length] <= parts[1][:length]
    return len(parts) == 1 and re.fullmatch(FORMS.get(precision, "$^"), text) is not None and _exists(text)


def _exists(moment: str) -> bool:
    try:
        Date.fromisoformat(moment + "-01-01"[len(moment) - 4 :] if len(moment) < 10 else moment)
    except ValueError:
        return False
    return True


def _ordered(locator: str) -> bool:
    found = SPAN.fullmatch(locator)
    return found is not None and int(found[1]) < int(found[2])
