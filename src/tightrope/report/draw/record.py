"""How long, from the record: states side by side after five years, and the backtest against two rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tightrope.report.draw import svg
from tightrope.report.draw.svg import FAINT, INK, SOFT
from tightrope.report.reading import Report, absent
from tightrope.report.wording import chance

LEFT, WIDE, STEP, TOP = 150, 320, 26, 40
RULES = (("never changes", "against \u201cno one leaves\u201d"), ("base rate", "against the base rate"))


def states(report: Report) -> str:
    """Draw each state's chance to stay five years if inside now, with its interval; "" where there is no record."""
    part = report["horizon"].get("record")
    if part is None or absent(part):
        return ""
    k = part["years"].index(5) if 5 in part["years"] else len(part["years"]) - 1
    known = {} if absent(report["states"]) else {row["state"]: row["name"] for row in report["states"]["rows"]}
    x = svg.scale((0, 1), (LEFT, LEFT + WIDE))
    foot = TOP + STEP * len(part["states"])
    marks = []
    for tick in (0, 0.25, 0.5, 0.75, 1):
        marks.append(svg.line((x(tick), TOP - 6), (x(tick), foot), stroke=FAINT, width=0.7))
        marks.append(svg.text(x(tick), foot + 16, f"{100 * tick:.0f} %", size=11, fill=SOFT, anchor="middle"))
    told = []
    for row_number, row in enumerate(part["states"]):
        y, p = TOP + STEP * row_number + STEP / 2, row["survival"][k]
        name = known.get(row["state"], row["state"])
        marks.append(svg.text(LEFT - 10, y + 4, name, size=12.5, anchor="end", fill=SOFT if row["assumed"] else INK))
        marks.append(svg.line((x(p["low"]), y), (x(p["high"]), y), stroke=SOFT, width=2))
        marks.append(svg.circle((x(p["mean"]), y), 4.5, fill="none" if row["assumed"] else INK, stroke=INK))
        told.append(f"{name}: {chance(p['mean'])}")
    said = f"still inside after {part['years'][k]} years, if inside now"
    marks.append(svg.text(LEFT, 20, said, size=13, extra='font-weight="700"'))
    return svg.figure(
        LEFT + WIDE + 30, foot + 28, marks, name="record", title="States side by side, by the duration model",
        described="A dot is the chance, a line its interval; an open dot stands outside. " + "; ".join(told) + ".",
    )  # fmt: skip


def backtest(report: Report) -> str:
    """Draw the model's Brier score less that of each rule, by date and years ahead; "" where nothing was tested."""
    part = report["horizon"].get("backtest")
    if part is None or absent(part):
        return ""
    rows: list[tuple[int, Mapping[str, Any]]] = [(d["date"], row) for d in part["dates"] for row in d["brier"]]
    ends = [row["against"][rule][key] for _, row in rows for rule, _ in RULES for key in ("low", "high")]
    reach = 1.08 * max(0.02, *(abs(e) for e in ends))
    foot, half, gap = TOP + STEP * len(rows), 210, 30
    marks = []
    for k, (date, row) in enumerate(rows):
        y = TOP + STEP * k + STEP / 2
        ahead = f"{date}, {row['years']} year{'s' if row['years'] != 1 else ''}"
        marks.append(svg.text(LEFT - 10, y + 4, ahead, size=12, anchor="end"))
    for column, (rule, words) in enumerate(RULES):
        x0 = LEFT + column * (half + gap)
        x = svg.scale((-reach, reach), (x0, x0 + half))
        marks.append(svg.text(x0 + half / 2, 20, words, size=12.5, anchor="middle", extra='font-weight="700"'))
        marks.append(svg.line((x(0), TOP - 8), (x(0), foot), stroke=SOFT))
        for tick in svg.ticks(-reach, reach, 4):
            marks.append(svg.line((x(tick), TOP - 4), (x(tick), foot), stroke=FAINT, width=0.6))
            marks.append(svg.text(x(tick), foot + 16, f"{tick:.2g}", size=11, fill=SOFT, anchor="middle"))
        for k, (_, row) in enumerate(rows):
            y, gapped = TOP + STEP * k + STEP / 2, row["against"][rule]
            sure = gapped["verdict"] != "cannot tell"
            marks.append(svg.line((x(gapped["low"]), y), (x(gapped["high"]), y), stroke=SOFT, width=2))
            marks.append(svg.circle((x(gapped["difference"]), y), 4, fill=INK if sure else "none", stroke=INK))
    words = "model better  \u2190  difference in Brier score  \u2192  model worse"
    marks.append(svg.text(LEFT, foot + 34, words, size=11.5, fill=SOFT))
    return svg.figure(
        LEFT + 2 * half + gap + 20, foot + 44, marks, name="backtest", title="The model against two naive rules",
        described="A dot is the difference in Brier score, a line its interval; left of zero the model did better.",
    )  # fmt: skip
