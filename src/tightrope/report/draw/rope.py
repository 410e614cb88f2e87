"""The rope: plane of both ties, both ties through the years with who moved, and the others on the rope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from tightrope.report.draw import svg
from tightrope.report.draw.svg import FAINT, FIRST, INK, PAPER, SECOND, SOFT, Point
from tightrope.report.reading import Report, absent, floors, names_of, side_of
from tightrope.report.wording import count, number, the

COLORS = (FIRST, SECOND)
CLEAR = 0.5


def rope(report: Report) -> str:
    """Draw the plane of both ties: floors, path through the years, the latest cloud."""
    position = report["position"]
    if absent(position) or absent(position.get("tie_first")):
        return ""
    focal, powers = names_of(report)
    firsts, seconds = position["tie_first"]["mean"], position["tie_second"]["mean"]
    walked = [
        (y, a, b) for y, a, b in zip(position["years"], firsts, seconds, strict=True) if a is not None and b is not None
    ]
    if not walked:
        return ""
    cloud = [(p[0], p[1]) for p in position.get("cloud", {}).get("points", [])]
    outline = svg.ellipse(cloud) if len(cloud) > 2 else []
    lows = floors(report)
    seen = (
        [v for _, a, b in walked for v in (a, b)] + [v for p in outline for v in p] + [v for v in lows if v is not None]
    )
    pad = 0.06 * (max(seen) - min(seen) or 1)
    low, high = min(seen) - pad, max(seen) + pad
    left, top, side = 46.0, 26.0, 386.0
    x, y = svg.scale((low, high), (left, left + side)), svg.scale((low, high), (top + side, top))
    parts = [
        svg.area(
            [(left, top), (left + side, top)], [(left, top + side), (left, top + side)], fill=SECOND, opacity=0.05
        ),
        svg.area(
            [(left + side, top), (left + side, top)],
            [(left, top + side), (left + side, top + side)],
            fill=FIRST,
            opacity=0.05,
        ),
    ]
    if lows[0] is not None and lows[1] is not None:
        fx, fy = x(lows[0]), y(lows[1])
        parts += [
            svg.rect(fx, top, left + side - fx, fy - top, fill=svg.BOTH, opacity=0.13),
            svg.line((fx, top), (fx, top + side), stroke=FIRST, width=1.2, dash="5 4"),
            svg.line((left, fy), (left + side, fy), stroke=SECOND, width=1.2, dash="5 4"),
            svg.text(fx + 5, top + side - 7, "floor", size=11, fill=FIRST),
            svg.text(left + 6, fy - 5, "floor", size=11, fill=SECOND),
            svg.text(left + side - 6, top + 15, "both ties work", size=12, fill=svg.BOTH, anchor="end"),
        ]
    parts += [
        svg.line((left, top + side), (left + side, top), stroke=SOFT, width=1, dash="1 4"),
        svg.rect(left, top, side, side, fill="none"),
        svg.line((left, top + side), (left + side, top + side), stroke=SOFT),
        svg.line((left, top), (left, top + side), stroke=SOFT),
        svg.text(left + side, top + side + 20, f"closer to {the(powers[0])} \u2192", size=13, fill=FIRST, anchor="end"),
        svg.text(left, top - 10, f"\u2191 closer to {the(powers[1])}", size=13, fill=SECOND),
    ]
    as_of = report["as_of"]
    for (y0, a0, b0), (y1, a1, b1) in pairwise(walked):
        if y1 - y0 > 1:
            continue
        age = (y1 - walked[0][0]) / max(walked[-1][0] - walked[0][0], 1)
        dash = ' stroke-dasharray="2 3"' if y1 > as_of else ""
        parts.append(
            f'<line x1="{svg.f(x(a0))}" y1="{svg.f(y(b0))}" x2="{svg.f(x(a1))}" y2="{svg.f(y(b1))}" stroke="{INK}" '
            f'class="s-ink" stroke-width="{svg.f(1 + 1.4 * age)}" stroke-opacity="{svg.f(0.25 + 0.6 * age)}"{dash}/>'
        )
    if outline:
        ring = [(x(a), y(b)) for a, b in outline]
        d = "M" + "L".join(f"{svg.f(p)},{svg.f(q)}" for p, q in ring) + "Z"
        parts.append(
            f'<path d="{d}" fill="{INK}" fill-opacity=".12" stroke="{INK}" class="f-ink s-ink" stroke-width="1"/>'
        )
    parts += _year_dots(walked, as_of, x, y, (left, top, side))
    return svg.figure(
        452,
        top + side + 34,
        parts,
        name="rope",
        title=f"The rope: {focal} between {the(powers[0])} and {the(powers[1])}",
        described=_rope_words(walked, as_of, focal, powers),
    )


def _year_dots(
    walked: Sequence[tuple[int, float, float]], as_of: int, x: svg.Scale, y: svg.Scale, box: tuple[float, float, float]
) -> list[str]:
    left, top, side = box
    taken: list[Point] = []
    parts: list[str] = []
    last = max((w for w in walked if w[0] <= as_of), default=walked[-1])
    wanted = sorted(walked, key=lambda w: (w != last, w[0] != walked[0][0], w[0] % 10 != 0, w[0]))
    for year, a, b in wanted:
        at = (x(a), y(b))
        mark = year == last[0]
        if mark or year % 10 == 0 or year == walked[0][0]:
            parts.append(svg.circle(at, 6 if mark else 2.6, fill=INK, stroke=PAPER if mark else "", title=str(year)))
            if all(abs(at[0] - p) > 30 or abs(at[1] - q) > 15 for p, q in taken):
                taken.append(at)
                over = at[0] > left + side - 44
                parts.append(
                    svg.text(
                        at[0] - 10 if over else at[0] + 10,
                        max(at[1] - 6, top + 12),
                        str(year),
                        size=15 if mark else 11.5,
                        anchor="end" if over else "start",
                        extra='font-weight="700"' if mark else "",
                    )
                )
        else:
            parts.append(svg.circle(at, 1.3, fill=SOFT, title=str(year)))
    return parts


def _rope_words(walked: Sequence[tuple[int, float, float]], as_of: int, focal: str, powers: tuple[str, str]) -> str:
    first = walked[0]
    last = max((w for w in walked if w[0] <= as_of), default=walked[-1])
    return (
        f"Plane of the tie to {the(powers[0])} (across) and to {the(powers[1])} (up). {focal} goes from "
        f"{number(first[1])} and {number(first[2])} in {first[0]} to {number(last[1])} and {number(last[2])} in "
        f"{last[0]}. Dashed lines are the floors; the shaded ellipse holds the latest position with probability 0.9."
    )


def frame(
    years: Sequence[int],
    low: float,
    high: float,
    *,
    top: float = 16,
    height: float = 190,
    width: float = 480,
    as_of: int | None = None,
    form: Any = number,
) -> tuple[svg.Scale, svg.Scale, list[str]]:
    """Return the scales and the axes of a chart through the years; what follows `as_of` is shaded."""
    left, right, bottom = 40.0, width - 10.0, top + height
    x, y = svg.scale((years[0], years[-1]), (left, right)), svg.scale((low, high), (bottom, top))
    parts = []
    if as_of is not None and as_of < years[-1]:
        parts.append(svg.rect(x(as_of), top, right - x(as_of), height, fill=FAINT, opacity=0.55))
    for tick in svg.ticks(low, high, 4):
        parts += [
            svg.line((left, y(tick)), (right, y(tick)), width=0.7),
            svg.text(left - 5, y(tick) + 4, form(tick), size=11, fill=SOFT, anchor="end"),
        ]
    every = 10 if years[-1] - years[0] > 25 else 5
    for year in svg.decades(years, every):
        parts += [
            svg.line((x(year), bottom), (x(year), bottom + 4), stroke=SOFT),
            svg.text(min(x(year), width - 16), bottom + 16, str(year), size=11, fill=SOFT, anchor="middle"),
        ]
    return x, y, parts


def band(
    years: Sequence[int], series: Mapping[str, Any], x: svg.Scale, y: svg.Scale, color: str, *, as_of: int | None = None
) -> list[str]:
    """Return line and interval of a series; a gap stays a gap, what follows `as_of` is dashed."""
    parts = []
    for start, stop in svg.runs(series["mean"]):
        span = range(start, stop)
        parts.append(
            svg.area(
                [(x(years[i]), y(series["high"][i])) for i in span],
                [(x(years[i]), y(series["low"][i])) for i in span],
                fill=color,
            )
        )
    for start, stop in svg.runs(series["mean"]):
        points = [(x(years[i]), y(series["mean"][i])) for i in range(start, stop)]
        cut = sum(1 for i in range(start, stop) if as_of is None or years[i] <= as_of)
        parts.append(svg.path(points[:cut], stroke=color))
        parts.append(svg.path(points[max(cut - 1, 0) :], stroke=color, dash="3 3") if cut < len(points) else "")
        if len(points) == 1:
            parts.append(svg.circle(points[0], 2.5, fill=color))
    return parts


def span_of(series: Sequence[Mapping[str, Any]]) -> tuple[float, float] | None:
    """Return lowest and highest value of some series with their intervals."""
    seen = [v for s in series for key in ("low", "high") for v in s[key] if v is not None]
    return (min(seen), max(seen)) if seen else None


def ties(report: Report) -> str:
    """Draw both ties through the years with intervals, floors, turning years and events."""
    position = report["position"]
    if absent(position) or absent(position.get("tie_first")):
        return ""
    focal, powers = names_of(report)
    both = (position["tie_first"], position["tie_second"])
    edge = span_of(both)
    if edge is None:
        return ""
    years = list(range(min(position["years"][0], 1947), max(position["years"][-1], _last_event(report)) + 1))
    as_of = report["as_of"]
    low, high = min(edge[0], *(v for v in floors(report) if v is not None), 1), edge[1]
    x, y, parts = frame(years, low - 0.02, high + 0.04, top=34, height=210, as_of=as_of)
    for floor, color in zip(floors(report), COLORS, strict=True):
        if floor is not None:
            parts.append(svg.line((x(years[0]), y(floor)), (x(years[-1]), y(floor)), stroke=color, dash="5 4", width=1))
    for turn in position.get("turning_points", []):
        if turn["probability"] < CLEAR:
            continue
        color = COLORS[side_of(report, turn["tie"])]
        at = x(turn["year"])
        parts += [
            svg.line((at, 34), (at, 244), stroke=color, width=1, dash="1 3"),
            svg.circle((at, 34), 3, fill=color, title=f"turning year {turn['year']}"),
        ]
    for series, color in zip(both, COLORS, strict=True):
        parts += band(position["years"], series, x, y, color, as_of=as_of)
    parts += [
        svg.text(40, 14, f"\u25a0 tie to {the(powers[0])}", size=12.5, fill=FIRST),
        svg.text(40 + 9 * (12 + len(the(powers[0]))), 14, f"\u25a0 tie to {the(powers[1])}", size=12.5, fill=SECOND),
        svg.text(x(as_of), 28, f"as of {as_of}", size=11, fill=SOFT, anchor="end"),
    ]
    parts += _event_lanes(report, x, powers)
    return svg.figure(
        480,
        372,
        parts,
        name="ties",
        title=f"{focal}'s ties to {the(powers[0])} and to {the(powers[1])}",
        described=(
            f"Two lines with intervals from {years[0]} to {years[-1]}, floors dashed, dots at turning years. "
            f"Below, {count(len(report.get('events', [])), 'event')}: upward marks brought the tie closer, downward "
            "marks loosened it, hollow marks are unverified."
        ),
    )


def _last_event(report: Report) -> int:
    return max((e["year"] for e in report.get("events", [])), default=0)


def _event_lanes(report: Report, x: svg.Scale, powers: tuple[str, str]) -> list[str]:
    parts = []
    for lane, (key, color) in enumerate(zip(("sign_first", "sign_second"), COLORS, strict=True)):
        base = 304 + lane * 48
        parts.append(svg.line((40, base), (470, base), width=0.7))
        parts.append(svg.text(40, base - 22, f"events: {the(powers[lane])}", size=11, fill=color))
        heights: dict[tuple[int, int], int] = {}
        for event in report.get("events", []):
            sign = event[key]
            if not sign:
                continue
            rank = heights[event["year"], sign] = heights.get((event["year"], sign), 0) + 1
            if rank > 2:
                continue
            at, tip = x(event["year"]), base - sign * (1 + 6 * rank)
            foot = tip + sign * 6
            fill = color if event["sourced"] else "none"
            parts.append(
                f'<path d="M{svg.f(at)},{svg.f(tip)}L{svg.f(at + 3)},{svg.f(foot)}L{svg.f(at - 3)},{svg.f(foot)}Z" '
                f'fill="{fill}" stroke="{color}" stroke-width=".8"{svg.kinds(fill, color)}>'
                f"<title>{_escaped(event)}</title></path>"
            )
    return parts


def _escaped(event: Mapping[str, Any]) -> str:
    from html import escape

    return escape(f"{event['date']}: {event['title']}{'' if event['sourced'] else ' (unverified)'}")


def others(report: Report) -> str:
    """Draw every measured state on the plane of both ties, the focal state marked."""
    position = report["position"]
    crowd = [] if absent(position) else position.get("others", [])
    if not crowd:
        return ""
    focal, powers = names_of(report)
    spots = [(o, o["engagement"] * (1 - o["tilt"]), o["engagement"] * (1 + o["tilt"])) for o in crowd]
    low = min(v for _, a, b in spots for v in (a, b)) - 0.02
    high = max(v for _, a, b in spots for v in (a, b)) + 0.04
    left, top, side = 30.0, 26.0, 420.0
    x, y = svg.scale((low, high), (left, left + side)), svg.scale((low, high), (top + side, top))
    parts = [
        svg.line((left, top + side), (left + side, top), stroke=SOFT, dash="1 4"),
        svg.line((left, top + side), (left + side, top + side), stroke=SOFT),
        svg.line((left, top), (left, top + side), stroke=SOFT),
        svg.text(left + side, top + side + 20, f"closer to {the(powers[0])} \u2192", size=13, fill=FIRST, anchor="end"),
        svg.text(left, top - 10, f"\u2191 closer to {the(powers[1])}", size=13, fill=SECOND),
    ]
    taken: list[Point] = []
    for other, a, b in sorted(spots, key=lambda s: (not s[0]["focal"], not s[0]["named"], s[0]["state"])):
        at = (x(a), y(b))
        if other["focal"]:
            parts.append(svg.circle(at, 6, fill=INK, title=other["name"]))
        else:
            parts.append(
                svg.circle(
                    at, 3 if other["named"] else 2.2, fill=SOFT if other["named"] else svg.GRAY, title=other["name"]
                )
            )
        if (other["focal"] or other["named"]) and all(abs(at[0] - p) > 60 or abs(at[1] - q) > 13 for p, q in taken):
            taken.append(at)
            over = at[0] > left + side - 70
            parts.append(
                svg.text(
                    at[0] - 8 if over else at[0] + 8,
                    at[1] + 4,
                    other["name"],
                    size=14 if other["focal"] else 11,
                    anchor="end" if over else "start",
                    extra='font-weight="700"' if other["focal"] else "",
                )
            )
    return svg.figure(
        460,
        top + side + 32,
        parts,
        name="others",
        title=f"Others on the rope, {report['as_of']}",
        described=f"{count(len(crowd), 'state')} on the plane of both ties; {focal} is the large dot.",
    )
