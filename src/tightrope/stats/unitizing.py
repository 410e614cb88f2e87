"""Agreement of coders who mark free spans of a text: Krippendorff's family of unitizing alphas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Span = tuple[int, int, str]
Continuum = tuple[int, Sequence[Sequence[Span]]]
Ints = npt.NDArray[np.int64]
_GAP = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueAlpha:
    """Agreement on one value: alpha, None where undefined, and the share of its length that another coder marked."""

    value: str
    alpha: float | None
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unitizing:
    """The family of alphas of coders who cut and label the same texts.

    Parameters
    ----------
    u : where units lie and what they are called, taken together.
    binary : where units lie, whatever they are called: marked against not marked.
    cu : what units are called, where two coders marked the same stretch.
    values : agreement on each value, where two coders marked the same stretch.
    length, coders : characters of all texts, and number of coders.
    """

    u: float | None
    binary: float | None
    cu: float | None
    values: tuple[ValueAlpha, ...]
    length: int
    coders: int


def unitizing(continua: Sequence[Continuum]) -> Unitizing:
    """Return the unitizing alphas of one or more texts, each cut and labeled by the same coders.

    Each coefficient is at most 1, 0 is what chance gives, None where nothing can be said: no unit at all, one value
    only, everything marked. Cuts between adjacent units of one value tell only in the expectation.

    Parameters
    ----------
    continua : per text its length and per coder the units (start, stop, value), half-open, without overlap. Codes that
        may overlap are compared one code at a time.

    Raises
    ------
    ValueError
        If there are fewer than two coders, their number differs between texts, or units overlap or leave the text.

    References
    ----------
    :cite:`krippendorff2016`; :cite:`krippendorff2019`, section 12.6, equations 32-38. A unit is never paired with
    itself in the expectation; characters of a gap are paired like units of length one. In equations 36-38 a unit counts
    with the length that any other coder marked; of two coders this is their intersection.
    """
    coders = len(continua[0][1]) if continua else 0
    if coders < 2 or any(len(rows) != coders for _, rows in continua):
        raise ValueError("name the same two or more coders for each text")
    labels = sorted({span[2] for _, rows in continua for row in rows for span in row})
    number = {label: i + 1 for i, label in enumerate(labels)}
    size = len(labels) + 1
    observed = np.zeros((size, size))
    alone = np.zeros(size)
    alone_marked = np.zeros(size)
    for length, rows in continua:
        lines = [_line(length, row, number) for row in rows]
        for i, first in enumerate(lines):
            for j, second in enumerate(lines):
                if i != j:
                    observed += np.bincount(first * size + second, minlength=size * size).reshape(size, size)
        for i, row in enumerate(rows):
            others = np.zeros(length, dtype=bool)
            for j, other in enumerate(lines):
                if j != i:
                    others |= other != _GAP
            alone[_GAP] += float((lines[i] == _GAP).sum())
            for start, stop, label in row:
                alone[number[label]] += float(stop - start) ** 2
                alone_marked[number[label]] += float(others[start:stop].sum()) ** 2
    observed /= coders - 1
    expected = _expected(observed, alone)
    marked = observed[1:, 1:]
    by_chance = _expected(marked, alone_marked[1:])
    return Unitizing(
        u=_one_less(off_diagonal(observed), off_diagonal(expected)),
        binary=_one_less(off_diagonal(_folded(observed)), off_diagonal(_folded(expected))),
        cu=_one_less(off_diagonal(marked), off_diagonal(by_chance)),
        values=tuple(_value(label, i, observed, marked, by_chance) for i, label in enumerate(labels)),
        length=sum(length for length, _ in continua),
        coders=coders,
    )


def off_diagonal(matrix: npt.NDArray[np.float64]) -> float:
    """Return the sum of a matrix outside its diagonal: the disagreement of nominal values.

    References
    ----------
    :cite:`krippendorff2019`, equation 34.
    """
    return float(matrix.sum() - np.trace(matrix))


def _line(length: int, row: Sequence[Span], number: dict[str, int]) -> Ints:
    """Return the value of each character, 0 in gaps."""
    line = np.zeros(length, dtype=np.int64)
    for start, stop, label in row:
        if not 0 <= start < stop <= length or line[start:stop].any():
            raise ValueError(f"the unit {start}-{stop} overlaps another or leaves the text")
        line[start:stop] = number[label]
    return line


def _expected(observed: npt.NDArray[np.float64], alone: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return coincidences by chance: all pairs of characters but those of a unit with itself."""
    total = observed.sum()
    if not total:
        return np.zeros_like(observed)
    pairs = np.outer(observed.sum(axis=1), observed.sum(axis=0)) - np.diag(alone)
    rest = total - alone.sum() / total
    chance: npt.NDArray[np.float64] = pairs / rest if rest > 0 else np.zeros_like(observed)
    return chance


def _folded(matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.array([[matrix[0, 0], matrix[0, 1:].sum()], [matrix[1:, 0].sum(), matrix[1:, 1:].sum()]])


def _one_less(observed: float, expected: float) -> float | None:
    return None if expected <= 0 else 1.0 - observed / expected


def _value(
    label: str,
    at: int,
    observed: npt.NDArray[np.float64],
    marked: npt.NDArray[np.float64],
    by_chance: npt.NDArray[np.float64],
) -> ValueAlpha:
    whole, part, chance = observed[:, at + 1].sum(), marked[:, at].sum(), by_chance[:, at].sum()
    off, off_chance = part - marked[at, at], chance - by_chance[at, at]
    found = None if off_chance <= 0 or part <= 0 else float(1.0 - (chance / part) * off / off_chance)
    return ValueAlpha(value=label, alpha=found, coverage=float(part / whole) if whole else 0.0)
