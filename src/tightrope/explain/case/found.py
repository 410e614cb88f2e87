"""What of each clue may be weighed: records, and reports whose check passed; an argument never is."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Literal

from tightrope.core.calendar import Event
from tightrope.core.coding import Coding, Corpus
from tightrope.core.statement import Evidence, Statement
from tightrope.core.theory import Clue
from tightrope.explain.case.links import Link

State = Literal["seen", "not seen", "undecided", "set aside", "not looked for"]
SPAN = re.compile(r"^(?P<file>.+):(?P<start>\d+)-(?P<stop>\d+)$")
SHOWN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A clue with what was found of it.

    Parameters
    ----------
    state : "seen" and "not seen" are weighed, all else has a likelihood ratio of 1.
    why : in a line.
    items : the evidence, each with its reference.
    sure : how sure the coder is.
    sources : what the items rest on; clues that share one are not independent unless argued.
    arguments, unchecked : passages of its code that are arguments, and reports whose check did not pass.
    """

    clue: Clue
    state: State
    why: str
    items: tuple[Evidence, ...] = ()
    sure: tuple[float, float] = (1.0, 1.0)
    sources: tuple[str, ...] = ()
    arguments: int = 0
    unchecked: int = 0
    link: Link | None = None

    @property
    def weighed(self) -> bool:
        """Whether it enters."""
        return self.state in ("seen", "not seen")

    def ends(self, given: tuple[float, float]) -> tuple[float, float]:
        """Return least and most chance that the coder reports the clue, from the range of the clue itself.

        A coder who is right with chance s reports a clue that is there with s, and one that is not with 1 - s.
        """
        told = [s * p + (1.0 - s) * (1.0 - p) for s, p in product(self.sure, given)]
        return min(told), max(told)


@dataclass(frozen=True, slots=True)
class Holdings:
    """All that a clue may be looked for in.

    Parameters
    ----------
    texts : files whose own statements are under test: an event known only from them is no record.
    passed : spans (file, start, stop) of reports whose check passed.
    """

    events: Mapping[str, Event]
    statements: Mapping[str, Statement]
    corpus: Corpus
    texts: frozenset[str]
    passed: tuple[tuple[str, int, int], ...] = ()
    works: Mapping[str, str] = field(default_factory=dict)


def passed_spans(
    statements: Collection[Statement], checked: Collection[tuple[str, int, int]]
) -> tuple[tuple[str, int, int], ...]:
    """Return the spans whose claim was held against rows or events and supported.

    Parameters
    ----------
    statements : of the ledger; the passages of supported claims and cells pass.
    checked : spans of claims that the texts' own check supported.

    References
    ----------
    Own: a report is a clue only once what it reports was found to hold.
    """
    spans = [span(ref) for s in statements if s.kind in ("claim", "cell") and s.verdict == "supported"
             for ref in s.passages]  # fmt: skip
    return tuple(sorted({*(s for s in spans if s), *checked}))


def span(ref: str) -> tuple[str, int, int] | None:
    """Return file, start and stop of a locator, None if it is none.

    References
    ----------
    Own: locators are "file:start-stop" in code points.
    """
    found = SPAN.match(ref)
    return (found["file"], int(found["start"]), int(found["stop"])) if found else None


def look(clue: Clue, link: Link | None, held: Holdings) -> Found:
    """Return what was found of a clue.

    References
    ----------
    Own: docs/explanation/case.md; layers of a passage are argument, report and record.
    """
    coded = [c for c in held.corpus.codings if c.code == clue.code]
    arguments = sum(c.layer == "argument" for c in coded)
    admitted = [c for c in coded if _admitted(c, held)]
    unchecked = sum(c.layer == "report" for c in coded) - sum(c.layer == "report" for c in admitted)
    blank = Found(clue=clue, state="not looked for", why="", arguments=arguments, unchecked=unchecked, link=link)
    if link is None:
        why = "no record was linked to it"
        if admitted:  # a code is not yet the clue: a reader has to say so
            places = ", ".join(c.passage.id for c in admitted[:SHOWN])
            why += f"; {len(admitted)} passage(s) of its code could be read for it ({places})"
        return replace(blank, why=why)
    items, sources, aside = _events(link, held)
    once = {c.passage.id: c for c in held.corpus.codings}  # a passage of several codes is one item
    wanted = [once[ref] for ref in link.passages if ref in once]
    more, works = _passages([c for c in wanted if _admitted(c, held)], held)
    aside += [f"{c.passage.id} is an {c.layer}" if c.layer == "argument" else f"{c.passage.id} is not checked"
              for c in wanted if not _admitted(c, held)]  # fmt: skip
    items, sources = (*items, *more), (*sources, *works)
    if link.statement:
        return _by_statement(blank, link, held, items, sources)
    if not items:
        why = "; ".join(aside) or "nothing of what it names is at hand"
        return replace(blank, state="set aside", why=why)
    told = link.note or clue.text
    why = told if link.seen else f"looked for in {link.searched} and not found: {told}"
    return replace(
        blank, state="seen" if link.seen else "not seen", why=why, items=items, sure=link.sure,
        sources=tuple(dict.fromkeys(sources)),
    )  # fmt: skip


def _by_statement(blank: Found, link: Link, held: Holdings, items: Sequence[Evidence], sources: Sequence[str]) -> Found:
    """Let the declared tests of a statement say whether a clue is seen; rows of data are records."""
    one = held.statements.get(link.statement)
    if one is None or one.verdict not in ("supported", "contradicted"):
        why = f"{link.statement}: {one.verdict if one else 'not in this run'}, so it says nothing either way"
        return replace(blank, state="undecided", why=why)
    own = one.for_ if one.verdict == "supported" else one.against
    rows = tuple(item for item in own if item.kind != "passage")
    seen = (one.verdict == "supported") == link.seen
    series = [item.ref.partition(":")[0] for item in rows if item.kind == "row"]
    return replace(
        blank, state="seen" if seen else "not seen", why=f"{link.statement} {one.verdict}: {one.text}",
        items=(*items, *rows), sure=link.sure, sources=tuple(dict.fromkeys((*sources, *series))),
    )  # fmt: skip


def _admitted(coding: Coding, held: Holdings) -> bool:
    if coding.layer == "report":
        place = coding.passage
        return any(f == place.document and a < place.stop and place.start < b for f, a, b in held.passed)
    return coding.layer == "record"


def _events(link: Link, held: Holdings) -> tuple[tuple[Evidence, ...], tuple[str, ...], list[str]]:
    """Return the sourced events of a link as evidence, their sources, and why the others are set aside."""
    items, sources, aside = [], [], []
    for name in link.events:
        event = held.events.get(name)
        if event is None or not event.sourced or event.source in held.texts:
            why = "is not in the chronology" if event is None else "is known from the tested texts alone"
            aside.append(f"event {name} {why if event is None or event.sourced else 'is unverified'}")
            continue
        text = f"{event.date[:4]}: {event.title}"
        items.append(Evidence(kind="event", ref=f"event:{name}", text=text))
        sources.append(event.source)
    return tuple(items), tuple(sources), aside


def _passages(codings: Sequence[Coding], held: Holdings) -> tuple[tuple[Evidence, ...], tuple[str, ...]]:
    items = [
        Evidence(kind="passage", ref=c.passage.id, text=c.passage.paraphrase or f"a passage coded {c.code}",
                 layer=c.layer)
        for c in codings
    ]  # fmt: skip
    works = tuple(dict.fromkeys(held.works.get(c.passage.document, c.passage.document) for c in codings))
    return tuple(items[:SHOWN]), works
