"""Competing accounts held against the same evidence: what tells them apart, what one item carries, what would fall."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tightrope.core.panel import FloatArray
from tightrope.core.statement import Evidence, Statement
from tightrope.explain.case.found import Found
from tightrope.explain.case.links import Assumption
from tightrope.explain.case.traced import Traced

TELLING = 3.0  # decibels, a factor of two, from which two accounts stand apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One item of evidence.

    Parameters
    ----------
    name : "theory.proposition.clue" of the first clue that brought it in.
    diagnosticity : decibels between the account that expects it most and the one that expects it least.
    without : the account that leads once the item is left out.
    turns : whether that is another account than with it.
    """

    name: str
    text: str
    seen: bool
    refs: tuple[str, ...]
    diagnosticity: float
    without: str
    turns: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """What falls with an assumption.

    Parameters
    ----------
    falls : statements decided whose whole evidence on the deciding side rests on it.
    weakened : statements decided of whose deciding evidence a part does.
    """

    id: str
    text: str
    falls: tuple[str, ...]
    weakened: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Competing:
    """Accounts in rows, evidence in columns.

    Parameters
    ----------
    rows : ids of the accounts, which are statements of the ledger.
    cells : (R, C) decibels of an item under an account over the mean of all accounts; 0 says nothing.
    declared : (R, C) whether the account itself says what it expects; elsewhere the item's rate without the clue's own
        account stands in.
    against : account -> decibels of all that speaks against it, 0 or less; the least burdened leads.
    total : account -> decibels of all items.
    leader : the account least burdened, if it stands apart from the next; else empty.
    near : the accounts within that distance of the least burdened, itself among them.
    """

    rows: tuple[str, ...]
    columns: tuple[Column, ...]
    cells: FloatArray
    declared: FloatArray
    against: dict[str, float]
    total: dict[str, float]
    leader: str
    near: tuple[str, ...]
    falls: tuple[Fall, ...]


def competing(
    traced: Sequence[Traced], statements: Sequence[Statement], assumptions: Sequence[Assumption]
) -> Competing:
    """Hold all traced propositions against all clues that remain.

    Parameters
    ----------
    traced : the accounts with their clues.
    statements : of the ledger; assumptions are wired to all that are decided.

    References
    ----------
    :cite:`heuer1999` (accounts against evidence; what is inconsistent counts, items that fit all say nothing);
    :cite:`fairfield2022` (decibels).
    """
    rows = tuple(one.id for one in traced)
    items = _items(traced)
    cells, declared = np.zeros((len(rows), len(items))), np.zeros((len(rows), len(items)), dtype=bool)
    for c, item in enumerate(items):
        declared[:, c] = [row in item for row in rows]
        elsewhere = float(np.mean([_chance(found, found.clue.if_false) for found in item.values()]))
        chances = [_chance(item[row], item[row].clue.if_true) if row in item else elsewhere for row in rows]
        mean = float(np.mean(chances))
        cells[:, c] = [10.0 * math.log10(p / mean) for p in chances]
    burden = np.minimum(cells, 0.0).sum(axis=1)
    leader = _leader(rows, burden)
    columns = []
    for c, item in enumerate(items):
        owner, found = next(iter(item.items()))
        left = np.delete(cells, c, axis=1)
        without = _leader(rows, np.minimum(left, 0.0).sum(axis=1))
        columns.append(Column(
            name=f"{owner.removeprefix('P.')}.{found.clue.name}", text=found.clue.text or found.clue.name,
            seen=found.state == "seen", refs=tuple(dict.fromkeys(e.ref for f in item.values() for e in f.items)),
            diagnosticity=float(np.ptp(cells[:, c])), without=without, turns=without != leader,
        ))  # fmt: skip
    return Competing(
        rows=rows, columns=tuple(columns), cells=cells, declared=declared.astype(float),
        against=dict(zip(rows, map(float, burden), strict=True)),
        total=dict(zip(rows, map(float, cells.sum(axis=1)), strict=True)), leader=leader,
        near=tuple(row for row, b in zip(rows, burden, strict=True) if len(items) and b > burden.max() - TELLING),
        falls=tuple(_fall(assumption, statements) for assumption in assumptions),
    )  # fmt: skip


def _items(traced: Sequence[Traced]) -> list[dict[str, Found]]:
    """Return each item once: account -> its clue. Clues of one code found in the same records are one item."""
    items: list[dict[str, Found]] = []
    for one in traced:
        for found in one.remaining:
            refs = {item.ref for item in found.items}
            same = next((
                item for item in items
                if one.id not in item and any(
                    f.clue.code == found.clue.code and f.state == found.state and refs & {e.ref for e in f.items}
                    for f in item.values()
                )
            ), None)  # fmt: skip
            if same is None:
                items.append({one.id: found})
            else:
                same[one.id] = found
    return items


def _chance(found: Found, given: tuple[float, float]) -> float:
    """Return the chance of what was found, its coder's doubt with it; never 0 or 1."""
    p = sum(found.ends(given)) / 2.0
    return min(max(p if found.state == "seen" else 1.0 - p, 1e-3), 1.0 - 1e-3)


def _leader(rows: Sequence[str], burden: FloatArray) -> str:
    """Return the least burdened account, empty where another is as good."""
    order = np.argsort(-burden)
    if len(rows) < 2 or burden[order[0]] - burden[order[1]] < TELLING:
        return ""
    return rows[int(order[0])]


def _fall(assumption: Assumption, statements: Sequence[Statement]) -> Fall:
    """Return which verdicts lose all, or part, of what decided them."""
    falls, weakened = [], []
    for one in statements:
        if one.verdict not in ("supported", "contradicted", "mixed"):
            continue
        sides = {"supported": (one.for_,), "contradicted": (one.against,), "mixed": (one.for_, one.against)}
        for side in sides[one.verdict]:
            deciding = [item for item in side if _decides(item)]
            touched = sum(item.ref.startswith(assumption.refs) for item in deciding)
            if deciding and touched == len(deciding):
                falls.append(one.id)
                break
            if touched and one.id not in weakened:
                weakened.append(one.id)
    return Fall(
        id=assumption.id, text=assumption.text, falls=tuple(falls),
        weakened=tuple(name for name in weakened if name not in falls),
    )  # fmt: skip


def _decides(item: Evidence) -> bool:
    """Whether an item can have decided anything: passages that argue, and undecided tests, never do."""
    return item.kind != "passage" and not item.text.startswith("undecided")
