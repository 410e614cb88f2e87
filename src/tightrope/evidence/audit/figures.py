"""Two figures for one quantity: numbers with a unit, what is counted, of whom, and when."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from tightrope.evidence.audit.alarm import Alarm, alarm, line_of
from tightrope.evidence.audit.citing.view import View
from tightrope.evidence.audit.events import proper
from tightrope.evidence.claims.quantities import Figure, figures, times
from tightrope.evidence.gazetteer import Gazetteer

_COUNTS = {
    "deaths": r"kill\w*|died|dead|deaths?|lost (?:their|his|her) li(?:ves|fe)|lives lost|casualt\w+|"
    r"lives have been lost|fatalit\w+",
    "injured": r"injured|wounded",
    "displaced": r"refugees?|displaced|fled",
    "trade": r"bilateral trade|trade volume|trade reached|trade stood|trade was|trade between",
    "exports": r"export\w*",
    "imports": r"import\w*",
    "debt": r"debt|owes?|owed|liabilit\w+",
    "aid": r"aid|assistance|grants?",
    "loan": r"loans?|lent|lending|bailout",
    "investment": r"invest\w*|FDI|worth|project\w* cost|corridor",
    "troops": r"troops?|soldiers|personnel",
    "growth": r"growth|grew|grow",
    "budget": r"budget|military spending|defen[cs]e spending|expenditure",
    "population": r"population|inhabitants",
    "inflation": r"inflation",
    "length": r"long|length|kilomet\w+|stretch\w*",
}
_WHAT = tuple((name, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for name, words in _COUNTS.items())
_OF_A_PLACE = frozenset({"deaths", "injured", "displaced", "population", "length"})
_PEOPLE = re.compile(
    r"(?P<bound>\b(?i:approximately|about|around|some|nearly|almost|roughly|over|more than|at least|fewer than|"
    r"less than|up to)\s+)?"
    r"(?<![\d.,$€£])\b(?P<num>\d{1,3}(?:,\d{3})+|\d{2,7})\s+(?=[A-Z])"
)
_BOUND = {
    "over": "over",
    "more than": "over",
    "at least": "over",
    "fewer than": "under",
    "less than": "under",
    "up to": "under",
}
REACH = 200
"""Characters on each side of a figure in which its actors and its time are looked for."""
MOST = 500
"""Figures of one kind and unit that are held against each other; more are a table, not a text."""
_PLURAL = re.compile(r"\b([A-Z]\w+(?:an|i))s\b")
_CLAUSE = re.compile(r"[;:]|,\s+(?:while|whereas|but|and)\s|\.\s")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure and what it is of.

    Parameters
    ----------
    what : what is counted, of a closed list.
    actors : ISO3 codes and initiatives named with it.
    years : first and last year told with it; None where no year is told.
    figure : the number, its unit and bound; places in the sentence.
    start, stop, view : its place in the view of that number.
    sentence, block : where it stands there.
    """

    what: str
    actors: frozenset[str]
    years: tuple[int, int] | None
    figure: Figure
    start: int
    stop: int
    view: int
    sentence: int
    block: int


def quantities(view: View, gazetteer: Gazetteer, number: int = 0) -> tuple[Quantity, ...]:
    """Return the figures of a body that count something known of someone named."""
    out: list[Quantity] = []
    for sentence in view.sentences:
        text = view.text[sentence.start : sentence.stop]
        found = [*figures(text)]
        found.extend(
            f for f in _persons(text, gazetteer) if not any(f.start < o.stop and o.start < f.stop for o in found)
        )
        for figure in sorted(found, key=lambda f: f.start):
            cuts = [0, *(m.start() for m in _CLAUSE.finditer(text)), len(text)]
            low = max(c for c in cuts if c <= figure.start)
            high = min(c for c in cuts if c >= figure.stop)
            clause = text[max(low, figure.start - REACH) : min(high, figure.stop + REACH)]
            near = text[max(low, figure.start - 70) : min(high, figure.stop + 70)]
            what = _counted(near, figure, near.find(text[figure.start : figure.stop]))
            if not what or figure.unit in ("year", "month", "day", "decade", "time"):
                continue
            actors = _actors(clause, gazetteer) or (proper(clause, gazetteer) if what in _OF_A_PLACE else frozenset())
            told = [w for w in times(clause) if w.first and w.last]
            years = (min(w.first or 0 for w in told), max(w.last or 0 for w in told)) if told else None
            place = sentence.start + figure.start, sentence.start + figure.stop
            out.append(Quantity(what, actors, years, figure, *place, number, sentence.start, sentence.block))
    return tuple(out)


def _actors(clause: str, gazetteer: Gazetteer) -> frozenset[str]:
    """Return the states and initiatives named in a clause; "Kenyans" are of Kenya."""
    named = gazetteer.mentions(_PLURAL.sub(r"\1", clause))
    return frozenset(a for m in named for a in (m.actors if len(m.actors) == 1 else (m.tag,)) if a)


def _counted(near: str, figure: Figure, at: int) -> str:
    """Return what a figure counts: the nearest word of the closed list."""
    best, distance = "", 10_000
    for name, pattern in _WHAT:
        for match in pattern.finditer(near):
            gap = min(abs(match.start() - at), abs(match.end() - at))
            if gap < distance:
                best, distance = name, gap
    if best in ("deaths", "injured", "displaced", "troops", "population") and figure.unit in (
        "%",
        "USD",
        "EUR",
        "kilometer",
    ):
        return ""
    return best


def _persons(text: str, gazetteer: Gazetteer) -> list[Figure]:
    """Return numbers of persons of a nation: "1,000 Kenyans"."""
    out: list[Figure] = []
    for match in _PEOPLE.finditer(text):
        word = named[0] if (named := re.match(r"[A-Z]\w+(?: [A-Z]\w+)?", text[match.end() :])) else ""
        value = float(match["num"].replace(",", ""))
        if not _nation(word, gazetteer) and not _nation(word := word.split(" ")[0], gazetteer):
            continue
        if not word.endswith(("s", "ese", "i", "is")) or (
            1500 <= value <= 2100 and "," not in match["num"] and not match["bound"]
        ):
            continue
        bound = _BOUND.get((match["bound"] or "").strip().lower(), "about" if match["bound"] else "")
        out.append(
            Figure(
                start=match.start("num"),
                stop=match.end("num"),
                value=value,
                high=value,
                unit="people",
                bound=bound,  # type: ignore[arg-type]
            )
        )
    return out


def _nation(word: str, gazetteer: Gazetteer) -> bool:
    """Whether a word means the people of a state, in the plural that the gazetteer may lack."""
    return any(
        m.start == 0 and m.stop == len(form) and len(m.actors) == 1
        for form in (word, word.removesuffix("s"))
        for m in gazetteer.mentions(form)
    )


def check_figures(views: Sequence[View], gazetteer: Gazetteer) -> tuple[Alarm, ...]:
    """Return quantities that are told with two figures, inside a text and between texts."""
    groups: dict[tuple[str, str], list[Quantity]] = defaultdict(list)
    for number, view in enumerate(views):
        for quantity in quantities(view, gazetteer, number):
            groups[quantity.what, quantity.figure.unit].append(quantity)
    out: list[Alarm] = []
    for found in groups.values():
        for one, two in combinations(found[:MOST], 2):
            why = _differ(one, two)
            if not why:
                continue
            first, second = views[one.view], views[two.view]
            a, b = first.place(one.start, one.stop), second.place(two.start, two.stop)
            out.append(
                alarm(
                    second.document,
                    b,
                    "two-figures",
                    "check",
                    f"{_told(one)} and {_told(two)} for one quantity: {one.what} "
                    f"({', '.join(sorted(one.actors & two.actors))})",
                    why=f"{why}; the other place is {first.document.id}:{line_of(first.document, a[0])}",
                    settle="see whether both mean the same span of time and the same source",
                    others=((first.document.id, *a),),
                )
            )
    return tuple(out)


def _differ(one: Quantity, two: Quantity) -> str:
    """Return why two figures contradict each other; empty where they need not."""
    a, b = one.figure, two.figure
    if one.view == two.view and one.sentence == two.sentence:
        return ""
    common = one.actors & two.actors
    if (
        one.what != two.what
        or a.unit != b.unit
        or not common
        or not (one.actors <= two.actors or two.actors <= one.actors)
    ):
        same_people = one.what == two.what == "deaths" and a.unit == b.unit == "people" and common
        if not same_people:
            return ""
    if one.years and two.years and (one.years[0] > two.years[1] or two.years[0] > one.years[1]):
        return ""
    dated = bool(one.years) and bool(two.years)
    if a.value == b.value and a.high == b.high:
        if {a.bound, b.bound} in ({"over", "about"}, {"over", "under"}) and one.years != two.years:
            return f"one is {_side(a)}, the other {_side(b)}, and only one tells its time" if not dated else ""
        return f"one is {_side(a)}, the other {_side(b)}" if {a.bound, b.bound} == {"over", "under"} else ""
    if a.agrees(b) or not a.value or not b.value:
        return ""
    ratio = max(a.value, b.value) / min(a.value, b.value)
    if one.years == two.years and dated:
        return "same time, same unit, other number" if ratio < 20 else ""
    if one.view == two.view and one.block == two.block:
        return ""
    return (
        "same unit, other number, and at most one tells its time"
        if ratio < 2 and not dated and one.actors == two.actors
        else ""
    )


def _side(figure: Figure) -> str:
    return {"over": "a lower bound", "under": "an upper bound", "about": "about"}.get(figure.bound, "exact")


def _told(quantity: Quantity) -> str:
    figure = quantity.figure
    number = f"{figure.value:,.10g}" + (f"-{figure.high:,.10g}" if figure.high != figure.value else "")
    years = (
        ""
        if not quantity.years
        else f" ({quantity.years[0]})"
        if quantity.years[0] == quantity.years[1]
        else f" ({quantity.years[0]}-{quantity.years[1]})"
    )
    return f"{figure.bound} {number} {figure.unit}".strip() + years
