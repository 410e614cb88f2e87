"""How far coders agree who mark free spans of whole texts, one code at a time: unitizing alphas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from tightrope.core.coding import Coding
from tightrope.stats.unitizing import Span, unitizing


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Agreement of coders on where a code lies.

    Parameters
    ----------
    characters : how many characters each coder marked with it.
    alpha : Krippendorff's alpha of marked against not marked; None where nothing can be said.
    length : characters of the texts that they all read.
    """

    code: str
    coders: tuple[str, ...]
    characters: tuple[int, ...]
    alpha: float | None
    length: int


def marked(codings: Sequence[Coding], lengths: Mapping[str, int], coders: Sequence[str]) -> tuple[Marked, ...]:
    """Return, for each pair of coders, and for all if there are three, agreement on where each code lies.

    Codes may overlap each other, so each is compared by itself. Spans of one coder and code that overlap or touch are
    one. A code that none of the coders gave is left out.

    Parameters
    ----------
    codings : codings of all coders.
    lengths : document -> its length in characters; each coder read all of these whole.
    coders : who is compared, people and machines under their names.
    """
    groups: list[tuple[str, ...]] = [tuple(pair) for pair in combinations(coders, 2)]
    if len(coders) > 2:
        groups.insert(0, tuple(coders))
    by: dict[tuple[str, str, str], list[Coding]] = {}
    for coding in codings:
        by.setdefault((coding.code, coding.coder, coding.passage.document), []).append(coding)
    total = sum(lengths.values())
    found: list[Marked] = []
    for group in groups:
        for code in sorted({code for code, who, _ in by if who in group}):
            rows = [
                (length, [_joined(by.get((code, who, name), ())) for who in group]) for name, length in lengths.items()
            ]
            characters = tuple(sum(b - a for _, units in rows for a, b, _ in units[i]) for i in range(len(group)))
            alpha = unitizing(rows).binary
            found.append(Marked(code=code, coders=group, characters=characters, alpha=alpha, length=total))
    return tuple(found)


def _joined(codings: Sequence[Coding]) -> list[Span]:
    """Return the spans of one coder and code in order, overlapping and touching ones as one."""
    out: list[Span] = []
    for start, stop in sorted(part for c in codings for part in c.passage.parts):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], stop), out[-1][2])
        else:
            out.append((start, stop, "marked"))
    return out
