"""Synthetic cases as the report holds and words them: rows, a line a shock, a finding where one can be made."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from tightrope.core.effect import SyntheticCase
from tightrope.core.finding import Finding
from tightrope.report.parts.where import absent as missing
from tightrope.report.parts.where import plain
from tightrope.report.plainly import known_states
from tightrope.report.reading import Report, absent, names_of
from tightrope.report.wording import listed, number, sentence, the

CANNOT = "cannot tell"
MOVED = ("closer", "away")
LEVEL = 0.05  # of the rank test, as the rule of the verdict has it
PATHS = ("actual", "synthetic", "low", "high", "measured_low", "measured_high", "band_low", "band_high")


def synthetic_of(cases: Sequence[SyntheticCase] | None) -> list[dict[str, Any]] | dict[str, str]:
    """Return every case as a row, or why there is none."""
    if not cases:
        return missing("no dated shock is declared for this state and these powers")
    return [
        {
            "id": f"shock.{case.shock}.{case.outcome}",
            "shock": case.shock, "title": case.title, "text": case.text, "year": case.year, "after": case.after,
            "who": case.who, "events": list(case.events), "outcome": case.outcome, "of": case.of,
            "domain": case.domain, "main": case.main, "series": list(case.series), "cut": list(case.cut),
            "years": list(case.years), "pool": list(case.pool), "left_out": dict(case.left_out),
            "donors": plain(dict(case.donors)),
            "gap": {
                "mean": plain(case.paths["gap"]), "prob": case.prob, **{k: plain(case.paths[k]) for k in PATHS},
            } if case.paths else missing(case.reason),
            "effect": plain(dict(case.effect)),
            "rmspe": plain({k: case.fit[k] for k in ("before", "after", "relative", "bound", "ratio")})
            if case.fit else {},
            "rank": plain(case.fit.get("rank")), "placebos": plain(case.fit.get("placebos")),
            "p": plain(case.fit.get("p")), "penalty": plain(case.fit.get("penalty")),
            "in_time": [plain(dict(row)) for row in case.in_time], "without": plain(dict(case.without)),
            "apart": plain(dict(case.apart)),
            "verdict": case.verdict, "reason": case.reason,
        }
        for case in cases
    ]  # fmt: skip


def shocks_of(report: Report) -> list[dict[str, Any]]:
    """Return the shocks in order: each with its cases, the case that is drawn (None if none can be told), a line.

    The verdict is that of the outcome that the shock was declared for, also where another is drawn.
    """
    cases = report["explanation"].get("synthetic")
    if cases is None or absent(cases):
        return []
    found = []
    for _, rows in groupby(cases, key=lambda case: case["shock"]):
        held = list(rows)
        told = [case for case in held if case["verdict"] != CANNOT]
        main = held[0]
        found.append({
            "id": main["shock"], "title": main["title"], "year": main["year"], "text": main["text"], "cases": held,
            "drawn": told[0] if told else None, "verdict": main["verdict"],
            "line": " ".join(said(report, case) for case in [main, *(case for case in told[:1] if case is not main)]),
            "rows": [row_of(report, case) for case in held],
        })  # fmt: skip
    return found


def outcome_words(report: Report, case: dict[str, Any]) -> str:
    """Return what a case is about, such as "the economic tie to China"."""
    _, powers = names_of(report)
    domain = f"{case['domain']} " if case["domain"] else ""
    if case["of"] == "engagement":
        return f"{domain}engagement with both powers"
    return f"the {domain}tie to {the(powers[case['of'] == 'second'])}"


def said(report: Report, case: dict[str, Any]) -> str:
    """Return a case in one sentence: what moved by how much, or why that cannot be told."""
    what = outcome_words(report, case)
    if case["verdict"] == CANNOT:
        return sentence(f"What it did to {what} cannot be told: {case['reason']}")
    effect = case["effect"]
    gap = f"{number(effect['mean'])} standard deviations ({number(effect['low'])} to {number(effect['high'])})"
    mix = _mix(case)
    if case["verdict"] in MOVED:
        way = "closer than" if case["verdict"] == "closer" else "looser than"
        text = f"{what[0].upper()}{what[1:]} was {way} {mix} by {gap}; {case['reason']}"
        return sentence(text + _apart(case) + _tried(report))
    text = f"{what[0].upper()}{what[1:]} stood {gap} from {mix}, and {case['reason']}: a move inside that interval "
    return sentence(text + "could not have been seen")


def _apart(case: dict[str, Any]) -> str:
    """Say what is left without the series that are the shock itself."""
    if not case["cut"]:
        return ""
    if not case["apart"]:
        return "; what is left without the series that are the shock itself cannot be told"
    held = case["apart"]
    span = f"{number(held['mean'])} ({number(held['low'])} to {number(held['high'])}, p {held['p']:.2f})"
    return f"; without the series that are the shock itself it is {span}"


def _tried(report: Report) -> str:
    """Say how likely it is that one of so many shocks stands out by chance alone."""
    tried = sum(c["main"] and c["verdict"] != CANNOT for c in report["explanation"]["synthetic"])
    if tried < 2:
        return ""
    chance_of_one = 100.0 * (1.0 - (1.0 - LEVEL) ** tried)
    return f"; of {tried} shocks that can be told, one stands out by chance alone in {chance_of_one:.0f} % of cases"


def _mix(case: dict[str, Any]) -> str:
    return f"a mix of {len(case['donors'])} states that the shock did not touch"


def row_of(report: Report, case: dict[str, Any]) -> dict[str, Any]:
    """Return a case as a row of the page's table."""
    effect = case["effect"]
    known = {row["name"]: row["label"] for row in report["position"].get("indicators", [])}
    return {
        "id": case["id"], "what": outcome_words(report, case), "verdict": case["verdict"], "reason": case["reason"],
        "mean": effect.get("mean"), "low": effect.get("low"), "high": effect.get("high"), "p": case["p"],
        "donors": [(code, weight) for code, weight in case["donors"].items()],
        "series": [known.get(name, name.replace("_", " ")) for name in case["series"]],
        "cut": [known.get(name, name.replace("_", " ")) for name in case["cut"]],
        "augmented": effect.get("augmented"), "in_time": case["in_time"],
        "without": sorted(case["without"].values()), "apart": case["apart"],
    }  # fmt: skip


def finding_of(report: Report, case: dict[str, Any]) -> Finding | None:
    """Return a finding for the outcome that a shock was declared for, None unless a move can be told."""
    if not case["main"] or case["verdict"] not in MOVED:
        return None
    focal, _ = names_of(report)
    effect = case["effect"]
    way = "closer" if case["verdict"] == "closer" else "looser"
    what = outcome_words(report, case)
    text = (
        f"After {case['year']} ({case['title']}) {what} was {way} for {focal} than for {_mix(case)} ({case['reason']})"
    )
    if case["cut"]:
        held = case["apart"]
        text += ", also" if held and held["p"] <= LEVEL else ", but not" if held else "; it cannot be told"
        text += " without the series that are the shock itself"
    text += _tried(report)
    return Finding(
        id=case["id"], sentence=sentence(text),
        evidence=(case["id"],), value=effect["mean"], low=effect["low"],
        high=effect["high"], unit="standard deviations",
    )  # fmt: skip


def caption(report: Report, case: dict[str, Any]) -> tuple[str, str]:
    """Return title and text of the figure of a case."""
    focal, _ = names_of(report)
    title = f"{case['title']}, {case['year']}: {outcome_words(report, case)}"
    names = known_states(report)
    donors = listed([the(names.get(code, code)) for code in case["donors"]])
    text = f"{focal}, dark, beside a mix of {donors}, dashed; the shade is where {focal} would stand "
    text += "in nine of ten placebo cases had nothing happened. Standard deviations of state-years before the date."
    return title, text


def table(report: Report) -> tuple[list[str], list[list[Any]]]:
    """Return every path of every case as one table."""
    head = ["shock", "outcome", "verdict", "year", "gap", *PATHS]
    rows = []
    for case in report["explanation"]["synthetic"]:
        gap = case["gap"]
        for t, year in enumerate(case["years"] if "mean" in gap else ()):
            rows.append([case["shock"], case["outcome"], case["verdict"], year, gap["mean"][t],
                         *(gap[key][t] for key in PATHS)])  # fmt: skip
    return head, rows
