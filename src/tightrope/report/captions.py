"""Captions of the figures: title, what to see, and the sources with version and last observed year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tightrope.report.draw.map import disputed
from tightrope.report.parts.shocks import caption, shocks_of
from tightrope.report.reading import Report, absent, names_of
from tightrope.report.wording import listed, the


def captions(report: Report) -> dict[str, dict[str, Any]]:
    """Return figure -> title, text and sources."""
    focal, powers = names_of(report)
    first, second = the(powers[0]), the(powers[1])
    ties = source_line(report, "tie")
    words = {
        "rope": (
            "The rope",
            f"Each dot is a year; the big dot is {report['as_of']}. The shade holds both ties at once with probability "
            "0.9, so it is wider than the interval of either. On the dotted line both ties are equal; dashed lines are "
            f"the floors of a working tie.{_steps(report)}",
            ties,
        ),
        "ties": (
            "Both ties and who moved",
            "Bands are intervals, dashed lines floors, dotted lines turning years, gray what comes "
            "after the as-of year. Below, upward marks brought closer, downward marks loosened; hollow marks are "
            f"unverified.{_steps(report)}",
            ties,
        ),
        "domains": (
            f"Lean of {focal} by domain",
            "The gray band is level. A domain is drawn only where each power has a series within five years.",
            ties,
        ),
        "beyond": (
            f"Lean of {focal} beyond distance and size",
            "The line is what is left of a lean after distance, land borders and the capability of both powers and of "
            "the state; dotted, the lean itself. The interval holds the error of that model, not the scatter of states "
            "around it.",
            [],
        ),
        "classes": (
            f"Where {focal} stood, year by year",
            f"Chance of each label, summing to one; blue toward {first}, orange toward {second}.",
            ties,
        ),
        "autonomy": (
            "Dependence on each power",
            "Mean over arms (five years) and goods imports of the share that comes from the power, times the "
            "concentration of suppliers; the ceiling is the 95th percentile of all states.",
            source_line(report, "context"),
        ),
        "record": (
            "States side by side",
            "Chance to stay inside two-sided engagement by the duration model, if inside now; an open dot stands "
            "outside, and its chance is that of a state that has just entered.",
            [],
        ),
        "backtest": (
            "The model against two naive rules",
            "Each row is a date and years ahead. Left of zero the model erred less; full dots are told apart from "
            "zero. Ties are smoothed over all years, so membership at a date knows something of what followed.",
            [],
        ),
        "survival": (
            "Still inside two-sided engagement",
            "Share of spells that last, from the record of all measured states.",
            [],
        ),
        "pressure": (
            f"Rivalry of {first} and {second}",
            "From 0 to 1 within the period; marks on the axis are years with fewer than "
            "four series, where the interval is wider.",
            pressure_line(report),
        ),
        "game": (
            "Where level standing gives way in the sketch",
            "All parameters are assumed; no number of a state enters.",
            [],
        ),
        "theories": (
            "Theories and baselines against AR(1)",
            "A dot is the difference in log score over lean and engagement together, the line its interval of "
            "probability 0.9; green is better than every naive baseline, gray is worse. Where a random walk does "
            "better than AR(1), it is the bar.",
            [],
        ),
        "paths": (
            "From pressure to ties and results",
            "Slopes a year ahead in all measured states, each within the state. Thick lines are resolved, with their "
            "slope; dashed lines are not. What bends a slope, and what feeds back, stands in the table below.",
            ties,
        ),
        "others": (
            "Every measured state",
            f"Means in {report['as_of']}; {focal} is the large dot. On the dotted line both ties are equal.",
            ties,
        ),
        "recipes": (
            f"Lean of {focal} by every recipe",
            "Each point of the line is one other way to build the measure, in order of its lean; the dashed line is "
            "the default. Marks below show which choices lie where along the order, darker where more recipes made "
            "them.",
            ties,
        ),
        "debates": (
            "Debates, and how firm their verdicts are",
            "The dot is the verdict, hollow where the tests cannot tell; the bar reaches from the least to the most "
            "favorable verdict when any one test is left out. Of two statements that cannot both hold, the first.",
            [],
        ),
        "questions": (
            f"What made the difference for {focal}",
            "Dots are means, lines intervals: hollow and dashed before any case was seen, full after the cases. The "
            "pale bar is what its own values and the signs of the theory allow whatever else is true.",
            [],
        ),
        "clues": (
            "What each clue carries",
            "Each bar is the chance of the proposition over that clue's own range, the others in the middle; the mark "
            "is where it would stand without the clue. Blue clues speak for, orange ones against.",
            [],
        ),
        "matrix": (
            "Accounts against evidence",
            "Decibels of an item under an account over the mean of all; blue is expected, orange unexpected. Only "
            "accounts that name a clue carry a number; the last column adds what speaks against.",
            [],
        ),
        "map": (
            f"Every measured state, {report['as_of']}",
            f"{focal} has a dark outline; dots stand for states too small to be seen. Hatched with dots, because their "
            f"status is disputed: {listed(area['name'] for area in disputed())}; boundaries imply no opinion. "
            "Geometry: Natural Earth (public domain).",
            ties,
        ),
        "coverage": (
            "What is observed",
            f"Upper bar {first}, lower bar {second}; pale bars are series that do not enter the ties.",
            ties,
        ),
    }
    for shock in shocks_of(report):
        if shock["drawn"] is not None:
            words[f"shock-{shock['id']}"] = (*caption(report, shock["drawn"]), ties)
    return {name: {"title": title, "text": text, "sources": source} for name, (title, text, source) in words.items()}


def _steps(report: Report) -> str:
    """Say in which years a step of the overall ties is partly another set of observed domains."""
    position = report["position"]
    if absent(position):
        return ""
    tilts = {d: part["tilt"]["mean"] for d, part in position["domains"].items() if "tilt" in part}
    sets = [frozenset(d for d, mean in tilts.items() if mean[t] is not None) for t in range(len(position["years"]))]
    changed = [
        str(year)
        for year, before, after in zip(position["years"][1:], sets, sets[1:], strict=False)
        if before and after and before != after and year <= report["as_of"]
    ]
    if not changed:
        return ""
    return f" Part of any step in {listed(changed)} is a domain that enters or leaves the mean, not a move."


def source_line(report: Report, role: str) -> list[dict[str, str]]:
    """Return the sources of the tie series of a role with version and last observed year."""
    if absent(report["position"]):
        return []
    used: dict[str, int] = {}
    for row in report["position"]["indicators"]:
        ends = [stop for side in ("first", "second") for _, stop in row["coverage"][side]]
        if row["role"] == role and ends:
            for name in row["source"].split(", "):
                used[name] = max(used.get(name, 0), *ends)
    return _cards(report, used)


def pressure_line(report: Report) -> list[dict[str, str]]:
    """Return the sources of the rivalry's series."""
    part = report["horizon"]["pressure"]
    if absent(part):
        return []
    wanted = {v for names in part["components"].values() for v in names}
    used: dict[str, int] = {}
    for row in report["measured"].get("system", []):
        if row["name"] in wanted and row["coverage"]:
            for name in row["source"].split(", "):
                used[name] = max(used.get(name, 0), row["coverage"][-1][1])
    return _cards(report, used)


def source_cards(report: Report) -> dict[str, dict[str, Any]]:
    """Return source -> label, version, license and coverage, its files taken together."""
    found: dict[str, dict[str, Any]] = {}
    for row in report["manifest"].get("inputs", []):
        if row.get("kind", "source file") == "indicator":
            continue
        name = str(row["name"]).split(": ")[0]
        held = found.setdefault(
            name,
            {
                "label": row.get("label") or f"{name} (file of this study)",
                "version": row.get("version") or "",
                "license": row.get("license") or "",
                "coverage": (row.get("coverage") or []) if row.get("label") else [],
                "url": row.get("url") or "",
                "sha256": [],
            },
        )
        held["sha256"].append(str(row.get("sha256", ""))[:12])
    return found


def _cards(report: Report, used: Mapping[str, int]) -> list[dict[str, str]]:
    known = source_cards(report)
    rows = []
    for name, year in sorted(used.items()):
        card = known.get(name, {})
        rows.append(
            {"label": card.get("label", name.replace("_", " ")), "version": card.get("version", ""), "last": str(year)}
        )
    return rows
