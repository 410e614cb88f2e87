"""Hand-written SVG: escaping, scales, axes and the colors of every figure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from html import escape

FIRST, SECOND = "#0b66a8", "#c8500a"
FIRST_PALE, SECOND_PALE = "#8fbfe3", "#f2b98c"
FIRST_DEEP, SECOND_DEEP = "#07324f", "#6d2a02"
INK, SOFT, FAINT, PAPER = "#1d2129", "#5b6270", "#d9d7d0", "#fdfcf9"
BOTH, GRAY = "#6a7f5a", "#a6a6a0"
SANS = "Helvetica, Arial, 'Liberation Sans', sans-serif"
MONO = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
FILLS = {
    FIRST: "c1",
    SECOND: "c2",
    FIRST_PALE: "p1",
    SECOND_PALE: "p2",
    FIRST_DEEP: "d1",
    SECOND_DEEP: "d2",
    INK: "ink",
    SOFT: "soft",
    FAINT: "faint",
    PAPER: "paper",
    BOTH: "both",
    GRAY: "gray",
}
Point = tuple[float, float]
Scale = Callable[[float], float]


def f(value: float) -> str:
    """Return a coordinate with at most two decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def scale(domain: tuple[float, float], out: tuple[float, float]) -> Scale:
    """Return the linear map of a domain onto a range of pixels."""
    (a, b), (p, q) = domain, out
    width = (b - a) or 1.0
    return lambda value: p + (value - a) / width * (q - p)


def kinds(fill: str = "", stroke: str = "") -> str:
    """Return the class attribute by which a page may recolor a mark in the dark."""
    names = ([f"f-{FILLS[fill]}"] if fill in FILLS else []) + ([f"s-{FILLS[stroke]}"] if stroke in FILLS else [])
    return f' class="{" ".join(names)}"' if names else ""


def text(
    x: float, y: float, words: str, *, size: float = 12, fill: str = INK, anchor: str = "start", extra: str = ""
) -> str:
    """Return one line of text."""
    return (
        f'<text x="{f(x)}" y="{f(y)}" font-size="{f(size)}" text-anchor="{anchor}" fill="{fill}"'
        f"{kinds(fill)}{' ' + extra if extra else ''}>{escape(words)}</text>"
    )


def line(a: Point, b: Point, *, stroke: str = FAINT, width: float = 1, dash: str = "") -> str:
    """Return a straight line."""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{f(a[0])}" y1="{f(a[1])}" x2="{f(b[0])}" y2="{f(b[1])}" stroke="{stroke}" '
        f'stroke-width="{f(width)}"{dashes}{kinds("", stroke)}/>'
    )


def rect(x: float, y: float, w: float, h: float, *, fill: str, opacity: float = 1, title: str = "") -> str:
    """Return a rectangle, with a title where one is given."""
    faded = f' fill-opacity="{f(opacity)}"' if opacity < 1 else ""
    body = (
        f'<rect x="{f(x)}" y="{f(y)}" width="{f(max(w, 0))}" height="{f(max(h, 0))}" fill="{fill}"{faded}{kinds(fill)}'
    )
    return f"{body}><title>{escape(title)}</title></rect>" if title else f"{body}/>"


def circle(at: Point, r: float, *, fill: str = "none", stroke: str = "", title: str = "", opacity: float = 1) -> str:
    """Return a dot, hollow where its fill is "none"."""
    edge = f' stroke="{stroke}" stroke-width="1.5"' if stroke else ""
    faded = f' opacity="{f(opacity)}"' if opacity < 1 else ""
    body = f'<circle cx="{f(at[0])}" cy="{f(at[1])}" r="{f(r)}" fill="{fill}"{edge}{faded}{kinds(fill, stroke)}'
    return f"{body}><title>{escape(title)}</title></circle>" if title else f"{body}/>"


def path(points: Sequence[Point], *, stroke: str, width: float = 2, dash: str = "") -> str:
    """Return an open line through points."""
    if len(points) < 2:
        return ""
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    d = "M" + "L".join(f"{f(x)},{f(y)}" for x, y in points)
    return (
        f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{f(width)}" stroke-linejoin="round"'
        f"{dashes}{kinds('', stroke)}/>"
    )


def area(upper: Sequence[Point], lower: Sequence[Point], *, fill: str, opacity: float = 0.18) -> str:
    """Return the band between two lines of the same length."""
    if not upper:
        return ""
    if len(upper) == 1:
        (x, top), (_, bottom) = upper[0], lower[0]
        return rect(x - 1, min(top, bottom), 2, abs(bottom - top), fill=fill, opacity=opacity)
    d = "M" + "L".join(f"{f(x)},{f(y)}" for x, y in [*upper, *reversed(lower)]) + "Z"
    return f'<path d="{d}" fill="{fill}" fill-opacity="{f(opacity)}"{kinds(fill)}/>'


def runs(values: Sequence[float | None]) -> list[tuple[int, int]]:
    """Return half-open runs of observed values: a line never crosses a gap."""
    found: list[tuple[int, int]] = []
    for i, value in enumerate(values):
        if value is None:
            continue
        if found and found[-1][1] == i:
            found[-1] = (found[-1][0], i + 1)
        else:
            found.append((i, i + 1))
    return found


def ellipse(points: Sequence[Point]) -> list[Point]:
    """Return the outline of the 90 % ellipse of a cloud of points (normal, chi-square with 2 degrees)."""
    n = len(points)
    mx, my = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    sxx = sum((x - mx) ** 2 for x, _ in points) / n
    syy = sum((y - my) ** 2 for _, y in points) / n
    sxy = sum((x - mx) * (y - my) for x, y in points) / n
    mid, half = (sxx + syy) / 2, math.hypot((sxx - syy) / 2, sxy)
    angle = 0.5 * math.atan2(2 * sxy, sxx - syy)
    a, b = math.sqrt(max(mid + half, 0) * 4.605), math.sqrt(max(mid - half, 0) * 4.605)
    turn = [2 * math.pi * k / 48 for k in range(49)]
    return [
        (
            mx + a * math.cos(t) * math.cos(angle) - b * math.sin(t) * math.sin(angle),
            my + a * math.cos(t) * math.sin(angle) + b * math.sin(t) * math.cos(angle),
        )
        for t in turn
    ]


def ticks(low: float, high: float, goal: int = 5) -> list[float]:
    """Return round tick values inside a range."""
    raw = (high - low) / max(goal, 1) or 1.0
    power = 10 ** math.floor(math.log10(raw))
    step = next((m * power for m in (1, 2, 5, 10) if m * power >= raw), 10 * power)
    first = math.ceil(low / step - 1e-9)
    return [round(k * step, 10) for k in range(first, math.floor(high / step + 1e-9) + 1)]


def decades(years: Sequence[int], every: int = 10) -> list[int]:
    """Return the round years inside a span."""
    return [y for y in range(years[0], years[-1] + 1) if y % every == 0]


def figure(
    width: float, height: float, parts: Iterable[str], *, title: str, described: str, name: str, mono: bool = False
) -> str:
    """Return a whole SVG with its title and description for those who do not see it."""
    body = "\n".join(part for part in parts if part)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {f(width)} {f(height)}" width="{f(width)}" '
        f'height="{f(height)}" role="img" aria-labelledby="{name}-t {name}-d" font-family="{MONO if mono else SANS}">\n'
        f'<title id="{name}-t">{escape(title)}</title>\n<desc id="{name}-d">{escape(described)}</desc>\n'
        f'<rect class="f-paper" width="{f(width)}" height="{f(height)}" fill="{PAPER}"/>\n{body}\n</svg>\n'
    )
