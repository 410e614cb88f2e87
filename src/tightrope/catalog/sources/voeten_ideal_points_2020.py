"""Published ideal points of April 2020, six sets of votes: they check our own estimation."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="voeten_ideal_points_2020",
    label="UN General Assembly ideal points, vintage of April 2020",
    publisher="M. Bailey, A. Strezhnev and E. Voeten",
    url="https://github.com/evoeten/United-Nations-General-Assembly-Votes-and-Ideal-Points",
    version="April 2020 (sessions 1-74)",
    license=License(name="MIT (the authors' repository)", ships="values", verified=False),
    cites=("bailey2017",),
    first=1946,
    last=2019,
    tables={
        "ideal_points_2020": Table(
            path="voeten_ideal_points/idealpoints_apr2020.parquet",
            columns=("vote_set", "ccode", "session", "IdealPoint", "Q5%", "Q95%"),
        ),
    },
    domain="diplomatic",
    role="validate",
    twin="voeten_ideal_points",
    cadence="ended",
    access="form",
    vantage="United States and Europe, universities; high means near the order led by the United States",
    funder="not stated on what was read",
    faults=(
        "its scale is not that of July 2025: the two are never joined into one series",
        "session 19 (1964) held no ordinary roll call and is not in it",
        "a session counts for the year in which it opens",
    ),
    gives="Ideal points of six sets of votes, to hold our own estimation against",
)
