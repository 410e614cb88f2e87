"""Goods trade with China and the United States as their partners report it."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

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
            columns=(
                "reporter_iso3",
                "reporter",
                "partner_iso3",
                "flow",
                "year",
                "value_usd",
                "jump_flag",
                "partial_year",
            ),
        ),
        "comtrade_total": Table(
            path="comtrade_us_china/us_china_total_trade.csv",
            columns=("iso3", "year", "imports_own_usd", "imports_mirror_usd", "exports_own_usd", "exports_mirror_usd"),
        ),
    },
    vantage="United Nations; each figure is the partner's own record, not the power's",
    faults=(
        ("mirror data: Pakistan records 16 of the 23 billion dollars that China records as exports to it in 2022"),
        "imports of Kazakhstan 2020-22 are partial totals and are left out",
        "ship registries and transit ports (Liberia, Panama, Malta, Bahamas, Togo) are left out",
        "imports of the United Arab Emirates from China double in 2017 by a change of coverage",
        "no total trade by state: denominators come from World Bank series",
    ),
)
