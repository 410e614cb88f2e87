"""Published ideal points of states in the UN General Assembly, two vintages."""

from tightrope.catalog.entry import Download, Source, Table
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
            columns=("ccode", "year", "idealpointfp", "q5fp", "q95fp"),
        ),
    },
    domain="diplomatic",
    role="validate",
    twin="voeten_ideal_points_2020",
    cadence="yearly",
    access="form",  # Dataverse shows its older vintages on the page; the newest is `ideal_points_latest`
    downloads=(
        Download(
            name="IdealpointsJuly2025.dta",
            url="",
            format="dta",
            columns=("ccode", "year", "idealpointfp", "q5fp", "q95fp"),
            gives="ideal_points",
        ),
    ),
    vantage="United States and Europe, universities; high means near the order led by the United States",
    funder="not stated on what was read",
    faults=(
        "the series jumps between 2021 and 2022: China and Pakistan fall by about half a unit in a year",
        "the two vintages use different scales and are never joined; the one to 2025 is a source of its own",
        "one dimension, from recorded votes only",
    ),
)
