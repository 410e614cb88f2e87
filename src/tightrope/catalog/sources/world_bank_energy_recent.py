"""Energy imports after 2014, declared and to be pulled."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="world_bank_energy_recent",
    label="World Development Indicators: net energy imports",
    publisher="World Bank",
    url="https://data.worldbank.org/indicator/EG.IMP.CONS.ZS",
    version="as retrieved",
    license=License(
        name="CC BY 4.0; the figures are the International Energy Agency's", ships="derived", verified=False
    ),
    cites=("worldbank2024",),
    first=1960,
    last=2023,
    tables={"wdi_energy_imports": Table(path="", columns=("iso3", "year", "percent_of_use"))},
    domain="economic",
    role="measure",
    twin="world_bank_energy",
    cadence="yearly",
    access="open",
    hosts=("api.worldbank.org",),
    downloads=(
        Download(
            name="EG.IMP.CONS.ZS.json",
            url="https://api.worldbank.org/v2/country/all/indicator/EG.IMP.CONS.ZS?format=json&per_page=20000",
            format="json",
            choices={"nested": "flatten"},
            columns=("indicator.id", "countryiso3code", "date", "value"),
            gives="wdi_energy_imports",
            sql="""
                SELECT countryiso3code AS iso3, TRY_CAST(date AS INTEGER) AS year,
                    TRY_CAST(value AS DOUBLE) AS percent_of_use
                FROM given
                WHERE "indicator.id" = 'EG.IMP.CONS.ZS' AND countryiso3code <> ''
                    AND isfinite(TRY_CAST(value AS DOUBLE))
                ORDER BY iso3, year
            """,
            megabytes=50,
        ),
    ),
    vantage="intergovernmental; figures of the International Energy Agency",
    funder="member states of the World Bank",
    faults=(
        "below zero for an exporter",
        "many states have no figure after 2014-15",
        "groups of states stand beside states: keep the codes that are states",
    ),
    gives="Energy imports after 2014",
)
