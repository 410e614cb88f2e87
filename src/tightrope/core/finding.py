"""Finding: a printed sentence, its number, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from tightrope.core.errors import InvalidValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A sentence of the report with its number and evidence.

    Parameters
    ----------
    id : stable name; `tightrope why ID` walks back from it.
    sentence : as printed; a likelihood word and a confidence never share it.
    value, low, high, prob, unit : the number and its interval, None where the finding is in words only.
    likelihood : an ICD 203 word or empty.
    confidence : a sentence of its own or empty.
    evidence : refs as in `Evidence.ref`; a number without evidence cannot be built.
    """

    id: str
    sentence: str
    evidence: tuple[str, ...]
    value: float | None = None
    low: float | None = None
    high: float | None = None
    prob: float = 0.9
    unit: str = ""
    likelihood: str = ""
    confidence: str = ""

    def __post_init__(self) -> None:
        if not self.evidence:
            raise InvalidValue("a finding needs evidence", where=self.id)
        if self.value is not None and (self.low is None or self.high is None):
            raise InvalidValue("a number needs an interval", where=self.id)
