"""International travel of Chinese leaders, WHO | WHERE | WHEN."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="ceias_travel",
    label="WHO | WHERE | WHEN: international travel of the Chinese leaders",
    publisher="Central European Institute of Asian Studies",
    url="https://who-where-when.ceias.eu",
    version="1.1 (1949-2020); rows of 2022-2025 from encyclopedia lists are not used",
    license=License(name="not stated", ships="counts", verified=False),
    cites=("turcsanyi2021",),
    first=1949,
    last=2020,
    tables={
        "chinese_travel": Table(
            path="leader_visits/chinese_leader_travel_1949_2025.csv",
            columns=("year", "country", "iso3"),
        ),
    },
    domain="diplomatic",
    role="measure",
    cadence="irregular",
    access="form",  # a workbook from the site; its address and layout were not read
    vantage="Slovakia, a think tank; from public reports, Chinese state media above all",
    funder="not stated on what was read",
    faults=(
        "a lower bound: Jiang Zemin 1996 and Hu Jintao 2006 in Pakistan are missing",
        "2021 on is incomplete and left out",
        "heads of state, party and government only; foreign ministers are not in it",
        "the layout of the publisher's workbook was not read: a file is kept as received",
    ),
)
