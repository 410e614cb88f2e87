"""The transparent coder: weighted patterns with exclusions, windows and actor roles; every coding names its rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from tightrope.core.coding import Codebook, Coding, Pattern, Relation
from tightrope.core.document import Document
from tightrope.evidence.gazetteer import Gazetteer
from tightrope.evidence.layers import layer
from tightrope.evidence.passages import Unit, units
from tightrope.evidence.relations import Reader, Reading, polarity
from tightrope.evidence.triggers import triggers

CODER = "rules"


class Rules:
    """The rule coder as a coder among others."""

    name = CODER
    kind: Literal["proposed"] = "proposed"

    def id(self, codebook: Codebook) -> str:
        """Return "rules" and the first digits of the codebook's digest."""
        return f"{CODER}:{codebook.version[:8]}"

    def code(
        self, document: Document, codebook: Codebook, gazetteer: Gazetteer
    ) -> tuple[tuple[Coding, ...], tuple[Relation, ...]]:
        """Return the codings and relations of a document."""
        return code(document, codebook, gazetteer)


def coder() -> Rules:
    """Return the rule coder."""
    return Rules()


@dataclass(frozen=True, slots=True)
class _Rule:
    code: int
    pattern: int
    weight: float
    roles: tuple[str, ...]
    near: re.Pattern[str] | None
    unless: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]
    window: int
    name: str


@dataclass(frozen=True, slots=True)
class _Machine:
    codes: tuple[str, ...]
    rules: tuple[_Rule, ...]
    expressions: tuple[tuple[re.Pattern[str], int], ...]
    always: tuple[int, ...]
    short: tuple[tuple[str, _Items], ...]
    by_gram: dict[str, tuple[tuple[str, _Items], ...]]
    grams: frozenset[str]


_Items = tuple[int, ...]
_GRAM = 4


def code(
    document: Document, codebook: Codebook, gazetteer: Gazetteer
) -> tuple[tuple[Coding, ...], tuple[Relation, ...]]:
    """Return the codings and relations of a document, in order of passage, then of the codebook.

    A code is given where the weights of its matching patterns sum to 1 or more; `score` is the sum and `rule` names
    the patterns, heaviest first. Unit: a sentence, list item or table row.
    """
    machine, name_of_coder = _machine(codebook), Rules().id(codebook)
    reader = Reader(gazetteer)
    codings: list[Coding] = []
    relations: list[Relation] = []
    for unit in units(document):
        reading = reader.read(unit)
        given = list(_codes(machine, reading, unit))
        if given or reading.pairs:
            kind = layer(document, unit)
            codings.extend(
                Coding(
                    passage=unit.passage,
                    code=name,
                    coder=name_of_coder,
                    kind="proposed",
                    score=score,
                    rule=rule,
                    layer=kind,
                )
                for name, score, rule in given
            )
        relations.extend(
            Relation(
                passage=unit.passage,
                relation=name,
                polarity=polarity(reading.view, name, reading.pairs),
                coder=name_of_coder,
                layer=kind,
            )
            for name in reading.pairs
        )
    return tuple(codings), tuple(relations)


@lru_cache(maxsize=8)
def _machine(codebook: Codebook) -> _Machine:
    rules: list[_Rule] = []
    expressions: list[tuple[re.Pattern[str], int]] = []
    always: list[int] = []
    table: dict[str, list[int]] = {}
    for number, entry in enumerate(codebook.codes):
        for order, pattern in enumerate(entry.patterns):
            rules.append(_rule(number, order, entry.name, pattern))
            for expression in pattern.any:
                expressions.append((re.compile(expression), len(rules) - 1))
                item = len(expressions) - 1
                literals = triggers(expression)
                if literals is None:
                    always.append(item)
                for literal in literals or ():
                    table.setdefault(literal, []).append(item)
    by_gram: dict[str, list[tuple[str, _Items]]] = {}
    for literal, items in table.items():
        if len(literal) >= _GRAM:
            by_gram.setdefault(literal[:_GRAM], []).append((literal, tuple(items)))
    return _Machine(
        codes=tuple(c.name for c in codebook.codes),
        rules=tuple(rules),
        expressions=tuple(expressions),
        always=tuple(always),
        short=tuple((literal, tuple(items)) for literal, items in table.items() if len(literal) < _GRAM),
        by_gram={gram: tuple(entries) for gram, entries in by_gram.items()},
        grams=frozenset(by_gram),
    )


def _rule(number: int, order: int, code_name: str, pattern: Pattern) -> _Rule:
    return _Rule(
        number,
        order,
        pattern.weight,
        pattern.roles,
        re.compile("|".join(pattern.near)) if pattern.near else None,
        tuple((tuple(sorted(triggers(e) or ("",))), re.compile(e)) for e in pattern.unless),
        pattern.window,
        f"{code_name}.{pattern.name}",
    )


def _codes(machine: _Machine, reading: Reading, unit: Unit) -> Iterator[tuple[str, float, str]]:
    view = reading.view
    seen = machine.grams.intersection([view[at : at + _GRAM] for at in range(len(view) - _GRAM + 1)])
    literals = [entry for gram in seen for entry in machine.by_gram[gram]] + list(machine.short)
    items = {number for literal, found in literals if literal in view for number in found}
    items.update(machine.always)
    held: dict[tuple[str, ...], bool] = {}
    fired: set[int] = set()
    for item in items:
        expression, at = machine.expressions[item]
        if at in fired:
            continue
        rule = machine.rules[at]
        if rule.roles not in held:
            held[rule.roles] = all(_role(role, reading, unit) for role in rule.roles)
        if held[rule.roles] and _fires(rule, expression, view):
            fired.add(at)
    scores: dict[int, list[_Rule]] = {}
    for at in sorted(fired):
        scores.setdefault(machine.rules[at].code, []).append(machine.rules[at])
    for number in sorted(scores):
        found = sorted(scores[number], key=lambda r: (-r.weight, r.pattern))
        total = sum(r.weight for r in found)
        if total >= 1.0:
            yield machine.codes[number], round(total, 3), "+".join(r.name for r in found)


def _fires(rule: _Rule, expression: re.Pattern[str], view: str) -> bool:
    match = expression.search(view)
    if match is None:
        return False
    for literals, forbidden in rule.unless:
        if any(literal in view for literal in literals) and forbidden.search(view):
            return False
    if rule.near is None:
        return True
    while match is not None:
        if any(_words(view, match, other) <= rule.window for other in rule.near.finditer(view)):
            return True
        match = expression.search(view, match.end())
    return False


def _words(view: str, one: re.Match[str], two: re.Match[str]) -> int:
    """Return the number of words between two matches; 0 where they touch or overlap."""
    start, stop = min(one.end(), two.end()), max(one.start(), two.start())
    return max(0, view.count(" ", start, stop)) if stop > start else 0


_GREAT = re.compile(
    r"(?:great|major|big|global|world|rival)[- ](?:power|giant)|super-?power|two (?:powers|giants)|"
    r"power (?:competition|rivalry)"
)
_OTHERS = frozenset({"usa", "chn", "foc", "afg", "sun"})
_BODIES = frozenset({"imf", "sco", "ttp", "gcc"})


def _role(role: str, reading: Reading, unit: Unit) -> bool:
    """Whether the actors of a passage, named or spoken of before, fit what a pattern asks."""
    actors = reading.actors
    if role == "focal":
        if "foc" in actors:
            return True
        states = {tag for tag in actors - _BODIES if len(tag) == 3}
        return not states or ("foc" in reading.context and states <= _OTHERS)
    if role == "focal!":
        return "foc" in actors
    if role in ("first!", "second!"):
        return ("usa" if role == "first!" else "chn") in actors
    if role in ("power", "power!"):
        if actors & {"usa", "chn"} or _GREAT.search(reading.view):
            return True
        return role == "power" and not actors and bool(reading.context & {"usa", "chn"})
    if role == "contest":
        if {"usa", "chn"} <= actors or _GREAT.search(reading.view) or "US-China" in reading.pairs:
            return True
        if actors & {"ind", "afg"}:
            return False
        return {"usa", "chn"} <= reading.context and (not actors - {"foc"} or bool(actors & {"usa", "chn"}))
    if role == "item":
        return unit.passage.kind in ("list", "table")
    return role in reading.pairs
