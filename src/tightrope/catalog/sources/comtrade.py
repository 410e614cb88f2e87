"""Goods trade with China and the United States as their partners report it."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import number, text, whole
from tightrope.core.citation import License

# Columns of a file from the site or the keyed interface, all trade (TOTAL), all modes and procedures together.
COLUMNS = (
    "refYear",
    "reporterISO",
    "partnerISO",
    "flowCode",
    "cmdCode",
    "customsCode",
    "motCode",
    "partner2Code",
    "primaryValue",
)
WHOLE = f"""
    SELECT CASE {text("reporterISO")} WHEN 'S19' THEN 'TWN' ELSE {text("reporterISO")} END AS reporter,
        {text("partnerISO")} AS partner, {text("flowCode")} AS flow, {whole("refYear")} AS year,
        {number("primaryValue")} AS usd
    FROM given
    WHERE {text("cmdCode")} = 'TOTAL' AND {text("customsCode")} = 'C00'
        AND {whole("motCode")} = 0 AND {whole("partner2Code")} = 0 AND {text("flowCode")} IN ('M', 'X')"""
PARTNERS = f"""
    SELECT reporter AS reporter_iso3, partner AS partner_iso3,
        CASE flow WHEN 'M' THEN 'imports' ELSE 'exports' END AS flow, year, max(usd) AS value_usd, FALSE AS partial_year
    FROM ({WHOLE}) WHERE partner IN ('CHN', 'USA') GROUP BY ALL ORDER BY ALL"""
POWERS = f"""
    SELECT reporter AS iso3, year, max(usd) FILTER (flow = 'M') AS imports_own_usd,
        max(usd) FILTER (flow = 'X') AS exports_own_usd
    FROM ({WHOLE}) WHERE partner = 'W00' AND reporter IN ('CHN', 'USA') GROUP BY ALL ORDER BY ALL"""

SOURCE = Source(
    name="comtrade",
    label="UN Comtrade, as partners report",
    publisher="United Nations Statistics Division",
    url="https://comtradeplus.un.org/",
    version="extract of 2014-2025",
    license=License(
        name="UN Comtrade re-dissemination policy: derived figures with attribution", ships="derived", verified=False
    ),
    cites=("uncomtrade",),
    first=2001,
    last=2024,
    tables={
        "comtrade_partner": Table(
            path="comtrade_us_china/partner_reported_trade.parquet",
            columns=("reporter_iso3", "partner_iso3", "flow", "year", "value_usd", "partial_year"),
        ),
        "comtrade_total": Table(
            path="comtrade_us_china/us_china_total_trade.csv",
            columns=("iso3", "year", "imports_own_usd", "exports_own_usd"),
        ),
    },
    domain="economic",
    role="measure",
    twin="us_census_trade",
    cadence="yearly",
    access="account",
    downloads=(
        Download(
            name="comtrade_by_partner.csv",
            url="",
            format="csv",
            columns=COLUMNS,
            gives="comtrade_partner",
            sql=PARTNERS,
        ),
        Download(name="comtrade_world.csv", url="", format="csv", columns=COLUMNS, gives="comtrade_total", sql=POWERS),
    ),
    vantage="United Nations; each figure is the partner's own record, not the power's",
    funder="member states of the United Nations",
    faults=(
        "mirror data: Pakistan records 16 of the 23 billion dollars that China records as exports to it in 2022",
        "imports of Kazakhstan 2020-22 are partial totals and are left out",
        "ship registries and transit ports (Liberia, Panama, Malta, Bahamas, Togo) are left out",
        "imports of the United Arab Emirates from China double in 2017 by a change of coverage",
        "no total trade by state: denominators come from World Bank series",
        "not every state reports every year: Bangladesh is absent in 2014 and 2019-24, Russia in 2022-24, Vietnam in "
        "2024",
        "a file of one's own does not say which year is still filling up: leave the running year out of the query",
    ),
)
