"""Votes of states beside the powers' votes, tabulated by year: what the UN indicators share."""

from __future__ import annotations

import numpy as np

from tightrope.core.panel import FloatArray
from tightrope.data.read import Columns, Library

COMMON = 5
LEVELS = ("Y", "A", "N")
LAST = 2023

# China's seat is the People's Republic's from 25 October 1971: COW 713 before, 710 after, so a join by
# COW code never takes the Republic of China's votes for China's. 2025 holds 23 roll calls: no year.
VOTES = f"""
    SELECT v.undl_id, r.year, c.iso3 AS state, v.vote
    FROM undl_votes v
    JOIN undl_resolutions r USING (undl_id)
    JOIN cow_iso c ON c.ccode = v.ccode AND c.year = r.year
    WHERE r.body = 'GA' AND r.recorded AND r.year <= {LAST} AND v.vote IN ('Y', 'A', 'N')
"""


def tables(library: Library, powers: tuple[str, ...], common: int = COMMON) -> tuple[Columns, FloatArray]:
    """Return the joint tables of every state's votes with each power's, by year.

    Parameters
    ----------
    powers : ISO3 codes.
    common : least number of roll calls on which both voted yes, no or abstained.

    Returns
    -------
    columns state, power, year, and (N, 3, 3) counts; rows are the state's vote, columns the power's,
    in the order yes, abstain, no.
    """
    cells = ", ".join(f"count(*) FILTER (s.vote = '{a}' AND p.vote = '{b}') AS {a}_{b}" for a in LEVELS for b in LEVELS)
    found = library.sql(
        f"""
        WITH votes AS MATERIALIZED ({VOTES})
        SELECT s.state, p.state AS power, s.year, {cells}
        FROM votes s JOIN votes p USING (undl_id)
        WHERE p.state IN ({listed(powers)}) AND s.state <> p.state
        GROUP BY s.state, p.state, s.year HAVING count(*) >= {common}
        ORDER BY s.state, p.state, s.year
        """
    )
    counts = np.stack([found.pop(f"{a}_{b}") for a in LEVELS for b in LEVELS], axis=-1).astype(float)
    return found, counts.reshape(-1, 3, 3)


def listed(codes: tuple[str, ...]) -> str:
    """Return codes as a list of SQL texts."""
    return ", ".join(f"'{code}'" for code in codes)


def observed(columns: Columns, value: FloatArray, error: FloatArray) -> Columns:
    """Return rows whose value is defined, with value and error."""
    keep = np.isfinite(value)
    kept = {name: array[keep] for name, array in columns.items()}
    return {**kept, "value": value[keep], "error": error[keep]}
