"""The lean beyond structure: what is left of each kind of tie after distance, borders and size."""

from __future__ import annotations

from tightrope.report.draw import svg
from tightrope.report.draw.rope import band
from tightrope.report.draw.svg import FAINT, FIRST, INK, SECOND, SOFT
from tightrope.report.parts.quantities import KINDS, last
from tightrope.report.reading import Report, absent, names_of
from tightrope.report.wording import the

HIGH, TOP, STEP = 96, 30, 118


def beyond(report: Report) -> str:
    """Draw the lean of each kind of tie that structure does not account for, with its interval, a panel a kind."""
    position = report["position"]
    if absent(position):
        return ""
    held = {kind: position.get("beyond", {}).get(kind, {}) for kind in KINDS}
    held = {kind: parts for kind, parts in held.items() if last(parts.get("net")) is not None}
    if not held:
        return ""
    focal, powers = names_of(report)
    years, parts = position["years"], []
    x = svg.scale((years[0], years[-1]), (22, 466))
    for k, (kind, series) in enumerate(held.items()):
        top = TOP + STEP * k
        y = svg.scale((-1, 1), (top + HIGH, top + 6))
        parts += [
            svg.rect(10, y(0.2), 460, y(-0.2) - y(0.2), fill=FAINT, opacity=0.55),
            svg.line((10, y(0)), (470, y(0)), stroke=SOFT, width=0.8),
            svg.text(10, top + 4, KINDS[kind], size=13, extra='font-weight="700"'),
        ]
        bare = series.get("tilt")
        for start, stop in svg.runs(bare["mean"]) if bare else ():
            points = [(x(years[i]), y(bare["mean"][i])) for i in range(start, stop)]
            parts.append(svg.path(points, stroke=SOFT, dash="2 3"))
        parts += band(years, series["net"], x, y, INK, as_of=report["as_of"])
    foot = TOP + STEP * (len(held) - 1) + HIGH + 14
    for year in svg.decades(years, 10):
        parts.append(svg.text(x(year), foot, str(year), size=10.5, fill=SOFT, anchor="middle"))
    parts += [
        svg.text(10, 14, f"up: closer to {the(powers[1])}", size=12, fill=SECOND),
        svg.text(470, 14, f"down: closer to {the(powers[0])}", size=12, fill=FIRST, anchor="end"),
    ]
    return svg.figure(
        480,
        foot + 8,
        parts,
        name="beyond",
        title=f"Lean of {focal} beyond distance and size",
        described="One chart a kind of tie: the line is what the gravity model leaves over, dotted the lean itself.",
    )
