"""Chinese development finance by recipient and year."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="aiddata_gcdf",
    label="AidData Global Chinese Development Finance",
    publisher="AidData at William & Mary",
    url="https://www.aiddata.org/data/aiddatas-global-chinese-development-finance-dataset-version-3-0",
    version="3.0",
    license=License(name="ODC-BY 1.0", ships="values", verified=False),
    cites=("custer2023",),
    first=2000,
    last=2021,
    tables={
        "gcdf": Table(
            path="aiddata_gcdf3/gcdf3_country_year_cow.parquet",
            columns=("ccode", "year", "oof_amt", "oof_adj", "oda_amt", "oda_adj", "vof_amt", "vof_adj"),
        ),
    },
    vantage="United States (university, funded by US agencies and foundations); built from public records of a "
    "lender that does not publish",
    faults=(
        "commitments, not disbursements",
        "rollovers of emergency loans are left out of the adjusted amounts that are used here",
        "a country that never appears may have got nothing or not been looked at",
    ),
)
