"""Joint military exercises, declared and to be asked for."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="joint_exercises",
    label="Joint Military Exercises Dataset (JMED)",
    publisher="J. Bernhardt, Stanford University",
    url="https://purl.stanford.edu/kb768wv0832",
    version="as retrieved",
    license=License(name="terms of the author, not read", ships="never", verified=False),
    cites=("bernhardt2021",),
    first=1970,
    last=2010,
    tables={"joint_exercises": Table(path="", columns=("ccode", "other", "year", "exercises"))},
    domain="security",
    role="measure",
    cadence="ended",
    access="form",
    downloads=(
        Download(
            name="jmeDataPublic.xlsx",
            url="",
            format="xlsx",
            columns=("xID", "startYear", "countryCode"),
            gives="joint_exercises",
            sql="""
                SELECT TRY_CAST(a."countryCode" AS INTEGER) AS ccode, TRY_CAST(b."countryCode" AS INTEGER) AS other,
                    TRY_CAST(a."startYear" AS INTEGER) AS year, count(DISTINCT a."xID") AS exercises
                FROM given a JOIN given b ON a."xID" = b."xID" AND a."countryCode" <> b."countryCode"
                GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            """,
            megabytes=50,
        ),
    ),
    vantage="United States (university); found in English-language news",
    funder="not stated on what was read",
    faults=(
        "the address is the thesis that introduces it; no page of the file itself was found",
        "the columns were read in public code that uses the file; states are taken to carry COW codes",
    ),
    gives="Joint military exercises",
)
