"""The arguments as the page prints them: pairs that cannot both hold, and questions with where they are answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tightrope.report.reading import Report, absent

PLACES = {
    "where": "screen", "why": "screen", "both relations since 1947": "relations", "economic forces": "economy",
    "security forces": "security", "autonomy": "autonomy", "how long": "horizon", "what to do": "action",
    "the arguments": "arguments", "would another theory say otherwise": "theories", "how sure": "sure",
    "what we cannot say": "limits",
}  # fmt: skip
STATES = ("answered", "answered in part", "cannot tell", "not asked")


def places(sections: Sequence[str]) -> list[tuple[str, str]]:
    """Return (anchor, name) of each section that a question names; the anchor is empty where the page has none."""
    return [(PLACES.get(name.lower(), ""), name) for name in sections]


def completed(statements: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Return completion state -> number of questions, in the order from answered to not asked."""
    counted = Counter(s.get("completion") for s in statements if s["kind"] == "question")
    return [(state, counted[state]) for state in STATES if counted[state]]


def rivals(report: Report) -> list[dict[str, Any]]:
    """Return the pairs of statements that cannot both hold, with both statements and the tests' word on them."""
    held = {} if absent(report["ledger"]) else {s["id"]: s for s in report["ledger"]}
    found = []
    for pair in report["evidence"]["contradictions"]:
        if pair["first"] in held and pair["second"] in held:
            named = {pair["first"]: "the first", pair["second"]: "the second"}
            told = pair["state"]
            for name in sorted(named, key=len, reverse=True):
                told = told.replace(name, named[name])
            both = held.get("X." + ".".join(pair[end].split(".", 1)[-1] for end in ("first", "second")))
            found.append(pair | {"sides": [held[pair["first"]], held[pair["second"]]], "state": told, "both": both})
    return found


def account(report: Report, name: str) -> str:
    """Return an account's theory and what it holds, as the page names it."""
    held = report["explanation"]["tracing"]
    one = next((p for p in held.get("propositions", []) if p["id"] == name), None)
    return f"{one['label'].lower()} ({name.rsplit('.', 1)[-1].replace('_', ' ')})" if one else name


def moved(asked: Sequence[Mapping[str, Any]]) -> int:
    """Return how many answers have left their prior: the interval after the cases does not hold the mean before."""
    return sum(not one["low"] <= one["prior_mean"] <= one["high"] for one in asked)


def open_(asked: Sequence[Mapping[str, Any]]) -> int:
    """Return how many answers the values alone leave anywhere from 0 to 1."""
    return sum(one["data"][0] <= 0.0 and one["data"][1] >= 1.0 for one in asked)
