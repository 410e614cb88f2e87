"""The size of economies as SQL: World Bank series, current and real GDP."""

from __future__ import annotations

from tightrope.catalog.naming import codes_in_time

# Series of states in the years in which they existed and were members of COW's system. The World Bank and the Penn
# World Table carry today's borders back: years before a state (or with other borders, as of RUS to 1990) fall out.
MACRO = f"""
    iso AS {codes_in_time()},
    existing AS (SELECT iso3 AS state, min(since) AS since FROM state_codes GROUP BY ALL),
    series AS (
        SELECT e.state, m.year, m.indicator, m.value
        FROM macro m JOIN iso ON iso.code = m.iso3 AND m.year BETWEEN iso.first AND iso.last
        JOIN existing e ON e.state = iso.iso3
        WHERE m.year >= e.since AND isfinite(m.value)
    )"""

# gdp(state, year, gdp in current US$, goods = goods trade both ways in US$, imports_part of goods and services trade).
# No series holds current GDP: it is the trade balance over its own share of GDP where that is more than one
# point, else external debt over its share of GNI. A value far off constant GDP (Iraq in the 1990s, at an exchange
# rate that nobody got) is left out.
GDP = f"""
    {MACRO},
    wide AS (
        SELECT state, year,
            max(value) FILTER (indicator = 'exports_percent_of_gdp') AS x,
            max(value) FILTER (indicator = 'imports_percent_of_gdp') AS m,
            max(value) FILTER (indicator = 'trade_balance_us_not_inflation_adjusted') AS balance,
            max(value) FILTER (indicator = 'external_debt_total_us_not_inflation_adjusted') AS debt,
            max(value) FILTER (indicator = 'debt_to_foreigners_by_public_and_private_percent_of_gni') AS burden,
            max(value) FILTER (indicator = 'merchandise_trade_percent_of_gdp') AS merchandise,
            max(value) FILTER (indicator = 'total_gdp_us_inflation_adjusted') AS constant
        FROM series GROUP BY ALL
    ),
    sized AS (
        SELECT *, CASE WHEN abs(x - m) > 1 AND balance / (x - m) > 0 THEN 100 * balance / (x - m)
            WHEN burden > 0 THEN 100 * debt / burden END AS gdp
        FROM wide
    ),
    gdp AS (
        SELECT state, year, gdp, merchandise * gdp / 100 AS goods, m / nullif(m + x, 0) AS imports_part
        FROM sized WHERE gdp > 0 AND (constant IS NULL OR gdp / constant BETWEEN 0.04 AND 3)
    )"""

# real(state, year, gdp in constant 2015 US$): World Bank, carried back before its first year at the growth of PWT
REAL = f"""
    {MACRO},
    bank AS (SELECT state, year, value AS gdp FROM series WHERE indicator = 'total_gdp_us_inflation_adjusted'),
    opening AS (SELECT state, min(year) AS year, arg_min(gdp, year) AS gdp FROM bank GROUP BY ALL),
    penn AS (
        SELECT e.state, p.year, p.rgdpna FROM pwt p
        JOIN iso ON iso.code = p.isocode AND p.year BETWEEN iso.first AND iso.last
        JOIN existing e ON e.state = iso.iso3
        WHERE p.year >= e.since AND p.rgdpna > 0
    ),
    real AS (
        SELECT * FROM bank
        UNION ALL
        SELECT p.state, p.year, o.gdp * p.rgdpna / q.rgdpna
        FROM opening o JOIN penn q ON q.state = o.state AND q.year = o.year
        JOIN penn p ON p.state = o.state AND p.year < o.year
    )"""


def macro(indicator: str) -> str:
    """Return the query of one World Bank series."""
    return f"WITH {MACRO} SELECT state, year, value FROM series WHERE indicator = '{indicator}'"
