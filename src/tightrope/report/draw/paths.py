"""The path diagram: pressure, filters, ties and results with their slopes; solid where resolved, dashed where not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tightrope.report.draw import svg
from tightrope.report.draw.svg import FAINT, FIRST, INK, PAPER, SECOND, SOFT
from tightrope.report.parts.paths import name_of
from tightrope.report.reading import Report, absent
from tightrope.report.wording import number

WIDTH, TOP, STEP, BOX, HIGH = 860.0, 62.0, 58.0, 158.0, 40.0
COLUMNS = ("Pressure", "Filters", "Ties", "Results")
PRESSURES = ("pressure", "pressure x exposure", "rival's tie to the first power", "clarity")


def paths(report: Report) -> str:
    """Draw slopes of a variable on one to its right, over more than one column only where zero is left out.

    Products and feedback stand in the table only.
    """
    part = report["explanation"].get("system")
    if part is None or absent(part):
        return ""
    rows = report["explanation"]["pathways"]
    columns = _columns(rows)
    tall = max(len(names) for names in columns)
    height = TOP + STEP * tall + 46
    left = [14 + k * (WIDTH - 28 - BOX) / 3 for k in range(4)]
    place: dict[str, tuple[int, float]] = {}
    for k, names in enumerate(columns):
        first = TOP + (tall - len(names)) * STEP / 2
        for i, name in enumerate(names):
            place[name] = (k, first + i * STEP + HIGH / 2)
    parts = [
        svg.text(left[k] + BOX / 2, 26, word, size=13, anchor="middle", extra='font-weight="700"')
        for k, word in enumerate(COLUMNS)
    ]
    labels = []
    drawn = sorted((r for r in rows if _forward(r, place)), key=lambda r: (r["resolved"], r["id"]))
    for row in drawn:
        (a, y), (b, z) = place[_bare(row["from"])], place[row["to"]]
        start, end = (left[a] + BOX, y), (left[b], z)
        color = SECOND if row["estimate"] < 0 else FIRST
        if row["resolved"]:
            parts.append(svg.line(start, end, stroke=color, width=2.6))
            at = 0.62
            x, h = start[0] + at * (end[0] - start[0]), start[1] + at * (end[1] - start[1])
            labels += [
                svg.rect(x - 20, h - 9, 40, 16, fill=PAPER),
                svg.text(x, h + 4, number(row["estimate"]), size=11, anchor="middle", fill=INK),
            ]
        else:
            parts.append(svg.line(start, end, stroke=SOFT if _leans(row) else FAINT, width=1, dash="3 4"))
    for name, (k, y) in place.items():
        parts.append(svg.rect(left[k], y - HIGH / 2, BOX, HIGH, fill=FAINT))
        parts += _lines(name_of(report, name), left[k] + BOX / 2, y)
    foot = height - 16
    parts += labels
    parts += [
        svg.line((14, foot - 4), (50, foot - 4), stroke=FIRST, width=2.6),
        svg.text(56, foot, "raises, resolved", size=11, fill=SOFT),
        svg.line((170, foot - 4), (206, foot - 4), stroke=SECOND, width=2.6),
        svg.text(212, foot, "lowers, resolved", size=11, fill=SOFT),
        svg.line((330, foot - 4), (366, foot - 4), stroke=SOFT, dash="3 4"),
        svg.text(372, foot, "interval leaves out zero, not resolved", size=11, fill=SOFT),
        svg.line((600, foot - 4), (636, foot - 4), stroke=FAINT, dash="3 4"),
        svg.text(642, foot, "not told from zero", size=11, fill=SOFT),
    ]
    done = [r for r in drawn if r["resolved"]]
    described = (
        f"{len(drawn)} slopes, {len(done)} of them resolved: "
        + "; ".join(f"{name_of(report, r['from'])} on {name_of(report, r['to'])} {number(r['estimate'])}" for r in done)
        if done
        else f"{len(drawn)} slopes, none of them resolved"
    )
    return svg.figure(
        WIDTH, height, parts, title="From pressure to ties and results", described=described, name="paths"
    )


def _columns(rows: list[Mapping[str, Any]]) -> tuple[list[str], list[str], list[str], list[str]]:
    ties = [n for n in ("tie_first", "tie_second") if any(r["to"] == n for r in rows)]
    causes = {_bare(r["from"]) for r in rows}
    pressures = [n for n in PRESSURES if n in causes]
    onto = list(dict.fromkeys(r["to"] for r in rows if r["to"] not in ties))
    filters = [n for n in onto if any(r["from"] == n and r["to"] in ties for r in rows)]
    return pressures, filters, ties, [n for n in onto if n not in filters]


def _bare(name: str) -> str:
    return name.removesuffix(" without arms and aid")


def _forward(row: Mapping[str, Any], place: Mapping[str, tuple[int, float]]) -> bool:
    cause, effect = place.get(_bare(row["from"])), place.get(row["to"])
    if row["bends"] or cause is None or effect is None or effect[0] <= cause[0]:
        return False
    return effect[0] == cause[0] + 1 or bool(row["resolved"]) or _leans(row)


def _leans(row: Mapping[str, Any]) -> bool:
    low, high = row["interval"]
    return bool(low > 0.0 or high < 0.0)


def _lines(words: str, x: float, y: float) -> list[str]:
    """Set a name on one line or two."""
    if len(words) <= 24:
        return [svg.text(x, y + 4, words, size=11.5, anchor="middle")]
    cut = words.rfind(" ", 0, 25)
    return [
        svg.text(x, y - 3, words[:cut], size=11.5, anchor="middle"),
        svg.text(x, y + 12, words[cut + 1 :], size=11.5, anchor="middle"),
    ]
