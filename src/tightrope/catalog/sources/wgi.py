"""Worldwide Governance Indicators."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="wgi",
    label="Worldwide Governance Indicators",
    publisher="World Bank",
    url="https://www.worldbank.org/en/publication/worldwide-governance-indicators",
    version="2022 release",
    license=License(name="CC BY 4.0", ships="values", verified=False),
    cites=("kaufmann2010",),
    first=1996,
    last=2021,
    tables={
        "wgi": Table(path="governance/wgi_six_dimensions.parquet", columns=("code", "countryname")),
    },
    vantage="intergovernmental; perceptions of experts, firms and agencies, most of them Western",
    faults=("every second year before 2002", "centered each year: the world has no trend in it"),
)
