"""Aid of all donors by purpose, declared and to be fetched from its explorer."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

SOURCE = Source(
    name="aid_by_purpose",
    label="Creditor Reporting System (CRS)",
    publisher="OECD, Development Assistance Committee",
    url="https://data-explorer.oecd.org/",
    version="as retrieved",
    license=License(name="OECD terms (CC BY 4.0 since 2024, believed)", ships="derived", verified=False),
    cites=(),
    first=1973,
    last=2024,
    domain="economic",
    role="measure",
    twin="us_aid_apart",
    cadence="yearly",
    access="form",
    hosts=("data-explorer.oecd.org", "sdmx.oecd.org"),
    downloads=(
        Download(
            name="crs.csv",
            url="",
            format="csv",
            columns=("DONOR", "RECIPIENT", "SECTOR", "FLOW_TYPE", "PRICE_BASE", "TIME_PERIOD", "OBS_VALUE"),
            gives="aid_purpose",
            sql=r"""
                SELECT "DONOR" AS donor, "RECIPIENT" AS state,
                    regexp_replace("SECTOR"::VARCHAR, '\.0$', '') AS purpose, "FLOW_TYPE" AS flow,
                    TRY_CAST("TIME_PERIOD" AS INTEGER) AS year, sum(TRY_CAST("OBS_VALUE" AS DOUBLE)) AS usd_million
                FROM given WHERE "PRICE_BASE" = 'V' AND isfinite(TRY_CAST("OBS_VALUE" AS DOUBLE))
                GROUP BY ALL ORDER BY donor, state, year, purpose, flow
            """,
            megabytes=1500,
        ),
    ),
    vantage="the donors' club of rich states; China does not report",
    funder="member states of the OECD",
    faults=(
        "take one channel and one modality (their totals): sums over all of them count twice",
        "purposes of several levels stand beside each other: keep one level",
        "before 2002 reporting is thin",
        "the dimensions were read in public code that queries the service, not in its documentation",
    ),
    gives="Aid by purpose, all donors that report",
)
