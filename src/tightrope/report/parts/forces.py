"""Theories, hypotheses, rivalry, survival and the game sketch become the explanation and horizon parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from tightrope.core.effect import Pathways, Pressure, Survival
from tightrope.core.panel import Inputs
from tightrope.core.scenario import Sketch
from tightrope.core.statement import Statement
from tightrope.core.theory import RoleRow, Theory
from tightrope.report.parts.paths import pathways_of
from tightrope.report.parts.rivals import rivals_of
from tightrope.report.parts.texts import evidence_item, shares_of
from tightrope.report.parts.theories import theory_of
from tightrope.report.parts.where import absent, card, plain, spans

NOT_SCORED = "no theory was set against the naive baselines"
NOT_YET = "not computed yet: this version holds no model of moves"


def explanation_of(
    theories: Sequence[Theory] | None,
    svgs: Mapping[str, str],
    hypotheses: Sequence[Statement] | None,
    rivals: Mapping[str, Any] | None = None,
    pathways: Pathways | None = None,
) -> dict[str, Any]:
    """Return the explanation part; theories carry no score until a test scores them."""
    shelf = theories or ()
    scores, why = (rivals["rivals"], rivals["why"]) if rivals is not None else (None, NOT_SCORED)
    return {
        "theory": shelf[0].name if shelf else absent("this study names no theory"),
        "edges": [plain(asdict(edge)) for edge in shelf[0].edges] if shelf else absent("this study names no theory"),
        **pathways_of(pathways),
        "hypotheses": [hypothesis_of(s) for s in hypotheses]
        if hypotheses is not None
        else absent("no hypothesis was tested"),
        "theories": [theory_of(theory, svgs.get(theory.name, ""), scores, why) for theory in shelf]
        if shelf
        else absent("this study names no theory"),
        "rivals": rivals_of(scores, shelf, why),
    }


def hypothesis_of(statement: Statement) -> dict[str, Any]:
    """Return a hypothesis with its verdict, probability and what it rests on."""
    return {
        "id": statement.id,
        "statement": statement.text,
        "test": statement.test,
        "verdict": statement.verdict,
        "why": statement.why,
        "probability": plain(statement.probability),
        "interval": None if statement.low is None else [plain(statement.low), plain(statement.high)],
        "rests_on": statement.rests_on,
        "shares": shares_of(statement),
        "evidence": [evidence_item(item) | {"side": "for"} for item in statement.for_]
        + [evidence_item(item) | {"side": "against"} for item in statement.against],
    }


def horizon_of(pressure: Pressure | None, survival: Survival | None, sketch: Sketch | None) -> dict[str, Any]:
    """Return the horizon part: empirical first; threshold and margin stay illustrative until calibrated."""
    found: dict[str, Any] = {
        "status": survival.status if survival is not None else absent("no spells were counted"),
        "pressure": pressure_of(pressure) if pressure is not None else absent("the rivalry was not measured"),
        "survival": survival_of(survival) if survival is not None else absent("no spells were counted"),
        "sketch": absent("the game was not computed"),
        "threshold": absent("the game was not computed"),
        "margin": absent("the game is not calibrated, so no distance to its threshold is printed"),
        "regions": absent(NOT_YET),
        "levers": absent(NOT_YET),
        "scenarios": absent(NOT_YET),
    }
    if sketch is not None:
        found["sketch"] = plain(asdict(sketch))
        found["threshold"] = {"status": sketch.status, **plain(sketch.threshold)}
    return found


def pressure_of(pressure: Pressure) -> dict[str, Any]:
    """Return the rivalry of the powers with what it was measured from."""
    return {
        "years": list(pressure.years),
        "mean": plain(pressure.mean),
        "low": plain(pressure.low),
        "high": plain(pressure.high),
        "prob": 0.9,
        "components": plain(pressure.components),
        "counts": plain(pressure.counts),
        "widened": list(pressure.widened),
        "loadings": plain(pressure.loadings),
    }


def survival_of(survival: Survival) -> dict[str, Any]:
    """Return how long two-sided engagement lasts, with the numbers it rests on."""
    return {
        "years": list(survival.years),
        "probability": {"mean": plain(survival.mean), "low": plain(survival.low), "high": plain(survival.high)},
        "spells": plain(survival.spells),
        "state_years": plain(survival.state_years),
        "exits": plain(survival.exits),
        "ways_out": plain(survival.ways_out),
        "inside_now": plain(survival.inside_now),
        "time_to_return": plain(survival.time_to_return),
        "like_this": plain(survival.like_this),
        "focal_spells": [plain(asdict(spell)) for spell in survival.focal_spells],
        "backtest": plain(survival.backtest),
        "alternatives": plain(survival.alternatives),
        "notes": list(survival.notes),
    }


def roles_of(roles: Sequence[RoleRow] | None) -> list[dict[str, Any]] | dict[str, str]:
    """Return the table of rows by role."""
    return [plain(asdict(row)) for row in roles] if roles is not None else absent("no role table was asked for")


def measured_of(inputs: Inputs | None, focal: str) -> dict[str, Any]:
    """Return what is measured beside the ties, and what no source here holds with the source to pull."""
    if inputs is None:
        return absent("no panel was opened")
    found: dict[str, Any] = {"state": [], "system": [], "absent": plain(dict(sorted(inputs.absent.items())))}
    for key, panel, unit in (("state", inputs.series, focal), ("system", inputs.system, "")):
        for j, variable in enumerate(panel.variables):
            rows = [panel.row(unit)] if unit in panel.states else ([] if unit else range(len(panel.states)))
            seen = [any(panel.coverage[row, t, j] == 0 for row in rows) for t in range(len(panel.period))]
            found[key].append(card(variable) | {"coverage": spans(panel.period.years, seen)})
        found[key].sort(key=lambda row: row["name"])
    return found
