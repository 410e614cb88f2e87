"""IMF programs since 2002, declared and to be pulled."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="imf_programs_recent",
    label="IMF Monitoring of Fund Arrangements (MONA)",
    publisher="International Monetary Fund",
    url="https://www.imf.org/external/np/pdr/mona/Arrangements.aspx",
    version="as retrieved",
    license=License(name="IMF terms of use (reuse with attribution, no resale)", ships="derived", verified=False),
    cites=("imfmona",),
    first=2002,
    last=2026,
    tables={"mona_programs": Table(path="", columns=("imf_code", "start_year", "end_year"))},
    domain="economic",
    role="measure",
    twin="imf_arrangements",
    cadence="irregular",
    access="open",
    hosts=("www.imf.org",),
    downloads=(
        Download(
            name="Combined.xlsx",
            url="https://www.imf.org/external/np/pdr/mona/ArrangementsData/Combined.xlsx",
            format="xlsx",
            columns=("Country Code", "Approval Year", "Initial End Year"),
            gives="mona_programs",
            sql="""
                SELECT DISTINCT TRY_CAST("Country Code" AS INTEGER) AS imf_code,
                    TRY_CAST("Approval Year" AS INTEGER) AS start_year,
                    TRY_CAST("Initial End Year" AS INTEGER) AS end_year
                FROM given
                WHERE isfinite(TRY_CAST("Approval Year" AS DOUBLE)) AND isfinite(TRY_CAST("Initial End Year" AS DOUBLE))
                ORDER BY imf_code, start_year
            """,
            megabytes=300,
        ),
    ),
    vantage="intergovernmental; the lender's own books",
    funder="member states of the IMF",
    faults=(
        "one row a condition and review: a program is many rows",
        "states carry the IMF's own numbers (China 924, Pakistan 564)",
        "the end is the one first agreed; a program may end sooner or be extended",
        "the address was read in public code of 2022, not opened; the site refuses some programs",
    ),
    gives="IMF programs after 2016",
)
