"""Published ideal points of states in the UN General Assembly, two vintages."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="voeten_ideal_points",
    label="UN General Assembly ideal points",
    publisher="M. Bailey, A. Strezhnev and E. Voeten",
    url="https://doi.org/10.7910/DVN/LEJUQZ",
    version="July 2025 (1946-2024); the vintage of April 2020 only checks our code",
    license=License(name="CC0 1.0 (believed)", ships="values", verified=False),
    cites=("bailey2017",),
    first=1946,
    last=2024,
    tables={
        "ideal_points": Table(
            path="voeten_ideal_points/idealpoints_jul2025.parquet",
            columns=(
                "ccode",
                "iso3c",
                "countryname",
                "year",
                "idealpointfp",
                "idealpointall",
                "idealpointlegacy",
                "nvotesfp",
                "qofp",
                "q5fp",
                "q10fp",
                "q50fp",
                "q90fp",
                "q95fp",
                "q100fp",
                "nvotesall",
                "qoall",
                "q5all",
                "q10all",
                "q50all",
                "q90all",
                "q95all",
                "q100all",
                "nvotesLegacy",
            ),
        ),
    },
    vantage="United States and Europe, universities; high means near the order led by the United States",
    faults=(
        "the series jumps between 2021 and 2022: China and Pakistan fall by about half a unit in a year",
        "the two vintages use different scales and are never joined",
        "one dimension, from recorded votes only",
    ),
)
