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
    denied or not) in the same work, and a claim of the same deed or quantity whose sentence shares 70 % of its runs of
    four words with another's, wherever it stands (an abstract of the same paper, a pull-quote, syndicated text).
    """
    work = {d.id: d.work or d.id for d in documents}
    kept: list[tuple[Claim, list[Repeat], list[str]]] = []
    by_parts: dict[tuple[object, ...], list[int]] = {}
    by_kind: dict[tuple[object, ...], list[int]] = {}
    runs: dict[str, frozenset[tuple[str, ...]]] = {}
    for claim in claims:
        mine = work.get(claim.passage.document, claim.passage.document)
        at, why = None, ""
        for i in by_kind.get(_kind(claim), ()):
            if overlap(_runs(claim, runs), _runs(kept[i][0], runs)) >= SAME:
                there = kept[i][0].passage.document
                near = claim.passage.document == there
                at, why = i, "the same words again" if near else f"the same words in {there}"
                break
        if at is None:
            for i in by_parts.get(_parts(claim), ()):
                if mine in kept[i][2]:
                    at, why = i, "the same claim again in one work"
                    break
        if at is not None:
            kept[at][1].append(Repeat(claim=claim, why=why))
            continue
        kept.append((claim, [], [mine]))
        by_parts.setdefault(_parts(claim), []).append(len(kept) - 1)
        by_kind.setdefault(_kind(claim), []).append(len(kept) - 1)
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
    return claim.pair, claim.root, claim.topic, claim.event


def _parts(claim: Claim) -> tuple[object, ...]:
    who: object = claim.pair if claim.mutual else (claim.actors, claim.targets)
    number = (claim.figure.value, claim.figure.high, claim.figure.unit) if claim.figure else None
    when = tuple(w.label() for w in claim.times)
    return who, claim.root, claim.topic, claim.predicate, claim.event, number, when, claim.negated, claim.modal
