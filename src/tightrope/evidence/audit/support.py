"""What a source cannot support: a fact dated after it, an answer to events it does not know, an office not yet held."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tightrope.evidence.audit.alarm import Alarm, Citation, Day, Entry, alarm
from tightrope.evidence.audit.citing.resolve import Sources
from tightrope.evidence.audit.citing.view import Sentence, View
from tightrope.evidence.audit.dated import AHEAD, BY
from tightrope.evidence.audit.days import Date, dates, earliest, latest, told
from tightrope.evidence.gazetteer import Gazetteer

_ANSWER = re.compile(
    r"\b(?:in (?:response|reaction|answer) to|respond(?:s|ed|ing)? to|react(?:s|ed|ing|ion)\b|retaliat\w+|in the "
    r"wake of|"
    r"annoyance|backlash|(?:against|after|over) (?:the |this |such )?criticism|in return for|in protest|thereafter|"
    r"following (?:this|these|that|those)|as a (?:result|consequence) of (?:this|these|that)|countermeasure)",
    re.IGNORECASE,
)
_TITLE = (
    r"(?P<past>\b(?:former|then|ex|late|future|incoming|erstwhile|previous|candidate|senator|"
    r"vice)[ -]+(?:[A-Z][\w.]*\s+){0,2})?"
    r"\b(?P<title>President|Prime Minister|PM|Premier|Chancellor|Supreme Leader|General Secretary),?\s+"
)
_OFFICE = {
    "president": ("president",),
    "prime minister": ("prime minister", "premier"),
    "pm": ("prime minister",),
    "premier": ("premier", "prime minister"),
    "chancellor": ("chancellor",),
    "supreme leader": ("supreme leader",),
    "general secretary": ("general secretary",),
}
_LOOSE = re.compile(r"[;:()]|\b(?:since|after|before|until|who|which|that|began|former|then|than|from|whose|earlier)\b")


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence and the sources that it rests on: from the citation before it to its own."""

    start: int
    stop: int
    sentence: Sentence
    cited: tuple[tuple[Citation, Entry], ...]


def clauses(view: View, sources: Sources) -> tuple[Clause, ...]:
    """Return the stretches of a body that rest on citations, in order."""
    by_place: dict[int, list[tuple[Citation, Entry]]] = {}
    for citation in sources.citations:
        if (entry := sources.of(citation)) is not None:
            by_place.setdefault(citation.at, []).append((citation, entry))
    out: list[Clause] = []
    for sentence in view.sentences:
        start = sentence.start
        for at in sorted(a for a in by_place if sentence.start < a <= sentence.stop + 1):
            if out and out[-1].sentence == sentence and _adjacent(view.text[start:at], by_place[at][0][0].text):
                last = out.pop()
                out.append(Clause(last.start, at, sentence, (*last.cited, *by_place[at])))
            else:
                out.append(Clause(start, at, sentence, tuple(by_place[at])))
            start = at
    return tuple(out)


def _adjacent(between: str, cited: str) -> bool:
    """Whether a citation stands right after another, in the same bracket or beside it."""
    rest = " ".join(between.split()).replace(cited, "")
    return not rest.strip(" ;,.&()[]–-¸⁻") and len(cited) < 300


def check_support(view: View, sources: Sources, gazetteer: Gazetteer) -> tuple[Alarm, ...]:
    """Return the alarms of sources that are too old for what rests on them."""
    rests = clauses(view, sources)
    return (*_older(view, rests), *_answers(view, rests), *_offices(view, rests, gazetteer))


def _older(view: View, rests: tuple[Clause, ...]) -> list[Alarm]:
    out: list[Alarm] = []
    for clause in rests:
        days = [entry.day for _, entry in clause.cited]
        if not days or not all(day[0] for day in days):
            continue
        text = view.text[clause.start : clause.stop]
        cited = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", lambda m: " " * len(m.group()), text)
        newest = max(latest(day) for day in days)
        late = [d for d in dates(cited) if earliest(d.day) > newest and not _planned(cited, d)]
        if not late:
            continue
        date = max(late, key=lambda d: d.day)
        source = max(days, key=latest)
        period = bool(re.search(r"(?:\b(?:and|to|until|through)\s+|[-–])$", cited[: date.start]))
        out.append(
            alarm(
                view.document,
                view.place(clause.start + date.start, clause.start + date.stop),
                "older-source",
                "check",
                f"a fact of {told(date.day)} rests on a source of {told(source)}"
                + (": the period runs on after the source" if period else ""),
                why="no source cited for the passage is as late as the fact",
                settle="see what part of the sentence the source is cited for, and find a source for the rest",
                others=tuple((view.document.id, e.start, e.stop) for _, e in clause.cited),
            )
        )
    return out


def _planned(text: str, date: Date) -> bool:
    """Whether a date is one that a source may look ahead to."""
    return bool(AHEAD.search(text[max(0, date.start - 60) : date.start]) or BY.search(text[: date.start]))


def _answers(view: View, rests: tuple[Clause, ...]) -> list[Alarm]:
    """Return answers whose source is older than every source of what they answer to."""
    out: list[Alarm] = []
    for at, clause in enumerate(rests):
        sentence = clause.sentence
        if not _ANSWER.search(view.text[sentence.start : sentence.stop]):
            continue
        before = [
            entry.day
            for other in rests[max(0, at - 4) : at]
            if other.sentence.block == sentence.block and other.sentence != sentence
            for _, entry in other.cited
            if entry.day[1] and entry.same is None
        ]
        mine = [entry for _, entry in clause.cited if entry.day[1]]
        if not before or not mine or len(mine) < len(clause.cited):
            continue
        newest = max(mine, key=lambda e: latest(e.day))
        if latest(newest.day) < min(earliest(day) for day in before):
            first = min(before, key=earliest)
            out.append(
                alarm(
                    view.document,
                    view.place(sentence.start, sentence.stop),
                    "answer-before",
                    "check",
                    f"told as an answer, with a source of {told(newest.day)}; the sources of what it answers "
                    f"begin {told(first)}",
                    why="an answer comes after what it answers",
                    settle="open the source: which event does it report, and when?",
                    others=((view.document.id, newest.start, newest.stop),),
                )
            )
    return out


def _offices(view: View, rests: tuple[Clause, ...], gazetteer: Gazetteer) -> list[Alarm]:
    """Return office-holders named by an office before or after they held it."""
    out: list[Alarm] = []
    names = sorted({n.name for n in gazetteer.leaders}, key=lambda n: (-len(n), n))
    bare = {re.sub(r"^(?:President|Prime Minister|General|PM|Chancellor)\s+", "", n): n for n in names}
    if not bare:
        return out
    pattern = re.compile(
        _TITLE + r"(?P<name>" + "|".join(re.escape(n) for n in sorted(bare, key=len, reverse=True)) + r")\b"
    )
    for match in pattern.finditer(view.text):
        sentence = view.sentence(match.start("name"))
        if match["past"] or sentence is None:
            continue
        terms = [
            (row.since, row.until or 9999)
            for row in gazetteer.leaders
            if row.name in (bare[match["name"]], match["name"])
            and any(o in row.office for o in _OFFICE[match["title"].lower()])
        ]
        if not terms:
            continue
        for day, place, how in _times(view, rests, match.span(), sentence):
            if any(since <= day[0] <= until for since, until in terms):
                continue
            before = day[0] < min(since for since, _ in terms)
            if how == "source" and not before:
                continue
            span = view.place(*match.span("title")[:1], match.end("name"))
            held = ", ".join(f"{a}-{b if b < 9999 else ''}" for a, b in sorted(set(terms)))
            out.append(
                alarm(
                    view.document,
                    span,
                    "office",
                    "check",
                    f"{match['title']} {match['name']}: "
                    + (f"the source is of {told(day)}" if how == "source" else f"dated {told(day)}")
                    + f", the office was held {held}",
                    why="the title is "
                    + ("earlier than the office" if before else "not of that time")
                    + "; an older source may tell an older remark: then the title is wrong, not the remark",
                    settle="open the source: what was the person's office then?",
                    others=(place,),
                )
            )
    return out


def _times(
    view: View, rests: tuple[Clause, ...], name: tuple[int, int], sentence: Sentence
) -> list[tuple[Day, tuple[str, int, int], str]]:
    """Return the times that a named office-holder is bound to: a date nearby, the source of the clause."""
    out: list[tuple[Day, tuple[str, int, int], str]] = []
    low, high = max(sentence.start, name[0] - 100), min(sentence.stop, name[1] + 100)
    for date in dates(view.text[low:high]):
        start, stop = low + date.start, low + date.stop
        between = view.text[stop : name[0]] if stop <= name[0] else view.text[name[1] : start]
        bound = re.search(r"\b(?:in|on|during|of)\s+$", view.text[max(0, start - 8) : start], re.IGNORECASE)
        if len(between) <= 60 and bound and not _LOOSE.search(between):
            out.append((date.day, (view.document.id, *view.place(start, stop)), "date"))
    for clause in rests:
        if clause.start <= name[0] < clause.stop:
            days = [entry.day for _, entry in clause.cited if entry.day[0]]
            if days and len(days) == len(clause.cited):
                entry = max((e for _, e in clause.cited), key=lambda e: latest(e.day))
                out.append((entry.day, (view.document.id, entry.start, entry.stop), "source"))
    return out
