"""Pieces of SQL over `given`, a file as its publisher gives it: cells become numbers, whole numbers, text and days."""

from __future__ import annotations


def number(column: str, *missing: int) -> str:
    """Return a cell as a number; text that is none, NaN and the publisher's own codes of missing are NULL.

    Parameters
    ----------
    column : of the publisher's layout.
    missing : values that stand for missing.
    """
    cell = f"nullif(TRY_CAST(\"{column}\" AS DOUBLE), 'nan'::DOUBLE)"
    for code in missing:
        cell = f"nullif({cell}, {code})"
    return cell


def whole(column: str, *missing: int) -> str:
    """Return a cell as a whole number; as `number` otherwise."""
    return f"TRY_CAST({number(column, *missing)} AS INTEGER)"


def text(column: str) -> str:
    """Return a cell as text without blanks around it; an empty one is NULL."""
    return f"nullif(trim(CAST(\"{column}\" AS VARCHAR)), '')"


def day(column: str) -> str:
    """Return a cell as a date, whether the file holds a date, its text, or days since 1970."""
    plain = f'CAST("{column}" AS VARCHAR)'
    return f"coalesce(TRY_CAST({plain} AS DATE), DATE '1970-01-01' + TRY_CAST(TRY_CAST({plain} AS DOUBLE) AS INTEGER))"
