"""Python values, as other readers give them, become one column: numbers if all are, text otherwise."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import FileTooLarge
from tightrope.data.formats.reading import Given

EXACT = 2**53
LARGEST = 2**63


def column(name: str, values: Sequence[Any], given: Given) -> tuple[NDArray[Any], list[str]]:
    """Return a column of values and notes on it; None is missing.

    Numbers stay numbers only if every value is one; a mixture becomes text and is said. Truth values are 0 and 1,
    dates ISO 8601.
    """
    there = [value for value in values if value is not None]
    if all(isinstance(value, bool) for value in there) and there:
        return _numbers([None if v is None else int(v) for v in values]), [f"column {name!r}: true is 1, false is 0"]
    if all(isinstance(v, int | float) and not isinstance(v, bool) for v in there):
        if there and all(isinstance(v, int) for v in there):
            top = max(abs(int(v)) for v in there)
            if top < LARGEST and (len(there) == len(values) or top <= EXACT):
                return _numbers(list(values)), []
            note = f"column {name!r} stays text: some integers are too long to be held exactly as numbers"
            return _texts(values, name, given), [note]
        floats = np.array([np.nan if v is None else float(v) for v in values], dtype=float)
        return floats, [] if there else [f"column {name!r} is empty"]
    kinds = {type(v).__name__ for v in there}
    mixed = [f"column {name!r} mixes {' and '.join(sorted(kinds))}; read as text"] if len(kinds) > 1 else []
    return _texts(values, name, given), mixed


def text(value: Any) -> str:
    """Return a value as text: dates as ISO 8601, whole floats without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time(0) and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) <= EXACT:
        return str(int(value))
    return str(value)


def _numbers(values: list[Any]) -> NDArray[Any]:
    if None in values:
        return np.array([np.nan if v is None else float(v) for v in values], dtype=float)
    return np.array(values, dtype=np.int64)


def _texts(values: Sequence[Any], name: str, given: Given) -> NDArray[Any]:
    out = np.empty(len(values), dtype=object)
    for i, value in enumerate(values):
        out[i] = text(value)
        if len(out[i]) > given.caps.cell:
            raise FileTooLarge(
                f"row {i + 1:,} of column {name!r} has {len(out[i]):,} characters, more than {given.caps.cell:,}",
                where=given.name,
            )
    return out
