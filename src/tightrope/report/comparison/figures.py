"""Figures of a comparison: leans with intervals, domains, ways through the years, labels, the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tightrope.report.comparison.said import Comparison, now, powers, ranked
from tightrope.report.draw import svg
from tightrope.report.draw.charts import CLASS_FILLS, class_fill
from tightrope.report.draw.map import LEVEL, lean_map
from tightrope.report.draw.rope import band
from tightrope.report.draw.svg import FAINT, FIRST, INK, PAPER, SECOND, SOFT
from tightrope.report.wording import DOMAIN_WORDS, chance, listed, the

WIDE, LEFT, RIGHT = 480.0, 132.0, 468.0
ROW = 30.0


def figures(found: Comparison) -> dict[str, str]:
    """Return figure -> SVG."""
    drawn = {
        "leans": leans(found),
        "labels": labels(found),
        "domains": domains(found),
        "paths": paths(found),
        "map": world(found),
    }
    return {name: text for name, text in drawn.items() if text}


def color(mean: float, low: float, high: float) -> str:
    """Return blue toward the first power, orange toward the second, gray where the interval spans level."""
    if low <= 0 <= high:
        return SOFT
    return FIRST if mean < 0 else SECOND


def whisker(x: svg.Scale, y: float, triple: tuple[float, float, float], *, size: float = 5.5) -> list[str]:
    """Return a dot with its interval; hollow where the interval spans level."""
    mean, low, high = triple
    shade = color(mean, low, high)
    hollow = low <= 0 <= high
    return [
        svg.line((x(low), y), (x(high), y), stroke=shade, width=size / 2),
        svg.circle((x(mean), y), size, fill=PAPER if hollow else shade, stroke=shade),
    ]


def _reach(values: list[float]) -> tuple[float, float]:
    edge = max([abs(v) for v in values] + [LEVEL]) + 0.06
    return -edge, edge


def _ground(x: svg.Scale, top: float, bottom: float, edge: float, *, words: bool) -> list[str]:
    parts = [
        svg.rect(x(-LEVEL), top, x(LEVEL) - x(-LEVEL), bottom - top, fill=FAINT, opacity=0.5),
        svg.line((x(0), top), (x(0), bottom), stroke=SOFT, width=0.8),
    ]
    if words:
        for tick in svg.ticks(-edge, edge, 6):
            label = "level" if tick == 0 else f"{abs(tick):g}"
            parts.append(svg.text(x(tick), bottom + 15, label, size=11, fill=SOFT, anchor="middle"))
    return parts


def leans(found: Comparison) -> str:
    """Draw the lean of each state with its interval, from one end to the other."""
    held, first_second = found["order"]["all"]["tilt"], powers(found)
    turn = list(reversed(ranked(found)))
    if not turn:
        return ""
    low, high = _reach([held[end][k] for end in ("low", "high") for k in turn])
    x = svg.scale((low, high), (LEFT, RIGHT))
    top, bottom = 28.0, 28.0 + ROW * len(turn) + 4
    parts = _ground(x, top, bottom, high, words=True)
    parts += [
        svg.text(LEFT, 16, f"\u2190 closer to {the(first_second[0])}", size=12.5, fill=FIRST),
        svg.text(RIGHT, 16, f"closer to {the(first_second[1])} \u2192", size=12.5, fill=SECOND, anchor="end"),
    ]
    names = found["comparison"]["names"]["states"]
    for n, k in enumerate(turn):
        y = top + ROW * (n + 0.5) + 2
        parts.append(svg.text(LEFT - 10, y + 4.5, names[k], size=13.5, anchor="end"))
        parts += whisker(x, y, (held["mean"][k], held["low"][k], held["high"][k]), size=6)
    return svg.figure(
        WIDE,
        bottom + 24,
        parts,
        name="leans",
        title=f"Lean of {len(turn)} states between {the(first_second[0])} and {the(first_second[1])}, {found['as_of']}",
        described=(
            f"A dot and an interval a state, from the one closest to {the(first_second[0])} to the one closest to "
            f"{the(first_second[1])}: {listed(names[k] for k in turn)}. Hollow dots have intervals that span level."
        ),
    )


def domains(found: Comparison) -> str:
    """Draw the lean of each state in each domain."""
    turn = list(reversed(ranked(found)))
    if not turn:
        return ""
    rows = [found["states"][k] for k in turn]
    cells: dict[tuple[str, str], tuple[float, float, float]] = {}
    for row in rows:
        t = now(found, row)
        for domain in DOMAIN_WORDS:
            series = row["position"]["domains"].get(domain, {}).get("tilt")
            if series is not None and series["mean"][t] is not None:
                cells[row["state"], domain] = (series["mean"][t], series["low"][t], series["high"][t])
    low, high = _reach([v for triple in cells.values() for v in triple])
    step, parts = 22.0, []
    tall = 34 + step * len(rows) + 26
    for n, (domain, word) in enumerate(DOMAIN_WORDS.items()):
        left, top = (0.0, 242.0)[n % 2], 4 + tall * (n // 2)
        x = svg.scale((low, high), (left + 84, left + 234))
        parts.append(svg.text(left + 84, top + 14, word, size=13, extra='font-weight="700"'))
        parts += _ground(x, top + 22, top + 26 + step * len(rows), high, words=False)
        for k, row in enumerate(rows):
            y = top + 24 + step * (k + 0.5)
            parts.append(svg.text(left + 78, y + 4, _short(row["name"]), size=11, anchor="end"))
            triple = cells.get((row["state"], domain))
            if triple is None:
                parts.append(svg.text(x(0), y + 4, "not observed", size=10.5, fill=SOFT, anchor="middle"))
            else:
                parts += whisker(x, y, triple, size=4)
    return svg.figure(
        WIDE,
        4 + tall * 2,
        parts,
        name="domains",
        title=f"Lean by domain, {found['as_of']}",
        described="Four charts, one a domain: a dot and an interval a state; the gray band is level.",
    )


def _short(name: str) -> str:
    return name if len(name) <= 13 else f"{name[:12].rstrip()}."


def paths(found: Comparison) -> str:
    """Draw the lean of each state through the years, a small chart a state."""
    states, first_second = found["states"], powers(found)
    seen = [
        v for row in states for end in ("low", "high") for v in row["position"]["tilt"][end] if v is not None
    ]  # fmt: skip
    if not seen:
        return ""
    low, high = _reach(seen)
    parts: list[str] = [
        svg.text(8, 14, f"up: closer to {the(first_second[1])}", size=12, fill=SECOND),
        svg.text(472, 14, f"down: closer to {the(first_second[0])}", size=12, fill=FIRST, anchor="end"),
    ]
    for n, row in enumerate(states):
        left, top = 6 + 240 * (n % 2), 28 + 142 * (n // 2)
        years = row["position"]["years"]
        x, y = svg.scale((years[0], years[-1]), (left + 2, left + 218)), svg.scale((low, high), (top + 112, top + 14))
        parts += [
            svg.rect(left + 2, y(LEVEL), 216, y(-LEVEL) - y(LEVEL), fill=FAINT, opacity=0.55),
            svg.line((left + 2, y(0)), (left + 218, y(0)), stroke=SOFT, width=0.8),
            svg.text(left + 2, top + 8, row["name"], size=13, extra='font-weight="700"'),
        ]
        every = 20 if years[-1] - years[0] > 45 else 10
        for year in svg.decades(years, every):
            parts.append(svg.text(x(year), top + 126, str(year), size=10.5, fill=SOFT, anchor="middle"))
        parts += band(years, row["position"]["tilt"], x, y, INK, as_of=row["as_of"])
    return svg.figure(
        WIDE,
        28 + 142 * ((len(states) + 1) // 2),
        parts,
        name="paths",
        title="Lean through the years",
        described=f"A small chart a state, with intervals: {listed(row['name'] for row in states)}.",
    )


def labels(found: Comparison) -> str:
    """Draw the chance of each label as one bar a state."""
    first_second = powers(found)
    rows: list[tuple[Mapping[str, Any], list[float | None]]] = []
    for k in reversed(ranked(found)):
        row = found["states"][k]
        rows.append((row, row["position"]["classes"]["probability"][now(found, row)]))
    if not any(p and p[0] is not None for _, p in rows):
        return ""
    names = rows[0][0]["position"]["classes"]["labels"]
    order = _order(names, first_second)
    x, parts = svg.scale((0, 1), (LEFT, RIGHT)), []
    for n, (row, chances) in enumerate(rows):
        y = 6 + ROW * n
        parts.append(svg.text(LEFT - 10, y + 16.5, row["name"], size=13.5, anchor="end"))
        if chances[0] is None:
            parts.append(svg.text(LEFT + 4, y + 16.5, "not known: an input is missing", size=12, fill=SOFT))
            continue
        under = 0.0
        for k in order:
            p = chances[k] or 0.0
            if p > 0.002:
                fill = class_fill(names[k], first_second)
                parts.append(svg.rect(x(under), y, x(under + p) - x(under), 23, fill=fill))
                if p >= 0.12:
                    ink = INK if fill in (CLASS_FILLS[0], CLASS_FILLS[3], CLASS_FILLS[4], CLASS_FILLS[5]) else PAPER
                    words = svg.text(x(under + p / 2), y + 15.5, chance(p), size=11, anchor="middle")
                    # the bar keeps its color in the dark, and so do the words on it
                    parts.append(words.replace(f'fill="{INK}"{svg.kinds(INK)}', f'fill="{ink}"'))
            under += p
    foot = 6 + ROW * len(rows) + 20
    shown = [k for k in order if any((p[k] or 0) > 0.02 for _, p in rows)]
    for n, k in enumerate(shown):
        parts += [
            svg.rect(LEFT, foot + 18 * n - 10, 13, 13, fill=class_fill(names[k], first_second)),
            svg.text(LEFT + 20, foot + 18 * n + 1, names[k], size=12),
        ]
    return svg.figure(
        WIDE,
        foot + 18 * len(shown),
        parts,
        name="labels",
        title=f"Chance of each label, {found['as_of']}",
        described="One bar a state, its parts summing to one; blue toward the first power, orange toward the second.",
    )


def _order(names: list[str], first_second: tuple[str, str]) -> list[int]:
    """Return the labels from the first power's side to the second's, estrangement last."""
    rank = (1, 2, 3, 4, 5, 6, 7, 0)
    return sorted(range(len(names)), key=lambda k: rank.index(CLASS_FILLS.index(class_fill(names[k], first_second))))


def world(found: Comparison) -> str:
    """Draw all measured states, those compared with a dark outline."""
    held = found["world"]
    if not held["rows"]:
        return ""
    first, second = found["comparison"]["powers"]
    return lean_map(
        held["rows"],
        codes=(first, second),
        powers=powers(found),
        year=held["year"],
        marked=found["comparison"]["states"],
    )
