"""The specification curve: the lean of every recipe in order, and under it the choices that made it."""

from __future__ import annotations

from typing import Any

from tightrope.report.draw import svg
from tightrope.report.draw.svg import FIRST, INK, SECOND, SOFT
from tightrope.report.parts.otherwise import recipes_of, recipes_table
from tightrope.report.reading import Report, names_of
from tightrope.report.wording import the

BINS, LEFT, RIGHT, TALL, ROW = 110, 236.0, 700.0, 150.0, 13.0
SHADES = ((0.75, 1.0), (0.4, 0.62), (0.15, 0.34), (0.0, 0.12))
WIDEST = 36


def curve(report: Report) -> str:
    """Draw the curve; nothing where no recipe was run."""
    held = recipes_of(report)
    _, rows = recipes_table(report)
    if not rows:
        return ""
    focal, powers = names_of(report)
    kinds = list(held["kinds"])
    tilts = [float(row[len(kinds)]) for row in rows]
    order = sorted(range(len(rows)), key=lambda i: (tilts[i], rows[i]))
    edge = max(0.1, *(abs(t) for t in tilts)) * 1.04
    x = svg.scale((0, len(rows)), (LEFT, RIGHT))
    y = svg.scale((-edge, edge), (26 + TALL, 26))
    parts = []
    for tick in svg.ticks(-edge, edge, 4):
        parts += [
            svg.line((LEFT, y(tick)), (RIGHT, y(tick)), dash="" if tick == 0 else "2 3"),
            svg.text(LEFT - 6, y(tick) + 4, f"{abs(tick):g}", size=11, fill=SOFT, anchor="end"),
        ]
    parts += [
        svg.text(LEFT, 16, f"toward {the(powers[1])}", size=12, fill=SECOND),
        svg.text(LEFT, 26 + TALL + 14, f"toward {the(powers[0])}", size=12, fill=FIRST),
        *_line([tilts[i] for i in order], x, y),
        svg.line((LEFT, y(held["tilt"])), (RIGHT, y(held["tilt"])), stroke=INK, width=1.2, dash="6 3"),
        svg.text(LEFT + 4, y(held["tilt"]) - 5, "the default measure", size=11),
    ]
    top = 26 + TALL + 34
    labels = {row["name"]: row["label"] for row in report["position"]["indicators"]}
    for k, kind in enumerate(kinds):
        chosen = [rows[i][k] for i in order]
        parts.append(svg.text(8, top + 9, {"without": "left out"}.get(kind, kind), size=12, extra='font-weight="700"'))
        top += ROW + 2
        for choice in sorted(dict.fromkeys(chosen), key=lambda c: (-chosen.count(c), c)):
            parts.append(svg.text(LEFT - 6, top + 9, _short(choice, labels), size=10.5, anchor="end"))
            parts += _marks([c == choice for c in chosen], top)
            top += ROW
        top += 6
    n, agree = int(held["n"]), int(held.get("agree", 0))
    return svg.figure(
        RIGHT + 12,
        top + 4,
        parts,
        name="recipes",
        title=f"Lean of {focal} by {n} other recipes",
        described=f"Leans in order; {agree} of {n} lean to the same side as the default measure. Dark marks below show "
        "where along the order recipes with that choice lie.",
    )


def _line(tilts: list[float], x: svg.Scale, y: svg.Scale) -> list[str]:
    """Return the sorted leans as two lines that meet at level, one to a side."""
    split = sum(t < 0.0 for t in tilts)
    step = max(1, len(tilts) // 400)
    found = []
    for start, stop, color in ((0, split, FIRST), (split, len(tilts), SECOND)):
        picks = [i for i in range(start, stop) if i % step == 0 or i in (start, stop - 1)]
        found.append(svg.path([(x(i + 0.5), y(tilts[i])) for i in picks], stroke=color, width=2.4))
    return found


def _marks(flags: list[bool], top: float) -> list[str]:
    """Return one row of marks, darker where more of the recipes of a bin made the choice."""
    wide = (RIGHT - LEFT) / BINS
    shaded: dict[float, list[str]] = {}
    for b in range(BINS):
        start, stop = b * len(flags) // BINS, max((b + 1) * len(flags) // BINS, b * len(flags) // BINS + 1)
        mine = flags[start:stop]
        share = sum(mine) / len(mine) if mine else 0.0
        if share > 0.0:
            shade = next(opacity for least, opacity in SHADES if share > least)
            move = f"M{svg.f(LEFT + b * wide)},{svg.f(top + 1.5)}h{svg.f(wide)}v{svg.f(ROW - 3)}h-{svg.f(wide)}z"
            shaded.setdefault(shade, []).append(move)
    kinds: Any = svg.kinds(INK)
    return [
        f'<path d="{"".join(moves)}" fill="{INK}" fill-opacity="{svg.f(shade)}"{kinds}/>'
        for shade, moves in sorted(shaded.items())
    ]


def _short(choice: str, labels: dict[str, str]) -> str:
    """Return a choice as it fits beside its row."""
    told = {"none": "nothing", "none, unpaired added": "nothing; one-sided series added"}.get(choice)
    if choice.startswith("domain "):
        told = f"the {choice.removeprefix('domain ')} domain"
    told = told or labels.get(choice, choice).replace(" with the power", "").replace("_", " ")
    return told if len(told) <= WIDEST else f"{told[: WIDEST - 1].rsplit(' ', 1)[0].rstrip(',;')}…"
