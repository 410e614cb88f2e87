"""Geopolitical Risk index of Caldara and Iacoviello."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="gpr",
    label="Geopolitical Risk index",
    publisher="D. Caldara and M. Iacoviello",
    url="https://www.matteoiacoviello.com/gpr_files/data_gpr_export.xls",
    version="2026-04",
    license=License(name="CC BY 4.0", ships="values", verified=False),
    cites=("caldara2022",),
    first=1985,
    last=2025,
    tables={
        "gpr_monthly": Table(path="gpr/gpr_monthly.parquet", columns=("month", "GPR")),
    },
    vantage="United States (Federal Reserve staff); ten English-language newspapers, so what worries them counts",
    faults=("2026 holds four months", "no series of Pakistan's own"),
)
