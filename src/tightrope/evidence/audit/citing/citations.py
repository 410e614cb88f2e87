"""Where a text cites: author and year in brackets or in the sentence, numbers in brackets, note marks."""

from __future__ import annotations

import re

from tightrope.evidence.audit.alarm import Citation
from tightrope.evidence.audit.citing.lists import DIGITS, SUPERSCRIPT
from tightrope.evidence.audit.citing.view import View
from tightrope.evidence.audit.days import MONTHS

_UP = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĖĘĚĞĠĢĦĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŖŘŚŞŠŢŤŪŮŰŲŹŻŽ"
_PART = r"(?:van|von|de|del|der|den|di|da|al|el|ul|bin|ibn|la|le|du|ter|d')"
_NAME = rf"(?:{_PART}[ -]){{0,3}}[{_UP}][\w'’‘-]{{0,40}}[\w](?:\.(?=\s[{_UP}]))?"
_WORD = rf"(?:{_NAME}|(?:[{_UP}]\.){{1,4}})"
_PHRASE = rf"{_WORD}(?:\s+(?:{_WORD}|of|for|the|on|in)){{0,7}}"
_AUTHORS = (
    rf"{_PHRASE}(?:,\s+{_PHRASE}){{0,9}}(?:,?\s+(?:and|&)\s+{_PHRASE})?"
    r"(?:,?\s+(?:et al\b\.?|and others|and colleagues))?"
)
_YEAR = r"(?:(?:1[5-9]|20)\d\d(?:/(?:1[5-9]|20)\d\d)?[a-z]?|n\.d\.|forthcoming|in press)"
_YEARS = rf"{_YEAR}(?:\s*(?:,|and|&)\s*(?:{_YEAR}|[a-z]\b))*"
_LOCATOR = r"(?:\s*[,:]\s*[^;()\[\]]{0,60}|\s+(?:pp?\.|ch\.|chap|at|note)\s?[^;()\[\]]{0,40})?"
_LEAD = (
    r"(?:(?:see|see also|see,? e\.g\.|e\.g\.|i\.e\.|cf\.|also|for example|for instance|quoted in|as cited in|cited in|"
    r"as quoted in|in|by|after|from|based on|adapted from|following)[,:]?\s+)*"
)
_GROUP = re.compile(r"\(([^()]{3,400}(?:\([^()]{0,60}\)[^()]{0,300})?)\)|\[([^\[\]]{3,400})\]")
_ONE = re.compile(
    rf"\s*{_LEAD}(?P<authors>{_AUTHORS})(?:\s\[[^\[\]]{{2,60}}\])?,?\s*\(?(?P<years>{_YEARS})\)?(?P<loc>{_LOCATOR})\s*$"
)
_MORE = re.compile(rf"\s*(?P<years>{_YEARS})(?P<loc>{_LOCATOR})\s*$")
_SAID = re.compile(
    rf"(?P<authors>{_AUTHORS})(?:['’]s?)?(?:\s\([{_UP}]{{2,8}}\))?\s*[(\[](?P<years>{_YEARS})(?P<loc>{_LOCATOR})[)\]]"
)
_IN = r"\[(\d{1,3}(?:\s*[-–,;]\s*\d{1,3})*)(?:,?\s*(?:pp?\.|ch\.|sec\.|fig\.|§)[^\]]{0,20})?\](?!\()"
_BRACKET = re.compile(rf"(?<![\w\]!]){_IN}|(?:(?<=[^\W\d_]{{3}})|(?<=[.,;:”\"’)]))\s?{_IN}")
_MARK = re.compile(
    rf"(?P<sup>[{SUPERSCRIPT}]+(?:⁻[{SUPERSCRIPT}]+)?)|<sup>\s*(?P<tag>\d{{1,3}}(?:\s*[-–,]\s*\d{{1,3}})*)\s*</sup>|"
    r"\[\^(?P<foot>\d{1,3})\](?!:)|"
    r"(?<=[a-z)”\"’%])[.,;!?][”\"’]?(?P<dot>\d{1,3})(?=\s+[A-Z“\"(]|\s*$|\s+[a-z])|(?<=[.,;!?][”\"’])(?P<dot2>\d{1,3})(?=\s|$)",
    re.MULTILINE,
)
_UNITS = re.compile(r"(?:\b(?:k?m|cm|mm|ft|mi|km|CO)|\d|\^)$")
_OPENING = """
In As While The This These That Those According However Although Similarly Both Like Since Following After Before For
And But Also Moreover Furthermore Thus Hence See Here When Where With By From To On Even Still Unlike Recently Finally
Drawing Building Using Later Earlier Yet So If Because Whereas Work Studies Scholars
"""
_HAPPENING = """
agreement treaty act war summit strategy accord accords conference resolution crisis constitution amendment plan law
election elections coup declaration pact convention protocol doctrine revolution report policy deal invasion corridor
initiative communique statement budget referendum attacks attack bombing massacre earthquake floods pandemic
"""
_OPENERS, _EVENTS = frozenset(_OPENING.split()), frozenset(_HAPPENING.split())


def author_year(view: View) -> tuple[Citation, ...]:
    """Return the author-year citations of a body, in order; each source in a bracket apart."""
    text = view.text
    found: list[Citation] = []
    taken: list[tuple[int, int]] = []
    for match in _SAID.finditer(text):
        authors = _people(match["authors"])
        if view.kind(match.start()) == "front" or not authors or _dated(authors) or _event(match["authors"]):
            continue
        taken.append(match.span())
        start = match.start() + match["authors"].find(authors[0])
        found.extend(_each(view, "narrative", start, match.end(), authors, match["years"]))
    for group in _GROUP.finditer(text):
        if any(group.start() < b and a < group.end() for a, b in taken) or view.kind(group.start()) == "front":
            continue
        at = group.start() + 1
        before: tuple[str, ...] = ()
        for part in re.split(r"(;)", group.group()[1:-1]):
            one = _ONE.match(part)
            more = None if one or not before else _MORE.match(part)
            if one and not _dated(names := _people(one["authors"])) and names and _spaced(part, one):
                before = names
                left = len(part) - len(part.lstrip())
                found.extend(_each(view, "parenthetical", at + left, at + len(part.rstrip()), names, one["years"]))
            elif more:
                left = len(part) - len(part.lstrip())
                found.extend(_each(view, "parenthetical", at + left, at + len(part.rstrip()), before, more["years"]))
            at += len(part)
    return tuple(sorted(found, key=lambda c: (c.start, c.year)))


def brackets(view: View) -> tuple[Citation, ...]:
    """Return the citations by a number in square brackets; a range or a list gives one for each number."""
    found: list[Citation] = []
    last, ended = 0, -1
    for match in _BRACKET.finditer(view.text):
        start, stop = match.span()
        start += len(match.group()) - len(match.group().lstrip())
        place = view.place(start, stop)
        numbers = _numbers(match[1] or match[2])
        # "[4]-[6]" means the one between, too.
        if (
            numbers
            and ended >= 0
            and re.fullmatch(r"\s?[-–—]\s?", view.text[ended:start])
            and last < numbers[0] < last + 30
        ):
            numbers = (*range(last + 1, numbers[0]), *numbers)
        last, ended = (numbers[-1] if numbers else 0), stop
        for number in numbers:
            found.append(
                Citation(
                    style="bracket", start=place[0], stop=place[1], text=match.group().strip(), number=number, at=stop
                )
            )
    return tuple(found)


def marks(view: View, known: frozenset[int], written: bool) -> tuple[Citation, ...]:
    """Return the note marks of a body: superscripts, `<sup>`, `[^n]`, and digits stuck to a stop.

    Parameters
    ----------
    known : numbers that have a note or reference; digits stuck to a stop count only where they are among them.
    written : whether an affiliation list (`<sup>n</sup>` at the start of a line) is left out.
    """
    found: list[Citation] = []
    for match in _MARK.finditer(view.text):
        group = next(name for name in ("sup", "tag", "foot", "dot", "dot2") if match[name])
        start, stop = match.span(group)
        before = view.text[max(0, start - 4) : start]
        line = view.text.rfind("\n", 0, start) + 1
        front = view.kind(start) == "front"
        numbers = _numbers(match[group].translate(DIGITS).replace("⁻", "-"))
        if group == "sup" and _UNITS.search(before):
            continue
        if group == "tag" and (written or front) and (front or not view.text[line : match.start()].strip()):
            continue
        if group in ("dot", "dot2") and not set(numbers) <= known:
            continue
        if not view.text[line : match.start()].strip():
            continue
        place = view.place(start, stop)
        found.extend(
            Citation(style="mark", start=place[0], stop=place[1], text=match[group], number=number, at=stop)
            for number in numbers
        )
    return tuple(found)


def _each(view: View, style: str, start: int, stop: int, authors: tuple[str, ...], years: str) -> list[Citation]:
    place = view.place(start, stop)
    out: list[Citation] = []
    base = ""
    for token in re.findall(rf"{_YEAR}|\b[a-z]\b", years):
        year = f"{base}{token}" if len(token) == 1 else token
        base = year.rstrip("abcdefghijklmnopqrstuvwxyz") if year[:1].isdigit() else base
        out.append(
            Citation(
                style="narrative" if style == "narrative" else "parenthetical",
                start=place[0],
                stop=place[1],
                text=" ".join(view.text[start:stop].split()),
                authors=authors,
                year=year.rpartition("/")[2],
                at=stop,
            )
        )
    return out


def _people(text: str) -> tuple[str, ...]:
    """Return the authors of a citation in order; the last word of a person's name stands for the person."""
    bare = re.sub(r",?\s+(?:et al\b\.?|and others|and colleagues)", "", text)
    out: list[str] = []
    for part in re.split(r",\s+(?:and\s+|&\s+)?|\s+(?:and|&)\s+", bare):
        words = part.split()
        while words and (words[0] in _OPENERS or words[0].lower() in ("of", "for", "the", "on", "in")):
            words = words[1:]
        while words and words[-1].lower() in ("of", "for", "the", "on", "in"):
            words = words[:-1]
        name = " ".join(words)
        name = re.sub(rf"^(?:[{_UP}]\.\s?)+", "", name)
        name = re.sub(r"['’]s$", "", name)
        if name:
            out.append(name)
    return tuple(out)


def _dated(authors: tuple[str, ...]) -> bool:
    """Whether what looks like an author is a month, so that the bracket is a date."""
    return bool(authors) and authors[-1].split()[-1].lower().rstrip(".") in MONTHS


def _event(authors: str) -> bool:
    """Whether the words before a year in brackets name an event or a law, not people."""
    return authors.split()[-1].lower() in _EVENTS


def _spaced(part: str, match: re.Match[str]) -> bool:
    """Whether a bracket is a citation and no span of years ("Cold War, 1947-1991")."""
    return not re.match(r"\s*[-–]", part[match.end("years") :])


def _numbers(text: str) -> tuple[int, ...]:
    out: list[int] = []
    for part in re.split(r"\s*[,;]\s*", text.strip()):
        ends = [int(n) for n in re.split(r"\s*[-–]\s*", part) if n.isdigit()]
        if len(ends) == 2 and 0 < ends[1] - ends[0] < 30:
            out.extend(range(ends[0], ends[1] + 1))
        else:
            out.extend(ends)
    return tuple(out)
