"""Roll calls of the United Nations General Assembly as coded for the ideal points."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="voeten_votes",
    label="United Nations General Assembly Voting Data",
    publisher="E. Voeten, A. Strezhnev and M. Bailey, Harvard Dataverse",
    url="https://doi.org/10.7910/DVN/LEJUQZ",
    version="2021-03 (session 75 in part)",
    license=License(name="CC0 1.0 (believed)", ships="values", verified=False),
    cites=("bailey2017",),
    first=1946,
    last=2020,
    tables={
        "voeten_votes": Table(
            path="unga_votes/voeten_votes.parquet", columns=("rcid", "ccode", "vote", "reconstructed")
        ),
        "voeten_rollcalls": Table(
            path="unga_votes/voeten_rollcalls.parquet",
            columns=(
                "rcid",
                "year",
                "session",
                "abstain",
                "yes",
                "no",
                "importantvote",
                "date",
                "unres",
                "amend",
                "para",
                "short",
                "me",
                "nu",
                "di",
                "hr",
                "co",
                "ec",
            ),
        ),
    },
    domain="diplomatic",
    role="measure",
    twin="unga_votes",
    cadence="yearly",
    access="form",
    hosts=("dataverse.harvard.edu",),
    downloads=(Download(name="UNVotes.RData", url="", format="rds", megabytes=100),),
    vantage="United States and Europe, universities; the list of important votes is the US State Department's",
    funder="not stated on what was read",
    faults=(
        "the file on Dataverse is RData and its layout was not read here; the tables came from one file a state",
        "votes of 19 states were inferred from agreement scores: for them absence and non-membership look alike",
        "the day of older sessions is not the day of the vote; only its month holds",
        "important votes are listed for 1983-2017; zeros before are no judgment",
        "China's codes: 710 stands beside 713 as absent in nine roll calls of 1971, before it was seated",
        "amendment and paragraph flags are blank from session 39 to 50",
    ),
    gives="Roll calls with issue codes and important votes, joined with the UN library's",
)
