"""UN roll calls after 2023, declared and to be pulled."""

from tightrope.catalog.entry import Download, Source
from tightrope.core.citation import License

SOURCE = Source(
    name="un_rollcalls_recent",
    label="UN General Assembly recorded votes",
    publisher="Dag Hammarskjold Library, United Nations",
    url="https://digitallibrary.un.org/record/4060887",
    version="2026-02-06",
    license=License(name="UN terms of use (non-commercial, with attribution)", ships="derived", verified=False),
    cites=("undl_votes",),
    first=1946,
    last=2025,
    domain="diplomatic",
    role="measure",
    twin="unga_votes",
    cadence="irregular",
    access="open",
    hosts=("digitallibrary.un.org",),
    downloads=(
        Download(
            name="ga_voting.csv",
            url="https://digitallibrary.un.org/record/4060887/files/2026_02_06_ga_voting.csv",
            format="csv",
            columns=("undl_id", "ms_code", "ms_name", "ms_vote", "date", "session", "resolution", "title"),
            gives="undl_votes_full",
            sql=r"""
                SELECT TRY_CAST(undl_id AS BIGINT) AS undl_id, ms_code AS iso3, ms_name AS un_name,
                    upper(left(trim(ms_vote), 1)) AS vote, left(date::VARCHAR, 10) AS date,
                    regexp_replace(session::VARCHAR, '\.0$', '') AS session_label, resolution, title
                FROM given WHERE upper(left(trim(ms_vote), 1)) IN ('Y', 'N', 'A', 'X')
                ORDER BY date, undl_id, iso3
            """,
            megabytes=800,
        ),
    ),
    vantage="United Nations; adopted texts only, and most decisions are taken without a vote",
    funder="member states of the United Nations",
    faults=(
        "the file's name changes with every release: look at the record's page when the address is gone",
        "China's seat was the Republic of China's until 25 October 1971 and is coded CHN here",
        "amendments, paragraphs and failed drafts are not in it",
    ),
    gives="UN roll calls after 2023",
)
