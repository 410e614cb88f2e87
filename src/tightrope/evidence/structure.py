"""What each line of a text is: front matter, heading, paragraph, list item, table row, note or reference."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tightrope.core.document import Kind, Role, Segment, Span
from tightrope.evidence.reading.lines import (
    END,
    HEADING,
    LIST,
    RULED,
    SUPERSCRIPT,
    Line,
    is_aligned,
    is_heading,
    is_numbered,
    is_surely_numbered,
    names_columns,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of text of one kind.

    Parameters
    ----------
    kind : what it is; only paragraphs, list items and table rows are ever coded.
    spans : half-open spans in code points; several where a note or a page end cuts a paragraph.
    header : for a table row, whether it only names the columns.
    aside : whether it stands outside the run of the text, so that a sentence may go on after it: a note, a running
        head, a page number, hidden text.
    """

    kind: Kind
    spans: tuple[Span, ...]
    header: bool = False
    aside: bool = False


_DIGITS = str.maketrans(SUPERSCRIPT, "0123456789")
_MARK = re.compile(rf"[{SUPERSCRIPT}]{{1,3}}|\[\^?(\d{{1,3}})\]|<sup>(\d{{1,3}})</sup>")
_TABLE = re.compile(r"[^\t]*\t|\|.*\|$|<t[rdh][ >]|</?(?:table|thead|tbody)", re.IGNORECASE)
_TABLE_FRAME = re.compile(r"\|?[\s:|+-]+\|?$|</?(?:table|thead|tbody|tfoot|tr)[^>]*>$", re.IGNORECASE)
_DASH = re.compile(r"[-–—]\s+[^\W\d_A-Z]")
_NUMBERED = re.compile(r"\[?\^?(\d{1,3})\]?\s?[.):]?:?\s+\S")
_REFERENCES = re.compile(
    r"[#*\s\dIVX.]*((?:list of |selecte?d? |annotated )?"
    r"(?:references?|bibliography|works cited|literature cited|sources)|"
    r"references (?:cited|and notes)|notes and references|reference list|works consulted|further reading|"
    r"notes|endnotes|footnotes|参考文献|參考文獻|引用文献|注释|註釋|حوالہ جات|حوالے|کتابیات|مآخذ)[*\s:：]*$",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"[#*\s\dIVX.]*(acknowledge?ments?|disclosures?(?: statements?)?|funding(?: (?:statement|information|sources?))?|"
    r"(?:conflicts?|declarations?) of (?:competing )?interests?(?: statement)?|"
    r"competing interests?|about the authors?|notes? on (?:the )?contributors?|data availability(?: statement)?|"
    r"author contributions?|致谢|致謝)[*\s:：]*$",
    re.IGNORECASE,
)
_APPARATUS = re.compile(
    r"[*_†‡ ]*(?:(?:author contributions?|funding|(?:conflicts?|declarations?) of (?:competing )?interests?|"
    r"competing interests?|data availability(?: statement)?|acknowledge?ments?|"
    r"author biograph(?:y|ies)|about the authors?|"
    r"notes? on (?:the )?contributors?|ethic(?:s|al) (?:statement|approval)|disclaimer|correspond(?:ence|ing author)|"
    r"affiliations?|jel (?:codes?|classification)|suggested citation)[*_]*\s?(?::|[.–—]\s|--)|"
    r"(?:作者简介|基金项目|收稿日期)[:：])",
    re.IGNORECASE,
)
_APPENDIX = re.compile(r"[#*\s\dIVX.]*(?:appendix|appendices|annex|附录|ضمیمہ)\b", re.IGNORECASE)
_BODY = re.compile(
    r"[#*\s\dIVX.]*(abstract|introduction|summary|executive summary|background|key points|"
    r"[一1]?[、.]?\s?(?:摘要|引言|导论|導論|绪论|前言)|تعارف|خلاصہ|تلخیص)[*\s:：]*$",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(r"[*_]*(?:Abstract|ABSTRACT|Summary|摘要|خلاصہ)[*_]*\s?(?:--|[:.—–：])")
_KEYWORDS = re.compile(r"[#*_\s]*(keywords?|key words|index terms|关键词|關鍵詞|کلیدی الفاظ)\b", re.IGNORECASE)
_CARD = re.compile(r"\ufeff?---[ \t]*\r?\n(?=[\w-]+\s*:)(?:[^\r\n]+\r?\n){0,200}?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)")
_ENTRY = re.compile(
    r"(?:\[\d{1,3}\]\s)?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?, (?:[A-Z]\.[ -]?)+[^()]{0,200}\((?:19|20)\d\d[a-z]?\)[.,:]"
)
_FOLIO = re.compile(
    r"(?:[-–—\[]\s*)?(?:page\s+)?\d{1,3}(?:\s+of\s+\d{1,4})?(?:\s*[-–—\]])?$|"
    r"(?:[-*_=~]\s*){3,}$|[^\t|]{3,90}\S {3,}\d{1,4}$|\d{1,4} {3,}[^\d\s][^\t|]{3,90}$",
    re.IGNORECASE,
)
_UNDER = re.compile(r"[*_(]*(?:sources?|notes?)\s?:\s", re.IGNORECASE)
_CITE = re.compile(r"[#*_\s]*(how to cite|cite this|recommended citation|to cite)\b", re.IGNORECASE)
_ADDRESS = re.compile(
    r"https?://|www\.|\bdoi\b|\S@\S+\.\w|\bORCID\b|\bISSN\b|\bPh\.?D\b|\bcopyright\b|©|"
    r"\b(?:published|retrieved|received|accepted|updated|posted)\b.{0,12}\b(?:\w{3,9}\.? \d|\d)|\bvol\. ?\d",
    re.IGNORECASE,
)
_DATES = re.compile(r"(received|revised|accepted|published|available|submitted|date)\b", re.IGNORECASE)
_FIGURE = re.compile(r"[#*\s]*(figure|fig\.)\s*\d", re.IGNORECASE)
_CAPTION = re.compile(r"[#*\s]*(table|box|chart|map)\s*[\dIVX]+\s*[:.]", re.IGNORECASE)
_SOURCE = re.compile(r"(https?://|\b(?:19|20)\d\d\b|University Press|\bIbid\b|\bpp?\. ?\d|\bsee\b)", re.IGNORECASE)
_ASIDE: dict[Role, Kind] = {"note": "note", "furniture": "front", "hidden": "front"}
LONG_LINE = 160
"""A line longer than this was not wrapped by hand, so its end ends a paragraph."""


def structure(text: str, segments: Sequence[Segment] = ()) -> tuple[Block, ...]:
    """Return the blocks of a text in order of their first character; every non-blank line belongs to one.

    Parameters
    ----------
    segments : what the file itself says of its stretches (`Document.segments`); it goes before what the text shows.
    """
    blocks: list[Block] = []
    marks = {_number(m): (m.start(), m.group(0)[:2]) for m in reversed(list(_MARK.finditer(text)))}
    card = _CARD.match(text)
    section: Kind | None = None
    front, body_seen, figure, thanks = True, False, False, False
    groups = _groups(text, segments)
    at = -1
    for nth, group in enumerate(groups):
        first, start, stop, role = group[0].text, group[0].start, group[-1].stop, group[0].role
        whole = text[start:stop]
        folio = not role and len(group) == 1 and bool(_FOLIO.match(first))
        if folio or role in _ASIDE:
            blocks.append(Block(kind=_ASIDE.get(role, "front"), spans=((start, stop),), aside=True))
            continue
        if card and stop <= card.end():
            blocks.append(Block(kind="front", spans=((start, stop),)))
            continue
        at += 1
        if role == "list":
            blocks.extend(Block(kind="list", spans=((line.start, line.stop),)) for line in _whole_items(group))
            continue
        if _UNDER.match(first) and len(whole.split()) < 60 and _of_table(text, blocks):
            blocks.append(Block(kind="note", spans=((start, stop),)))
            continue
        if _TABLE.match(first) or role == "table" or (not role and is_aligned(text, group)):
            dated = front and bool(_DATES.match(first))
            blocks.extend([Block(kind="front", spans=((start, stop),))] if dated else _rows(group))
            front = front and dated
            continue
        numbered = not role and is_numbered(groups, nth)
        alone = len(groups) == 1 and not HEADING.match(first)
        heading = role == "heading" or numbered or (is_heading(group) and not alone)
        if heading and (_REFERENCES.match(first) or _THANKS.match(first)):
            section, front = "reference", False
            thanks = bool(_THANKS.match(first))
        elif heading and (
            thanks or role == "heading" or first.startswith("#") or _BODY.match(first) or _APPENDIX.match(first)
        ):
            section, thanks = None, False
        if section == "reference":
            blocks.append(Block(kind="heading" if heading else "reference", spans=((start, stop),)))
            continue
        if _ENTRY.match(whole) or (_APPARATUS.match(first) and not heading):
            blocks.append(Block(kind="reference" if _ENTRY.match(whole) else "front", spans=((start, stop),)))
            continue
        if not numbered and _is_note(whole, marks, start):
            blocks.append(Block(kind="note", spans=((start, stop),), aside=True))
            continue
        if _BODY.match(first):
            front, body_seen = False, True
        kind: Kind
        if _KEYWORDS.match(first) or _CITE.match(first):
            kind, section = "front", ("front" if len(group) == 1 and heading else None)
        elif section == "front" and not body_seen and not heading:
            kind, section = "front", None
        elif numbered or (heading and _CAPTION.match(first)):
            kind, figure, front = "heading", False, False
        elif front and len(groups) > 1 and _is_front(group, whole, at, heading):
            kind = "front"
        elif _FIGURE.match(first):
            kind, figure, front = "heading", True, False
        elif heading and not (figure and not first.startswith("#") and role != "heading"):
            kind, figure = "heading", False
        elif figure and len(whole.split()) <= 8 and not LIST.match(first):
            kind = "list" if re.search(r"\w", whole) else "front"
        else:
            blocks.extend(_items(group))
            figure = figure and len(whole.split()) <= 8
            front = False
            continue
        blocks.append(Block(kind=kind, spans=((start, stop),)))
    return _joined(text, blocks)


def _whole_items(group: list[Line]) -> list[Line]:
    """Return the items of a list that its file marks as one, each as one line."""
    return [Line(group[0].start, group[-1].stop, group[0].text)]


def _groups(text: str, segments: Sequence[Segment]) -> list[list[Line]]:
    """Split a text into runs of lines that belong together; what its file says is different stands apart."""
    groups: list[list[Line]] = [[]]
    position = nth = 0
    card = _CARD.match(text)
    for raw in text.splitlines(keepends=True):
        bare = raw.strip("\ufeff \t\r\n\f\v\x1c\x1d\x1e\x85\u2028\u2029")
        offset = raw.find(bare) if bare else 0
        start, stop = position + offset, position + offset + len(bare)
        position += len(raw)
        if not bare:
            groups.append([])
            continue
        while nth < len(segments) and segments[nth].stop <= start:
            nth += 1
        for line in _by_role(text, start, stop, segments, nth):
            previous = groups[-1][-1] if groups[-1] else None
            opens = previous is None or (card and previous.stop <= card.end() <= line.start)
            if previous and (opens or line.role != previous.role or _parts(previous, line)):
                groups.append([])
            groups[-1].append(line)
    return [group for group in groups if group]


def _by_role(text: str, start: int, stop: int, segments: Sequence[Segment], nth: int) -> list[Line]:
    """Return a line in the parts that its file says are different; hidden text parts a line, other roles do not."""
    role: Role = ""
    cuts: list[tuple[int, int]] = []
    while nth < len(segments) and segments[nth].start < stop:
        here = segments[nth]
        if here.role == "hidden":
            cuts.append((max(here.start, start), min(here.stop, stop)))
        elif not role:
            role = here.role
        nth += 1
    if not cuts:
        return [Line(start, stop, text[start:stop], role)]
    lines: list[Line] = []
    at = start
    for first, last in [*cuts, (stop, stop)]:
        parts: tuple[tuple[int, int, Role], ...] = ((at, first, role), (first, last, "hidden"))
        for a, b, said in parts:
            bare = text[a:b].strip()
            if bare:
                a += text[a:b].index(bare)
                lines.append(Line(a, a + len(bare), bare, said))
        at = last
    return lines


def _parts(previous: Line, line: Line) -> bool:
    """Whether a line begins something new though no blank line stands before it."""
    if bool(_TABLE.match(previous.text)) != bool(_TABLE.match(line.text)):
        return True
    if HEADING.match(line.text) or (HEADING.match(previous.text) and previous.text.startswith("#")):
        return True
    if any(form.match(previous.text) for form in (_BODY, _REFERENCES, _THANKS)) or _KEYWORDS.match(line.text):
        return True
    if _ABSTRACT.match(line.text) or _names_appendix(previous.text):
        return True
    if (
        RULED.match(previous.text)
        or is_surely_numbered(line.text)
        or is_surely_numbered(previous.text)
        or _CAPTION.match(previous.text)
    ):
        return True
    if END.search(previous.text) and (
        RULED.match(line.text)
        or _APPARATUS.match(line.text)
        or _names_appendix(line.text)
        or (not line.text[0].islower() and any(form.match(line.text) for form in (_BODY, _REFERENCES, _THANKS)))
    ):
        return True
    return previous.stop - previous.start > LONG_LINE and not _TABLE.match(line.text)


def _names_appendix(text: str) -> bool:
    """Whether a line is the heading of an appendix."""
    return bool(_APPENDIX.match(text)) and len(text.split()) <= 10 and not END.search(text)


def _number(mark: re.Match[str]) -> int:
    digits = mark.group(1) or mark.group(2) or mark.group(0).translate(_DIGITS)
    return int(digits)


def _of_table(text: str, blocks: list[Block]) -> bool:
    """Whether the block above is a table or its caption, or a figure."""
    if not blocks:
        return False
    start, stop = blocks[-1].spans[0]
    return blocks[-1].kind == "table" or bool(_CAPTION.match(text[start:stop]) or _FIGURE.match(text[start:stop]))


def _is_front(group: list[Line], whole: str, at: int, heading: bool) -> bool:
    words = len(whole.split())
    if (words <= 3 and not END.search(whole)) or whole.isdigit():
        return True
    if _ADDRESS.search(whole) and words < 60:
        return True
    if at == 0:
        short = all(len(line.text.split()) <= 9 and not END.search(line.text) for line in group)
        return heading or (len(group) > 1 and short and not LIST.match(group[0].text))
    return heading or (words < 22 and not END.search(whole))


def _is_note(whole: str, marks: dict[int, tuple[int, str]], start: int) -> bool:
    """Whether a block is a note: its number was marked above it, or it is the rest of an address."""
    if re.match(r"<?https?://\S+>?\.?$", whole) or re.match(r"\S*[-/]\S*\.(?:html?|pdf|php)>?\.?$", whole):
        return True
    numbered = _NUMBERED.match(whole)
    if not numbered:
        return False
    # A mark in brackets asks for a note in brackets; "1." is then an item of a list, unless it names a source.
    at, mark = marks.get(int(numbered.group(1)), (start, ""))
    bracketed = mark[:1] == "["
    if at < start and (not bracketed or whole.startswith(mark[:1] if mark != "[^" else mark)):
        return True
    if at < start and bracketed and not re.search(r"https?://|\bIbid\b|\bpp?\. ?\d|Press\b", whole):
        return False
    return bool(marks) and bool(_SOURCE.search(whole)) and len(whole.split()) < 60


def _rows(group: list[Line]) -> list[Block]:
    rows: list[Block] = []
    for line in group:
        if _TABLE_FRAME.match(line.text):
            continue
        cells = [c for c in re.split(r"\t|\||</t[dh]>| {2,}", line.text) if re.sub(r"<[^>]+>", "", c).strip()]
        named = bool(cells) and all(re.search(r"<(?:b|th|strong)\b|^\s*\*\*", c) for c in cells)
        first = not rows and (line.text.startswith("|") or (len(group) > 2 and names_columns(line.text)))
        said = line.role == "heading"
        rows.append(Block(kind="table", spans=((line.start, line.stop),), header=named or first or said))
    return rows


def _items(group: list[Line]) -> list[Block]:
    """Split a group into list items and the paragraph that leads into them."""
    blocks: list[Block] = []
    run: list[Line] = []
    item = False

    def close() -> None:
        if run:
            blocks.append(Block(kind="list" if item else "paragraph", spans=((run[0].start, run[-1].stop),)))
            run.clear()

    for line in group:
        # A wrapped line may begin with a dash that is punctuation: the line above it is then still open.
        wrapped = run and not item and _DASH.match(line.text) and not END.search(run[-1].text)
        if LIST.match(line.text) and not wrapped:
            close()
            item = True
        run.append(line)
    close()
    return blocks


def _joined(text: str, blocks: list[Block]) -> tuple[Block, ...]:
    """Join a paragraph that a note or a page end cut in the middle of a sentence."""
    out: list[Block] = []
    open_at: int | None = None
    noted = False
    for block in blocks:
        if block.aside:
            noted = True
            out.append(block)
            continue
        start, stop = block.spans[0]
        if (
            open_at is not None
            and block.kind in ("paragraph", "heading")
            and _continues(text, out[open_at].spans[-1], text[start:stop], noted)
        ):
            held = out[open_at]
            out[open_at] = Block(kind=held.kind, spans=(*held.spans, *block.spans))
        else:
            out.append(block)
            open_at = len(out) - 1 if block.kind in ("paragraph", "list") else None
        if open_at is not None:
            last = out[open_at].spans[-1]
            tail = text[last[0] : last[1]]
            if END.search(tail) or (len(tail.split()) < 8 and len(out[open_at].spans) == 1):
                open_at = None
        noted = False
    return tuple(out)


def _continues(text: str, before: Span, whole: str, noted: bool) -> bool:
    """Whether a block goes on with the sentence that the one before it left open."""
    if whole[:1].islower():
        return True
    broken = len(text[before[0] : before[1]].split()) >= 25 and len(whole.split()) >= 8
    return (noted or broken) and whole[:1].isalnum()
