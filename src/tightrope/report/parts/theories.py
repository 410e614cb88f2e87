"""A theory as its file states it: arrows with reasons, statements with clues, restrictions, and its scores."""

from __future__ import annotations

from typing import Any

from tightrope.core.theory import Clue, Rivals, Theory
from tightrope.report.parts.rivals import OUTCOMES, scored

SIGNS = {"+": "more", "-": "less", "?": "sign open"}
KINDS = {"straw": "straw in the wind", "hoop": "hoop", "smoking_gun": "smoking gun",
         "doubly_decisive": "doubly decisive"}  # fmt: skip


def theory_of(theory: Theory, svg: str, rivals: Rivals | None, why: str) -> dict[str, Any]:
    """Return a theory with its drawing, what its file states, and its scores or why it has none."""
    return {
        "name": theory.name,
        "label": theory.label,
        "summary": theory.summary,
        "predicts": theory.predicts,
        "propositions": [p.statement for p in theory.propositions],
        "clues": [clue_of(clue) | {"proposition": p.statement} for p in theory.propositions for clue in p.clues],
        "arrows": arrows_of(theory),
        "restrictions": [
            {"outcomes": [OUTCOMES[o] for o in r.outcomes], "column": r.column, "sign": r.sign,
             "mechanism": r.mechanism, "cites": list(r.cites)}
            for r in theory.restrictions
        ],
        "cites": list(theory.cites),
        **scored(rivals, theory, why),
        "svg": svg,
    }  # fmt: skip


def clue_of(clue: Clue) -> dict[str, Any]:
    """Return a clue as its file states it; likelihoods as [least, most]."""
    return {
        "name": clue.name, "kind": KINDS[clue.kind], "code": clue.code, "text": clue.text,
        "if_true": list(clue.if_true), "if_false": list(clue.if_false), "depends_on": clue.depends_on,
        "repeats": clue.repeats,
    }  # fmt: skip


def arrows_of(theory: Theory) -> list[dict[str, Any]]:
    """Return every arrow in words, with its mechanism and citation."""
    label = {c.name: c.label for c in theory.constructs}
    found = []
    for edge in theory.edges:
        says = f"{label[edge.cause]} \u2192 {_inside(label[edge.effect])}: {SIGNS[edge.sign]}"
        if edge.moderates:
            says += f", by bending the effect of {_inside(label[edge.moderates])}"
        if edge.lag:
            says += f", {edge.lag} year{'s' if edge.lag > 1 else ''} later"
        found.append({"says": f"{says}.", "mechanism": edge.mechanism, "cites": list(edge.cites)})
    return found


def _inside(label: str) -> str:
    """Return a label as it stands inside a sentence."""
    return label[0].lower() + label[1:]
