"""Rivalries and sanctions as SQL: spells turned into years, names into codes."""

from __future__ import annotations

from tightrope.catalog.naming import names_table

# rivalries(state, other, year): years of strategic rivalry since 1946, both directions
RIVALRIES = """
    spells AS (
        SELECT CAST(ccode1 AS INTEGER) AS a, CAST(ccode2 AS INTEGER) AS b, y.year
        FROM tss_rivalries, range(1946, 2021) AS y(year) WHERE y.year BETWEEN "start" AND "end"
    ),
    coded AS (
        SELECT a.iso3 AS state, b.iso3 AS other, s.year FROM spells s
        JOIN cow_iso a ON a.ccode = s.a AND a.year = s.year JOIN cow_iso b ON b.ccode = s.b AND b.year = s.year
        WHERE a.iso3 <> b.iso3
    ),
    rivalries AS (SELECT state, other, year FROM coded UNION SELECT other, state, year FROM coded)"""

# names that hold a comma, set right before a list is split
_COMMAS = (
    ("Korea, North", "North Korea"),
    ("Korea, South", "South Korea"),
    ("Gambia, The", "Gambia"),
    ("Egypt, Arab Rep.", "Egypt"),
    ("Congo, Democratic Republic of the", "DR Congo"),
    ("Yemen, North", "Yemen Arab Republic"),
)


def _listed(column: str) -> str:
    for given, plain in _COMMAS:
        column = f"replace({column}, '{given}', '{plain}')"
    return f"unnest(string_split({column}, ','))"


# cases(state, power, first, last): sanctions with the power as named sender, alone or in a list
SANCTIONS = f"""
    names AS {names_table()},
    listed AS (
        SELECT "begin" AS first, coalesce("end", 2023) AS last, target, {_listed("sanctioning_state")} AS sender
        FROM (SELECT *, {_listed("sanctioned_state")} AS target FROM gsdb_cases)
    ),
    cases AS (
        SELECT DISTINCT t.iso3 AS state, s.iso3 AS power, l.first, l.last FROM listed l
        JOIN names t ON t.name = lower(trim(l.target)) JOIN names s ON s.name = lower(trim(l.sender))
    )"""
