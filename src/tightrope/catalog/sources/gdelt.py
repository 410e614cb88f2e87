"""GDELT events, declared; a stream of files rather than one."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

SOURCE = Source(
    name="gdelt",
    label="GDELT Event Database",
    publisher="The GDELT Project",
    url="https://www.gdeltproject.org/data.html",
    version="1.0 (daily) and 2.0 (every 15 minutes)",
    license=License(name="free use with citation, terms not read", ships="derived", verified=False),
    cites=("leetaru2013",),
    first=1979,
    last=2026,
    domain="events",
    role="events",
    twin="polecat",
    cadence="daily",
    access="form",
    hosts=("storage.googleapis.com",),
    downloads=(Download(name="events.parquet", url="", format="parquet", megabytes=4000),),
    vantage="United States; machine-coded world news, first in English, since 2015 also translated",
    funder="Google Jigsaw among others (believed)",
    faults=(
        "counts reports, not events: one deed may make hundreds of rows",
        "the publisher's host answers plain HTTP only, which is refused here; its bucket answers HTTPS",
        "files have no header (58 columns before 2013-04, then with SOURCEURL; 61 in version 2.0)",
        "the number of sources grew a hundredfold: never compare counts over years without dividing by the total",
    ),
    gives="Events between states in world news, machine-coded",
)
