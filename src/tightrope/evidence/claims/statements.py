"""Claims as statements of the ledger: our own paraphrase, where it is said, and on whose word."""

from __future__ import annotations

from collections.abc import Collection

from tightrope.core.statement import Evidence, Statement, Verdict
from tightrope.evidence.claims.folding import Folded


def statement(
    folded: Folded,
    *,
    test: str,
    verdict: Verdict = "untested",
    why: str = "no test has been run",
    for_: Collection[Evidence] = (),
    against: Collection[Evidence] = (),
) -> Statement:
    """Return a claim as a statement.

    Parameters
    ----------
    folded : the claim with its repeats; all their places are listed.
    test : what would decide it, written before the data are looked at.
    verdict, why, for_, against : how it came out.

    Raises
    ------
    InvalidValue
        If a verdict rests on no evidence.
    """
    claim = folded.claim
    said = f"; on the word of another, {claim.layer}" if claim.attributed else ""
    places = (claim.id, *(r.claim.id for r in folded.repeats))
    return Statement(
        id=f"claim:{claim.id}:{_tail(folded)}",
        kind="claim",
        text=claim.text() + said,
        who=folded.works,
        test=test,
        verdict=verdict,
        why=why,
        passages=tuple(dict.fromkeys(places)),
        for_=tuple(for_),
        against=tuple(against),
    )


def _tail(folded: Folded) -> str:
    claim = folded.claim
    return claim.root.lower() or claim.topic.replace(" ", "-") or "event"
