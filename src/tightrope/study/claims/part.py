"""The claims of a study's texts, checked, as the report holds them: counts, tested claims, contradictions, a table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from tightrope.core.calendar import Event
from tightrope.core.document import Document
from tightrope.core.panel import Inputs
from tightrope.study.claims.check import look_up, named, read, tally
from tightrope.study.claims.naming import held
from tightrope.study.claims.table import as_csv, clash_lines, rows, rules

FILE = "tables/claims.csv"


def part_of(documents: Sequence[Document], inputs: Inputs, events: Collection[Event], *, focal: str) -> dict[str, Any]:
    """Return the claims of documents with their verdicts, ready for report.json.

    Parameters
    ----------
    documents : the texts at hand, with their cards; longer works first, so that of equal claims theirs is kept.
    inputs, events : what claims are held against.
    focal : of the study.

    Returns
    -------
    counts; tested (every claim that got a test, with the test as named, the verdict, the reason and the rows);
    contradictions (lines); rules; csv (every claim, the untestable with their reason).
    """
    ordered = sorted(documents, key=lambda d: (-len(d.text), d.id))
    found = read(ordered, focal=focal, powers=inputs.ties.powers)
    checked = look_up(named(found.folded, ordered, held(inputs)), inputs, events)
    return {
        "counts": tally(checked),
        "tested": [row for row in rows(checked) if row["test"]],
        "contradictions": list(clash_lines(found.contradictions)),
        "rules": rules(),
        "csv": as_csv(checked),
    }
