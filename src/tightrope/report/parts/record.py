"""The record of all states as the report holds it, and in words: model, ways out, who moved, backtest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tightrope.core.finding import Finding
from tightrope.report.parts.where import absent as missing
from tightrope.report.parts.where import plain
from tightrope.report.reading import Report, absent, names_of
from tightrope.report.wording import chance, chances, count, likelihood, listed, number, sentence, the

AHEAD = 5
RULES = {
    "never changes": "that no state ever leaves",
    "base rate": "that all leave at the rate of the record till then",
}
READINGS = {
    "equidistance": "equal distance", "utility": "both ties still pay", "floors": "two floors",
    "every year counted": "as printed, single years outside counted as exits",
}  # fmt: skip
MEANS = {
    "years inside": "years inside, logarithm", "spell found under way": "spell under way when first measured",
    "pressure": "rivalry of the powers", "threat": "largest threat by a state that is no power, logarithm",
    "dependence": "dependence on the power it depends on more", "engagement": "engagement with both",
    "clarity": "clarity of the signal",
}  # fmt: skip


def record_of(found: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the keys of the horizon part that the record fills."""
    why = "the record of all states was not read" if found is None else str(found.get("why", ""))
    body, test = (None, None) if found is None else (found["record"], found["backtest"])
    short = why or "no date has enough of the record before it and years after it"
    return {
        "record": plain(body) if body is not None else missing(why),
        "backtest": plain(test) if test is not None else missing(short),
    }


def one_chance(report: Report) -> None:
    """Give the focal state one chance of standing inside now: that of its labels, from all of its draws.

    Curves are counted in a part of the draws, and a share of those would stand beside it as a second number.
    """
    position, horizon = report["position"], report["horizon"]
    if absent(position) or report["as_of"] not in position["years"]:
        return
    t = position["years"].index(report["as_of"])
    study = report["study"].get("reading", "floors")

    def inside(reading: str) -> float | None:
        held = position["readings"].get(reading, {}).get("inside")
        return position["inside"][t] if reading == "floors" else held["mean"][t] if held else None

    def agree(row: dict[str, Any], reading: str) -> None:
        share = inside(reading)
        if row and share is not None:
            row["inside_now"] = share

    if not absent(horizon["survival"]):
        agree(horizon["survival"], study)
        for name, row in horizon["survival"]["alternatives"].items():
            agree(row, name)
    record = horizon["record"]
    if not absent(record) and record["states"][0]["year"] == report["as_of"]:
        agree(record["states"][0], study)
        for name, row in record["readings"].items():
            agree(row, study if name == "every year counted" else name)


def in_words(report: Report, text: str) -> str:
    """Return a side or way with the powers' names."""
    _, powers = names_of(report)
    for word, name in (("first", powers[0]), ("second", powers[1])):
        text = text.replace(f"the {word} power", the(name))
    return text


def findings(report: Report) -> list[Finding]:
    """Return what the model, the chronology and the backtest say; they stand in the section on how long."""
    part, test = report["horizon"].get("record"), report["horizon"].get("backtest")
    if absent(part):
        return []
    said = [_ahead(report, part), _way(report, part), _who(report, part)]
    if not absent(test):
        said.append(_tested(test))
    return [finding for finding in said if finding is not None]


def _ahead(report: Report, part: Mapping[str, Any]) -> Finding | None:
    focal, _ = names_of(report)
    row = part["states"][0]
    k = part["years"].index(AHEAD) if AHEAD in part["years"] else len(part["years"]) - 1
    p = row["survival"][k]
    given = "once it stands inside again" if row["assumed"] else "if it stands inside now"
    text = (
        f"By the duration model, with its own ties, threat and dependence held as they are, {focal} would still stand "
        f"in two-sided engagement after {count(part['years'][k], 'year')} with a chance of {chance(p['mean'])} "
        f"({chances(p['low'], p['high'])}), {given}"
    )
    plainly = report["horizon"]["survival"]
    if not absent(plainly) and part["years"][k] in plainly["years"] and not row["assumed"]:
        by_age = plainly["probability"]["mean"][plainly["years"].index(part["years"][k])]
        text += f"; by the age of its spell alone it is {chance(by_age)}" if by_age is not None else ""
    if p["high"] - p["low"] > 0.5:
        text += "; the interval of the model is so wide that it says little"
    return Finding(
        id="how_long.model", sentence=sentence(text), evidence=("result:horizon.record.states",), value=p["mean"],
        low=p["low"], high=p["high"], unit="probability", likelihood=likelihood(p["mean"]),
    )  # fmt: skip


def _way(report: Report, part: Mapping[str, Any]) -> Finding | None:
    focal, _ = names_of(report)
    k = len(part["years"]) - 1
    rows = sorted(part["states"][0]["ways"].items(), key=lambda item: -item[1][k]["mean"])
    side, p = rows[0][0], rows[0][1][k]
    text = (
        f"The likeliest way out for {focal} by that model leads {in_words(report, side)}: {chance(p['mean'])} "
        f"({chances(p['low'], p['high'])}) within {count(part['years'][k], 'year')}"
    )
    if side in part["model"]["few"]:
        text += f"; it rests on fewer than {part['least_exits']} exits"
    return Finding(
        id="how_long.model_way", sentence=sentence(text), evidence=("result:horizon.record.states",), value=p["mean"],
        low=p["low"], high=p["high"], unit="probability",
    )  # fmt: skip


def _who(report: Report, part: Mapping[str, Any]) -> Finding | None:
    focal, _ = names_of(report)
    moves = part["moves"]
    if not moves["exits"]["mean"]:
        return None
    head = f"{focal} left {number(moves['exits']['mean'])} times in a draw of the record on average"
    if not moves["chronology"]:
        text = f"{head}; without a chronology who moved is unknown"
    else:
        who = {name: share for name, share in moves["who"].items() if share}
        words = {"walked out": "it walked out", "pushed out": "it was pushed out", "both": "both moved",
                 "unknown": "the chronology does not say"}  # fmt: skip
        order = sorted(who.items(), key=lambda item: -item[1])
        text = f"{head}; of these exits " + listed(f"{words[name]} in {100 * share:.0f} %" for name, share in order)
    return Finding(id="how_long.who", sentence=sentence(text), evidence=("result:horizon.record.moves",))


def _tested(test: Mapping[str, Any]) -> Finding:
    pieces = []
    for rule, words in RULES.items():
        found: dict[str, list[int]] = {}
        for date in test["dates"]:
            row = _at(date)
            if row is not None:
                found.setdefault(row["against"][rule]["verdict"], []).append(date["date"])
        told = [
            f"{verb} as of {listed(map(str, found[verdict]))}"
            for verdict, verb in (("better", "better"), ("worse", "worse"), ("cannot tell", "not told apart"))
            if verdict in found
        ]
        pieces.append(f"against the rule {words}: {', '.join(told)}")
    text = "Held against what came after, about five years ahead, the model was, " + "; ".join(pieces)
    return Finding(id="how_long.backtest", sentence=sentence(text), evidence=("result:horizon.backtest",))


def _at(date: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the row of a date about five years ahead: the last up to five that could be followed."""
    rows = [row for row in date["brier"] if row["years"] <= AHEAD]
    return rows[-1] if rows else None


def summary(report: Report) -> dict[str, Any] | None:
    """Return what the page prints of the record; None where there is none."""
    part = report["horizon"].get("record")
    if part is None or absent(part):
        return None
    test = report["horizon"]["backtest"]
    names = report["states"].get("rows", []) if not absent(report["states"]) else []
    known = {row["state"]: row["name"] for row in names}
    counts = part["counts"]
    return {
        "head": sentence(
            f"From {part['from']} to {part['to']}: {_span(counts['spells'])} spells of {_span(counts['states'])} "
            f"states over {_span(counts['state_years'])} state-years; {_span(counts['exits'])} ended, "
            f"{_span(counts['censored'])} lasted to the end of what is known, and "
            f"{_span(counts['under_way_when_found'])} were under way when first measured; counted in {part['draws']} "
            "draws of where states stood, so a little apart from the count above in all draws"
        ),
        "ways": [_counted(report, row) for row in counts["exits_by_way"]],
        "entries": [_counted(report, row) for row in counts["entries_from"]],
        "curve": [
            {"years": y, "survival": _chance(part["curves"]["survival"][k]),
             "sides": [_chance(rows[k]) for rows in part["curves"]["incidence"].values()],
             "at_risk": f"{part['curves']['at_risk'][k]:.0f}"}
            for k, y in enumerate(part["years"])
        ],
        "sides": [in_words(report, side) for side in part["curves"]["incidence"]],
        "states": [_state(row, known) for row in part["states"]],
        "years": part["years"],
        "slopes": [
            {"side": in_words(report, s["side"]), "name": MEANS.get(s["covariate"], s["covariate"]),
             "odds": number(s["odds"]), "interval": f"{number(s['low'])} to {number(s['high'])}", "told": s["told"],
             "measured": f"{100 * s['from_measurement']:.0f} %", "few": s["side"] in part["model"]["few"]}
            for s in part["model"]["slopes"] if s["side"] not in part["model"]["few"]
        ],
        "exits": [(in_words(report, side), f"{n:.0f}", side in part["model"]["few"])
                  for side, n in part["model"]["exits"].items()],
        "least": part["least_exits"],
        "moves": [{**m, "way": in_words(report, m["way"]), "share": chance(m["share_of_draws"])}
                  for m in part["moves"]["moves"]],
        "readings": [
            {"name": READINGS.get(name, name), "inside": _share(r["inside_now"]), "assumed": r["assumed"],
             "survival": [_chance(p) for p in r["survival"]], "exits": f"{r['exits']['mean']:.0f}"}
            for name, r in part["readings"].items() if r
        ],
        "test": None if absent(test) else _test(report, test, known),
        "notes": part["notes"],
        "said": [f["sentence"] for f in report["findings"] if f["id"] in SAID],
    }  # fmt: skip


SAID = ("how_long.model", "how_long.model_way", "how_long.who", "how_long.backtest")


def _test(report: Report, test: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    rows = []
    for date in test["dates"]:
        for row in [*date["brier"], {"crps": True, **date["crps"]}]:
            if not row.get("n"):
                continue
            rows.append(
                {
                    "date": date["date"],
                    "what": f"CRPS to {count(row['up_to'], 'year')}"
                    if row.get("crps")
                    else f"Brier, {count(row['years'], 'year')}",
                    "n": row["n"],
                    "scores": [number(row["mean"][rule]) for rule in test["rules"]],
                    "verdicts": [row["against"][rule]["verdict"] for rule in RULES],
                }
            )
    return {
        "rows": rows,
        "calibration": [
            {"said": chance(c["said"]), "came": f"{100 * c['came']:.0f} %",
             "wide": f"{100 * c['low']:.0f} to {100 * c['high']:.0f} %", "n": c["n"]}
            for c in test["calibration"]
        ],
        "misses": [
            f"{known.get(m['state'], m['state'])} as of {m['date']}: said to stay {count(m['years'], 'year')} with "
            f"{chance(m['said'])}, stayed in {100 * m['stayed']:.0f} % of draws"
            for m in test["misses"]
        ],
    }  # fmt: skip


def _state(row: Mapping[str, Any], known: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": known.get(row["state"], row["state"]),
        "year": row["year"],
        "inside": _share(row["inside_now"]),
        "assumed": row["assumed"],
        "survival": [_chance(p) for p in row["survival"]],
    }


def _counted(report: Report, row: Mapping[str, Any]) -> dict[str, Any]:
    return {"way": in_words(report, row["way"]), "number": f"{row['number']:.0f}", "share": _chance(row["share"]),
            "few": row["few"]}  # fmt: skip


def _chance(p: Mapping[str, float]) -> str:
    return f"{chance(p['mean'])} ({chances(p['low'], p['high'])})"


def _share(value: float | None) -> str:
    return "not known" if value is None else chance(value)


def _span(p: Mapping[str, float]) -> str:
    return f"{p['mean']:.0f} ({p['low']:.0f} to {p['high']:.0f})"
