"""Dates in a text: days, months and years as written, and those that no calendar has."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

from tightrope.evidence.audit.alarm import Day

_YEAR_ROUND = "january february march april may june july august september october november december"
_NAMES = _YEAR_ROUND.split()
MONTHS = {short: at for at, name in enumerate(_NAMES, 1) for short in (name, name[:3], name[:4])}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
)
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_BEFORE, _AFTER = r"(?<![\d/.,–-])", r"(?![\d/]|[-–]\d|\.\d|,\d{3})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"\b{_MONTH}(?:/\w+)?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}\b",
        rf"(?<![\d.])(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}\b",
        rf"{_YEAR},\s+{_MONTH}\s+(?P<day>\d{{1,2}})\b",
        rf"(?<![\d-]){_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])",
        rf"\b{_MONTH}(?:/\w+)?,?\s+(?:of\s+)?{_YEAR}\b",
        rf"\b(?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)\s+(?:of\s+)?{_YEAR}\b",
        rf"{_BEFORE}\b{_YEAR}\b(?:(?=[–-](?:style|era|based|born))|{_AFTER})",
    )
)
_BARE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}|"
    rf"{_MONTH.replace('month', 'other')}\s+(?P<first>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]|,?\s+\d{{4}}))"
)
_COUNTED = re.compile(
    r"\s+(?:people|persons|troops|soldiers|civilians|deaths|times|words|miles|km|kilomet|tons?\b|tonnes|dollars|"
    r"years\b|"
    r"votes|respondents|cases|items|pages|documents|passages|million|billion|percent|per cent|%)"
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as written: its day (0 where not told) and its place in the text given."""

    day: Day
    start: int
    stop: int

    @property
    def year(self) -> int:
        """The year."""
        return self.day[0]


def dates(text: str) -> tuple[Date, ...]:
    """Return the dates of a text in order, none overlapping; a number that counts something is no year."""
    found: list[Date] = []
    taken: list[tuple[int, int]] = []
    for form in _FORMS:
        for match in form.finditer(text):
            start, stop = match.span()
            if any(start < b and a < stop for a, b in taken):
                continue
            parts = match.groupdict()
            if len(parts) == 1 and (_COUNTED.match(text, stop) or (start and text[start - 1] in "$€£₹#")):
                continue
            month = parts.get("month") or ""
            number = int(month) if month.isdigit() else MONTHS.get(month.lower(), 0)
            number = number or _SEASONS.get((parts.get("season") or "").lower(), 0)
            taken.append((start, stop))
            found.append(Date((int(parts["year"]), number, int(parts.get("day") or 0)), start, stop))
    return tuple(sorted(found, key=lambda d: d.start))


def impossible(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return (start, stop, reason) of dates that no calendar has, with or without their year."""
    out: list[tuple[int, int, str]] = []
    covered: list[tuple[int, int]] = []
    for date in dates(text):
        year, month, day = date.day
        covered.append((date.start, date.stop))
        if reason := _why(year, month, day):
            out.append((date.start, date.stop, reason))
    for match in _BARE.finditer(text):
        if any(match.start() < b and a < match.end() for a, b in covered):
            continue
        name = (match.group("month") or match.group("other")).lower()
        reason = _why(2000, MONTHS.get(name, 0), int(match.group("day") or match.group("first")))
        if reason and not (name in ("may", "march") and match.group(0)[0].islower()):
            out.append((match.start(), match.end() - match.group().endswith("."), reason))
    return tuple(sorted(out))


def _why(year: int, month: int, day: int) -> str:
    if month > 12:
        return f"a year has no month {month}"
    if month and day and not 1 <= day <= monthrange(year, month)[1]:
        name = _NAMES[month - 1].capitalize()
        return f"{name} {year} has {monthrange(year, month)[1]} days" if year != 2000 else f"{name} has no day {day}"
    return ""


def earliest(day: Day) -> Day:
    """Return the first day that a date may mean."""
    return (day[0], day[1] or 1, day[2] or 1)


def latest(day: Day) -> Day:
    """Return the last day that a date may mean."""
    return (day[0], day[1] or 12, day[2] or 31)


def told(day: Day) -> str:
    """Return a date as text: "17 July 2024", "July 2024" or "2024"."""
    year, month, number = day
    if not 1 <= month <= 12:
        return str(year)
    name = _NAMES[month - 1].capitalize()
    return f"{number} {name} {year}" if number else f"{name} {year}"
