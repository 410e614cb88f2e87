"""How a report's dictionary is read: names, parts that are absent, values of the as-of year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Report = Mapping[str, Any]


def absent(part: Any) -> bool:
    """Whether a part of the report says why it is empty instead of holding anything."""
    return part is None or (isinstance(part, Mapping) and part.get("status") == "absent")


def names_of(report: Report) -> tuple[str, tuple[str, str]]:
    """Return the names of the focal state and of the two powers."""
    first, second = report["study"]["names"]["powers"]
    return report["study"]["names"]["focal"], (first, second)


def floors(position: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Return the floors of the ties to the first and to the second power."""
    found = position.get("thresholds", {})
    return found.get("floor_first"), found.get("floor_second")


def at(series: Any, index: int) -> tuple[float | None, float | None, float | None]:
    """Return mean, low and high of a series at an index; None where not observed."""
    if absent(series):
        return None, None, None
    return series["mean"][index], series["low"][index], series["high"][index]


def now(report: Report) -> int | None:
    """Return the index of the as-of year, None where nothing was measured."""
    position = report["position"]
    if absent(position) or report["as_of"] not in position["years"]:
        return None
    return int(position["years"].index(report["as_of"]))
