"""Time: Period and Step, and Event, a dated and cited move of an actor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tightrope.core.errors import InvalidValue

Step = Literal["year", "quarter", "month"]
PER_YEAR: dict[Step, int] = {"year": 1, "quarter": 4, "month": 12}
Precision = Literal["day", "month", "year", "range"]
Initiator = Literal["focal", "first", "second", "rival", "other"]
Mode = Literal["offered", "sought", "withdrawn", "coerced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A span of calendar time, both ends included.

    Parameters
    ----------
    start, stop : first and last year.
    step : length of one time step.
    """

    start: int
    stop: int
    step: Step = "year"

    def __post_init__(self) -> None:
        if self.stop < self.start:
            raise InvalidValue(f"the period {self.start}-{self.stop} is empty", next="let stop follow start")

    def __len__(self) -> int:
        return (self.stop - self.start + 1) * PER_YEAR[self.step]

    @property
    def years(self) -> tuple[int, ...]:
        """Every year of the period, in order."""
        return tuple(range(self.start, self.stop + 1))

    def label(self, t: int) -> str:
        """Return the name of time step `t`, such as "2011", "2011-Q3" or "2011-07"."""
        year, part = divmod(t, PER_YEAR[self.step])
        if self.step == "year":
            return str(self.start + year)
        return f"{self.start + year}-Q{part + 1}" if self.step == "quarter" else f"{self.start + year}-{part + 1:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A dated move of an actor, in our own words, with the source that was opened for it.

    Parameters
    ----------
    id : short stable name.
    date : ISO 8601 to the stated precision; a range is "start/end".
    title, text : our own words.
    actors : codes of states and organizations taking part.
    domain : one of the four domains.
    sign_first, sign_second : -1, 0 or 1, what the event did to the tie with each power.
    initiator, mode : who moved, and how; coded by us, marked as coded wherever printed.
    source : citation key or file name, "unverified" where known only generally.
    locator : where in the source (page, span, row, record); empty only if unverified.
    """

    id: str
    date: str
    precision: Precision
    title: str
    text: str
    actors: tuple[str, ...]
    domain: str
    sign_first: int
    sign_second: int
    initiator: Initiator
    mode: Mode
    source: str
    locator: str = ""
    demands_exclusivity: bool = False

    @property
    def year(self) -> int:
        """First year of the event."""
        return int(self.date[:4])

    @property
    def sourced(self) -> bool:
        """Whether a source with a locator was opened; if not, the event enters no model or verdict."""
        return self.source != "unverified" and bool(self.locator)
