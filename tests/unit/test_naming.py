"""Publishers' names and codes lead to the state they mean."""

import pytest

from tightrope.catalog.naming import (
    ALTERNATES,
    CODES,
    codes_in_time,
    codes_table,
    gw_table,
    iso3_of,
    members_table,
    names_table,
    speakers_table,
)
from tightrope.core.errors import CatalogError
from tightrope.data.codes import to_iso3
from tightrope.data.read import open_library
from tightrope.data.states import lived, states


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


def spells(library, table, code):
    found = library.sql(f"SELECT * FROM {table} AS t(code, iso3, first, last) WHERE code = '{code}' ORDER BY first")
    return list(zip(found["iso3"].tolist(), found["first"].tolist(), found["last"].tolist(), strict=True))


@pytest.mark.parametrize(
    ("table", "code", "expected"),
    [
        (names_table(), "germany", [("DEU", 1949, 2026)]),
        (names_table(), "serbia", [("SRB", 2006, 2026)]),
        (names_table(("Serbia", "YUG", 1992, 2005)), "serbia", [("YUG", 1992, 2005), ("SRB", 2006, 2026)]),
        (names_table(), "vietnam", [("VNM", 1975, 2026)]),
        (names_table(), "owid_kos", [("XKX", 2008, 2026)]),
        (names_table(), "hong kong", []),
        (codes_in_time(), "CZE", [("CZE", 1993, 2026)]),
        (codes_in_time(("YEM", "YAR", 1946, 1989)), "YEM", [("YAR", 1946, 1989), ("YEM", 1990, 2026)]),
        (codes_in_time(), "RUS", [("RUS", 1991, 2026)]),
        (codes_in_time(), "ROM", [("ROU", 1946, 2026)]),
        (codes_in_time(), "UKR", [("UKR", 1991, 2026)]),
        (speakers_table(), "UKR", [("UKR", 1946, 2026)]),
        (speakers_table(), "IND", [("IND", 1946, 2026)]),
    ],
)
def test_a_name_or_code_means_a_state_in_its_years_only(library, table, code, expected):
    assert spells(library, table, code) == expected


def test_spells_say_what_the_codes_say_year_by_year(library):
    found = library.sql(f"SELECT * FROM {codes_in_time()} WHERE code NOT IN ({str(sorted(CODES))[1:-1]})")
    said = zip(found["code"], found["iso3"], found["first"].tolist(), found["last"].tolist(), strict=True)
    for code, iso3, first, last in list(said)[::7]:
        for year in range(first, min(last, 2020) + 1, 9):
            assert lived(iso3, year)
            assert iso3 == to_iso3(code, "iso3", f"{year}-12-31" if year in (1990, 2006) else year)


def test_no_code_means_two_states_in_one_year(library):
    for table in (names_table(), codes_in_time(), gw_table()):
        twice = library.sql(
            f"WITH t AS (SELECT * FROM {table} AS t(code, iso3, first, last)) "
            "SELECT a.code FROM t a JOIN t b ON a.code = b.code AND a.first < b.first AND b.first <= a.last"
        )
        assert not len(twice["code"])


def test_what_did_not_live_cannot_be_meant():
    with pytest.raises(CatalogError, match="did not live in 1991"):
        codes_in_time(("YEM", "YAR", 1946, 1991))


def test_gleditsch_ward_codes_begin_in_their_own_years(library):
    found = library.sql(f"SELECT iso3, first FROM {gw_table()} WHERE iso3 IN ('KIR', 'KOR', 'DEU') ORDER BY iso3")
    assert dict(zip(found["iso3"], found["first"].tolist(), strict=True)) == {"DEU": 1949, "KIR": 1979, "KOR": 1948}
