"""Rivalries, sanctions and export controls as SQL: spells turned into years, names and addresses into codes."""

from __future__ import annotations

from tightrope.catalog.naming import members_table, names_table
from tightrope.data.states import table


def _rival(column: str, other: str) -> str:
    """Return the number of a rival in a year: before 1990, 679 is the south beside Oman and the north beside others."""
    return f"""CASE WHEN {column} <> 679 OR y.year >= 1990 THEN CAST({column} AS INTEGER)
            WHEN {other} = 698 THEN 680 ELSE 678 END"""


# rivalries(state, other, year): years of strategic rivalry since 1946, both directions
RIVALRIES = f"""
    spells AS (
        SELECT {_rival("ccode1", "ccode2")} AS a, {_rival("ccode2", "ccode1")} AS b, y.year
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


# the source goes on with the name of a state that is gone, or of which another is a part, for the one that followed
MEANT = (
    ("Malaya", "MYS", 1964, 2026),
    ("South Vietnam", "VNM", 1976, 2026),
    ("Yemen Arab Republic", "YEM", 1991, 2026),
)

# cases(state, power, year): years of sanctions with the power as named sender, alone or in a list
SANCTIONS = f"""
    names AS {names_table(*MEANT)},
    listed AS (
        SELECT "begin" AS first, coalesce("end", 2023) AS last, target, {_listed("sanctioning_state")} AS sender
        FROM (SELECT *, {_listed("sanctioned_state")} AS target FROM gsdb_cases)
    ),
    cases AS (
        SELECT DISTINCT t.iso3 AS state, s.iso3 AS power, y.year FROM listed l
        JOIN range(1949, 2024) AS y(year) ON y.year BETWEEN l.first AND l.last
        JOIN names t ON t.name = lower(trim(l.target)) AND y.year BETWEEN t.first AND t.last
        JOIN names s ON s.name = lower(trim(l.sender)) AND y.year BETWEEN s.first AND s.last
    )"""

_TWO = ", ".join(f"('{r['iso2']}', '{r['iso3']}')" for r in table("states_codes") if r["iso2"] and not r["until"])

# controls(state, year, n): parties with an address in the state that were put on the Entity List in the year and are
# on it still. The year of the newest entry is not over, so it is left out.
CONTROLS = f"""
    two AS (SELECT DISTINCT * FROM (VALUES {_TWO}) AS t (iso2, iso3)),
    placed AS (
        SELECT DISTINCT l.id, t.iso3 AS state, year(TRY_CAST(l.since AS DATE)) AS year
        FROM (SELECT id, since, trim(unnest(string_split(addresses, ';'))) AS address FROM entity_list) l
        JOIN two t ON t.iso2 = regexp_extract(l.address, '(?:^|[ ,])([A-Z][A-Z])$', 1)
        WHERE TRY_CAST(l.since AS DATE) IS NOT NULL
    ),
    controls AS (
        SELECT m.state, m.year, count(p.id)::DOUBLE AS n
        FROM {members_table(1997, 2099)} m LEFT JOIN placed p ON p.state = m.state AND p.year = m.year
        WHERE m.state <> 'USA' AND m.year < (SELECT max(year(TRY_CAST(since AS DATE))) FROM entity_list) GROUP BY ALL
    )"""
