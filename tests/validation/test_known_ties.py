"""Ties as computed against what is known of them: the checks that a reader of the sources would make."""

import numpy as np
import pytest

from tightrope.catalog.rollcalls import tables
from tightrope.catalog.shelf import indicators, sources
from tightrope.data.read import open_library
from tightrope.stats.similarity import identical

pytestmark = pytest.mark.shared
POWERS = ("USA", "CHN")


@pytest.fixture(scope="module")
def compute(shared_data):
    """Return a function from an indicator's name to {(state, power, year): value}."""
    made = {}

    def get(name):
        if name not in made:
            entry = indicators()[name]
            views = {v: path for s in entry.variable.sources for v, path in sources()[s].paths.items()}
            table = entry.compute(open_library(shared_data, views), POWERS)
            power = table.get("power", np.full(len(table["year"]), "", dtype=object))
            keys = zip(table["state"].tolist(), power.tolist(), table["year"].tolist(), strict=True)
            made[name] = dict(zip(keys, table["value"].tolist(), strict=True))
        return made[name]

    return get


@pytest.mark.parametrize("name", ["un_agreement", "un_identical"])
def test_pakistan_agrees_more_with_china_in_every_year_from_1971(compute, name):
    found = compute(name)
    years = [y for s, p, y in found if (s, p) == ("PAK", "CHN")]
    assert sorted(years) == list(range(1971, 2024))
    assert all(found["PAK", "CHN", y] > found["PAK", "USA", y] for y in years)


def test_pakistan_never_voted_with_the_united_states_as_in_1955_to_1964(shared_data):
    library = open_library(shared_data, sources()["unga_votes"].paths)
    columns, counts = tables(library, ("USA",), common=1)

    def pooled(first, last):
        years = (columns["year"] >= first) & (columns["year"] <= last)
        return float(identical(counts[years & (columns["state"] == "PAK")].sum(0)))

    early = pooled(1955, 1964)
    assert early == pytest.approx(0.73, abs=0.005)
    assert all(early > pooled(first, first + 9) for first in (1965, 1975, 1985, 1995, 2005, 2014))


@pytest.mark.parametrize("name", ["un_kappa", "un_agreement", "contested_with", "ideal_point_distance"])
def test_chinas_seat_is_the_peoples_republics(compute, name):
    assert min(y for s, p, y in compute(name) if p == "CHN") >= 1971
    assert not any(s == "CHN" and y < 1971 for s, p, y in compute(name))


def test_partial_years_of_votes_are_not_there(compute):
    years = {y for _, _, y in compute("un_kappa")}
    assert 1964 not in years
    assert max(years) == 2023


def test_the_powers_grow_apart_in_their_votes(compute):
    found = compute("powers_kappa")
    assert found["CHN-USA", "", 2023] < found["CHN-USA", "", 1990] < 0.1


def test_contested_votes_name_their_base(compute):
    found = compute("contested_with")
    for year in range(1980, 2024):
        both = found["PAK", "USA", year] + found["PAK", "CHN", year]
        assert both <= 1 + 1e-12
        assert compute("contested_votes")["CHN-USA", "", year] >= 5


def test_china_arms_pakistan(compute):
    assert compute("arms_share_5y")["PAK", "CHN", 2024] == pytest.approx(0.81, abs=0.02)
    assert compute("arms_share_5y")["PAK", "USA", 1964] > 0.5
    assert 0.64 <= compute("arms_hhi_5y")["PAK", "", 2024] <= 0.70


def test_both_arms_series_tell_the_same_where_they_overlap(shared_data):
    library = open_library(shared_data, sources()["sipri_arms"].paths)
    found = library.sql(
        """
        WITH t AS (
            SELECT recipient, year, sum(tiv_musd1990) AS total, sum(tiv_musd1990) FILTER (supplier = 'China') AS china,
                sum(tiv_musd1990) FILTER (supplier = 'United States') AS usa
            FROM sipri_tiv WHERE year >= 1995 GROUP BY ALL
        ),
        r AS (
            SELECT recipient, delivery_year AS year, sum(tiv_delivered) AS total,
                sum(tiv_delivered) FILTER (supplier = 'China') AS china,
                sum(tiv_delivered) FILTER (supplier = 'United States') AS usa
            FROM sipri_deliveries GROUP BY ALL
        )
        SELECT recipient, t.total AS t_total, r.total AS r_total, coalesce(t.china, 0) / t.total AS t_china,
            coalesce(r.china, 0) / r.total AS r_china, coalesce(t.usa, 0) / t.total AS t_usa,
            coalesce(r.usa, 0) / r.total AS r_usa
        FROM t JOIN r USING (recipient, year) WHERE t.total > 0 AND r.total > 0
        """
    )
    assert np.corrcoef(found["t_china"], found["r_china"])[0, 1] > 0.98
    assert np.corrcoef(found["t_usa"], found["r_usa"])[0, 1] > 0.985
    mine = found["recipient"] == "Pakistan"
    assert np.corrcoef(found["t_total"][mine], found["r_total"][mine])[0, 1] > 0.995


def test_arms_are_missing_in_years_without_deliveries_and_zero_from_the_other(compute):
    found = compute("arms_share")
    assert found["PAK", "CHN", 1955] == 0
    assert all(("PAK", "USA", y) in found for s, p, y in found if (s, p) == ("PAK", "CHN"))
    assert all(abs(100 * v - round(100 * v)) < 1e-9 for v in found.values()), "two decimals, no more"


def test_known_journeys_are_counted(compute):
    found = compute("visits")
    for year in (1959, 1967, 1969, 2000, 2006):
        assert found["PAK", "USA", year] >= 1, year
    for year in (1956, 1964, 1966, 1981, 1984, 1989, 2001, 2005, 2010, 2013, 2015):
        assert found["PAK", "CHN", year] >= 1, year
    assert found["BTN", "USA", 2000] == 0, "a state without a visit is an observed zero"
    assert max(y for _, _, y in found) == 2019
    assert set(found.values()) == {0, 1, 2, 3}
    assert compute("secretary_visits")["PAK", "USA", 2002] == 4
    assert min(y for _, p, y in found if p == "CHN") == 1951


def test_surveys_leave_the_suspect_year_out(compute):
    found = compute("favorability")
    assert not any(p == "CHN" and y == 2013 for _, p, y in found)
    assert found["PAK", "USA", 2015] == pytest.approx(22.55 / (22.55 + 61.46), abs=0.001)
    assert found["PAK", "CHN", 2015] > 0.9
    assert max(y for s, _, y in found if s == "PAK") == 2015


def test_ideal_points_jump_where_the_note_says(compute):
    found = compute("ideal_point")
    assert found["CHN", "", 2022] - found["CHN", "", 2021] < -0.9
    assert found["PAK", "", 2022] - found["PAK", "", 2021] < -0.6
    note = indicators()["ideal_point"].variable.note
    assert "jump" in note
    assert "2022" in note


def test_posts_follow_recognition(compute):
    found = compute("posts")
    assert (found["PAK", "USA", 2023], found["PAK", "CHN", 2023]) == (4, 3)
    assert found["GTM", "CHN", 2023] == 0
    assert found["IRN", "USA", 2023] == found["PRK", "USA", 2023] == 0
    assert found["PRK", "CHN", 2019] >= 1


def test_speeches_of_china_start_in_1972(compute):
    found = compute("speech_attention")
    assert min(y for s, _, y in found if s == "CHN") == 1972
    assert min(y for _, _, y in compute("powers_mentions")) == 1972


def test_treaties_say_less_than_practice(compute):
    found = compute("atop_obligation")
    assert found["PAK", "USA", 1960] == 1
    assert found["PAK", "CHN", 2018] == 0
    assert ("PAK", "CHN", 2019) not in found


def test_students_are_the_published_counts(compute):
    assert compute("students_usa")["PAK", "USA", 2022] == 10_164
    assert compute("students_china")["PAK", "CHN", 2016] == 18_626
    assert ("PAK", "CHN", 2018) not in compute("students_china")
