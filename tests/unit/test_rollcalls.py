"""UN indicators on a handful of invented roll calls."""

import numpy as np
import pytest

from tightrope.catalog.indicators import contested_votes, contested_with, powers_kappa, un_identical, un_kappa
from tightrope.catalog.rollcalls import tables
from tightrope.data.read import open_library, write_parquet

POWERS = ("USA", "CHN")
CODES = {"USA": 2, "CHN": 710, "TWN": 713, "PAK": 770, "IND": 750}


@pytest.fixture
def library(tmp_path):
    """Six votes of 1980 and one each of 1971, 2024 and the Security Council."""
    calls = {
        1: ("GA", True, 1980, {"USA": "Y", "CHN": "N", "PAK": "N"}),
        2: ("GA", True, 1980, {"USA": "N", "CHN": "Y", "PAK": "Y"}),
        3: ("GA", True, 1980, {"USA": "Y", "CHN": "Y", "PAK": "Y"}),
        4: ("GA", True, 1980, {"USA": "N", "CHN": "Y", "PAK": "A"}),
        5: ("GA", True, 1980, {"USA": "A", "CHN": "Y", "PAK": "Y"}),
        6: ("GA", True, 1980, {"USA": "N", "CHN": "Y", "PAK": "Y", "IND": "Y"}),
        7: ("GA", True, 1980, {"USA": "N", "CHN": "Y", "PAK": "X"}),
        8: ("GA", True, 1980, {"USA": "Y", "CHN": "N", "PAK": "Y"}),
        9: ("SC", True, 1980, {"USA": "Y", "CHN": "Y", "PAK": "Y"}),
        10: ("GA", False, 1980, {"USA": "Y", "CHN": "Y", "PAK": "Y"}),
        11: ("GA", True, 2025, {"USA": "Y", "CHN": "Y", "PAK": "Y"}),
        **{k: ("GA", True, 1970, {"USA": "Y", "TWN": "Y", "PAK": "N"}) for k in range(20, 26)},
    }
    rows = [(k, code, CODES[code], vote) for k, call in calls.items() for code, vote in call[3].items()]
    votes = {
        "undl_id": np.array([r[0] for r in rows]),
        "iso3": np.array([r[1] for r in rows], dtype=object),
        "ccode": np.array([r[2] for r in rows]),
        "vote": np.array([r[3] for r in rows], dtype=object),
    }
    heads = {
        "undl_id": np.array(list(calls)),
        "body": np.array([c[0] for c in calls.values()], dtype=object),
        "recorded": np.array([c[1] for c in calls.values()]),
        "year": np.array([c[2] for c in calls.values()]),
    }
    write_parquet(tmp_path / "votes.parquet", votes, order=("undl_id", "iso3"))
    write_parquet(tmp_path / "heads.parquet", heads, order=("undl_id",))
    return open_library(tmp_path, {"undl_votes": "votes.parquet", "undl_resolutions": "heads.parquet"})


def cell(columns, state, power, year=1980):
    at = (columns["state"] == state) & (columns["power"] == power) & (columns["year"] == year)
    return float(columns["value"][at][0]) if at.any() else None


def test_joint_table_holds_cast_votes_of_the_assembly_only(library):
    columns, counts = tables(library, POWERS)
    at = (columns["state"] == "PAK") & (columns["power"] == "CHN") & (columns["year"] == 1980)
    assert counts[at][0].tolist() == [[4, 0, 1], [1, 0, 0], [0, 0, 1]]


def test_the_republic_of_china_is_not_china(library):
    columns, _ = tables(library, ("USA", "CHN"))
    assert not np.any((columns["power"] == "CHN") & (columns["year"] == 1970))
    assert np.any((columns["state"] == "TWN") & (columns["power"] == "USA") & (columns["year"] == 1970))


def test_too_few_common_votes_and_partial_years_are_left_out(library):
    columns, _ = tables(library, POWERS)
    assert "IND" not in columns["state"]
    assert columns["year"].max() == 1980


def test_identical_votes_are_counted_among_votes_both_cast(library):
    columns = un_identical.compute(library, POWERS)
    assert cell(columns, "PAK", "CHN") == pytest.approx(5 / 7)
    assert cell(columns, "PAK", "USA") == pytest.approx(2 / 7)


def test_kappa_of_constant_votes_is_missing_not_zero(library):
    columns = un_kappa.compute(library, POWERS)
    assert cell(columns, "TWN", "USA", 1970) is None
    assert cell(columns, "PAK", "CHN") > cell(columns, "PAK", "USA")
    assert np.all(columns["error"] > 0)


def test_contested_votes_are_shared_out_with_abstentions_apart(library):
    columns = contested_with.compute(library, POWERS)
    assert cell(columns, "PAK", "CHN") == pytest.approx(3 / 5)
    assert cell(columns, "PAK", "USA") == pytest.approx(1 / 5)
    counted = contested_votes.compute(library, POWERS)
    assert counted["state"].tolist() == ["CHN-USA"]
    assert counted["value"].tolist() == [6]


def test_the_powers_are_named_in_alphabetical_order(library):
    assert set(powers_kappa.compute(library, ("USA", "CHN"))["state"]) == {"CHN-USA"}
