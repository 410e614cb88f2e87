"""What other ways to build the measure say, and what the answer rests on: sentences, rows and tables of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tightrope.report.reading import Report, absent, recipe_words
from tightrope.report.wording import number, the

MARK = " | "
RESULTS = ("tilt", "side", "side_by_list")
SIDES = {
    "estranged": "neither tie",
    "first": "the tie to {0} alone",
    "second": "the tie to {1} alone",
    "engaged": "both",
}
KINDS = {"series": "series", "source": "source", "domain": "domain"}
LEFT = ("kind", "name", "tilt", "tilt_low", "tilt_high", "engagement", "engagement_low", "engagement_high", "inside")


def recipes_of(report: Report) -> Mapping[str, Any]:
    """Return the recipes of a report, empty where none was run."""
    if absent(report["position"]) or absent(report["position"].get("recipes")):
        return {}
    held: Mapping[str, Any] = report["position"]["recipes"]
    return held if held.get("n") else {}


def count(held: Mapping[str, Any], agree: str = "agree", whole: str = "n", share: str = "agree_share") -> str:
    """Return "k of n": a count over recipes, which nobody drew, and so never a chance."""
    n = int(held.get(whole) or held["n"])
    k = held.get(agree)
    return f"{round(held[share] * n) if k is None else int(k)} of {n}"


def same_lean(report: Report) -> str:
    """Return in how many recipes the lean has the same side; empty where none was run."""
    held = recipes_of(report)
    return count(held) if held and held.get("agree_share") is not None else ""


def same_ties(report: Report) -> str:
    """Return in how many recipes the same ties stand above their floors; empty where that is not known."""
    held = recipes_of(report)
    known = held and held.get("agree_class") is not None
    return count(held, "agree_classes", "n_class", "agree_class") if known else ""


def recipes_sentence(report: Report) -> str:
    """Say in how many recipes the answer holds and which choice breaks it, and how much; empty where none was run."""
    held = recipes_of(report)
    if not same_lean(report):
        return ""
    told = f"The same lean holds in {same_lean(report)} other ways to build the measure"
    if same_ties(report):
        told += f", and the same ties above their floors in {same_ties(report)}"
    if worst := held.get("broken_by"):
        told += f"; the choice that breaks the lean most often is {recipe_words(report, worst)}"
        if worst in held.get("families", {}):
            told += f" (it holds in {count(held['families'][worst])})"
    return told


def family_rows(report: Report) -> list[dict[str, Any]]:
    """Return the families of recipes with in how many the lean is the same."""
    held = recipes_of(report).get("families", {})
    return [
        {"label": recipe_words(report, name), "holds": count(row), "tilt": row["tilt"]} for name, row in held.items()
    ]


def deciding(report: Report) -> list[tuple[str, float]]:
    """Return what share of the spread of recipes each kind of choice explains alone, largest first."""
    held = recipes_of(report).get("decides", {})
    words = {"together": "choices only together"}
    return sorted(((words.get(k, f"the choice of {k}"), v) for k, v in held.items()), key=lambda row: (-row[1], row[0]))


def ranks_sentence(report: Report) -> str:
    """Say between which places the state's lean lies over the plain recipes; empty where that is not known."""
    held = recipes_of(report).get("ranks") or {}
    if not held:
        return ""
    names = report["study"]["names"]
    return (
        f"Over {held['cells']} plain recipes {names['focal']} stands between place {held['low']} and {held['high']} of "
        f"{held['states']} states, counted from the side of {the(names['powers'][0])}"
    )


def listed_sentence(report: Report) -> str:
    """Say in how many recipes an ordered list of behaviors with fixed thresholds finds the same ties working."""
    held = recipes_of(report)
    if not held.get("n_list"):
        return ""
    agree = count(held, "agree_lists", "n_list", "agree_list")
    return (
        f"Judged by a list of behaviors with fixed thresholds in the place of floors, the same ties work in {agree}; "
        "the thresholds of that list were set without this panel"
    )


def left_out(report: Report) -> list[dict[str, Any]]:
    """Return the latest year without each series, source and domain; those that move the lean most come first."""
    rows = _left(report)
    labels = {row["name"]: row["label"] for row in report["position"]["indicators"]} if rows else {}
    sources = {str(r["name"]).split(": ")[0]: r.get("label") for r in report["manifest"].get("inputs", []) if rows}
    found = []
    for row in sorted(rows, key=lambda r: (-abs(r["shift"] or 0.0), r["kind"], r["name"])):
        name = labels.get(row["name"]) if row["kind"] == "series" else sources.get(row["name"])
        found.append({**row, "label": name or row["name"].replace("_", " "), "what": KINDS[row["kind"]]})
    return found


def _left(report: Report) -> list[dict[str, Any]]:
    if absent(report["position"]) or absent(report["position"].get("causes")):
        return []
    return [row for row in report["position"]["causes"].get("left_out", []) if row["kind"] != "nothing"]


def left_out_sentence(report: Report) -> str:
    """Name what moves the lean most when it is left out; empty where nothing was."""
    rows = [row for row in left_out(report) if row["shift"] is not None and row["kind"] == "series"]
    if not rows:
        return ""
    most = rows[0]
    whole = next(r for r in report["position"]["causes"]["left_out"] if r["kind"] == "nothing")
    side = the(report["study"]["names"]["powers"][most["shift"] > 0])
    told = (
        f'The lean rests most on the series "{most["label"].replace("the power", "each power")}": without it the lean '
        f"moves by {number(abs(most['shift']))} toward {side}, to {number(most['tilt'])} "
        f"({number(most['tilt_low'])} to {number(most['tilt_high'])})"
    )
    if most["shift_inside"] is not None:
        told += (
            f", and the chance of standing inside two-sided engagement goes from {_percent(whole['inside'])} to "
            f"{_percent(most['inside'])}"
        )
    return told


def _percent(value: float) -> str:
    return f"{100.0 * value:.0f} %"


def recipes_table(report: Report) -> tuple[Sequence[str], list[Sequence[Any]]]:
    """Return head and rows of every recipe: its choices, its tilt, the side by floors and by the ordered list."""
    held = recipes_of(report)
    return (*held.get("kinds", ()), *RESULTS), [row.split(MARK) for row in held.get("rows", ())]


def years_table(report: Report) -> tuple[Sequence[str], list[Sequence[Any]]]:
    """Return head and rows of the count by year: recipes, and those with the default's lean and side of that year."""
    held = recipes_of(report).get("by_year") or {}
    return tuple(held), [list(row) for row in zip(*held.values(), strict=True)]


def left_out_table(report: Report) -> tuple[Sequence[str], list[Sequence[Any]]]:
    """Return head and rows of the latest year without each series, source and domain; empty cells are not known."""
    part = report["position"]
    rows = [] if absent(part.get("causes")) else part["causes"].get("left_out", [])
    labels = part["classes"]["names"]
    head = (*LEFT, "shift", "shift_inside", *(part["classes"]["labels"]))
    return head, [
        [*(row[key] for key in head[: len(LEFT) + 2]), *(row["labels"].get(n) for n in labels)] for row in rows
    ]
