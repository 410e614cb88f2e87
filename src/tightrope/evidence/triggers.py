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


def triggers(expression: str) -> frozenset[str] | None:
    """Return literals one of which every match contains; None where no such set is known.

    A matcher that first looks for these with `in` runs the expression only where it can succeed.
    """
    found = _sequence(parser.parse(expression))
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


def openings(expression: str) -> frozenset[str] | None:
    """Return literals with one of which every match begins, at the start of a word; None where that is not known.

    Every literal has LONG characters or more. "@" counts as the start of a word.
    """
    heads, _, bounded = _heads(parser.parse(expression))
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
