"""Varieties of Democracy, the high-level indices."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import number, text, whole
from tightrope.core.citation import License

SOURCE = Source(
    name="vdem",
    label="V-Dem",
    publisher="Varieties of Democracy Institute",
    url="https://v-dem.net/data/the-v-dem-dataset/",
    version="15",
    license=License(name="CC BY-SA 4.0", ships="values", verified=False),
    cites=("coppedge2025",),
    first=1900,
    last=2024,
    tables={
        "vdem": Table(
            path="governance/vdem_core.parquet",
            columns=("country_text_id", "year", "v2x_polyarchy", "v2x_polyarchy_sd"),
        ),
    },
    domain="domestic",
    role="measure",
    cadence="yearly",
    access="open",
    hosts=("www.v-dem.net", "v-dem.net"),
    downloads=(
        Download(
            name="V-Dem-CY-Core-v15_csv.zip",
            url="https://www.v-dem.net/media/datasets/V-Dem-CY-Core-v15_csv.zip",
            format="csv",
            member="V-Dem-CY-Core-v15.csv",
            columns=("country_text_id", "year", "v2x_polyarchy", "v2x_polyarchy_sd"),
            gives="vdem",
            sql=f"""
                SELECT {text("country_text_id")} AS country_text_id, {whole("year")} AS year,
                    {number("v2x_polyarchy")} AS v2x_polyarchy, {number("v2x_polyarchy_sd")} AS v2x_polyarchy_sd
                FROM given ORDER BY 1, 2""",
            megabytes=200,
        ),
    ),
    vantage="Sweden (university, public and foundation funding); coded by country experts, with a liberal idea of "
    "democracy",
    funder="Swedish Research Council, Knut and Alice Wallenberg Foundation and others",
    faults=(
        "expert judgments bridged by a measurement model",
        "every release revises the past, so versions are never mixed; release 16 is out",
        "the license asks for the same terms in return, so the series ships in a file of its own",
    ),
)
