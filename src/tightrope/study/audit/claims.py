"""The claims of audited papers held against the shipped panel, and against a chronology where one is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tightrope.core.actor import Triad
from tightrope.core.calendar import Period
from tightrope.core.document import Document
from tightrope.data.states import state
from tightrope.evidence.audit.audit import Audit
from tightrope.evidence.claims.contradictions import Contradiction, contradictions
from tightrope.explain.chronology import load_events
from tightrope.study.claims.check import Checked, check, tally
from tightrope.study.claims.table import rows
from tightrope.study.holdings import reference

FIRST, LAST = 1950, 2024
"""Years of the panel that a claim may be held against."""
SEEN = {"two-years": "date", "two-figures": "figure"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What papers claim, and how it came out.

    Parameters
    ----------
    counts : claims made, folded, counted, measurable, tested, and each verdict.
    checked : every claim that counts.
    clashes : claims that contradict each other, beside what the audit's own alarms already tell.
    """

    counts: dict[str, int]
    checked: tuple[Checked, ...]
    clashes: tuple[Contradiction, ...]

    def table(self) -> list[dict[str, str]]:
        """Return one row a claim."""
        return list(rows(self.checked))


def check_claims(
    audit: Audit, *, focal: str = "PAK", powers: tuple[str, str] = ("USA", "CHN"), chronology: Path | None = None
) -> Claims:
    """Return the claims of the papers of an audit, each work once, with their verdicts.

    Raises
    ------
    InvalidValue
        If the states are no triad.
    StudyError
        If the chronology cannot be read.
    StoreError
        If the shipped panel is damaged.
    """
    triad = Triad(focal=state(focal), powers=(state(powers[0]), state(powers[1])))
    inputs = reference.load(triad, Period(start=FIRST, stop=LAST))
    events = load_events(chronology) if chronology is not None else ()
    documents = _works(audit)
    checked = check(documents, inputs, events, focal=focal)
    told = contradictions([c.folded for c in checked], documents)
    return Claims(counts=tally(checked), checked=checked, clashes=tuple(c for c in told if not _seen(c, audit)))


def _works(audit: Audit) -> Sequence[Document]:
    """Return the documents, one a work, each with the day that the audit found."""
    out: list[Document] = []
    for paper in audit.papers:
        if paper.work == paper.document.id:
            year, month, day = paper.day
            date = f"{year}-{month:02d}-{day:02d}" if day else str(year) if year else ""
            out.append(replace(paper.document, date=paper.document.date or date))
    return sorted(out, key=lambda d: (-len(d.text), d.id))


def _seen(clash: Contradiction, audit: Audit) -> bool:
    """Whether an alarm of the audit already tells a contradiction."""
    places: list[tuple[str, int, int]] = []
    for alarm in audit.alarms:
        if SEEN.get(alarm.kind) == clash.kind:
            places += [(alarm.file, alarm.start, alarm.stop), *alarm.others]
    spans: list[Any] = [(c.passage.document, *c.span) for c in (clash.one, clash.other)]
    return all(any(f == g and a < d and c < b for g, c, d in places) for f, a, b in spans)
