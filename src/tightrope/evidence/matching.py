"""The patterns of a codebook as one machine: an expression runs only where a word of the text can begin it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tightrope.core.coding import Codebook, Pattern
from tightrope.evidence.triggers import made, openings, triggers

_WORD = re.compile(r"@?\w+|@")
_VOCABULARY = 100_000
_KEY = 3
_Hit = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Rule:
    code: int
    pattern: int
    weight: float
    roles: tuple[str, ...]
    any: tuple[int, ...]
    near: tuple[int, ...]
    unless: tuple[int, ...]
    window: int
    name: str


@dataclass(frozen=True, slots=True)
class _Bits:
    """What a word or a literal makes possible: expressions, and the bits of rules by `any` and by `near`."""

    expressions: frozenset[int]
    any: int
    near: int


@dataclass(frozen=True, slots=True)
class Machine:
    """The compiled patterns of one codebook.

    Parameters
    ----------
    codes : names of the codes.
    rules : the patterns, in order of the codebook.
    expressions : every regular expression once.
    starts : first characters of a word -> (beginning, expressions that may begin so).
    inside : literal -> expressions that cannot match without it, for those that may begin anywhere.
    always : what nothing rules out.
    words : words seen so far -> what they begin, and the longer beginnings to look for where they stand.
    """

    codes: tuple[str, ...]
    rules: tuple[_Rule, ...]
    expressions: tuple[re.Pattern[str], ...]
    starts: dict[str, tuple[tuple[str, _Bits], ...]]
    inside: tuple[tuple[str, _Bits], ...]
    always: _Bits
    words: dict[str, tuple[_Bits | None, tuple[tuple[str, _Bits], ...]]]

    def codes_of(self, view: str, holds: Callable[[str], bool]) -> Iterator[tuple[str, float, str]]:
        """Yield code, score and rules of a view, in order of the codebook; `holds` tells whether a role holds."""
        sight = _Sight(self, view)
        held: dict[tuple[str, ...], bool] = {}
        scores: dict[int, list[_Rule]] = {}
        for number in _numbers(sight.rules):
            rule = self.rules[number]
            if rule.roles not in held:
                held[rule.roles] = all(map(holds, rule.roles))
            if held[rule.roles] and sight.fires(rule):
                scores.setdefault(rule.code, []).append(rule)
        for code, rules in scores.items():
            total = sum(r.weight for r in rules)
            if total >= 1.0:
                named = sorted(rules, key=lambda r: (-r.weight, r.pattern))
                yield self.codes[code], round(total, 3), "+".join(r.name for r in named)

    def begun(self, word: str) -> tuple[_Bits | None, tuple[tuple[str, _Bits], ...]]:
        """Return what a word begins by itself, and the beginnings that go on beyond it."""
        known = self.words.get(word)
        if known is None:
            found = (*self.starts.get(word[:_KEY], ()), *self.starts.get(word[: _KEY - 1], ()))
            own = [bits for text, bits in found if word.startswith(text)]
            longer = tuple((text, bits) for text, bits in found if len(text) > len(word) and text.startswith(word))
            known = (_joined(own) if own else None, longer)
            if len(self.words) >= _VOCABULARY:
                self.words.clear()
            self.words[word] = known
        return known


class _Sight:
    """One text before one machine: where each expression may begin, and what was found of it so far."""

    def __init__(self, made: Machine, view: str) -> None:
        self._made, self._view = made, view
        self._found: dict[int, tuple[_Hit, ...]] = {}
        seen = [bits for literal, bits in made.inside if literal in view]
        self._begun: list[tuple[int, frozenset[int]]] = []
        for match in _WORD.finditer(view):
            word, at = match.group(), match.start()
            for text, place in ((word, at), (word[1:], at + 1)) if word[0] == "@" else ((word, at),):
                bits, longer = made.begun(text if len(text) >= _KEY else view[place : place + _KEY])
                if bits is not None:
                    self._begun.append((place, bits.expressions))
                    seen.append(bits)
                for beginning, more in longer:
                    if view.startswith(beginning, place):
                        self._begun.append((place, more.expressions))
                        seen.append(more)
        any_, near = made.always.any, made.always.near
        for bits in seen:
            any_ |= bits.any
            near |= bits.near
        self._possible = made.always.expressions.union(*(bits.expressions for bits in seen))
        self.rules = any_ & near

    def fires(self, rule: _Rule) -> bool:
        """Whether a rule's words stand in the text, with a neighbor in reach and none of what rules them out."""
        possible = self._possible
        hits = [hit for number in rule.any if number in possible for hit in self._hits(number)]
        if not hits:
            return False
        if rule.near:
            others = [hit for number in rule.near if number in possible for hit in self._hits(number)]
            if not others or not self._beside(hits, others, rule.window):
                return False
        return not any(number in possible and self._hits(number) for number in rule.unless)

    def _beside(self, hits: list[_Hit], others: list[_Hit], window: int) -> bool:
        view = self._view
        return any(_words(view, hit, other) <= window for hit in hits for other in others)

    def _hits(self, number: int) -> tuple[_Hit, ...]:
        """Return where an expression matches; of one that begins with a known word, every place, even in a match."""
        found = self._found.get(number)
        if found is None:
            expression, view = self._made.expressions[number], self._view
            places = {at for at, numbers in self._begun if number in numbers}
            if places:
                matches = [m for at in sorted(places) if (m := expression.match(view, at)) is not None]
            else:
                matches = list(expression.finditer(view))
            found = self._found[number] = tuple(m.span() for m in matches)
        return found


def _numbers(bits: int) -> Iterator[int]:
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def _joined(found: Iterable[_Bits]) -> _Bits:
    expressions: set[int] = set()
    any_ = near = 0
    for bits in found:
        expressions |= bits.expressions
        any_, near = any_ | bits.any, near | bits.near
    return _Bits(frozenset(expressions), any_, near)


@lru_cache(maxsize=8)
def machine(codebook: Codebook) -> Machine:
    """Return the machine of a codebook; built once."""
    numbers: dict[str, int] = {}

    def numbered(expressions: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(numbers.setdefault(e, len(numbers)) for e in expressions)

    rules = tuple(
        _rule(code, order, entry.name, pattern, numbered)
        for code, entry in enumerate(codebook.codes)
        for order, pattern in enumerate(entry.patterns)
    )
    uses: list[list[int]] = [[0, 0] for _ in numbers]
    free = 0
    for number, rule in enumerate(rules):
        for expression in rule.any:
            uses[expression][0] |= 1 << number
        for expression in rule.near:
            uses[expression][1] |= 1 << number
        free |= 0 if rule.near else 1 << number
    starts: dict[str, list[_Bits]] = {}
    inside: dict[str, list[_Bits]] = {}
    always = [_Bits(frozenset(), 0, free)]
    for text, number in numbers.items():
        bits = _Bits(frozenset({number}), *uses[number])
        begins = openings(text)
        literals = triggers(text) if begins is None else None
        for beginning in begins or ():
            starts.setdefault(beginning, []).append(bits)
        for literal in literals or ():
            inside.setdefault(literal, []).append(bits)
        if begins is None and literals is None:
            always.append(bits)
    by_key: dict[str, list[tuple[str, _Bits]]] = {}
    for beginning, found in starts.items():
        by_key.setdefault(beginning[:_KEY], []).append((beginning, _joined(found)))
    return Machine(
        codes=tuple(c.name for c in codebook.codes),
        rules=rules,
        expressions=tuple(made(e) for e in numbers),
        starts={key: tuple(entry) for key, entry in by_key.items()},
        inside=tuple((literal, _joined(found)) for literal, found in inside.items()),
        always=_joined(always),
        words={},
    )


def _rule(
    code: int, order: int, name: str, pattern: Pattern, numbered: Callable[[tuple[str, ...]], tuple[int, ...]]
) -> _Rule:
    return _Rule(
        code=code,
        pattern=order,
        weight=pattern.weight,
        roles=pattern.roles,
        any=numbered(pattern.any),
        near=numbered(pattern.near),
        unless=numbered(pattern.unless),
        window=pattern.window,
        name=f"{name}.{pattern.name}",
    )


def _words(view: str, one: _Hit, two: _Hit) -> int:
    """Return the number of words between two spans; 0 where they touch or overlap."""
    start, stop = min(one[1], two[1]), max(one[0], two[0])
    return max(0, view.count(" ", start, stop)) if stop > start else 0
