"""Finance of the powers as SQL: US aid and Chinese development finance in one unit, aid apart, debt owed."""

from __future__ import annotations

from tightrope.catalog.economy import REAL
from tightrope.catalog.naming import codes_in_time, members_table, names_table

# finance(state, power, year, share): commitments in constant 2015 US$ in percent of real GDP. Both series are put on
# 2015 by the deflator that the US aid table implies, for AidData counts in constant 2021 US$.
FINANCE = f"""
    {REAL},
    codes AS {codes_in_time(("YEM", "YAR", 1967, 1989))},
    names AS {names_table()},
    deflator AS (
        SELECT fiscal_year AS year, sum(constant_usd) / sum(current_usd) AS factor
        FROM us_aid WHERE transaction = 'Obligations' AND current_usd <> 0 GROUP BY ALL
    ),
    us AS (
        SELECT coalesce(c.iso3, n.iso3) AS state, a.fiscal_year AS year, greatest(sum(a.constant_usd), 0)
            / (SELECT factor FROM deflator WHERE year = 2015) AS amount
        FROM us_aid a
        LEFT JOIN codes c ON c.code = a.iso3 AND a.fiscal_year BETWEEN c.first AND c.last
        LEFT JOIN names n ON n.name = lower(a.country) AND a.fiscal_year BETWEEN n.first AND n.last
        WHERE a.transaction = 'Obligations' AND a.fiscal_year <= 2023 AND coalesce(c.iso3, n.iso3) IS NOT NULL
        GROUP BY ALL
    ),
    china AS (
        SELECT c.iso3 AS state, g.year, sum(g.oof_adj + g.oda_adj + g.vof_adj) AS constant_2021,
            constant_2021 * (SELECT factor FROM deflator WHERE year = 2021)
            / (SELECT factor FROM deflator WHERE year = 2015) AS amount
        FROM gcdf g JOIN cow_iso c ON c.ccode = g.ccode AND c.year = g.year GROUP BY ALL
    ),
    given AS (
        SELECT m.state, 'USA' AS power, m.year, coalesce(u.amount, 0) AS amount
        FROM {members_table(1946, 2023)} m LEFT JOIN us u ON u.state = m.state AND u.year = m.year
        WHERE m.state IN (SELECT state FROM us) AND m.state <> 'USA'
        UNION ALL
        SELECT m.state, 'CHN', m.year, coalesce(c.amount, 0)
        FROM {members_table(2000, 2021)} m LEFT JOIN china c ON c.state = m.state AND c.year = m.year
        WHERE m.state IN (SELECT state FROM china) AND m.state <> 'CHN'
    ),
    finance AS (
        SELECT g.state, g.power, g.year, 100 * g.amount / r.gdp AS share
        FROM given g JOIN real r ON r.state = g.state AND r.year = g.year WHERE r.gdp > 0
    )"""

# apart(state, year, objective, millions): net obligations of US aid in constant US$; 0 for a state that the source
# knows, in a year without any. The file's newest fiscal year is not fully reported, so it is left out.
AID_APART = f"""
    codes AS {codes_in_time(("YEM", "YAR", 1967, 1989))},
    us AS (
        SELECT c.iso3 AS state, a.fiscal_year AS year, a.objective, sum(a.constant_usd) AS amount
        FROM us_aid_apart a JOIN codes c ON c.code = a.iso3 AND a.fiscal_year BETWEEN c.first AND c.last
        WHERE a.transaction = 'obligations' AND c.iso3 <> 'USA' GROUP BY ALL
    ),
    reported AS (SELECT min(fiscal_year) AS first, max(fiscal_year) - 1 AS last FROM us_aid_apart),
    apart AS (
        SELECT m.state, m.year, o.objective, greatest(coalesce(u.amount, 0), 0) / 1e6 AS millions
        FROM {members_table(1946, 2099)} m, (VALUES ('economic'), ('military')) AS o (objective), reported r
        LEFT JOIN us u ON u.state = m.state AND u.year = m.year AND u.objective = o.objective
        WHERE m.year BETWEEN r.first AND r.last AND m.state IN (SELECT state FROM us)
    )"""

# owed(state, year, debt, total): public and publicly guaranteed external debt in US$, to China and to all creditors
OWED = f"""
    codes AS {codes_in_time()},
    owed AS (
        SELECT c.iso3 AS state, d.year, max(d.usd) FILTER (d.creditor = 'China') AS debt,
            max(d.usd) FILTER (d.creditor = 'World') AS total
        FROM debt_by_creditor d JOIN codes c ON c.code = d.iso3 AND d.year BETWEEN c.first AND c.last
        WHERE d.creditor IN ('China', 'World') AND c.iso3 <> 'CHN' GROUP BY ALL
    )"""
