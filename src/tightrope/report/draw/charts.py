"""Charts of the sections: domains, classes, rivalry, survival, autonomy, the game sketch and coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tightrope.report.draw import svg
from tightrope.report.draw.rope import COLORS, band, frame, span_of
from tightrope.report.draw.svg import FAINT, FIRST, FIRST_PALE, INK, SECOND, SECOND_PALE, SOFT
from tightrope.report.reading import Report, absent, bound, names_of
from tightrope.report.wording import DOMAIN_WORDS, chance, number, the

CLASS_FILLS = ("#b9b6ad", "#0b4f86", "#3f8fca", "#a8cfea", "#e9e3c8", "#f6cfae", "#e58a45", "#a83f06")
LABELS = 376


def percent(value: float) -> str:
    """Return a share as a whole percentage of an axis."""
    return f"{100 * value:.0f} %"


def domains(report: Report) -> str:
    """Draw the lean of each domain through the years as small multiples."""
    position = report["position"]
    if absent(position):
        return ""
    focal, powers = names_of(report)
    years, parts = position["years"], []
    for k, (domain, word) in enumerate(DOMAIN_WORDS.items()):
        left, top = 6 + 240 * (k % 2), 34 + 168 * (k // 2)
        x, y = svg.scale((years[0], years[-1]), (left + 2, left + 218)), svg.scale((-1, 1), (top + 126, top + 12))
        series = position["domains"].get(domain, {}).get("tilt")
        parts += [
            svg.rect(left + 2, y(0.2), 216, y(-0.2) - y(0.2), fill=FAINT, opacity=0.55),
            svg.line((left + 2, y(0)), (left + 218, y(0)), stroke=SOFT, width=0.8),
            svg.text(left + 2, top + 4, word, size=13, extra='font-weight="700"'),
        ]
        for year in svg.decades(years, 20):
            parts.append(svg.text(x(year), top + 140, str(year), size=10.5, fill=SOFT, anchor="middle"))
        if series is None or not any(v is not None for v in series["mean"]):
            parts.append(svg.text(left + 110, y(0) + 4, "not observed", size=13, fill=SOFT, anchor="middle"))
        else:
            parts += band(years, series, x, y, INK, as_of=report["as_of"])
    parts += [
        svg.text(8, 16, f"up: closer to {the(powers[1])}", size=12, fill=SECOND),
        svg.text(472, 16, f"down: closer to {the(powers[0])}", size=12, fill=FIRST, anchor="end"),
    ]
    return svg.figure(
        480,
        352,
        parts,
        name="domains",
        title=f"Lean of {focal} by domain",
        described="Four small charts, one a domain; up is closer to the second power, the gray band is level.",
    )


def class_fill(label: str, powers: tuple[str, str]) -> str:
    """Return the color of a base label: blue toward the first power, orange toward the second."""
    plain = label.lower()
    toward = 0
    if powers[0].lower() in plain:
        toward = -1
    elif powers[1].lower() in plain:
        toward = 1
    if "estrangement" in plain:
        return CLASS_FILLS[0]
    if not toward:
        return CLASS_FILLS[4]
    if "engagement" in plain or "leaning" in plain:
        return CLASS_FILLS[3 if toward < 0 else 5]
    if "limited" in plain:
        return CLASS_FILLS[2 if toward < 0 else 6]
    return CLASS_FILLS[1 if toward < 0 else 7]


def classes(report: Report) -> str:
    """Draw the probability of each label, stacked by year."""
    position = report["position"]
    if absent(position):
        return ""
    focal, powers = names_of(report)
    labels, rows, years = position["classes"]["labels"], position["classes"]["probability"], position["years"]
    seen = [i for i, row in enumerate(rows) if row and row[0] is not None]
    if not seen:
        return ""
    order = sorted(range(len(labels)), key=lambda k: CLASS_FILLS.index(class_fill(labels[k], powers)))
    x, y, parts = frame(years, 0, 1, top=10, height=200, form=percent)
    wide = x(years[0] + 1) - x(years[0])
    for i in seen:
        under = 0.0
        for k in order:
            p = rows[i][k] or 0.0
            if p > 0.002:
                title = f"{years[i]}: {labels[k]}, {chance(p)}"
                parts.append(
                    svg.rect(
                        x(years[i]) - wide / 2,
                        y(under + p),
                        wide + 0.3,
                        y(under) - y(under + p),
                        fill=class_fill(labels[k], powers),
                        title=title,
                    )
                )
            under += p
    foot = 246
    shown = [k for k in reversed(order) if max(rows[i][k] or 0 for i in seen) > 0.02]
    for n, k in enumerate(shown):
        parts += [
            svg.rect(40, foot + 19 * n - 10, 13, 13, fill=class_fill(labels[k], powers)),
            svg.text(60, foot + 19 * n + 1, labels[k], size=12.5),
        ]
    return svg.figure(
        480,
        foot + 19 * len(shown),
        parts,
        name="classes",
        title=f"Where {focal} stood, year by year",
        described="Probability of each label, stacked to one; blue toward the first power, orange toward the second.",
    )


def autonomy(report: Report) -> str:
    """Draw the dependence on each power and the room that is left."""
    position = report["position"]
    if absent(position):
        return ""
    pair = [position.get("dependence_first"), position.get("dependence_second")]
    found = [s for s in pair if not absent(s) and span_of([s])]
    edge = span_of(found)
    if edge is None:
        return ""
    _, powers = names_of(report)
    ceiling = bound(report, "ceiling")
    top = max(edge[1], ceiling or 0) * 1.06
    x, y, parts = frame(position["years"], 0, top, top=30, height=190, as_of=report["as_of"])
    for series, color in zip(pair, COLORS, strict=True):
        if not absent(series):
            parts += band(position["years"], series, x, y, color, as_of=report["as_of"])
    if ceiling is not None:
        parts += [
            svg.line((40, y(ceiling)), (470, y(ceiling)), stroke=INK, dash="5 4"),
            svg.text(44, y(ceiling) - 5, "ceiling", size=11),
        ]
    parts += [
        svg.text(40, 14, f"\u25a0 dependence on {the(powers[0])}", size=12.5, fill=FIRST),
        svg.text(470, 14, f"\u25a0 dependence on {the(powers[1])}", size=12.5, fill=SECOND, anchor="end"),
    ]
    return svg.figure(
        480,
        246,
        parts,
        name="autonomy",
        title="Dependence on each power",
        described="Dependence on arms and goods imports by power with intervals; the dashed line is the ceiling.",
    )


def pressure(report: Report) -> str:
    """Draw the rivalry of the two powers with its interval."""
    part = report["horizon"]["pressure"]
    if absent(part) or not any(v is not None for v in part["mean"]):
        return ""
    _, powers = names_of(report)
    x, y, parts = frame(part["years"], 0, 1, top=14, height=180)
    parts += band(part["years"], part, x, y, INK)
    for year in part.get("widened", []):
        parts.append(svg.line((x(year), 192), (x(year), 196), stroke=SOFT, width=2))
    return svg.figure(
        480,
        220,
        parts,
        name="pressure",
        title=f"Rivalry of {the(powers[0])} and {the(powers[1])}",
        described="Rivalry from 0 to 1 with its interval; marks on the axis are years with fewer than four series.",
    )


def survival(report: Report) -> str:
    """Draw the share still inside two-sided engagement by years ahead."""
    part = report["horizon"]["survival"]
    if absent(part) or not part["probability"]["mean"]:
        return ""
    ahead, p = [0, *part["years"]], part["probability"]
    x, y = svg.scale((0, ahead[-1]), (44, 462)), svg.scale((0, 1), (190, 14))
    parts = []
    for tick in (0, 0.25, 0.5, 0.75, 1):
        parts += [
            svg.line((44, y(tick)), (462, y(tick)), width=0.7),
            svg.text(39, y(tick) + 4, percent(tick), size=11, fill=SOFT, anchor="end"),
        ]
    series = {key: [1.0, *p[key]] for key in ("mean", "low", "high")}
    parts += band(ahead, series, x, y, INK)
    for year, value in zip(ahead[1:], p["mean"], strict=True):
        if value is None:
            continue
        parts += [
            svg.circle((x(year), y(value)), 4, fill=INK),
            svg.text(
                x(year) - 4, y(value) - 11, chance(value), size=13, anchor="end" if year == ahead[-1] else "start"
            ),
            svg.text(x(year), 207, str(year), size=12, fill=SOFT, anchor="middle"),
        ]
    parts.append(svg.text(462, 226, "years from now", size=12, fill=SOFT, anchor="end"))
    shown = "; ".join(f"{y} years: {chance(v)}" for y, v in zip(ahead[1:], p["mean"], strict=True) if v is not None)
    return svg.figure(
        480,
        234,
        parts,
        name="survival",
        title="Share still inside two-sided engagement",
        described=f"{shown}.",
        mono=True,
    )


def game(report: Report) -> str:
    """Draw where the balanced state of the game loses its stability: assumed parameters."""
    part = report["horizon"].get("sketch")
    if absent(part) or not part["branch"]:
        return ""
    points = [(p[0], p[1]) for p in part["branch"] if p[0] is not None and p[1] is not None]
    threshold = part["threshold"].get("analytic", next(iter(part["threshold"].values()), None))
    reach = max(max(p for p, _ in points), threshold or 0) * 1.02
    x, y = svg.scale((0, reach), (44, 462)), svg.scale((0, 1), (190, 22))
    parts = [svg.line((44, 190), (462, 190), stroke=SOFT), svg.line((44, 22), (44, 190), stroke=SOFT)]
    for tick in svg.ticks(0, reach, 4):
        parts.append(svg.text(x(tick), 206, number(tick), size=11, fill=SOFT, anchor="middle"))
    parts += [svg.circle((x(p), y(min(abs(t), 1))), 1.8, fill=INK) for p, t in points]
    if threshold is not None:
        parts += [
            svg.line((x(threshold), 22), (x(threshold), 190), stroke=INK, dash="5 4"),
            svg.text(x(threshold) - 6, 36, f"threshold {number(threshold)}", size=12, anchor="end"),
        ]
    parts += [
        svg.text(462, 226, "assumed rivalry", size=12, fill=SOFT, anchor="end"),
        svg.text(44, 13, "largest lean that is stable (1 = one side only)", size=11.5, fill=SOFT),
    ]
    return svg.figure(
        480,
        234,
        parts,
        name="game",
        title="Model sketch, parameters assumed",
        mono=True,
        described=f"Beyond a threshold of {number(threshold)} the level state is no longer stable in the sketch.",
    )


def coverage(report: Report) -> str:
    """Draw which indicator is observed for which power in which year."""
    position = report["position"]
    rows: Sequence[Mapping[str, Any]] = [] if absent(position) else position.get("indicators", [])
    if not rows:
        return ""
    _, powers = names_of(report)
    years = position["years"]
    x = svg.scale((years[0], years[-1] + 1), (LABELS, 840))
    wide, step = x(years[0] + 1) - x(years[0]), 17
    parts: list[str] = [
        svg.text(LABELS, 14, f"\u25a0 {the(powers[0])}", size=12, fill=FIRST),
        svg.text(840, 14, f"\u25a0 {the(powers[1])}", size=12, fill=SECOND, anchor="end"),
    ]
    for n, row in enumerate(rows):
        top = 24 + step * n
        label = row["label"] if len(row["label"]) <= 66 else row["label"][:64].rstrip() + "\u2026"
        parts.append(
            svg.text(LABELS - 6, top + 11, label, size=11, anchor="end", fill=INK if row["role"] == "tie" else SOFT)
        )
        parts.append(svg.rect(LABELS, top + 1, 840 - LABELS, step - 3, fill=FAINT, opacity=0.4))
        pale = row["role"] != "tie"
        for key, color, faded, drop in (("first", FIRST, FIRST_PALE, 1), ("second", SECOND, SECOND_PALE, 8)):
            for start, stop in row["coverage"][key]:
                parts.append(
                    svg.rect(
                        x(start),
                        top + drop,
                        wide * (stop - start + 1),
                        6,
                        fill=faded if pale else color,
                        title=f"{row['label']}, {key}: {start}-{stop}",
                    )
                )
    foot = 24 + step * len(rows)
    for year in svg.decades(years):
        parts.append(svg.text(x(year), foot + 14, str(year), size=11, fill=SOFT, anchor="middle"))
    return svg.figure(
        850,
        foot + 22,
        parts,
        name="coverage",
        title="What is observed, and when",
        described=f"{len(rows)} series: bars mark the years with a value, upper bar first power, lower bar second.",
    )
