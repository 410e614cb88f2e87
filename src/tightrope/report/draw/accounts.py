"""Figures of the case: questions before and after the cases, clues by weight, accounts against evidence."""

from __future__ import annotations

from typing import Any

from tightrope.report.draw import svg
from tightrope.report.draw.svg import FAINT, FIRST, FIRST_PALE, INK, PAPER, SECOND, SECOND_PALE, SOFT
from tightrope.report.reading import Report, absent, names_of

WIDTH, LEFT, RIGHT, STEP = 480.0, 10.0, 470.0, 44.0
DEEP, CELL = 5.0, 34.0
SHORT = 64
PLACES = (60.0, 240.0, 420.0)
FAVOR = {"contradicted": 0, "mixed": 1, "cannot tell": 1, "untested": 1, "supported": 2}


def questions(report: Report) -> str:
    """Draw the questions of one case: what the values alone allow, the interval before the cases, and after them."""
    found = report["explanation"].get("case", {})
    rows = [] if absent(found) else [asked for asked in found["asked"] if asked["level"] == "case"]
    if not rows:
        return ""
    x, parts = svg.scale((0, 1), (LEFT, RIGHT)), []
    for k, asked in enumerate(rows):
        y = 30 + STEP * k
        low, high = asked["data"]
        parts += [
            svg.text(LEFT, y - 6, asked["words"], size=11.5),
            svg.rect(x(low), y, max(x(high) - x(low), 2), 12, fill=FAINT, opacity=0.8),
            svg.line(
                (x(asked["prior_low"]), y + 4), (x(asked["prior_high"]), y + 4), stroke=SOFT, width=1.5, dash="3 2"
            ),
            svg.circle((x(asked["prior_mean"]), y + 4), 3, stroke=SOFT),
            svg.line((x(asked["low"]), y + 9), (x(asked["high"]), y + 9), stroke=INK, width=2.5),
            svg.circle((x(asked["mean"]), y + 9), 4, fill=INK),
        ]
    foot = 30 + STEP * len(rows)
    for mark in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(svg.text(x(mark), foot, f"{mark:g}", size=10.5, fill=SOFT, anchor="middle"))
    return svg.figure(
        WIDTH, foot + 8, parts, name="questions", title=f"What made the difference for {names_of(report)[0]}",
        described="A row a question: pale, what values and signs allow; dashed, before any case; full, after.",
    )  # fmt: skip


def clues(report: Report) -> str:
    """Draw the clues that are weighed, a bar from the least to the most probability over its own range, by theory."""
    found = report["explanation"].get("tracing", {})
    if absent(found) or not found["remain"]:
        return ""
    x, parts, y = svg.scale((0, 1), (LEFT, RIGHT)), [], 22.0
    parts.append(svg.line((x(0.5), 10), (x(0.5), 10), stroke=SOFT))
    for one in found["propositions"]:
        kept = sorted((c for c in one["clues"] if c["weighed"]), key=lambda c: c["swing"][0] - c["swing"][1])
        if not kept:
            continue
        name = f"{one['label']}: {one['id'].rsplit('.', 1)[-1].replace('_', ' ')}"
        parts.append(svg.text(LEFT, y, name, size=12.5, extra='font-weight="700"'))
        y += 16
        for clue in kept:
            low, high = clue["swing"]
            speaks = SECOND_PALE if (clue["decibels"] or 0) < 0 else FIRST_PALE
            parts += [
                svg.rect(x(low), y, max(x(high) - x(low), 2), 9, fill=speaks, title=clue["text"]),
                svg.line((x(clue["without"]), y - 1), (x(clue["without"]), y + 10), stroke=SOFT, width=1.5),
                svg.text(LEFT, y + 21, _short(clue["text"]), size=10.5, fill=SOFT),
            ]
            y += 30
        parts += [
            svg.line((x(one["interval"][0]), y), (x(one["interval"][1]), y), stroke=INK, width=1.2),
            svg.circle((x(one["probability"]), y), 4, fill=INK),
            svg.text(LEFT, y + 15, f"after all its clues: {one['verdict']}", size=10.5),
        ]
        y += 36
    for mark in (0.0, 0.5, 1.0):
        parts.append(svg.text(x(mark), y, f"{mark:g}", size=10.5, fill=SOFT, anchor="middle"))
    return svg.figure(
        WIDTH, y + 8, parts, name="clues", title="What each clue carries",
        described="By theory, a bar a clue: the chance of the proposition over the range of that clue alone.",
    )  # fmt: skip


def matrix(report: Report) -> str:
    """Draw accounts in rows, evidence in columns: blue where an account expects an item, orange where it does not."""
    found = report["explanation"]["matrix"]
    if absent(found):
        return ""
    labels, parts = {one["id"]: one for one in report["explanation"]["tracing"]["propositions"]}, []
    left, top = 250.0, 34.0
    for r, (name, cells) in enumerate(zip(found["rows"], found["cells"], strict=True)):
        y = top + CELL * r
        one = labels.get(name, {})
        parts += [
            svg.text(LEFT, y + 15, str(one.get("label", name)), size=11.5),
            svg.text(LEFT, y + 28, name.rsplit(".", 1)[-1].replace("_", " "), size=10, fill=SOFT),
        ]
        for c, (value, own) in enumerate(zip(cells, found["declared"][r], strict=True)):
            parts.append(_cell(left + CELL * c, y, value, own, found["columns"][c]))
        burden = f"{found['against'][name]:.1f}".replace("-", "\u2212")
        parts.append(svg.text(left + CELL * len(cells) + 8, y + 20, burden, size=11))
    for c in range(len(found["columns"])):
        parts.append(svg.text(left + CELL * (c + 0.5), top - 8, str(c + 1), size=10.5, fill=SOFT, anchor="middle"))
    end = left + CELL * len(found["columns"])
    parts.append(svg.text(end + 8, top - 8, "against", size=10.5, fill=SOFT))
    return svg.figure(
        end + 62, top + CELL * len(found["rows"]) + 10, parts, name="matrix", title="Accounts against evidence",
        described="Rows are accounts, columns items of evidence in the order of the list below; numbers are decibels.",
    )  # fmt: skip


def debates(report: Report) -> str:
    """Draw each debate, and each pair that cannot both hold: its verdict, and how far one test left out moves it."""
    held = [] if absent(report["ledger"]) else report["ledger"]
    rows = [one for one in held if one["kind"] in ("debate", "contradiction") and one.get("verdicts")]
    if not rows:
        return ""
    parts = [
        svg.text(x, 14, words, size=11, fill=SOFT, anchor="middle")
        for x, words in zip(PLACES, ("contradicted", "mixed or cannot tell", "supported"), strict=True)
    ]
    for k, one in enumerate(rows):
        y = 44 + STEP * k
        first, last = (PLACES[FAVOR[verdict]] for verdict in one["verdicts"])
        at = PLACES[FAVOR[one["verdict"]]]
        told = one["verdict"] in ("supported", "contradicted", "mixed")
        parts += [
            svg.text(LEFT, y - 9, _short(one["text"]), size=11.5),
            svg.line((PLACES[0], y + 4), (PLACES[-1], y + 4), stroke=FAINT),
            svg.line((first, y + 4), (last, y + 4), stroke=SOFT, width=5) if first != last else "",
            svg.circle((at, y + 4), 5, fill=INK if told else PAPER, stroke=INK, title=one["verdict"]),
        ]
    return svg.figure(
        WIDTH, 44 + STEP * len(rows) - 14, parts, name="debates", title="Debates, and how firm their verdicts are",
        described="A row a debate: the dot is the verdict, hollow where the tests cannot tell; the bar is its range.",
    )  # fmt: skip


def _cell(x: float, y: float, value: float, own: bool, column: dict[str, Any]) -> str:
    fill = FIRST if value > 0 else SECOND
    drawn = svg.rect(x + 1, y + 1, CELL - 2, CELL - 2, fill=fill, opacity=min(abs(value) / DEEP, 1.0) * 0.8 + 0.02,
                     title=column["text"])  # fmt: skip
    if not own:
        return drawn
    return (
        drawn + "\n" + svg.text(x + CELL / 2, y + 21, f"{value:+.1f}".replace("-", "\u2212"), size=10, anchor="middle")
    )


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1].rsplit(" ", 1)[0] + " \u2026"
