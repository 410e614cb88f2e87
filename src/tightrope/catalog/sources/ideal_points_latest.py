"""Ideal points of the latest vintage, declared and to be pulled."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

SOURCE = Source(
    name="ideal_points_latest",
    label="UN General Assembly ideal points, 1946-2025",
    publisher="M. Bailey, A. Strezhnev and E. Voeten, Harvard Dataverse",
    url="https://doi.org/10.7910/DVN/LEJUQZ",
    version="1946-2025",
    license=License(name="CC0 1.0 (believed)", ships="values", verified=False),
    cites=("bailey2017",),
    first=1946,
    last=2025,
    domain="diplomatic",
    role="measure",
    twin="voeten_ideal_points",
    cadence="yearly",
    access="open",
    hosts=("dataverse.harvard.edu", "dvn-cloud.s3.amazonaws.com"),
    downloads=(
        Download(
            name="Idealpointestimates1946-2025.tab",
            url="https://dataverse.harvard.edu/api/access/datafile/13642025",
            format="tsv",
            columns=("ccode", "iso3c", "year", "IdealPointFP"),
            gives="ideal_points_latest",
            sql="""
                SELECT TRY_CAST(ccode AS INTEGER) AS ccode, iso3c, TRY_CAST(year AS INTEGER) AS year,
                    TRY_CAST("IdealPointFP" AS DOUBLE) AS value
                FROM given WHERE isfinite(TRY_CAST("IdealPointFP" AS DOUBLE)) ORDER BY ccode, year
            """,
            megabytes=50,
        ),
    ),
    vantage="United States and Europe, universities; high means near the order led by the United States",
    funder="not stated on what was read",
    faults=(
        "every vintage has a scale of its own: never joined with another",
        "the file's number was read in public code, not opened; later files have other numbers",
        "Dataverse answers with another host, which is on the list",
    ),
    gives="Ideal points to 2025, a vintage of their own",
)
