"""The joined roll calls against what is known of the two sources."""

import time

import numpy as np
import pytest

from tightrope.catalog.shelf import sources
from tightrope.catalog.votes.idealpoints import leaps, published
from tightrope.catalog.votes.joined import ABSENT, BOTH, DIFFER, NO, UNDL, VOETEN, YES, load
from tightrope.data.read import open_library

pytestmark = pytest.mark.shared
RECONSTRUCTED = (2, 20, 200, 210, 211, 212, 220, 235, 290, 325, 365, 380, 385, 390, 395, 666, 740, 900, 920)


@pytest.fixture(scope="module")
def library(shared_data):
    names = ("unga_votes", "voeten_votes", "voeten_ideal_points", "voeten_ideal_points_2020")
    tables = {view: path for name in names for view, path in sources()[name].paths.items()}
    korea = {"korea": "voeten_ideal_points/korea_dyads_unga_similarity.parquet"}
    return open_library(shared_data, {**tables, **korea})


@pytest.fixture(scope="module")
def joined(library):
    return load(library)


def vote_of(joined, state, row):
    mine = (joined.votes["roll"] == row) & (joined.votes["state"] == joined.states.index(state))
    return {k: int(joined.votes[k][mine][0]) for k in ("undl", "voeten", "vote", "source")} if mine.any() else None


def test_linked_votes_agree_as_published(library):
    found = library.sql(
        """
        SELECT count(*) AS n, avg((v.vote = CASE u.vote WHEN 'Y' THEN 1 WHEN 'A' THEN 2 ELSE 3 END)::INT) AS same
        FROM undl_votes u JOIN undl_resolutions r USING (undl_id)
        JOIN voeten_votes v ON v.rcid = r.rcid AND v.ccode = u.ccode
        WHERE u.vote <> 'X' AND v.vote <> 8
        """
    )
    assert int(found["n"][0]) == 679_252
    assert float(found["same"][0]) == pytest.approx(0.9991, abs=5e-5)


def test_the_joined_cells_agree_as_well(joined):
    cast = [np.isin(joined.votes[name], (1, 2, 3)) for name in ("undl", "voeten")]
    both = cast[0] & cast[1]
    upstream = (joined.calls["link"] == "upstream")[joined.votes["roll"]]
    # Keyed by state instead of by code, Germany and Yemen of autumn 1990 meet their own rows: 168 more.
    assert int((both & upstream).sum()) == 679_420
    same = joined.votes["undl"] == joined.votes["voeten"]
    assert same[both & upstream].mean() == pytest.approx(0.9991, abs=1e-4)
    assert same[both & ~upstream].mean() > 0.999, "what is linked here by votes is one roll call"


def test_no_vote_is_lost_or_doubled(library, joined):
    whole = load(library, last=9999)
    # China's seat before December 1949 is coded as Taiwan (713), which did not live then: left out (states.md).
    wanted = library.sql(
        "SELECT count(*) AS n FROM undl_votes JOIN undl_resolutions USING (undl_id) WHERE body = 'GA' AND recorded "
        "AND NOT (ccode = 713 AND year < 1949)"
    )
    early = library.sql(
        "SELECT count(*) AS n FROM voeten_votes JOIN voeten_rollcalls USING (rcid) WHERE ccode = 713 AND year < 1949"
    )
    assert int((whole.votes["undl"] > 0).sum()) == int(wanted["n"][0])
    # Nine rows of the other China, absent from before it was seated, are left out.
    assert int((whole.votes["voeten"] > 0).sum()) == 977_292 - 9 - int(early["n"][0])
    key = whole.votes["roll"].astype(np.int64) * 1000 + whole.votes["state"]
    assert len(np.unique(key)) == len(key)
    for name in ("undl_id", "rcid"):
        ids = whole.calls[name][np.isfinite(whole.calls[name])]
        assert len(np.unique(ids)) == len(ids)
    assert len(whole.calls["rcid"][np.isfinite(whole.calls["rcid"])]) == 6_299
    assert joined.calls["year"].max() == 2023


def test_the_source_of_each_cell_is_told(joined):
    source, undl, voeten = (joined.votes[name] for name in ("source", "undl", "voeten"))
    assert ((source == UNDL) == ((undl > 0) & (voeten == 0))).all()
    assert ((source == VOETEN) == ((undl == 0) & (voeten > 0))).all()
    assert ((source == BOTH) == ((undl == voeten) & (undl > 0))).all()
    assert (joined.votes["vote"][source == DIFFER] == 0).all()
    assert (source == DIFFER).mean() < 0.003


def test_the_dropped_rows_of_china_are_absences(library):
    found = library.sql(
        "SELECT a.vote FROM voeten_votes a JOIN voeten_votes b USING (rcid) WHERE a.ccode = 710 AND b.ccode = 713"
    )
    assert found["vote"].tolist() == [ABSENT] * 9


def test_chinas_seat_changes_hands_once_in_both_sources(joined):
    for column in ("undl", "voeten"):
        held = joined.votes[column] > 0
        rows = {
            state: joined.votes["roll"][held & (joined.votes["state"] == joined.states.index(state))]
            for state in ("TWN", "CHN")
        }
        days = {state: joined.calls["day"][roll] for state, roll in rows.items()}
        assert days["TWN"].max() <= "1971-10-25" < days["CHN"].min(), column
        assert not set(rows["TWN"].tolist()) & set(rows["CHN"].tolist())


def test_the_vote_that_seated_china_is_one_row(joined):
    (row,) = np.flatnonzero(joined.calls["resolution"] == "A/RES/2758(XXVI)")
    assert joined.calls["holds"][row] == BOTH
    assert vote_of(joined, "USA", row)["vote"] == NO
    assert vote_of(joined, "PAK", row)["vote"] == YES
    assert vote_of(joined, "CHN", row) is None
    assert vote_of(joined, "TWN", row)["vote"] == ABSENT


def test_reconstructed_states_have_no_absences_of_their_own(library, joined):
    codes = ", ".join(str(code) for code in RECONSTRUCTED)
    found = library.sql(f"SELECT count(*) AS n FROM voeten_votes WHERE vote = 8 AND ccode IN ({codes})")
    assert int(found["n"][0]) == 0
    marked = joined.votes["reconstructed"]
    assert not (marked & (joined.votes["voeten"] == ABSENT)).any()
    assert not (marked & (joined.votes["voeten"] == 0)).any()
    usa = joined.votes["state"] == joined.states.index("USA")
    in_both = (joined.calls["holds"] == BOTH)[joined.votes["roll"]]
    assert (usa & in_both & (joined.votes["undl"] == ABSENT) & (joined.votes["voeten"] == 0)).any()


def test_flags_stand_where_lists_exist(joined):
    calls = joined.calls
    known = np.isfinite(calls["important"])
    assert calls["session"][known].min() == 38
    assert calls["session"][known].max() == 72
    assert int((calls["important"] == 1).sum()) == 411
    coded = calls["issue_source"] == "coded"
    assert np.isfinite(calls["me"][coded]).all()
    assert np.isnan(calls["me"][calls["issue_source"] == ""]).all()


def test_known_votes(joined):
    (ukraine,) = np.flatnonzero(joined.calls["resolution"] == "A/RES/ES-11/1")
    assert [vote_of(joined, s, ukraine)["vote"] for s in ("USA", "CHN", "PAK", "IND", "RUS")] == [1, 2, 2, 2, 3]
    assert joined.calls["session"][ukraine] == 76
    (crimea,) = np.flatnonzero(joined.calls["resolution"] == "A/RES/68/262")
    assert [vote_of(joined, s, crimea)["vote"] for s in ("CHN", "PAK", "RUS")] == [2, 2, 3]


def test_agreement_from_the_joined_table_equals_the_published_dyads(library, joined):
    published_dyads = library.sql(
        "SELECT ccode2, year, v_agree FROM korea WHERE ccode2 IN (2, 710, 740, 770) AND year BETWEEN 2018 AND 2020"
    )
    code = {2: "USA", 710: "CHN", 740: "JPN", 770: "PAK"}
    votes = np.full((len(joined.states), len(joined.calls["day"])), np.nan)
    cast = np.isin(joined.votes["voeten"], (1, 2, 3))
    votes[joined.votes["state"][cast], joined.votes["roll"][cast]] = joined.votes["voeten"][cast]
    assert len(published_dyads["year"]) == 12
    for other, year, expected in zip(*published_dyads.values(), strict=True):
        when = (joined.calls["session"] == year - 1945) & np.isfinite(joined.calls["rcid"])
        pair = votes[[joined.states.index("KOR"), joined.states.index(code[int(other)])]][:, when]
        ours = 1 - np.nanmean(np.abs(pair[0] - pair[1])) / 2
        assert ours == pytest.approx(expected, abs=5e-4), (other, year)


def test_it_loads_quickly(shared_data, library):
    started = time.process_time()
    load(library)
    assert time.process_time() - started < 3


def test_published_points_load_in_both_vintages_and_stay_apart(library):
    new, old = published(library, "2025-07"), published(library, "2020-04")
    assert (new["year"].min(), new["year"].max(), old["year"].max()) == (1946, 2024, 2019)
    # Without China's seat of 1946-48, Ghana 1956, Mauritius 1967 and Bosnia 1991, which were not yet states.
    assert len(old["year"]) == 10_469 - 6

    def at(points, state, year):
        return float(points["value"][(points["state"] == state) & (points["year"] == year)][0])

    assert at(old, "PAK", 2019) == pytest.approx(-0.100, abs=5e-4)
    assert at(new, "USA", 2024) == pytest.approx(2.21, abs=5e-3)
    # The same state and year, two scales: a series that changed vintage would move by itself.
    assert at(new, "PAK", 2019) - at(old, "PAK", 2019) == pytest.approx(-0.10, abs=0.005)
    assert not set(new["vintage"]) & set(old["vintage"])


def test_the_leap_of_2022_is_flagged(library):
    found = leaps(published(library, "2025-07"))
    flagged = {(s, int(y)): float(c) for s, y, c in zip(found["state"], found["year"], found["change"], strict=True)}
    assert flagged["CHN", 2022] == pytest.approx(-0.97, abs=0.005)
    assert flagged["PAK", 2022] == pytest.approx(-0.63, abs=0.005)
    assert min(c for (s, _), c in flagged.items() if s == "CHN") == flagged["CHN", 2022]
