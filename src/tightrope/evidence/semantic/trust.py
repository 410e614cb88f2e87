"""Whether the semantic coder is trusted: its score on coded sentences beside a floor stated beforehand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files

from tightrope.core.coding import Codebook
from tightrope.evidence.semantic.likeness import given
from tightrope.evidence.semantic.model import MODEL, NAME

FLOOR = 0.55
"""Macro-F1 and micro-F1 that a coder must reach, as is asked of the rules."""
MOST_FALSE = 0.30
"""Share of sentences without any code that may be given one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """How a coder agreed with coded sentences.

    Parameters
    ----------
    model, described, sentences : digests of the model, of the codes' descriptions, and of the sentences.
    number : number of sentences.
    macro, micro : F1 over codes and over codings, 0 to 1.
    false : share of sentences without any code that were given one.
    """

    model: str
    described: str
    sentences: str
    number: int
    macro: float
    micro: float
    false: float

    @property
    def passed(self) -> bool:
        """Whether every figure is on the right side of its floor."""
        return self.macro >= FLOOR and self.micro >= FLOOR and self.false <= MOST_FALSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Whether a coder is trusted with a codebook, and the words that say so beside each of its codings."""

    trusted: bool
    said: str


def trust(codebook: Codebook) -> Trust:
    """Return whether the semantic coder is trusted: only with a codebook it was scored with, above the floor."""
    held = scored()
    if held is None or held.described != described(codebook) or held.model != model_name():
        return Trust(trusted=False, said="not trusted: never scored with these definitions")
    told = (
        f"macro-F1 {held.macro:.2f}, micro-F1 {held.micro:.2f}, {held.false:.0%} of uncoded sentences coded, "
        f"on {held.number} sentences that were in view when its limits were set"
    )
    if held.passed:
        return Trust(trusted=True, said=f"scored: {told}")
    return Trust(trusted=False, said=f"not trusted: {told}; floor {FLOOR:.2f}, at most {MOST_FALSE:.0%}")


def scored() -> Scored | None:
    """Return the score that ships, None where there is none."""
    file = files("tightrope.evidence.semantic") / "scored.json"
    return Scored(**json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else None


def score(sentences: bytes, codebook: Codebook) -> Scored:
    """Return how the semantic coder agrees with coded sentences.

    Parameters
    ----------
    sentences : lines of JSON with `text` and `codes`.
    """
    rows = [json.loads(line) for line in sentences.decode("utf-8").splitlines() if line.strip()]
    found = [{code for code, _, _ in codes} for codes in given([row["text"] for row in rows], codebook)]
    wanted = [set(row["codes"]) for row in rows]
    empty = [bool(one) for one, true in zip(found, wanted, strict=True) if not true]
    each = [_f1(wanted, found, [code.name]) for code in codebook.codes]
    return Scored(
        model=model_name(),
        described=described(codebook),
        sentences=hashlib.sha256(sentences).hexdigest()[:12],
        number=len(rows),
        macro=round(sum(each) / len(each), 4),
        micro=round(_f1(wanted, found, [code.name for code in codebook.codes]), 4),
        false=round(sum(empty) / max(1, len(empty)), 4),
    )


def as_text(held: Scored) -> str:
    """Return a score as it ships."""
    return json.dumps(asdict(held), indent=1) + "\n"


def described(codebook: Codebook) -> str:
    """Return the digest of what the coder reads of a codebook: names, labels, definitions, inclusions, examples."""
    read = [[c.name, c.label, c.definition, c.include, *c.examples] for c in codebook.codes]
    return hashlib.sha256(json.dumps(read, ensure_ascii=False).encode()).hexdigest()[:12]


def model_name() -> str:
    """Return the name of the pinned model with its digest."""
    return f"{NAME}:{MODEL[2][:12]}"


def _f1(wanted: Sequence[set[str]], found: Sequence[set[str]], codes: Sequence[str]) -> float:
    counted = [(code in true, code in one) for true, one in zip(wanted, found, strict=True) for code in codes]
    both = sum(a and b for a, b in counted)
    return 2 * both / max(1, sum(a for a, _ in counted) + sum(b for _, b in counted))
