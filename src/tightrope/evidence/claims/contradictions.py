"""Claims that cannot both hold: one event in two years, two figures for one quantity, opposite directions at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from tightrope.core.document import Document
from tightrope.evidence.claims.claim import Claim
from tightrope.evidence.claims.events import EventName, same_event
from tightrope.evidence.claims.folding import Folded

Severity = Literal["error", "check", "note"]
Kind = Literal["date", "figure", "direction", "rank", "denial"]
OPPOSITE = {("rise", "fall"), ("fall", "rise"), ("start", "stop"), ("stop", "start")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two claims that cannot both hold as they stand.

    Parameters
    ----------
    kind : what they disagree on.
    severity : "error" if one work says both of one thing at one time; "check" between works, or where the thing may
        not be the same; "note" where a hedge, or a time that is not told, could reconcile them.
    one, other : the claims, the earlier in order first.
    why : one line in our own words, with dates and numbers, no word of the documents.
    """

    kind: Kind
    severity: Severity
    one: Claim
    other: Claim
    why: str


def contradictions(folded: Collection[Folded], documents: Collection[Document]) -> tuple[Contradiction, ...]:
    """Return the contradictions among claims, the gravest first.

    Parameters
    ----------
    folded : each claim once; a repeat does not contradict anew.
    documents : to know which claims stand in one work.

    Wishes, advice and plans (`modal`) contradict nothing; neither do deeds of both kinds between two states, which is
    what most pairs do.
    """
    work = {d.id: d.work or d.id for d in documents}
    told = [f.claim for f in folded if not f.claim.modal]
    found: list[Contradiction] = []
    for one, other in _candidates(told):
        same = work.get(one.passage.document) == work.get(other.passage.document)
        for kind, sure, why in _clash(one, other):
            severity: Severity = ("error" if same else "check") if sure else "check"
            if one.hedged or other.hedged or (kind != "date" and not (one.times and other.times)):
                severity = "note"
            found.append(Contradiction(kind=kind, severity=severity, one=one, other=other, why=why))
    rank = {"error": 0, "check": 1, "note": 2}
    return tuple(sorted(found, key=lambda c: (rank[c.severity], c.one.id, c.other.id, c.kind)))


def _candidates(told: list[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Yield the pairs that could clash, in order: two events, two of one topic, two ranks, a claim and its denial."""
    groups: dict[object, list[int]] = {}
    roots: dict[object, tuple[list[int], list[int]]] = {}
    for at, claim in enumerate(told):
        if claim.event:
            for word in sorted(set(claim.event.split())):
                groups.setdefault(("event", word), []).append(at)
            continue
        if claim.topic:
            groups.setdefault(("topic", claim.pair, claim.topic), []).append(at)
        if claim.root:
            roots.setdefault((claim.pair, claim.root), ([], []))[claim.negated].append(at)
        if claim.predicate == "largest":
            groups.setdefault(("rank", claim.topic, claim.targets), []).append(at)
    pairs = {pair for members in groups.values() for pair in combinations(members, 2)}
    pairs |= {(min(i, j), max(i, j)) for said, denied in roots.values() for i in said for j in denied}
    for i, j in sorted(pairs):
        yield told[i], told[j]


def _clash(one: Claim, other: Claim) -> Iterator[tuple[Kind, bool, str]]:
    if one.event and other.event:
        if same_event(_name(one), _name(other)) and not _meet(one, other) and not (one.negated or other.negated):
            label = one.event if one.event == other.event else f"{one.event} / {other.event}"
            yield (
                "date",
                one.event == other.event or _shared(one, other) >= 2,
                f"{label}: {_when(one)} and {_when(other)}",
            )
        return
    if one.pair != other.pair or not _together(one, other):
        if _rivals(one, other):
            yield "rank", True, f"{one.topic}: both {'+'.join(one.actors)} and {'+'.join(other.actors)} are the largest"
        return
    if one.topic and one.topic == other.topic:
        if one.figure and other.figure and one.figure.unit == other.figure.unit:
            if not one.figure.agrees(other.figure):
                unit = one.figure.unit
                yield (
                    "figure",
                    True,
                    f"{one.topic}: {one.figure.value:g} and {other.figure.value:g} {unit}, {_both(one, other)}",
                )
        elif (one.predicate, other.predicate) in OPPOSITE and one.negated == other.negated:
            yield "direction", True, f"{one.topic}: {one.predicate} and {other.predicate}, {_both(one, other)}"
        elif one.predicate == other.predicate and one.predicate and one.negated != other.negated:
            yield "denial", True, f"{one.topic}: {one.predicate} asserted and denied, {_both(one, other)}"
    elif one.root and one.root == other.root and _ordered(one) == _ordered(other) and one.negated != other.negated:
        yield "denial", False, f"{one.root.lower()} asserted and denied, {_both(one, other)}"


def _name(claim: Claim) -> EventName:
    return EventName(start=0, stop=1, name=claim.event, key=claim.event)


def _shared(one: Claim, other: Claim) -> int:
    return len(set(one.event.split()) & set(other.event.split()))


def _meet(one: Claim, other: Claim) -> bool:
    return any(a.meets(b) for a in one.times for b in other.times)


def _together(one: Claim, other: Claim) -> bool:
    """Whether two claims can be of one time: they share a year, or one of them tells none and so may mean any."""
    return not (one.times and other.times) or _meet(one, other)


def _rivals(one: Claim, other: Claim) -> bool:
    return (
        one.predicate == other.predicate == "largest"
        and one.topic == other.topic
        and one.targets == other.targets
        and bool(one.targets)
        and one.actors != other.actors
        and bool(one.times and other.times)
        and _meet(one, other)
        and not (one.negated or other.negated)
    )


def _ordered(claim: Claim) -> tuple[object, ...]:
    return (claim.pair,) if claim.mutual else (claim.actors, claim.targets)


def _when(claim: Claim) -> str:
    return ", ".join(w.label() for w in claim.times) or "no time told"


def _both(one: Claim, other: Claim) -> str:
    return f"{'+'.join(sorted(one.pair))}, {_when(one)} / {_when(other)}"
