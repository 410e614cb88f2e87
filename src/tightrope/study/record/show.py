"""How long, as rows of text: what `show STUDY horizon` prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Row = tuple[str, ...]


def lines(horizon: Mapping[str, Any]) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Return rows and notes: survival counted plainly, the record of all states, its backtest."""
    survival = horizon.get("survival", {})
    years, p = survival.get("years", []), survival.get("probability", {})
    rows: list[Row] = [
        ("still inside, by the plain hazard", f"{y} years", _two(p["mean"][k]), _ends(p["low"][k], p["high"][k]))
        for k, y in enumerate(years)
        if p.get("mean")
    ]
    notes = [str(n) for n in survival.get("notes", [])]
    part = horizon.get("record", {})
    if "counts" in part:
        rows += _record(part)
        notes += part["notes"]
    elif part.get("why"):
        notes.append(f"no model of the record: {part['why']}")
    test = horizon.get("backtest", {})
    if "dates" in test:
        rows += _test(test)
        notes += [
            f"missed as of {m['date']}: {m['state']}, said to stay {m['years']} years with {m['said']:.2f}, stayed in "
            f"{m['stayed']:.2f} of draws"
            for m in test["misses"]
        ]
    return tuple(rows), tuple(notes)


def _record(part: Mapping[str, Any]) -> list[Row]:
    counts, years = part["counts"], part["years"]
    span = f"{part['from']}-{part['to']}"
    rows: list[Row] = [
        (f"{name.replace('_', ' ')} in the record", span, f"{counts[name]['mean']:.0f}", _wide(counts[name], 0))
        for name in ("spells", "exits", "censored", "state_years", "states")
    ]
    few = f" (fewer than {part['least_exits']} exits)"
    for way in counts["exits_by_way"]:
        rows.append((f"exits: {way['way']}{few if way['few'] else ''}", f"{way['number']:.0f}", *_mean(way["share"])))
    for k, y in enumerate(years):
        rows.append(("still inside, Aalen-Johansen", f"{y} years", *_mean(part["curves"]["survival"][k])))
    for row in part["states"]:
        who = f"{row['state']} still inside, by the model{' (if it had just entered)' if row['assumed'] else ''}"
        rows += [(who, f"{y} years", *_mean(row["survival"][k])) for k, y in enumerate(years)]
    for side, found in part["states"][0]["ways"].items():
        flag = few if side in part["model"]["few"] else ""
        rows.append((f"{part['states'][0]['state']} gone {side}{flag}", f"{years[-1]} years", *_mean(found[-1])))
    for name, reading in part["readings"].items():
        if reading:
            rows += [
                (f"by another reading: {name}", f"{y} years", *_mean(reading["survival"][k]))
                for k, y in enumerate(years)
            ]
    who = part["moves"]["who"]
    rows += [(f"own exits: {name}", "share", _two(share), "") for name, share in who.items() if share]
    return rows


def _test(test: Mapping[str, Any]) -> list[Row]:
    rows: list[Row] = []
    for date in test["dates"]:
        for row in date["brier"]:
            for rule, found in row["against"].items():
                rows.append(
                    (f"Brier less that of '{rule}', as of {date['date']}: {found['verdict']}", f"{row['years']} years",
                     f"{found['difference']:+.3f}", f"{found['low']:+.3f} to {found['high']:+.3f}")
                )  # fmt: skip
    return rows


def _mean(p: Mapping[str, float]) -> tuple[str, str]:
    return _two(p["mean"]), _wide(p, 2)


def _wide(p: Mapping[str, float], digits: int) -> str:
    return f"{p['low']:.{digits}f} to {p['high']:.{digits}f}"


def _two(value: float | None) -> str:
    return "not observed" if value is None else f"{value:.2f}"


def _ends(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low:.2f} to {high:.2f}"
