"""The project's own table of the two powers' defense treaties."""

from tightrope.catalog.entry import Source
from tightrope.core.citation import License

SOURCE = Source(
    name="defense_treaties",
    label="Defense treaties of the United States and China (own table)",
    publisher="The tightrope developers",
    url="src/tightrope/catalog/reference/defense_treaties.toml",
    version="2026-11",
    license=License(name="MIT", ships="values", verified=True),
    cites=("nbr-treaties", "oas-rio", "askvity-nato", "frus-1959-d346", "worldjpn-1950", "wiki-dprk-treaty"),
    first=1946,
    last=2025,
    vantage="the project's own reading of treaty texts and handbooks",
    funder="the project itself",
    domain="security",
    role="measure",
    twin="atop",
    cadence="irregular",
    faults=(
        "some dates of the Rio Treaty and the compact with Palau are known generally, not looked up",
        "a promise on paper: the agreement of 1959 with Pakistan was never ended and never acted on",
    ),
)
