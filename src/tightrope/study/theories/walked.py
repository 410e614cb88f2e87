"""From a theory's score back to left sides, folds, columns, rows and sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tightrope.explain.rivals.columns import FILTERED, label_of

FOLDS = {"regions": "a region left out", "ahead": "years after the fit"}


def told(report: dict[str, Any], name: str) -> tuple[str, tuple[tuple[str, tuple[str, ...]], ...]] | None:
    """Return what a theory's score is and what it rests on, each with the lines below it; None if it has no score.

    Parameters
    ----------
    name : of a theory or baseline, as in the table of scores.
    """
    held = report.get("explanation", {}).get("rivals") or {}
    row = next((r for r in held.get("rows", []) if r["name"] == name), None)
    if row is None or not row["tests"]:
        return None
    first = row["tests"][0]
    low, high = first["interval"]
    text = (
        f"{row['label']}: log score less that of AR(1) {first['difference']:+.0f} ({low:+.0f} to {high:+.0f}), lean "
        f"and engagement together, {FOLDS[first['test']]}: {first['verdict']} against {first['bar']}"
    )
    return text, (*_folds(held, row), *_sides(held, name), *_columns(report, held, name))


def _folds(held: dict[str, Any], row: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for test in row["tests"]:
        low, high = test["interval"]
        where = f"{FOLDS[test['test']]}, {test['ahead']} ahead"
        text = f"{where}: {test['difference']:+.0f} ({low:+.0f} to {high:+.0f}), {test['predictions']} predictions"
        if test["test"] == "regions":
            below = tuple(f"region of {len(r)} states: {', '.join(r)}" for r in held["regions"])
        else:
            below = tuple(f"fitted to {year}, scored from {year + test['ahead']} on" for year in held["origins"])
        yield text, below


def _sides(held: dict[str, Any], name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    found = [
        f"{held['outcomes'][d['outcome']]}: {d['difference']:+.0f}, standard error {d['error']:.0f}, "
        f"{d['verdict']} against {d['bar']}"
        for d in held["duels"]
        if (d["model"], d["test"], d["ahead"]) == (name, "regions", 1) and d["form"] in ("strict", "baseline")
    ]
    first, last = held["years"]
    yield f"left sides, {held['states']} states, {first}-{last}, a region left out", tuple(found)


def _columns(report: dict[str, Any], held: dict[str, Any], name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each column that the theory names, with its sign by left side and the rows of the panel behind it."""
    signs: dict[str, dict[str, list[str]]] = {}
    for outcome, columns in held["sets"].get(name, {}).items():
        for column, sign in columns.items():
            signs.setdefault(column, {}).setdefault(sign, []).append(held["outcomes"][outcome])
    known = {c["name"]: c["known"] for c in held["columns"]}
    roles = report["roles"] if isinstance(report.get("roles"), list) else []
    entries = [r for r in roles if r["equation"] == "theories" and r["measured"]]
    for column, by in signs.items():
        said = "; ".join(f"{sign} for {', '.join(outcomes)}" for sign, outcomes in by.items())
        stems = [part.split(".")[0] for part in column.split(" x ")]
        rows = tuple(
            dict.fromkeys(
                f"{r['variable']} ({r['dyad']}), {r['source']}, {r['first']}-{r['last']}, {r['lag']} before"
                for r in entries
                if r["lag"] and any(_behind(stem, r) for stem in stems)
            )
        )
        yield f"column {label_of(column)}, known in {known[column]:.0%} of rows: sign {said}", rows


def _behind(stem: str, row: dict[str, Any]) -> bool:
    """Return whether an entry of the role table is a row of this column."""
    if stem in ("pressure", "powers_trade"):
        return row["construct"] == "rivalry" and (stem == "pressure" or "trade_share" in row["variable"])
    return bool(row["construct"] == (stem if stem in FILTERED else label_of(stem)))
