"""Worldwide Governance Indicators."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import number, text, whole
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
    tables={"wgi": Table(path="governance/wgi_six_dimensions.parquet", columns=("code", "year", "gee", "ges"))},
    domain="domestic",
    role="measure",
    cadence="yearly",
    access="open",
    hosts=("api.worldbank.org",),
    downloads=(
        Download(
            name="government_effectiveness.json",
            url="https://api.worldbank.org/v2/country/all/indicator/GOV_WGI_GE.EST;GOV_WGI_GE.SE"
            "?source=3&format=json&per_page=20000",
            format="json",
            choices={"nested": "flatten"},
            columns=("indicator.id", "countryiso3code", "date", "value"),
            gives="wgi",
            sql=f"""
                SELECT code, year, max(value) FILTER (series = 'GOV_WGI_GE.EST') AS gee,
                    max(value) FILTER (series = 'GOV_WGI_GE.SE') AS ges
                FROM (
                    SELECT {text("indicator.id")} AS series, {text("countryiso3code")} AS code,
                        {whole("date")} AS year, {number("value")} AS value
                    FROM given
                ) WHERE value IS NOT NULL AND code IS NOT NULL GROUP BY ALL ORDER BY 1, 2""",
            megabytes=20,
        ),
    ),
    vantage="intergovernmental; perceptions of experts, firms and agencies, most of them Western",
    funder="World Bank",
    faults=(
        "every second year before 2002",
        "centered each year: the world has no trend in it",
        "the publisher changed its method and codes in 2025 and revised all years: a refresh replaces the whole series",
        "older releases write Romania as ROM and Congo (Kinshasa) as ZAR",
    ),
)
