"""A person at work in a review: what to read next, and each judgment on disk before it is acknowledged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from tightrope.core.document import Layer
from tightrope.core.errors import InvalidValue, UnknownName
from tightrope.evidence.review.decisions import UNDOABLE, Judgment, Review, differing, fold
from tightrope.evidence.review.log import Event, Log, read_log
from tightrope.evidence.review.queue import Item

LAYERS: tuple[Layer, ...] = ("argument", "report", "record")
LONGEST = 60


def state_of(log: Path) -> tuple[Review, tuple[str, ...]]:
    """Return the state of a review and what was noticed in its log, without locking it."""
    events, notes = read_log(log)
    return fold(events), notes


class Session:
    """A review open for one person; use as a context manager.

    Parameters
    ----------
    log : the file of the review.
    coder : the person's name; it stands with every judgment.
    now : tells the time that stands in the log.
    """

    def __init__(self, log: Path, coder: str, *, now: Callable[[], str]) -> None:
        self.coder, self.now = coder.strip(), now
        self._log = Log(log)
        self._skipped: set[str] = set()

    def __enter__(self) -> Session:
        """Open the log; raises StoreError where it is open elsewhere or damaged."""
        self._log.__enter__()
        try:
            self.review = fold(self._log.events)
            _person(self.coder, self.review)
        except BaseException:
            self._log.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the log."""
        self._log.__exit__(kind, error, trace)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noticed when the log was opened."""
        return self._log.notes

    def next(self) -> Item | None:
        """Return the next passage that this person has not judged, None where there is none left."""
        return next(iter(waiting(self.review, self.coder, without=self._skipped)), None)

    def skip(self, item: Item) -> None:
        """Put a passage off until the review is opened again."""
        self._skipped.add(item.passage.id)

    def decide(self, passage: str, codes: Sequence[str], *, layer: str = "") -> Judgment:
        """Record this person's judgment of a passage: these codes and no others; none is a judgment too.

        Raises
        ------
        UnknownName, InvalidValue
            If the passage or a code is not in the review.
        """
        return self._judge("decide", passage, codes, layer)

    def settle(self, passage: str, codes: Sequence[str], *, layer: str = "") -> Judgment:
        """Settle a passage after its judgments were compared; the judgments themselves stay as they were.

        Raises
        ------
        InvalidValue
            If nobody judged the passage yet.
        """
        name = passage_of(self.review, passage).passage.id
        if not any(j.passage == name and not j.settled for j in self.review.judgments):
            raise InvalidValue("nobody judged this passage yet", where=name, next="judge it first with decide")
        return self._judge("settle", name, codes, layer)

    def reveal(self, passage: str) -> None:
        """Record that this person was shown what others gave a passage; later judgments of it are no longer blind."""
        name = passage_of(self.review, passage).passage.id
        if (self.coder, name) not in self.review.revealed:
            self._add("reveal", {"passage": name})

    def memo(self, text: str, passage: str = "") -> Event:
        """Record a note on a passage, or on the whole."""
        if not text.strip():
            raise InvalidValue("the memo is empty", where="memo", next="say something")
        name = passage_of(self.review, passage).passage.id if passage else ""
        return self._add("memo", {"passage": name, "text": text.strip()})

    def undo(self, number: int = 0) -> Event:
        """Take back an event of this person, the last one if no number is given; itself an event, and so undoable.

        Raises
        ------
        InvalidValue
            If there is nothing to undo, it is another person's, or it was undone already.
        """
        own = [e for e in self.review.events if e.coder == self.coder and e.kind in UNDOABLE]
        alive = [e for e in own if e.n not in self.review.undone]
        if not number:
            last = next((e for e in reversed(alive) if e.kind != "undo"), None)
            if last is None:
                raise InvalidValue(f"there is nothing of {self.coder} to undo", where="undo", next="see `review log`")
            number = last.n
        if number not in {e.n for e in own}:
            raise InvalidValue(
                f"event {number} is nothing that {self.coder} can undo", where="undo", next="see `review log`"
            )
        if number in self.review.undone:
            raise InvalidValue(f"event {number} is undone already", where="undo", next="undo its undo to bring it back")
        return self._add("undo", {"event": number})

    def _judge(self, kind: str, passage: str, codes: Sequence[str], layer: str) -> Judgment:
        name = passage_of(self.review, passage).passage.id
        if layer and layer not in LAYERS:
            raise InvalidValue(f"no layer {layer!r}", where=name, next=f"allowed: {', '.join(LAYERS)}")
        given = codes_of(self.review.start.codes, codes)
        event = self._add(kind, {"passage": name, "codes": list(given), **({"layer": layer} if layer else {})})
        return next(j for j in reversed(self.review.judgments) if j.n == event.n)

    def _add(self, kind: str, body: dict[str, object]) -> Event:
        event = self._log.append(kind, coder=self.coder, at=self.now(), body=body)
        self.review = fold(self._log.events, self.review.start)
        return event


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a review is: passages asked for, and per person judged, blind, of the random share, left."""

    asked: int
    drawn: int
    people: tuple[tuple[str, int, int, int, int], ...]
    differing: int
    settled: int
    memos: int
    events: int


def progress(review: Review) -> Progress:
    """Return how far a review is."""
    asked = [item for item in review.start.items if review.start.everything or item.why != "rest"]
    drawn = {item.passage.id for item in asked if item.why == "random"}
    rows = []
    for coder in review.people:
        judged, blind = review.latest(coder), review.independent(coder)
        left = sum(1 for _ in waiting(review, coder))
        rows.append((coder, len(judged), len(blind), len(drawn & set(judged)), left))
    return Progress(
        asked=len(asked),
        drawn=len(drawn),
        people=tuple(rows),
        differing=len(differing(review)),
        settled=len(review.settled),
        memos=len(review.memos),
        events=len(review.events),
    )


def waiting(review: Review, coder: str, *, without: set[str] | None = None) -> list[Item]:
    """Return the passages that a person is asked for and has not judged, in order of the queue."""
    done = set(review.latest(coder)) | (without or set())
    return [
        item
        for item in review.start.items
        if item.passage.id not in done and (review.start.everything or item.why != "rest")
    ]


def passage_of(review: Review, name: str) -> Item:
    """Return the passage meant by its number in the queue, or by its place "file:start-end".

    Raises
    ------
    UnknownName
        If there is none.
    """
    items = review.start.items
    if name.isascii() and name.isdigit() and 1 <= int(name) <= len(items):
        return items[int(name) - 1]
    found = next((item for item in items if item.passage.id == name), None)
    if found is None:
        raise UnknownName(
            f"no passage {name!r}", where="review", next=f"give a number from 1 to {len(items)}, or file:start-end"
        )
    return found


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where there is not one."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def number_of(review: Review, item: Item) -> int:
    """Return the number of a passage in the queue, from 1."""
    return next(i for i, other in enumerate(review.start.items, start=1) if other.passage.id == item.passage.id)


def codes_of(codes: Sequence[str], given: Sequence[str]) -> tuple[str, ...]:
    """Return the codes meant by names, numbers in the codebook, or beginnings of names that fit only one.

    Raises
    ------
    UnknownName
        If a code is unknown or fits several.
    """
    found: set[str] = set()
    for word in given:
        name = word.strip().lower()
        fits = [c for c in codes if c.lower() == name] or [c for c in codes if name and c.lower().startswith(name)]
        if name.isascii() and name.isdigit() and 1 <= int(name) <= len(codes):
            fits = [codes[int(name) - 1]]
        if len(fits) != 1:
            raise UnknownName(
                f"the code {word!r} fits several" if fits else f"no code {word!r}",
                where="review",
                next=f"fits {', '.join(fits[:4])}" if fits else "see `tightrope review codes`",
            )
        found.add(fits[0])
    return tuple(code for code in codes if code in found)


def _person(name: str, review: Review) -> None:
    """Refuse a name that cannot stand for a person in a table."""
    step = "give the name of the person who judges, with --coder NAME"
    if not name:
        raise InvalidValue("who judges?", where="--coder", next=step)
    if len(name) > LONGEST or not name.isprintable() or not name[0].isalnum() or set(name) & {"+", ":", ","}:
        raise InvalidValue(f"{name[:LONGEST]!r} cannot name a person", where="--coder", next=step)
    machines = {m.split(":")[0].lower() for m in review.start.machines}
    if name.lower() in machines:
        raise InvalidValue(f"{name!r} is a machine coder of this review", where="--coder", next=step)
