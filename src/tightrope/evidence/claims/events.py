"""Names of events in running text (treaties, wars, summits, withdrawals), and the years that date them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from tightrope.evidence.claims.quantities import YEAR, When, times


@dataclass(frozen=True, slots=True, kw_only=True)
class EventName:
    """A named event: treaty, war, summit, test, withdrawal.

    Parameters
    ----------
    start, stop : span of the name.
    name : the words as written.
    key : what makes two names one: lower case, no accents or article, near words for the same kind made one.
    """

    start: int
    stop: int
    name: str
    key: str


_KINDS = {
    "agreement": "agreement", "agreements": "agreement", "accord": "agreement", "accords": "agreement",
    "deal": "agreement", "pact": "agreement", "treaty": "treaty", "summit": "summit", "conference": "conference",
    "war": "war", "wars": "war", "doctrine": "doctrine", "amendment": "amendment", "act": "act",
    "declaration": "declaration", "communiqué": "communique", "communique": "communique", "crisis": "crisis",
    "withdrawal": "withdrawal", "attack": "attack", "attacks": "attack", "bombing": "attack", "bombings": "attack",
    "invasion": "invasion", "coup": "coup", "raid": "raid", "standoff": "standoff", "clash": "clash",
    "clashes": "clash", "convention": "convention", "protocol": "protocol", "resolution": "resolution",
    "revolution": "revolution", "partition": "partition", "ceasefire": "ceasefire", "tests": "test", "test": "test",
    "dialogue": "dialogue", "talks": "talks", "massacre": "massacre", "uprising": "uprising", "mutiny": "mutiny",
    "referendum": "referendum", "election": "election", "elections": "election",
}  # fmt: skip
_HEADS = "|".join(sorted({*(k.capitalize() for k in _KINDS), *_KINDS}, key=len, reverse=True))
_OPENERS = r"(?:The|A|An|This|That|In|On|At|After|Since|Both|Its|Their|Under|With|During|Following|Before|By)\s"
_PROPER = r"[A-Z][\w’'-]*(?:\.[A-Z]\.?)*"
_NAMED = re.compile(
    r"\b(?P<nine>9/11|(?:attacks\s+of\s+)?September\s+11(?:th)?(?:,?\s+(?:terror(?:ist)?\s+)?attacks)?)(?!\d)"
    rf"|\b(?P<op>Operation\s+[A-Z]\w+(?:\s+[A-Z]\w+){{0,2}})"
    rf"|\b(?P<between>(?:{_HEADS})\s+between\s+(?:the\s+)?{_PROPER}(?:\s+{_PROPER})?\s+and\s+(?:the\s+)?"
    rf"{_PROPER}(?:\s+{_PROPER})?)"
    rf"|\b(?!{_OPENERS})(?P<name>(?:{_PROPER}(?:\s?[-–]\s?[A-Z][\w]*)*)"
    rf"(?:\s+(?:{_PROPER}|of|on|and|in)){{0,4}}?\s+(?:{_HEADS})(?:\s+(?:in|at|of)\s+[A-Z]\w+)?)\b"
    rf"|\b(?P<of>(?:{_HEADS})\s+(?:of|in|on|at)\s+(?:the\s+)?{_PROPER}(?:\s+[A-Z]\w+){{0,2}})"
)
_ARTICLE = re.compile(
    r"^(?:the|a|an|this|that|in|on|at|after|since|both|its|their|under|with|during|following)\s+", re.I
)
PARTED, AHEAD = 25, 40
"""What a comma between an event and a year, and a year that does not directly stand before it, count in characters."""
CITATION = re.compile(
    r"\([^()]*[A-Z][^()]*(?:19|20)\d\d[a-z]?[^()]*\)|\b[A-Z]\w+(?: (?:and|&) [A-Z]\w+|"
    r" et al\.?)? \((?:19|20)\d\d[a-z]?\)"
)
_PEOPLES = {
    "american": "us", "washington": "us", "usa": "us", "chinese": "china", "sino": "china", "beijing": "china",
    "pakistani": "pakistan", "pak": "pakistan", "indian": "india", "indo": "india", "afghan": "afghanistan",
    "soviet": "soviet", "russian": "russia", "iranian": "iran", "british": "britain", "uk": "britain",
    "israeli": "israel", "iraqi": "iraq", "japanese": "japan", "saudi": "saudi", "us": "us",
}  # fmt: skip
_PLAIN = frozenset(
    {"the", "of", "on", "in", "at", "and", "s", "between", "peace", "its", "all", "both", "january", "february"}
    | {"march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
)
_VAGUE = frozenset(
    {"act", "war", "test", "attack", "agreement", "crisis", "talks", "election", "clash", "summit", "conference"}
)


def event_names(text: str) -> tuple[EventName, ...]:
    """Return the named events of a text: a proper name with a kind ("Doha Agreement", "Treaty of X", "Operation Y").

    Names that differ only by article, case, accents, a year or a near word ("Doha deal", "the Doha Accords") share
    their `key`. A kind alone ("the agreement") is no name.
    """
    found: list[EventName] = []
    for match in _NAMED.finditer(text):
        start, stop = match.span()
        while head := _ARTICLE.match(text[start:stop]):
            start += head.end()
        name = text[start:stop]
        key = _key(name)
        if key and key not in _VAGUE:
            found.append(EventName(start=start, stop=stop, name=" ".join(name.split()), key=key))
    return tuple(found)


def dated_events(text: str, *, reach: int = 60) -> tuple[tuple[EventName, When], ...]:
    """Return the named events of a sentence with the year that stands nearest, within `reach` characters.

    Only a year or a span dates an event; "since" and "until" do not. A clause mark (";") between them parts them, and
    a year that dates a nearer event is not given to a second one.
    """
    names = event_names(text)
    cited = [match.span() for match in CITATION.finditer(text)]
    stamps = [w for w in times(text) if w.kind in ("year", "span") and not any(i <= w.start < j for i, j in cited)]
    pairs = sorted(
        (cost, n, t)
        for n, name in enumerate(names)
        for t, when in enumerate(stamps)
        if (cost := _far(text, name, when, reach)) is not None
    )
    given: set[int] = set()
    used: set[int] = set()
    found: list[tuple[EventName, When]] = []
    for _, n, t in pairs:
        if n not in given and t not in used:
            given.add(n)
            used.add(t)
            found.append((names[n], stamps[t]))
    return tuple(sorted(found, key=lambda pair: pair[0].start))


def same_event(one: EventName, other: EventName) -> bool:
    """Whether two names can mean one event: one key; or one kind, two words shared and half of all words shared."""
    if one.key == other.key:
        return True
    a, b = set(one.key.split()), set(other.key.split())
    kinds = set(_KINDS.values())
    if a & kinds != b & kinds or not a & kinds:
        return False
    a, b = a - kinds, b - kinds
    small = min(a, b, key=len)
    if len(small) == 1:
        return (a <= b or b <= a) and not small & set(_PEOPLES.values())
    return len(a & b) >= 2 and 2 * len(a & b) >= len(a | b)


def _far(text: str, name: EventName, when: When, reach: int) -> int | None:
    """Return how far a year stands from an event in characters, None where it is another's or too far."""
    before = when.stop <= name.start
    between = text[when.stop : name.start] if before else text[name.stop : when.start]
    if len(between) > reach or ";" in between:
        return None
    return len(between) + (PARTED if "," in between else 0) + (AHEAD if before and len(between) > 2 else 0)


def _key(name: str) -> str:
    flat = (
        unicodedata.normalize("NFKD", re.sub(r"\b(?:U\.S\.?|U\.S\.A\.)", "US", name).lower())
        .encode("ascii", "ignore")
        .decode()
    )
    if re.search(r"9/11|september 11", flat):
        return "9/11"
    words = re.findall(r"[a-z0-9]+", flat)
    words = [_KINDS.get(w, _PEOPLES.get(w, w)) for w in words if w not in _PLAIN and not re.fullmatch(YEAR, w)]
    kinds = [w for w in words if w in _KINDS]
    return " ".join([*sorted({w for w in words if w not in _KINDS}), *kinds[-1:]]) if len(words) > 1 else ""
