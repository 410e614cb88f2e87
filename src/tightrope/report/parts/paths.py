"""The fitted pathways as the report holds them, and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from tightrope.core.effect import Amount, Path, Pathways, Way
from tightrope.core.finding import Finding
from tightrope.report.parts.where import absent as missing
from tightrope.report.parts.where import plain
from tightrope.report.reading import Report, absent, names_of
from tightrope.report.wording import interval, number, sentence, the

UNIT = "standard deviations within states, a year later, for one of the cause"
WORDS = {
    "pressure": "rivalry of the powers",
    "pressure x exposure": "rivalry of the powers, the more the more exposed",
    "pressure, at the state's exposure": "rivalry of the powers",
    "rival's tie to the first power": "the rival's tie to {first}",
    "clarity": "clarity of the signal",
    "needs": "economic needs",
    "requirements": "security requirements",
    "perceptions": "leaders' perceptions",
    "capacity": "institutional capacity",
    "tie_first": "tie to {first}",
    "tie_second": "tie to {second}",
    "tilt": "lean toward {second}",
    "tie_first without arms and aid": "tie to {first}, without arms and aid",
    "tie_second without arms and aid": "tie to {second}, without arms and aid",
    "civil_military_relations": "civil-military relations",
    "public_opinion": "public opinion",
}
FOUND = 20  # years of the effects that are told as findings


def pathways_of(found: Pathways | None) -> dict[str, Any]:
    """Return "pathways", a list of slopes, and "system": effects by intervention and what the fit rests on."""
    if found is None:
        why = "the panel holds too few states or years with every variable"
        return {"pathways": missing(why), "system": missing(why)}
    rest = {k: plain(v) for k, v in asdict(found).items() if k not in ("paths", "ways")}
    return {
        "pathways": [_path(p) for p in found.paths],
        "system": rest | {"prob": 0.9, "ways": [_way(w) for w in found.ways]},
    }


def _amount(amount: Amount) -> dict[str, Any]:
    return {
        "estimate": plain(amount.estimate),
        "interval": [plain(amount.low), plain(amount.high)],
        "resolved": amount.resolved,
        "detectable": plain(amount.detectable),
    }


def _path(path: Path) -> dict[str, Any]:
    return {
        "id": path.id,
        "from": path.cause,
        "to": path.effect,
        "kind": path.kind,
        "bends": path.bends,
        **_amount(path.amount),
        "unit": UNIT,
        "n": path.n,
        "shocks": path.shocks,
        "hidden_by": plain(path.hidden_by),
        "confounded": plain(path.confounded),
        "left_out": plain(path.left_out),
        "open_paths": list(path.open_paths),
    }


def _way(way: Way) -> dict[str, Any]:
    return {"from": way.cause, "to": way.effect, "way": way.way, "years": way.years, "whose": way.whose} | _amount(
        way.amount
    )


def name_of(report: Report, name: str) -> str:
    """Return a variable's name in words."""
    _, powers = names_of(report)
    return WORDS.get(name, name).format(first=the(powers[0]), second=the(powers[1]))


def cause_of(report: Report, path: Mapping[str, Any]) -> str:
    """Return a path's cause in words, with what it bends."""
    cause = name_of(report, path["from"])
    return f"{cause}, as it bends {name_of(report, path['bends'])}" if path["bends"] else cause


def told(report: Report, way: Mapping[str, Any]) -> str:
    """Return an effect by intervention as a clause."""
    verb = "raises" if way["estimate"] > 0 else "lowers"
    low, high = sorted(abs(v) for v in way["interval"])
    cause, effect = name_of(report, way["from"]), name_of(report, way["to"])
    return (
        f"over all states, a lasting rise of {cause} by one standard deviation {verb} {effect} by "
        f"{number(abs(way['estimate']))} ({interval(low, high)}) standard deviations within {way['years']} years"
    )


def findings(report: Report) -> list[Finding]:
    """Return a finding for each effect of the average state that is resolved, and none for the rest."""
    part = report["explanation"].get("system")
    if part is None or absent(part):
        return []
    rows = [w for w in part["ways"] if w["resolved"] and w["way"] == "total" and w["years"] == FOUND]
    focal = report["study"]["focal"]
    said = []
    paths = {p["id"]: p for p in report["explanation"]["pathways"]}
    for way in (w for w in rows if w["whose"] != focal):
        through = _through(report, way)
        hidden = min((paths[ref.removeprefix("result:")]["hidden_by"] for ref in through), default=0.0)
        low, high = way["interval"]
        name = f"pathway.{_slug(way['from'])}.{_slug(way['to'])}"
        said.append(
            Finding(
                id=name,
                sentence=sentence(
                    f"{told(report, way)}, by the fitted system; an unmeasured cause of both, correlated with the "
                    f"error by {number(hidden)}, would hide it"
                ),
                evidence=through or ("result:explanation.pathways",),
                value=way["estimate"],
                low=low,
                high=high,
                unit="standard deviations within states",
            )
        )
    return said


def _through(report: Report, way: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the slopes that an effect runs over directly, as references."""
    cause = way["from"].split(",")[0]
    return tuple(
        f"result:{p['id']}"
        for p in report["explanation"]["pathways"]
        if p["to"] == way["to"] and (p["from"] == cause or p["from"].startswith(f"{cause} without"))
    )


def summary(report: Report) -> dict[str, Any] | None:
    """Return what the page prints: sentences, effects, slopes and checks; None where nothing was fitted."""
    part = report["explanation"].get("system")
    if part is None or absent(part):
        return None
    paths = report["explanation"]["pathways"]
    focal = report["study"]["focal"]
    mine = [w for w in part["ways"] if w["whose"] == focal] or part["ways"]
    outside = ("pressure", "pressure, at the state's exposure", "rival's tie to the first power")
    ways = [w for w in mine if w["from"] in outside and w["to"] in ("tie_first", "tie_second") and w["years"] == FOUND]
    totals = [
        w for w in mine if w["way"] == "total" and w["years"] == FOUND and w["to"] not in ("tie_first", "tie_second")
    ]
    resolved = [p for p in paths if p["resolved"]]
    bent = [p for p in paths if p["kind"] == "moderation" and p["from"] == "clarity"]
    return {
        "head": _head(report, part, paths, resolved),
        "clarity": _clarity(report, part, bent),
        "signal": _signal(report, part),
        "placebo": _placebo(report, part),
        "ways": [_row(report, w, way=True) for w in ways],
        "totals": [_row(report, w) for w in totals if w["resolved"]],
        "paths": [
            _row(report, p) | {"shocks": p["shocks"], "n": p["n"], "hidden": p["hidden_by"], "kind": p["kind"]}
            for p in paths
        ],
        "unmeasured": [(name_of(report, n), why) for n, why in part["absent"].items()],
        "notes": part["notes"],
        "rule": part["rule"],
    }


def _row(report: Report, row: Mapping[str, Any], *, way: bool = False) -> dict[str, Any]:
    low, high = row["interval"]
    return {
        "id": row.get("id", ""),
        "cause": cause_of(report, row) if "bends" in row else name_of(report, row["from"]),
        "effect": name_of(report, row["to"]),
        "way": _way_words(report, row["way"]) if way else "",
        "estimate": number(row["estimate"]),
        "interval": interval(low, high),
        "resolved": row["resolved"],
        "least": number(row["detectable"]),
    }


def _way_words(report: Report, way: str) -> str:
    filters = way.removeprefix("through ")
    return way if filters == way else f"by way of {name_of(report, filters)}"


def _head(report: Report, part: Mapping[str, Any], paths: list[Any], resolved: list[Any]) -> str:
    independent = f"worth about {part['independent']:.0f} independent ones" if part["independent"] else ""
    into = [p for p in paths if p["to"] in ("tie_first", "tie_second")]
    told_of = sum(p["resolved"] for p in into)
    ties = (
        f"{told_of} of the {len(into)} slopes on the two ties {'are' if told_of > 1 else 'is'} resolved"
        if told_of
        else f"none of the {len(into)} slopes on the two ties is resolved"
    )
    apart = sum(p["interval"][0] > 0 or p["interval"][1] < 0 for p in paths)
    return sentence(
        f"{part['state_years']} state-years of {part['states']} states, {part['first']} to {part['last']}; pressure "
        f"had {part['shocks']} yearly shocks, {independent}. Of {len(paths)} slopes a year ahead "
        f"{len(resolved) or 'none'} {'are' if len(resolved) > 1 else 'is'} resolved, and {ties}; "
        f"{apart} intervals leave out zero, where chance alone would give about {0.1 * len(paths):.0f}"
    )


def _clarity(report: Report, part: Mapping[str, Any], bent: list[Any]) -> str:
    if not bent:
        return "Clarity of the signal could not be measured"
    parts = [f"on the {name_of(report, p['to'])} {number(p['estimate'])} ({interval(*p['interval'])})" for p in bent]
    word = "is" if any(p["resolved"] for p in bent) else "is not"
    return sentence(
        f"Clarity of the signal ({'; '.join(part['clarity'])}) {word} found to bend what leaders' perceptions do: "
        + ", ".join(parts)
    )


def _signal(report: Report, part: Mapping[str, Any]) -> str:
    if not part["signal"]:
        return ""
    shares = ", ".join(f"{100 * v:.0f} % for the {name_of(report, n)}" for n, v in part["signal"].items())
    return sentence(
        f"Ties enter as draws of their own measurement, error and all. Of what moves in a draw from year to year only "
        f"a part is more than error ({shares}), so slopes on ties err toward zero"
    )


def _placebo(report: Report, part: Mapping[str, Any]) -> str:
    failed = [name_of(report, n) for n, row in part["placebo"].items() if not row["passed"]]
    if failed:
        return sentence(
            f"Pressure of two years later, which cannot act, goes with {', '.join(failed)}: trends are at work there"
        )
    return "Pressure of two years later, which cannot act, goes with none of the variables beyond its error."


def _slug(name: str) -> str:
    return name.replace("'", "").replace(",", "").replace(" ", "_")
