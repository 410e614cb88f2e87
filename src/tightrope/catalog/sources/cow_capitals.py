"""Coordinates of capitals."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="cow_capitals",
    label="Capitals of states",
    publisher="peacesciencer (S. Miller), on COW states",
    url="https://correlatesofwar.org/data-sets/",
    version="2024",
    license=License(name="coordinates are facts; package license GPL-2", ships="derived", verified=False),
    cites=("miller2022",),
    first=1816,
    last=2024,
    tables={
        "capitals": Table(
            path="cow/capitals.parquet", columns=("ccode", "statenme", "capital", "stdate", "enddate", "lat", "lng")
        ),
    },
    vantage="United States (university)",
    faults=("a capital stands for the whole state",),
)
