"""Blocks to passages: sentences, list items and table rows, with spans that always re-read equal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import nupunkt

from tightrope.core.document import Document, Kind, Passage, Span
from tightrope.evidence.reading.lines import SUPERSCRIPT
from tightrope.evidence.reading.view import mended, view, vocabulary
from tightrope.evidence.structure import Block, structure


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A passage to be coded, with the text a reader would read and where it stands.

    Parameters
    ----------
    passage : the span; of a sentence that a note or a page end cuts, from its first part to its last, with its parts.
    reading : the whole sentence as one line, notes left out, hyphens at line ends and ligatures undone.
    heading : the heading above it.
    lead : the sentence or caption that leads into a list or table.
    paragraph : number of its block; units of one paragraph share it.
    """

    passage: Passage
    reading: str
    heading: str
    lead: str
    paragraph: int


LONGEST = 3000
"""A run of text longer than this, in code points, is cut at a blank: no sentence is so long, and rules stay quick."""
_SPACES = str.maketrans({"\n": " ", "\r": " ", "\t": " ", "\f": " ", "\v": " ", "\u00a0": " ", "\u2028": " "})
_NUMBERS = r"\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,9}"
_MARK = rf"(?:[{SUPERSCRIPT}]+(?:[,–-][{SUPERSCRIPT}]+)*|(?:\[\^?{_NUMBERS}\])+|\(\d{{1,3}}\)|<sup>{_NUMBERS}</sup>)"
_MARKED = re.compile(rf"(?:[.!?][\"”’')\]]*{_MARK}|(?:(?<=[a-z\"”)])|(?<=[A-Z]{{2}}))\.\d{{1,3}})\s+(?=[A-Z\"“(])")
_FOREIGN = re.compile(r"[。！？۔؟।]+[”’」』\"]*\s*")
_US = re.compile(
    r"\b(?:[A-Z]\.){2,4}\s+(?=(?:The|It|Its|This|These|That|They|In|On|At|As|But|And|However|"
    r"Although|While|Since|For|With|If|When|Such|A|An|Both|He|She|We|Despite|"
    r"Moreover|Furthermore|Meanwhile|Nevertheless|Yet|Thus|Therefore|Instead|Some|Many|Most|There|Their|Under|"
    r"After)\b)"
)
_WHOLE = re.compile(r"(?:(?<=[a-z]{5})(?<!approx)(?<!assoc)|(?<=\bper se))\.[\"”’)]*\s+(?=[\"“(]?[A-Z][a-z]+,? [a-z])")
_KEEP = re.compile(
    r"(?:\b(?:[A-Z]|Dr|Mr|Mrs|Ms|Prof|Gen|Lt|Col|Sen|Rep|Gov|Amb|St|Jr|vs|cf|No|Vol|Fig|pp|al|e\.g|i\.e|Inc|Ltd|"
    r"approx|ca|ed|eds|Rs|Adm|Maj|Brig|Capt|retd|Pres|Dept)"
    r"|\b(?:[A-Z]\.)+[A-Z])\.[\"”’)]*\s*$"
)
_CLINGS = re.compile(_MARK)
_BIO = re.compile(r"(?:the )?(?:writer|author)s? (?:is|are|has|holds|works|teaches|can be)\b", re.IGNORECASE)
_BULLET = re.compile(r"^(?:[-*•▪◦–‣●]|\(?(?:\d{1,3}|[a-hA-H]|[ivxIVX]{1,5})[.)])\s+")
_MARKUP = re.compile(rf"<[^>]{{1,80}}>|[*_`#|{SUPERSCRIPT}\ufeff\u00ad]+|\[\^?\d{{1,3}}\]")


@cache
def _splitter() -> Any:
    return nupunkt.sent_spans


def units(document: Document) -> tuple[Unit, ...]:
    """Return the passages of a document that may be coded, in order.

    Front matter, headings, notes, references and rows that only name columns are left out.
    """
    out: list[Unit] = []
    heading = lead = ""
    text, words = document.text, vocabulary(document.text)
    for number, block in enumerate(structure(text, document.segments)):
        start, stop = block.spans[0]
        if block.kind == "heading":
            heading, lead = _plain(text[start:stop]), ""
            if re.match(r"(table|figure|box)\b", heading, re.IGNORECASE):
                lead = heading
        elif block.kind == "table":
            if block.header:
                lead = f"{lead} {_plain(text[start:stop])}".strip()
            else:
                out.append(
                    _unit(
                        document,
                        ((start, stop),),
                        "table",
                        re.sub(r"\t|(?<=\S) {2,}(?=\S)|</t[dh]>|(?<=\S)\s*\|(?=.*\w)", " ; ", text[start:stop]),
                        heading,
                        lead,
                        number,
                    )
                )
        elif block.kind == "list":
            reading = view(text, block.spans, words).text
            out.append(_unit(document, block.spans, "list", reading, heading, lead, number))
        elif block.kind == "paragraph":
            found = _sentences(document, block, words, heading, number)
            out.extend(found)
            if found:
                lead = found[-1].reading if found[-1].reading.rstrip().endswith((":", "include", "are")) else ""
    return tuple(out)


def passages(document: Document) -> tuple[Passage, ...]:
    """Return the spans of `units`."""
    return tuple(unit.passage for unit in units(document))


def sentences(text: str) -> tuple[Span, ...]:
    """Return the spans of the sentences of running text, blanks at their ends left out.

    nupunkt's spans, with the house rules: a note mark after a full stop ends the sentence; "U.S." before a word that
    opens sentences ends one, before other words it does not; initials and titles never do; a full stop after a whole
    word and before a capital ends one; Chinese, Urdu and Hindi stops are stops.
    """
    flat = text.translate(_SPACES)
    cuts = {stop for _, stop in _splitter()(flat)} if flat.strip() else set()
    cuts = {cut for cut in cuts if not _held(flat, cut)}
    for rule in (_MARKED, _FOREIGN, _US, _WHOLE):
        cuts.update(match.end() for match in rule.finditer(flat))
    found: list[Span] = []
    start = 0
    for cut in sorted({*cuts, len(flat)}):
        while start < cut:
            stop = cut
            if cut - start > LONGEST:
                blank = flat.rfind(" ", start + LONGEST // 2, start + LONGEST)
                stop = blank + 1 if blank > 0 else start + LONGEST
            part = flat[start:stop]
            if part.strip():
                left = len(part) - len(part.lstrip())
                found.append((start + left, start + len(part.rstrip())))
            start = stop
    return tuple(found)


def _held(flat: str, cut: int) -> bool:
    """Whether a cut is no end of a sentence."""
    before, after = flat[max(0, cut - 24) : cut], flat[cut : cut + 40].lstrip()
    if not after:
        return False
    if _CLINGS.match(flat, cut) and not before[-1:].isspace():
        return True
    if after[0].islower() or after[0] in ",;)]”’»" or re.match(r"[\"'](?:\s|$)", after):
        return True
    return bool(_KEEP.search(before))


def _sentences(document: Document, block: Block, words: frozenset[str], heading: str, number: int) -> list[Unit]:
    read = view(document.text, block.spans, words)
    found: list[Unit] = []
    for start, stop in sentences(read.text):
        part = read.text[start:stop]
        if len(part) < 2 or _BIO.match(part) or not re.search(r"[^\W\d_]{2}", part):
            continue
        spans = tuple(_trim(document.text, span) for span in mended(document.text, read.spans(start, stop)))
        found.append(_unit(document, spans, "paragraph", part, heading, "", number))
    return found


def _trim(text: str, span: Span) -> Span:
    part = text[span[0] : span[1]]
    left = len(part) - len(part.lstrip())
    return span[0] + left, span[0] + len(part.rstrip())


def _unit(
    document: Document, spans: tuple[Span, ...], kind: Kind, text: str, heading: str, lead: str, number: int
) -> Unit:
    spans = tuple(span for span in spans if span[0] < span[1])
    return Unit(
        passage=Passage.of(document, spans[0][0], spans[-1][1], kind=kind, spans=spans if len(spans) > 1 else ()),
        reading=_plain(text[:LONGEST]),
        heading=heading,
        lead=lead,
        paragraph=number,
    )


def _plain(text: str) -> str:
    """Return text without markup, bullets and note marks, on one line."""
    bare = _MARKUP.sub(" ", _BULLET.sub("", text.translate(_SPACES).strip()))
    return " ".join(bare.split()).strip("; ")
