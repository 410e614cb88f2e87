"""What the events of a log amount to: who judged what, seen or unseen, what was settled, which codings follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from tightrope.core.coding import Coding
from tightrope.core.document import Document, Layer, Passage
from tightrope.core.errors import EvidenceError
from tightrope.evidence.review.log import Event
from tightrope.evidence.review.start import Start, start_of

UNDOABLE = ("decide", "settle", "memo", "undo")
SETTLED = "settled by "
"""How a settlement is named where only coders have names: it follows from judgments and is no judgment beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgment:
    """One person's judgment of one passage, read whole: these codes and no others.

    Parameters
    ----------
    n : number of the event.
    blind : whether the person had seen no one else's codes of this passage before.
    settled : whether it settles the passage for good, after judgments were compared.
    """

    n: int
    coder: str
    passage: str
    codes: frozenset[str]
    layer: Layer | None
    blind: bool
    settled: bool
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Memo:
    """A note of a person, on a passage or on the whole ("")."""

    n: int
    coder: str
    passage: str
    text: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The state of a review: every judgment that was not undone, in order."""

    start: Start
    judgments: tuple[Judgment, ...]
    memos: tuple[Memo, ...]
    revealed: frozenset[tuple[str, str]]
    events: tuple[Event, ...]
    undone: frozenset[int]

    @property
    def people(self) -> tuple[str, ...]:
        """The people who judged at least one passage, in the order in which they came."""
        return tuple(dict.fromkeys(j.coder for j in self.judgments if not j.settled))

    @property
    def passages(self) -> dict[str, Passage]:
        """The passages of the queue, by id, in its order."""
        return {item.passage.id: item.passage for item in self.start.items}

    def independent(self, coder: str) -> dict[str, Judgment]:
        """Return a person's last judgment of each passage before anyone else's codes of it were shown to them."""
        return {j.passage: j for j in self.judgments if j.coder == coder and j.blind and not j.settled}

    def latest(self, coder: str) -> dict[str, Judgment]:
        """Return a person's last judgment of each passage, seen or unseen, settlements left out."""
        return {j.passage: j for j in self.judgments if j.coder == coder and not j.settled}

    @property
    def settled(self) -> dict[str, Judgment]:
        """The last settlement of each passage."""
        return {j.passage: j for j in self.judgments if j.settled}

    def proposed(self, passage: str) -> dict[str, tuple[Coding, ...]]:
        """Return what each machine proposed of a passage."""
        return {
            m: tuple(c for c in self.start.proposals if c.coder == m and c.passage.id == passage)
            for m in self.start.machines
        }


def fold(events: Sequence[Event], start: Start | None = None) -> Review:
    """Return the state that the events of a log amount to.

    Parameters
    ----------
    start : the start of these events, if it was read before.

    Raises
    ------
    EvidenceError
        If the log does not begin with a start that can be understood.
    """
    start = start or start_of(events)
    undone: set[int] = set()
    for event in reversed(events):
        if event.kind == "undo" and event.n not in undone:
            undone.symmetric_difference_update({int(event.body["event"])})
    judgments: list[Judgment] = []
    memos: list[Memo] = []
    revealed: set[tuple[str, str]] = set()
    for event in events:
        if event.kind == "reveal":
            revealed.add((event.coder, event.body["passage"]))
        if event.n in undone:
            continue
        if event.kind in ("decide", "settle"):
            judgments.append(_judgment(event, revealed, blind=start.blind))
        elif event.kind == "memo":
            b = event.body
            memos.append(Memo(n=event.n, coder=event.coder, passage=b["passage"], text=b["text"], at=event.at))
    return Review(
        start=start,
        judgments=tuple(judgments),
        memos=tuple(memos),
        revealed=frozenset(revealed),
        events=tuple(events),
        undone=frozenset(undone),
    )


def decided(review: Review, documents: Iterable[Document] = ()) -> tuple[Coding, ...]:
    """Return the codings that people decided, in order of the texts, then of the codebook.

    A settled passage has the codes of its settlement. Otherwise it has the codes that more than half of the people who
    judged it gave: two people must both have given a code; what they differ in waits to be settled.

    Parameters
    ----------
    documents : texts at hand, whose passages then carry their quotes.

    Raises
    ------
    EvidenceError
        If a text at hand is not the text that was judged.
    """
    texts = {d.id: d for d in documents}
    settled = review.settled
    found: list[Coding] = []
    latest = [review.latest(coder) for coder in review.people]
    for name, bare in review.passages.items():
        judged = [by[name] for by in latest if name in by]
        last = settled.get(name)
        if last is not None:
            codes, coder, layer = last.codes, last.coder, last.layer
        elif judged:
            codes = frozenset(c for c in review.start.codes if 2 * sum(c in j.codes for j in judged) > len(judged))
            coder = "+".join(sorted(j.coder for j in judged))
            layer = next((j.layer for j in reversed(judged) if j.layer), None)
        else:
            continue
        passage = opened(bare, texts[bare.document]) if bare.document in texts else bare
        kind = layer or review.start.layers.get(name, "argument")
        found.extend(
            Coding(passage=passage, code=c, coder=coder, kind="human", layer=kind)
            for c in review.start.codes
            if c in codes
        )
    places = {code: i for i, code in enumerate(review.start.codes)}
    order = {d["id"]: i for i, d in enumerate(review.start.documents)}
    return tuple(sorted(found, key=lambda c: (order[c.passage.document], c.passage.start, places[c.code])))


def replaced(proposals: Sequence[Coding], review: Review, documents: Iterable[Document] = ()) -> tuple[Coding, ...]:
    """Return codings in which those of people stand in the place of a machine's, wherever a person judged.

    A passage that people judged to carry no code loses the machine's codes; one that no person judged keeps them, as
    proposals.
    """
    known = judged(review)
    kept = tuple(c for c in proposals if c.kind == "human" or c.passage.id not in known)
    return (*kept, *decided(review, documents))


def judged(review: Review) -> frozenset[str]:
    """Return the ids of the passages that at least one person judged."""
    return frozenset(j.passage for j in review.judgments)


def differing(review: Review) -> tuple[str, ...]:
    """Return the ids of the passages that people judged differently and nobody settled, in order of the queue."""
    settled, latest = review.settled, [review.latest(coder) for coder in review.people]
    return tuple(
        name
        for name in review.passages
        if name not in settled and len({by[name].codes for by in latest if name in by}) > 1
    )


def opened(passage: Passage, document: Document) -> Passage:
    """Return a passage with its quote.

    Raises
    ------
    EvidenceError
        If the text is not the text that was judged.
    """
    found = Passage.of(document, passage.start, passage.stop, kind=passage.kind, spans=passage.spans)
    if found.sha256 != passage.sha256:
        raise EvidenceError(
            f"the text at {passage.start}-{passage.stop} is not the text that was judged",
            where=passage.document,
            next="restore the text, or begin a new review",
        )
    return found


def _judgment(event: Event, revealed: set[tuple[str, str]], *, blind: bool) -> Judgment:
    body = event.body
    return Judgment(
        n=event.n,
        coder=event.coder,
        passage=body["passage"],
        codes=frozenset(body["codes"]),
        layer=cast("Layer | None", body.get("layer")),
        blind=blind and event.kind == "decide" and (event.coder, body["passage"]) not in revealed,
        settled=event.kind == "settle",
        at=event.at,
    )
