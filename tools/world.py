"""Write the map's geometry, src/tightrope/report/draw/world.json, from the npm package world-atlas 2.0.2.

The package (ISC) carries Natural Earth 1:110m and 1:50m, which are in the public domain. To rebuild:

    npm pack world-atlas@2.0.2
    python -m tools.world world-atlas-2.0.2.tgz

Kept: borders at 1:110m on a grid of a tenth of a degree, each once, with ISO 3166-1 alpha-3 codes; one point for
each state that is too small to be seen there, from 1:50m. Left out: Antarctica.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tarfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from tightrope.core.errors import TightropeError
from tightrope.data.codes import to_iso3
from tightrope.data.states import states

TARGET = Path(__file__).resolve().parents[1] / "src/tightrope/report/draw/world.json"
DIGESTS = {
    "package/countries-110m.json": "2516c915867c7baf18ddec727aec46c315541a07cfb3d79a6559b05d5e94eee8",
    "package/countries-50m.json": "04342cdc1e3016bcd7db1630de95684d67b79fe3c8c460321e87aef469502394",
}
GRID = 10  # cells a degree
YEAR = 2024
LEFT_OUT = {"010", "260"}  # Antarctica, French Southern and Antarctic Lands
AREAS = {"Kosovo": "XKX", "N. Cyprus": "CYP", "Somaliland": "SOM"}  # without a code of their own in the source
SMALL = 2.0  # square degrees, below which a state also gets a point
NOTICE = (
    "Geometry: Natural Earth 1:110m and 1:50m (public domain, naturalearthdata.com), from world-atlas 2.0.2, "
    "copyright 2013-2019 Michael Bostock, ISC license (permission to use, copy, modify and distribute for any purpose "
    "with or without fee, provided that this notice appears in all copies; provided as is, without warranty). "
    "Thinned by tools/world.py. Boundaries imply no opinion on the status of any area."
)
ABSENT = {"TUV": [179.2, -8.5]}  # too small for 1:50m: a point of our own
Ring = list[tuple[float, float]]


def read(package: Path) -> dict[str, dict[str, Any]]:
    """Return the two topologies of the package, after checking their digests."""
    found = {}
    with tarfile.open(package) as packed:
        for name, digest in DIGESTS.items():
            member = packed.extractfile(name)
            data = member.read() if member else b""
            if hashlib.sha256(data).hexdigest() != digest:
                raise SystemExit(f"{package}: {name} is not the file of world-atlas 2.0.2")
            found[name] = json.loads(data)
    return found


def lines(topology: dict[str, Any]) -> list[Ring]:
    """Return the arcs of a topology in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        found.append(points)
    return found


def rings(geometry: dict[str, Any]) -> list[list[int]]:
    """Return every ring of a geometry as arc numbers."""
    if geometry["type"] == "Polygon":
        return [list(ring) for ring in geometry["arcs"]]
    return [list(ring) for polygon in geometry["arcs"] for ring in polygon]


def joined(ring: list[int], arcs: list[Ring]) -> Ring:
    """Return the points of a ring."""
    points: Ring = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def shoelace(ring: Ring) -> tuple[float, float, float]:
    """Return twice the signed area of a ring, and its first moments."""
    area = mx = my = 0.0
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x0 * y1 - x1 * y0
        area, mx, my = area + cross, mx + (x0 + x1) * cross, my + (y0 + y1) * cross
    return area, mx, my


def place(geometry: dict[str, Any], arcs: list[Ring]) -> tuple[float, tuple[float, float]]:
    """Return the area in square degrees of a geometry and the middle of its largest ring."""
    held = [shoelace(joined(ring, arcs)) for ring in rings(geometry)]
    area, mx, my = max(held, key=lambda ring: abs(ring[0]))
    total = abs(sum(ring[0] for ring in held)) / 2
    return total, (round(mx / (3 * area), 1), round(my / (3 * area), 1))


def code_of(geometry: dict[str, Any]) -> str:
    """Return the ISO3 code of a geometry, empty where it has none that this project knows."""
    name = geometry["properties"]["name"]
    if name in AREAS:
        return AREAS[name]
    try:
        return to_iso3(geometry["id"], "ison", YEAR)
    except (TightropeError, KeyError):
        return ""


def thinned(arc: Ring) -> list[int]:
    """Return an arc on the grid, its first point whole and the others as steps; points that fall together once."""
    grid: list[tuple[int, int]] = []
    for x, y in arc:
        cell = (round(x * GRID), round(y * GRID))
        if not grid or grid[-1] != cell:
            grid.append(cell)
    steps = list(grid[0])
    for (x0, y0), (x1, y1) in pairwise(grid):
        steps += [x1 - x0, y1 - y0]
    return steps


def world(package: Path) -> dict[str, Any]:
    """Return the geometry that the map is drawn from."""
    coarse, fine = read(package).values()
    arcs = lines(coarse)
    kept: dict[str, list[list[int]]] = {}
    areas: dict[str, list[list[int]]] = {}
    blank: list[list[int]] = []
    used: set[int] = set()
    size: dict[str, float] = {}
    for geometry in coarse["objects"]["countries"]["geometries"]:
        if geometry.get("id") in LEFT_OUT:
            continue
        name, code = geometry["properties"]["name"], code_of(geometry)
        whole = [ring for ring in rings(geometry) if abs(shoelace(joined(ring, arcs))[0]) * GRID * GRID > 4]
        used.update(number if number >= 0 else ~number for ring in whole for number in ring)
        if name in AREAS or name == "W. Sahara":
            areas[name] = whole
        elif code:
            kept[code] = kept.get(code, []) + whole
        else:
            blank += whole
        size[code] = size.get(code, 0.0) + place(geometry, arcs)[0]
    order = sorted(used)
    at = {number: k for k, number in enumerate(order)}

    def renamed(whole: list[list[int]]) -> list[list[int]]:
        return [[at[n] if n >= 0 else ~at[~n] for n in ring] for ring in whole]

    known, far = states(), lines(fine)
    points = dict(ABSENT)
    for geometry in fine["objects"]["countries"]["geometries"]:
        code = code_of(geometry)
        if code in known and geometry["properties"]["name"] not in AREAS and size.get(code, 0.0) < SMALL:
            points[code] = list(place(geometry, far)[1])
    return {
        "notice": NOTICE,
        "grid": GRID,
        "arcs": [thinned(arcs[number]) for number in order],
        "states": {code: renamed(whole) for code, whole in sorted(kept.items())},
        "areas": {name: renamed(whole) for name, whole in sorted(areas.items())},
        "other": renamed(blank),
        "points": dict(sorted(points.items())),
    }


def main(arguments: list[str]) -> int:
    """Write the geometry from the package named."""
    made = world(Path(arguments[0]))
    TARGET.write_text(json.dumps(made, separators=(",", ":")) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
