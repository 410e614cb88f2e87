"""Agreement on free spans from files of codings, as lines and as plain values."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tightrope.core.coding import Coding
from tightrope.core.errors import EvidenceError
from tightrope.evidence.locators import load_codings
from tightrope.evidence.review.decisions import SETTLED
from tightrope.evidence.review.spans import Marked, marked
from tightrope.study.review.session import counted

WIDTH = 80


def agreed(files: Sequence[Path]) -> tuple[Marked, ...]:
    """Return how far the coders of files of codings agree on where each code lies.

    Every coder is taken to have read whole every text that stands in the files. Settlements follow from judgments and
    are left out.

    Raises
    ------
    EvidenceError
        If a file cannot be read, two files speak of different texts under one name, or there is a single coder.
    """
    codings: list[Coding] = []
    lengths: dict[str, int] = {}
    digests: dict[str, str] = {}
    for file in files:
        found, _, cards = load_codings(file)
        codings.extend(c for c in found if not c.coder.startswith(SETTLED))
        for name, card in cards.items():
            if digests.setdefault(name, str(card.get("sha256"))) != str(card.get("sha256")):
                raise EvidenceError(
                    f"{name} is another text here", where=file.name, next="compare codings of the same texts"
                )
            lengths[name] = int(card["characters"])
    coders = tuple(dict.fromkeys(c.coder for c in codings))
    if len(coders) < 2:
        raise EvidenceError(
            "one coder only: there is no second one to agree with",
            where=", ".join(file.name for file in files),
            next="add the codings of another coder",
        )
    return marked(codings, lengths, coders)


def data(rows: Sequence[Marked]) -> list[dict[str, Any]]:
    """Return the rows as plain values."""
    return [asdict(row) for row in rows]


def lines(rows: Sequence[Marked]) -> list[str]:
    """Return the rows as lines, a block for each set of coders."""
    out: list[str] = []
    coders: tuple[str, ...] = ()
    for row in rows:
        if row.coders != coders:
            coders = row.coders
            head = f"{', '.join(coders)}; {counted(row.length, 'character')} read whole"
            out += ["", *textwrap.wrap(head, WIDTH)] if out else textwrap.wrap(head, WIDTH)
            out.append(f"{'code':<30.30} {'characters marked':>24}  unitizing alpha")
        marks = "/".join(str(n) for n in row.characters)
        value = "undefined" if row.alpha is None else f"{row.alpha:.2f}"
        out.append(f"{row.code:<30.30} {marks:>24}  {value:>15}")
    return out
