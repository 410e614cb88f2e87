"""POLECAT events, declared and to be fetched from Dataverse."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

SOURCE = Source(
    name="polecat",
    label="POLECAT weekly data (PLOVER codes)",
    publisher="G. Scarborough and others, Harvard Dataverse",
    url="https://doi.org/10.7910/DVN/AJGVIT",
    version="as retrieved",
    license=License(name="terms of the publisher, not read", ships="derived", verified=False),
    cites=("scarborough2023",),
    first=2018,
    last=2025,
    domain="events",
    role="events",
    twin="icews",
    cadence="irregular",
    access="form",
    hosts=("dataverse.harvard.edu", "dvn-cloud.s3.amazonaws.com"),
    downloads=(
        Download(
            name="ngecEvents.txt",
            url="",
            format="tsv",
            columns=(
                "Event ID",
                "Event Date",
                "Event Type",
                "Event Mode",
                "Intensity",
                "Quad Code",
                "Contexts",
                "Actor Country",
                "Recipient Country",
                "Source",
            ),
            gives="polecat_events",
            megabytes=2000,
        ),
    ),
    vantage="United States (made for its government); machine-coded news in seven languages",
    funder="US government (Political Instability Task Force, believed)",
    faults=(
        "one file a year or a week; the numbers of the files change, so no address is fixed",
        "an actor may carry several countries, separated by semicolons",
        "starts in 2018, where ICEWS thins out: the two are not one series",
    ),
    gives="Events between states after 2018, machine-coded in PLOVER",
)
