"""Code columns beside ISO3, by year: COW, Gleditsch-Ward, ISO numeric, UN M49 and V-Dem, empty where none is sure."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.core.errors import TightropeError
from tightrope.data.codes import from_iso3
from tightrope.data.exports.sheet import ColumnNote
from tightrope.data.read import Columns
from tightrope.data.states import SCHEMES, titles

BESIDE = {"state": ("cow", "gw", "ison", "un", "vdem"), "power": ("cow", "gw"), "other": ("cow", "gw")}


def beside(column: str, iso3: NDArray[Any], years: NDArray[Any]) -> tuple[Columns, dict[str, ColumnNote]]:
    """Return the code columns of a column of ISO3 codes, and their notes; the names begin with the column's.

    Parameters
    ----------
    column : "state", "power" or "other".
    iso3, years : (N,) of one length; a code that is no state's (WORLD, a pair of powers) has no code.
    """
    place: dict[tuple[str, int], int] = {}
    at = np.array([place.setdefault(pair, len(place)) for pair in zip(iso3.tolist(), years.tolist(), strict=True)], int)
    known = titles()
    columns: Columns = {f"{column}_name": np.array([known.get(code, "") for code in iso3.tolist()], dtype=object)}
    notes = {f"{column}_name": ColumnNote(label=f"Name of {column}", kind="text")}
    for scheme in BESIDE[column]:
        found = np.array([_code(code, year, scheme) for code, year in place], dtype=float)
        columns[f"{column}_{scheme}"] = found[at]
        notes[f"{column}_{scheme}"] = ColumnNote(
            label=f"{SCHEMES[scheme]} of {column} in the year", kind="integer",
            says="empty where the scheme does not count the state in that year, or gives it more than one code",
        )  # fmt: skip
    return columns, notes


@cache
def _code(iso3: str, year: int, scheme: str) -> float:
    try:
        return float(from_iso3(iso3, scheme, year))
    except TightropeError:  # not a state then, or a choice that only a user can make: neither gets a default
        return np.nan
