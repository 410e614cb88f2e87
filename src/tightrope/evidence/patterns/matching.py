"""The patterns of a codebook as one machine: what a word settles is looked up, the rest runs where it can begin."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tightrope.core.coding import Codebook, Pattern
from tightrope.evidence.triggers import LONG, PIECE, made, openings, pieces, triggers, within

_WORD = re.compile(r"@?\w+|@")
_VOCABULARY = 50_000
_Hit = tuple[int, int]
_Hits = dict[int, tuple[_Hit, ...]]


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
class _Use:
    """The bits of the rules that use one expression, by `any`, `near` and `unless`."""

    any: int = 0
    near: int = 0
    unless: int = 0


@dataclass(frozen=True, slots=True)
class _Chunk:
    """What stands between two blanks, before one machine.

    Parameters
    ----------
    hits : the settled expressions that match in it, and where.
    begun : places in it, and the open expressions that may begin there.
    longer : places in it, beginnings that go on beyond it, and the open expressions that may begin so.
    marks : bits of rules that have a settled expression that matches in `any`, in `near`, in `unless`; behind them bits
        of open expressions: one may begin in it, it holds what one cannot match without.
    """

    hits: _Hits
    begun: tuple[tuple[int, frozenset[int]], ...]
    longer: tuple[tuple[int, str, frozenset[int]], ...]
    marks: int


@dataclass(frozen=True, slots=True)
class Machine:
    """The compiled patterns of one codebook.

    An expression whose matches hold no blank is settled: what stands between two blanks says once and for all whether
    it matches there. An open one runs where it may begin, if what it cannot match without stands in the text.

    Parameters
    ----------
    codes : names of the codes.
    rules : the patterns, in order of the codebook.
    expressions : every regular expression once.
    uses : by expression, the rules that use it.
    settled : the settled expressions.
    starts : beginning -> expressions that may begin so.
    beyond : beginning up to its first blank -> (beginning, expressions that may begin so).
    pieces : literal -> bits of the open expressions that need it or one of its kind.
    own : literal -> settled expressions that may begin anywhere, and need it; "" where they need none.
    heads : bits of the open expressions that may begin anywhere.
    telling : bits of the expressions of an `any` or a `near`.
    marks : what holds of every text, as in a stretch.
    longest : length of the longest beginning or piece.
    chunks : stretches between blanks seen so far; None where they mean nothing.
    """

    codes: tuple[str, ...]
    rules: tuple[_Rule, ...]
    expressions: tuple[re.Pattern[str], ...]
    uses: tuple[_Use, ...]
    settled: frozenset[int]
    starts: dict[str, frozenset[int]]
    beyond: dict[str, tuple[tuple[str, frozenset[int]], ...]]
    pieces: dict[str, int]
    own: tuple[tuple[str, frozenset[int]], ...]
    heads: int
    telling: int
    marks: int
    longest: int
    chunks: dict[str, _Chunk | None]

    def codes_of(self, view: str, holds: Callable[[str], bool]) -> Iterator[tuple[str, float, str]]:
        """Yield code, score and rules of a view, in order of the codebook; `holds` tells whether a role holds."""
        sight = _Sight(self, view)
        held: dict[tuple[str, ...], bool] = {}
        scores: dict[int, list[_Rule]] = {}
        for number in _numbers(sight.rules):
            rule = self.rules[number]
            if rule.roles not in held:
                held[rule.roles] = all(map(holds, rule.roles))
            if held[rule.roles] and sight.fires(number, rule):
                scores.setdefault(rule.code, []).append(rule)
        for code, rules in scores.items():
            total = sum(r.weight for r in rules)
            if total >= 1.0:
                named = sorted(rules, key=lambda r: (-r.weight, r.pattern))
                yield self.codes[code], round(total, 3), "+".join(r.name for r in named)

    def chunk(self, text: str) -> _Chunk | None:
        """Return what a stretch between blanks means; None for nothing."""
        begun, longer = self._begun(text)
        found: dict[int, set[_Hit]] = {}
        for place, numbers in begun.items():
            for number in numbers & self.settled:
                if (match := self.expressions[number].match(text, place)) is not None:
                    found.setdefault(number, set()).add(match.span())
        for literal, anywhere in self.own:
            if literal in text:
                for number in anywhere:
                    if spans := {m.span() for m in self.expressions[number].finditer(text)}:
                        found.setdefault(number, set()).update(spans)
        any_ = near = unless = heads = held = 0
        size, longest = len(text), self.longest
        for at in range(size - PIECE + 1):
            for end in range(at + PIECE, min(size, at + longest) + 1):
                held |= self.pieces.get(text[at:end], 0)
        rest = tuple((place, left) for place, n in begun.items() if (left := frozenset(n - self.settled)))
        if not (found or rest or longer or held):
            return None
        for _, left in rest:
            heads |= _bits(left)
        for number in found:
            use = self.uses[number]
            any_, near, unless = any_ | use.any, near | use.near, unless | use.unless
        hits = {number: tuple(sorted(spans)) for number, spans in found.items()}
        return _Chunk(hits, rest, longer, self.marked(any_, near, unless, heads, held))

    def marked(self, any_: int, near: int, unless: int, heads: int, held: int) -> int:
        """Return bits of rules and of open expressions as one number."""
        rules, expressions = len(self.rules), len(self.expressions)
        of_rules = any_ | near << rules | unless << 2 * rules
        return of_rules | heads << 3 * rules | held << 3 * rules + expressions

    def _begun(self, text: str) -> tuple[dict[int, set[int]], tuple[tuple[int, str, frozenset[int]], ...]]:
        """Return what may begin where in a stretch, and the beginnings that go on beyond it."""
        begun: dict[int, set[int]] = {}
        longer: list[tuple[int, str, frozenset[int]]] = []
        for match in _WORD.finditer(text):
            word, at = match.group(), match.start()
            for place in (at, at + 1) if word[0] == "@" and len(word) > 1 else (at,):
                rest = f"{text[place:]} "
                for size in range(LONG, min(len(rest), self.longest + 1)):
                    if numbers := self.starts.get(rest[:size]):
                        begun.setdefault(place, set()).update(numbers)
                longer.extend((place, *more) for more in self.beyond.get(rest, ()))
        return begun, tuple(longer)


class _Sight:
    """One text before one machine: what is settled in it, where the rest may begin, and what was found so far."""

    __slots__ = ("_any", "_begun", "_found", "_made", "_own", "_possible", "_view", "rules")

    def __init__(self, made: Machine, view: str) -> None:
        self._made, self._view = made, view
        self._found: _Hits = {}
        own: list[tuple[int, _Hits]] = []
        begun: list[tuple[int, frozenset[int]]] = []
        self._own, self._begun = own, begun
        size, whole = len(made.rules), (1 << len(made.rules)) - 1
        marks, chunks, at = made.marks, made.chunks, 0
        for text in view.split(" "):
            if text in chunks:
                chunk = chunks[text]
            else:
                if len(chunks) >= _VOCABULARY:
                    chunks.clear()
                chunk = chunks[text] = made.chunk(text)
            if chunk is not None:
                marks |= chunk.marks
                if chunk.hits:
                    own.append((at, chunk.hits))
                for place, numbers in chunk.begun:
                    begun.append((at + place, numbers))
                for place, beginning, numbers in chunk.longer:
                    if view.startswith(beginning, at + place):
                        begun.append((at + place, numbers))
                        marks |= _bits(numbers) << 3 * size
            at += len(text) + 1
        any_, near, unless, marks = marks & whole, marks >> size & whole, marks >> 2 * size & whole, marks >> 3 * size
        self._any, self._possible = any_, marks & marks >> len(made.expressions)
        for number in _numbers(self._possible & made.telling):
            use = made.uses[number]
            any_, near = any_ | use.any, near | use.near
        self.rules = any_ & near & ~unless

    def fires(self, number: int, rule: _Rule) -> bool:
        """Whether a rule's words stand in the text, with a neighbor in reach and none of what rules them out."""
        if rule.near:
            hits = [hit for expression in rule.any for hit in self._hits(expression)]
            if not hits:
                return False
            others = [hit for expression in rule.near for hit in self._hits(expression)]
            if not others or not self._beside(hits, others, rule.window):
                return False
        elif not self._any >> number & 1 and not self._open(rule.any):
            return False
        return not self._open(rule.unless)

    def _open(self, numbers: tuple[int, ...]) -> bool:
        """Whether one of several open expressions matches."""
        possible = self._possible
        return any(possible >> number & 1 and self._hits(number) for number in numbers)

    def _beside(self, hits: list[_Hit], others: list[_Hit], window: int) -> bool:
        view = self._view
        return any(_words(view, hit, other) <= window for hit in hits for other in others)

    def _hits(self, number: int) -> tuple[_Hit, ...]:
        """Return where an expression matches; of one that begins with a known word, every place, even in a match."""
        found = self._found.get(number)
        if found is None:
            found = self._found[number] = tuple(self._look(number))
        return found

    def _look(self, number: int) -> Iterator[_Hit]:
        made, view = self._made, self._view
        if number in made.settled:
            for at, hits in self._own:
                if number in hits:
                    for start, stop in hits[number]:
                        yield at + start, at + stop
        elif made.heads & self._possible & 1 << number:
            yield from (match.span() for match in made.expressions[number].finditer(view))
        elif self._possible >> number & 1:
            for at in {at for at, numbers in self._begun if number in numbers}:
                if (match := made.expressions[number].match(view, at)) is not None:
                    yield match.span()


def _bits(numbers: Iterable[int]) -> int:
    bits = 0
    for number in numbers:
        bits |= 1 << number
    return bits


def _numbers(bits: int) -> Iterator[int]:
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


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
    bits_of = [[0, 0, 0] for _ in numbers]
    free = heads = held = 0
    for number, rule in enumerate(rules):
        for kind, used in enumerate((rule.any, rule.near, rule.unless)):
            for expression in used:
                bits_of[expression][kind] |= 1 << number
        free |= 0 if rule.near else 1 << number
    settled = frozenset(number for text, number in numbers.items() if within(text))
    starts: dict[str, set[int]] = {}
    own: dict[str, set[int]] = {}
    needed: dict[str, int] = {}
    for text, number in numbers.items():
        begins = openings(text)
        for beginning in begins or ():
            starts.setdefault(beginning, set()).add(number)
        if number not in settled:
            heads |= 0 if begins else 1 << number
            needs = pieces(text)
            held |= 0 if needs else 1 << number
            for literal in needs or ():
                needed[literal] = needed.get(literal, 0) | 1 << number
        elif begins is None:
            for literal in triggers(text) or ("",):
                own.setdefault(literal, set()).add(number)
    size, heard = len(rules), 3 * len(rules)
    beyond: dict[str, list[tuple[str, frozenset[int]]]] = {}
    for beginning, found in starts.items():
        if " " in beginning:
            beyond.setdefault(beginning[: beginning.index(" ") + 1], []).append((beginning, frozenset(found)))
    return Machine(
        codes=tuple(c.name for c in codebook.codes),
        rules=rules,
        expressions=tuple(made(e) for e in numbers),
        uses=tuple(_Use(*bits) for bits in bits_of),
        settled=settled,
        starts={beginning: frozenset(found) for beginning, found in starts.items()},
        beyond={part: tuple(found) for part, found in beyond.items()},
        pieces=needed,
        own=tuple((literal, frozenset(found)) for literal, found in own.items()),
        heads=heads,
        telling=_bits(number for number, (any_, near, _) in enumerate(bits_of) if any_ or near),
        marks=free << size | heads << heard | held << heard + len(numbers),
        longest=max(map(len, (*starts, *needed)), default=0),
        chunks={},
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
