"""Claim: who does what to whom, when, how surely and on whose word, with the exact spans that say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tightrope.core.document import Layer, Passage, Span
from tightrope.evidence.claims.quantities import Figure, When

Predicate = Literal["", "figure", "rise", "fall", "level", "largest", "start", "stop", "depends", "happened"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one sentence claims of one deed or one quantity.

    Parameters
    ----------
    passage : the sentence, list item or table row.
    actors, targets : ISO3 codes of who does it and to whom it is done; more than one where several act together.
        Both empty only where the claim is of a named event.
    mutual : whether both do it to each other ("agreed", "cooperate"); direction then says nothing.
    root, side : class after PLOVER and its side; empty where no deed is told, only a quantity or an event.
    rule : the frame or pattern that fired, printed with the claim.
    strength : 1 words, 2 deeds, 3 binding pacts and force; 0 where no deed is told.
    topic : what could be measured ("arms", "trade", "aid", ...), empty if nothing.
    predicate : what is said of the topic; empty if nothing.
    figure : the number claimed.
    event : key of the named event ("doha agreement"), empty if none.
    vague : what makes the saying vaguer than a number ("one of", "major"), empty if nothing.
    times : when, as the sentence says; empty if it does not.
    hedged : "may", "appears", "reportedly"; intent and advice ("should") are `modal`.
    modal : the deed is wished, advised, planned or asked for, not told as done.
    negated : "did not", "never", "without".
    attributed : on whose word, as written in the text; empty if it is the author's own.
    layer : argument, report or record.
    span : canonical span of the words that make the claim; `actor_spans`, `target_spans`, `time_spans` of the rest.
    """

    passage: Passage
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    root: str
    side: str
    rule: str
    span: Span
    layer: Layer
    mutual: bool = False
    strength: int = 0
    topic: str = ""
    predicate: Predicate = ""
    figure: Figure | None = None
    event: str = ""
    vague: str = ""
    times: tuple[When, ...] = ()
    hedged: bool = False
    modal: bool = False
    negated: bool = False
    attributed: str = ""
    actor_spans: tuple[Span, ...] = ()
    target_spans: tuple[Span, ...] = ()
    time_spans: tuple[Span, ...] = ()

    @property
    def id(self) -> str:
        """Stable name: document and span of the words."""
        return f"{self.passage.document}:{self.span[0]}-{self.span[1]}"

    @property
    def pair(self) -> frozenset[str]:
        """All states of the claim."""
        return frozenset((*self.actors, *self.targets))

    @property
    def measurable(self) -> bool:
        """Whether it names something that a series or a chronology could hold."""
        return bool((self.topic and self.predicate) or self.event)

    def text(self) -> str:
        """Return the claim in our own words, from its parts alone: no word of the document."""
        joint = " and " if self.mutual else " -> "
        who = joint.join(p for p in ("+".join(self.actors), "+".join(self.targets)) if p)
        deed = f"{self.root.lower()} ({self.side})" if self.root else ""
        about = f"{self.topic}: {self.predicate}" if self.topic and self.predicate else self.topic
        number = ""
        if self.figure is not None:
            bound = f"{self.figure.bound} " if self.figure.bound else ""
            high = f"-{self.figure.high:g}" if self.figure.high != self.figure.value else ""
            number = f"{bound}{self.figure.value:g}{high} {self.figure.unit}".strip()
        when = ", ".join(w.label() for w in self.times)
        marks = [m for m, on in (("not", self.negated), ("hedged", self.hedged), ("wished", self.modal)) if on]
        parts = (who, deed, about, number, self.event and f"event {self.event}", when, ", ".join(marks))
        return "; ".join(part for part in parts if part)
