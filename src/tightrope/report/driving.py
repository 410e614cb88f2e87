"""Sentences on why: turning years found from the indicators, who moved, and the first hypothesis."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tightrope.core.finding import Finding
from tightrope.report.parts.shocks import finding_of
from tightrope.report.reading import Report, absent, names_of, side_of, tie_words
from tightrope.report.wording import INITIATORS, chance, chances, count, listed, sentence, the

EXPECTED = {("PAK", "USA", "CHN"): ((1990, 0), (2011, 0), (2011, 1), (2018, 0))}
SLACK = 2
RECENT = 35
CLEAR = 0.5
MODES = {"offered": "offered", "sought": "sought", "withdrawn": "withdrew", "coerced": "coerced"}
VERDICTS = {
    "supported": "holds",
    "contradicted": "does not hold",
    "mixed": "holds in part",
    "untested": "was not tested",
    "cannot tell": "cannot be told",
}


def why(report: Report) -> list[Finding]:
    """Say what moved the position and who moved, then how the first hypothesis came out."""
    return [*_turns(report), *_moved(report), *_shocks(report), *_hypothesis(report)]


def _shocks(report: Report) -> list[Finding]:
    """Say what a dated shock did to the tie that it was declared for, where that can be told."""
    cases = report["explanation"].get("synthetic")
    return [] if cases is None or absent(cases) else [f for case in cases if (f := finding_of(report, case))]


def expectations(report: Report) -> list[dict[str, Any]]:
    """Return each break that the literature expects: found, found in another year, or not found."""
    position = report["position"]
    if absent(position):
        return []
    found = []
    for year, side in EXPECTED.get((report["study"]["focal"], *report["study"]["powers"]), ()):
        near = [
            t
            for t in position["turning_points"]
            if abs(t["year"] - year) <= SLACK and side_of(report, t["tie"]) == side
        ]
        best = min(near, key=lambda t: (abs(t["year"] - year), -t["probability"]), default=None)
        verdict = "not found" if best is None else "found" if best["year"] == year else "found in another year"
        turn = None
        if best is not None:
            way = "closer" if best["direction"] > 0 else "looser"
            turn = f"{best['year']}, {tie_words(report, best['tie'])} {way}, chance {chance(best['probability'])}"
        found.append({"year": year, "power": names_of(report)[1][side], "verdict": verdict, "turn": turn})
    return found


def _turns(report: Report) -> list[Finding]:
    position = report["position"]
    if absent(position):
        return []
    focal, powers = names_of(report)
    since = report["as_of"] - RECENT
    turns = [t for t in position["turning_points"] if t["probability"] >= CLEAR and t["year"] >= since]
    turns = sorted(turns, key=lambda t: (-t["probability"], t["year"]))[:4]
    if not turns:
        text = f"Since {since} the indicators alone show no year in which a tie clearly broke"
        return [Finding(id="why.turns", sentence=sentence(text), evidence=("result:position.turning_points",))]
    words = []
    for turn in sorted(turns, key=lambda t: t["year"]):
        move = "closer" if turn["direction"] > 0 else "looser"
        who = INITIATORS.get(turn["initiator"], "").format(focal=focal, first=the(powers[0]), second=the(powers[1]))
        coded = f", {who} {MODES.get(turn['mode'], 'moved')}" if who else ""
        words.append(f"{turn['year']} ({tie_words(report, turn['tie'])} {move}{coded})")
    text = f"Since {since} the indicators alone turn in {listed(words)}"
    refs = tuple(f"event:{e}" for turn in turns for e in turn["events"])
    return [Finding(id="why.turns", sentence=sentence(text), evidence=("result:position.turning_points", *refs))]


def _moved(report: Report) -> list[Finding]:
    events = [e for e in report.get("events", []) if e["sourced"] and (e["sign_first"] or e["sign_second"])]
    if not events:
        return []
    focal, powers = names_of(report)
    tally = Counter(e["initiator"] for e in events)
    parts = []
    for who, n in sorted(tally.items(), key=lambda item: (-item[1], item[0])):
        name = INITIATORS[who].format(focal=focal, first=the(powers[0]), second=the(powers[1]))
        parts.append(f"{n} by {name}")
    text = f"Of {count(len(events), 'sourced move')} in the chronology (who moved is our coding), {listed(parts)}"
    ends = []
    for side, power in zip(("first", "second"), powers, strict=True):
        moves = [e for e in events if e["initiator"] == side]
        hard = sum(e["mode"] in ("withdrawn", "coerced") for e in moves)
        ends += [f"{the(power)} withdrew or coerced in {hard} of its moves"] if moves else []
    text += f"; {listed(ends)}" if ends else ""
    return [Finding(id="why.moved", sentence=sentence(text), evidence=tuple(f"event:{e['id']}" for e in events))]


def _hypothesis(report: Report) -> list[Finding]:
    rows = report["explanation"]["hypotheses"]
    if absent(rows):
        return []
    focal, _ = names_of(report)
    tested = [row for row in rows if row["id"].startswith("H1")]
    where = {row["id"]: f"for {focal} itself" if row["id"].endswith("state") else "over all states" for row in tested}
    if len(tested) > 1 and all(row["verdict"] == "cannot tell" for row in tested):
        text = "Whether security and economic interests are the main forces cannot be told, "
        text += f"neither {listed(where.values(), last='nor')}"
        refs = tuple(item["ref"] for row in tested for item in row["evidence"])
        return [Finding(id="hypothesis.first", sentence=sentence(text), evidence=refs or ("result:hypotheses",))]
    said = []
    for row in tested:
        text = f"That security and economic interests are the main forces {VERDICTS[row['verdict']]} {where[row['id']]}"
        if row["probability"] is not None and row["verdict"] != "cannot tell":
            text += f" (chance {chance(row['probability'])}"
            text += f", {chances(*row['interval'])})" if row["interval"] and row["interval"][1] is not None else ")"
        refs = tuple(item["ref"] for item in row["evidence"]) or (f"result:hypothesis.{row['id']}",)
        said.append(Finding(id=f"hypothesis.{row['id']}", sentence=sentence(text), evidence=refs))
    return said
