"""International Trade and Production Database for Estimation, summed over industries."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="itpd_e",
    label="ITPD-E bilateral trade",
    publisher="United States International Trade Commission",
    url="https://www.usitc.gov/data/gravity/itpde.htm",
    version="2000-2016 aggregate",
    license=License(name="US government work, public", ships="values", verified=False),
    cites=("borchert2021",),
    first=2000,
    last=2016,
    tables={
        "itpd_trade": Table(
            path="itpd_e/itpd_e_bilateral_2000_2016.parquet", columns=("exporter", "importer", "year", "trade_musd")
        ),
    },
    vantage="United States (government agency)",
    faults=(
        ("the copy was summed over industries by others; years and orientation were inferred and tested there"),
        "levels differ from US Census records",
        "services are included where they are recorded",
    ),
)
