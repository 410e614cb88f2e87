"""Test: the number that would decide a claim, written down before it is looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Rule = Literal["level", "slope", "change", "rank", "share", "flag", "stop", "start", "sum", "event", "deed"]
Place = Literal["tie", "series", "system", "pair", "events"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """What would decide a claim.

    Parameters
    ----------
    rule : how it is decided (see `RULES`).
    place : where the number stands.
    series : name of the series; of a sum, several joined by "+"; empty for the chronology.
    state, other : ISO3 codes; `other` is the power of a tie or the other state of a pair, empty for a state's series.
    first, last : years looked at, both included.
    line : the threshold, on the scale of the series; for "level" and "sum" the number claimed.
    slack : how far from `line` still agrees.
    up : whether more than the line is what the claim says; a denial turns it.
    proxy : how the series differs from what is claimed; then it can support, and can at most put in doubt.
    bound : "over" or "under" where the number claimed is a bound; only of a sum.
    event : keys of the event sought in the chronology, one or more that mean the same, joined by "|"; of a deed its
        root after PLOVER.
    text : the test in one line, as printed before the number is looked up.
    """

    __test__ = False  # not a test class of the test runner

    rule: Rule
    place: Place
    series: str
    state: str
    other: str
    first: int
    last: int
    line: float = 0.0
    slack: float = 0.0
    up: bool = True
    proxy: str = ""
    bound: str = ""
    event: str = ""
    text: str = ""


CONCENTRATION = {
    "arms_share_5y": "arms_hhi_5y", "export_share_cow": "export_hhi", "import_share_cow": "import_hhi",
    "export_share_itpd": "export_hhi_itpd", "import_share_itpd": "import_hhi_itpd",
}  # fmt: skip
"""Share of one partner -> concentration over all partners, which bounds the share of any other."""
RULES = (
    "Each test is written before its number is looked up. level: the mean of the years is within the slack of the "
    "number claimed (supported), within twice the slack (mixed) or farther (contradicted). slope: the 90 % "
    "interval of the trend lies wholly on the claimed side (supported), wholly on the other (contradicted), or "
    "spans zero (mixed). change: the two years from the named year against the two before. rank: the share is "
    "larger than any other can be (from the concentration), or the other power's is larger (contradicted), or it "
    "cannot be told. share: the mean reaches the line, half of it, or less. flag: a year of the span has it "
    "(supported), no observed year has it and every year is observed (contradicted). stop: the three years after "
    "are at most a tenth of the three before (supported), at most half (mixed). start: the reverse. sum: within a "
    "factor 1.5 (supported), 3 (mixed), beyond; of a bound only on the wrong side of it. event: the chronology's "
    "event of that name is of that year. deed: the chronology holds a sourced event of the two in these years "
    "that tells of a deed of that class and moved their tie that way; absence decides nothing. A series that is "
    "only near to what is claimed (proxy) can support, but a contradiction by it counts as mixed, and that it "
    "names no such year decides nothing. A claim that names no time is tested on the ten years before its text. A "
    "wish, a plan or advice is not tested. No event known from a tested text counts."
)
