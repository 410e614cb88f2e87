"""Codings that came from another program as judgments of a review: passage by passage, person by person, not blind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tightrope.core.coding import Coding
from tightrope.core.document import Passage
from tightrope.evidence.exchange.project import Account
from tightrope.evidence.reading.text import visible
from tightrope.evidence.review.decisions import SETTLED
from tightrope.study.exchange.intake import Taken
from tightrope.study.review.session import Session, state_of

SHARE = 0.5
"""A passage has a code if the code's spans cover this share of its characters, or one whole span lies inside it."""


def judge(taken: Taken, log: Path, *, now: Callable[[], str]) -> Account:
    """Add each person's codings to a review and return the account of what came in with that of what was added.

    Whoever coded elsewhere may have seen other codes, so every judgment is recorded as not blind. A passage without
    any code of a person is not taken for one that they read and found empty. A judgment that the review holds already
    is not added again, and a settlement is nobody's judgment.

    Raises
    ------
    StoreError
        If the review is missing, damaged, or open elsewhere.
    """
    review, _ = state_of(log)
    same = {d.id: d.sha256 for d in taken.evidence.documents}
    known = {str(card["id"]) for card in review.start.documents if same.get(str(card["id"])) == card["sha256"]}
    places: dict[str, list[Passage]] = {}
    for passage in review.passages.values():
        places.setdefault(passage.document, []).append(passage)
    given = [c for c in taken.evidence.codings if c.kind == "human"]
    people = [c for c in given if not c.coder.startswith(SETTLED)]
    found: dict[str, dict[str, set[str]]] = {}
    lost = {"other texts": 0, "other codes": 0, "no passage of the review": 0}
    for (document, code, coder), spans in _grouped(people).items():
        if document not in known:
            lost["other texts"] += len(spans)
        elif code not in review.start.codes:
            lost["other codes"] += len(spans)
        else:
            hit = [p for p in places.get(document, ()) if _carries(p, spans)]
            lost["no passage of the review"] += not hit
            for passage in hit:
                found.setdefault(coder, {}).setdefault(passage.id, set()).add(code)
    added = held = 0
    for coder in sorted(found):
        before = review.latest(coder)
        with Session(log, coder, now=now) as session:
            for name in review.passages:
                codes = found[coder].get(name)
                if not codes:
                    continue
                if name in before and before[name].codes == codes:
                    held += 1
                    continue
                session.reveal(name)
                session.decide(name, [c for c in review.start.codes if c in codes])
                added += 1
    left = [f"{number} codings of people: {why}" for why, number in lost.items() if number]
    if len(given) > len(people):
        left.append(f"{len(given) - len(people)} codings of settlements: a settlement is nobody's judgment")
    machines = sorted({c.coder for c in taken.evidence.codings if c.kind == "proposed"})
    if machines:
        left.append(f"codings of machines ({', '.join(visible(m) for m in machines)}): a review asks people")
    notes = (f"{held} judgments were there already",) if held else ()
    came = taken.account
    return Account(
        taken=(*came.taken, ("judgments added", added)), left=(*came.left, *left), notes=(*came.notes, *notes)
    )


def _grouped(codings: list[Coding]) -> dict[tuple[str, str, str], list[tuple[int, int]]]:
    found: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    for c in codings:
        found.setdefault((c.passage.document, c.code, c.coder), []).extend(c.passage.parts)
    return found


def _carries(passage: Passage, spans: list[tuple[int, int]]) -> bool:
    """Whether the spans of a code cover half of a passage, or one of them lies inside it."""
    whole = sum(stop - start for start, stop in passage.parts)
    if any(passage.start <= a and b <= passage.stop for a, b in spans):
        return True
    covered: set[int] = set()
    for start, stop in passage.parts:
        for a, b in spans:
            covered.update(range(max(a, start), min(b, stop)))
    return len(covered) >= SHARE * whole
