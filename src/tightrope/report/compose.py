"""The values of a run become one report: the dictionary of report.json, checked before anyone prints it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tightrope.core.alignment import Alignment, Position, Standing
from tightrope.core.calendar import Event
from tightrope.core.coding import Corpus
from tightrope.core.effect import Pathways, Pressure, Survival, SyntheticCase
from tightrope.core.panel import Inputs
from tightrope.core.scenario import Sketch
from tightrope.core.statement import Statement
from tightrope.core.theory import RoleRow, Theory
from tightrope.report.cite import bibliography, entries, references
from tightrope.report.findings import findings_of
from tightrope.report.honesty import check
from tightrope.report.parts.case import case_of, matrix_of, tracing_of
from tightrope.report.parts.forces import explanation_of, horizon_of, measured_of, roles_of
from tightrope.report.parts.quantities import quantities_of
from tightrope.report.parts.record import one_chance, record_of
from tightrope.report.parts.shocks import synthetic_of
from tightrope.report.parts.texts import events_of, evidence_of, statement_of
from tightrope.report.parts.where import absent, plain, position_of, series_of

SCHEMA = 1


def compose(
    *,
    study: Mapping[str, Any],
    names: Mapping[str, str],
    inputs: Inputs | None,
    alignment: Alignment | None,
    position: Position | None,
    standing: Standing | None,
    pressure: Pressure | None,
    corpus: Corpus | None,
    events: Sequence[Event] | None,
    theories: Sequence[Theory] | None,
    theory_svgs: Mapping[str, str] | None,
    roles: Sequence[RoleRow] | None,
    hypotheses: Sequence[Statement] | None,
    ledger: Sequence[Statement] | None,
    survival: Survival | None,
    sketch: Sketch | None,
    pathways: Pathways | None = None,
    manifest: Mapping[str, Any] | None,
    targets_note: str = "",
    contradictions: Sequence[Any] = (),
    states: Mapping[str, Any] | None = None,
    themes: Mapping[str, Any] | None = None,
    checked: Mapping[str, Any] | None = None,
    case: Any = None,
    traced: Any = None,
    sources: Mapping[str, Mapping[str, str]] | None = None,
    rivals: Mapping[str, Any] | None = None,
    synthetic: Sequence[SyntheticCase] | None = None,
    record: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return report.json as a dictionary.

    Parameters
    ----------
    study : name, title, focal (ISO3), powers (two ISO3), period, seed.
    names : ISO3 code -> English name.
    inputs, alignment, position, standing, pressure, corpus, events, theories, roles, hypotheses, ledger,
    survival, sketch, pathways : values of the rooms; None where a study did not ask for it.
    theory_svgs : theory -> its graph as SVG.
    manifest : inputs with digest, license and coverage; code; parameters.
    targets_note : how the published targets came out, in one sentence.
    contradictions : pairs of statements that cannot both hold: first and second (ids in the ledger), why, declared,
        state (what the tests say of the two).
    states : every measured state in the as-of year: year, labels, rows with tilt and its interval.
    themes : declared themes and those found, with their passages counted.
    sources : key -> entry of the bibliography; the package's own by default.
    synthetic : the state after each dated shock beside a mix of others; empty where no shock is declared.
    rivals : "rivals", how the theories did against each other, or None with the reason under "why".
    record : "record" and "backtest" of two-sided engagement over all states, or None each with the reason under "why".
    case : the graph of causes on the measured states, or why it could not be learned.
    traced : propositions after their clues (`traced`), and held against each other (`competing`).
    checked : what the texts claim, held against panel and chronology; None where no text was at hand.

    Returns
    -------
    Every key of the schema; a part that is None says why it is empty. Tilt is negative toward the first
    power, in [-1, 1]; intervals have probability 0.9; null is "not observed".

    Raises
    ------
    InvalidValue : the report breaks the shipped schema or a rule of honesty.
    """
    focal, first, second = (names.get(code, code) for code in (study["focal"], *study["powers"]))
    statements = tuple(ledger or ())
    report: dict[str, Any] = {
        "schema": SCHEMA,
        "study": plain(study) | {"names": {"focal": focal, "powers": [first, second]}},
        "as_of": position.as_of if position is not None else None,
        "position": absent("the position was not measured"),
        "asymmetry": absent("the position was not measured"),
        "evidence": evidence_of(corpus, statements, contradictions, themes, checked),
        "explanation": explanation_of(theories, theory_svgs or {}, hypotheses, rivals, pathways)
        | {
            "synthetic": synthetic_of(synthetic),
            "case": case_of(case),
            "tracing": tracing_of(traced.traced if traced is not None else None),
            "matrix": matrix_of(traced.competing if traced is not None else None),
        },
        "horizon": horizon_of(pressure, survival, sketch) | record_of(record),
        "roles": roles_of(roles),
        "measured": measured_of(inputs, study["focal"]),
        "events": events_of(events or (), position.as_of if position is not None else None),
        "states": plain(states) if states is not None else absent("the states were not laid out"),
        "ledger": [statement_of(s) for s in statements] if ledger is not None else absent("no register of statements"),
        "targets": targets_note,
        "manifest": plain(manifest) if manifest is not None else absent("no manifest was handed over"),
    }
    if position is not None:
        report["position"] = position_of(
            position,
            inputs=inputs,
            alignment=alignment,
            standing=standing,
            focal=focal,
            powers=(first, second),
            names=names,
            events=tuple(events or ()),
        ) | quantities_of(position)
        report["asymmetry"] = {d: series_of(s) for d, s in sorted(position.asymmetry.items())} or absent(
            "no domain has both directions measured"
        )
    one_chance(report)
    report["references"] = references(_cited(report, theories), sources if sources is not None else _known())
    report["findings"], report["screen"] = findings_of(report)
    check(report)
    return report


def _known() -> dict[str, dict[str, str]]:
    place = bibliography()
    return entries(place.read_text(encoding="utf-8")) if place is not None else {}


def _cited(report: Mapping[str, Any], theories: Sequence[Theory] | None) -> set[str]:
    """Return the keys of every source that the page names."""
    keys: set[str] = {"icd203"}
    measured = report["measured"]
    rows = [*measured.get("state", []), *measured.get("system", [])]
    rows += report["position"].get("indicators", [])
    for row in rows:
        keys.update(row["cites"])
    for theory in theories or ():
        keys.update(theory.cites)
        for edge in theory.edges:
            keys.update(edge.cites)
        for restriction in theory.restrictions:
            keys.update(restriction.cites)
    return keys
