"""Every figure of a report: drawn as SVG, and as a picture."""

from __future__ import annotations

from tightrope.report.draw import accounts, beyond, charts, curve, map, paths, record, rivals, rope, shocks
from tightrope.report.reading import Report

FIGURES = {
    "rope": rope.rope,
    "ties": rope.ties,
    "domains": charts.domains,
    "beyond": beyond.beyond,
    "classes": charts.classes,
    "autonomy": charts.autonomy,
    "survival": charts.survival,
    "record": record.states,
    "backtest": record.backtest,
    "pressure": charts.pressure,
    "game": charts.game,
    "paths": paths.paths,
    "theories": rivals.rivals,
    "others": rope.others,
    "map": map.map_of,
    "coverage": charts.coverage,
    "recipes": curve.curve,
    "debates": accounts.debates,
    "questions": accounts.questions,
    "clues": accounts.clues,
    "matrix": accounts.matrix,
}
ZOOM = 2


def figures(report: Report) -> dict[str, str]:
    """Return figure -> SVG; a figure whose part is absent is left out."""
    drawn = {name: draw(report) for name, draw in FIGURES.items()}
    return {name: svg for name, svg in (drawn | shocks.shocks(report)).items() if svg}


def png(svg: str) -> bytes:
    """Return a figure as a picture, at twice its size."""
    import vl_convert

    picture: bytes = vl_convert.svg_to_png(svg, scale=ZOOM)
    return picture
