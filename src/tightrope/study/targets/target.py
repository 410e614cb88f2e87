"""Target and Outcome: someone else's number, and how ours compares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Status = Literal["pass", "fail", "skipped", "agrees", "differs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A published number.

    Parameters
    ----------
    id : as in `system.md` 9, such as "M1" or "V13"; a suffix after a dot tells parts apart.
    source : the work, with its table or equation.
    what : the quantity in words.
    expected : one number, or several in a stated order.
    tolerance : largest absolute difference that passes.
    compute : data folder -> our numbers, in the same order; None where they cannot be computed, `obtain` says why.
    needs : source tables (paths under the data folder) that it reads; empty if inline.
    reason : why the tolerance is what it is.
    comparison : a comparison with a published index agrees or differs instead of passing or failing.
    obtain : where the tables of `needs` are to be had if they are on no open shelf.
    """

    id: str
    source: str
    what: str
    expected: tuple[float, ...]
    tolerance: float
    compute: Callable[[Path], tuple[float, ...]] | None
    needs: tuple[str, ...] = ()
    reason: str = ""
    comparison: bool = False
    obtain: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How a target came out, with the reason where it was skipped or differs."""

    target: Target
    got: tuple[float, ...]
    status: Status
    why: str = ""
