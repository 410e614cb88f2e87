"""Sentences to claims: deeds between states and quantities that could be measured."""

from __future__ import annotations

import re

from tightrope.core.document import Document, Layer, Span
from tightrope.evidence.claims import wording
from tightrope.evidence.claims.actors import Actor, actors
from tightrope.evidence.claims.claim import Claim
from tightrope.evidence.claims.deeds import Deed, deeds
from tightrope.evidence.claims.events import CITATION, dated_events
from tightrope.evidence.claims.frames import Lexicon, lowered
from tightrope.evidence.claims.line import Line, line
from tightrope.evidence.claims.quantities import When, times
from tightrope.evidence.claims.topics import SUBJECTS, Measure, measures
from tightrope.evidence.gazetteer import Gazetteer
from tightrope.evidence.layers import layer
from tightrope.evidence.passages import Unit, units

BOTH = re.compile(r"\b(?:both|the two|these two) (?:countries|states|nations|sides|neighbou?rs|governments|capitals)\b")
_WITH = re.compile(r"vot\w+ (?:with|alongside|together)")


def claims(document: Document, *, lexicon: Lexicon, gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """Return what a document claims, in order.

    Parameters
    ----------
    lexicon : verb frames after PLOVER.
    gazetteer : the study's names, widened to the world where claims of any state are wanted.

    Returns
    -------
    One claim for each deed between two states, and one for each quantity, trend, rank or dated event that is said;
    a quantity said of a deed is part of that deed's claim.
    """
    out: list[Claim] = []
    pair: tuple[str, ...] = ()
    heading = ""
    for unit in units(document):
        if unit.heading != heading:
            pair, heading = (), unit.heading
        out.extend(sentence(document, unit, lexicon=lexicon, gazetteer=gazetteer, pair=pair))
        named = {s for a in actors(unit.reading, gazetteer) for s in a.states}
        pair = tuple(sorted(named)) if len(named) == 2 else pair if not named else ()
    return tuple(out)


def sentence(
    document: Document, unit: Unit, *, lexicon: Lexicon, gazetteer: Gazetteer, pair: tuple[str, ...] = ()
) -> tuple[Claim, ...]:
    """Return the claims of one passage.

    Parameters
    ----------
    pair : the two states that were spoken of last; "the two countries" means them.
    """
    read = line(document, unit.passage)
    low = lowered(read.text)
    named = actors(read.text, gazetteer)
    named = _with_both(low, named, pair)
    said = wording.attributed(read.text)
    source = said[0] if said else ""
    if said:
        named = tuple(a for a in named if not said[1][0] <= a.start < said[1][1] or len(named) <= 2)
    stamps = _told(read.text)
    kind = layer(document, unit)
    found: list[Claim] = []
    told = measures(low) if named else ()
    used: set[str] = set()
    enough = len({s for a in named for s in a.states}) > 1  # a deed takes two
    for deed in deeds(low, named, lexicon) if enough else ():
        region = (min(deed.doer.start, deed.hit.start), max(deed.done.stop, deed.hit.stop))
        match = next(
            (m for m in told if m.topic not in used and region[0] <= m.start and m.start <= region[1] + 40), None
        )
        if match:
            used.add(match.topic)
        found.append(_deed(unit, read, low, deed, match, stamps, lexicon, source, kind))
    found.extend(
        c
        for m in told
        if m.topic not in used
        and (m.predicate != "happened" or _WITH.search(low, m.start, m.stop))
        and (c := _quantity(unit, read, low, named, m, stamps, source, kind))
    )
    found.extend(_events(unit, read, low, named, source, kind))
    return tuple(sorted(found, key=lambda c: (c.span, c.root, c.topic)))


def _with_both(low: str, named: tuple[Actor, ...], pair: tuple[str, ...]) -> tuple[Actor, ...]:
    """Add "the two countries" as an actor: the two named before it in the sentence, else the pair spoken of last."""
    both = BOTH.search(low)
    if both is None or any(a.start < both.end() and both.start() < a.stop for a in named):
        return named
    before = {s for a in named if a.stop <= both.start() for s in a.states}
    states = tuple(sorted(before)) if len(before) == 2 else pair if before <= set(pair) else ()
    if len(states) != 2:
        return named
    meant = Actor(start=both.start(), stop=both.end(), states=states, spans=(both.span(),))
    return tuple(sorted((*named, meant), key=lambda a: a.start))


def _deed(
    unit: Unit,
    read: Line,
    low: str,
    deed: Deed,
    told: Measure | None,
    stamps: tuple[When, ...],
    lexicon: Lexicon,
    source: str,
    kind: Layer,
) -> Claim:
    hit, doers, done = deed.hit, deed.doer, deed.done
    place = (hit.start, hit.stop)
    start, stop = min(doers.start, hit.start), max(done.stop, hit.stop)
    if told is not None:
        start, stop = min(start, told.start), max(stop, told.stop)
    when = _nearest(low, stamps, (hit.start, hit.stop))
    root = lexicon.roots[hit.frame.root]
    return Claim(
        passage=unit.passage,
        actors=doers.states,
        targets=tuple(s for s in done.states if s not in doers.states),
        mutual=deed.together,
        root=root.name,
        side=root.side,
        rule=hit.frame.name,
        strength=hit.frame.strength,
        topic=told.topic if told else "",
        predicate=told.predicate if told else "",
        figure=told.figure if told else None,
        times=when,
        vague=told.vague if told else "",
        hedged=wording.hedged(low, place),
        modal=wording.modal(low, place),
        negated=wording.negated(low, place, root=root.name),
        attributed=source,
        layer=kind,
        span=read.span(start, stop),
        actor_spans=_spans(read, doers),
        target_spans=_spans(read, done),
        time_spans=tuple(read.span(w.start, w.stop) for w in when),
    )


def _quantity(
    unit: Unit,
    read: Line,
    low: str,
    named: tuple[Actor, ...],
    told: Measure,
    stamps: tuple[When, ...],
    source: str,
    kind: Layer,
) -> Claim | None:
    near = sorted(named, key=lambda a: (max(a.start - told.stop, told.start - a.stop, 0), a.start))
    need = 1 if told.topic in SUBJECTS else 2
    chosen: list[Actor] = []
    states: list[str] = []
    for actor in near:
        if len(states) < need and not set(actor.states) <= set(states):
            chosen.append(actor)
            states.extend(s for s in actor.states if s not in states)
    if not states:
        return None
    chosen.sort(key=lambda a: a.start)
    ordered = tuple(dict.fromkeys(s for a in chosen for s in a.states))
    place = (told.start, told.stop)
    when = _nearest(low, stamps, place)
    return Claim(
        passage=unit.passage,
        actors=ordered[:1] if need == 2 else ordered,
        targets=ordered[1:] if need == 2 else (),
        root="",
        side="",
        rule=f"quantity: {told.topic}",
        topic=told.topic,
        predicate=told.predicate,
        figure=told.figure,
        times=when,
        vague=told.vague,
        hedged=wording.hedged(low, place),
        modal=wording.modal(low, place),
        negated=wording.negated(low, place),
        attributed=source,
        layer=kind,
        span=read.span(told.start, told.stop),
        actor_spans=tuple(s for a in chosen for s in _spans(read, a)),
        time_spans=tuple(read.span(w.start, w.stop) for w in when),
    )


def _events(unit: Unit, read: Line, low: str, named: tuple[Actor, ...], source: str, kind: Layer) -> list[Claim]:
    found: list[Claim] = []
    for event, when in dated_events(read.text):
        close = [a for a in named if a.start < event.stop + 60 and a.stop > event.start - 60]
        states = tuple(dict.fromkeys(s for a in close for s in a.states))
        place = (min(event.start, when.start), max(event.stop, when.stop))
        found.append(
            Claim(
                passage=unit.passage,
                actors=states,
                targets=(),
                root="",
                side="",
                rule="dated event",
                predicate="happened",
                event=event.key,
                times=(when,),
                hedged=wording.hedged(low, place),
                modal=False,
                negated=wording.negated(low, place),
                attributed=source,
                layer=kind,
                span=read.span(*place),
                actor_spans=tuple(s for a in close for s in _spans(read, a)),
                time_spans=(read.span(when.start, when.stop),),
            )
        )
    return found


def _told(text: str) -> tuple[When, ...]:
    """Return the times of a line without the years of its citations."""
    cited = [match.span() for match in CITATION.finditer(text)]
    return tuple(w for w in times(text) if not any(a <= w.start < b for a, b in cited))


def _nearest(low: str, stamps: tuple[When, ...], place: tuple[int, int]) -> tuple[When, ...]:
    """Return the times of a deed: those in its clause, else the sentence's only one."""
    start, stop = wording.clause(low, place)
    inside = tuple(w for w in stamps if start <= w.start < stop)
    return inside or (stamps if len(stamps) == 1 else ())


def _spans(read: Line, actor: Actor) -> tuple[Span, ...]:
    return tuple(read.span(a, b) for a, b in actor.spans)
