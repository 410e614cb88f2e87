"""AidData: China's public diplomacy in 39 Asian and Pacific states."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="aiddata_public_diplomacy",
    label="China's public diplomacy in Asia and the Pacific",
    publisher="AidData, William & Mary",
    url="https://www.aiddata.org/data/chinese-public-diplomacy-in-south-and-central-asia",
    version="2018 and 2019 releases (2000-2018)",
    license=License(name="ODC-BY (believed)", ships="values", verified=False),
    cites=("custer2018", "custer2019"),
    first=2000,
    last=2018,
    tables={
        "china_diplomacy": Table(
            path="aiddata_public_diplomacy/china_public_diplomacy_2000_2018.csv",
            columns=("iso3", "year", "total_elite_visits", "inbound_students_to_china"),
        ),
    },
    domain="diplomatic",
    role="measure",
    cadence="ended",
    access="form",  # the two releases are files on the dataset pages; their addresses and layouts were not read
    vantage="United States, a university, with US government funds for both reports; counts what China does, and no "
    "other power's diplomacy beside it",
    funder="US government, for both reports",
    faults=(
        "39 states only, without Turkey, the Gulf and Africa; East Asia and the Pacific end in 2016, others in 2017",
        "visits count provincial officials too; military visits start in 2003",
        "students before 2002 are empty, and nothing was counted after 2018",
        "the table joins two releases, one for each half of Asia, and was joined by others",
        "the layout of the publisher's files was not read: a file is kept as received",
    ),
)
