"""The heat map of coverage: one row a series, one column a year, value and gap and end of coverage kept apart."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from tightrope.report.draw import svg
from tightrope.report.draw.svg import INK, PAPER, SOFT

BINS = ((0.25, "#d3e3ef"), (0.5, "#a3c6df"), (0.75, "#639ec9"), (0.95, "#2b74ad"), (1.01, "#0b4575"))
WORDS = ("up to 25 %", "to 50 %", "to 75 %", "to 95 %", "over 95 %")
NONE, BEYOND = "#f2b27a", "url(#beyond)"
HATCH = (
    '<defs><pattern id="beyond" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="5" height="5" fill="#f1f0eb"/><line x1="0" y1="0" x2="0" y2="5" stroke="#c4c2ba" stroke-width="1.6"/>'
    "</pattern></defs>"
)
WRAP, LETTER, CELL, BAR = 70, 5.5, 8.6, 13.0
RIGHT = 58.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """One series: its label, the group it stands in, its share by year (None beyond coverage), a figure beside it."""

    label: str
    group: str
    share: Sequence[float | None]
    beside: str = ""


def heatmap(
    rows: Sequence[HeatRow], years: Sequence[int], *, title: str, subtitle: str, beside: str, whole: bool = True
) -> str:
    """Draw a heat map of coverage.

    Parameters
    ----------
    rows : in the order drawn; rows of one group follow each other.
    years : the columns.
    title, subtitle : printed above.
    beside : heading of the figures at the right.
    whole : whether a share is one of many states; if not, a cell is observed, half observed or not.
    """
    wrapped = [_balanced(row.label) for row in rows]
    left = 14 + LETTER * max((len(line) for lines in wrapped for line in lines), default=10) + 10
    right = left + CELL * len(years)
    parts = [
        HATCH,
        svg.text(14, 26, title, size=17, extra='font-weight="700"'),
        *(svg.text(14, 46 + 16 * n, line, size=12, fill=SOFT) for n, line in enumerate(_fold(subtitle, right))),
    ]
    head = 46.0 + 16 * len(_fold(subtitle, right))
    parts += _legend(head + 6, whole=whole)
    head += 44
    top, marks = head, []
    for group, members in groupby(enumerate(rows), key=lambda pair: pair[1].group):
        parts.append(svg.text(14, top + 13, group, size=12.5, extra='font-weight="700"'))
        top += 20
        first = top
        for n, row in members:
            lines = wrapped[n]
            tall = max(BAR, 12.5 * len(lines)) + 3
            middle = top + tall / 2
            for k, line in enumerate(lines):
                y = middle + 4 + 12.5 * (k - (len(lines) - 1) / 2)
                parts.append(svg.text(left - 8, y, line, size=11, anchor="end"))
            parts += _bars(row, years, left, middle - BAR / 2)
            parts.append(svg.text(right + 46, middle + 4, row.beside, size=11, anchor="end"))
            top += tall
        marks.append((first, top))
        top += 8
    for year in svg.decades(years):
        x = left + CELL * (year - years[0])
        parts += [svg.line((x, a), (x, b), stroke=PAPER, width=1.2) for a, b in marks]
        if right - x > 24:
            parts += [svg.text(x, y, str(year), size=11, fill=SOFT) for y in (head + 13, top + 8)]
    parts.append(svg.text(right + 46, head + 13, beside, size=11, fill=SOFT, anchor="end"))
    return svg.figure(
        right + RIGHT, top + 22, parts, name="heatmap", title=title,
        described=f"{subtitle} {len(rows)} series; hatched beyond coverage, orange where nothing is held.",
    )  # fmt: skip


def _bars(row: HeatRow, years: Sequence[int], left: float, top: float) -> list[str]:
    """Return one mark for each run of years that look alike."""
    found = []
    for fill, run in groupby(range(len(years)), key=lambda t: _fill(row.share[t])):
        span = list(run)
        x, wide = left + CELL * span[0], CELL * len(span)
        seen = [value for t in span if (value := row.share[t]) is not None]
        says = f"{min(seen):.0%} to {max(seen):.0%}" if seen else "beyond coverage"
        when = f"{years[span[0]]}-{years[span[-1]]}" if len(span) > 1 else str(years[span[0]])
        found.append(svg.rect(x, top, wide, BAR, fill=fill, title=f"{row.label}, {when}: {says}"))
        if fill == NONE:
            found += [svg.circle((x + CELL * (k + 0.5), top + BAR / 2), 1.3, fill=INK) for k in range(len(span))]
    return found


def _fill(share: float | None) -> str:
    if share is None:
        return BEYOND
    if share == 0:
        return NONE
    return next(color for bound, color in BINS if share <= bound)


def _legend(top: float, *, whole: bool) -> list[str]:
    """Return swatches with their words, in one line."""
    shades = [(color, word) for (_, color), word in zip(BINS, WORDS, strict=True)]
    if not whole:
        shades = [(BINS[1][1], "observed for one power of two"), (BINS[-1][1], "observed")]
    entries = [
        *shades,
        (NONE, "covered, nothing observed"),
        (BEYOND, "beyond coverage" if whole else "beyond coverage, or no such state yet"),
    ]
    parts, x = [], 14.0
    for fill, word in entries:
        parts += [svg.rect(x, top, 22, 13, fill=fill), svg.text(x + 28, top + 11, word, size=12)]
        if fill == NONE:
            parts.append(svg.circle((x + 11, top + 6.5), 1.6, fill=INK))
        x += 28 + 6.1 * len(word) + 22
    return parts


def _balanced(label: str) -> list[str]:
    """Return a label in as many lines as it needs, about equally long."""
    lines = -(-len(label) // WRAP)
    return textwrap.wrap(label, max(len(label) // lines + 8, 1) if lines > 1 else WRAP) or [""]


def _fold(words: str, width: float) -> list[str]:
    return textwrap.wrap(words, int((width - 14) / 5.9)) or [""]
