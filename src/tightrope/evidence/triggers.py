"""The literal text that a regular expression cannot match without: what makes many rules fast."""

from __future__ import annotations

import re
from functools import lru_cache
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from tightrope.core.errors import EvidenceError

SHORTEST = 2
MOST = 120


def compiled(expression: str, *, where: str) -> re.Pattern[str]:
    """Return a compiled expression, or raise an EvidenceError that names its place."""
    try:
        return made(expression)
    except re.error as error:
        raise EvidenceError(
            f"{expression!r} is no regular expression ({error})", where=where, next="mend it"
        ) from error


@lru_cache(maxsize=16_384)
def made(expression: str) -> re.Pattern[str]:
    """Return a compiled expression, kept: what a codebook was checked with is what its rules run with."""
    return re.compile(expression)


@lru_cache(maxsize=4)
def _parsed(expression: str) -> Any:
    return parser.parse(expression)


def triggers(expression: str) -> frozenset[str] | None:
    """Return literals one of which every match contains; None where no such set is known.

    A matcher that first looks for these with `in` runs the expression only where it can succeed.
    """
    found = _sequence(_parsed(expression))
    if found is None or len(found) > MOST or any(len(literal) < SHORTEST for literal in found):
        return None
    return frozenset(found)


def _sequence(items: Any) -> set[str] | None:
    """Return the best set of a concatenation: the one whose shortest literal is longest."""
    candidates: list[set[str]] = []
    run = ""
    for op, argument in items:
        if op is constants.LITERAL:
            run += chr(argument)
            continue
        if op is constants.AT:
            continue
        if run:
            candidates.append({run})
            run = ""
        inner = _inner(op, argument)
        if inner:
            candidates.append(inner)
    if run:
        candidates.append({run})
    if not candidates:
        return None
    return max(candidates, key=lambda c: (min(map(len, c)), -len(c)))


def _inner(op: Any, argument: Any) -> set[str] | None:
    if op is constants.SUBPATTERN:
        return _sequence(argument[-1])
    if op is constants.BRANCH:
        union: set[str] = set()
        for branch in argument[1]:
            found = _sequence(branch)
            if found is None:
                return None
            union |= found
        return union
    if op in (constants.MAX_REPEAT, constants.MIN_REPEAT) and argument[0] >= 1:
        return _sequence(argument[2])
    return None


LONG = 2
WIDEST = 600
_ENOUGH = 8
_BLANK = ord(" ")


def openings(expression: str) -> frozenset[str] | None:
    """Return literals with one of which every match begins, at the start of a word; None where that is not known.

    Every literal has LONG characters or more. "@" counts as the start of a word.
    """
    heads, _, bounded = _heads(_parsed(expression))
    if not heads or len(heads) > WIDEST or any(len(head) < LONG for head in heads):
        return None
    return frozenset(heads) if bounded or all(head.startswith("@") for head in heads) else None


def _heads(items: Any) -> tuple[set[str], bool, bool]:
    """Return how matches begin, whether these are whole matches, and whether they begin where a word does."""
    heads, bounded, started = {""}, False, False
    for op, argument in items:
        if op is constants.AT:
            bounded |= not started and argument in (constants.AT_BOUNDARY, constants.AT_BEGINNING)
            continue
        if min(map(len, heads)) >= _ENOUGH:
            return heads, False, bounded
        inner, whole, inner_bounded = _next(op, argument)
        if not started:
            bounded |= inner_bounded
        if inner is None or len(heads) * len(inner) > WIDEST:
            return heads, False, bounded
        heads, started = {head + tail for head in heads for tail in inner}, True
        if not whole:
            return heads, False, bounded
    return heads, True, bounded


def _next(op: Any, argument: Any) -> tuple[set[str] | None, bool, bool]:
    if op is constants.LITERAL:
        return {chr(argument)}, True, False
    if op is constants.SUBPATTERN:
        return _heads(argument[-1])
    if op is constants.BRANCH:
        found = [_heads(branch) for branch in argument[1]]
        return set().union(*(f[0] for f in found)), all(f[1] for f in found), all(f[2] for f in found)
    if op is constants.IN and len(argument) <= 4 and all(o is constants.LITERAL for o, _ in argument):
        return {chr(a) for _, a in argument}, True, False
    if op in (constants.MAX_REPEAT, constants.MIN_REPEAT) and argument[1] == 1:
        inner, whole, _ = _heads(argument[2])
        if whole:
            return (inner | {""} if argument[0] == 0 else inner), True, False
    return None, False, False


def within(expression: str) -> bool:
    """Whether a match holds no blank and hangs on nothing beyond the blanks around it.

    What stands between two blanks then settles by itself whether, and where in it, the expression matches.
    """
    items = _parsed(expression)
    return items.getwidth()[0] > 0 and not _reaches(items)


def _reaches(items: Any) -> bool:
    """Whether a concatenation can match a blank, look at one, or hang on where the text begins or ends."""
    return any(_reach(op, argument) for op, argument in items)


def _reach(op: Any, argument: Any) -> bool:
    if op is constants.LITERAL:
        return bool(argument == _BLANK)
    if op is constants.NOT_LITERAL:
        return bool(argument != _BLANK)
    if op is constants.IN:
        return (argument[0][0] is constants.NEGATE) != any(_holds_blank(o, a) for o, a in argument)
    if op is constants.AT:
        return argument not in (constants.AT_BOUNDARY, constants.AT_NON_BOUNDARY)
    if op is constants.BRANCH:
        return any(map(_reaches, argument[1]))
    if op in (constants.SUBPATTERN, constants.ASSERT, constants.ASSERT_NOT):
        return _reaches(argument[-1])
    if op in (constants.MAX_REPEAT, constants.MIN_REPEAT):
        return _reaches(argument[2])
    return True


def _holds_blank(op: Any, argument: Any) -> bool:
    if op is constants.RANGE:
        return bool(argument[0] <= _BLANK <= argument[1])
    if op is constants.CATEGORY:
        return argument in (constants.CATEGORY_SPACE, constants.CATEGORY_NOT_DIGIT, constants.CATEGORY_NOT_WORD)
    return op is constants.LITERAL and bool(argument == _BLANK)


PIECE = 3
_MOST_PIECES = 400


def pieces(expression: str) -> frozenset[str] | None:
    """Return literals without blanks one of which every match holds, late ones if it can be; None where not known.

    Beside `openings`, which tell how a match begins, these tell what else must stand in the text. Every literal has
    PIECE characters or more.
    """
    found = _late(_parsed(expression))
    return frozenset(found) if found is not None and len(found) <= _MOST_PIECES else None


def _late(items: Any) -> set[str] | None:
    """Return the best set of a concatenation, from behind its first part if there is one."""
    candidates: list[set[str]] = []
    run = ""
    for op, argument in (*items, (None, None)):
        if op is constants.LITERAL:
            run += chr(argument)
            continue
        if op is constants.AT:
            continue
        candidates.extend({piece} for piece in run.split())
        run = ""
        if (inner := _late_inner(op, argument)) is not None:
            candidates.append(inner)
    good = [c for c in candidates if min(map(len, c)) >= PIECE]
    behind = [c for c in good if c is not candidates[0]] or good
    return max(behind, key=lambda c: (min(map(len, c)), -len(c)), default=None)


def _late_inner(op: Any, argument: Any) -> set[str] | None:
    if op is constants.SUBPATTERN:
        return _late(argument[-1])
    if op is constants.BRANCH:
        union: set[str] = set()
        for branch in argument[1]:
            found = _late(branch)
            if found is None:
                return None
            union |= found
        return union
    if op in (constants.MAX_REPEAT, constants.MIN_REPEAT) and argument[0] >= 1:
        return _late(argument[2])
    return None
