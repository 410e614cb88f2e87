"""Publishers' names and codes lead to the state they mean."""

import pytest

from tightrope.catalog.naming import ALTERNATES, CODES, codes_table, gw_table, iso3_of, members_table, names_table
from tightrope.data.read import open_library
from tightrope.data.states import states


@pytest.fixture
def library(tmp_path):
    return open_library(tmp_path, {})


def test_every_target_of_a_name_or_code_is_a_state():
    assert set(ALTERNATES) <= set(states())
    assert set(CODES.values()) <= set(states())


@pytest.mark.parametrize(
    ("name", "code"),
    [("Korea, South", "KOR"), ("Soviet Union", "RUS"), ("Burma", "MMR"), ("Congo", "COG"), ("DR Congo", "COD")],
)
def test_names_of_publishers(name, code):
    assert iso3_of()[name.lower()] == code


def test_world_bank_codes_of_romania_and_congo(library):
    found = library.sql(f"SELECT code, iso3 FROM {codes_table()} WHERE code IN ('ROM', 'ZAR', 'PAK') ORDER BY code")
    assert found["iso3"].tolist() == ["PAK", "ROU", "COD"]


def test_names_with_an_apostrophe_survive_sql(library):
    found = library.sql(f"SELECT iso3 FROM {names_table()} WHERE name = 'cote d''ivoire'")
    assert found["iso3"].tolist() == ["CIV"]


def test_gleditsch_ward_codes_pass_to_the_successor(library):
    found = library.sql(f"SELECT iso3, first, last FROM {gw_table()} WHERE gwcode = 678 ORDER BY first")
    assert found["iso3"].tolist() == ["YAR", "YEM"]
    assert found["last"][0] == found["first"][1] - 1 == 1989
    twice = f"SELECT a.gwcode FROM {gw_table()} a JOIN {gw_table()} b ON a.gwcode = b.gwcode AND a.first < b.first"
    assert not len(library.sql(f"{twice} AND b.first <= a.last")["gwcode"])


def test_members_exist_only_in_their_years(library):
    found = library.sql(f"SELECT state, min(year) AS a, max(year) AS b FROM {members_table(1950, 2014)} GROUP BY ALL")
    years = dict(zip(found["state"], zip(found["a"], found["b"], strict=True), strict=True))
    assert years["BGD"] == (1971, 2014)
    assert years["DDR"][1] == 1990
    assert years["PAK"] == (1950, 2014)
