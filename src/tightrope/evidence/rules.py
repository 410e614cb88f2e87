"""The transparent coder: weighted patterns, then fitted cues as a second look; every coding names its rule."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

from tightrope.core.coding import RELATIONS, Codebook, Coding, Polarity, Relation
from tightrope.core.document import Document
from tightrope.evidence.gazetteer import Gazetteer
from tightrope.evidence.layers import layer
from tightrope.evidence.passages import Unit, units
from tightrope.evidence.patterns.cues import judge, seen
from tightrope.evidence.patterns.matching import Machine, machine
from tightrope.evidence.patterns.signs import relations_of
from tightrope.evidence.relations import Reader, Reading

CODER = "rules"


class Rules:
    """The rule coder as a coder among others."""

    name = CODER
    kind: Literal["proposed"] = "proposed"

    def id(self, codebook: Codebook) -> str:
        """Return "rules", the first digits of the codebook's digest, and those of its cues."""
        cues = f"+{codebook.cues.version[:8]}" if codebook.cues else ""
        return f"{CODER}:{codebook.version[:8]}{cues}"

    def code(
        self, document: Document, codebook: Codebook, gazetteer: Gazetteer
    ) -> tuple[tuple[Coding, ...], tuple[Relation, ...]]:
        """Return the codings and relations of a document."""
        return code(document, codebook, gazetteer)


def coder() -> Rules:
    """Return the rule coder."""
    return Rules()


def code(
    document: Document, codebook: Codebook, gazetteer: Gazetteer
) -> tuple[tuple[Coding, ...], tuple[Relation, ...]]:
    """Return the codings and relations of a document, in order of passage, then of the codebook.

    A code is given where the weights of its matching patterns sum to 1 or more; `score` is the sum and `rule` names
    the patterns, heaviest first. A codebook with cues looks twice: a code that the cues speak against is taken back,
    one that they speak for is added, with its heaviest cues as the rule. Unit: a sentence, list item or table row.
    """
    rules, name_of_coder = machine(codebook), Rules().id(codebook)
    second = judge(codebook)
    reader = Reader(gazetteer)
    codings: list[Coding] = []
    relations: list[Relation] = []
    for unit in units(document):
        reading = reader.read(unit)
        given, related = by_patterns(reading, unit, rules)
        reader.noted(tuple(name for name, _ in related))
        if second is not None and reading.view:
            marks = seen(reading, [name for name, _, _ in given], dict(related))
            odds = second.odds(marks)
            given = second.codes(given, rules.codes, odds, marks)
            related = second.relations(dict(related), RELATIONS, odds, marks)
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


def by_patterns(
    reading: Reading, unit: Unit, rules: Machine
) -> tuple[list[tuple[str, float, str]], list[tuple[str, Polarity]]]:
    """Return what the patterns alone give: (code, score, rule) in order of the codebook, (relation, polarity)."""
    given = list(rules.codes_of(reading.view, partial(_role, reading, unit)))
    item = unit.passage.kind in ("list", "table")
    return given, list(relations_of(reading, [name for name, _, _ in given], item=item))


_OTHERS = frozenset({"usa", "chn", "foc", "afg", "sun"})
_BODIES = frozenset({"imf", "sco", "ttp", "gcc", "bla"})
_POWERS = frozenset({"usa", "chn"})


def _role(reading: Reading, unit: Unit, role: str) -> bool:
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
    return bool(r.actors & _POWERS) or r.great


def _contest(r: Reading) -> bool:
    if r.actors >= _POWERS or r.great or "US-China" in r.pairs:
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
    "outreach": lambda r: (
        bool({"foc"} & (r.actors | r.context))
        or not r.actors & (_POWERS | {"riv", "npl", "lka"})
        or r.actors >= _POWERS
    ),
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
