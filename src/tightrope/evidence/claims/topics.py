"""What a claim measures: the topics that a series or a chronology could hold, and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tightrope.evidence.claims.claim import Predicate
from tightrope.evidence.claims.quantities import Figure, figures

TOPICS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"\b(?:{pattern})"))
    for name, pattern in (
        ("military aid", r"(?:military|security) (?:aid|assistance)\b|coalition support funds?\b"),
        ("arms", r"(?:(?:arms|weapons?) (?:imports?|exports?|sales?|purchases|deliveries|transfers|supplies)|"
                 r"arms|weapons?|weaponry|(?:military|defen[cs]e) (?:equipment|hardware|purchases|imports?|"
                 r"exports?|sales|suppl\w+)|"
                 r"fighter (?:jets?|aircraft)|submarines|frigates|munitions)\b"),
        ("military spending", r"(?:(?:military|defen[cs]e) (?:spending|budgets?|expenditures?|outlays))\b"),
        ("debt", r"(?:(?:external |foreign |public )?debts?|indebted\w*)\b(?!-trap| trap)"),
        ("debt", r"loans? (?:burden|repayment)"),
        ("growth", r"(?:(?:gdp|economic) growth|growth rate|gdp gr[eo]w\w*)\b"),
        ("reserves", r"(?:foreign (?:exchange )?reserves|reserves of)\b"),
        ("imf", r"(?:imf|international monetary fund)\b"),
        ("exports", r"exports?\b(?! (?:controls?|credit))|export (?:market|destination)s?\b"),
        ("imports", r"imports?\b"),
        ("trade", r"(?:(?:bilateral |goods |total |mutual )?trade (?:volume|turnover|value|deficit|surplus|"
                  r"balance)|bilateral trade|"
                  r"trading partners?|trade partners?|commerce|trade (?:with|between)|trade)\b(?! (?:war|route|"
                  r"corridor|network|union|agreement|pact|deal|talks|barriers))"),
        ("investment", r"(?:investments?|invest(?:ed|s|ing)|fdi|infrastructure financ\w+)\b"),
        ("aid", r"(?:(?:foreign |economic |development |financial |civilian |humanitarian )?(?:aid|"
                r"assistance))\b(?! (?:agency|worker))"),
        ("votes", r"(?:vot(?:e|es|ed|ing) (?:with|against|for|in|at|on|alongside|together|records?|patterns?)|"
                  r"voting|un votes?|roll[- ]calls?)\b"),
        ("deaths", r"(?:(?:killed|deaths?|casualties|fatalities|lives (?:lost)?|lost (?:\w+ ){0,4}lives|dead|"
                   r"martyred|killing)\b)"),
        ("disputes", r"(?:(?:fought|went to) (?:\w+ ){0,3}wars?|wars? (?:with|between|"
                     r"against)(?! (?:the )?(?:terror|drug|extremis|militan|insurgen|poverty|corruption))|"
                     r"armed clashes|"
                     r"skirmishes|border clash\w*)\b"),
        ("sanctions", r"(?:sanction(?:s|ed)|embargo\w*)\b"),
        ("students", r"(?:\w+ students?|scholarships)\b"),
        ("opinion", r"(?:public opinion|favou?rab\w+ (?:view|opinion)\w*|approval rating\w*|"
                    r"anti-@?\w+ sentiments?)\b"),
        ("visits", r"(?:visit(?:s|ed)?)\b"),
        ("treaty", r"(?:treat(?:y|ies)|defen[cs]e pacts?|mutual defen[cs]e|military alliance|seato|cento|"
                   r"baghdad pact|major non-nato ally)\b"),
        ("democracy", r"(?:democra(?:cy|tic) (?:index|score|backslid\w+))\b"),
    )
)  # fmt: skip
SUBJECTS = frozenset({"growth", "debt", "reserves", "deaths", "military spending", "imf", "democracy", "opinion"})
"""Topics of one state; the others take two."""
UNITS = {
    "deaths": {"people", "troop"}, "students": {"student"}, "visits": {"visit"}, "votes": {"vote", "%"},
    "investment": {"USD", "%"}, "aid": {"USD", "%"}, "military aid": {"USD", "%"}, "trade": {"USD", "%"},
    "exports": {"USD", "%"}, "imports": {"USD", "%"}, "arms": {"USD", "%"}, "debt": {"USD", "%"}, "growth": {"%"},
    "reserves": {"USD", "month"}, "military spending": {"USD", "%"}, "imf": {"USD", "loan", "program"},
    "disputes": {"war"}, "opinion": {"%"},
}  # fmt: skip
_WORDS: tuple[tuple[Predicate, str], ...] = (
    ("stop", r"(?:stop(?:s|ped|ping)?|halt(?:s|ed|ing)?|suspend(?:s|ed|ing)?|suspension|ceas(?:e|es|ed|ing)|"
             r"cut(?:s|ting)? off|call(?:s|ed|ing)? off|terminat(?:e|es|ed|ing|ion)|cancel(?:s|led|ed|ling)?|"
             r"with(?:held|hold|holding)|"
             r"discontinu\w+|fr(?:o|ee)z\w+|block(?:ed|s|ing)?|end(?:ed|s|ing)?)"),
    ("start", r"(?:resum(?:e|es|ed|ing|ption)|restor(?:e|es|ed|ing)|beg[aiu]n|beginning|launch(?:ed|es|ing)?|"
              r"introduc(?:e|es|ed|ing)|impos(?:e|es|ed|ing|ition)|start(?:s|ed|ing)?)"),
    ("largest", r"(?:largest|biggest|top|main|chief|primary|leading|principal|number one|second[- ]largest|"
                r"major (?:source|supplier|trad\w+|arms|export\w*|recipient|donor|investor))"),
    ("rise", r"(?:increas(?:e|es|ed|ing)|ris(?:e|es|en|ing)|rose|gr(?:ow|ows|own|ew|owing|owth)|doubl(?:e|es|ed|ing)|"
             r"tripl(?:e|es|ed|ing)|surg(?:e|es|ed|ing)|soar(?:s|ed|ing)?|expand(?:s|ed|ing)|jump(?:s|ed)?|"
             r"climb(?:s|ed|ing)?|peak(?:s|ed)?|escalat(?:e|es|ed|ing)|swell(?:s|ed|ing)?)"),
    ("fall", r"(?:decreas(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|f(?:ell|alls|all|allen|alling)|drop(?:s|ped|ping)?|"
             r"reduc(?:e|es|ed|ing|tion)|shr[aiu]nk\w*|diminish(?:es|ed|ing)?|plung(?:e|es|ed|ing)|slump(?:s|ed)?|"
             r"dwindl(?:e|es|ed|ing)|less(?:en|ens|ened)|halv(?:e|es|ed|ing)|cuts?)"),
    ("depends", r"(?:depend(?:s|ent|ence|ency|ed|ing)?|rel(?:y|ies|ied|iance|iant|ying)) (?:\w+ ){0,3}?(?:on|upon)"),
)  # fmt: skip
_SAID = tuple((name, re.compile(rf"\b{words}\b")) for name, words in _WORDS)
_PARTED = re.compile(r"[,;:()]")
_SECOND = re.compile(r"second[- ](?:largest|biggest)|one of (?:the|its|their)|among (?:the|its)")
NEAR, BESIDE = 70, 40
"""Characters between a topic and its number, and between a topic and what is said of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A topic in a line with what is said of it.

    Parameters
    ----------
    start, stop : span in the line from the first to the last of its words.
    vague : what makes the saying vaguer than a number could be ("one of", "major"); empty if nothing.
    """

    topic: str
    predicate: Predicate
    start: int
    stop: int
    figure: Figure | None = None
    vague: str = ""


def measures(low: str) -> tuple[Measure, ...]:
    """Return the topics of a line of which a quantity is said, each topic once.

    Parameters
    ----------
    low : the line in lower case, as `frames.lowered` returns it.

    A number counts for a topic only in a unit that the topic can have; a word of change, rank or dependence only
    within 40 characters. A topic of which nothing measurable is said is left out.
    """
    places = tuple(_topics(low))
    nearest = _numbers(figures(low), places)
    found: dict[str, Measure] = {}
    for topic, start, stop in places:
        if topic in found:
            continue
        number = nearest.get(topic)
        said = _predicate(low, start, stop)
        if number is None and said is None:
            if topic in ("votes", "visits", "treaty", "disputes"):
                found[topic] = Measure(topic=topic, predicate="happened", start=start, stop=stop)
            continue
        predicate: Predicate = said[0] if said else "figure"
        if number is not None and predicate not in ("stop", "start"):
            predicate = "figure"
        edges = [start, stop, *(said[1:] if said else ()), *((number.start, number.stop) if number else ())]
        vague = "" if number or not said else _vague(low, said[0], *said[1:])
        found[topic] = Measure(
            topic=topic, predicate=predicate, start=min(edges), stop=max(edges), figure=number, vague=vague
        )
    return tuple(found.values())


def _numbers(numbers: tuple[Figure, ...], places: tuple[tuple[str, int, int], ...]) -> dict[str, Figure]:
    """Give each number to the nearest topic that can have its unit, each topic the nearest number."""
    pairs = sorted(
        (gap, n, topic)
        for n, figure in enumerate(numbers)
        for topic, start, stop in places
        if figure.unit in UNITS.get(topic, ()) and (gap := _gap(figure.start, figure.stop, start, stop)) <= NEAR
    )
    out: dict[str, Figure] = {}
    taken: set[int] = set()
    for _, n, topic in pairs:
        if n not in taken and topic not in out:
            out[topic] = numbers[n]
            taken.add(n)
    return out


def _topics(low: str) -> Iterator[tuple[str, int, int]]:
    taken: list[tuple[int, int]] = []
    for topic, pattern in TOPICS:
        for match in pattern.finditer(low):
            if not any(match.start() < b and a < match.end() for a, b in taken):
                taken.append(match.span())
                yield topic, match.start(), match.end()


def _predicate(low: str, start: int, stop: int) -> tuple[Predicate, int, int] | None:
    best: tuple[int, Predicate, int, int] | None = None
    for name, pattern in _SAID:
        for match in pattern.finditer(low, max(0, start - BESIDE), min(len(low), stop + BESIDE)):
            if match.start() < stop and start < match.end():
                continue
            if _PARTED.search(low[min(match.end(), stop) : max(match.start(), start)]):
                continue
            gap = _gap(match.start(), match.end(), start, stop)
            if best is None or gap < best[0]:
                best = (gap, name, match.start(), match.end())
    return None if best is None else (best[1], best[2], best[3])


def _vague(low: str, predicate: Predicate, start: int, stop: int) -> str:
    if predicate == "largest" and (
        low[start:stop].startswith("major") or _SECOND.search(low[max(0, start - 20) : stop])
    ):
        return "'major' or 'one of' is no rank"
    return ""


def _gap(a: int, b: int, c: int, d: int) -> int:
    return max(c - b, a - d, 0)
