"""ICEWS events, declared and to be fetched from Dataverse."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

SOURCE = Source(
    name="icews",
    label="ICEWS Coded Event Data (CAMEO codes)",
    publisher="E. Boschee and others, Harvard Dataverse",
    url="https://doi.org/10.7910/DVN/28075",
    version="as retrieved",
    license=License(name="free research use with citation", ships="derived", verified=False),
    cites=("boschee2015",),
    first=1995,
    last=2023,
    domain="events",
    role="events",
    twin="polecat",
    cadence="ended",
    access="form",
    hosts=("dataverse.harvard.edu", "dvn-cloud.s3.amazonaws.com"),
    downloads=(
        Download(
            name="events.tab",
            url="",
            format="tsv",
            columns=(
                "Event ID",
                "Event Date",
                "Source Name",
                "Source Country",
                "Event Text",
                "CAMEO Code",
                "Intensity",
                "Target Name",
                "Target Country",
                "Story ID",
                "Publisher",
            ),
            gives="icews_events",
            megabytes=2000,
        ),
    ),
    vantage="United States (made for its government); machine-coded news in English, Spanish, Portuguese",
    funder="US government (DARPA, then the Office of Naval Research)",
    faults=(
        "one file a year; the numbers of the files change, so no address is fixed",
        "an event's number is not unique, and countries are English names",
        "the publisher list changes with the years, and so does the count",
    ),
    gives="Events between states 1995-2023, machine-coded in CAMEO",
)
