"""The transparent coder: weighted patterns with exclusions, windows and actor roles; every coding names its rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from tightrope.core.coding import Codebook, Coding, Pattern, Relation
from tightrope.core.document import Document
from tightrope.evidence.gazetteer import Gazetteer
from tightrope.evidence.layers import layer
from tightrope.evidence.passages import Unit, units
from tightrope.evidence.relations import Reader, Reading
from tightrope.evidence.signs import relations_of
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
        related = relations_of(reading, [name for name, _, _ in given], item=unit.passage.kind in ("list", "table"))
        kind = layer(document, unit) if given or related else "argument"
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
            Relation(passage=unit.passage, relation=name, polarity=sign, coder=name_of_coder, layer=kind)
            for name, sign in related
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
_BODIES = frozenset({"imf", "sco", "ttp", "gcc", "bla"})
_POWERS = frozenset({"usa", "chn"})


def _role(role: str, reading: Reading, unit: Unit) -> bool:
    """Whether the actors of a passage, named or spoken of before, fit what a pattern asks."""
    if role == "item":
        return unit.passage.kind in ("list", "table")
    known = _ROLES.get(role)
    return known(reading) if known else role in reading.pairs


def _focal(r: Reading) -> bool:
    if "foc" in r.actors:
        return True
    states = {tag for tag in r.actors - _BODIES if len(tag) == 3}
    return not states or ("foc" in r.context and states <= _OTHERS)


def _power(r: Reading) -> bool:
    return bool(r.actors & _POWERS) or _GREAT.search(r.view) is not None


def _contest(r: Reading) -> bool:
    if r.actors >= _POWERS or _GREAT.search(r.view) or "US-China" in r.pairs:
        return True
    if r.actors & {"riv", "afg"}:
        return False
    return r.context >= _POWERS and (not r.actors - {"foc"} or bool(r.actors & _POWERS))


def _rivals(r: Reading) -> bool:
    return _contest(r) or (bool(r.actors & _POWERS) and not r.actors & {"foc", "riv"})


def _others(r: Reading) -> set[str]:
    return {tag for tag in r.actors - _BODIES if len(tag) == 3} - {"foc", "usa", "chn", "sun", "afg", "riv"}


def _home(r: Reading) -> bool:
    """Whether the focal state is meant: named, spoken of before, or alone with at most one power."""
    if r.actors & {"foc"} or _focal(r):
        return True
    return not (_others(r) or "riv" in r.actors or r.actors >= _POWERS)


def _tie(r: Reading, power: str, name: str) -> bool:
    return name in r.pairs or (power in r.actors and ("foc" in r.actors or not _others(r)))


_ROLES: dict[str, Callable[[Reading], bool]] = {
    "any": lambda r: True,
    "focal": _focal,
    "focal!": lambda r: "foc" in r.actors,
    "first!": lambda r: "usa" in r.actors,
    "second!": lambda r: "chn" in r.actors,
    "power!": _power,
    "power": lambda r: _power(r) or (not r.actors and bool(r.context & _POWERS)),
    "contest": _contest,
    "contest_or_place": _power,
    "rivals": _rivals,
    "sides": lambda r: _contest(r) or not r.actors & {"riv", "afg", "rus", "irn", "ukr"},
    "balance": lambda r: bool(r.actors & _POWERS) or "riv" not in r.actors,
    "home": _home,
    "home_riv": lambda r: _home(r) or (not _others(r) and not r.actors >= _POWERS),
    "contest_or_none": lambda r: _contest(r) or not r.actors,
    "rivals_or_none": lambda r: _rivals(r) or not r.actors,
    "us!": lambda r: "focal-US" in r.pairs or {"usa", "foc"} <= r.actors,
    "china!": lambda r: "focal-China" in r.pairs or {"chn", "foc"} <= r.actors,
    "us": lambda r: _tie(r, "usa", "focal-US"),
    "china": lambda r: _tie(r, "chn", "focal-China"),
    "focal_or_small": lambda r: _focal(r) or bool(_others(r) - {"rus", "irn", "ukr"}),
    "supple": lambda r: (
        "foc" in r.actors
        or not r.actors & {"riv", "rus", "irn", "afg", "usa", "chn"}
        or r.actors >= _POWERS
        or bool(_others(r))
        or "foc" in r.context
    ),
    "riv_focal": lambda r: "foc" in r.actors or not (r.actors & _POWERS or _others(r)),
    "rival_or_none": lambda r: bool(r.actors & {"foc", "riv"}) or not r.actors,
}
