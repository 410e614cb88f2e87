"""The literal text that a regular expression cannot match without: what makes many rules fast."""

from __future__ import annotations

import re
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from tightrope.core.errors import EvidenceError

SHORTEST = 2
MOST = 120


def compiled(expression: str, *, where: str) -> re.Pattern[str]:
    """Return a compiled expression, or raise an EvidenceError that names its place."""
    try:
        return re.compile(expression)
    except re.error as error:
        raise EvidenceError(
            f"{expression!r} is no regular expression ({error})", where=where, next="mend it"
        ) from error


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
