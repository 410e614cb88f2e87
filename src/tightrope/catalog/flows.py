"""Trade between states as SQL: directed flows by state, partner and year from each publisher."""

from __future__ import annotations

from tightrope.catalog.economy import GDP
from tightrope.catalog.naming import codes_in_time, names_table

# state, partner, year, imports of the state from the partner, exports to it (US$ million); NULL where not recorded
COW = """
    cow_directed AS (
        SELECT ccode1 AS a, ccode2 AS b, year, flow1 AS imports, flow2 AS exports FROM cow_trade
        UNION ALL SELECT ccode2, ccode1, year, flow2, flow1 FROM cow_trade
    ),
    flows AS (
        SELECT s.iso3 AS state, p.iso3 AS partner, d.year, sum(d.imports) AS imports, sum(d.exports) AS exports
        FROM cow_directed d
        JOIN cow_iso s ON s.ccode = d.a AND s.year = d.year JOIN cow_iso p ON p.ccode = d.b AND p.year = d.year
        WHERE d.year BETWEEN 1950 AND 2014 AND s.iso3 <> p.iso3
            -- before unification the flows under Hanoi's code are mostly Saigon's, so neither can be told
            AND NOT (d.year < 1976 AND (d.a IN (816, 817) OR d.b IN (816, 817))) GROUP BY ALL
    ),
    recorded AS (
        SELECT state, year, sum(imports) AS imports, sum(exports) AS exports,
            count(imports) AS suppliers, count(exports) AS markets
        FROM flows GROUP BY ALL
    ),
    national AS (
        SELECT c.iso3 AS state, t.year, sum(t.imports) AS imports, sum(t.exports) AS exports
        FROM cow_trade_totals t JOIN cow_iso c ON c.ccode = t.ccode AND c.year = t.year GROUP BY ALL
    ),
    totals AS (
        SELECT r.state, r.year, r.suppliers, r.markets, r.imports AS imports_recorded, r.exports AS exports_recorded,
            n.imports AS imports_national, n.exports AS exports_national,
            greatest(r.imports, n.imports) AS imports, greatest(r.exports, n.exports) AS exports
        FROM recorded r LEFT JOIN national n ON n.state = r.state AND n.year = r.year
    )"""

ITPD = f"""
    names AS {names_table()},
    pairs AS (
        SELECT e.iso3 AS exporter, i.iso3 AS importer, t.year, sum(t.trade_musd) AS trade
        FROM itpd_trade t
        JOIN names e ON e.name = lower(t.exporter) AND t.year BETWEEN e.first AND e.last
        JOIN names i ON i.name = lower(t.importer) AND t.year BETWEEN i.first AND i.last
        WHERE e.iso3 <> i.iso3 GROUP BY ALL
    ),
    sold AS (SELECT exporter, year, sum(trade) AS trade FROM pairs GROUP BY ALL),
    bought AS (SELECT importer, year, sum(trade) AS trade FROM pairs GROUP BY ALL)"""

# state, power, year, flow, value (US$): as the state reports it, without the rows that the source warns of
COMTRADE = f"""
    reporters AS {codes_in_time()},
    reported AS (
        SELECT r.iso3 AS state, partner_iso3 AS power, year,
            max(value_usd) FILTER (flow = 'imports') AS imports, max(value_usd) FILTER (flow = 'exports') AS exports
        FROM comtrade_partner JOIN reporters r ON r.code = reporter_iso3 AND year BETWEEN r.first AND r.last
        WHERE NOT partial_year AND reporter_iso3 <> partner_iso3
            AND NOT (reporter_iso3 = 'KAZ' AND flow = 'imports' AND year BETWEEN 2020 AND 2022)
            AND reporter_iso3 NOT IN ('LBR', 'PAN', 'MLT', 'TGO', 'BHS')
        GROUP BY ALL
    )"""

# state, year, total goods imports, exports and both (US$): exact where the World Bank extract has them, else derived
TOTALS = f"""
    {GDP},
    exact AS (
        SELECT iso3 AS state, year, max(value_usd) FILTER (indicator = 'TM.VAL.MRCH.CD.WT') AS imports,
            max(value_usd) FILTER (indicator = 'TX.VAL.MRCH.CD.WT') AS exports
        FROM wdi_selected WHERE indicator IN ('TM.VAL.MRCH.CD.WT', 'TX.VAL.MRCH.CD.WT') GROUP BY ALL
    ),
    goods AS (
        SELECT state, year, coalesce(e.imports + e.exports, g.goods) AS both_ways,
            coalesce(e.imports, g.goods * g.imports_part) AS imports,
            coalesce(e.exports, g.goods * (1 - g.imports_part)) AS exports, e.imports IS NULL AS derived
        FROM gdp g FULL JOIN exact e USING (state, year)
    )"""


def cow_share(flow: str) -> str:
    """Return the query of a power's share in a state's imports or exports by COW.

    The whole is the larger of the national total and the sum over recorded partners, so that a state
    with few recorded partners is not made to look dependent.
    """
    return f"""
        WITH {COW}
        SELECT f.state, f.partner AS power, f.year, round(f.{flow} / t.{flow}, 4) AS value
        FROM flows f JOIN totals t ON t.state = f.state AND t.year = f.year
        WHERE list_contains($powers, f.partner) AND f.{flow} IS NOT NULL AND t.{flow} > 0
    """


def cow_outlet(flow: str) -> str:
    """Return the query of a state's share in a power's imports or exports by COW: `cow_share` from the power's side."""
    return f"""
        WITH {COW}
        SELECT f.partner AS state, f.state AS power, f.year, round(f.{flow} / t.{flow}, 5) AS value
        FROM flows f JOIN totals t ON t.state = f.state AND t.year = f.year
        WHERE list_contains($powers, f.state) AND f.{flow} IS NOT NULL AND t.{flow} > 0
    """


def cow_concentration(flow: str) -> str:
    """Return the query of the Herfindahl index over partners, where partners cover most of the national total."""
    count = {"imports": "suppliers", "exports": "markets"}[flow]
    return f"""
        WITH {COW}
        SELECT f.state, f.year, round(sum(power(f.{flow} / t.{flow}_recorded, 2)), 4) AS value
        FROM flows f JOIN totals t ON t.state = f.state AND t.year = f.year
        WHERE f.{flow} IS NOT NULL AND t.{flow}_recorded > 0 AND t.{count} >= 10
            AND t.{flow}_recorded >= 0.7 * coalesce(t.{flow}_national, 0)
        GROUP BY ALL
    """


def itpd_share(flow: str) -> str:
    """Return the query of a power's share in a state's imports or exports by ITPD-E."""
    state, power, whole = {
        "imports": ("importer", "exporter", "bought"),
        "exports": ("exporter", "importer", "sold"),
    }[flow]
    return f"""
        WITH {ITPD}
        SELECT p.{state} AS state, p.{power} AS power, p.year, p.trade / w.trade AS value
        FROM pairs p JOIN {whole} w ON w.{state} = p.{state} AND w.year = p.year
        WHERE list_contains($powers, p.{power}) AND w.trade > 0 AND p.trade IS NOT NULL
    """


def itpd_outlet(flow: str) -> str:
    """Return the query of a state's share in a power's imports or exports by ITPD-E: the power's side."""
    power, state, whole = {
        "imports": ("importer", "exporter", "bought"),
        "exports": ("exporter", "importer", "sold"),
    }[flow]
    return f"""
        WITH {ITPD}
        SELECT p.{state} AS state, p.{power} AS power, p.year, round(p.trade / w.trade, 6) AS value
        FROM pairs p JOIN {whole} w ON w.{power} = p.{power} AND w.year = p.year
        WHERE list_contains($powers, p.{power}) AND w.trade > 0 AND p.trade IS NOT NULL
    """


def itpd_concentration(flow: str) -> str:
    """Return the query of the Herfindahl index over partners by ITPD-E."""
    state, whole = {"imports": ("importer", "bought"), "exports": ("exporter", "sold")}[flow]
    return f"""
        WITH {ITPD}
        SELECT p.{state} AS state, p.year, round(sum(power(p.trade / w.trade, 2)), 4) AS value
        FROM pairs p JOIN {whole} w ON w.{state} = p.{state} AND w.year = p.year
        WHERE w.trade > 0 AND p.trade IS NOT NULL GROUP BY ALL HAVING count(*) >= 10
    """


def comtrade_yearly(part: str, whole: str) -> str:
    """Return the query of yearly shares (state, power, year, share) from states' own reports."""
    return f"""
        WITH {COMTRADE}, {TOTALS}
        SELECT r.state, r.power, r.year, ({part}) / g.{whole} AS share
        FROM reported r JOIN goods g ON g.state = r.state AND g.year = r.year
        WHERE ({part}) IS NOT NULL AND g.{whole} > 0 AND list_contains($powers, r.power)
    """


def comtrade_share(part: str, whole: str) -> str:
    """Return the query of three-year mean shares, two decimals, over the year and the two before.

    At least two of the three years are observed, the last among them. The error is that of rounding
    alone: a hundredth's uniform standard deviation.
    """
    return f"""
        WITH yearly AS ({comtrade_yearly(part, whole)})
        SELECT a.state, a.power, a.year, round(avg(b.share), 2) AS value, 0.01 / sqrt(12) AS error
        FROM yearly a JOIN yearly b ON b.state = a.state AND b.power = a.power AND b.year BETWEEN a.year - 2 AND a.year
        WHERE a.share <= 1 AND b.share <= 1
        GROUP BY a.state, a.power, a.year HAVING count(*) >= 2
    """
