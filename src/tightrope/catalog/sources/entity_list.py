"""United States Entity List, declared and to be pulled."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="entity_list",
    label="Consolidated Screening List: Entity List",
    publisher="US International Trade Administration; list of the Bureau of Industry and Security",
    url="https://www.trade.gov/consolidated-screening-list",
    version="as retrieved",
    license=License(name="US government work, public domain", ships="values", verified=False),
    cites=("entitylist",),
    first=1997,
    last=2026,
    tables={"entity_list": Table(path="", columns=("id", "addresses", "since"))},
    domain="economic",
    role="measure",
    cadence="daily",
    access="open",
    hosts=("data.trade.gov",),
    downloads=(
        Download(
            name="consolidated.csv",
            url="https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv",
            format="csv",
            columns=("_id", "source", "addresses", "start_date"),
            gives="entity_list",
            sql="""
                SELECT "_id" AS id, addresses, left(start_date::VARCHAR, 10) AS since
                FROM given WHERE source LIKE 'Entity List%' ORDER BY since, id
            """,
            megabytes=100,
        ),
    ),
    vantage="United States (government)",
    funder="United States",
    faults=(
        "who was taken off the list is gone from the file: a count by date of listing is of those still on it",
        "the state stands inside the addresses as a two-letter code; one party may have several",
        "a few dates are not ISO",
    ),
    gives="Export controls: entries on the Entity List",
)
