"""Our own table of defense treaties, and the two indicators made from it."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from tightrope.catalog.indicators import defense_obligation, pact_against
from tightrope.catalog.shelf import indicators, sources
from tightrope.catalog.treaties import parse, treaties
from tightrope.core.errors import CatalogError
from tightrope.data.read import open_library

PROJECT = Path(__file__).parents[2]
RAW = tomllib.loads(files("tightrope.catalog").joinpath("reference/defense_treaties.toml").read_text("utf-8"))

# Where ATOP 5 and our table differ to 2018, and why; everything else must agree.
CHARTER = {"ATG", "BLZ", "BRB", "DMA", "GRD", "GUY", "JAM", "KNA", "LCA", "SUR", "VCT"}
LEFT_RIO = {"MEX": 2004, "NIC": 2014, "BOL": 2014, "ECU": 2016, "VEN": 2015}
COMPACTS = {"FSM", "MHL", "PLW"}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return open_library(tmp_path_factory.mktemp("empty"), {})


@pytest.fixture(scope="module")
def obligations(library):
    return cells(defense_obligation.compute(library, ("USA", "CHN", "RUS", "IND")))


@pytest.fixture(scope="module")
def pacts(library):
    return cells(pact_against.compute(library, ("USA", "CHN", "RUS", "IND")))


def cells(table):
    rows = zip(table["state"], table["power"], table["year"].tolist(), table["value"].tolist(), strict=True)
    return {(s, p, y): v for s, p, y, v in rows}


def test_the_table_names_a_promise_an_article_and_a_source_for_each_treaty():
    keys = set(re.findall(r"^@\w+\{([^,]+),", (PROJECT / "references.bib").read_text(), re.MULTILINE))
    table = treaties()
    assert table.checked == 2025
    for treaty in table.treaties:
        assert treaty.article, treaty.id
        assert treaty.promise, treaty.id
        assert treaty.source in keys | {"general"}, treaty.id
        assert treaty.power in table.powers
    assert all(entry["why"] and entry["name"] for entry in RAW["left_out"])


def test_the_source_and_its_indicators_stand_on_the_shelf():
    assert sources()["defense_treaties"].license.ships == "values"
    for name in ("defense_obligation", "pact_against"):
        assert indicators()[name].may_ship(dict(sources()))


def test_a_bilateral_treaty_with_two_members_and_reversed_years_are_refused():
    for change, message in (
        ({"members": [{"state": "JPN", "start": 1952}, {"state": "KOR", "start": 1953}]}, "one other party"),
        ({"members": [{"state": "JPN", "start": 1952, "end": 1950}]}, "leaves before"),
        ({"moon": 1}, "missing or unknown"),
    ):
        entry = {**next(t for t in RAW["treaty"] if t["id"] == "japan-1951"), **change}
        with pytest.raises(CatalogError, match=message):
            parse({**RAW, "treaty": [entry]})


def test_members_come_and_go_with_the_year_of_entry_and_exit():
    table = treaties()
    for state, year, bound in (
        ("FRA", 1948, False), ("FRA", 1949, True), ("DEU", 1954, False), ("DEU", 1955, True), ("SWE", 2023, False),
        ("SWE", 2024, True), ("NZL", 1986, True), ("NZL", 2000, False), ("IRN", 1979, True), ("IRN", 1980, False),
        ("TWN", 1979, True), ("TWN", 1980, False), ("CUB", 1962, True), ("CUB", 1963, False), ("IND", 2020, False),
        ("ISR", 1985, False), ("THA", 2020, True), ("JPN", 1951, False), ("JPN", 1960, True),
    ):  # fmt: skip
        assert table.obligation("USA", state, year) is bound, (state, year)
    assert table.obligation("CHN", "PRK", 2020) is True
    assert table.obligation("CHN", "PAK", 2020) is False
    assert table.obligation("CHN", "RUS", 1949) is None
    assert table.obligation("USA", "FRA", 2026) is None


def test_pakistan_is_bound_by_the_manila_pact_and_the_agreement_of_1959(obligations):
    assert obligations["PAK", "USA", 1954] == 0
    assert all(obligations["PAK", "USA", y] > 0 for y in range(1955, 2026))
    assert all(obligations["PAK", "CHN", y] == 0 for y in range(1950, 2026))


def test_an_obligation_is_paper_where_nothing_keeps_it_alive(obligations):
    paper = [y for y in range(1955, 2026) if obligations["PAK", "USA", y] == 0.5]
    assert paper == [*range(1973, 1980), *range(1991, 2026)]  # ten years after the pact of 1962; after Carter in 1980
    assert all(obligations[state, "USA", 1995] == 1 for state in ("GBR", "JPN", "KOR", "AUS"))
    assert all(obligations["BRA", "USA", y] == 0.5 for y in (1980, 2020))


def test_pakistan_pact_against_china_ends_ten_years_after_1959(pacts):
    years = [y for y in range(1950, 2026) if pacts["PAK", "CHN", y] == 1]
    assert years == list(range(1959, 1970))
    assert all(pacts["PAK", "USA", y] == 0 for y in range(1950, 2026))


def test_rivalry_unknown_leaves_only_the_deciding_states_unknown(pacts):
    assert ("JPN", "CHN", 2020) in pacts
    assert pacts["JPN", "CHN", 2020] == 1
    assert ("JPN", "CHN", 2021) not in pacts
    assert ("PRK", "USA", 2022) not in pacts
    assert pacts["PAK", "CHN", 2023] == 0
    assert pacts["FRA", "CHN", 2023] == 0


def test_a_pact_that_names_a_power_is_against_it_in_every_year():
    entry = {**next(t for t in RAW["treaty"] if t["id"] == "north-korea-1961"), "names": ["USA"]}
    table = parse({**RAW, "treaty": [entry]})
    assert all(table.against("USA", "PRK", y) for y in (1961, 1985, 2024))
    assert table.against("USA", "PRK", 1960) is False
    assert table.against("CHN", "PRK", 1985) is False


def test_no_pact_stands_against_a_power_while_the_two_were_no_rivals(pacts):
    assert not [k for k, v in pacts.items() if v and 1973 <= k[2] <= 1995]


def test_zero_is_written_for_every_state_while_it_exists_and_nothing_outside(obligations):
    assert obligations["IND", "USA", 1950] == 0
    assert ("BGD", "USA", 1960) not in obligations
    assert ("USA", "USA", 1990) not in obligations
    assert ("USA", "CHN", 1990) in obligations
    assert ("IND", "RUS", 1990) not in obligations
    assert set(obligations.values()) == {0.0, 0.5, 1.0}
    assert max(y for _, _, y in obligations) == treaties().checked


def test_computing_twice_gives_the_same_columns_in_sorted_order(library):
    one, two = (defense_obligation.compute(library, ("USA", "CHN")) for _ in range(2))
    assert all(np.array_equal(one[name], two[name]) for name in one)
    keys = list(zip(one["state"], one["power"], one["year"].tolist(), strict=True))
    assert keys == sorted(set(keys))


@pytest.mark.shared
def test_the_table_agrees_with_atop_but_for_explained_differences(obligations, shared_data):
    opened = open_library(shared_data, {"atop": "alliances/atop_directed_dyad_year.parquet"})
    found = opened.sql(
        "SELECT iso3 AS state, if(ccode1 = 2, 'USA', 'CHN') AS power, a.year AS year, max(atop_defense) AS value "
        "FROM atop a JOIN cow_iso c ON c.ccode = a.ccode2 AND c.year = a.year "
        "WHERE ccode1 IN (2, 710) AND a.year BETWEEN 1946 AND 2018 GROUP BY ALL"
    )
    atop = cells(found)
    ours = {k: float(v > 0) for k, v in obligations.items() if k[2] <= 2018}
    differing = {k for k, v in ours.items() if v != atop.get(k, 0)}
    share = 1 - len(differing) / len(ours)
    assert share >= 0.965, share
    starts = {(m.state, m.start) for t in treaties().treaties for m in t.members}

    def explained(state, power, year):
        return (
            state in CHARTER  # ATOP counts the Charter of the Organization of American States
            or (state in LEFT_RIO and year >= LEFT_RIO[state])  # and so does not see the exits from the Rio Treaty
            or (power == "USA" and year < 1948)  # the Act of Chapultepec and the Azores agreement
            or state in COMPACTS  # ATOP has no compacts of free association
            or state == "ISR"  # ATOP counts the memorandum of 1981
            or any((state, year + gap) in starts for gap in (1, 2))  # ATOP counts from signature
            or (state, year) == ("TWN", 1980)  # ended on 1 January 1980
            or (state in {"ARG", "PER", "CHL", "GTM", "ECU", "BOL"} and year < 1955)  # late ratifications of the pact
        )

    assert [k for k in sorted(differing) if not explained(*k)] == []
    assert not [k for k in differing if k[0] == "PAK" and k[2] != 1954]
    without = [k for k in ours if k[0] not in CHARTER]
    assert sum(ours[k] == atop.get(k, 0) for k in without) / len(without) >= 0.985


@pytest.mark.shared
def test_the_rivalry_of_the_powers_is_that_of_the_source(shared_data):
    library = open_library(shared_data, {"tss": "mid_gml/tss_rivalries.parquet"})
    found = library.sql('SELECT CAST(start AS INT) a, CAST("end" AS INT) b FROM tss WHERE ccode1 = 2 AND ccode2 = 710')
    spells = sorted(zip(found["a"].tolist(), found["b"].tolist(), strict=True))
    assert tuple(spells) == treaties().spells
    assert treaties().rivalry_last == spells[-1][1]
