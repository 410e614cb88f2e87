"""Years and figures with their units in running text, each with its exact span."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

WhenKind = Literal["year", "span", "since", "until", "decade"]
Bound = Literal["", "over", "under", "about"]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A time named in a text.

    Parameters
    ----------
    start, stop : span of the words, code points of the text given.
    first, last : years, both included; None where the text leaves that end open ("since 2015", "until 1990").
    """

    start: int
    stop: int
    first: int | None
    last: int | None
    kind: WhenKind

    def meets(self, other: When) -> bool:
        """Whether two times share a year."""
        return (self.first or 0) <= (other.last or 9999) and (other.first or 0) <= (self.last or 9999)

    def label(self) -> str:
        """Return the time in words: "2015", "2010-2020", "since 2015", "until 1990"."""
        if self.first is None:
            return f"until {self.last}"
        if self.last is None:
            return f"since {self.first}"
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number with its unit.

    Parameters
    ----------
    start, stop : span of number, scale and unit.
    value : the number, scale applied ("5 billion" is 5e9); of a range its lower end.
    high : upper end of a range, else equal to `value`.
    unit : "%", a currency such as "USD", or the noun counted ("troops"), singular and lower case; empty if none.
    bound : "over" (more than), "under" (less than), "about", or empty.
    """

    start: int
    stop: int
    value: float
    high: float
    unit: str
    bound: Bound = ""

    def agrees(self, other: Figure, *, share: float = 0.05) -> bool:
        """Whether two figures can stand for one quantity: ranges that meet, bounds heeded, `share` of slack."""
        if self.unit != other.unit:
            return False
        low_a, high_a = _reach(self, share)
        low_b, high_b = _reach(other, share)
        return low_a <= high_b and low_b <= high_a


YEAR = r"(?:1[5-9]\d\d|20\d\d|21[0-4]\d)"
_SHORT = r"(?:\d\d)"
_DASH = r"\s?(?:-|–|—|‑|/)\s?"
_MONTH = r"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+)?"
_SPAN = re.compile(
    rf"(?:(?P<and>\bbetween\s+{_MONTH})|(?:\b(?:from|during|over|in)\s+{_MONTH})?)(?<![\d.,$€£])\b(?P<a>{YEAR})"
    rf"(?:{_DASH}|\s+(?:to|until|till|through)\s+|(?(and)\s+and\s+|(?!)))"
    rf"{_MONTH}(?P<b>{YEAR}|(?<=[-–—‑/]){_SHORT})\b(?![\d%]|[.,]\d)",
    re.IGNORECASE,
)
_SINCE = re.compile(
    rf"\b(?:(?:since|after|as of|starting in|beginning in)\s+(?:(?!in\b|of\b)\w+\s+){{0,3}}?|"
    rf"from\s+{_MONTH})({YEAR})\b"
    r"(?:\s+(?:on|onwards?|forward))?",
    re.IGNORECASE,
)
_UNTIL = re.compile(rf"\b(?:until|till|up to|before|by|prior to)\s+(?:\w+\s+){{0,3}}?({YEAR})\b", re.IGNORECASE)
_DECADE = re.compile(rf"\b(?:(early|mid|late)[- ])?({YEAR[:-1]})(?<=0))(?:'|’)?s\b", re.IGNORECASE)
_ONE = re.compile(
    rf"(?<![\d.,$€£#/-])\b({YEAR})\b(?![\d%]|[.,]\d|\s*(?:%|percent|per cent|km|troops|people|"
    rf"soldiers))"
)


def times(text: str) -> tuple[When, ...]:
    """Return the times named in a text, in order: years, spans, "since" and "until" a year, decades.

    "1995-96" is 1995 to 1996. A year in the span of a longer expression is not told again. "after 2001" and "by 2010"
    leave an end open; a number of four digits with a unit or a currency before it is no year.
    """
    found: list[When] = []
    taken: list[tuple[int, int]] = []

    def add(match: re.Match[str], first: int | None, last: int | None, kind: WhenKind) -> None:
        start, stop = match.span()
        if any(start < b and a < stop for a, b in taken):
            return
        taken.append((start, stop))
        found.append(When(start=start, stop=stop, first=first, last=last, kind=kind))

    for match in _SPAN.finditer(text):
        first, other = int(match["a"]), match["b"]
        last = int(other) if len(other) == 4 else first // 100 * 100 + int(other)
        if first <= last:
            add(match, first, last, "span")
    for match in _DECADE.finditer(text):
        first = int(match[2])
        part = (match[1] or "").lower()
        low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get(part, (0, 9))
        add(match, first + low, first + high, "decade")
    for match in _SINCE.finditer(text):
        if _ONE.match(text, match.start(1)):
            add(match, int(match[1]), None, "since")
    for match in _UNTIL.finditer(text):
        if _ONE.match(text, match.start(1)):
            add(match, None, int(match[1]), "until")
    for match in _ONE.finditer(text):
        add(match, int(match[1]), int(match[1]), "year")
    return tuple(sorted(found, key=lambda w: w.start))


_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12,
}  # fmt: skip
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9,
    "trillion": 1e12, "tn": 1e12, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_MONEY = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR",
    "euros": "EUR", "£": "GBP", "rs": "PKR", "rs.": "PKR", "pkr": "PKR", "rupees": "PKR", "yuan": "CNY", "rmb": "CNY",
    "renminbi": "CNY", "yen": "JPY",
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?:hundred|thousand|million|billion|trillion|lakh|crore|mn|bn|tn)"
_FIGURE = re.compile(
    rf"(?P<cur>US\$|\$|€|£|\b(?:USD|EUR|PKR|Rs\.?)\s?)?\s?"
    rf"(?P<num>(?<![\w.,/])(?:{_NUMBER})|\b(?:{'|'.join(_WORDS)})(?=[\s-]+{_SCALE})|\b(?:{'|'.join(_WORDS)})\b)"
    rf"(?:\s?(?P<s1>[mb](?![\w])|{_SCALE}(?:\b|(?=\s))))?"
    rf"(?:(?:\s?(?:-|–|—|‑)\s?|\s+(?:to|and)\s+)(?P<cur2>US\$|\$|€|£)?(?P<num2>{_NUMBER})(?![\d]))?"
    rf"[\s-]*(?P<scale>(?:[mb]\b|{_SCALE}s?\b))?"
    rf"\s*(?P<unit>%|percentage points|percent\b|per cent\b|(?:U\.?S\.?\s)?dollars?\b|euros?\b|rupees\b|yuan\b|"
    rf"RMB\b)?",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"[\s-]+(?:of\s+|the\s+|its\s+|their\s+|all\s+)*(?P<words>(?:[A-Za-z][\w’'-]*[\s-]+){0,3}?)(?P<noun>troops?|"
    r"soldiers?|personnel|"
    r"people|civilians?|lives|deaths?|casualties|fatalities|victims|persons|refugees|students|votes?|states|"
    r"countries|"
    r"years?|months?|days|aircraft|jets?|fighters?|submarines?|frigates?|tanks|missiles|drones|strikes|attacks|"
    r"visits?|"
    r"agreements?|projects?|jobs|megawatts?|mw|kilomet(?:er|re)s?|km|miles|tons?|tonnes|barrels|bases?|loans?|"
    r"programs?|"
    r"programmes?|decades?|times|members|companies|warheads?|seats|(?!plans|means|clans|spans|scans|"
    r"vans)\w+(?:anis|ians|ans|alis|iris|eans))\b",
    re.IGNORECASE,
)
_SAME = {
    "person": "people", "civilian": "people", "live": "people", "death": "people",
    "casualty": "people", "fatality": "people",
    "victim": "people", "soldier": "troop", "personnel": "troop", "mw": "megawatt", "km": "kilometer",
    "kilometre": "kilometer", "programme": "program", "tonne": "ton",
}  # fmt: skip
_OVER = r"(?:more than|over|above|at least|exceed(?:s|ed|ing)?|upwards? of|in excess of|no less than)\s*$"
_UNDER = r"(?:less than|under|below|fewer than|at most|up to|as much as|nearly|almost)\s*$"
_ABOUT = r"(?:about|around|some|approximately|roughly|circa|ca\.|an estimated|estimated(?: at)?|close to)\s*$"
_BOUNDS: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("over", re.compile(_OVER, re.IGNORECASE)),
    ("under", re.compile(_UNDER, re.IGNORECASE)),
    ("about", re.compile(_ABOUT, re.IGNORECASE)),
)
_FROM = re.compile(r"\bfrom\s*(?:[$€£]|US\$)?\s*$", re.IGNORECASE)
_PEOPLE = re.compile(r"(?:ani|ian|an|ali|iri|ean)$")
_NEAR = re.compile(r"\b(?:nearly|almost)\s*$", re.IGNORECASE)


def figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text that carry a unit, a currency, a percent sign or a scale; years are none.

    "US$ 62 billion", "81 %", "60,000 people", "two million refugees", "10-15 percent". A bare number is not told: it
    may be a note mark, a page or a section.
    """
    years = [(w.start, w.stop) for w in times(text)]
    found: list[Figure] = []
    at = 0
    while match := _FIGURE.search(text, at):
        at = match.end()
        if match["num2"] and _FROM.search(text[max(0, match.start() - 12) : match.start()]):
            cut = match.start("cur2") if match["cur2"] else match.start("num2")
            at, match = cut, _FIGURE.search(text[:cut], match.start()) or match
        figure = _figure(text, match, years)
        if figure is not None:
            found.append(figure)
    return tuple(found)


def _figure(text: str, match: re.Match[str], years: list[tuple[int, int]]) -> Figure | None:
    value = _number(match["num"])
    start = match.start("cur") if match["cur"] else match.start("num")
    first = _SCALES.get((match["s1"] or "").lower(), 0.0)
    scale = _SCALES.get((match["scale"] or "").lower().rstrip("s"), first or 1.0)
    unit = _unit(match["unit"] or "") or _unit(match["cur"] or "")
    stop = max(match.end(g) for g in ("num", "s1", "num2", "scale", "unit") if match[g])
    if not unit and (noun := _NOUN.match(text, stop)):
        unit = _singular(noun["noun"])
        stop = noun.end()
    if not unit and scale == 1.0:
        return None
    inside = any(a < match.end("num") and match.start("num") < b for a, b in years)
    if inside and not match["cur"] and scale == 1.0:
        return None
    low = value * (first or scale)
    high = max(low, _number(match["num2"]) * scale if match["num2"] else low)
    before = text[max(0, start - 24) : start]
    bound: Bound = next((name for name, rule in _BOUNDS if rule.search(before)), "")
    if bound == "under" and _NEAR.search(before):
        bound = "about"
    return Figure(start=start, stop=stop, value=low, high=high, unit=unit, bound=bound)


def _reach(figure: Figure, share: float) -> tuple[float, float]:
    slack = max(abs(figure.value), abs(figure.high)) * (0.15 if figure.bound == "about" else share)
    low = -float("inf") if figure.bound == "under" else figure.value - slack
    high = float("inf") if figure.bound == "over" else figure.high + slack
    return low, high


def _number(text: str) -> float:
    word = text.lower()
    return float(_WORDS[word]) if word in _WORDS else float(text.replace(",", ""))


def _unit(text: str) -> str:
    word = " ".join(text.lower().replace("u.s.", "").replace("us ", "").split())
    if word in ("%", "percent", "per cent"):
        return "%"
    return "percentage points" if word == "percentage points" else _MONEY.get(word, "")


def _singular(noun: str) -> str:
    word = noun.lower()
    if word.endswith("ies"):
        word = f"{word[:-3]}y"
    word = word if word in ("people", "personnel", "aircraft") else word.removesuffix("s")
    return "people" if _PEOPLE.search(word) else _SAME.get(word, word)
