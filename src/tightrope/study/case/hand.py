"""Hand a run's values to the case: the graph on the measured states, the clues that remain, the competing accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tightrope.core.coding import Corpus
from tightrope.core.errors import InvalidValue
from tightrope.core.statement import Statement
from tightrope.core.theory import Theory
from tightrope.explain.case.competing import Competing, competing
from tightrope.explain.case.found import Holdings, passed_spans
from tightrope.explain.case.learned import Learned
from tightrope.explain.case.links import Linked, load_links
from tightrope.explain.case.traced import Traced, statement_of, traced
from tightrope.explain.register import load_register
from tightrope.study.spec import Study


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracing:
    """Every proposition of the study's theories after its clues, as statements, and held against each other."""

    traced: tuple[Traced, ...]
    statements: tuple[Statement, ...]
    competing: Competing


def linked_of(study: Study, theories: Sequence[Theory]) -> Linked:
    """Read a study's clue file, empty where it has none.

    Raises
    ------
    EvidenceError, InvalidValue, UnknownName : an entry is wrong, or the file is written for another state.
    """
    if study.clues is None:
        return Linked()
    linked = load_links(study.clues, theories)
    if linked.focal and linked.focal != study.triad.focal.code:
        raise InvalidValue(
            f"the clue file is written for {linked.focal}", where=study.clues.name, next="give the study one of its own"
        )
    return linked


def trace(study: Study, values: Mapping[str, Any]) -> Tracing:
    """Return what the clues that remain make of every proposition."""
    theories = values["theories"]["theories"]
    linked = linked_of(study, theories)
    learned = values["case"] if isinstance(values["case"], Learned) else None
    corpus: Corpus = values["corpus"]
    ledger: tuple[Statement, ...] = values["ledger"]
    texts = frozenset(load_register(study.claims).files.values()) if study.claims else frozenset()
    tested = (values["checked"] or {}).get("tested", [])
    holds = [
        (str(row["document"]), int(row["start"]), int(row["stop"])) for row in tested if row["verdict"] == "supported"
    ]
    held = Holdings(
        events={event.id: event for event in values["events"]},
        statements={one.id: one for one in ledger},
        corpus=corpus,
        texts=texts,
        passed=passed_spans(ledger, holds),
        works={str(card["id"]): str(card.get("work") or card["id"]) for card in corpus.documents if "id" in card},
    )
    found = traced(theories, linked.links, held, learned)
    statements = tuple(statement_of(one) for one in found)
    return Tracing(
        traced=found, statements=statements, competing=competing(found, (*ledger, *statements), linked.assumptions)
    )
