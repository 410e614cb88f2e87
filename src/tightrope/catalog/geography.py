"""Land borders as SQL."""

from __future__ import annotations

# borders(state, other, first, last): years from 1946 of a land border of two states; the spell of Pakistan and Myanmar
# ends with East Pakistan.
# ends(state, last): last year of each state.
BORDERS = """
    spells AS (
        SELECT ccode1, ccode2, year(CAST(stdate AS DATE)) AS first, CASE
            WHEN least(ccode1, ccode2) = 770 AND greatest(ccode1, ccode2) = 775 THEN 1971
            ELSE year(CAST(enddate AS DATE)) END AS last
        FROM contdir WHERE conttype = 1
    ),
    both_ways AS (
        SELECT ccode1, ccode2, first, last FROM spells UNION SELECT ccode2, ccode1, first, last FROM spells
    ),
    borders AS (
        SELECT a.iso3 AS state, b.iso3 AS other, min(a.year) AS first, max(a.year) AS last
        FROM both_ways s
        JOIN (SELECT ccode, year, iso3 FROM cow_iso) a ON a.ccode = s.ccode1
        JOIN (SELECT ccode, year, iso3 FROM cow_iso) b ON b.ccode = s.ccode2 AND b.year = a.year
        WHERE s.last >= 1946 AND a.year BETWEEN s.first AND s.last AND a.iso3 <> b.iso3
        GROUP BY a.iso3, b.iso3, s.first, s.last
    ),
    ends AS (SELECT iso3 AS state, max(until) AS last FROM state_codes GROUP BY ALL)"""
