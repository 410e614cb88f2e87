"""One roll-call table from the two vote sources, each cell with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tightrope.data.read import Columns, Library

YES, ABSTAIN, NO, ABSENT = 1, 2, 3, 8
UNDL, VOETEN, BOTH, DIFFER = 1, 2, 3, 4
ISSUES = ("me", "nu", "di", "hr", "co", "ec")
FLAGGED = (38, 72)  # sessions with a list of important votes; zeros before it are no judgment
TALLY = 6  # the upstream links differ by at most as much
SHARED = 20
IDENTICAL = 0.98
UNITED_YEMEN = "1990-05-22"  # the first day of the one state; the coders keep North Yemen's code to year's end

# A special session has no number of its own in the UN library: it counts for the regular one it falls in.
SESSION = "coalesce(u.session, year(u.date::DATE) - 1946 + (month(u.date::DATE) >= 9)::INT)"

# A roll call in both sources that upstream left unlinked would count twice. The pair is taken for one where
# session and tally fit, nearly all states cast the same votes, and neither side has an equal candidate.
LINKS = f"""
CREATE OR REPLACE TEMP TABLE joined_links AS
WITH un AS (
    SELECT undl_id, rcid, {SESSION} AS session, yes, no, abstain FROM undl_resolutions u
    WHERE body = 'GA' AND recorded
), given AS (
    SELECT undl_id, rcid, 'upstream' AS link FROM un WHERE rcid IS NOT NULL
), pairs AS (
    SELECT u.undl_id, r.rcid
    FROM un u JOIN voeten_rollcalls r ON r.session = u.session
    WHERE u.rcid IS NULL AND r.rcid NOT IN (SELECT rcid FROM given)
      AND abs(u.yes - coalesce(r.yes, 0)) + abs(u.no - coalesce(r.no, 0))
        + abs(u.abstain - coalesce(r.abstain, 0)) <= {TALLY}
), scores AS (
    SELECT p.undl_id, p.rcid, avg((v.vote = CASE u.vote WHEN 'Y' THEN 1 WHEN 'A' THEN 2 ELSE 3 END)::INT) AS same
    FROM pairs p
    JOIN undl_votes u ON u.undl_id = p.undl_id AND u.vote <> 'X'
    JOIN voeten_votes v ON v.rcid = p.rcid AND v.ccode = u.ccode AND v.vote <> {ABSENT}
    GROUP BY p.undl_id, p.rcid HAVING count(*) >= {SHARED} AND same >= {IDENTICAL}
), ranked AS (
    SELECT *, rank() OVER (PARTITION BY undl_id ORDER BY same DESC) AS of_un,
        rank() OVER (PARTITION BY rcid ORDER BY same DESC) AS of_voeten FROM scores
), best AS (
    SELECT *, count(*) OVER (PARTITION BY undl_id) AS n_un, count(*) OVER (PARTITION BY rcid) AS n_voeten
    FROM ranked WHERE of_un = 1 AND of_voeten = 1
), own AS (
    SELECT undl_id, rcid, 'votes' AS link FROM best WHERE n_un = 1 AND n_voeten = 1
), doubted AS (
    SELECT undl_id, rcid FROM scores
    WHERE undl_id NOT IN (SELECT undl_id FROM own) AND rcid NOT IN (SELECT rcid FROM own)
)
SELECT undl_id, rcid, link, FALSE AS doubt FROM given
UNION ALL SELECT undl_id, rcid, link, FALSE FROM own
UNION ALL SELECT undl_id, NULL, '', undl_id IN (SELECT undl_id FROM doubted) FROM un
    WHERE rcid IS NULL AND undl_id NOT IN (SELECT undl_id FROM own)
UNION ALL SELECT NULL, rcid, '', FALSE FROM voeten_rollcalls
    WHERE rcid NOT IN (SELECT rcid FROM given) AND rcid NOT IN (SELECT rcid FROM own)
"""

_FLAGS = ", ".join(f"coalesce(v.{i}, u.{i}) AS {i}" for i in ISSUES)
CALLS = f"""
CREATE OR REPLACE TEMP TABLE joined_calls AS
SELECT (row_number() OVER (ORDER BY day, session, undl_id NULLS LAST, rcid) - 1)::INTEGER AS roll, * FROM (
    SELECT l.undl_id, l.rcid,
        CASE WHEN l.rcid IS NULL THEN {UNDL} WHEN l.undl_id IS NULL THEN {VOETEN} ELSE {BOTH} END AS holds,
        l.link, l.doubt, coalesce(u.date, v.date) AS day, u.date IS NOT NULL AS day_exact,
        left(coalesce(u.date, v.date), 4)::INTEGER AS year,
        coalesce(v.session, {SESSION})::INTEGER AS session,
        coalesce(u.resolution, '') AS resolution, coalesce(v.unres, '') AS unres,
        coalesce(u.title, v.short, '') AS title, v.amend, v.para,
        CASE WHEN v.session BETWEEN {FLAGGED[0]} AND {FLAGGED[1]} THEN v.importantvote END AS important,
        {_FLAGS},
        CASE WHEN v.rcid IS NOT NULL THEN 'coded' WHEN u.issue_source = 'title_propagated' THEN 'same title'
            ELSE '' END AS issue_source
    FROM joined_links l
    LEFT JOIN undl_resolutions u ON u.undl_id = l.undl_id
    LEFT JOIN voeten_rollcalls v ON v.rcid = l.rcid
)
"""

# Where a roll call has a row of the Republic of China (713), it holds the seat: the other China's row is an
# absence from before it was seated, and is left out.
CELLS = f"""
CREATE OR REPLACE TEMP TABLE joined_cells AS
WITH library_cells AS (
    SELECT c.roll, i.iso3 AS state, u.malformed_code AS malformed,
        CASE u.vote WHEN 'Y' THEN 1 WHEN 'A' THEN 2 WHEN 'N' THEN 3 ELSE {ABSENT} END AS vote
    FROM undl_votes u JOIN joined_calls c ON c.undl_id = u.undl_id
    JOIN cow_iso i ON i.ccode = u.ccode AND i.year = c.year
), taiwan AS (
    SELECT rcid FROM voeten_votes WHERE ccode = 713
), coded_cells AS (
    SELECT c.roll, CASE WHEN v.ccode = 678 AND c.day >= '{UNITED_YEMEN}' THEN 'YEM' ELSE i.iso3 END AS state,
        v.vote, v.reconstructed
    FROM voeten_votes v JOIN joined_calls c ON c.rcid = v.rcid
    JOIN cow_iso i ON i.ccode = v.ccode AND i.year = c.year
    WHERE NOT (v.ccode = 710 AND v.rcid IN (SELECT rcid FROM taiwan))
)
SELECT roll, state, coalesce(u.vote, 0)::TINYINT AS undl, coalesce(v.vote, 0)::TINYINT AS voeten,
    coalesce(v.reconstructed, FALSE) AS reconstructed, coalesce(u.malformed, FALSE) AS malformed
FROM library_cells u FULL JOIN coded_cells v USING (roll, state)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCalls:
    """Roll calls of the General Assembly with every state's vote.

    Parameters
    ----------
    states : ISO3 codes that the votes point to.
    calls : one row a roll call, in order of day: `undl_id` and `rcid` (NaN if not in that source), `holds`
        (1 UN library, 2 Voeten, 3 both), `link` ("upstream", "votes" for one found here by equal votes, ""),
        `doubt` (may be the same as another row, undecided), `day` (ISO) and `day_exact` (in Voeten's older
        sessions only the month holds), `year` of the day, `session`, `resolution`, `unres`, `title`, `amend`
        and `para` (1, 0, NaN unknown), `important` (1, 0; NaN outside 1983-2017, where no list is on file),
        `me nu di hr co ec` (1, 0, NaN unknown) and `issue_source` ("coded", "same title", "").
    votes : one row a state and roll call: `roll` (row of `calls`), `state` (place in `states`), `undl` and
        `voeten` (1 yes, 2 abstain, 3 no, 8 absent, 0 no row), `source` (1 UN library, 2 Voeten, 3 both agree,
        4 they differ), `vote` (as `undl`; 0 where the sources differ: read the two columns and decide),
        `reconstructed` (inferred upstream from agreement scores) and `malformed` (code mended upstream).
        No row is absent or not a member.
    """

    states: tuple[str, ...]
    calls: Columns
    votes: Columns

    def cast(self, keep: NDArray[np.bool_] | None = None) -> Columns:
        """Return the votes cast (1, 2, 3) that are not in dispute, columns roll, state, vote.

        Parameters
        ----------
        keep : (roll calls,) which to use; all but the doubtful if none.
        """
        kept = ~self.calls["doubt"] if keep is None else np.asarray(keep, dtype=bool)
        chosen = np.isin(self.votes["vote"], (YES, ABSTAIN, NO)) & kept[self.votes["roll"]]
        return {name: self.votes[name][chosen] for name in ("roll", "state", "vote")}


def load(library: Library, *, last: int = 2023) -> RollCalls:
    """Join the two vote sources.

    Parameters
    ----------
    library : with the tables of the sources `unga_votes` and `voeten_votes`.
    last : last calendar year; 2024 is on no file and 2025 holds 23 roll calls.

    Raises
    ------
    ColumnsMoved : a table or column is not there.
    """
    for query in (LINKS, CALLS, CELLS):
        library.sql(query)
    calls = library.sql("SELECT * EXCLUDE (roll) FROM joined_calls WHERE year <= $last ORDER BY roll", {"last": last})
    codes = library.sql("SELECT DISTINCT state FROM joined_cells ORDER BY state")["state"]
    votes = library.sql(
        """
        SELECT c.roll, (s.place - 1)::SMALLINT AS state, c.undl, c.voeten, c.reconstructed, c.malformed
        FROM joined_cells c JOIN joined_calls r ON r.roll = c.roll AND r.year <= $last
        JOIN (
            SELECT state, row_number() OVER (ORDER BY state) AS place FROM (SELECT DISTINCT state FROM joined_cells)
        ) s ON s.state = c.state
        ORDER BY c.roll, c.state
        """,
        {"last": last},
    )
    for name in ("amend", "para", "important", *ISSUES, "undl_id", "rcid"):
        calls[name] = np.asarray(calls[name], dtype=float)
    undl, voeten = votes["undl"], votes["voeten"]
    one = np.where(voeten == 0, UNDL, VOETEN)
    votes["source"] = np.where((undl > 0) & (voeten > 0), np.where(undl == voeten, BOTH, DIFFER), one).astype(np.int8)
    votes["vote"] = np.where(votes["source"] == DIFFER, 0, np.maximum(undl, voeten)).astype(np.int8)
    return RollCalls(states=tuple(str(c) for c in codes), calls=calls, votes=votes)
