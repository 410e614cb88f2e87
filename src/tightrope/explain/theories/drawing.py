"""A theory drawn from its file as layered SVG."""

from __future__ import annotations

import itertools
import textwrap
from dataclasses import dataclass, field
from html import escape

from tightrope.core.theory import Edge, Theory
from tightrope.explain.theories.terminal import COLUMNS, HEADINGS, lines

FILLS = {"pressure": "#f3e3d3", "filter": "#e4ebf3", "tie": "#e6efe2", "outcome": "#ede6f2"}
MARKS = {"+": "+", "-": "−", "?": "?"}

BOX, GAP, PORT, LINE, ROW = 172, 118, 22, 16, 26  # width, gap between columns, port, text line, gap between boxes
TOP, SIDE = 64, 24


@dataclass
class _Cell:
    """A box of a column, or a lane (name empty) through which a long edge passes."""

    column: int
    name: str = ""
    lines: tuple[str, ...] = ()
    edge: int = -1
    height: float = float(PORT)
    y: float = 0.0
    entering: list[int] = field(default_factory=list)
    leaving: list[int] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def draw(theory: Theory) -> str:
    """Draw a theory in layers from left to right: pressure, filters, ties, outcomes.

    Each arrow carries its sign; an arrow that bends another effect is dashed and marked with a cross;
    an arrow with a lag says so. The same theory gives the same bytes.

    Parameters
    ----------
    theory : with constructs of the four roles.

    Returns
    -------
    svg : one element with title and description, no script, no outside reference, width and height in pixels.

    References
    ----------
    Layers, lanes for long edges and the ordering by averages of neighbors: :cite:`sugiyama1981`.
    """
    used = [role for role in COLUMNS if any(c.role == role for c in theory.constructs)]
    column = {c.name: used.index(c.role) for c in theory.constructs}
    columns = _cells(theory, column, len(used))
    _order(theory, columns, column)
    height = _place(columns)
    boxes = {cell.name: cell for cells in columns for cell in cells if cell.name}
    ports = _ports(theory, boxes, column)
    backward = [k for k, e in enumerate(theory.edges) if column[e.effect] <= column[e.cause]]
    lanes = {k: height + 14 + 15 * n for n, k in enumerate(backward)}
    width = 2 * SIDE + len(used) * BOX + (len(used) - 1) * GAP + (GAP // 2 if backward else 0)
    left = SIDE + (GAP // 2 if any(column[theory.edges[k].effect] == 0 for k in backward) else 0)
    width += left - SIDE
    body = [_heading(left, i, role) for i, role in enumerate(used)]
    tip = f"tip-{escape(theory.name)}"  # of its own, for a page may hold several drawings
    body.append(f'<g marker-end="url(#{tip})">')
    for k, edge in enumerate(theory.edges):
        body.append(_edge(edge, k, ports, columns, column, left=left, lane=lanes.get(k), order=list(lanes)))
    body.append("</g>")
    body.extend(_box(cell, left, used[cell.column]) for cells in columns for cell in cells if cell.name)
    for k, edge in enumerate(theory.edges):
        body.append(_badge(edge, left + column[edge.effect] * (BOX + GAP), ports[k][1]))
    bottom = height + 14 + 15 * len(backward) + 14
    body.append(_legend(left, bottom))
    total = bottom + 34
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {total:.0f}" width="{width}" '
        f'height="{total:.0f}" font-family="system-ui, sans-serif" font-size="13">'
        f"<title>{escape(theory.label)}: causes and effects</title><desc>{escape(' '.join(lines(theory)))}</desc>"
        f'<defs><marker id="{tip}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 L8 4 L0 8 z" fill="#4a4a4a"/></marker></defs>'
        f'<rect width="{width}" height="{total:.0f}" fill="#ffffff"/>' + "".join(body) + "</svg>\n"
    )


def _cells(theory: Theory, column: dict[str, int], count: int) -> list[list[_Cell]]:
    columns: list[list[_Cell]] = [[] for _ in range(count)]
    for c in theory.constructs:
        entering = [k for k, e in enumerate(theory.edges) if e.effect == c.name]
        leaving = [k for k, e in enumerate(theory.edges) if e.cause == c.name]
        wrapped = tuple(textwrap.wrap(c.label, 22))
        height = max(len(wrapped) * LINE + 22, PORT * max(len(entering), len(leaving), 1) + 8)
        columns[column[c.name]].append(_Cell(column=column[c.name], name=c.name, lines=wrapped, height=float(height)))
    for k, edge in enumerate(theory.edges):
        for i in range(column[edge.cause] + 1, column[edge.effect]):
            columns[i].append(_Cell(column=i, edge=k))
    return columns


def _order(theory: Theory, columns: list[list[_Cell]], column: dict[str, int]) -> None:
    """Order each column by the average place of its neighbors, forth and back, a fixed number of times."""
    for sweep in range(8):
        step = 1 if sweep % 2 == 0 else -1
        chosen = range(1, len(columns)) if step == 1 else range(len(columns) - 2, -1, -1)
        for i in chosen:
            place = {id(cell): n / max(len(columns[i - step]) - 1, 1) for n, cell in enumerate(columns[i - step])}
            known = {(cell.name, cell.edge): place[id(cell)] for cell in columns[i - step]}
            now = {id(cell): n / max(len(columns[i]) - 1, 1) for n, cell in enumerate(columns[i])}

            def score(cell: _Cell, i: int = i, step: int = step, known: dict[tuple[str, int], float] = known,
                      now: dict[int, float] = now) -> float:  # fmt: skip
                near = [
                    known[end]
                    for k, edge in enumerate(theory.edges)
                    for end in [_neighbor(edge, k, cell, column, i - step)]
                    if end in known
                ]
                return sum(near) / len(near) if near else now[id(cell)]

            columns[i].sort(key=score)


def _neighbor(edge: Edge, k: int, cell: _Cell, column: dict[str, int], other: int) -> tuple[str, int]:
    """Name the cell of column `other` that the edge joins to this cell, or a name that no cell has."""
    mine = cell.edge == k or cell.name in (edge.cause, edge.effect)
    low, high = column[edge.cause], column[edge.effect]
    if not mine or high <= low or not low <= other <= high:
        return ("", -2)
    if other == low:
        return (edge.cause, -1)
    return (edge.effect, -1) if other == high else ("", k)


def _place(columns: list[list[_Cell]]) -> float:
    heights = [sum(c.height for c in cells) + ROW * (len(cells) - 1) for cells in columns]
    tallest = max(heights)
    for cells, height in zip(columns, heights, strict=True):
        y = TOP + (tallest - height) / 2
        for cell in cells:
            cell.y = y
            y += cell.height + ROW
    return TOP + tallest


def _ports(theory: Theory, boxes: dict[str, _Cell], column: dict[str, int]) -> dict[int, tuple[float, float]]:
    """Return edge -> (y where it leaves, y where it enters); ports of a side are spread and never coincide."""
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    for name, box in boxes.items():
        leaving = [k for k, e in enumerate(theory.edges) if e.cause == name]
        entering = [k for k, e in enumerate(theory.edges) if e.effect == name]
        # Edges that run back leave and enter below the others, as their lanes lie below the boxes.
        leaving.sort(key=lambda k: (_back(theory.edges[k], column), boxes[theory.edges[k].effect].middle))
        entering.sort(key=lambda k: (_back(theory.edges[k], column), boxes[theory.edges[k].cause].middle))
        for found, group in ((starts, leaving), (ends, entering)):
            for n, k in enumerate(group):
                found[k] = box.middle + (n - (len(group) - 1) / 2) * PORT
    return {k: (starts[k], ends[k]) for k in starts}


def _back(edge: Edge, column: dict[str, int]) -> bool:
    return column[edge.effect] <= column[edge.cause]


def _edge(
    edge: Edge,
    k: int,
    ports: dict[int, tuple[float, float]],
    columns: list[list[_Cell]],
    column: dict[str, int],
    *,
    left: int,
    lane: float | None,
    order: list[int],
) -> str:
    x0 = left + column[edge.cause] * (BOX + GAP) + BOX
    x1 = left + column[edge.effect] * (BOX + GAP)
    start, end = ports[k]
    dash = ' stroke-dasharray="5 4"' if edge.moderates else ""
    if lane is not None:
        shift = 9 + 6 * (order.index(k) % 4)
        path = f"M{x0} {start:.1f} H{x0 + shift} V{lane:.1f} H{x1 - 34 - shift // 2} V{end:.1f} H{x1}"
    else:
        points = [(float(x0), start)]
        for i in range(column[edge.cause] + 1, column[edge.effect]):
            cell = next(c for c in columns[i] if c.edge == k)
            points.append((float(left + i * (BOX + GAP)), cell.middle))
            points.append((float(left + i * (BOX + GAP) + BOX), cell.middle))
        # The last stretch is level, so that the sign sits on the line.
        points.append((x1 - 30.0, end))
        path = f"M{points[0][0]:.0f} {points[0][1]:.1f}"
        for (xa, ya), (xb, yb) in itertools.pairwise(points):
            bend = (xb - xa) / 2
            path += f" C{xa + bend:.1f} {ya:.1f} {xb - bend:.1f} {yb:.1f} {xb:.1f} {yb:.1f}"
        path += f" H{x1}"
    return f'<path d="{path}" fill="none" stroke="#4a4a4a" stroke-width="1.3"{dash}/>'


def _badge(edge: Edge, x: float, y: float) -> str:
    mark = MARKS[edge.sign] if not edge.moderates else f"×{MARKS[edge.sign]}"
    wide = 12 if edge.moderates else 8
    note = ""
    if edge.lag:
        note = (
            f'<text x="{x - 20 - wide}" y="{y - 6:.1f}" font-size="10" fill="#555" text-anchor="end" '
            f'stroke="#fff" stroke-width="3" paint-order="stroke">{edge.lag} y</text>'
        )
    return (
        f'{note}<rect x="{x - 18 - wide}" y="{y - 9:.1f}" width="{2 * wide}" height="18" rx="8" fill="#fff" '
        f'stroke="#4a4a4a"/><text x="{x - 18}" y="{y + 4:.1f}" font-size="12" text-anchor="middle">{mark}</text>'
    )


def _box(cell: _Cell, left: int, role: str) -> str:
    x = left + cell.column * (BOX + GAP)
    first = cell.middle - (len(cell.lines) - 1) * LINE / 2 + 4
    words = "".join(
        f'<text x="{x + BOX / 2}" y="{first + n * LINE:.1f}" text-anchor="middle">{escape(line)}</text>'
        for n, line in enumerate(cell.lines)
    )
    return (
        f'<rect x="{x}" y="{cell.y:.1f}" width="{BOX}" height="{cell.height:.1f}" rx="6" fill="{FILLS[role]}" '
        f'stroke="#6b6b6b"/>{words}'
    )


def _heading(left: int, i: int, role: str) -> str:
    x = left + i * (BOX + GAP) + BOX / 2
    return f'<text x="{x}" y="34" text-anchor="middle" font-weight="600" fill="#333">{HEADINGS[role]}</text>'


def _legend(left: int, y: float) -> str:
    said = "+ raises    − lowers    ? sign open    × dashed: bends another effect    1 y: a year later"
    return f'<text x="{left}" y="{y + 12:.1f}" font-size="11" fill="#555" xml:space="preserve">{said}</text>'
