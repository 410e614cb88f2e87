"""Theories against each other: differences in log score from AR(1), with intervals, a panel a test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tightrope.report.draw import svg
from tightrope.report.draw.svg import BOTH, FAINT, GRAY, INK, SOFT
from tightrope.report.parts.rivals import tested
from tightrope.report.reading import Report, absent

LEFT, WIDE, TOP, STEP, GAP = 196, 250, 58, 26, 34
PANELS = (("regions", 1, "regions left out"), ("ahead", 1, "a year ahead"))


def rivals(report: Report) -> str:
    """Draw the differences of theories and baselines from AR(1); "" where nothing was scored.

    A panel covers what the theories span; a baseline beyond it is drawn at the edge with its number.
    """
    part = report["explanation"].get("rivals")
    if absent(part):
        return ""
    rows = [row for row in part["rows"] if row["name"] != "ar1" and row["tests"]]
    foot = TOP + STEP * len(rows)
    marks = []
    for k, row in enumerate(rows):
        y = TOP + STEP * k + STEP / 2
        marks.append(svg.text(LEFT - 10, y + 4, row["label"], size=12.5, anchor="end",
                              fill=SOFT if row["baseline"] else INK))  # fmt: skip
    for p, (test, ahead, said) in enumerate(PANELS):
        x0 = LEFT + p * (WIDE + GAP)
        found = [(row, tested(row, test, ahead)) for row in rows]
        near = [t for row, t in found if t is not None and not row["baseline"]]
        seen = [t["interval"] for t in near]
        if not seen:
            marks.append(svg.text(x0 + WIDE / 2, 20, f"{said}: not run", size=13, anchor="middle", fill=SOFT))
            continue
        low, high = min(0.0, *(a for a, _ in seen)), max(0.0, *(b for _, b in seen))
        margin = 0.06 * (high - low) or 1.0
        low, high = low - margin, high + margin
        x = svg.scale((low, high), (x0, x0 + WIDE))
        marks.append(svg.text(x0 + WIDE / 2, 20, said, size=13, anchor="middle", extra='font-weight="700"'))
        marks.append(svg.text(x(0), 40, "as AR(1)", size=11, fill=SOFT, anchor="middle"))
        marks.append(svg.line((x(0), TOP - 8), (x(0), foot), stroke=SOFT))
        for tick in svg.ticks(low, high, 4):
            marks.append(svg.line((x(tick), TOP - 4), (x(tick), foot), stroke=FAINT, width=0.6))
            marks.append(svg.text(x(tick), foot + 16, f"{tick:.0f}", size=11, fill=SOFT, anchor="middle"))
        for k, (row, t) in enumerate(found):
            if t is not None:
                marks += _mark(x, (low, high), TOP + STEP * k + STEP / 2, row, t)
    width = LEFT + len(PANELS) * (WIDE + GAP)
    marks.append(
        svg.text(LEFT, foot + 34, "worse  \u2190  difference in log score  \u2192  better", size=11.5, fill=SOFT)
    )
    return svg.figure(
        width, foot + 44, marks, name="theories", title="Theories and baselines against AR(1)",
        described="A dot is the difference in log score, a line its interval. " + " ".join(
            f"{row['label']}: " + ", ".join(
                f"{t['difference']:.0f} {said}" for test, ahead, said in PANELS if (t := tested(row, test, ahead))
            ) + "."
            for row in rows
        ),
    )  # fmt: skip


def _mark(
    x: svg.Scale, ends: tuple[float, float], y: float, row: Mapping[str, Any], test: Mapping[str, Any]
) -> list[str]:  # fmt: skip
    """Return the dot and the interval of a row, cut at the ends of the panel."""
    low, high = ends
    color = {"better": BOTH, "worse": GRAY, "tie": INK}[test["verdict"]]
    a, b = test["interval"]
    value = test["difference"]
    told = f"{row['label']}: {value:+.0f} ({a:+.0f} to {b:+.0f})"
    if not low <= value <= high:
        edge, anchor = (low, "start") if value < low else (high, "end")
        arrow = f"\u2190 {value:.0f}" if value < low else f"{value:.0f} \u2192"
        return [svg.text(x(edge), y + 4, arrow, size=11.5, fill=SOFT, anchor=anchor)]
    return [
        svg.line((x(max(a, low)), y), (x(min(b, high)), y), stroke=color, width=2.2),
        svg.circle((x(value), y), 4.2, fill=color, title=told),
    ]
