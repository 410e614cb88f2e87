"""How far a coder agrees with coded sentences: per code, per relation, of polarity, and on sentences without a code."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tightrope.core.coding import RELATIONS
from tightrope.core.errors import EvidenceError
from tightrope.evidence.ingest import document
from tightrope.study.coding.files import Desk

Labels = tuple[frozenset[str], Mapping[str, str]]
"""The codes of a sentence, and relation -> polarity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Agreement on one name: found and wanted, found only, wanted only, neither."""

    both: int
    found: int
    wanted: int
    neither: int

    @property
    def f1(self) -> float:
        """Return 2 TP / (2 TP + FP + FN); 0 where nothing was found or wanted."""
        whole = 2 * self.both + self.found + self.wanted
        return 2 * self.both / whole if whole else 0.0

    @property
    def kappa(self) -> float:
        """Return Cohen's kappa of two coders with two categories; 0 where chance agreement is whole."""
        n = self.both + self.found + self.wanted + self.neither
        ours, theirs = (self.both + self.found) / n, (self.both + self.wanted) / n
        chance = ours * theirs + (1 - ours) * (1 - theirs)
        return ((self.both + self.neither) / n - chance) / (1 - chance) if chance < 1 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What came out, over the codes that the reference uses.

    Parameters
    ----------
    uncoded : share of the sentences without a code in the reference that were given one.
    polarity : share of right polarities among the relations that both name.
    """

    codes: Mapping[str, Count]
    relations: Mapping[str, Count]
    uncoded: float
    polarity: float

    @property
    def macro(self) -> float:
        """Return the mean F1 over codes."""
        return sum(c.f1 for c in self.codes.values()) / len(self.codes)

    @property
    def micro(self) -> float:
        """Return F1 over all decisions."""
        return pooled(self.codes).f1

    @property
    def kappa(self) -> float:
        """Return the mean kappa over codes."""
        return sum(c.kappa for c in self.codes.values()) / len(self.codes)


def pooled(counts: Mapping[str, Count]) -> Count:
    """Return the sum of counts."""
    return Count(
        both=sum(c.both for c in counts.values()),
        found=sum(c.found for c in counts.values()),
        wanted=sum(c.wanted for c in counts.values()),
        neither=sum(c.neither for c in counts.values()),
    )


def read_reference(file: Path) -> tuple[tuple[str, str, Labels], ...]:
    """Return (context, text, labels) of each line of a file of coded sentences.

    Raises
    ------
    EvidenceError
        If a line is not {"text", "codes", "relations"[, "context"]}.
    """
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            labels = (frozenset(row["codes"]), dict(row["relations"]))
            found.append((row.get("context", ""), row["text"], labels))
        except (ValueError, KeyError, TypeError) as error:
            raise EvidenceError(
                f"is no coded sentence ({error!r})", where=f"{file.name} line {number}", next="mend it"
            ) from error
    return tuple(found)


def labels(desk: Desk, context: str, text: str) -> Labels:
    """Return what a coder gives to a sentence after the one before it."""
    before = f"{context} " if context else ""
    codings, relations = desk.coder.code(
        document("sentence.txt", f"{before}{text}\n".encode()), desk.codebook, desk.gazetteer
    )
    signs: dict[str, str] = {}
    for relation in relations:
        if relation.passage.stop > len(before):
            same = signs.setdefault(relation.relation, relation.polarity) == relation.polarity
            signs[relation.relation] = relation.polarity if same else "neutral"
    return frozenset(c.code for c in codings if c.passage.stop > len(before)), signs


def score(wanted: Sequence[Labels], found: Sequence[Labels]) -> Scores:
    """Return how far found labels agree with wanted ones, sentence by sentence."""
    pairs = list(zip(wanted, found, strict=True))
    names = sorted({code for want, _ in pairs for code in want[0]})
    bare = [got for want, got in pairs if not want[0]]
    shared = [(want[1][r], got[1][r]) for want, got in pairs for r in want[1] if r in got[1]]
    return Scores(
        codes={name: _count([(name in want[0], name in got[0]) for want, got in pairs]) for name in names},
        relations={name: _count([(name in want[1], name in got[1]) for want, got in pairs]) for name in RELATIONS},
        uncoded=sum(bool(got[0]) for got in bare) / len(bare) if bare else 0.0,
        polarity=sum(a == b for a, b in shared) / len(shared) if shared else 0.0,
    )


def _count(decisions: Sequence[tuple[bool, bool]]) -> Count:
    return Count(
        both=sum(a and b for a, b in decisions),
        found=sum(b and not a for a, b in decisions),
        wanted=sum(a and not b for a, b in decisions),
        neither=sum(not a and not b for a, b in decisions),
    )
