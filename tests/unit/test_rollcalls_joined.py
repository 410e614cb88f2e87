"""Two invented vote sources become one table: links, seats, disputes, doubts."""

import numpy as np
import pytest

from tightrope.catalog.votes.idealpoints import leaps, published
from tightrope.catalog.votes.joined import ABSENT, BOTH, DIFFER, UNDL, VOETEN, load
from tightrope.core.errors import CoverageError, UnknownName
from tightrope.data.read import Library, open_library

MEMBERS = [2, 20, 70, 200, 210, 211, 220, 230, 290, 310, 325, 345, 350, 360, 365, 385, 390, 530, 630, 640, 710, 750]
MEMBERS += [770, 900]
LETTER = {1: "Y", 2: "A", 3: "N", 8: "X"}


def pattern(seed):
    """A vote of every member that is unlike the vote of another seed."""
    return dict(zip(MEMBERS, np.random.default_rng(seed).choice([1, 2, 3], len(MEMBERS)).tolist(), strict=True))


def tally(votes):
    return [sum(v == level for v in votes.values()) for level in (1, 3, 2)]


def resolution(undl_id, date, votes, *, session="NULL", rcid="NULL", body="GA", issue="none", me="NULL"):
    yes, no, abstain = tally(votes)
    return (
        f"({undl_id}, '{body}', 'A/RES/{undl_id}', '{date}', 'Title {undl_id}', TRUE, {yes}, {no}, {abstain}, "
        f"{session}, {rcid}, {me}, '{issue}')"
    )


def rollcall(rcid, session, date, votes, *, important="NULL", me=0):
    yes, no, abstain = tally(votes)
    return (
        f"({rcid}, {session}, {yes}, {no}, {abstain}, {important}, '{date}', 'R/{session}/{rcid}', "
        f"NULL::INTEGER, 0, 'S', {me})"
    )


@pytest.fixture
def made(tmp_path) -> Library:
    """A library whose tables are invented: linked upstream, by votes, in one source only, and doubtful."""
    library = open_library(tmp_path, {})
    a, b, c, d, e = (pattern(seed) for seed in range(5))
    flipped = {**a, 770: 1 if a[770] != 1 else 3}
    before = {k: v for k, v in e.items() if k != 710} | {713: 3}
    library.sql(
        f"""
        CREATE VIEW undl_resolutions AS SELECT *, 0::TINYINT AS nu, NULL::TINYINT AS di, NULL::TINYINT AS hr,
            NULL::TINYINT AS co, NULL::TINYINT AS ec FROM (VALUES
            {resolution(1, "1990-12-04", a, session=45, rcid=101, issue="voeten_link", me=1)},
            {resolution(2, "1991-12-06", b, session=46)},
            {resolution(3, "2022-03-02", c, issue="title_propagated", me=1)},
            {resolution(4, "1971-09-21", before, session=26, rcid=104)},
            {resolution(5, "1992-11-02", d, session=47)},
            {resolution(6, "1992-11-02", d, session=47, body="SC")},
            {resolution(7, "2025-09-02", c, session=79)}
        ) t(undl_id, body, resolution, date, title, recorded, yes, no, abstain, session, rcid, me, issue_source)
        """
    )
    rows = [
        f"({undl_id}, {code}, '{LETTER[vote]}', FALSE)"
        for undl_id, votes in ((1, flipped), (2, b), (3, c), (4, before), (5, d), (6, d), (7, c))
        for code, vote in votes.items()
    ]
    library.sql(
        f"CREATE VIEW undl_votes AS SELECT * FROM (VALUES {','.join(rows)}) t(undl_id, ccode, vote, malformed_code)"
    )
    library.sql(
        f"""
        CREATE VIEW voeten_rollcalls AS SELECT *, 0 AS nu, 0 AS di, 0 AS hr, 0 AS co, 0 AS ec FROM (VALUES
            {rollcall(101, 45, "1990-12-01", a, important=1, me=1)},
            {rollcall(102, 46, "1991-12-01", b)},
            {rollcall(103, 20, "1965-12-05", e, important=0)},
            {rollcall(104, 26, "1971-09-06", before, important=0)},
            {rollcall(105, 47, "1992-11-01", d)},
            {rollcall(106, 47, "1992-11-01", d)}
        ) t(rcid, session, yes, no, abstain, importantvote, date, unres, amend, para, short, me)
        """
    )
    rows = [
        f"({rcid}, {code}, {vote}, {rcid == 101 and code == 2})"
        for rcid, votes in ((101, a), (102, b), (103, e), (104, before), (105, d), (106, d))
        for code, vote in votes.items()
    ]
    rows += ["(104, 710, 8, FALSE)", "(101, 678, 1, FALSE)"]
    library.sql(
        f"CREATE VIEW voeten_votes AS SELECT * FROM (VALUES {','.join(rows)}) t(rcid, ccode, vote, reconstructed)"
    )
    return library


def place(joined, **ids):
    """Row of a roll call by one of its ids."""
    (name, value), *_ = ids.items()
    return int(np.flatnonzero(joined.calls[name] == value)[0])


def cells(joined, row):
    chosen = joined.votes["roll"] == row
    return {
        joined.states[s]: (int(u), int(v), int(source), int(vote))
        for s, u, v, source, vote in zip(
            *(joined.votes[k][chosen] for k in ("state", "undl", "voeten", "source", "vote")), strict=True
        )
    }


def test_one_row_a_roll_call_with_both_ids(made):
    joined = load(made)
    held = {
        (None if np.isnan(u) else int(u), None if np.isnan(v) else int(v)): (int(h), link)
        for u, v, h, link in zip(*(joined.calls[k] for k in ("undl_id", "rcid", "holds", "link")), strict=True)
    }
    assert held == {
        (1, 101): (BOTH, "upstream"),
        (2, 102): (BOTH, "votes"),
        (3, None): (UNDL, ""),
        (4, 104): (BOTH, "upstream"),
        (5, None): (UNDL, ""),
        (None, 103): (VOETEN, ""),
        (None, 105): (VOETEN, ""),
        (None, 106): (VOETEN, ""),
    }
    assert joined.calls["day"].tolist() == sorted(joined.calls["day"].tolist())
    assert joined.votes["roll"].max() == len(joined.calls["day"]) - 1


def test_a_pair_that_cannot_be_told_apart_is_left_in_doubt(made):
    joined = load(made)
    assert np.flatnonzero(joined.calls["doubt"]).tolist() == [place(joined, undl_id=5)]
    assert place(joined, undl_id=5) not in joined.cast()["roll"]
    assert place(joined, undl_id=5) in joined.cast(np.ones(len(joined.calls["day"]), dtype=bool))["roll"]


def test_where_the_sources_differ_both_votes_stand_and_none_is_chosen(made):
    joined = load(made)
    row = place(joined, undl_id=1)
    undl, voeten, source, vote = cells(joined, row)["PAK"]
    assert undl != voeten
    assert (source, vote) == (DIFFER, 0)
    others = {state: cell for state, cell in cells(joined, row).items() if state not in ("PAK", "YEM")}
    assert all(cell[0] == cell[1] == cell[3] and cell[2] == BOTH for cell in others.values())


def test_flags_keep_unknown_apart_from_no(made):
    calls = load(made).calls
    by = {int(v): i for i, v in enumerate(calls["rcid"]) if np.isfinite(v)}
    assert calls["important"][by[101]] == 1
    assert np.isnan(calls["important"][by[103]]), "no list before 1983"
    assert np.isnan(calls["important"][by[102]])
    assert calls["me"][by[101]] == 1
    assert np.isnan(calls["amend"]).all()
    third = int(np.flatnonzero(calls["undl_id"] == 3)[0])
    assert calls["me"][third] == 1
    assert calls["issue_source"][third] == "same title"
    assert np.isnan(calls["hr"][third])
    assert calls["session"][third] == 76, "an emergency session counts for the regular one it falls in"


def test_the_seat_of_china_has_one_holder(made):
    joined = load(made)
    found = cells(joined, place(joined, undl_id=4))
    assert found["TWN"] == (3, 3, BOTH, 3)
    assert "CHN" not in found


def test_united_yemen_is_one_state(made):
    joined = load(made)
    assert cells(joined, place(joined, undl_id=1))["YEM"] == (0, 1, VOETEN, 1)
    assert "YAR" not in joined.states


def test_the_last_year_is_the_readers_choice(made):
    assert 7 not in load(made).calls["undl_id"]
    assert 7 in load(made, last=2025).calls["undl_id"]


def test_absence_is_a_value_and_no_row_is_none(made):
    made.sql(
        "CREATE OR REPLACE VIEW undl_votes AS SELECT 3 AS undl_id, 770 AS ccode, 'X' AS vote, FALSE AS malformed_code"
    )
    joined = load(made)
    assert cells(joined, place(joined, undl_id=3)) == {"PAK": (ABSENT, 0, UNDL, ABSENT)}
    assert place(joined, undl_id=3) not in joined.cast()["roll"]


@pytest.fixture
def points(tmp_path) -> Library:
    library = open_library(tmp_path, {})
    library.sql(
        "CREATE VIEW ideal_points AS SELECT * FROM (VALUES (710, 2021, -.4, -.6, -.2), (710, 2022, -1.4, -1.6, -1.2), "
        "(770, 2021, NULL, NULL, NULL), (770, 2022, -.7, -.9, -.5)) t(ccode, year, idealpointfp, q5fp, q95fp)"
    )
    library.sql(
        "CREATE VIEW ideal_points_2020 AS SELECT * FROM (VALUES ('All', 710, 74, -.3, -.5, -.2), "
        '(\'Important\', 710, 74, -2, -2.1, -1.9)) t(vote_set, ccode, session, IdealPoint, "Q5%", "Q95%")'
    )
    return library


def test_vintages_stay_two_series(points):
    new, old = published(points, "2025-07"), published(points, "2020-04")
    assert set(new["vintage"]) == {"2025-07"}
    assert list(zip(new["state"], new["year"], new["value"], strict=True)) == [
        ("CHN", 2021, -0.4), ("CHN", 2022, -1.4), ("PAK", 2022, -0.7),
    ]  # fmt: skip
    assert (old["vintage"].tolist(), old["year"].tolist(), old["value"].tolist()) == (["2020-04"], [2019], [-0.3])
    with pytest.raises(CoverageError, match="no one series"):
        published(points, "2020-04", "2025-07")
    with pytest.raises(CoverageError):
        published(points)
    with pytest.raises(UnknownName, match="2025-07 or 2020-04"):
        published(points, "2024-06")


def test_a_leap_is_flagged_and_a_gap_is_none(points):
    found = leaps(published(points, "2025-07"))
    assert list(zip(found["state"], found["year"], strict=True)) == [("CHN", 2022)]
    assert found["change"] == pytest.approx([-1.0])
    gap = {"state": np.array(["A", "A"], object), "year": np.array([2000, 2002]), "value": np.array([0.0, 3.0])}
    assert not len(leaps(gap)["year"])
