"""Statement: claim, table cell, hypothesis, debate or recommendation, with for, against, test, verdict and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tightrope.core.document import Layer
from tightrope.core.errors import InvalidValue

StatementKind = Literal["claim", "cell", "hypothesis", "debate", "recommendation", "question", "contradiction"]
Verdict = Literal["supported", "contradicted", "mixed", "untested", "cannot tell"]
Completion = Literal["answered", "answered in part", "cannot tell", "not asked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One item for or against a statement.

    Parameters
    ----------
    kind : a row of data, a passage of a document, a dated event, or a model's output.
    ref : what opens it: "indicator:STATE:YEAR" or "indicator:STATE:FIRST-LAST", "file:start-stop",
        "event:id", or "result:name".
    text : one line in our own words, with its number if it has one.
    layer : only records, and reports whose check passed, are clues; an argument is none.
    value, low, high, unit : the number, if there is one.
    refs : of a line that stands for several passages, the locators of all of them in order; `ref` is the first.
    """

    kind: Literal["row", "passage", "event", "model"]
    ref: str
    text: str
    layer: Layer = "record"
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What someone says, the test that would decide it, and how it came out.

    Parameters
    ----------
    id : stable name, such as "T1.security.first" or "H1.panel".
    kind : what kind of statement it is.
    text : the statement in our own words.
    who : whose statement it is (file ids of works; "tightrope" for our own).
    passages : locators ("file:start-stop") where it is said.
    test : what would decide it, written before the data are looked at.
    for_, against : evidence each way.
    verdict, why : how it came out, and the reason.
    table, row, column : place in one of the five tables, if it is a cell.
    probability, low, high : of a hypothesis, where one was computed.
    rests_on : how much is prior, panel and the state's own, in words.
    shares : the same as numbers that sum to 1 (prior, panel, the state's own), empty where nothing was computed.
    verdicts : the least and the most favorable verdict when any one of its tests is left out, empty where not asked.
    settle : what would settle it: undecided tests that could turn the verdict, each with what it waits for.
    completion : of a question or objective, computed from the statements under it; None for all else.
    sections : where the report answers a question.
    """

    id: str
    kind: StatementKind
    text: str
    who: tuple[str, ...]
    test: str
    verdict: Verdict
    why: str
    passages: tuple[str, ...] = ()
    for_: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()
    table: str = ""
    row: str = ""
    column: str = ""
    probability: float | None = None
    low: float | None = None
    high: float | None = None
    rests_on: str = ""
    shares: tuple[float, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    settle: tuple[str, ...] = ()
    completion: Completion | None = None
    sections: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.verdict not in ("untested", "cannot tell") and not (self.for_ or self.against):
            raise InvalidValue(f"the verdict {self.verdict!r} rests on no evidence", where=self.id)
        if not self.test:
            raise InvalidValue("a statement needs the test that would decide it", where=self.id)
