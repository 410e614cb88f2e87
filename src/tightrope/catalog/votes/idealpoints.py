"""Published ideal points, one vintage at a time, and the years in which a state's point leaps."""

from __future__ import annotations

import numpy as np

from tightrope.core.errors import CoverageError, UnknownName
from tightrope.data.read import Columns, Library

# Vintage -> column, table and where: the scales differ, so no query reads two.
VINTAGES: dict[str, str] = {
    "2025-07": "SELECT ccode, year::INTEGER AS year, idealpointfp AS value, q5fp AS low, q95fp AS high "
    "FROM ideal_points",
    "2020-04": 'SELECT ccode, (1945 + session)::INTEGER AS year, IdealPoint AS value, "Q5%" AS low, "Q95%" AS high '
    "FROM ideal_points_2020 WHERE vote_set = 'All'",
}


def published(library: Library, *vintages: str) -> Columns:
    """Return the published points of one vintage.

    Parameters
    ----------
    library : with the table of the vintage: `ideal_points` (source `voeten_ideal_points`) or
        `ideal_points_2020` (source `voeten_ideal_points_2020`).
    vintages : one of `VINTAGES`.

    Returns
    -------
    columns vintage, state (ISO3), year, value (higher is nearer the order led by the United States), low and
        high (5 and 95 % quantiles), in order of state and year.

    Raises
    ------
    UnknownName : no such vintage.
    CoverageError : two vintages are asked for in one series.
    """
    for name in vintages:
        if name not in VINTAGES:
            raise UnknownName(f"no vintage named {name!r}", where="ideal points", next=f"use {' or '.join(VINTAGES)}")
    if len(vintages) != 1:
        raise CoverageError(
            "two vintages have two scales and make no one series", where="ideal points", next="ask for one of them"
        )
    found = library.sql(
        f"""
        SELECT i.iso3 AS state, p.year, p.value::DOUBLE AS value, p.low::DOUBLE AS low, p.high::DOUBLE AS high
        FROM ({VINTAGES[vintages[0]]}) p JOIN cow_iso i ON i.ccode = p.ccode AND i.year = p.year
        WHERE p.value IS NOT NULL ORDER BY i.iso3, p.year
        """
    )
    return {"vintage": np.full(len(found["year"]), vintages[0], dtype=object), **found}


def leaps(points: Columns, *, least: float = 0.5) -> Columns:
    """Return the yearly changes that are as large as half the spread of all states.

    Parameters
    ----------
    points : columns state, year, value of one vintage, in order of state and year.
    least : smallest change, in points (one is the standard deviation over all states and years).

    Returns
    -------
    columns state, year (the later one), change (points).
    """
    state, year, value = points["state"], points["year"], np.asarray(points["value"], dtype=float)
    change = np.diff(value)
    chosen = (state[1:] == state[:-1]) & (year[1:] == year[:-1] + 1) & (np.abs(change) >= least)
    return {"state": state[1:][chosen], "year": year[1:][chosen], "change": change[chosen]}
