"""Where a paper lists its sources: the references, the notes under the page, the notes at the end."""

from __future__ import annotations

import re

from tightrope.core.document import Document
from tightrope.evidence.audit.alarm import Span

SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹"
DIGITS = str.maketrans(SUPERSCRIPT, "0123456789")
_HEAD = re.compile(
    r"^[#*_\s\d.]*(?P<name>references?(?: list)?|list of references|bibliography|works cited|literature cited|"
    r"sources(?: cited)?|notes|endnotes|footnotes|notes and references)[*_\s:]*$",
    re.IGNORECASE | re.MULTILINE,
)
_OVER = re.compile(
    r"^(?:#{1,6}\s+\S.*|[#*_\s\d.]*(?:appendi\w+.{0,40}|annex.{0,40}|about the authors?|author bio\w*|"
    r"acknowledge?ments?|disclosure.{0,40}|funding.{0,20}|conflicts? of interest.*|declaration.{0,40}|tables?|figures?)"
    r"[*_\s:]*)$",
    re.IGNORECASE | re.MULTILINE,
)
_ITEM = re.compile(
    r"^[ \t>]*(?:[-*•]\s+)?(?:\[\^?(\d{1,3})\]:?|<sup>(\d{1,3})</sup>|([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})|(\d{1,3})\s?[.):]?)"
    r"[ \t]+(?=\S)",
    re.MULTILINE,
)
_FILED = re.compile(r"\s*(?:([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})|\[?(\d{1,3})\]?[.):]?(?=\s))\s*")
_AUTHOR = re.compile(
    r"^[ \t]*(?:[-*•]\s+)?(?=[^\W\d_a-z]|(?:van|von|de|del|der|den|di|da|al|el|bin|ibn|la|le|ter|d)[ '’-])"
    r"(?:[^\n(]{1,200}?\((?:(?:1[5-9]|20)\d\d[a-z]?|n\.d\.|in press|forthcoming)|"
    r"[^\W\d_][\w'’-]+(?:\s[^\W\d_][\w'’-]+){0,2},\s+(?:[^\W\d_]\.|[^\W\d_][\w-]+\b)|—|_{3})",
    re.MULTILINE,
)
_SOURCED = re.compile(
    r"https?://|\b(?:1[5-9]|20)\d\d\b|\bIbid|\bpp?\. ?\d|[“\"].{3,}[”\"]|\b[Ss]ee\b|\bPress\b|\bPh\.?D\b|\*\S"
)
_DATED = re.compile(r"https?://|\b(?:1[5-9]|20)\d\d[a-z]?\b|n\.d\.|in press|forthcoming")
_MARK = re.compile(
    rf"[{SUPERSCRIPT}]+|<sup>\d|\[\^\d|(?<=[a-z)”\"’%])[.,;!?][”\"’]?\d{{1,3}}(?=\s|$)|(?<=[.,;!?][”\"’])\d{{1,3}}(?=\s|$)"
)


def sections(text: str) -> tuple[tuple[str, Span], ...]:
    """Return ("references" or "notes", span) of each list of sources that stands under a heading of its own."""
    out: list[tuple[str, Span]] = []
    heads = list(_HEAD.finditer(text))
    for at, head in enumerate(heads):
        start = head.end()
        stop = heads[at + 1].start() if at + 1 < len(heads) else len(text)
        over = _OVER.search(text, start, stop)
        stop = over.start() if over else stop
        body = text[start:stop]
        listed = len(_SOURCED.findall(body))
        name = head["name"].lower()
        if "note" not in name and not _DATED.search(body.lstrip()[:400]):
            continue
        if listed and (at + 1 == len(heads) or listed >= 2) and body.strip():
            out.append(("notes" if "note" in name and "ref" not in name else "references", (start, stop)))
    return tuple(out)


def items(text: str, span: Span) -> tuple[tuple[int | None, Span], ...]:
    """Return (number, span) of the items of a list: numbered, parted by blank lines, or each begun by an author."""
    start, stop = _trim(text, span)
    numbered = [m for m in _ITEM.finditer(text, start, stop) if _fits(m, text)]
    rows: list[tuple[int | None, Span]] = []
    if _run(numbered):
        kept = _rising(numbered)
        ends = [m.start() for m in kept[1:]] + [stop]
        rows = [(_number(m), _trim(text, (m.end(), end))) for m, end in zip(kept, ends, strict=True)]
        return tuple((number, place) for number, place in rows if place[0] < place[1])
    starts = [m.start() for m in _AUTHOR.finditer(text, start, stop)]
    blocks = [m.start() for m in re.finditer(r"(?:(?<=\n\n)|(?<=\n\r\n)|\A)[^\S\n]*\S", text[start:stop])]
    paragraphs = [start + at for at in blocks]
    cuts = paragraphs if len(paragraphs) >= max(2, len(starts) - 1) else starts
    for at, cut in enumerate(cuts):
        place = _trim(text, (cut, cuts[at + 1] if at + 1 < len(cuts) else stop))
        if place[0] < place[1] and len(text[place[0] : place[1]]) > 12:
            rows.append((None, place))
    return tuple(rows)


def notes(text: str, taken: tuple[Span, ...]) -> tuple[tuple[int, Span], ...]:
    """Return (number, span) of the notes that stand between the paragraphs of a text.

    A line that begins with a number is a note if the number is marked in the text above or just below it and the line
    reads as a source, or a remark on the author; what follows up to a blank line belongs to it.
    """

    def inside(at: int) -> bool:
        return any(a <= at < b for a, b in taken)

    marks: dict[int, list[int]] = {}
    for mark in _MARK.finditer(text):
        bare = re.sub(r"\D", "", mark.group().translate(DIGITS)) or re.sub(
            r"\D", "", text[mark.start() : mark.end() + 3]
        )
        if bare and not inside(mark.start()) and text[: mark.start()].rpartition("\n")[2].strip():
            marks.setdefault(int(bare[:3]), []).append(mark.start())
    found: dict[int, Span] = {}
    lines = [m for m in _ITEM.finditer(text) if not inside(m.start())]
    for at, line in enumerate(lines):
        number = _number(line)
        blank = re.compile(r"\n\s*\n").search(text, line.end())
        stop = min(blank.start() if blank else len(text), lines[at + 1].start() if at + 1 < len(lines) else len(text))
        body = text[line.end() : stop]
        places = marks.get(number, [])
        affiliation = line.group().strip().startswith("<sup>") or line.group(3)
        if not places or min(places) > stop or len(body.split()) < 2 or number in found or affiliation:
            continue
        if _SOURCED.search(body) or body[:1] in '"“*':
            found[number] = _trim(text, (line.start(), stop))
    return tuple(sorted(found.items()))


def filed_notes(document: Document) -> tuple[tuple[int, Span], ...]:
    """Return (number, span) of the notes that the file itself sets apart, such as the footnotes of a DOCX."""
    found: list[tuple[int, Span]] = []
    for segment in document.segments:
        if segment.role != "note":
            continue
        line = _FILED.match(document.text, segment.start, segment.stop)
        begins = segment.start == 0 or document.text[segment.start - 1] == "\n"
        if line and begins:
            found.append((int((line[1] or line[2]).translate(DIGITS)), (segment.start, segment.stop)))
        elif found:
            found[-1] = (found[-1][0], (found[-1][1][0], segment.stop))
    first: dict[int, Span] = {}
    for number, span in found:
        first.setdefault(number, _trim(document.text, span))
    return tuple(first.items())


def blanked(text: str, spans: tuple[Span, ...]) -> str:
    """Return a text of the same length with spans, and lines that are only a page number, as blanks."""
    out = list(text)
    for start, stop in (*spans, *(m.span() for m in re.finditer(r"^[ \t]*\d{1,4}[ \t]*$", text, re.MULTILINE))):
        for at in range(start, stop):
            if out[at] not in "\r\n":
                out[at] = " "
    return "".join(out)


def _fits(match: re.Match[str], text: str) -> bool:
    return bool(text[match.end() : match.end() + 1].strip())


def _number(match: re.Match[str]) -> int:
    return int(next(g for g in match.groups() if g).translate(DIGITS))


def _run(numbered: list[re.Match[str]]) -> bool:
    kept = _rising(numbered)
    return len(kept) >= 1 and _number(kept[0]) == 1 and len(kept) >= max(1, 0.6 * len(numbered))


def _rising(numbered: list[re.Match[str]]) -> list[re.Match[str]]:
    """Keep the items whose numbers count up, so that a line that begins with a year or page does not cut an item."""
    out: list[re.Match[str]] = []
    for match in numbered:
        number = _number(match)
        if (not out and number == 1) or (out and _number(out[-1]) < number <= _number(out[-1]) + 2):
            out.append(match)
    return out


def _trim(text: str, span: Span) -> Span:
    part = text[span[0] : span[1]]
    return span[0] + len(part) - len(part.lstrip()), span[0] + len(part.rstrip())
