"""Claims of documents: made, folded, each given its test before the look-up, then its verdict with row or reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from tightrope.catalog.shelf import declared
from tightrope.core.calendar import Event
from tightrope.core.document import Document
from tightrope.core.panel import Inputs
from tightrope.core.statement import Evidence, Statement
from tightrope.core.statement import Verdict as LedgerVerdict
from tightrope.evidence.claims.actors import widened
from tightrope.evidence.claims.contradictions import Contradiction, contradictions
from tightrope.evidence.claims.events import EventName, same_event
from tightrope.evidence.claims.extract import claims
from tightrope.evidence.claims.folding import Folded, counts, fold
from tightrope.evidence.claims.frames import Lexicon, load_lexicon
from tightrope.evidence.claims.statements import statement
from tightrope.evidence.gazetteer import Gazetteer, load_gazetteer
from tightrope.study.claims.looking import Found, Verdict, combined, look
from tightrope.study.claims.naming import Held, held, name
from tightrope.study.claims.test import Test

VERDICTS: tuple[Verdict, ...] = ("supported", "contradicted", "mixed", "untestable")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A claim with the tests that were named for it, and how they came out.

    Parameters
    ----------
    folded : the claim, with its repeats.
    tests : as named before any number was looked up; empty if none could be.
    found : one for each test.
    verdict : of the claim.
    why : the numbers, or the reason why there is no test.
    """

    folded: Folded
    tests: tuple[Test, ...]
    found: tuple[Found, ...]
    verdict: Verdict
    why: str

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Every row and event that was looked at."""
        return tuple(item for f in self.found for item in f.evidence)

    def statement(self) -> Statement:
        """Return it as a statement of the ledger; untestable is "untested" there."""
        test = "; ".join(t.text for t in self.tests) or f"none: {self.why}"
        for_ = [i for f in self.found if f.verdict in ("supported", "mixed") for i in f.evidence]
        against = [i for f in self.found if f.verdict == "contradicted" for i in f.evidence]
        verdict: LedgerVerdict = "untested" if self.verdict == "untestable" else self.verdict
        return statement(self.folded, test=test, verdict=verdict, why=self.why, for_=for_, against=against)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What documents claim: every claim folded, and the contradictions among them."""

    folded: tuple[Folded, ...]
    contradictions: tuple[Contradiction, ...]


def read(documents: Sequence[Document], *, focal: str = "PAK", powers: tuple[str, str] = ("USA", "CHN")) -> Read:
    """Return the claims of documents, folded, with their contradictions.

    Parameters
    ----------
    documents : in the order in which the first of equal claims is kept; longer works first is a good order.
    focal, powers : of the study.
    """
    lexicon, gazetteer = _tools(focal, powers)
    made = [c for d in documents for c in claims(d, lexicon=lexicon, gazetteer=gazetteer)]
    folded = fold(made, documents)
    return Read(folded=folded, contradictions=contradictions(folded, documents))


def check(
    documents: Sequence[Document], inputs: Inputs, events: Collection[Event], *, focal: str = "PAK"
) -> tuple[Checked, ...]:
    """Check every claim of documents.

    Parameters
    ----------
    inputs : the panel; its declared names and years name the tests, its values decide them.
    events : the chronology.

    Returns
    -------
    One entry for each claim that counts, in the order of the documents. All tests are named before the first value is
    read: naming sees only what the panel declares.

    References
    ----------
    Own: `RULES` of `study.claims.test`.
    """
    return look_up(
        named(read(documents, focal=focal, powers=inputs.ties.powers).folded, documents, held(inputs)), inputs, events
    )


def named(
    folded: Collection[Folded], documents: Collection[Document], declared_: Held
) -> tuple[tuple[Folded, tuple[Test, ...] | str], ...]:
    """Return each claim with its tests, or the reason why it has none; no value is read."""
    last = max((stop for _, stop in declared_.years.values()), default=0)
    written = {d.id: _written(d, last) for d in documents}
    keys = sorted({f.claim.event for f in folded if f.claim.event})
    return tuple(
        (f, name(f.claim, declared_, written=written[f.claim.passage.document], same=_same(f.claim.event, keys)))
        for f in folded
    )


def look_up(
    tested: Collection[tuple[Folded, tuple[Test, ...] | str]], inputs: Inputs, events: Collection[Event]
) -> tuple[Checked, ...]:
    """Return each claim with its verdict."""
    out = []
    for folded, tests in tested:
        if isinstance(tests, str):
            out.append(Checked(folded=folded, tests=(), found=(), verdict="untestable", why=tests))
            continue
        found = tuple(look(test, inputs, events) for test in tests)
        verdict = combined(found)
        told = [f for f in found if f.verdict != "untestable"] or list(found)
        out.append(
            Checked(folded=folded, tests=tests, found=found, verdict=verdict, why="; ".join(f.why for f in told))
        )
    return tuple(out)


def tally(checked: Collection[Checked]) -> dict[str, int]:
    """Return how many claims were made, folded and counted, how many name something measurable, and each verdict."""
    folded = counts([c.folded for c in checked])
    seen = Counter(c.verdict for c in checked)
    return {
        "made": folded["made"],
        "folded": folded["made"] - folded["counted"],
        "counted": folded["counted"],
        "measurable": sum(c.folded.claim.measurable for c in checked),
        "tested": sum(bool(c.tests) for c in checked),
        **{verdict: seen[verdict] for verdict in VERDICTS},
    }


@cache
def _tools(focal: str, powers: tuple[str, str]) -> tuple[Lexicon, Gazetteer]:
    verbs = declared("verbs")
    names = load_gazetteer(declared("gazetteer").values(), focal=focal, powers=powers)
    return load_lexicon(verbs["plover"]), widened(names, verbs["world"])


def _same(event: str, keys: Collection[str]) -> tuple[str, ...]:
    """Return the other keys that mean one event."""
    if not event:
        return ()
    mine = EventName(start=0, stop=1, name=event, key=event)
    return tuple(k for k in keys if k != event and same_event(mine, EventName(start=0, stop=1, name=k, key=k)))


def _written(document: Document, last: int) -> int:
    """Return the year of a text: the last one in its date, no later than the panel; the panel's last if unknown."""
    years = [int(y) for y in _YEAR.findall(document.date)]
    return min(years[-1], last) if years else last
