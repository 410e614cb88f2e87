"""How a report's dictionary is read: names, parts that are absent, values of the as-of year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tightrope.core.panel import DOMAINS
from tightrope.report.wording import the

Report = Mapping[str, Any]
RECIPES = {
    "normalization: min-max": "values scaled from lowest to highest",
    "normalization: rank": "values replaced by ranks",
    "normalization: z-score": "values in standard deviations",
    "weights: domains alike": "domains weighted alike",
    "weights: indicators alike": "series weighted alike",
    "weights: security double": "security weighted double",
    "aggregation: arithmetic": "series joined by their mean",
    "aggregation: geometric": "series joined by their geometric mean",
    "aggregation: median": "series joined by their median",
    "aggregation: mean of domain tilts": "leans of domains averaged",
    "aggregation: mean of indicator tilts": "leans of series averaged",
    "normalization: robust z-score": "values in quartiles from the median",
    "normalization: rank in the year": "values replaced by ranks within the year",
    "normalization: each power's own": "ties held against what other states have with the same power",
    "normalization: share of the two": "each power's share of what both get",
    "votes: as declared": "votes by chance-corrected agreement (kappa)",
    "votes: A (chance-corrected)": "votes by agreement less what chance gives (A)",
    "votes: agreement": "votes by plain agreement",
    "votes: identical votes": "votes by identical votes",
    "votes: contested votes": "votes where the powers part alone",
    "votes: ideal points": "votes by distance of ideal points",
    "votes: ideal points, flagged years dropped": "votes by ideal points, without years that say little",
    "votes: ideal points, important votes": "votes by ideal points from important votes",
    "without: none, unpaired added": "adding series that cover one power alone",
}


def absent(part: Any) -> bool:
    """Whether a part of the report says why it is empty instead of holding anything."""
    return part is None or (isinstance(part, Mapping) and part.get("status") == "absent")


def names_of(report: Report) -> tuple[str, tuple[str, str]]:
    """Return the names of the focal state and of the two powers."""
    first, second = report["study"]["names"]["powers"]
    return report["study"]["names"]["focal"], (first, second)


def floors(report: Report) -> tuple[float | None, float | None]:
    """Return the floors of the ties to the first and to the second power."""
    return bound(report, "floor", "first"), bound(report, "floor", "second")


def bound(report: Report, kind: str, side: str = "") -> float | None:
    """Return a bound of the labels by its kind ("floor", "ceiling") and side, None where none is given."""
    if absent(report["position"]):
        return None
    code = dict(zip(("first", "second"), report["study"]["powers"], strict=True)).get(side, "")
    for name, value in report["position"].get("thresholds", {}).items():
        parts = set(name.replace(":", "_").replace(".", "_").split("_"))
        others = parts - {kind, side, code, "power"}
        if kind in parts and not others and (not side or parts & {side, code}):
            return None if value is None else float(value)
    return None


def side_of(report: Report, tie: str) -> int:
    """Return 0 for a tie to the first power, 1 for one to the second; the tie is "domain:POWER" or "domain_second"."""
    return int("second" in tie or tie.endswith(report["study"]["powers"][1]))


def tie_words(report: Report, tie: str) -> str:
    """Return a tie in words, such as "security tie to China"."""
    domain = tie.replace(":", "_").split("_")[0]
    word = f"{domain} tie" if domain in DOMAINS else "tie"
    return f"{word} to {the(names_of(report)[1][side_of(report, tie)])}"


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


def recipe_words(report: Report, name: str) -> str:
    """Return a family of recipes in words: "without: arms_share" becomes "leaving out" and the series' label."""
    kind, _, choice = name.partition(": ")
    labels = {row["name"]: row["label"] for row in report["position"]["indicators"]}
    if name in RECIPES:
        return RECIPES[name]
    if kind == "weights" and choice.startswith("half on "):
        return f"half of the weight on {choice.removeprefix('half on ')} ties"
    if kind == "without" and choice.partition(" ")[0] in ("domain", "family"):
        what, _, which = choice.partition(" ")
        return f"leaving out the {which} domain" if what == "domain" else f"leaving out all series of {which}"
    if kind == "without":
        label = labels.get(choice, choice.replace("_", " ")).replace("the power", "each power")
        label = label if label[:2].isupper() else label[0].lower() + label[1:]
        return "leaving nothing out" if choice == "none" else f"leaving out the series {label!r}".replace("'", '"')
    return RECIPES.get(name, f"{kind.replace('_', ' ')} by {choice}" if choice else kind.replace("_", " "))
