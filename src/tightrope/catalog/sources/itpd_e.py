"""Bilateral trade summed over industries, for estimation."""

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
    domain="economic",
    role="validate",
    twin="cow_trade",
    cadence="irregular",
    access="form",  # published by industry in files of gigabytes, too large to be read here
    vantage="United States (government agency)",
    funder="US government",
    faults=(
        "the copy was summed over industries by others; years and orientation were inferred and tested there",
        "levels differ from US Census records: Pakistan's exports to the United States in 2000 are a third higher",
        "services are included where they are recorded",
        "no reading of the publisher's files is written: they are by industry and take gigabytes",
    ),
)
