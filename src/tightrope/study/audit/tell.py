"""An audit told: as text for a reader, as JSON for a program, as CSV for a table."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from typing import Any

from tightrope.core.document import Document
from tightrope.data.exports.neutral import neutralize
from tightrope.evidence.audit.alarm import Alarm, Entry
from tightrope.evidence.audit.audit import SECTIONS, Audit, Paper, section
from tightrope.evidence.audit.days import told
from tightrope.study.audit.run import Audited

COLUMNS = ("severity", "section", "kind", "file", "line", "start", "stop", "page", "what", "why", "settle", "quote")
WIDTH = 160
"""Longest quote in text and CSV, in characters."""
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What would steer a terminal or turn the line: shown as a dot."""


def as_csv(found: Audited) -> str:
    """Return one row an alarm; a cell that a spreadsheet would run as a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in _rows(found.audit):
        cells = [_UNSEEN.sub("·", str(row[name])) for name in COLUMNS]
        writer.writerow([neutralize(cell) for cell in cells])
    return out.getvalue()


def as_json(found: Audited) -> str:
    """Return the whole audit as JSON, schema 1; places are code points of the canonical text."""
    whole: dict[str, Any] = {"schema": 1, "refused": [{"file": f, "why": w} for f, w in found.refused]}
    audit = found.audit
    if audit is not None:
        seat = audit.vantage
        whole |= {
            "counts": audit.counts,
            "papers": [_paper(paper) for paper in audit.papers],
            "alarms": [
                row | {"others": [{"file": f, "start": a, "stop": b} for f, a, b in alarm.others]}
                for row, alarm in zip(_rows(audit, whole=True), audit.alarms, strict=True)
            ],
            "overlaps": [
                {
                    "one": o.one, "two": o.two, "share": round(o.share, 4), "same_work": o.same_work,
                    "passages": len(o.runs), "words": sum(r.words for r in o.runs),
                }
                for o in audit.overlaps
            ],
            "vantage": {
                "countries": [
                    {"country": c, "documents": d, "sources": s, "citations": t, "quoted": q}
                    for c, d, s, t, q in seat.rows
                ],
                "kinds": dict(seat.kinds), "languages": dict(seat.languages),
                "absent": list(seat.absent), "no_source": list(seat.thin), "notes": list(seat.notes),
            },
            "claims": _claimed(found),
            "cannot_tell": list(audit.cannot),
        }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False, indent=1)


def as_text(found: Audited) -> str:
    """Return the audit as text, a section after the other."""
    lines: list[str] = []
    audit = found.audit
    if audit is None:
        return ""
    for paper in audit.papers:
        lines.extend(_head(paper))
    counts = audit.counts
    lines += ["", f"{counts['error']} errors, {counts['check']} to check, {counts['note']} notes"]
    for name in SECTIONS:
        said = [a for a in audit.alarms if section(a) == name]
        lines += ["", name.upper()]
        if name == "citations":
            lines += [f"  {_cited(paper)}" for paper in audit.papers]
        if name == "method":
            for paper in audit.papers:
                lines += _method(paper)
        by_file = {paper.document.id: paper.document for paper in audit.papers}
        for alarm in said:
            lines += _alarm(alarm, by_file[alarm.file])
        if not said and name not in ("citations", "method"):
            lines.append("  nothing found")
        if name == "names":
            lines += ["", "VOICES", *_voices(audit)]
            lines += ["", "CLAIMS", *_claims(found)]
    lines += ["", "WHAT AN AUDIT CANNOT TELL", *(f"  - {line}" for line in audit.cannot)]
    return "\n".join(_UNSEEN.sub("·", line) for line in lines) + "\n"


def _head(paper: Paper) -> list[str]:
    document = paper.document
    when = told(paper.day) if paper.day[0] else "date not told"
    origin = {"": "", "card": " (as given)", "text": " (told in the text)"}.get(
        paper.day_from, f" (from {paper.day_from})"
    )
    same = "" if paper.work == document.id else f"; the same work as {paper.work}"
    words = f"{len(document.text.split()):,} words"
    return [f"{document.id}: {words}, {when}{origin}{same}", *(f"  note: {note}" for note in document.notes)]


def _cited(paper: Paper) -> str:
    sources = paper.sources
    name = paper.document.id
    if not sources.citations and not sources.entries:
        return f"{name}: cites nothing"
    styles = Counter(c.style for c in sources.citations)
    how = ", ".join(f"{n} {style}" for style, n in sorted(styles.items()))
    notes = sum(e.kind == "note" for e in sources.entries)
    listed = ", ".join(
        f"{n} {word}" for n, word in ((len(sources.entries) - notes, "references"), (notes, "notes")) if n
    )
    return (
        f"{name}: {listed or 'no list'}; {len(sources.citations)} citations ({how or 'none'}) of {sources.keys} sources"
        f", {sources.resolved} resolved, {len(sources.uncited)} entries never cited"
    )


def _method(paper: Paper) -> list[str]:
    text = paper.document.text
    claim = "claims a method" if paper.method.claimed else "claims no method"
    lines = [f"  {paper.document.id}: {claim}; {paper.method.told} of {len(paper.method.items)} parts told"]
    if paper.method.claimed or paper.method.told:
        for item in paper.method.items:
            place = (
                f"{item.span[0]}-{item.span[1]} “{_short(text[slice(*item.span)], 60)}”" if item.span else "not found"
            )
            lines.append(f"    {item.name} ({item.asks}): {place}")
    return lines


def _alarm(alarm: Alarm, document: Document) -> list[str]:
    page = _page(document, alarm.start, alarm.stop)
    where = f"{alarm.file}:{alarm.line}" + (f" p. {page}" if page else "")
    return [
        f"  [{alarm.severity}] {where} ({alarm.start}-{alarm.stop}) {alarm.what}",
        f"      “{_short(alarm.quote, WIDTH)}”",
        f"      why: {alarm.why}",
        f"      settle: {alarm.settle}",
    ]


def _voices(audit: Audit) -> list[str]:
    seat = audit.vantage
    lines = ["  country  documents  sources  citations  quoted"]
    lines += [f"  {c or 'unknown':<8} {d:>9}  {s:>7}  {t:>9}  {q:>6}" for c, d, s, t, q in seat.rows]
    if seat.kinds:
        lines.append("  published by: " + ", ".join(f"{name} {n}" for name, n in seat.kinds))
        lines.append("  script of the sources: " + ", ".join(f"{name} {n}" for name, n in seat.languages))
    if seat.absent:
        lines.append(f"  absent (no document, no source, not quoted): {', '.join(seat.absent)}")
    if seat.thin:
        lines.append(f"  no source published there: {', '.join(seat.thin)}")
    return [*lines, *(f"  {note}" for note in seat.notes)]


def _claims(found: Audited) -> list[str]:
    claims = found.claims
    if claims is None:
        return ["  not checked"]
    count = claims.counts
    lines = [
        f"  {count['made']} made, {count['folded']} folded, {count['counted']} counted; {count['measurable']} name "
        f"something measurable, {count['tested']} got a test: {count['supported']} supported, {count['contradicted']} "
        f"contradicted, {count['mixed']} mixed; {count['untestable']} untestable"
    ]
    for row in claims.table():
        if row["test"]:
            lines.append(f"  [{row['verdict']}] {row['document']} ({row['start']}-{row['stop']}) {row['claim']}")
            lines += [f"      test: {row['test']}", f"      found: {row['why']}"]
    for clash in claims.clashes:
        lines.append(f"  [{clash.severity}] {clash.kind}: {clash.why} ({clash.one.id}; {clash.other.id})")
    return lines


def _rows(audit: Audit | None, *, whole: bool = False) -> list[dict[str, Any]]:
    if audit is None:
        return []
    by_file = {paper.document.id: paper.document for paper in audit.papers}
    return [
        {
            "severity": a.severity, "section": section(a), "kind": a.kind, "file": a.file, "line": a.line,
            "start": a.start, "stop": a.stop, "page": _page(by_file[a.file], a.start, a.stop) or "", "what": a.what,
            "why": a.why, "settle": a.settle, "quote": a.quote if whole else _short(a.quote, WIDTH),
        }
        for a in audit.alarms
    ]  # fmt: skip


def _paper(paper: Paper) -> dict[str, Any]:
    document, sources = paper.document, paper.sources
    return {
        "file": document.id, "sha256": document.sha256, "format": document.format, "notes": list(document.notes),
        "date": told(paper.day) if paper.day[0] else None, "date_from": paper.day_from or None, "work": paper.work,
        "citations": {
            "style": sources.style, "found": len(sources.citations), "sources": sources.keys,
            "resolved": sources.resolved,
            "references": sum(e.kind == "reference" for e in sources.entries),
            "notes": sum(e.kind == "note" for e in sources.entries),
            "unresolved": [
                {
                    "text": c.text, "start": c.start, "stop": c.stop,
                    "suggested": [_name(sources.entries[s]) for s in c.suggestions],
                }
                for c in sources.citations if c.target is None
            ],
            "never_cited": [_name(sources.entries[at]) for at in sources.uncited],
        },
        "method": {
            "claimed": paper.method.claimed is not None,
            **{i.name: {"start": i.span[0], "stop": i.span[1]} if i.span else None for i in paper.method.items},
        },
        "voices": [
            {
                "how": v.how, "name": v.name, "country": v.country or None, "kind": v.kind or None, "times": v.times,
                "start": v.start, "stop": v.stop,
            }
            for v in paper.voices
        ],
    }  # fmt: skip


def _claimed(found: Audited) -> dict[str, Any] | None:
    if found.claims is None:
        return None
    clashes = [
        {"severity": c.severity, "kind": c.kind, "why": c.why, "one": c.one.id, "other": c.other.id}
        for c in found.claims.clashes
    ]
    return {"counts": found.claims.counts, "claims": found.claims.table(), "contradictions": clashes}


def _name(entry: Entry) -> str:
    return f"{' & '.join(entry.authors[:3])} {entry.year}".strip() or entry.text[:60]


def _page(document: Document, start: int, stop: int) -> int:
    if not document.segments:
        return 0
    return next((s.page for s in document.places(start, stop) if s.page), 0)


def _short(text: str, width: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else f"{line[: width - 1]}…"
