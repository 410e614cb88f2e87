"""Near-duplicates folded: a claim told twice in one work, or in the same words elsewhere, counts once; all are kept."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tightrope.core.document import Document
from tightrope.evidence.claims.claim import Claim
from tightrope.evidence.claims.frames import lowered

SHINGLE, SAME = 4, 0.7
"""Words in a row that are compared, and the share of the shorter sentence's that makes two sentences one."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A claim that was folded into another, and why."""

    claim: Claim
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A claim that counts once, with what was folded into it.

    Parameters
    ----------
    claim : the first, in the order given.
    repeats : the others, in order.
    works : names of the independent works that make it.
    """

    claim: Claim
    repeats: tuple[Repeat, ...]
    works: tuple[str, ...]


def fold(claims: Iterable[Claim], documents: Collection[Document]) -> tuple[Folded, ...]:
    """Fold claims.

    Parameters
    ----------
    claims : in the order in which the first is kept.
    documents : where they stand; documents of one `work` are one work.

    Returns
    -------
    One entry for each claim that counts. Folded are: a claim with the same parts (who, whom, deed, quantity, time,
    denied, hedged, wished or not) in the same work, and a claim of the same deed, number and time whose sentence shares
    70 % of its runs of four words with another's, wherever it stands (an abstract of the same paper, a pull-quote,
    syndicated text). The same words with another year or number are not folded: they contradict.
    """
    work = {d.id: d.work or d.id for d in documents}
    kept: list[tuple[Claim, list[Repeat], list[str]]] = []
    by_parts: dict[tuple[object, ...], list[int]] = {}
    by_run: dict[tuple[object, ...], list[tuple[int, Claim]]] = {}
    runs: dict[str, frozenset[tuple[str, ...]]] = {}
    for claim in claims:
        mine = work.get(claim.passage.document, claim.passage.document)
        at, why = None, ""
        kind, mine_runs = _kind(claim), _runs(claim, runs)
        near_by = {(i, c.passage.id): c for run in mine_runs for i, c in by_run.get((*kind, run), ())}
        for (i, _), other in sorted(near_by.items(), key=lambda item: item[0]):
            if overlap(mine_runs, _runs(other, runs)) >= SAME:
                there = other.passage.document
                near = claim.passage.document == there
                at, why = i, "the same words again" if near else f"the same words in {there}"
                break
        if at is None:
            for i in by_parts.get(_parts(claim), ()):
                if mine in kept[i][2]:
                    at, why = i, "the same claim again in one work"
                    break
        for run in mine_runs:
            by_run.setdefault((*kind, run), []).append((len(kept) if at is None else at, claim))
        if at is not None:
            kept[at][1].append(Repeat(claim=claim, why=why))
            continue
        kept.append((claim, [], [mine]))
        by_parts.setdefault(_parts(claim), []).append(len(kept) - 1)
    return tuple(Folded(claim=c, repeats=tuple(r), works=tuple(w)) for c, r, w in kept)


def counts(folded: Collection[Folded]) -> Mapping[str, int]:
    """Return how many claims were made, how many count, and how many were folded for each reason."""
    out = {"made": 0, "counted": len(folded)}
    for entry in folded:
        out["made"] += 1 + len(entry.repeats)
        for repeat in entry.repeats:
            reason = "the same words in another document" if " in " in repeat.why[:20] else repeat.why
            out[reason] = out.get(reason, 0) + 1
    return out


def overlap(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Return the share of the smaller set that lies in the larger, 0 to 1; 0 where one is empty."""
    small = min(len(one), len(other))
    return len(one & other) / small if small else 0.0


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Return the runs of four words of a text, in lower case; of a shorter text the one run of all its words."""
    words = tuple(_WORD.findall(lowered(text)))
    if len(words) <= SHINGLE:
        return frozenset({words}) if words else frozenset()
    return frozenset(words[i : i + SHINGLE] for i in range(len(words) - SHINGLE + 1))


def _runs(claim: Claim, known: dict[str, frozenset[tuple[str, ...]]]) -> frozenset[tuple[str, ...]]:
    name = claim.passage.id
    if name not in known:
        known[name] = shingles(claim.passage.quote)
    return known[name]


def _kind(claim: Claim) -> tuple[object, ...]:
    number = (claim.figure.value, claim.figure.unit) if claim.figure else None
    when = tuple(w.label() for w in claim.times)
    return claim.pair, claim.root, claim.topic, claim.event, number, when, claim.negated


def _parts(claim: Claim) -> tuple[object, ...]:
    who: object = claim.pair if claim.mutual else (claim.actors, claim.targets)
    number = (claim.figure.value, claim.figure.high, claim.figure.unit) if claim.figure else None
    when = tuple(w.label() for w in claim.times)
    return (
        who,
        claim.root,
        claim.topic,
        claim.predicate,
        claim.event,
        number,
        when,
        claim.negated,
        claim.modal,
        claim.hedged,
    )
