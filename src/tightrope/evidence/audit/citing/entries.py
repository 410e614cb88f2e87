"""Listed sources read: who, when, what, where, from the usual forms of references and notes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Literal

from tightrope.evidence.audit.alarm import Day, Entry, Span
from tightrope.evidence.audit.citing.lists import SUPERSCRIPT, items
from tightrope.evidence.audit.citing.view import View
from tightrope.evidence.audit.days import dates

_URL = re.compile(r"<?(https?://[^\s>]+|www\.[^\s>]+|doi:\s?\S+)>?")
_QUOTED = re.compile(r"“([^”]{3,}(?:”\S[^”]*)?)”|\"([^\"]{3,})\"|‘([^’]{8,}(?:’[a-z][^’]*)*)’(?!\w)")
_ITALIC = re.compile(r"(?<!\w)[*_]([^*_]{3,})[*_]|<i>([^<]{3,})</i>")
_YEAR = re.compile(r"\((?P<y>(?:1[5-9]|20)\d\d[a-z]?|n\.d\.|in press|forthcoming)(?P<rest>[^)]{0,40})\)")
_BARE = re.compile(r"(?<![\d–/-])\b((?:1[5-9]|20)\d\d[a-z]?)\b(?![–/-]\d|\d)")
_INITIALS = re.compile(
    r"(?P<sur>(?:(?:van|von|de|del|der|den|di|da|al|el|ul|bin|ibn|la|le|du|ter)[ -])*[^\W\d_a-z][\w'’‘-]*"
    r"(?:[ -](?:[^\W\d_a-z][\w'’-]+|ul|al|e))*),\s+(?:[^\W\d_a-z]\.?[\s-]?){1,4}(?=[,.&;(]|and\b|\s|$)"
)
_SMALL = "van von de del der den di da al el ul bin ibn la le du ter"
_PARTICLES = frozenset(_SMALL.split())
_AND = re.compile(r",?\s+(?:and|&|und|et)\s+|\s*;\s*", re.IGNORECASE)
_DROP = re.compile(r"(?:,?\s+(?:et al|eds?|editors?|trans|translators?)\b\.?)+|\((?:eds?|editors?)\.?\)", re.IGNORECASE)
_SENTENCE = re.compile(r".{3,}?(?<!\b[A-Z])[.?!](?=[*_”\"’]?(?:\s|$))")
_NUMBERED = re.compile(rf"^(?:\[?\^?\d{{1,3}}\]?:?\s?[.)]?|<sup>\d+</sup>|[{SUPERSCRIPT}]+)\s+(?=\S)")
_IBID = re.compile(r"[*_]?ibid\b", re.IGNORECASE)


def entries(view: View) -> tuple[Entry, ...]:
    """Return the sources that a paper lists, references first, then notes in order of their number."""
    text = view.document.text
    found: list[Entry] = []
    marked: list[Entry] = [entry(text, span, "note", number) for number, span in view.notes]
    for kind, span in view.lists:
        for number, place in items(text, span):
            if kind == "notes" and number is not None:
                marked.append(entry(text, place, "note", number))
            else:
                found.append(entry(text, place, "reference", number))
    return (*found, *_shortened(sorted(marked, key=lambda e: (e.number or 0, e.start))))


def entry(text: str, span: Span, kind: Literal["reference", "note"], number: int | None) -> Entry:
    """Return the source that stands at a span of a text."""
    whole = " ".join(text[slice(*span)].split())
    whole = _NUMBERED.sub("", whole) if kind == "note" else whole
    url = match.group(1) if (match := _URL.search(whole)) else ""
    bare = _URL.sub(" ", whole)
    quoted = _QUOTED.search(bare)
    italic = _ITALIC.search(bare)
    paren = _YEAR.search(bare)
    apa = paren is not None and (quoted is None or paren.start() < quoted.start()) and paren.start() < 220
    first = min((m.start() for m in (quoted, italic) if m), default=len(bare))
    if apa and paren is not None:
        head, after = bare[: paren.start()], bare[paren.end() :].lstrip(" .,")
        year, day = paren["y"], _day(f"{paren['y'][:4]}{paren['rest']}") if paren["y"][:1].isdigit() else (0, 0, 0)
        mark = _ITALIC.match(after) or quoted or _SENTENCE.match(after)
        title = mark.group(0) if mark else after
    else:
        year, day = _when(bare)
        head = (
            bare[:first]
            if first < len(bare)
            else re.split(r"(?<=\w{3})\.\s|,\s(?=[A-Z]\w+\s\w+\s\w)", bare, maxsplit=1)[0]
        )
        head = head.split(",")[0] if kind == "note" and first == len(bare) else head
        early = _BARE.search(head)
        head = head[: early.start()] if early else head
        mark = min((m for m in (quoted, italic) if m), key=lambda m: m.start(), default=None)
        title = mark.group(0) if mark else ""
    return Entry(
        kind=kind,
        number=number,
        start=span[0],
        stop=span[1],
        text=re.sub(r"[*_]{1,2}(?=\S)|(?<=\S)[*_]{1,2}", "", whole),
        authors=names(head),
        year=year,
        day=day,
        title=re.sub(r"[*_“”\"]|^‘|’$|</?i>", "", str(title)).strip(" .,"),
        url=url,
    )


def names(head: str) -> tuple[str, ...]:
    """Return the surnames of a list of authors in any of the usual orders; a body's name stays whole."""
    head = _DROP.sub("", re.sub(r"[*_“”\"]", "", head)).strip(" .,:;([&")
    if not head or len(head) > 300:
        return ()
    listed = [m["sur"].strip() for m in _INITIALS.finditer(f"{head}.")]
    if listed and _INITIALS.match(f"{head}."):
        return tuple(listed)
    parts = [p.strip(" .") for p in _AND.split(head) if p.strip(" .")]
    out: list[str] = []
    for at, part in enumerate(parts):
        bits = [b.strip() for b in part.split(",") if b.strip()]
        if not bits:
            continue
        if at == 0 and len(bits) >= 2 and _turned(bits[0].split(), bits[1].split()):
            out.append(bits[0])
            bits = bits[2:]
        out.extend(_last(bit) for bit in bits)
    return tuple(name for name in out if name and any(c.isalpha() for c in name))


def _turned(last: list[str], first: list[str]) -> bool:
    """Whether a name is written surname first: "Berg, Karl Otto", "van der Berg, Karl", "Garcia Lopez, Ana"."""
    if len(first) > 3 or _body(" ".join(last)):
        return False
    return len(last) == 1 or last[0].lower() in _PARTICLES or (len(last) == 2 and len(first) == 1)


def _last(name: str) -> str:
    words = re.sub(r"^(?:Dr|Mr|Mrs|Ms|Prof|Gen|Lt|Amb|Sir)\.?\s+", "", name).split()
    if len(words) > 4 or _body(name) or len(words) < 2:
        return " ".join(words) if len(words) <= 8 else ""
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return " ".join(words[start:])


def _body(name: str) -> bool:
    return bool(
        re.search(
            r"\b(?:Ministry|Department|Bank|Nations|Office|Institute|Council|Agency|Commission|Government|Group|Fund|"
            r"Organi[sz]ation|Union|Bureau|Center|Centre|University|Embassy|Association|Committee|Press|News|Times)\b|"
            r"^[A-Z]{2,8}$|\bof\b|\bfor\b",
            name,
        )
    )


def fold(name: str) -> str:
    """Return a name for comparison: no accents, particles, marks or case."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = re.sub(r"['’‘`-]", "", bare).replace(".", " ").split()
    kept = [w for w in words if w not in _PARTICLES] or words
    return " ".join(kept)


def _when(text: str) -> tuple[str, Day]:
    """Return the year and day that a reference tells outside its title: the last full date, else the last year."""
    outside = _QUOTED.sub(lambda m: " " * len(m.group()), text)
    found = dates(re.sub(r"\b(?:accessed|retrieved|last (?:visited|accessed))\b.*", "", outside, flags=re.IGNORECASE))
    if not found:
        return "", (0, 0, 0)
    full = [d for d in found if d.day[1]] or list(found)
    return str(full[-1].year), full[-1].day


def _day(text: str) -> Day:
    found = dates(text)
    return found[0].day if found else (0, 0, 0)


def _shortened(notes: list[Entry]) -> tuple[Entry, ...]:
    """Give an Ibid. and a short title the year and day of the full entry that they repeat."""
    out: list[Entry] = []
    for note in notes:
        full: Entry | None = None
        if _IBID.match(note.text) and out:
            full = out[-1]
        elif not note.year and note.authors:
            mine = fold(note.authors[0])
            words = set(fold(note.title).split())
            for other in out:
                if other.year and other.authors and fold(other.authors[0]) == mine:
                    theirs = set(fold(other.title).split())
                    if not words or len(words & theirs) >= 0.5 * len(words):
                        full = other
        if full is not None:
            authors = full.authors if _IBID.match(note.text) else note.authors
            same, title = full.same or full.number, note.title or full.title
            note = replace(note, authors=authors, year=full.year, day=full.day, same=same, title=title)
        out.append(note)
    return tuple(out)
