"""The focal state as a case becomes three parts of the explanation: graph, clues, and the matrix of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tightrope.report.parts.where import absent, plain


def case_of(learned: Any) -> dict[str, Any]:
    """Return the graph on the measured states: nodes, sizes, and every question with prior, posterior and bounds."""
    if learned is None:
        return absent("no graph was put on the measured states")
    if isinstance(learned, str):
        return absent(learned)
    found: dict[str, Any] = plain(asdict(learned))
    return found


def tracing_of(traced: Sequence[Any] | None) -> dict[str, Any]:
    """Return every proposition with its clues, and how many of them remain over all.

    Each clue carries its state, what it weighs in decibels, the probability at the ends of its own range and without
    it; a clue that is not weighed carries the reason.
    """
    if not traced:
        return absent("the theories of this study declare no clue")
    propositions = [_proposition(one) for one in traced]
    clues = [clue for row in propositions for clue in row["clues"]]
    return {
        "declared": len(clues),
        "remain": sum(clue["weighed"] for clue in clues),
        "arguments": sum(clue["arguments"] for clue in clues),
        "unchecked": sum(clue["unchecked"] for clue in clues),
        "propositions": propositions,
    }


def matrix_of(competing: Any) -> dict[str, Any]:
    """Return accounts by evidence: cells in decibels, what each item tells apart, what would lead without it."""
    if competing is None or not competing.columns:
        return absent("no clue remains that could tell the accounts apart")
    return {
        "rows": list(competing.rows),
        "columns": [plain(asdict(column)) for column in competing.columns],
        "cells": plain(competing.cells),
        "declared": [[bool(value) for value in row] for row in competing.declared],
        "against": plain(competing.against),
        "total": plain(competing.total),
        "leader": competing.leader,
        "near": list(competing.near),
        "assumptions": [plain(asdict(fall)) for fall in competing.falls],
    }


def _proposition(one: Any) -> dict[str, Any]:
    weight = one.weight
    each = dict(weight.each) if weight else {}
    swing = {name: [low, high] for name, low, high in weight.swing} if weight else {}
    without = dict(weight.without) if weight else {}
    return {
        "id": one.id,
        "theory": one.theory,
        "label": one.label,
        "text": one.text,
        "verdict": one.verdict,
        "prior": plain(list(one.prior)),
        "from_panel": one.from_panel,
        "probability": plain(one.probability),
        "interval": plain([one.low, one.high]),
        "decibels": plain(weight.decibels) if weight else None,
        "clues": [_clue(f, each, swing, without) for f in one.found],
        "shared": [list(pair) for pair in one.shared],
        "would_flip": [list(pair) for pair in one.would_flip],
    }


def _clue(found: Any, each: dict[str, float], swing: dict[str, list[float]], without: dict[str, float]) -> Any:
    name = found.clue.name
    return {
        "name": name,
        "kind": found.clue.kind,
        "text": found.clue.text,
        "state": found.state,
        "weighed": found.weighed,
        "why": found.why,
        "if_true": plain(list(found.clue.if_true)),
        "if_false": plain(list(found.clue.if_false)),
        "sure": plain(list(found.sure)) if found.weighed else None,
        "decibels": plain(each.get(name)),
        "swing": plain(swing.get(name)),
        "without": plain(without.get(name)),
        "refs": [item.ref for item in found.items],
        "arguments": found.arguments,
        "unchecked": found.unchecked,
    }
