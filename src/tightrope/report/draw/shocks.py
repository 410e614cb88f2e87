"""A dated shock: the state's tie through the years beside its synthetic case, and what placebos leave open."""

from __future__ import annotations

from typing import Any

from tightrope.report.draw import svg
from tightrope.report.draw.rope import frame
from tightrope.report.draw.svg import BOTH, FIRST, INK, SECOND, SOFT
from tightrope.report.parts.shocks import caption, shocks_of
from tightrope.report.reading import Report, names_of

COLORS = {"first": FIRST, "second": SECOND, "engagement": BOTH}


def shocks(report: Report) -> dict[str, str]:
    """Return a figure for each shock of which something can be told, by its name on the page."""
    return {f"shock-{s['id']}": shock(report, s["drawn"]) for s in shocks_of(report) if s["drawn"] is not None}


def shock(report: Report, case: dict[str, Any]) -> str:
    """Draw one case: where the state stood, where the mix stood, and where nine of ten placebos would have been."""
    years, gap = case["years"], case["gap"]
    mix, actual = gap["synthetic"], gap["actual"]
    edges = [(m + a, m + b) for m, a, b in zip(mix, gap["band_low"], gap["band_high"], strict=True)]
    values = [*actual, *mix, *(v for pair in edges for v in pair)]
    low, high = min(values), max(values)
    margin = 0.06 * (high - low) or 0.5
    x, y, parts = frame(years, low - margin, high + margin, top=26, height=170)
    color = COLORS[case["of"]]
    date = case["after"] - 0.5
    focal, _ = names_of(report)
    parts += [
        svg.area([(x(t), y(b)) for t, (_, b) in zip(years, edges, strict=True)],
                 [(x(t), y(a)) for t, (a, _) in zip(years, edges, strict=True)], fill=color),
        svg.line((x(date), 26), (x(date), 196), stroke=INK, dash="3 3"),
        svg.text(x(date), 18, str(case["year"]), size=11, fill=SOFT, anchor="middle"),
        svg.path([(x(t), y(v)) for t, v in zip(years, mix, strict=True)], stroke=color, dash="6 3"),
        svg.path([(x(t), y(v)) for t, v in zip(years, actual, strict=True)], stroke=INK, width=2.4),
    ]  # fmt: skip
    title, _ = caption(report, case)
    return svg.figure(
        480, 222, parts, name=f"shock-{case['shock']}", title=title,
        described=f"{focal} as measured and as a mix of other states would have it, {years[0]} to {years[-1]}; "
        f"verdict: {case['verdict']}.",
    )  # fmt: skip
