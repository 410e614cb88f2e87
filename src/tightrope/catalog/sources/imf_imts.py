"""Bilateral goods trade with totals, declared and to be pulled."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

SOURCE = Source(
    name="imf_imts",
    label="IMF International Trade in Goods by partner country (IMTS, once Direction of Trade)",
    publisher="International Monetary Fund",
    url="https://data.imf.org/en/datasets/IMF.STA:IMTS",
    version="as retrieved",
    license=License(name="IMF terms of use (reuse with attribution, no resale)", ships="derived", verified=False),
    cites=(),
    first=1948,
    last=2025,
    domain="economic",
    role="measure",
    twin="comtrade",
    cadence="monthly",
    access="form",
    hosts=("data.imf.org", "api.imf.org"),
    downloads=(
        Download(
            name="imts.csv",
            url="",
            format="csv",
            columns=("COUNTRY", "COUNTERPART_COUNTRY", "INDICATOR", "FREQUENCY", "TIME_PERIOD", "OBS_VALUE"),
            gives="imts",
            sql="""
                SELECT "COUNTRY" AS reporter, "COUNTERPART_COUNTRY" AS partner, "INDICATOR" AS flow,
                    TRY_CAST("TIME_PERIOD" AS INTEGER) AS year, TRY_CAST("OBS_VALUE" AS DOUBLE) AS usd
                FROM given
                WHERE "FREQUENCY" = 'A' AND "INDICATOR" IN ('XG_FOB_USD', 'MG_CIF_USD', 'MG_FOB_USD')
                    AND isfinite(TRY_CAST("OBS_VALUE" AS DOUBLE))
                ORDER BY reporter, partner, flow, year
            """,
            megabytes=1500,
        ),
    ),
    vantage="intergovernmental; customs figures, gaps filled from the partner's side",
    funder="member states of the IMF",
    faults=(
        "the API answers CSV only to a header that is not sent here: take the CSV from the data explorer",
        "partner G001 is the world; other codes that begin with G are groups",
        "figures estimated from the partner stand beside reported ones",
        "China's exports and the partners' imports of the same goods differ by half",
    ),
    gives="Bilateral goods trade with totals after 2016",
)
