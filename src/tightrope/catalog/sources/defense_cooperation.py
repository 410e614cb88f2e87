"""Defense cooperation agreements, declared and to be fetched from their page."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="defense_cooperation",
    label="Defense Cooperation Agreement Dataset (DCAD)",
    publisher="B. Kinne; hosted by the Correlates of War Project",
    url="https://correlatesofwar.org/data-sets/defense-cooperation-agreement-dataset/",
    version="1.0",
    license=License(name="free with citation, terms not read", ships="never", verified=False),
    cites=("kinne2020",),
    first=1980,
    last=2010,
    tables={"dcad": Table(path="", columns=("ccode1", "ccode2", "year", "agreement"))},
    domain="security",
    role="measure",
    twin="atop",
    cadence="ended",
    access="form",
    hosts=("correlatesofwar.org", "www.brandonkinne.com"),
    downloads=(
        Download(
            name="dcad_dyadic.csv",
            url="",
            format="csv",
            columns=("ccode1", "ccode2", "year", "dcaAnyV1"),
            gives="dcad",
            sql="""
                SELECT ccode1::INTEGER AS ccode1, ccode2::INTEGER AS ccode2, TRY_CAST(year AS INTEGER) AS year,
                    TRY_CAST("dcaAnyV1" AS INTEGER) AS agreement
                FROM given WHERE isfinite(TRY_CAST("dcaAnyV1" AS DOUBLE)) ORDER BY ccode1, ccode2, year
            """,
            megabytes=200,
        ),
    ),
    vantage="United States (university); treaty series and newspapers, so published agreements only",
    funder="not stated on what was read",
    faults=(
        "ends in 2010: later years are beyond coverage, not without agreements",
        "the columns were read in public code that uses the file, not in its codebook",
        "bilateral agreements only",
    ),
    gives="Defense cooperation agreements",
)
