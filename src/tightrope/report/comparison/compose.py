"""The values of a comparison become compare.json: every state in full, the order of states, what stands apart."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from tightrope.core.alignment import Position
from tightrope.core.errors import InvalidValue
from tightrope.report.cite import bibliography, entries, references
from tightrope.report.comparison.said import sentences
from tightrope.report.parts.where import plain, position_of, series_of
from tightrope.report.wording import lint

SCHEMA = 1
SHAPE = Path(__file__).with_name("compare.schema.json")
LEFT_OUT = ("cloud", "others", "indicators", "votes", "recipes", "uncertainty")
Comparison = Mapping[str, Any]


def compose(
    *,
    study: Mapping[str, Any],
    names: Mapping[str, str],
    positions: Mapping[str, Position],
    as_of: int,
    order: Mapping[str, Any],
    apart: Sequence[Mapping[str, Any]],
    world: Mapping[str, Any],
    manifest: Mapping[str, Any],
) -> dict[str, Any]:
    """Return compare.json as a dictionary.

    Parameters
    ----------
    study : states and powers (ISO3), period, seed, draws.
    names : ISO3 code -> English name.
    positions : state -> position, all of one fit.
    as_of : the last year in which every state is measured.
    order : tilt and engagement in that year with the probability of each pair (study.comparison.order).
    apart : last observed arms shares, votes and energy by state (study.comparison.apart).
    world : lean of all measured states in that year, for the map.
    manifest : inputs with digest, license and citation; code.

    Returns
    -------
    Every key of compare.schema.json. Tilt is negative toward the first power, in [-1, 1]; intervals have
    probability 0.9; null is "not observed".

    Raises
    ------
    InvalidValue : the result breaks the shipped schema, or a sentence a rule of honesty.
    """
    first, second = (names.get(code, code) for code in study["powers"])
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "comparison": plain(study)
        | {"names": {"states": [names.get(code, code) for code in study["states"]], "powers": [first, second]}},
        "as_of": as_of,
        "states": [_state(code, positions[code], names, (first, second)) for code in study["states"]],
        "order": plain(order),
        "apart": plain(apart),
        "world": plain(world),
        "sentences": {},
        "references": _references(manifest),
        "manifest": plain(manifest),
        "outputs": {},
    }
    found["sentences"] = sentences(found)
    check(found)
    return found


def _state(code: str, position: Position, names: Mapping[str, str], powers: tuple[str, str]) -> dict[str, Any]:
    name = names.get(code, code)
    held = position_of(
        position, inputs=None, alignment=None, standing=None, focal=name, powers=powers, names=names, events=()
    )
    return {
        "state": code,
        "name": name,
        "as_of": position.as_of,
        "position": {key: value for key, value in held.items() if key not in LEFT_OUT},
        "asymmetry": {domain: series_of(s) for domain, s in sorted(position.asymmetry.items())},
    }


def _references(manifest: Mapping[str, Any]) -> list[dict[str, str]]:
    place = bibliography()
    known = entries(place.read_text(encoding="utf-8")) if place is not None else {}
    also = set(manifest["also"])
    keys = {key for row in manifest["inputs"] if row["role"] == "tie" or row["name"] in also for key in row["citation"]}
    return references(sorted(keys | {"icd203"}), known)


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """Return the shipped schema of compare.json."""
    held: dict[str, Any] = json.loads(SHAPE.read_text(encoding="utf-8"))
    return held


def check(found: Comparison) -> None:
    """Refuse a comparison that breaks the schema, or a sentence with likelihood and confidence in it.

    Raises
    ------
    InvalidValue : with the first fault.
    """
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(schema()).iter_errors(found):
        place = ".".join(str(part) for part in error.absolute_path) or "comparison"
        raise InvalidValue(f"{place}: {error.message[:200]}", where="compare.json", next="mend the value handed over")
    for lines in found["sentences"].values():
        for line in lines:
            if lint(line):
                raise InvalidValue(
                    "likelihood and confidence share a sentence", where="compare.json", next="write two sentences"
                )
