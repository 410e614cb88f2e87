"""The map: every measured state by its lean, hatched where none can be told; borders imply no opinion."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from tightrope.report.draw import svg
from tightrope.report.draw.svg import FAINT, FIRST, FIRST_PALE, GRAY, INK, PAPER, SECOND, SECOND_PALE, SOFT
from tightrope.report.reading import Report, absent, names_of
from tightrope.report.wording import count, listed, the

HERE = Path(__file__).parent
WIDTH, NORTH, SOUTH, MIDDLE = 600.0, 83.7, -56.0, 11.0
FINE = 10  # cells a pixel in the paths
LEVEL = 0.2
POWER_FILLS = (svg.FIRST_DEEP, svg.SECOND_DEEP)
CANNOT, DISPUTED = "url(#map-cannot)", "url(#map-disputed)"
Row = Mapping[str, Any]
Rings = Sequence[Sequence[int]]


@lru_cache(maxsize=1)
def world() -> dict[str, Any]:
    """Return the geometry that tools/world.py made."""
    held: dict[str, Any] = json.loads((HERE / "world.json").read_text(encoding="utf-8"))
    return held


@lru_cache(maxsize=1)
def disputed() -> tuple[dict[str, Any], ...]:
    """Return the areas of disputed status: name, parties, and either `feature` of the geometry or `outline`."""
    return tuple(tomllib.loads((HERE / "disputed.toml").read_text(encoding="utf-8"))["area"])


def equal_earth(longitude: float, latitude: float) -> svg.Point:
    """Return a place in the Equal Earth projection (Savric, Patterson and Jenny 2019): areas keep their size."""
    a, b, c, d = 1.340264, -0.081106, 0.000893, 0.003796
    t = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    t2 = t * t
    t6 = t2**3
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(t) / (3 * (9 * d * t6 * t2 + 7 * c * t6 + 3 * b * t2 + a))
    return x, t * (a + b * t2 + t6 * (c + d * t2))


EDGE = equal_earth(180, 0)[0]
SCALE = WIDTH / (2 * EDGE)
TOP = equal_earth(0, NORTH)[1]
MARGIN = 8.0
HEIGHT = MARGIN + round((TOP - equal_earth(0, SOUTH)[1]) * SCALE)


def place(longitude: float, latitude: float) -> svg.Point:
    """Return a place in pixels; west of the seam in the Bering Strait it stands at the right edge."""
    turned = longitude - MIDDLE
    return _pixel(turned + 360 if turned < -180 else turned, latitude)


def _pixel(turned: float, latitude: float) -> svg.Point:
    x, y = equal_earth(turned, latitude)
    return (x + EDGE) * SCALE, MARGIN + (TOP - y) * SCALE


@lru_cache(maxsize=1)
def arcs() -> tuple[tuple[svg.Point, ...], ...]:
    """Return every border line in degrees from the middle of the map."""
    held, grid = world(), world()["grid"]
    found = []
    for steps in held["arcs"]:
        x = y = 0
        points = []
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x / grid - MIDDLE, y / grid))
        found.append(tuple(points))
    return tuple(found)


def outline(rings: Rings) -> str:
    """Return the path of the rings of an area, as steps of a tenth of a pixel; a ring is never cut by the seam."""
    lines = arcs()
    path = []
    for ring in rings:
        points: list[svg.Point] = []
        for number in ring:
            points += lines[number] if number >= 0 else lines[~number][::-1]
        path.append(_drawn(_pixel(x, y) for x, y in _unwound(points)))
    return "".join(path)


def _unwound(points: Sequence[svg.Point]) -> list[svg.Point]:
    """Return a ring without the leap at 180 degrees, on the side of the seam where most of it lies."""
    found = [points[0]]
    for x, y in points[1:]:
        found.append((x + 360 * round((found[-1][0] - x) / 360), y))
    middle = sum(x for x, _ in found) / len(found)
    turn = 360 if middle < -180 else -360 if middle > 180 else 0
    return [(x + turn, y) for x, y in found]


def _drawn(points: Iterable[svg.Point]) -> str:
    cells: list[tuple[int, int]] = []
    for x, y in points:
        cell = (round(x * FINE), round(y * FINE))
        if not cells or cells[-1] != cell:
            cells.append(cell)
    steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(cells)]
    return f"M{cells[0][0]} {cells[0][1]}l{' '.join(steps)}z".replace(" -", "-") if len(cells) > 2 else ""


def kind(row: Row | None) -> str:
    """Return how a state is drawn: "first", "first pale", "second", "second pale", "cannot" or "absent".

    Parameters
    ----------
    row : tilt with the ends of its interval, negative toward the first power; None where not measured.
    """
    if row is None or row.get("tilt") is None:
        return "absent"
    if row["tilt_low"] <= 0 <= row["tilt_high"]:
        return "cannot"
    side = "first" if row["tilt"] < 0 else "second"
    return side if abs(row["tilt"]) > LEVEL else f"{side} pale"


FILLS = {
    "first": FIRST,
    "first pale": FIRST_PALE,
    "second": SECOND,
    "second pale": SECOND_PALE,
    "cannot": CANNOT,
    "absent": FAINT,
}


def lean_map(
    rows: Sequence[Row], *, codes: tuple[str, str], powers: tuple[str, str], year: int, marked: Sequence[str] = ()
) -> str:
    """Return the map as SVG.

    Parameters
    ----------
    rows : state (ISO3), name, tilt, tilt_low, tilt_high of every measured state in the year.
    codes, powers : the two powers by code and by printed name.
    marked : states drawn with a dark outline.
    """
    held, known = world(), {row["state"]: row for row in rows}
    tally = dict.fromkeys(FILLS, 0)
    for row in rows:
        tally[kind(row)] += 1
    parts = [_patterns()]
    areas: dict[str, list[str]] = {}
    for code, rings in held["states"].items():
        areas.setdefault(_key(code, codes, known), []).append(outline(rings))
    for name, rings in held["areas"].items():
        owner = {"Kosovo": "XKX", "N. Cyprus": "CYP", "Somaliland": "SOM"}.get(name, "")
        areas.setdefault(_key(owner, codes, known), []).append(outline(rings))
    areas.setdefault("absent", []).append(outline(held["other"]))
    shapes = []
    for key in ("absent", "cannot", "first pale", "second pale", "first", "second", "power 0", "power 1"):
        fill = POWER_FILLS[int(key[-1])] if key.startswith("power") else FILLS[key]
        if areas.get(key):
            edge = GRAY if key == "cannot" else PAPER
            shapes.append(
                f'<path d="{"".join(areas[key])}" fill="{fill}" fill-rule="evenodd" stroke="{edge}" '
                f'stroke-width="5"{svg.kinds(fill, edge)}/>'
            )
    shapes += [
        f'<path d="{outline(held["states"][code])}" fill="none" stroke="{INK}" stroke-width="13"'
        f' stroke-linejoin="round"{svg.kinds("", INK)}/>'
        for code in marked
        if code in held["states"]
    ]
    for area in disputed():
        shape = (
            outline(held["areas"][area["feature"]])
            if "feature" in area
            else _drawn(place(longitude, latitude) for longitude, latitude in area["outline"])
        )
        shapes.append(
            f'<path d="{shape}" fill="{DISPUTED}" stroke="{INK}" stroke-width="4" stroke-dasharray="9 7"'
            f"{svg.kinds('', INK)}/>"
        )
    parts.append(f'<g transform="scale(.1)">{"".join(shapes)}</g>')
    parts += [_dot(code, at, codes, known, code in marked) for code, at in held["points"].items()]
    parts += _key_of_colors(powers, tally)
    foot = f"Lean in {year}: own measurement, colored where the 90 % interval excludes level. Geometry: Natural Earth."
    parts.append(svg.text(14, HEIGHT + 124, foot, size=10.5, fill=SOFT))
    gone = sorted(row["name"] for row in rows if row["state"] not in {*held["states"], *held["points"], "XKX"})
    told = f" Measured, without an area on today's map: {listed(gone)}." if gone else ""
    return svg.figure(
        WIDTH,
        HEIGHT + 132,
        parts,
        name="map",
        title=f"Which way states lean between {the(powers[0])} and {the(powers[1])}, {year}",
        described=(
            f"World map of {count(len(rows), 'measured state')}: {tally['first'] + tally['first pale']} lean to "
            f"{the(powers[0])}, {tally['second'] + tally['second pale']} to {the(powers[1])}, of "
            f"{tally['cannot']} it cannot be told.{told}"
        ),
    )


def map_of(report: Report) -> str:
    """Return the map of a report's as-of year, the focal state outlined; empty where the states were not laid out."""
    held = report.get("states")
    if held is None or absent(held) or not held["rows"]:
        return ""
    first, second = report["study"]["powers"]
    focal = report["study"]["focal"]
    return lean_map(held["rows"], codes=(first, second), powers=names_of(report)[1], year=held["year"], marked=(focal,))


def _key(code: str, codes: tuple[str, str], known: Mapping[str, Row]) -> str:
    return f"power {codes.index(code)}" if code in codes else kind(known.get(code))


def _dot(code: str, at: Sequence[float], codes: tuple[str, str], known: Mapping[str, Row], marked: bool) -> str:
    if code in codes:
        return svg.circle(place(*at), 2.4, fill=POWER_FILLS[codes.index(code)], stroke="")
    key = kind(known.get(code))
    fill, edge = (PAPER, SOFT) if key == "cannot" else (FILLS[key], GRAY if key == "absent" else PAPER)
    spot = svg.circle(place(*at), 2.5, fill=fill, stroke=INK if marked else edge)
    return spot.replace('stroke-width="1.5"', f'stroke-width="{"1.4" if marked else ".8"}"')


def _patterns() -> str:
    lines = f'<path d="M-1 4L4-1M0 7L7 0M3 8L8 3" stroke="{GRAY}" stroke-width="1.1"{svg.kinds("", SOFT)}/>'
    ground = f'<rect width="7" height="7" fill="{PAPER}"{svg.kinds(PAPER)}/>'
    dots = f'<circle cx="1.2" cy="1.2" r=".75" fill="{INK}"{svg.kinds(INK)}/>'
    # areas are drawn at a tenth of their coordinates, so their patterns are enlarged by ten there
    return (
        f'<defs><pattern id="map-cannot" width="7" height="7" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale(6)">{ground}{lines}</pattern>'
        f'<pattern id="map-disputed" width="2.4" height="2.4" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale(10)">{dots}</pattern>'
        f'<pattern id="map-cannot-key" width="7" height="7" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale(.6)">{ground}{lines}</pattern>'
        f'<pattern id="map-disputed-key" width="2.4" height="2.4" patternUnits="userSpaceOnUse">{dots}</pattern></defs>'
    )


def _key_of_colors(powers: tuple[str, str], tally: Mapping[str, int]) -> list[str]:
    """Return the key: a column for each side, then what is neither."""
    rows: list[list[tuple[str, str]]] = [
        [(POWER_FILLS[k], powers[k]) for k in range(2)],
        [
            (fill, f"leans to {the(powers[k])} ({tally[key]})")
            for k, (key, fill) in enumerate(_pairs("first", "second"))
        ],
        [
            (fill, f"leans a little to {the(powers[k])} ({tally[key]})")
            for k, (key, fill) in enumerate(_pairs("first pale", "second pale"))
        ],
        [("url(#map-cannot-key)", f"cannot tell which way ({tally['cannot']})"), (FAINT, "not measured")],
        [("url(#map-disputed-key)", "status disputed"), ("", "borders of today imply no opinion")],
    ]
    parts = []
    for n, row in enumerate(rows):
        for k, (fill, words) in enumerate(row):
            x, y = (14.0, 318.0)[k], HEIGHT + 26.0 + 18.5 * n
            if fill:
                box = svg.rect(x, y - 10.5, 18, 12, fill=fill)
                parts.append(box.replace("/>", f' stroke="{SOFT}" stroke-width=".7"/>') if "key" in fill else box)
            parts.append(svg.text(x + (26 if fill else 0), y, words, size=13, fill=INK if fill else SOFT))
    return parts


def _pairs(*keys: str) -> list[tuple[str, str]]:
    return [(key, FILLS[key]) for key in keys]
