"""Checks of a report before it is written: the shipped schema and the rules of honesty."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from tightrope.core.errors import InvalidValue
from tightrope.report.wording import lint, unplain

SCHEMA = Path(__file__).with_name("report.schema.json")


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """Return the shipped schema of report.json."""
    held: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return held


def faults(report: Mapping[str, Any]) -> list[str]:
    """Return every fault of a report: against the schema first, then against the rules of honesty."""
    from jsonschema import Draft202012Validator

    found = [
        f"{'.'.join(str(p) for p in error.absolute_path) or 'report'}: {error.message[:200]}"
        for error in sorted(
            Draft202012Validator(schema()).iter_errors(report), key=lambda e: [str(p) for p in e.absolute_path]
        )
    ]
    if found:
        return found
    return [*_lengths(report), *_sentences(report), *_evidence(report)]


def check(report: Mapping[str, Any]) -> None:
    """Refuse a report that breaks the schema or a rule of honesty.

    Raises
    ------
    InvalidValue : with the first fault and how many there are.
    """
    found = faults(report)
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise InvalidValue(f"{found[0]}{more}", where="report.json", next="mend the value that the room handed over")


def series(value: Any, name: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every series below a value, with its path."""
    if isinstance(value, Mapping):
        if {"mean", "low", "high", "prob"} <= value.keys() and isinstance(value["mean"], list):
            yield name, value
            return
        for key, item in value.items():
            yield from series(item, f"{name}.{key}" if name else str(key))


def _lengths(report: Mapping[str, Any]) -> list[str]:
    position = report["position"]
    if position.get("status") == "absent":
        return []
    length = len(position["years"])
    found = []
    for name, held in (*series(position, "position"), *series(report["asymmetry"], "asymmetry")):
        if not len(held["mean"]) == len(held["low"]) == len(held["high"]) == length:
            found.append(f"{name}: not aligned with position.years")
            continue
        for mean, low, high in zip(held["mean"], held["low"], held["high"], strict=True):
            if (mean is None) != (low is None) or (mean is None) != (high is None):
                found.append(f"{name}: a value without its interval")
                break
            if mean is not None and not low <= high:
                found.append(f"{name}: an interval upside down")
                break
    for row in position["classes"]["probability"]:
        known = [p for p in row if p is not None]
        if known and abs(sum(known) - 1) > 0.002:
            found.append(f"position.classes: a year's probabilities sum to {sum(known):.3f}")
            break
    return found


def _sentences(report: Mapping[str, Any]) -> list[str]:
    shown = {i for ids in report["screen"].values() for i in ids}
    found = []
    for finding in report["findings"]:
        found += [f"{finding['id']}: likelihood and confidence share a sentence" for _ in lint(finding["sentence"])]
        if finding["id"] in shown:
            found += [f"{finding['id']}: the first screen holds {mark!r}" for mark in unplain(finding["sentence"])]
    return found


def _evidence(report: Mapping[str, Any]) -> list[str]:
    return [
        f"{finding['id']}: a number without an interval"
        for finding in report["findings"]
        if finding["value"] is not None and not finding["interval"]
    ]
