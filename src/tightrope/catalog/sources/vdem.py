"""Varieties of Democracy, the high-level indices."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="vdem",
    label="V-Dem",
    publisher="Varieties of Democracy Institute",
    url="https://v-dem.net/data/",
    version="15",
    license=License(name="CC BY-SA 4.0", ships="values", verified=False),
    cites=("coppedge2025",),
    first=1900,
    last=2024,
    tables={
        "vdem": Table(path="governance/vdem_core.parquet", columns=("vdem_country_name", "country_text_id")),
    },
    vantage="Sweden (university, public and foundation funding); coded by country experts",
    faults=("expert judgments bridged by a measurement model",),
)
