"""Citations held against the list: what each means, the nearest where none fits, and what nobody cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from tightrope.evidence.audit.alarm import Alarm, Citation, Entry, alarm
from tightrope.evidence.audit.citing.citations import author_year, brackets, marks
from tightrope.evidence.audit.citing.entries import entries, fold
from tightrope.evidence.audit.citing.view import View
from tightrope.evidence.gazetteer import Gazetteer

SLIP = 3
"""Years by which a citation may miss its entry for the entry to be offered."""
NEAR = 0.8
"""Least likeness of two names (share of matching characters, difflib) for one to be offered for the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What a paper lists and where it cites it.

    Parameters
    ----------
    style : "author-year", "bracket", "mark", both of two joined by "+", or empty where nothing is cited.
    entries, citations : in the order of the text; `Citation.target` is an index into `entries`.
    uncited : indices of entries that nothing points to.
    """

    style: str
    entries: tuple[Entry, ...]
    citations: tuple[Citation, ...]
    uncited: tuple[int, ...]

    @property
    def resolved(self) -> int:
        """How many citations have an entry."""
        return sum(c.target is not None for c in self.citations)

    @property
    def keys(self) -> int:
        """How many different sources are named, whether they are listed or not."""
        return len(
            {c.target if c.target is not None else (fold(c.key) if c.authors else c.key) for c in self.citations}
        )

    def of(self, citation: Citation) -> Entry | None:
        """Return the entry that a citation means."""
        return None if citation.target is None else self.entries[citation.target]


def sources(view: View, gazetteer: Gazetteer | None = None) -> Sources:
    """Return the list of a paper, its citations resolved, and the entries that nothing cites.

    Parameters
    ----------
    gazetteer : names of places and initiatives: "(Tokyo, 2001)" is no citation unless the list has it.
    """
    listed = entries(view)
    notes = {e.number: at for at, e in enumerate(listed) if e.kind == "note" and e.number is not None}
    numbered = {e.number: at for at, e in enumerate(listed) if e.kind == "reference" and e.number is not None}
    named = author_year(view)
    boxed = brackets(view)
    has_list = any(e.kind == "reference" for e in listed)
    hits = [c for c in (_resolve(c, listed) for c in named) if not _place(c, gazetteer)]
    worth = sum(c.target is not None for c in hits)
    numeric = bool(boxed) and bool(numbered) and worth < 0.3 * len(named)
    if numeric or (not has_list and (notes or len(named) < 3)):
        hits = []
    known = frozenset(notes or numbered)
    pointed = marks(view, known, bool(hits) and not notes)
    if not known and not any(re.search("[⁰¹²³⁴⁵⁶⁷⁸⁹]", c.text) for c in pointed):
        pointed = ()
    if hits and not notes and worth:
        pointed = ()
    by_number = numbered or notes
    boxed = boxed if by_number and not (worth and hits) else ()
    all_cited = [
        *hits,
        *(replace(c, target=by_number.get(c.number or 0)) for c in boxed),
        *(replace(c, target=(notes or numbered).get(c.number or 0)) for c in pointed),
    ]
    all_cited.sort(key=lambda c: (c.start, c.number or 0))
    styles = [name for name, some in (("author-year", hits), ("bracket", boxed), ("mark", pointed)) if some]
    used = {c.target for c in all_cited if c.target is not None}
    uncited = tuple(at for at in range(len(listed)) if at not in used)
    return Sources(style="+".join(styles), entries=listed, citations=tuple(all_cited), uncited=uncited)


def _resolve(citation: Citation, listed: Sequence[Entry]) -> Citation:
    first = _tokens(citation.authors[0])
    near: list[tuple[float, int]] = []
    fits: list[int] = []
    for at, entry in enumerate(listed):
        if not entry.authors or entry.kind == "note":
            continue
        year = _years(citation.year, entry.year)
        if not year and _apart(citation.year, entry.year) > SLIP:
            continue
        lead = fold(entry.authors[0])
        likeness = max(_likeness(name, lead) for name in first)
        if likeness == 1.0 and year:
            fits.append(at)
        elif (likeness >= NEAR and year) or likeness == 1.0:
            near.append((likeness + (0.5 if year else 0.0), at))
    if len(fits) > 1:
        rest = {fold(_tokens(a)[-1]) for a in citation.authors[1:]}
        joint = [
            at
            for at in fits
            if rest <= {fold(a) for a in listed[at].authors[1:]} and bool(rest) == (len(listed[at].authors) > 1)
        ]
        exact = [at for at in fits if listed[at].year == citation.year]
        fits = [at for at in exact if at in joint] or joint or exact or fits
    if fits:
        return replace(citation, target=fits[0])
    return replace(citation, suggestions=tuple(at for _, at in sorted(near, key=lambda n: (-n[0], n[1]))[:3]))


def _place(citation: Citation, gazetteer: Gazetteer | None) -> bool:
    """Whether what looks like a citation is a place or an initiative with a year, and near no entry."""
    if gazetteer is None or citation.target is not None or citation.suggestions or len(citation.authors) != 1:
        return False
    name = citation.authors[0]
    return any(m.start == 0 and m.stop == len(name) for m in gazetteer.mentions(name))


def _tokens(name: str) -> list[str]:
    """Return the ways to read a name: whole, and its last word ("Gideon Rose" is listed under Rose)."""
    whole = fold(name)
    words = whole.split()
    return [whole] if len(words) < 2 else [whole, words[-1], "".join(w[0] for w in words)]


def _likeness(name: str, other: str) -> float:
    if name == other or (
        len(other.split()) > 2 and name == "".join(w[0] for w in other.split() if w not in ("of", "for", "the", "and"))
    ):
        return 1.0
    if len(other.split()) > 1 and len(name) > 4 and (other.startswith(f"{name} ") or other.endswith(f" {name}")):
        return 1.0
    if abs(len(name) - len(other)) > 3 or name[:1] != other[:1]:
        return 0.0
    return min(0.99, SequenceMatcher(None, name, other).ratio())


def _years(cited: str, listed: str) -> bool:
    if cited == listed:
        return True
    return cited.rstrip("abcdef") == listed.rstrip("abcdef") and not (cited[-1:].isalpha() and listed[-1:].isalpha())


def _apart(cited: str, listed: str) -> int:
    if not (cited[:4].isdigit() and listed[:4].isdigit()):
        return 99
    return abs(int(cited[:4]) - int(listed[:4]))


def check_sources(view: View, found: Sources) -> tuple[Alarm, ...]:
    """Return the alarms of citations: unresolved, never cited, two sources with one name and year."""
    document = view.document
    out: list[Alarm] = []
    cited = {(c.authors, c.year) for c in found.citations if c.target is not None}
    if not found.entries:
        if found.citations:
            first = found.citations[0]
            out.append(
                alarm(
                    document,
                    (first.start, first.stop),
                    "no-list",
                    "check",
                    f"{len(found.citations)} citations, and no list of references or notes was found",
                    why="a citation that leads nowhere cannot be followed",
                    settle="look whether the list was cut off when the file was made",
                )
            )
        return tuple(out)
    for citation in found.citations:
        if citation.target is None:
            out.append(_unresolved(view, found, citation, cited))
    meant = {at: c for c in found.citations if c.target is None for at in c.suggestions[:1]}
    for at in found.uncited:
        entry = found.entries[at]
        what = f"{_label(entry)} is listed and never cited"
        if near := meant.get(at):
            what = f"{_label(entry)} is listed and cited at most as {near.key}"
        out.append(
            alarm(
                document,
                (entry.start, entry.stop),
                "never-cited",
                "note" if near else "check",
                what,
                why="no citation in the text names it" if entry.kind == "reference" else "its number stands nowhere",
                settle="search the text for the name; else the list claims more reading than the text shows",
            )
        )
    out.extend(_twins(view, found))
    return tuple(out)


def _unresolved(view: View, found: Sources, citation: Citation, cited: set[tuple[tuple[str, ...], str]]) -> Alarm:
    span = (citation.start, citation.stop)
    if citation.number is not None:
        return alarm(
            view.document,
            span,
            "unresolved",
            "error",
            f"number {citation.number} has no entry",
            why=f"the list runs to {max((e.number or 0 for e in found.entries), default=0)}",
            settle="look whether the list was cut, or the number is wrong",
        )
    offers = [found.entries[at] for at in citation.suggestions]
    named = "; ".join(_label(e) for e in offers)
    other = any((e.authors[:1], e.year) in {(a[:1], y) for a, y in cited} for e in offers)
    return alarm(
        view.document,
        span,
        "unresolved",
        "error",
        f"{citation.key} is not in the list" + (f"; nearest: {named}" if named else ""),
        why="no entry has this first author and year"
        + (", and the nearest is cited elsewhere under its own name" if other else ""),
        settle=f"open the source: is it {named}?" if named else "ask the author for the source",
        others=tuple((view.document.id, e.start, e.stop) for e in offers),
    )


def _twins(view: View, found: Sources) -> list[Alarm]:
    """Return citations that two entries answer, where no letter tells them apart."""
    out: list[Alarm] = []
    for citation in found.citations:
        entry = found.of(citation)
        if entry is None or not citation.authors:
            continue
        same = [e for e in found.entries if e.start != entry.start and _alike(e, entry, citation.year)]
        if same and citation.year == citation.year.rstrip("abcdef") and len(citation.authors) == 1:
            out.append(
                alarm(
                    view.document,
                    (citation.start, citation.stop),
                    "ambiguous",
                    "check",
                    f"{citation.key} may be {len(same) + 1} entries of the list",
                    why="they share first author and year, and no letter tells them apart",
                    settle="open both and see which supports the sentence",
                    others=tuple((view.document.id, e.start, e.stop) for e in (entry, *same)),
                )
            )
    return out


def _alike(entry: Entry, other: Entry, year: str) -> bool:
    """Whether two entries have the first author, the number of authors and the year in common."""
    if entry.kind != other.kind or len(entry.authors) != len(other.authors) or not entry.authors:
        return False
    return fold(entry.authors[0]) == fold(other.authors[0]) and _years(year, entry.year)


def _label(entry: Entry) -> str:
    if entry.authors:
        names = entry.authors[0] if len(entry.authors) == 1 else f"{entry.authors[0]} and {entry.authors[1]}"
        names += " et al." if len(entry.authors) > 2 else ""
        return (
            f"{names} {entry.year}".strip()
            if entry.kind == "reference"
            else f"note {entry.number} ({names} {entry.year})"
        )
    return f"{entry.kind} {entry.number}" if entry.number else f"{entry.kind} {entry.text[:40]!r}"
