"""What lines show of themselves: headings, numbered or not, items of a list, columns kept apart by blanks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tightrope.core.document import Role

SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹"
HEADING = re.compile(r"#{1,6}\s+\S|\*\*[^*]{2,160}\*\*:?$|__[^_]{2,160}__:?$")
LIST = re.compile(r"(?:[-*•▪◦–‣●]|\(?(?:\d{1,3}|[a-hA-H]|[ivxIVX]{1,5})[.)])\s+(?=\S)")
END = re.compile(
    rf"(?:[.!?:;。！？۔؟।…][\"'”’»)\]*]*[{SUPERSCRIPT},]*(?:\[\^?[\d,\s–-]+\])*|(?:[a-z\"”)]|[A-Z]{{2}})\.\d{{1,3}})$"
)
RULED = re.compile(r"(?:=+|-{2,})$")
_SECTION = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}\.?|[IVX]{1,5}\.|[A-H]\.)\s+(?=[^\W\d_])")
_LEVELS = re.compile(r"\d{1,2}\.\d")
_COMMON = re.compile(
    r"(?:introduction|background|literature review|theor\w+|(?:research )?method\w*|data|results?|findings|analysis|"
    r"discussion|conclusions?|recommendations?|references|notes)\b",
    re.IGNORECASE,
)
_GAP = re.compile(r"(?<=[^\s.!?:;]) {2,}(?=\S)")
_LOOKED_AT, _WIDEST = 60, 400


@dataclass(frozen=True, slots=True)
class Line:
    """One line without the blanks at its ends, and what its file says that it is."""

    start: int
    stop: int
    text: str
    role: Role = ""


def is_heading(group: list[Line]) -> bool:
    """Whether a group of lines is set as a heading: marked, underlined, or short, capital and without a stop."""
    first = group[0].text
    if len(group) == 2 and RULED.match(group[1].text):
        return len(first.split()) <= 40 and not END.search(first)
    if HEADING.match(first) or first.startswith("**"):
        return len(" ".join(line.text for line in group).split()) <= 40
    words = first.split()
    return (
        len(group) == 1
        and len(words) <= 14
        and (not END.search(first) or _titled(words))
        and not first.endswith((",", "."))
        and not LIST.match(first)
        and (first[0].isupper() or first[0].isdigit() or not first[0].isascii())
    )


def is_surely_numbered(text: str) -> bool:
    """Whether a line is a numbered heading wherever it stands: in capitals, in levels, or a usual title."""
    number = _SECTION.match(text)
    title = text[number.end() :] if number else ""
    if not number or len(title.split()) > 12 or END.search(title) or title.endswith(",") or "  " in title:
        return False
    capitals = title.isupper() and sum(c.isalpha() for c in title) >= 6
    usual = bool(_COMMON.match(title)) and len(title.split()) <= 4
    return capitals or usual or (bool(_LEVELS.match(text)) and title[0].isupper())


def is_numbered(groups: list[list[Line]], nth: int) -> bool:
    """Whether a line is a numbered heading: surely, or because it stands alone and no item stands beside it."""
    text = groups[nth][0].text
    number = _SECTION.match(text)
    if len(groups[nth]) > 1 or not number:
        return False
    title = text[number.end() :]
    if is_surely_numbered(text):
        return True
    if END.search(title) or title.endswith(",") or len(title.split()) > 12 or not title[0].isupper():
        return False
    beside = [groups[n][0].text for n in (nth - 1, nth + 1) if 0 <= n < len(groups)]
    if nth + 1 >= len(groups) or any(LIST.match(b) and not is_surely_numbered(b) for b in beside):
        return False
    return not beside[0].endswith(":")


def is_aligned(text: str, group: list[Line]) -> bool:
    """Whether the lines of a group keep columns apart by blanks that stand under one another."""
    if len(group) < 2:
        return False
    edges = []
    for line in group[:_LOOKED_AT]:
        left = line.start - (text.rfind("\n", 0, line.start) + 1)
        edges.append({left + gap.end() for gap in _GAP.finditer(line.text[:_WIDEST])})
    rows = [e for e in edges if len(e) > 1]
    if len(rows) < max(2, 0.6 * len(edges)):
        return False
    shared = [edge for edge in rows[0] if sum(edge in e for e in rows) >= 0.8 * len(rows)]
    return len(shared) > 1


def names_columns(text: str) -> bool:
    """Whether a row of aligned cells holds only short names and years."""
    cells = [cell for cell in re.split(r" {2,}|\t\s*", text) if cell]
    return len(cells) > 2 and all(
        len(c.split()) <= 3 and (not c[0].isdigit() or re.fullmatch(r"(?:19|20)\d\d", c)) for c in cells
    )


def _titled(words: list[str]) -> bool:
    """Whether a line that ends as a question is set as a title."""
    long = [w for w in words if len(w) > 3 and w[0].isalpha()]
    return words[-1].endswith("?") and len(long) > 2 and sum(w[0].isupper() for w in long) >= 0.8 * len(long)
