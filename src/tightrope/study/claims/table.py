"""Checked claims as rows of a table and as lines to read, without a word of the documents."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator

from tightrope.data.exports.neutral import neutralize
from tightrope.evidence.claims.contradictions import Contradiction
from tightrope.study.claims.check import Checked, tally
from tightrope.study.claims.test import RULES

COLUMNS = (
    "document", "start", "stop", "claim", "class", "side", "strength", "topic", "times", "hedged", "wished", "negated",
    "attributed", "layer", "rule", "works", "repeats", "test", "verdict", "why", "rows",
)  # fmt: skip


def rows(checked: Collection[Checked]) -> Iterator[dict[str, str]]:
    """Yield one row for each claim; every value is text, so that a spreadsheet shows what is meant."""
    for c in checked:
        claim = c.folded.claim
        yield {
            "document": claim.passage.document,
            "start": str(claim.span[0]),
            "stop": str(claim.span[1]),
            "claim": claim.text(),
            "class": claim.root,
            "side": claim.side,
            "strength": str(claim.strength or ""),
            "topic": claim.topic,
            "times": ", ".join(w.label() for w in claim.times),
            "hedged": _yes(claim.hedged),
            "wished": _yes(claim.modal),
            "negated": _yes(claim.negated),
            "attributed": _yes(bool(claim.attributed)),
            "layer": claim.layer,
            "rule": claim.rule,
            "works": " ".join(c.folded.works),
            "repeats": " ".join(r.claim.id for r in c.folded.repeats),
            "test": "; ".join(t.text for t in c.tests),
            "verdict": c.verdict,
            "why": c.why,
            "rows": " ".join(dict.fromkeys(item.ref for item in c.evidence)),
        }


def as_csv(checked: Collection[Checked]) -> str:
    """Return the table as CSV with a header; a cell that a spreadsheet would run is quoted with an apostrophe."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows(checked):
        writer.writerow({name: neutralize(cell) for name, cell in row.items()})
    return out.getvalue()


def lines(checked: Collection[Checked], *, untestable: bool = False) -> Iterator[str]:
    """Yield lines: counts, then each tested claim with its test as named and what was found.

    Parameters
    ----------
    untestable : whether claims without a test are printed too, each with its reason.
    """
    count = tally(checked)
    yield (
        f"{count['made']} claims made, {count['folded']} folded, {count['counted']} counted; "
        f"{count['measurable']} name something measurable, {count['tested']} got a test"
    )
    yield ", ".join(f"{count[v]} {v}" for v in ("supported", "contradicted", "mixed", "untestable"))
    for c in checked:
        if not c.tests and not untestable:
            continue
        claim = c.folded.claim
        yield f"{claim.id}  {claim.text()}"
        for test, found in zip(c.tests, c.found, strict=True):
            yield f"  named: {test.text}"
            yield f"  found: {found.verdict}: {found.why}"
        yield f"  verdict: {c.verdict}" + ("" if c.tests else f": {c.why}")


def clash_lines(found: Collection[Contradiction]) -> Iterator[str]:
    """Yield one line for each contradiction: severity, kind, both places, and why."""
    for c in found:
        yield f"{c.severity}  {c.kind}: {c.why}  [{c.one.id}; {c.other.id}]"


def rules() -> str:
    """Return the rules by which tests are named and decided."""
    return RULES


def _yes(value: bool) -> str:
    return "yes" if value else ""
