"""Visits, surveys, speeches, points and treaties on invented rows: zeros, gaps, orientation and errors."""

import numpy as np
import pytest

from tightrope.catalog.indicators import (
    atop_obligation,
    favorability,
    ideal_point,
    ideal_point_distance,
    posts,
    powers_mentions,
    secretary_visits,
    speech_attention,
    visits,
)
from tightrope.catalog.shelf import indicators, sources
from tightrope.data.read import open_library, write_parquet

POWERS = ("USA", "CHN")


def table(names, rows):
    """Return columns of rows; text stays text."""
    out = {}
    for name, values in zip(names.split(), zip(*rows, strict=True), strict=True):
        kind = object if any(isinstance(v, str) for v in values) else None
        out[name] = np.array(["" if v is None and kind else v for v in values], dtype=kind)
    return out


@pytest.fixture
def opened(tmp_path):
    """Return a function that lays tables down and opens them."""

    def lay(**tables):
        for name, columns in tables.items():
            write_parquet(tmp_path / f"{name}.parquet", columns, order=tuple(columns))
        return open_library(tmp_path, {name: f"{name}.parquet" for name in tables})

    return lay


def cell(columns, state, power, year, name="value"):
    at = (columns["state"] == state) & (columns["year"] == year)
    if power:
        at &= columns["power"] == power
    return float(columns[name][at][0]) if at.any() else None


@pytest.fixture
def travel(opened):
    return opened(
        us_travel=table(
            "office country dates year description iso3",
            [
                ("President", "Pakistan", "May 1", 2000, "Met with the president.", "PAK"),
                ("President", "Pakistan", "June 1", 2000, "Met with the president.", "PAK"),
                ("President", "India", "June 2", 2001, "Stopped en route to China.", "IND"),
                ("President", "U.S.S.R.", "June 3", 1974, "Summit.", ""),
                ("Secretary of State", "Pakistan", "May 1", 2000, "Accompanied the President.", "PAK"),
                ("Secretary of State", "Pakistan", "July 1", 2000, "Met officials.", "PAK"),
            ],
        ),
        chinese_travel=table(
            "year leader level country iso3",
            [
                (2001, "A", "Premier", "Pakistan", "PAK"),
                (2002, "B", "President", "Pakistan", "PAK"),
                (1957, "C", "President", "Soviet Union", "SUN"),
                (2024, "D", "Premier", "Pakistan", "PAK"),
            ],
        ),
    )


def test_visits_count_years_of_three_over_the_same_offices(travel):
    columns = visits.compute(travel, POWERS)
    assert [cell(columns, "PAK", "USA", y) for y in (1999, 2000, 2002, 2003)] == [0, 1, 1, 0]
    assert [cell(columns, "PAK", "CHN", y) for y in (2000, 2001, 2002, 2004, 2005)] == [0, 1, 2, 1, 0]


def test_a_state_never_visited_is_zero_and_a_stop_is_no_visit(travel):
    columns = visits.compute(travel, POWERS)
    assert cell(columns, "IND", "USA", 2001) == 0
    assert cell(columns, "BTN", "CHN", 2001) == 0


def test_visits_end_where_the_lists_end_and_start_where_a_window_is_full(travel):
    columns = visits.compute(travel, POWERS)
    assert cell(columns, "PAK", "CHN", 2024) is None
    assert cell(columns, "IND", "CHN", 1950) is None
    assert cell(columns, "BGD", "USA", 1960) is None, "a state that is not there yet has no zero"


def test_the_soviet_union_is_russia(travel):
    columns = visits.compute(travel, POWERS)
    assert cell(columns, "RUS", "USA", 1974) == cell(columns, "RUS", "CHN", 1957) == 1


def test_the_secretarys_visits_are_counted_apart(travel):
    assert cell(secretary_visits.compute(travel, POWERS), "PAK", "USA", 2000) == 2


def test_favorability_has_the_error_of_its_sample(opened):
    rows = [
        ("USA", "PAK", 2010, 1000, 20.0, 20.0, 0.0, False),
        ("USA", "IND", 2010, 4000, 20.0, 20.0, 0.0, False),
        ("USA", "IND", 2011, 4000, 20.0, 20.0, 50.0, False),
        ("CHN", "PAK", 2013, 1000, 90.0, 90.0, 0.0, True),
        ("CHN", "CHN", 2013, 1000, 90.0, 90.0, 0.0, False),
    ]
    names = "target iso3 year n fav_pct fav_share_of_opinion dk_pct suspect"
    columns = favorability.compute(opened(pew_favorability=table(names, rows)), POWERS)
    assert cell(columns, "PAK", "CHN", 2013) is None
    assert cell(columns, "CHN", "CHN", 2013) is None
    small, large, fewer = (
        cell(columns, s, "USA", y, "error") for s, y in (("PAK", 2010), ("IND", 2010), ("IND", 2011))
    )
    assert small == pytest.approx(np.sqrt(2 * 0.2 * 0.8 / 1000), rel=0.01)
    assert small == pytest.approx(2 * large, rel=0.01)
    assert fewer == pytest.approx(np.sqrt(2) * large, rel=0.01)


@pytest.fixture
def speeches(opened):
    rows = [
        ("PAK", 1980, 20_000, 4, 2, 6),
        ("CHN", 1971, 10_000, 9, 9, 0),
        ("CHN", 1980, 10_000, 3, 9, 0),
        ("USA", 1980, 10_000, 9, 1, 0),
        ("USA", 1971, 10_000, 9, 1, 0),
        ("EU", 1980, 10_000, 9, 1, 0),
    ]
    return opened(speech_mentions=table("iso3 year n_chars n_usa n_chn n_ind", rows))


def test_mentions_are_per_ten_thousand_characters(speeches):
    columns = speech_attention.compute(speeches, (*POWERS, "RUS", "IND"))
    assert cell(columns, "PAK", "USA", 1980) == 2
    assert cell(columns, "PAK", "IND", 1980) == 3
    assert set(columns["power"]) == {"USA", "CHN", "IND"}
    assert set(columns["state"]) == {"PAK", "CHN", "USA"}
    assert cell(columns, "CHN", "USA", 1971) is None, "the delegation of 1971 is the Republic of China's"
    assert cell(columns, "PAK", "CHN", 1980, "error") == pytest.approx(np.sqrt(2.5) / 2)


def test_the_powers_mention_each_other(speeches):
    columns = powers_mentions.compute(speeches, POWERS)
    assert columns["state"].tolist() == ["CHN-USA"]
    assert columns["value"].tolist() == [2.0]


@pytest.fixture
def published(opened):
    rows = [
        (2, 1980, 2.0, 1.8355, 2.1645),
        (710, 1980, -1.0, -1.1645, -0.8355),
        (770, 1980, -0.5, -0.6645, -0.3355),
    ]
    return opened(ideal_points=table("ccode year idealpointfp q5fp q95fp", rows))


def test_ideal_points_carry_the_error_of_their_quantiles(published):
    columns = ideal_point.compute(published, POWERS)
    assert cell(columns, "PAK", None, 1980) == -0.5
    assert cell(columns, "PAK", None, 1980, "error") == pytest.approx(0.1, rel=0.001)


def test_distances_add_errors_in_squares(published):
    columns = ideal_point_distance.compute(published, POWERS)
    assert cell(columns, "PAK", "USA", 1980) == pytest.approx(2.5)
    assert cell(columns, "PAK", "CHN", 1980) == pytest.approx(0.5)
    assert cell(columns, "PAK", "CHN", 1980, "error") == pytest.approx(np.sqrt(0.02), rel=0.001)


def test_a_pact_binds_either_way_and_no_row_is_zero(opened):
    names = "ccode1 ccode2 year atop_defense"
    columns = atop_obligation.compute(opened(atop=table(names, [(2, 770, 1990, 1), (770, 2, 1990, 0)])), POWERS)
    assert cell(columns, "PAK", "USA", 1990) == 1
    assert cell(columns, "PAK", "CHN", 1990) == 0
    assert cell(columns, "PAK", "CHN", 2019) is None
    assert cell(columns, "PAK", "CHN", 1949) is None


def test_posts_are_counted_by_place_and_missions_left_out(opened):
    kinds = ("Embassy / High Commission", "Consulate / Consulate-General", "Permanent Mission")
    rows = [
        (2019, "China", "Pakistan", kinds[0]),
        (2019, "China", "Pakistan", kinds[1]),
        (2019, "China", "Switzerland", kinds[2]),
        (2019, "United States", "Korea Republic of (South Korea)", kinds[0]),
    ]
    codes = [("China", "CHN"), ("Pakistan", "PAK"), ("Switzerland", "CHE"), ("United States", "USA")]
    library = opened(
        lowy_posts=table("year country post_country type_of_post", rows),
        iso_codes=table("country_name_en iso3c", codes),
    )
    columns = posts.compute(library, POWERS)
    assert cell(columns, "PAK", "CHN", 2019) == 2
    assert cell(columns, "CHE", "CHN", 2019) == 0
    assert cell(columns, "KOR", "USA", 2019) == 1
    assert set(columns["year"]) == {2019}


def test_licenses_let_through_what_the_design_lists():
    shelf, known = indicators(), dict(sources())
    stays = {"atop_obligation", "posts", "students_usa"}
    goes = {
        "un_kappa", "un_agreement", "un_a", "un_identical", "contested_with", "contested_votes", "powers_kappa",
        "ideal_point", "ideal_point_distance", "arms_share", "arms_share_5y", "arms_hhi_5y", "arms_fall", "visits",
        "secretary_visits", "favorability", "students_china", "elite_visits_china", "speech_attention",
        "powers_mentions",
    }  # fmt: skip
    assert not any(shelf[name].may_ship(known) for name in stays)
    assert all(shelf[name].may_ship(known) for name in goes)
