"""Net energy imports in percent of use."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import number, text, whole
from tightrope.catalog.naming import codes_table, english_table
from tightrope.core.citation import License

VALUE = "Energy imports (World Bank (2014))"

SOURCE = Source(
    name="world_bank_energy",
    label="World Development Indicators: energy imports",
    publisher="World Bank, by Our World in Data",
    url="https://data.worldbank.org/indicator/EG.IMP.CONS.ZS",
    version="2014",
    license=License(name="CC BY 4.0", ships="values", verified=False),
    cites=("worldbank2024",),
    first=1960,
    last=2014,
    tables={
        "energy_imports_wdi": Table(
            path="conflict_country_year/energy_imports_pct_wb2014.csv", columns=("Entity", "Year", VALUE)
        ),
    },
    domain="economic",
    role="measure",
    twin="world_bank_energy_recent",
    cadence="yearly",
    access="open",
    hosts=("api.worldbank.org",),
    downloads=(
        Download(
            name="EG.IMP.CONS.ZS.json",
            url="https://api.worldbank.org/v2/country/all/indicator/EG.IMP.CONS.ZS?format=json&per_page=20000",
            format="json",
            choices={"nested": "flatten"},
            columns=("countryiso3code", "date", "value"),
            gives="energy_imports_wdi",
            sql=f"""
                SELECT n.name AS "Entity", {whole("date")} AS "Year", {number("value")} AS "{VALUE}"
                FROM given g JOIN {codes_table()} c ON c.code = {text("countryiso3code")}
                JOIN {english_table()} n ON n.iso3 = c.iso3
                WHERE {number("value")} IS NOT NULL ORDER BY 1, 2""",
            megabytes=20,
        ),
    ),
    vantage="intergovernmental; figures of national authorities and the International Energy Agency",
    funder="members of the World Bank",
    faults=(
        "an old vintage that ends in 2014",
        "exporters run far below zero",
        "the column keeps the name of its first vintage, whatever the year of the download",
    ),
)
