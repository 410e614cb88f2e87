"""Documents, codings, statements and events become the evidence and ledger parts of report.json."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tightrope.core.calendar import Event
from tightrope.core.coding import Coding, Corpus
from tightrope.core.document import Passage
from tightrope.core.statement import Evidence, Statement
from tightrope.report.parts.where import absent, plain

TABLES = {
    "T1": "Evolution of both relations",
    "T2": "Economic drivers",
    "T3": "Security factors",
    "T4": "Signs of autonomy",
    "T5": "Challenges",
}
EXCERPT = 150
SPAN = re.compile(r"^(?P<document>.+):(?P<start>\d+)-(?P<stop>\d+)$")


def evidence_of(
    corpus: Corpus | None,
    ledger: Sequence[Statement],
    contradictions: Sequence[Any] = (),
    themes: Mapping[str, Any] | None = None,
    checked: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the evidence part: documents, codings, reliability, tables, claims, contradictions.

    Parameters
    ----------
    corpus : what the documents said; None where none were asked for.
    ledger : every statement, its table cells among them.
    contradictions : pairs of statements that cannot both hold (first, second, why, declared, state).
    themes : declared and found; None where no text was coded.
    checked : counts, tested claims, contradictions and rules; None where no text was at hand.
    """
    opened: dict[str, Any] = {
        "documents": absent("this study names no documents"),
        "codings": absent("this study names no documents"),
        "reliability": absent("this study names no documents"),
        "vantage": absent("this study names no documents"),
        "audit": absent("no stranger's paper was audited"),
        "themes": plain(themes) if themes is not None else absent("this study names no documents"),
        "checked": absent("the texts are not at hand, so what they claim was not checked"),
    }
    if checked is not None:
        opened["checked"] = {key: value for key, value in checked.items() if key != "csv"}
    wanted = wanted_passages(ledger)
    if corpus is not None:
        opened |= {
            "documents": [plain(card) for card in corpus.documents],
            "codings": {
                "passages": opened_passages(corpus, wanted),
                "by_code": by_code(corpus.codings, works_of(corpus)),
                "relations": relations_of(corpus),
                "coded": len({c.passage.id for c in corpus.codings}),
                "demonstration": len(corpus.demonstration),
                "opened": corpus.opened,
            },
            "reliability": reliability_of(corpus),
            "vantage": {"works": plain(dict(corpus.vantage)), "absent": list(corpus.absent_voices)},
            "notes": list(corpus.notes),
        }
    opened["tables"] = tables_of(ledger)
    opened["claims"] = [s.id for s in ledger if s.kind == "claim"]
    opened["contradictions"] = [contradiction_of(pair) for pair in contradictions]
    return opened


def contradiction_of(pair: Any) -> dict[str, Any]:
    """Return a pair of statements that cannot both hold, by their ids, and what the tests say of the two."""
    return {
        "first": str(pair.first),
        "second": str(pair.second),
        "why": str(pair.why),
        "declared": bool(pair.declared),
        "state": str(pair.state),
    }


def wanted_passages(ledger: Sequence[Statement]) -> frozenset[str]:
    """Return the locators that any statement names; of a table's cell, those of every passage in its groups."""
    cited = [(s, item) for s in ledger for item in (*s.for_, *s.against) if item.kind == "passage"]
    grouped = {ref for s, item in cited if s.table for ref in item.refs}
    return frozenset(grouped | {item.ref for _, item in cited} | {ref for s in ledger for ref in s.passages})


def cell_passages(report: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Return document -> locators in its order, of every passage that a cell of T1 to T5 rests on or is said at."""
    found: dict[str, set[tuple[int, int, str]]] = {}
    for s in [] if isinstance(report["ledger"], Mapping) else report["ledger"]:
        items = [item for side in ("for", "against") for item in s[side] if item["kind"] == "passage"]
        for ref in (*s["passages"], *(ref for item in items for ref in item.get("refs") or [item["ref"]])):
            if s["table"] in TABLES and (span := SPAN.match(ref)):
                found.setdefault(span["document"], set()).add((int(span["start"]), int(span["stop"]), ref))
    return [(name, [ref for _, _, ref in sorted(found[name])]) for name in sorted(found)]


def anchor(ref: str) -> str:
    """Return a locator as an id of the page: the same, without what an address cannot hold."""
    return re.sub(r"[\s%]", "_", ref)


def opened_passages(corpus: Corpus, wanted: frozenset[str]) -> dict[str, dict[str, Any]]:
    """Return every wanted passage: as coded, or by the coded passages that it overlaps where its span is another."""
    exact = {p.id: passage_of(p) for p in passages_of(corpus, wanted)}
    every = {c.passage.id: c.passage for c in corpus.codings}
    ordered = sorted(every.values(), key=lambda p: (p.document, p.start, p.stop))
    for ref in sorted(wanted - exact.keys()):
        span = SPAN.match(ref)
        if span is None:
            continue
        name, start, stop = span["document"], int(span["start"]), int(span["stop"])
        parts = [passage_of(p) for p in ordered if p.document == name and p.start < stop and start < p.stop]
        if parts:
            joined = {key: " ".join(dict.fromkeys(p[key] for p in parts if p[key])) for key in ("quote", "paraphrase")}
            exact[ref] = {"document": name, "start": start, "stop": stop, "sha256": ""} | joined
    return dict(sorted(exact.items()))


def passages_of(corpus: Corpus, wanted: frozenset[str]) -> list[Passage]:
    """Return the coded passages that statements name, each once, in document order."""
    found = {c.passage.id: c.passage for c in corpus.codings if c.passage.id in wanted}
    found |= {r.passage.id: r.passage for r in corpus.relations if r.passage.id in wanted and r.passage.id not in found}
    return sorted(found.values(), key=lambda p: (p.document, p.start, p.stop))


def passage_of(passage: Passage) -> dict[str, Any]:
    """Return a passage: our paraphrase, and its words (at most 150) where the document is at hand."""
    words = passage.quote.split()
    quote = " ".join(words[:EXCERPT]) + (" \u2026" if len(words) > EXCERPT else "")
    return {
        "document": passage.document,
        "start": passage.start,
        "stop": passage.stop,
        "sha256": passage.sha256,
        "quote": quote,
        "paraphrase": passage.paraphrase,
    }


def works_of(corpus: Corpus) -> dict[str, str]:
    """Return document -> work; documents of one work count once."""
    return {str(card.get("id", "")): str(card.get("work") or card.get("id", "")) for card in corpus.documents}


def by_code(codings: Sequence[Coding], works: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Return code -> number of passages, and of independent works that carry it."""
    passages: dict[str, set[str]] = {}
    carriers: dict[str, set[str]] = {}
    for coding in codings:
        passages.setdefault(coding.code, set()).add(coding.passage.id)
        carriers.setdefault(coding.code, set()).add(works.get(coding.passage.document, coding.passage.document))
    return {code: {"passages": len(passages[code]), "works": len(carriers[code])} for code in sorted(passages)}


def relations_of(corpus: Corpus) -> dict[str, dict[str, int]]:
    """Return relation -> polarity -> number of passages."""
    counted: dict[str, Counter[str]] = {}
    for relation in corpus.relations:
        counted.setdefault(relation.relation, Counter())[relation.polarity] += 1
    return {name: dict(sorted(counted[name].items())) for name in sorted(counted)}


def reliability_of(corpus: Corpus) -> dict[str, Any]:
    """Return agreement of the coders by code."""
    r = corpus.reliability
    return {
        "coders": list(r.coders),
        "passages": r.passages,
        "note": r.note,
        "alpha": {
            code: {"mean": plain(a), "low": plain(low), "high": plain(high)}
            for code, a, low, high in zip(r.codes, r.alpha, r.low, r.high, strict=True)
        },
    }


def evidence_item(item: Evidence, *, every: bool = False) -> dict[str, Any]:
    """Return one item for or against; `every` names each passage of a line that stands for several."""
    return {
        "kind": item.kind,
        "ref": item.ref,
        "text": item.text,
        "layer": item.layer,
        "value": plain(item.value),
        "low": plain(item.low),
        "high": plain(item.high),
        "unit": item.unit,
        **({"refs": list(item.refs)} if every and item.refs else {}),
    }


def statement_of(statement: Statement) -> dict[str, Any]:
    """Return a statement as the ledger prints it."""
    return {
        "id": statement.id,
        "kind": statement.kind,
        "text": statement.text,
        "who": list(statement.who),
        "passages": list(statement.passages),
        "test": statement.test,
        "for": [evidence_item(item, every=bool(statement.table)) for item in statement.for_],
        "against": [evidence_item(item, every=bool(statement.table)) for item in statement.against],
        "verdict": statement.verdict,
        "why": statement.why,
        "table": statement.table,
        "row": statement.row,
        "column": statement.column,
        "probability": plain(statement.probability),
        "low": plain(statement.low),
        "high": plain(statement.high),
        "rests_on": statement.rests_on,
        "shares": shares_of(statement),
        "verdicts": list(statement.verdicts),
        "settle": list(statement.settle),
        "completion": statement.completion,
        "sections": list(statement.sections),
    }


def shares_of(statement: Statement) -> dict[str, float] | None:
    """Return how much of a verdict is prior, panel and the state's own record; None where nothing was computed."""
    names = ("prior", "panel", "own")
    return dict(zip(names, map(plain, statement.shares), strict=True)) if statement.shares else None


def tables_of(ledger: Sequence[Statement]) -> dict[str, Any]:
    """Return T1 to T5: their cells by row and column, each naming its statement in the ledger."""
    found: dict[str, Any] = {}
    for name, title in TABLES.items():
        cells = [s for s in ledger if s.table == name]
        if not cells:
            found[name] = absent("no cell of this table is in the register of statements")
            continue
        found[name] = {
            "title": title,
            "rows": list(dict.fromkeys(s.row for s in cells)),
            "columns": list(dict.fromkeys(s.column for s in cells)),
            "cells": [{"row": s.row, "column": s.column, "statement": s.id, "verdict": s.verdict} for s in cells],
        }
    return found


def events_of(events: Sequence[Event], as_of: int | None) -> list[dict[str, Any]]:
    """Return the chronology in order of date, marked where unverified or after the as-of year."""
    return [
        {
            "id": e.id,
            "date": e.date,
            "year": e.year,
            "precision": e.precision,
            "title": e.title,
            "text": e.text,
            "actors": list(e.actors),
            "domain": e.domain,
            "sign_first": e.sign_first,
            "sign_second": e.sign_second,
            "initiator": e.initiator,
            "mode": e.mode,
            "source": e.source,
            "locator": e.locator,
            "sourced": e.sourced,
            "demands_exclusivity": e.demands_exclusivity,
            "after_as_of": as_of is not None and e.year > as_of,
        }
        for e in sorted(events, key=lambda e: (e.date, e.id))
    ]
