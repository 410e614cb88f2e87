"""Tables of a comparison as CSV: a row a state, a row a state-year, a row a pair, and what stands apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tightrope.report.comparison.said import Comparison, now, value
from tightrope.report.table import text

ENDS = ("", "_low", "_high")
NOW = (
    "tilt", "engagement", "tie_first", "tie_second", "dependence_first", "dependence_second", "autonomy",
    "autonomy_use", "exposure", "offset", "ambiguity", "fallback", "hedging",
)  # fmt: skip
YEARLY = (
    "tilt", "engagement", "tie_first", "tie_second", "dependence_first", "dependence_second", "autonomy", "hedging",
)  # fmt: skip
READINGS = ("security", "paired", "all")


def tables(found: Comparison) -> dict[str, str]:
    """Return file name -> CSV text."""
    return {
        "compare_states.csv": states(found),
        "compare_years.csv": years(found),
        "compare_pairs.csv": pairs(found),
        "compare_apart.csv": apart(found),
    }


def states(found: Comparison) -> str:
    """Return one row a state, in the common year."""
    labels = found["states"][0]["position"]["classes"]["labels"]
    head = ["state", "name", "year"]
    head += [name + end for name in NOW for end in ENDS]
    head += [f"tilt_{reading}{end}" for reading in READINGS for end in ENDS]
    head += ["tilt_common_domains", "tilt_common_domains_low", "tilt_common_domains_high"]
    head += ["inside", *(f"probability: {label}" for label in labels)]
    rows = []
    shared = found["order"]["common"]["tilt"]
    for k, row in enumerate(found["states"]):
        t, held = now(found, row), row["position"]
        cells: list[Any] = [row["state"], row["name"], found["as_of"]]
        for name in NOW:
            cells += value(row, name, t)
        for reading in READINGS:
            cells += _at(held["readings"].get(reading, {}).get("tilt"), t)
        cells += [shared["mean"][k], shared["low"][k], shared["high"][k], held["inside"][t]]
        rows.append([*cells, *held["classes"]["probability"][t]])
    return text(head, rows)


def years(found: Comparison) -> str:
    """Return one row a state and year in which the lean is observed."""
    labels = found["states"][0]["position"]["classes"]["labels"]
    head = ["state", "name", "year", "after_as_of", *(name + end for name in YEARLY for end in ENDS)]
    head += ["inside", *(f"probability: {label}" for label in labels)]
    rows = []
    for row in found["states"]:
        held = row["position"]
        for t, year in enumerate(held["years"]):
            if held["tilt"]["mean"][t] is None:
                continue
            cells: list[Any] = [row["state"], row["name"], year, int(year > row["as_of"])]
            for name in YEARLY:
                cells += value(row, name, t)
            rows.append([*cells, held["inside"][t], *held["classes"]["probability"][t]])
    return text(head, rows)


def pairs(found: Comparison) -> str:
    """Return one row for each ordered pair of states."""
    codes, held = found["comparison"]["states"], found["order"]
    rows = [
        (
            one, two, held["year"], held["all"]["tilt_more"][i][j], held["common"]["tilt_more"][i][j],
            held["all"]["engagement_more"][i][j],
        )
        for i, one in enumerate(codes)
        for j, two in enumerate(codes)
        if i != j
    ]  # fmt: skip
    head = ("state", "other", "year", "leans_more_to_second", "the_same_on_common_domains", "more_engaged")
    return text(head, rows)


def apart(found: Comparison) -> str:
    """Return arms shares, votes and energy, a row a state and power."""
    head = ("state", "kind", "name", "label", "power", "year", "value", "unit")
    return text(
        head, ([part["state"], *(row[key] for key in head[1:])] for part in found["apart"] for row in part["rows"])
    )


def _at(series: Mapping[str, Any] | None, t: int) -> tuple[Any, Any, Any]:
    return (None, None, None) if series is None else (series["mean"][t], series["low"][t], series["high"][t])
