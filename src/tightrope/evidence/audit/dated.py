"""Dates that cannot be: no such day, a source later than the work, one source with two dates, steps out of order."""

from __future__ import annotations

import re

from tightrope.core.document import Document
from tightrope.evidence.audit.alarm import Alarm, Day, Entry, Span, alarm
from tightrope.evidence.audit.citing.resolve import Sources
from tightrope.evidence.audit.citing.view import View
from tightrope.evidence.audit.days import dates, earliest, impossible, latest, told

_STEP = re.compile(
    r"\b(received|revised|accepted|available online|published(?: online)?|posted)\b[\W_]{0,12}", re.IGNORECASE
)
_RANK = {"received": 0, "revised": 1, "accepted": 2, "available online": 3, "published": 3, "posted": 3}
_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})(?:[/-](\d{1,2}))?(?=[/-])|-((?:19|20)\d\d)-(\d\d)-(\d\d)(?=\D|$)")
_PAST = re.compile(
    r"\b(?:was|were|had|has|signed|launched|visited|began|started|established|took place|occurred|held|announced|"
    r"joined|"
    r"became|withdrew|invaded|attacked|killed|left|fell|rose|met|took|gave|won|lost|sold|bought|went|came|made|paid|"
    r"broke|fought|ended|elected|agreed|ratified|suspended|imposed|lifted|resigned|died|opened|closed|returned|"
    r"received|exported|imported|reached|grew|increased|declined|dropped)\b"
)
_ALONE = re.compile(r"(?:(?:date|dated|updated|on)\s?:?)?", re.IGNORECASE)
AHEAD = re.compile(
    r"\b(?:will|would|shall|may|might|could|expect\w*|plan\w*|target\w*|project\w*|"
    r"forecast\w*|vision|"
    r"goal\w*|scenario\w*|agenda|due|scheduled|set to|aim\w*|estimate\w*|deadline|horizon|future)\b",
    re.IGNORECASE,
)
BY = re.compile(r"\b(?:by|until|till)\s+(?:(?:the|end|of|late|early|mid|at least|around)[\s-]+)*$", re.IGNORECASE)
"""What stands before a date that is a limit, not an event."""
GAP = 90
"""Days that the newest source of an undated work must stand apart from the others to be worth a look."""


def work_day(document: Document, view: View) -> tuple[Day, Span | None]:
    """Return the day a work appeared and where the text says so; a day of zeros where it is not told.

    The card of the document goes first, of a span of years its last; then a line "Published ...", "Available online
    ...", "Accepted ..." in the front of the text; then a day that stands there on a line of its own.
    """
    if found := dates(document.date.replace("?", "")):
        return found[-1].day, None
    if years := re.findall(r"\b(?:1[5-9]|20)\d\d\b", document.date):
        return (max(int(year) for year in years), 0, 0), None
    steps = _steps(view)
    if not steps:
        return _by_line(view)
    rank, day, span = max(steps, key=lambda s: s[0])
    return (day, span) if rank >= 2 else ((0, 0, 0), None)


def _by_line(view: View) -> tuple[Day, Span | None]:
    """Return the day that a line of the front consists of, under a title or a name."""
    for start, stop, kind in view.blocks[:12]:
        if kind != "front":
            break
        for match in re.compile(r"[^\r\n]+").finditer(view.document.text, *view.place(start, stop)):
            line, found = match.group(), dates(match.group())
            if len(found) == 1 and found[0].day[1]:
                rest = line[: found[0].start] + line[found[0].stop :]
                if _ALONE.fullmatch(rest.strip(" \t*_(),.")):
                    return found[0].day, (match.start() + found[0].start, match.start() + found[0].stop)
    return (0, 0, 0), None


def check_dates(view: View, sources: Sources, work: Day) -> tuple[Alarm, ...]:
    """Return the alarms of dates that stand against a calendar, the work's own date, or each other."""
    document = view.document
    out: list[Alarm] = []
    for start, stop, reason in impossible(document.text):
        out.append(
            alarm(
                document,
                (start, stop),
                "no-such-day",
                "error",
                f"no such day: {reason}",
                why="no calendar has it",
                settle="look the date up in the source",
            )
        )
    for one, two in zip(steps := _steps(view), steps[1:], strict=False):
        if one[0] < two[0] and earliest(one[1]) > latest(two[1]):
            out.append(
                alarm(
                    document,
                    two[2],
                    "steps-out-of-order",
                    "error",
                    f"{told(two[1])} stands for a step after that of {told(one[1])}",
                    why="a paper is received before it is accepted, and accepted before it appears",
                    settle="ask the publisher",
                    others=((document.id, *one[2]),),
                )
            )
    out.extend(_later(view, sources, work))
    out.extend(_addresses(view, sources.entries))
    if work[0]:
        out.extend(_ahead(view, sources, work))
    return tuple(out)


def _steps(view: View) -> list[tuple[int, Day, Span]]:
    out: list[tuple[int, Day, Span]] = []
    head = view.text[:6000]
    for step in _STEP.finditer(head):
        if found := dates(head[step.end() : step.end() + 40]):
            date = found[0]
            if date.start <= 3 and date.day[1]:
                span = view.place(step.end() + date.start, step.end() + date.stop)
                out.append(
                    (
                        _RANK[
                            step[1].lower().removesuffix(" online")
                            if step[1].lower().startswith("pub")
                            else step[1].lower()
                        ],
                        date.day,
                        span,
                    )
                )
    return out


def _later(view: View, sources: Sources, work: Day) -> list[Alarm]:
    """Return sources later than the work; of an undated work, a newest source far after all others."""
    document = view.document
    dated = [e for e in sources.entries if e.day[0] and e.same is None]
    out: list[Alarm] = []
    if work[0]:
        for entry in dated:
            if earliest(entry.day) > latest(work):
                out.append(
                    alarm(
                        document,
                        (entry.start, entry.stop),
                        "later-source",
                        "error",
                        f"a source of {told(entry.day)} in a work of {told(work)}",
                        why="a work cannot cite what did not yet exist; a page changed later carries its new date",
                        settle="open the source: did it first appear earlier, or was the work changed after its date?",
                    )
                )
        return out
    full = sorted((e for e in dated if e.day[1]), key=lambda e: latest(e.day))
    if len(full) >= 8 and _apart(full[-2].day, full[-1].day) >= GAP:
        newest = full[-1]
        out.append(
            alarm(
                document,
                (newest.start, newest.stop),
                "newest-source",
                "note",
                f"the newest source, {told(newest.day)}, is {_apart(full[-2].day, newest.day)} days after all others",
                why="the text does not tell its own date; had it appeared before, the source would be later",
                settle="find the date of the work and give it with --date",
            )
        )
    return out


def _addresses(view: View, listed: tuple[Entry, ...]) -> list[Alarm]:
    """Return sources whose address tells another day than the reference."""
    out: list[Alarm] = []
    for entry in listed:
        match = _PATH.search(entry.url)
        if not match or not entry.day[1]:
            continue
        year, month, day = (int(part or 0) for part in (match.groups()[:3] if match[1] else match.groups()[3:]))
        path = (year, month, day)
        if not 1 <= month <= 12 or day > 31:
            continue
        if abs(_apart(path if day else (year, month, 15), entry.day if entry.day[2] else (*entry.day[:2], 15))) > 31:
            out.append(
                alarm(
                    view.document,
                    (entry.start, entry.stop),
                    "two-dates",
                    "check",
                    f"the reference says {told(entry.day)}, its address {told(path)}",
                    why="an address with a date in it is usually made on the day of publication",
                    settle="open the address and read the date there",
                )
            )
    return out


def _ahead(view: View, sources: Sources, work: Day) -> list[Alarm]:
    """Return sentences that tell as past what is dated after the work; the year of a citation is no such date."""
    out: list[Alarm] = []
    cited = [(c.start, c.stop) for c in sources.citations]
    for sentence in view.sentences:
        text = view.text[sentence.start : sentence.stop]
        for date in dates(text):
            place = view.place(sentence.start + date.start, sentence.start + date.stop)
            late = earliest(date.day) > latest(work) and not any(a <= place[0] < b for a, b in cited)
            if late and _PAST.search(text) and not AHEAD.search(text) and not BY.search(text[: date.start]):
                out.append(
                    alarm(
                        view.document,
                        place,
                        "after-the-work",
                        "error",
                        f"told as past: {told(date.day)}, in a work of {told(work)}",
                        why="the work appeared before that day",
                        settle="look the date up in the source",
                    )
                )
    return out


def _apart(one: Day, two: Day) -> int:
    """Return days from one date to another, as far as they are told."""
    a, b = (latest(d) for d in (one, two))
    return (b[0] - a[0]) * 365 + (b[1] - a[1]) * 30 + b[2] - a[2]
