"""Recorded votes of the United Nations General Assembly."""

from tightrope.catalog.entry import Source, Table
from tightrope.core.citation import License

SOURCE = Source(
    name="unga_votes",
    label="UN General Assembly recorded votes",
    publisher="Dag Hammarskjold Library, United Nations",
    url="https://digitallibrary.un.org/record/4060887",
    version="2023-12 (adopted resolutions), with votes of 2025 that are not used",
    license=License(name="UN terms of use (non-commercial, with attribution)", ships="derived", verified=False),
    cites=("undl_votes",),
    first=1946,
    last=2023,
    tables={
        "undl_votes": Table(
            path="unga_votes/undl_votes.parquet",
            columns=("undl_id", "iso3", "ccode", "un_name", "vote", "malformed_code"),
        ),
        "undl_resolutions": Table(
            path="unga_votes/undl_resolutions.parquet",
            columns=(
                "undl_id",
                "body",
                "resolution",
                "date",
                "title",
                "agenda",
                "committee_report",
                "meeting",
                "recorded",
                "yes",
                "no",
                "abstain",
                "absent",
                "session",
                "session_label",
                "year",
                "rcid",
                "link_tally_diff",
                "link_how",
                "importantvote",
                "me",
                "nu",
                "di",
                "hr",
                "co",
                "ec",
                "issue_source",
            ),
        ),
    },
    vantage="United Nations; adopted texts only, and most decisions are taken without a vote",
    faults=(
        "no vote from January 2024 to June 2025, so 2024 and 2025 are left out",
        "1964 had no ordinary roll call",
        "amendments, paragraphs and failed drafts are not in it",
        "49 rows had a malformed code, normalized upstream",
    ),
)
