"""Travel of the powers' leaders as SQL: whom a host's code meant on the day of a visit."""

from __future__ import annotations

from tightrope.catalog.naming import codes_in_time

# The State Department's list is coded by today's states, and leaves those that are gone without a code. Visits to
# Kosovo before 2008 were to no government that is in the panel.
_GONE = {
    "German Democratic Republic": "DDR",
    "Serbia and Montenegro": "YUG",
    "U.S.S.R.": "SUN",
    "Yugoslavia": "YUG",
}
_named = " ".join(f"WHEN '{name}' THEN '{code}'" for name, code in sorted(_GONE.items()))
_AMERICAN = (
    ("CZE", "CSK", 1946, 1992),
    ("SRB", "YUG", 1946, 2005),
    ("VNM", "RVN", 1954, 1975),
    ("YEM", "YAR", 1946, 1989),
)

# american(state, year, office, dates): visits, without stops on the way and vacations
AMERICAN = f"""
    american_codes AS {codes_in_time(*_AMERICAN)},
    american AS (
        SELECT c.iso3 AS state, t.year, t.office, t.dates
        FROM (SELECT *, CASE country {_named} ELSE iso3 END AS host FROM us_travel) t
        JOIN american_codes c ON c.code = t.host AND t.year BETWEEN c.first AND c.last
        WHERE NOT regexp_matches(t.description, '^(Stopped en route|Overnight stop|Refueling stop|Vacation\\.)')
    )"""

# chinese(state, year): visits
CHINESE = f"""
    chinese_codes AS {codes_in_time(("VNM", "VNM", 1954, 1974))},
    chinese AS (
        SELECT c.iso3 AS state, t.year
        FROM (SELECT year, CASE country WHEN 'Germany, East' THEN 'DDR' ELSE iso3 END AS host FROM chinese_travel) t
        JOIN chinese_codes c ON c.code = t.host AND t.year BETWEEN c.first AND c.last
    )"""
