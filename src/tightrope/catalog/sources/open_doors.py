"""Students in the United States by place of origin."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="open_doors",
    label="Open Doors, international students by place of origin",
    publisher="Institute of International Education",
    url="https://opendoorsdata.org/data/international-students/all-places-of-origin/",
    version="academic years 2001/02 to 2022/23",
    license=License(name="copyright IIE, for the user to download", ships="never", verified=False),
    cites=("open_doors",),
    first=2001,
    last=2022,
    tables={
        "open_doors": Table(
            path="us_foreign_students/open_doors_by_origin_2001_2022.parquet", columns=("iso3", "year", "students")
        ),
    },
    domain="societal",
    role="measure",
    cadence="yearly",
    access="form",
    vantage="United States, with the State Department; counted by the colleges",
    funder="US Department of State",
    faults=(
        "the year is the first of the academic year",
        "practical training after a degree is counted in",
        "eleven residual or former places have no code and are left out",
        "no file of China's covers the same years, so there is nothing to set beside it after 2018",
        "the publisher's table has years in columns and was not read: a file is kept as received",
    ),
)
