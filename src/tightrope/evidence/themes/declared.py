"""Themes that someone declared as sets of codes: their passages, whether they are recovered, and what words say."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tightrope.core.coding import Coding
from tightrope.core.document import Passage
from tightrope.core.errors import EvidenceError
from tightrope.evidence.themes.find import Themes
from tightrope.stats.cluster import adjusted_rand


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A theme as declared.

    Parameters
    ----------
    codes : the codes it draws on; themes may share them.
    own : codes that are no other theme's.
    table : the table of the register that belongs to it.
    section : where its own text treats it: file, start, stop and digest of that span.
    """

    id: str
    name: str
    codes: frozenset[str]
    own: frozenset[str] = frozenset()
    table: str = ""
    section: tuple[str, int, int, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What a declared theme must reach to count as recovered; set before passages are gathered."""

    passages: int
    works: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A declared theme with its passages.

    Parameters
    ----------
    passages : those that carry one of its codes, in order of document and place.
    works : number of independent works they stand in.
    inside : number of coded passages in its own section; None where it has no section.
    shares : of those, the share that each declared theme gathers, by id.
    recovered : whether it reaches the bar; None where it has no section to be held against.
    why : what it reaches or misses.
    """

    theme: Declared
    passages: tuple[Passage, ...]
    works: int
    inside: int | None
    shares: tuple[tuple[str, float], ...]
    recovered: bool | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A declared theme beside the theme by words that overlaps it most.

    Parameters
    ----------
    declared, found : their ids; found is empty where nothing overlaps.
    shared : number of passages in both.
    precision, recall : shared passages over those of the theme by words, and over those of the declared theme.
    """

    declared: str
    found: str
    shared: int
    precision: float
    recall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """How far themes by words are the declared ones.

    Parameters
    ----------
    ari : adjusted Rand index over passages with exactly one declared theme and a theme by words; None below two.
    passages : number of those passages.
    sections : the same index against the sections of the text, which no codebook made; None below two.
    in_sections : number of passages of the sections with a theme by words.
    matches : per declared theme the best overlap.
    """

    ari: float | None
    passages: int
    sections: float | None
    in_sections: int
    matches: tuple[Match, ...]


def load_declared(file: Path, *, codes: Iterable[str] = ()) -> tuple[tuple[Declared, ...], Bar]:
    """Return declared themes and the bar for them.

    Parameters
    ----------
    codes : names of the codebook's codes; unknown codes are refused where any are given.

    Raises
    ------
    EvidenceError
        If the file is no TOML, a key is missing, a code is unknown or the own of two themes.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        bar = Bar(**table["recovered"])
        themes = tuple(_declared(row) for row in table["theme"])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
        raise EvidenceError(f"declares no themes ({error})", where=file.name, next="mend the file") from error
    except KeyError as error:
        raise EvidenceError(f"lacks {error}", where=file.name, next="add the key") from error
    often = Counter(code for theme in themes for code in theme.own)
    known = set(codes)
    for code in sorted({code for theme in themes for code in theme.codes | theme.own}):
        if often[code] > 1:
            raise EvidenceError(f"code {code!r} is the own of {often[code]} themes", where=file.name, next="keep one")
        if known and code not in known:
            raise EvidenceError(f"unknown code {code!r}", where=file.name, next="take a code of the codebook")
    return themes, bar


def apart(themes: Sequence[Declared]) -> tuple[Declared, ...]:
    """Return themes by their own codes only, so that no two share one."""
    return tuple(replace(theme, codes=theme.own) for theme in themes)


def gather(
    themes: Sequence[Declared], bar: Bar, codings: Sequence[Coding], works: Mapping[str, str]
) -> tuple[Gathered, ...]:
    """Return each declared theme with its passages, and whether it is recovered.

    Parameters
    ----------
    codings : those that count; a work of several documents counts once.
    works : document -> work.
    """
    held = held_codes(codings)
    places = {c.passage.id: c.passage for c in codings}
    return tuple(_gathered(theme, themes, bar, held, places, works) for theme in themes)


def held_codes(codings: Sequence[Coding]) -> dict[str, frozenset[str]]:
    """Return passage id -> codes, in order of document and place."""
    found: dict[str, set[str]] = {}
    for coding in sorted(codings, key=lambda c: (c.passage.document, c.passage.start, c.passage.stop)):
        found.setdefault(coding.passage.id, set()).add(coding.code)
    return {name: frozenset(codes) for name, codes in found.items()}


def align(gathered: Sequence[Gathered], found: Themes) -> Alignment:
    """Return how far themes by words are the declared ones: index, and the best overlap of each."""
    by_words = {p.id: at for at, theme in enumerate(found.themes) for p in theme.passages}
    member: dict[str, list[int]] = {}
    for at, one in enumerate(gathered):
        for passage in one.passages:
            member.setdefault(passage.id, []).append(at)
    both = [(at[0], by_words[name]) for name, at in sorted(member.items()) if len(at) == 1 and name in by_words]
    standing = [
        (at, by_words[p.id])
        for theme in found.themes
        for p in theme.passages
        for at, one in enumerate(gathered)
        if _inside(p, one.theme)
    ]
    return Alignment(
        ari=_index(both),
        passages=len(both),
        sections=_index(standing),
        in_sections=len(standing),
        matches=tuple(_match(one, found) for one in gathered),
    )


def _declared(row: Mapping[str, Any]) -> Declared:
    place = row.get("section")
    return Declared(
        id=str(row["id"]),
        name=str(row["name"]),
        codes=frozenset(str(c) for c in row["codes"]),
        own=frozenset(str(c) for c in row.get("own", ())),
        table=str(row.get("table", "")),
        section=(str(place["file"]), int(place["start"]), int(place["end"]), str(place["sha256"])) if place else None,
    )


def _gathered(
    theme: Declared,
    themes: Sequence[Declared],
    bar: Bar,
    held: Mapping[str, frozenset[str]],
    places: Mapping[str, Passage],
    works: Mapping[str, str],
) -> Gathered:
    passages = tuple(places[name] for name, codes in held.items() if codes & theme.codes)
    speak = len({works.get(p.document, p.document) for p in passages})
    misses: list[str] = []
    if len(passages) < bar.passages:
        misses.append(f"{len(passages)} passages, {bar.passages} needed")
    if speak < bar.works:
        misses.append(f"{speak} works, {bar.works} needed")
    if theme.section is None or not any(p.document == theme.section[0] for p in places.values()):
        why = "; ".join(misses) or "no section of its own text to hold it against"
        return Gathered(theme=theme, passages=passages, works=speak, inside=None, shares=(), recovered=None, why=why)
    inside = [codes for name, codes in held.items() if _inside(places[name], theme)]
    share = {t.id: sum(bool(codes & t.codes) for codes in inside) / max(1, len(inside)) for t in themes}
    mine = share[theme.id]
    if mine < bar.share:
        misses.append(f"{mine:.0%} of its section's coded passages, {bar.share:.0%} needed")
    if larger := [name for name, value in share.items() if value > mine]:
        misses.append(f"theme {larger[0]} gathers more of its section ({share[larger[0]]:.0%} beside {mine:.0%})")
    told = f"{len(passages)} passages of {speak} works; {mine:.0%} of the {len(inside)} coded passages of its section"
    return Gathered(
        theme=theme,
        passages=passages,
        works=speak,
        inside=len(inside),
        shares=tuple((name, round(value, 6)) for name, value in share.items()),
        recovered=not misses,
        why="; ".join(misses) if misses else told,
    )


def _inside(passage: Passage, theme: Declared) -> bool:
    if theme.section is None:
        return False
    file, start, stop, _ = theme.section
    return passage.document == file and start <= passage.start and passage.stop <= stop


def _index(pairs: Sequence[tuple[int, int]]) -> float | None:
    if len(pairs) < 2:
        return None
    return round(adjusted_rand([a for a, _ in pairs], [b for _, b in pairs]), 6)


def _match(one: Gathered, found: Themes) -> Match:
    mine = {p.id for p in one.passages}
    best = Match(declared=one.theme.id, found="", shared=0, precision=0.0, recall=0.0)
    most = 0.0
    for theme in found.themes:
        theirs = {p.id for p in theme.passages}
        shared = len(mine & theirs)
        if shared and (score := 2 * shared / (len(mine) + len(theirs))) > most:
            most = score
            best = Match(
                declared=one.theme.id,
                found=theme.id,
                shared=shared,
                precision=round(shared / len(theirs), 6),
                recall=round(shared / len(mine), 6),
            )
    return best
