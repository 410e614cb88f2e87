"""Recorded votes of the United Nations General Assembly, from the UN library."""

from tightrope.catalog.entry import Download, Source, Table
from tightrope.catalog.given import text, whole
from tightrope.catalog.naming import codes_table, cow_table
from tightrope.core.citation import License

# One file with a row for each state's vote; its name carries the day of the release.
FILE = "https://digitallibrary.un.org/record/4060887/files/2026_02_06_ga_voting.csv"
# codes that ISO has retired, and one slip, on the state that the seat stands for
RETIRED = {"BUR": "MMR", "BYS": "BLR", "DHY": "BEN", "GER": "DEU", "HVO": "BFA", "RHO": "ZWE", "SCG": "YUG"}
RETIRED |= {"SUN": "RUS", "VDR": "RVN"}
_retired = " ".join(f"WHEN '{old}' THEN '{new}'" for old, new in sorted(RETIRED.items()))
ISSUES = ("me", "nu", "di", "hr", "co", "ec")

# China's seat is Taipei's to 25 October 1971; Bonn's and Sana'a's codes end with the unions of 1990.
VOTES = f"""
    SELECT v.undl_id, CASE
            WHEN v.iso3 = 'CHN' AND v.day <= '1971-10-25' THEN 713
            WHEN v.iso3 = 'DEU' AND v.day < '1990-10-03' THEN 260
            WHEN v.iso3 = 'YEM' AND v.day < '1990-05-22' THEN 678
            ELSE w.ccode END AS ccode,
        CASE WHEN v.given IN ('Y', 'N', 'A', 'X') THEN v.given WHEN v.given = 'NV' THEN 'X' END AS vote,
        v.given NOT IN ('Y', 'N', 'A', 'X', 'NV') AS malformed_code
    FROM (
        SELECT g.*, coalesce(c.iso3, g.code) AS iso3 FROM (
            SELECT {whole("undl_id")} AS undl_id, upper({text("ms_vote")}) AS given, left({text("date")}, 10) AS day,
                CASE upper({text("ms_code")}) {_retired} ELSE upper({text("ms_code")}) END AS code
            FROM given WHERE {text("ms_vote")} IS NOT NULL
        ) g LEFT JOIN {codes_table()} c ON c.code = g.code
    ) v LEFT JOIN {cow_table()} w ON w.iso3 = v.iso3 AND TRY_CAST(left(v.day, 4) AS INTEGER) BETWEEN w.first AND w.last
    ORDER BY 1, 2"""
RESOLUTIONS = f"""
    SELECT undl_id, 'GA' AS body, any_value(resolution) AS resolution, min(day) AS date, any_value(title) AS title,
        TRUE AS recorded, any_value(yes) AS yes, any_value(no) AS no, any_value(abstain) AS abstain,
        any_value(session) AS session, TRY_CAST(left(min(day), 4) AS INTEGER) AS year, NULL::INTEGER AS rcid,
        {", ".join(f"NULL::INTEGER AS {i}" for i in ISSUES)}, 'none' AS issue_source
    FROM (
        SELECT {whole("undl_id")} AS undl_id, {text("resolution")} AS resolution, left({text("date")}, 10) AS day,
            {text("title")} AS title, {whole("total_yes")} AS yes, {whole("total_no")} AS no,
            {whole("total_abstentions")} AS abstain, {whole("session")} AS session
        FROM given WHERE {text("ms_vote")} IS NOT NULL
    ) GROUP BY undl_id ORDER BY undl_id"""

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
            path="unga_votes/undl_votes.parquet", columns=("undl_id", "ccode", "vote", "malformed_code")
        ),
        "undl_resolutions": Table(
            path="unga_votes/undl_resolutions.parquet",
            columns=(
                "undl_id",
                "body",
                "resolution",
                "date",
                "title",
                "recorded",
                "yes",
                "no",
                "abstain",
                "session",
                "year",
                "rcid",
                *ISSUES,
                "issue_source",
            ),
        ),
    },
    domain="diplomatic",
    role="measure",
    twin="voeten_votes",
    cadence="irregular",
    access="open",
    hosts=("digitallibrary.un.org",),
    downloads=(
        Download(
            name="ga_voting_votes.csv",
            url=FILE,
            format="csv",
            columns=("undl_id", "ms_code", "ms_vote", "date"),
            gives="undl_votes",
            sql=VOTES,
            megabytes=600,
        ),
        Download(
            name="ga_voting_resolutions.csv",
            url=FILE,
            format="csv",
            columns=(
                "undl_id",
                "ms_vote",
                "date",
                "session",
                "resolution",
                "title",
                "total_yes",
                "total_no",
                "total_abstentions",
            ),
            gives="undl_resolutions",
            sql=RESOLUTIONS,
            megabytes=600,
        ),
    ),
    vantage="United Nations; adopted texts only, and most decisions are taken without a vote",
    funder="member states of the United Nations",
    faults=(
        "no vote from January 2024 to June 2025 in the folder's table, so 2024 and 2025 are left out",
        "1964 had no ordinary roll call",
        "amendments, paragraphs and failed drafts are not in it",
        "49 rows had a malformed code, normalized upstream; in a download such a vote is left empty and marked",
        "the library renames its file with every release: when the address here is gone, take the newest from the page",
        "the library turns some programs away; a browser gets the file",
        "issue codes and links to the other list of votes are the folder's own and are empty after a download",
    ),
)
