"""The whole audit of documents, and what an audit cannot tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tightrope.core.document import Document
from tightrope.evidence.audit.alarm import ORDER, Alarm, Day, Span
from tightrope.evidence.audit.citing.resolve import Sources, check_sources, sources
from tightrope.evidence.audit.citing.view import View, view
from tightrope.evidence.audit.dated import check_dates, work_day
from tightrope.evidence.audit.events import check_events
from tightrope.evidence.audit.figures import check_figures
from tightrope.evidence.audit.method import Method, check_method, method
from tightrope.evidence.audit.same import Overlap, check_same, overlaps
from tightrope.evidence.audit.spelled import check_names
from tightrope.evidence.audit.support import check_support
from tightrope.evidence.audit.voices import Publisher, Vantage, Voice, vantage, voices
from tightrope.evidence.gazetteer import Gazetteer

CANNOT = (
    "Whether a cited source says what it is cited for: no source was opened.",
    "Whether a listed source exists: nothing was looked up.",
    "Whether a fact is true: only what the texts say against themselves, each other and the calendar is seen.",
    "Whether an alarm is a fault: an event may have two dates for a reason, a number may have been revised.",
    "What is told in figures, images, scans without text, and languages whose words for dates and sources are "
    "not known.",
)
SECTIONS = {
    "citations": ("unresolved", "never-cited", "ambiguous", "no-list"),
    "dates": (
        "no-such-day",
        "steps-out-of-order",
        "later-source",
        "newest-source",
        "two-dates",
        "after-the-work",
        "older-source",
        "answer-before",
        "office",
        "two-years",
    ),
    "same work": ("same-work", "shared-passage", "repeated"),
    "figures": ("two-figures",),
    "names": ("near-name",),
    "method": ("method",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What an audit found of one document.

    Parameters
    ----------
    day, day_span : when the work appeared, and where the text says so; zeros where not known.
    day_from : "card" or "text", or the id of the document of the same work that tells it; empty where none does.
    work : the work it belongs to: its own id, or the id of the fuller document of the same work.
    """

    document: Document
    day: Day
    day_span: Span | None
    day_from: str
    work: str
    sources: Sources
    voices: tuple[Voice, ...]
    method: Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """An audit of several documents.

    Parameters
    ----------
    papers : one a document, in the order given.
    alarms : by severity, then file and place.
    overlaps : pairs of documents with text in common.
    vantage : whose voices the works hold; a work that stands in two documents counts once.
    cannot : what an audit cannot tell.
    """

    papers: tuple[Paper, ...]
    alarms: tuple[Alarm, ...]
    overlaps: tuple[Overlap, ...]
    vantage: Vantage
    cannot: tuple[str, ...] = CANNOT

    @property
    def counts(self) -> dict[str, int]:
        """How many alarms there are of each severity."""
        counts = Counter(a.severity for a in self.alarms)
        return {severity: counts[severity] for severity in ORDER}


def audit(
    documents: Sequence[Document],
    gazetteer: Gazetteer,
    publishers: Sequence[tuple[str, Publisher]],
    *,
    states: Sequence[str] = (),
) -> Audit:
    """Return the audit of documents, read one by one and against each other.

    Parameters
    ----------
    documents : any papers; `Document.date`, where told, is the day of the work.
    gazetteer : who is meant by a name, and who held which office when.
    publishers : of `voices.load_publishers`.
    states : ISO3 codes whose voice is asked for; the states that the texts speak of most if none is given.
    """
    views = [view(document) for document in documents]
    pairs = overlaps(views)
    listed = [sources(v, gazetteer) for v in views]
    days = _days(documents, views, pairs)
    fuller = _fuller(documents, pairs)
    papers = tuple(
        Paper(
            document=document,
            day=days[document.id][0],
            day_span=days[document.id][1],
            day_from=days[document.id][2],
            work=_work(document.id, fuller),
            sources=found,
            voices=voices(v, found, gazetteer, publishers),
            method=method(v),
        )
        for document, v, found in zip(documents, views, listed, strict=True)
    )
    alarms = [*check_same(views, pairs), *check_events(views, gazetteer), *check_figures(views, gazetteer)]
    alarms.extend(check_names(views, gazetteer))
    for paper, v in zip(papers, views, strict=True):
        alarms.extend(check_sources(v, paper.sources))
        alarms.extend(check_dates(v, paper.sources, paper.day))
        alarms.extend(check_support(v, paper.sources, gazetteer))
        alarms.extend(check_method(v, paper.method))
    once = [p for p in papers if p.work == p.document.id]
    return Audit(
        papers=papers,
        alarms=_once(alarms, views, pairs),
        overlaps=pairs,
        vantage=vantage(
            [p.document for p in once],
            [voice for p in once for voice in p.voices],
            tuple(states) or subjects([v for v, p in zip(views, papers, strict=True) if p in once], gazetteer),
        ),
    )


def vantage_of(
    documents: Sequence[Document],
    gazetteer: Gazetteer,
    publishers: Sequence[tuple[str, Publisher]],
    *,
    states: Sequence[str] = (),
) -> Vantage:
    """Return whose voices documents hold, each work once; without the rest of an audit.

    Parameters
    ----------
    documents : the texts at hand; `Document.vantage` is the country a text is written from, where known.
    states : ISO3 codes whose voice is asked for; the states that the texts speak of most if none is given.
    """
    views = [view(document) for document in documents]
    fuller = _fuller(documents, overlaps(views))
    once = [v for v in views if v.document.id not in fuller]
    found = [voice for v in once for voice in voices(v, sources(v, gazetteer), gazetteer, publishers)]
    return vantage([v.document for v in once], found, tuple(states) or subjects(once, gazetteer))


def section(alarm: Alarm) -> str:
    """Return the section of an audit that an alarm belongs to."""
    return next((name for name, kinds in SECTIONS.items() if alarm.kind in kinds), "dates")


def subjects(views: Sequence[View], gazetteer: Gazetteer) -> tuple[str, ...]:
    """Return the states that texts speak of most: a twentieth of all mentions at least, six states at most."""
    named = Counter(m.actors[0] for v in views for m in gazetteer.mentions(v.text) if len(m.actors) == 1)
    least = max(3.0, 0.05 * named.total())
    return tuple(s for s, n in sorted(named.items(), key=lambda row: (-row[1], row[0]))[:6] if n >= least)


def _days(
    documents: Sequence[Document], views: Sequence[View], pairs: Sequence[Overlap]
) -> Mapping[str, tuple[Day, Span | None, str]]:
    """Return the day of each work; one that does not tell it takes it from a document of the same work."""
    own: dict[str, tuple[Day, Span | None, str]] = {}
    for document, v in zip(documents, views, strict=True):
        day, span = work_day(document, v)
        carded = bool(day[0]) and span is None
        own[document.id] = (day, span, ("card" if carded else "text") if day[0] else "")
    out = dict(own)
    for pair in pairs:
        for name, other in ((pair.one, pair.two), (pair.two, pair.one)):
            if pair.same_work and not own[name][0][0] and own[other][0][0]:
                out[name] = (own[other][0], None, other)
    return out


def _fuller(documents: Sequence[Document], pairs: Sequence[Overlap]) -> dict[str, str]:
    """Return document -> the fuller document of the same work, told by its card or by its text."""
    longest: dict[str, Document] = {}
    for document in sorted(documents, key=lambda d: (len(d.text), d.id)):
        if document.work:
            longest[document.work] = document
    out = {d.id: longest[d.work].id for d in documents if d.work and longest[d.work].id != d.id}
    return {pair.one: pair.two for pair in reversed(pairs) if pair.same_work} | out


def _work(name: str, fuller: Mapping[str, str]) -> str:
    seen = {name}
    while name in fuller and fuller[name] not in seen:
        name = fuller[name]
        seen.add(name)
    return name


def _once(alarms: Sequence[Alarm], views: Sequence[View], pairs: Sequence[Overlap]) -> tuple[Alarm, ...]:
    """Sort alarms; one that stands in text shared with the fuller document of the same work is told there alone."""
    by_name = {v.document.id: v for v in views}
    copied: dict[str, list[Span]] = {}
    for pair in pairs:
        if pair.same_work:
            copied.setdefault(pair.one, []).extend(by_name[pair.one].place(*run.one) for run in pair.runs)
    kept = [
        a
        for a in alarms
        if a.kind in SECTIONS["same work"] or not any(s <= a.start and a.stop <= t for s, t in copied.get(a.file, ()))
    ]
    return tuple(sorted(set(kept), key=lambda a: (ORDER[a.severity], a.file, a.start, a.stop, a.kind, a.what)))
