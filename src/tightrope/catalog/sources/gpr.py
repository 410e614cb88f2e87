"""Geopolitical Risk index, monthly."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import number
from tightrope.core.citation import License

# A Stata month counts from January 1960; some readers hand it on as that number, some as a date.
_plain = 'CAST("month" AS VARCHAR)'
MONTH = f"""coalesce(TRY_CAST({_plain} AS TIMESTAMP),
    TIMESTAMP '1960-01-01' + to_months(TRY_CAST(TRY_CAST({_plain} AS DOUBLE) AS INTEGER)))"""

SOURCE = Source(
    name="gpr",
    label="Geopolitical Risk index",
    publisher="D. Caldara and M. Iacoviello",
    url="https://www.matteoiacoviello.com/gpr.htm",
    version="2026-04",
    license=License(name="CC BY 4.0", ships="values", verified=False),
    cites=("caldara2022",),
    first=1985,
    last=2025,
    tables={"gpr_monthly": Table(path="gpr/gpr_monthly.parquet", columns=("month", "GPR"))},
    domain="security",
    role="measure",
    twin="us_china_tension",
    cadence="monthly",
    access="open",
    hosts=("www.matteoiacoviello.com",),
    downloads=(
        Download(
            name="data_gpr_export.dta",
            url="https://www.matteoiacoviello.com/gpr_files/data_gpr_export.dta",
            format="dta",
            columns=("month", "GPR"),
            gives="gpr_monthly",
            sql=f'SELECT {MONTH} AS month, {number("GPR")} AS "GPR" FROM given ORDER BY 1',
            megabytes=20,
        ),
    ),
    vantage="United States (Federal Reserve staff); ten English-language newspapers, so what worries them counts",
    funder="the authors' employer, the US Federal Reserve Board",
    faults=(
        "2026 holds four months",
        "no series of Pakistan's own",
        "the whole series is scaled anew with each release",
        "the publisher's workbook is in an old format that is not read here; the Stata file beside it is",
    ),
)
