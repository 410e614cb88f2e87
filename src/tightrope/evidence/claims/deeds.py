"""Deeds between states in one sentence: which words, who does it, to whom, or together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tightrope.evidence.claims import wording
from tightrope.evidence.claims.actors import Actor
from tightrope.evidence.claims.frames import Hit, Lexicon

REACH_BACK, REACH_ON, APART, MOST = 110, 110, 20, 4
"""Characters before a deed in which its doer may stand, and after it the one it is done to; how far apart two deeds of
one sentence stand at least; and how many deeds a sentence may tell."""
AGAINST = re.compile(r"\bagainst\s+(?:the\s+)?$")
FROM = re.compile(r"^\W*(?:\w+\s+){0,3}?(?:from|by)\s+(?:the\s+)?$")
BETWEEN = re.compile(r"\b(?:between|among)\s+(?:the\s+)?$")
BESIDE = 3
"""Characters within which a state stands before a noun as its adjective."""
_UNDER = re.compile(r"\bunder\s+(?:\w+\s+)?$")
GIVEN = frozenset({"SUPPORT", "AID", "AGREE", "COOPERATE"})
RECEIVED = (GIVEN - {"AGREE"}) | {"ACCUSE", "REQUEST", "THREATEN"}
"""Roots whose nouns stand with "from" and the giver ("aid from", "criticism from")."""
JOINT = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "ASSAULT", "REJECT"})
"""Roots that two can do to each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A frame with its doer and the one it is done to; `together` if they do it to each other."""

    hit: Hit
    doer: Actor
    done: Actor
    together: bool

    def repeats(self, other: Deed) -> bool:
        """Whether it tells again what another tells: words that overlap, or one root of one pair."""
        one, two = self.hit, other.hit
        same = {*self.doer.states, *self.done.states} == {*other.doer.states, *other.done.states}
        if one.start < two.stop and two.start < one.stop:
            return True
        apart = one.start >= two.stop + APART or one.stop + APART <= two.start
        return same and (one.frame.root == two.frame.root or not apart)


def deeds(low: str, named: tuple[Actor, ...], lexicon: Lexicon) -> tuple[Deed, ...]:
    """Return the deeds of a sentence: the frame, who does it, to whom it is done; the surest first.

    The doer is the nearest state before the words, the other the first after them; a passive with "by" turns them. Two
    states that stand together before words with no state after do it to each other.
    """
    scored: list[tuple[float, Deed]] = []
    for hit in lexicon.find(low):
        if hit.frame.bare or any(s <= hit.start and hit.stop <= e for a in named for s, e in a.spans):
            continue
        pair = _pair(low, hit, named)
        if pair is not None:
            doer, done, distance, together = pair
            deed = Deed(hit=hit, doer=doer, done=done, together=together)
            scored.append((hit.frame.weight - distance / 60, deed))
    scored.sort(key=lambda item: (-item[0], item[1].hit.start))
    kept: list[Deed] = []
    for _, deed in scored:
        if len(kept) < MOST and not any(deed.repeats(k) for k in kept):
            kept.append(deed)
    return tuple(kept)


def _pair(low: str, hit: Hit, named: tuple[Actor, ...]) -> tuple[Actor, Actor, float, bool] | None:
    """Return doer, other, how far they stand, and whether they act together; None where two states are not found."""
    root = hit.frame.root
    start, stop = wording.clause(low, (hit.start, hit.stop))
    before = [a for a in named if a.stop <= hit.start + 1 and hit.start - a.stop <= REACH_BACK]
    after = [a for a in named if a.start >= hit.start and a.start - hit.stop <= REACH_ON and a not in before]
    inside = [a for a in before if a.start >= start] or before
    later = [a for a in after if a.start < stop]
    doer, done = (inside[-1] if inside else None), (later[0] if later else None)
    if doer is not None and done is not None and set(done.states) <= set(doer.states):
        doer = next((a for a in reversed(inside) if not set(done.states) <= set(a.states)), doer)
    if done is not None and root in JOINT and root != "CONSULT" and len(done.states) > 1 and _between(low, hit, done):
        return _split(done, 0), _split(done, 1), 0.0, True
    if doer is not None and done is not None and not set(done.states) <= set(doer.states):
        link = low[hit.stop : done.start]
        if root in GIVEN and AGAINST.search(link):
            return None
        if _UNDER.search(low[max(0, hit.start - 16) : hit.start]):
            return None
        distance = float(max(0, hit.start - doer.stop) + max(0, done.start - hit.stop))
        if wording.passive(low, hit) or (root in RECEIVED and FROM.search(link)):
            doer, done = done, doer
        return doer, done, distance, False
    joint = doer if doer is not None and len(doer.states) > 1 else done
    if joint is not None and len(joint.states) > 1 and root in JOINT:
        gap = hit.start - joint.stop if joint is doer else joint.start - hit.stop
        return _split(joint, 0), _split(joint, 1), float(max(0, gap)), True
    if doer is not None and done is None and len(inside) > 1 and set(inside[-2].states) != set(doer.states):
        if hit.start - doer.stop <= BESIDE:  # "Chinese investment": the nearest state does it
            return doer, inside[-2], 40.0, False
        return inside[-2], doer, hit.start - doer.stop + 40.0, False
    return None


def _between(low: str, hit: Hit, done: Actor) -> bool:
    return BETWEEN.search(low[max(hit.start, done.start - 14) : done.start]) is not None


def _split(joint: Actor, at: int) -> Actor:
    spans = joint.spans[:1] if at == 0 else joint.spans[1:] or joint.spans
    states = joint.states[:1] if at == 0 else joint.states[1:]
    return Actor(start=spans[0][0], stop=spans[-1][1], states=states, spans=spans)
