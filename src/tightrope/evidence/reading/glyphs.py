"""One page of a PDF to fragments: characters that stand on one line without a gap, each with its edges."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

import pypdfium2_raw as pdfium

Item = TypeVar("Item")
GAP = 1.3
"""Blank space that parts two fragments, in sizes of the type; justified words stand closer."""
RAISED = 0.12
"""A smaller sign whose baseline stands this much higher, in sizes of the type, is a superscript."""
WHITE = 245
TINY = 1.5
INVISIBLE = 3
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
BLANKS = frozenset((32, 160, 9, 13, 10, 0))
LINE_END_HYPHENS = frozenset((0x2, 0xFFFE))
"""What the library gives for a hyphen at the end of a line."""
MEANT = {
    0x0B: 0xFB00, 0x0C: 0xFB01, 0x0E: 0xFB03, 0x0F: 0xFB04, 0x10: 0x201C, 0x11: 0x201D, 0x15: 0x2013, 0x16: 0x2014,
    0x1B: 0xFB00, 0x1C: 0xFB01, 0x1D: 0xFB02, 0x1E: 0xFB03, 0x1F: 0xFB04, 0x88: 0x2022,
}  # fmt: skip
"""Letters of TeX fonts that carry no table of what they mean: ligatures, quotes, dashes, the bullet."""
UNKNOWN = 0xFFFD
RIGHT_TO_LEFT = ((0x590, 0x8FF), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFF))


class Style(NamedTuple):
    """How a text object is set: size in points, degrees, bold, and whether a reader sees it."""

    size: float
    turn: int
    bold: bool
    hidden: str
    white: bool


@dataclass(slots=True)
class Fragment:
    """Characters on one line without a gap, in the frame of their own direction.

    Parameters
    ----------
    turn : degrees of that direction; `u` runs along the line, `v` upward from it.
    u0, u1, v0, v1 : box in that frame; base : its baseline.
    size : of the type, the largest in it.
    marks : the characters; edges : where each begins, and where the last one ends.
    runs : (first character, baseline, size, style) of each word or change of type.
    hidden : (first, last, why) of the characters that a reader of the page does not see.
    """

    turn: int
    u0: float
    u1: float
    v0: float
    v1: float
    base: float
    size: float
    marks: list[str] = field(default_factory=list)
    edges: list[float] = field(default_factory=list)
    runs: list[tuple[int, float, float, Style]] = field(default_factory=list)
    hidden: list[tuple[int, int, str]] = field(default_factory=list)
    right_to_left: bool = False


def fragments(page: Any, text: Any) -> list[Fragment]:
    """Return the fragments of a page in the order in which the library gives them.

    Parameters
    ----------
    page, text : handles of the page and of its text.
    """
    loose, object_at, origin = (
        pdfium.FPDFText_GetLooseCharBox,
        pdfium.FPDFText_GetTextObject,
        pdfium.FPDFText_GetCharOrigin,
    )
    rect, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    to_rect, to_x, to_y, address = ctypes.byref(rect), ctypes.byref(x), ctypes.byref(y), ctypes.addressof
    styles: dict[int, Style] = {}
    found: list[Fragment] = []
    now: Fragment | None = None
    style, asked = Style(0.0, 0, False, "", False), 0
    base, low, end, back, ahead, space, word, upright = 0.0, math.nan, 0.0, 0.0, 0.0, False, True, True
    for at, code in enumerate(_codes(text)):
        if code in BLANKS:
            space = space or code in (32, 160, 9)
            word = True
            continue
        loose(text, at, to_rect)
        left, bottom = rect.left, rect.bottom
        fresh = word or (bottom if upright else left) != low
        if not fresh and upright and now is not None and code < 0x590 and end - back < left < end + ahead:
            now.marks.append(chr(code if code not in LINE_END_HYPHENS else 45))  # the usual case, kept short
            now.edges.append(left)
            now.u1 = end = max(end, rect.right)
            continue
        right, top = rect.right, rect.top
        if fresh:  # a new word, or the type changes: ask how it is set
            handle = object_at(text, at)
            key = address(handle.contents) if handle else 0
            if key not in styles:
                styles[key] = _style(text, at, handle)
            if key != asked or (bottom if upright else left) != low:
                style, asked = styles[key], key
                upright = style.turn == 0
                origin(text, at, to_x, to_y)
                base = y.value if upright else _up(style.turn, x.value, y.value)
                low = bottom if style.turn in (0, 180) else left
                back, ahead = 0.5 * style.size, GAP * style.size
            word = False
        u0, u1, v0, v1 = _frame(style.turn, left, bottom, right, top)
        rtl = code > 0x58F and any(a <= code <= b for a, b in RIGHT_TO_LEFT)
        if now is None or _parts(now, style, base, u0, u1, rtl):
            now = Fragment(style.turn, u0, u1, v0, v1, base, style.size)
            now.runs.append((0, base, style.size, style))
            found.append(now)
        elif fresh or space:
            if space:
                now.marks.append(" ")
                now.edges.append(now.u0 if rtl else now.u1)
            now.runs.append((len(now.marks), base, style.size, style))
        if style.size > now.size * 1.05:
            now.size, now.base = style.size, base
        if code in LINE_END_HYPHENS:
            code = 45
        now.marks.append(chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd")
        now.edges.append(u1 if rtl else u0)
        now.right_to_left |= rtl
        now.u0, now.u1 = min(now.u0, u0), max(now.u1, u1)
        now.v0, now.v1 = min(now.v0, v0), max(now.v1, v1)
        end, upright, space = now.u1, style.turn == 0 and not now.right_to_left, False
    for fragment in found:
        fragment.edges.append(fragment.u0 if fragment.right_to_left else fragment.u1)
        _raise_digits(fragment)
    if any(style.hidden or style.white for style in styles.values()):
        _hide(found, page)
    for fragment in found:
        if fragment.right_to_left:
            _order(fragment)
    return found


def _codes(text: Any) -> Sequence[int]:
    """Return the code points of a page, one for each of its characters."""
    count = pdfium.FPDFText_CountChars(text)
    if count <= 0:
        return ()
    units = (ctypes.c_ushort * (count + 1))()
    codes: list[int] = []
    if pdfium.FPDFText_GetText(text, 0, count, units) == count + 1:
        codes = list(units[:count])
    if not codes or any(0xD800 <= code < 0xE000 for code in codes):
        codes = [pdfium.FPDFText_GetUnicode(text, at) for at in range(count)]
    for at, code in enumerate(codes):
        if code < 32 or 127 <= code < 160:
            if code in (0, 13) and not pdfium.FPDFText_IsGenerated(text, at):
                codes[at] = 0xFB02 if code else UNKNOWN
            elif code not in BLANKS and code not in LINE_END_HYPHENS:
                codes[at] = MEANT.get(code, UNKNOWN)
    return codes


def _parts(now: Fragment, style: Style, base: float, u0: float, u1: float, rtl: bool) -> bool:
    """Whether the next character begins a fragment of its own."""
    size = max(now.size, style.size, 1.0)
    if style.turn != now.turn or abs(base - now.base) > 0.6 * size:
        return True
    if rtl or now.right_to_left:
        return max(u0 - now.u1, now.u0 - u1) > 2 * GAP * size
    return (
        u0 - now.u1 > GAP * size
        or u0 < now.u1 - size
        or (abs(base - now.base) > 0.1 * size and u0 < now.u1 - 0.5 * size)
    )


def _style(text: Any, at: int, handle: Any) -> Style:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, at, ctypes.byref(matrix))
    size = pdfium.FPDFText_GetFontSize(text, at) * (math.hypot(matrix.c, matrix.d) or 1.0)
    turn = round(math.degrees(math.atan2(matrix.b, matrix.a)) / 90) % 4 * 90
    parts = [ctypes.c_uint() for _ in range(4)]
    red, green, blue, alpha = parts
    filled = pdfium.FPDFText_GetFillColor(text, at, *(ctypes.byref(part) for part in parts))
    white = bool(filled) and min(red.value, green.value, blue.value) >= WHITE
    mode = pdfium.FPDFTextObj_GetTextRenderMode(handle) if handle else 0
    hidden = ""
    if mode == INVISIBLE or (filled and alpha.value < 10):
        hidden = "invisible"
    elif size < TINY:
        hidden = "tiny"
    return Style(round(size, 2), turn, _bold(handle), hidden, white and mode in (0, 4))


def _bold(handle: Any) -> bool:
    font = pdfium.FPDFTextObj_GetFont(handle) if handle else None
    if not font:
        return False
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFFont_GetBaseFontName(font, name, 128)
    said = name.value.lower()
    return b"bold" in said or b"black" in said or b"heavy" in said


def _order(fragment: Fragment) -> None:
    """Put the characters of right-to-left text as they are read: files hold them as they are drawn, or as they like."""
    drawn = list(zip(fragment.marks, fragment.edges, strict=False))
    words: list[list[tuple[str, float]]] = [[]]
    for mark, edge in drawn:
        if mark == " ":
            words.append([])
        else:
            words[-1].append((mark, edge))
    words = sorted((_read(word) for word in words if word), key=lambda word: -max(edge for _, edge in word))
    words = _turned(words, lambda word: not any(_rtl(mark) for mark, _ in word))
    marks: list[str] = []
    edges: list[float] = []
    for word in words:
        if marks:
            marks.append(" ")
            edges.append(word[0][1])
        marks.extend(mark for mark, _ in word)
        edges.extend(edge for _, edge in word)
    edges.append(fragment.u0)
    fragment.marks, fragment.edges = marks, edges
    if fragment.hidden:  # places inside the line no longer hold
        fragment.hidden = [(0, len(marks), fragment.hidden[0][2])]


def _read(word: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return the characters of a word in reading order: letters from the right, numbers from the left."""
    if not any(_rtl(mark) for mark, _ in word):
        return word
    return _turned(sorted(word, key=lambda each: -each[1]), lambda each: not _rtl(each[0]) and each[0].isalnum())


def _turned(items: list[Item], left_to_right: Callable[[Item], bool]) -> list[Item]:
    """Return items with each run of left-to-right ones turned round."""
    out: list[Item] = []
    for turn, run in groupby(items, left_to_right):
        part = list(run)
        out.extend(reversed(part) if turn else part)
    return out


def _rtl(mark: str) -> bool:
    return not mark.isdigit() and any(a <= ord(mark) <= b for a, b in RIGHT_TO_LEFT)


def _hide(found: list[Fragment], page: Any) -> None:
    """Note the characters that are invisible, tiny, or white where nothing dark lies under them."""
    dark = None
    for fragment in found:
        stops = [run[0] for run in fragment.runs[1:]] + [len(fragment.marks)]
        for (start, _, _, style), stop in zip(fragment.runs, stops, strict=True):
            why = style.hidden
            if style.white and not why:
                dark = _dark(page) if dark is None else dark
                low, high = sorted((fragment.edges[start], fragment.edges[stop]))
                box = page_box(fragment.turn, low, high, fragment.v0, fragment.v1)
                x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
                why = "" if any(a <= x <= c and b <= y <= d for a, b, c, d in dark) else "white"
            if why and fragment.hidden and fragment.hidden[-1][1:] == (start, why):
                fragment.hidden[-1] = (fragment.hidden[-1][0], stop, why)
            elif why:
                fragment.hidden.append((start, stop, why))


def _dark(page: Any) -> list[tuple[float, float, float, float]]:
    """Return the boxes of what is painted on a page in another color than white: paths, pictures, shadings, forms."""
    boxes = []
    edges = [ctypes.c_float() for _ in range(4)]
    parts = [ctypes.c_uint() for _ in range(4)]
    for at in range(min(pdfium.FPDFPage_CountObjects(page), 20_000)):
        painted = pdfium.FPDFPage_GetObject(page, at)
        kind = pdfium.FPDFPageObj_GetType(painted)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            mode, stroke = ctypes.c_int(), ctypes.c_int()
            pdfium.FPDFPath_GetDrawMode(painted, ctypes.byref(mode), ctypes.byref(stroke))
            pdfium.FPDFPageObj_GetFillColor(painted, *(ctypes.byref(part) for part in parts))
            if not mode.value or min(part.value for part in parts[:3]) >= WHITE:
                continue
        if pdfium.FPDFPageObj_GetBounds(painted, *(ctypes.byref(edge) for edge in edges)):
            boxes.append((edges[0].value, edges[1].value, edges[2].value, edges[3].value))
    return boxes


def _frame(turn: int, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
    """Return a box as u0, u1, v0, v1 in the frame of a direction."""
    if turn == 0:
        return left, right, bottom, top
    if turn == 90:
        return bottom, top, -right, -left
    return (-right, -left, -top, -bottom) if turn == 180 else (-top, -bottom, left, right)


def _up(turn: int, x: float, y: float) -> float:
    """Return how high a point stands in the frame of a direction."""
    return {0: y, 90: -x, 180: -y}.get(turn, x)


def page_box(turn: int, u0: float, u1: float, v0: float, v1: float) -> tuple[float, float, float, float]:
    """Return left, bottom, right, top on the page of a box in the frame of a direction."""
    if turn == 0:
        return u0, v0, u1, v1
    if turn == 90:
        return -v1, u0, -v0, u1
    return (-u1, -v1, -u0, -v0) if turn == 180 else (v0, -u1, v1, -u0)


def _raise_digits(fragment: Fragment) -> None:
    """Write digits that stand small and high as superscripts."""
    if len(fragment.runs) < 2:
        return
    stops = [run[0] for run in fragment.runs[1:]] + [len(fragment.marks)]
    for (start, base, size, _), stop in zip(fragment.runs, stops, strict=True):
        if size < 0.85 * fragment.size and base > fragment.base + RAISED * fragment.size:
            for at in range(start, stop):
                fragment.marks[at] = fragment.marks[at].translate(SUPERSCRIPT)
