"""One event with two years: events by kind and actors, by a proper name, or by what was done once to what is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tightrope.evidence.audit.alarm import Alarm, alarm, line_of
from tightrope.evidence.audit.citing.view import View
from tightrope.evidence.gazetteer import Gazetteer

_KINDS = {
    "agreement": r"deal|agreement|accords?|pact|treaty|memorandum|MoU",
    "withdrawal": r"withdrawal|pull-?out",
    "invasion": r"invasion|annexation",
    "coup": r"coup(?: d['’]état)?",
    "independence": r"independence|partition",
    "attack": r"attacks?|bombing|massacre|incident|airstrikes?|standoff",
    "war": r"war|conflict",
    "treaty body": r"constitution|referendum|revolution|earthquake",
}
_HEAD = re.compile("|".join(rf"(?P<k{i}>\b(?:{words})\b)" for i, words in enumerate(_KINDS.values())), re.IGNORECASE)
_NAMES = tuple(_KINDS)
_YEAR = re.compile(r"(?<![\d,.–-])\b((?:1[6-9]|20)\d\d)\b(?![\d%]|[–-]\d|,\d{3})")
_RIGHT = re.compile(
    r"(?:[^.;:,()\d]|\([A-Za-z]{2,8}\)|,\s+(?=which was|which were|signed|concluded|reached|that was)|\d(?!\d{3})|"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2},){0,90}?"
    r"(?:[\"”’]\s*)?[(\s]((?:1[6-9]|20)\d\d)\b(?![\d%]|[–-]\d|,\d{3})"
)
_LOOSE = re.compile(
    r"\b(?:since|after|before|until|till|following|prior|later|led|leading|because|while|whereas|when|where|who|"
    r"compared|than|by|renew\w*|extend\w*|expir\w*|amend\w*|anniversary|marking|still|again|second|new)\b|"
    r"\band\s+(?:the|its|their|a)\b",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"\b(?:signed|sign|reached|concluded|struck|negotiated|inked|finali[sz]ed|sealed)\b", re.IGNORECASE
)
_START = re.compile(
    r"\b(?:the|a|an|this|that|its|their|his|of|in|and|or|to|for|on|with|by|as|such)\b|[,;:.()]", re.IGNORECASE
)
_TOPICS = frozenset(
    [
        "nuclear",
        "trade",
        "peace",
        "defense",
        "defence",
        "military",
        "gas",
        "oil",
        "arms",
        "climate",
        "border",
        "water",
        "logistics",
        "tariff",
        "investment",
        "ceasefire",
        "currency",
        "energy",
        "loan",
        "transit",
        "civil",
        "security",
        "extradition",
        "fisheries",
        "tax",
        "visa",
        "cyber",
        "economic",
        "intelligence",
        "communications",
        "basing",
    ]
)
_DONE = re.compile(
    r"\b(?P<did>leased|inaugurated|founded|established|assassinated|annexed|ratified|dissolved|nationali[sz]ed|"
    r"commissioned|joined)\b(?P<what>[^.;:,()]{0,60}?)\s+in\s+(?:(?:early|mid|late)[ -])?(?:[A-Z][a-z]+\s+)?"
    r"(?P<year>(?:1[6-9]|20)\d\d)\b(?![–-]\d)"
)
_ONCE = frozenset({"withdrawal", "invasion", "coup", "independence", "agreement"})
_OPENING = (
    "The This That These Those His Her Its Their Our In On At After Before Since During Following First Second New"
)
_PLAIN = frozenset(_OPENING.split())
APART = 4
"""Years from which two dates of unnamed events between the same actors are held to be two events."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event told with a year.

    Parameters
    ----------
    kind : one of the kinds known.
    actors : ISO3 codes of the states in its name.
    name : proper words in its name that are no actor ("Doha", "Pulwama").
    topic : what it is about, of a closed list, or empty.
    year : the year told.
    start, stop : from the name to the year, in the view.
    view : number of the view in the sequence given.
    """

    kind: str
    actors: frozenset[str]
    name: frozenset[str]
    topic: str
    year: int
    start: int
    stop: int
    view: int


def events(view: View, gazetteer: Gazetteer, number: int = 0) -> tuple[Event, ...]:
    """Return the dated events of a body."""
    out: list[Event] = []
    for sentence in view.sentences:
        text = view.text[sentence.start : sentence.stop]
        heads = list(_HEAD.finditer(text))
        for at, head in enumerate(heads):
            kind = _NAMES[next(i for i in range(len(_NAMES)) if head.group(f"k{i}"))]
            left = heads[at - 1].end() if at else 0
            right = heads[at + 1].start() if at + 1 < len(heads) else len(text)
            before = _modifiers(text[left : head.start()])
            year, stop = _year(text, head, right, before)
            if not year:
                continue
            start = head.start() - len(before)
            phrase = text[start : stop if stop > head.end() else head.end()]
            between = re.match(r"\s+(?:of\s+(\d{4})\s+)?(?:between|among)\s+[^.;:,]{3,60}", text[head.end() :])
            reach = max(stop, head.end() + (between.end() if between and between[1] else 0))
            scope = text[head.end() : reach] if between else phrase
            if (
                kind == "agreement"
                and not between
                and _SIGNED.search(text[max(left, head.start() - 60) : head.start()])
            ):
                scope = text[left : min(right, head.end() + 60)]
            actors = frozenset(a for m in gazetteer.mentions(scope) for a in m.actors)
            named = proper(phrase, gazetteer)
            topic = next((w for w in re.findall(r"[a-z]+", phrase.lower()) if w in _TOPICS), "")
            place = sentence.start + min(start, stop), sentence.start + max(stop, head.end())
            out.append(Event(kind, actors, named, topic.replace("defence", "defense"), year, *place, number))
        out.extend(_deeds(text, sentence.start, gazetteer, number))
    return tuple(out)


def _deeds(text: str, at: int, gazetteer: Gazetteer, number: int) -> list[Event]:
    """Return what is said to have been done in a year to something named, and can be done to it but once."""
    out: list[Event] = []
    for match in _DONE.finditer(text):
        if _LOOSE.search(match["what"]):
            continue
        cut = max((m.end() for m in re.finditer(r"[.;:,()]|\b(?:and|but|while)\b", text[: match.start()])), default=0)
        phrase = text[cut : match.start("year")]
        actors = frozenset(a for m in gazetteer.mentions(phrase) for a in m.actors)
        # A state alone names no deed; a body in capitals does, and so does "the port of" a place.
        named = proper(phrase, gazetteer) | frozenset(re.findall(r"\b[A-Z]{2,8}\b", phrase))
        named |= frozenset(" of ".join(pair) for pair in re.findall(r"\b([a-z]{3,}) of (?:the )?([A-Z]\w+)", phrase))
        if named:
            out.append(
                Event(match["did"], actors, named, "", int(match["year"]), at + cut, at + match.end("year"), number)
            )
    return out


def _modifiers(text: str) -> str:
    """Return the words right before an event's noun that belong to its name."""
    cuts = [m.end() for m in _START.finditer(text)]
    return " ".join(text[cuts[-1] if cuts else 0 :].split(" ")[-6:]).lstrip()


def _year(text: str, head: re.Match[str], right: int, before: str) -> tuple[int, int]:
    """Return the year told of an event and where it ends: after its name, in it, or at the head of the clause."""
    if (match := _YEAR.search(before)) and match.start() <= 4:
        return int(match[1]), head.end()
    after = _RIGHT.match(text, head.end())
    if after and after.end() <= max(right, head.end() + 1):
        words = re.sub(r"^\s+(?:between|among)\s+(?:\S+\s+){1,5}?and\s+", " ", text[head.end() : after.start(1)])
        if not _LOOSE.search(words):
            return int(after[1]), after.end(1)
    opening = re.match(r"(?:In|On|During)\s+(?:[A-Z][a-z]+\s+)?(?:\d{1,2},?\s+)?(\d{4}),?\s+", text)
    if opening and 0 < head.start() - opening.end() < 80 and not re.search(r"[;:]", text[: head.start()]):
        span = text[opening.end() : head.start()]
        if not _LOOSE.search(span) and _SIGNED.search(span):
            return int(opening[1]), head.end()
    return 0, 0


def proper(phrase: str, gazetteer: Gazetteer) -> frozenset[str]:
    """Return the capital words of a phrase that are no actor, no opening word and no kind of event."""
    taken = [(m.start, m.stop) for m in gazetteer.mentions(phrase)]
    return frozenset(
        m.group()
        for m in re.finditer(r"\b[A-Z][\w’'-]+[a-z]\b", phrase)
        if not any(a <= m.start() < b for a, b in taken)
        and m.group() not in _PLAIN
        and not _HEAD.fullmatch(m.group())
        and m.group().lower() not in _TOPICS
    )


def check_events(views: Sequence[View], gazetteer: Gazetteer) -> tuple[Alarm, ...]:
    """Return the events that are told with two years, inside a text and between texts."""
    found = [e for number, view in enumerate(views) for e in events(view, gazetteer, number)]
    out: list[Alarm] = []
    told: set[tuple[object, ...]] = set()
    for at, one in enumerate(found):
        for two in found[at + 1 :]:
            why = _one_event(one, two)
            key = (one.view, two.view, one.year, two.year, one.kind)
            if not why or key in told:
                continue
            told.add(key)
            first, second = views[one.view], views[two.view]
            there = first.place(one.start, one.stop)
            out.append(
                alarm(
                    second.document,
                    second.place(two.start, two.stop),
                    "two-years",
                    "error" if one.name & two.name and one.kind in _KINDS else "check",
                    f"{'one ' if one.kind in _KINDS else ''}{one.kind}, two years: {one.year} and {two.year}",
                    why=f"{why}; the other place is {first.document.id}:{line_of(first.document, there[0])}",
                    settle="look the day up in a chronology; if they are two events, name them apart",
                    others=((first.document.id, *there),),
                )
            )
    return tuple(out)


def _one_event(one: Event, two: Event) -> str:
    """Return why two tellings mean one event; empty where they do not, or where the years agree."""
    if one.kind != two.kind or one.year == two.year:
        return ""
    if one.topic and two.topic and one.topic != two.topic:
        return ""
    if one.name and two.name:
        if one.name == two.name and (one.actors == two.actors or not one.actors or not two.actors):
            return f"both are named {' '.join(sorted(one.name))}"
        return ""
    least = 2 if one.kind == "agreement" else 1
    if one.kind in _ONCE and one.actors == two.actors and len(one.actors) >= least and abs(one.year - two.year) < APART:
        return f"same kind of event, same actors ({', '.join(sorted(one.actors))})"
    return ""
