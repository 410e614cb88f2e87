"""Economic, capability, conflict and institutional indicators on the files beside the project."""

import importlib
import math

import numpy as np
import pytest

from tightrope.catalog.shelf import indicators, sources
from tightrope.data.read import open_library
from tightrope.data.states import states

pytestmark = pytest.mark.shared
POWERS = ("USA", "CHN", "RUS", "IND")
FAMILIES = {
    "cow_trade", "itpd_e", "comtrade", "census_trade", "imf_dip", "official_finance", "cow_nmc", "ucdp", "prio",
    "rand", "cow_mid", "gml_mid", "tss", "gsdb", "imf_arrangements", "wgi", "vdem", "capitals", "contiguity",
}  # fmt: skip
KEYS = {"dyad": ("state", "power", "year"), "pair": ("state", "other", "year")}


def mine():
    """Return the economic indicators that the data folder has the tables of."""
    known = dict(sources())
    wanted = {n: e for n, e in indicators().items() if not e.to_pull(known)}
    return {n: e for n, e in wanted.items() if e.variable.family in FAMILIES or "world_bank" in e.variable.family}


@pytest.fixture(scope="module")
def library(request):
    folder = request.getfixturevalue("shared_data")
    known = sources()
    tables = {v: p for e in mine().values() for s in e.variable.sources for v, p in known[s].paths.items()}
    return open_library(folder, tables)


@pytest.fixture(scope="module")
def values(library):
    """Compute an indicator once: a function from its name to {key: value}."""
    done = {}

    def of(name):
        if name not in done:
            entry = importlib.import_module(f"tightrope.catalog.indicators.{name}").INDICATOR
            table = entry.compute(library, POWERS)
            keys = KEYS.get(entry.shape, ("state", "year"))
            rows = zip(*(table[k].tolist() for k in keys), np.asarray(table["value"], float).tolist(), strict=True)
            done[name] = {row[:-1]: row[-1] for row in rows}, len(table["year"])
        return done[name][0]

    of.rows = lambda name: (of(name), done[name][1])[1]
    return of


@pytest.mark.parametrize("name", sorted(mine()))
def test_indicator_keeps_its_declaration(name, values):
    entry = indicators()[name]
    found = values(name)
    assert found
    assert values.rows(name) == len(found), "one row for each key"
    assert all(math.isfinite(v) for v in found.values())
    years = {key[-1] for key in found}
    assert entry.variable.first <= min(years)
    assert max(years) <= entry.variable.last
    for key in list(found)[:: max(1, len(found) // 500)]:
        assert all(code in states() for part in key[:-1] for code in part.split("-")), key


@pytest.mark.parametrize("name", sorted(n for n, e in indicators().items() if e.variable.unit == "share, 0-1"))
def test_shares_lie_between_zero_and_one(name, values):
    if name not in mine():
        pytest.skip("another family's share")
    assert min(values(name).values()) >= 0
    assert max(values(name).values()) <= 1


@pytest.mark.parametrize("flow", ["import", "export"])
def test_shares_of_the_powers_do_not_add_up_to_more_than_one(flow, values):
    for source in ("cow", "itpd"):
        total: dict[tuple[str, int], float] = {}
        for (state, _, year), share in values(f"{flow}_share_{source}").items():
            total[state, year] = total.get((state, year), 0) + share
        assert max(total.values()) < 1.001


def test_trade_of_pakistan_in_2014_as_the_source_has_it(values):
    exports = values("export_share_cow")
    usa, chn = exports["PAK", "USA", 2014], exports["PAK", "CHN", 2014]
    assert usa / chn == pytest.approx(3672 / 3085, abs=0.002)
    assert values("import_share_cow")["PAK", "CHN", 2014] > 0.25


def test_the_united_states_stay_the_larger_export_market_of_pakistan(values):
    exports = values("export_share_comtrade")
    for year in range(2015, 2024):
        assert exports["PAK", "USA", year] > exports["PAK", "CHN", year]


def test_concentration_is_at_least_that_of_equal_partners(values):
    hhi, partners = values("import_hhi"), values("effective_partners")
    assert max(hhi.values()) <= 1
    assert min(hhi.values()) > 1 / 195
    assert partners["PAK", 2014] == pytest.approx(1 / hhi["PAK", 2014], rel=0.001)


def test_finance_shows_the_cutoff_of_1990_and_its_zero_years(values):
    finance, falls = values("official_finance"), values("finance_fall")
    assert finance["PAK", "USA", 1990] > 4 * finance["PAK", "USA", 1991] > 0
    assert {y for (s, p, y), v in falls.items() if (s, p, v) == ("PAK", "USA", 1)} == {1966, 1991, 1992, 2018, 2020}
    assert finance["PAK", "USA", 1950] == 0
    assert ("PAK", "CHN", 1999) not in finance
    assert ("PAK", "CHN", 2022) not in finance
    assert ("PAK", "USA", 2024) not in finance


def test_positions_a_million_times_too_large_are_left_out(values):
    stock = values("fdi_stock")
    assert ("KOR", "CHN", 2020) not in stock
    assert max(stock.values()) < 2000
    assert stock["PAK", "CHN", 2021] == pytest.approx(100 * 7485 / 348_000, rel=0.02)


def test_capabilities_and_parity(values):
    share, parity, level = values("capability_share"), values("capability_parity"), values("milex_level")
    assert share["CHN", 2022] == 0.2341
    assert parity["CHN-USA", 2022] == pytest.approx(1 / 1.895, abs=0.001)
    assert sum(v for (_, year), v in level.items() if year == 2010) == pytest.approx(1, abs=0.002)
    assert level["USA", 2010] > level["CHN", 2010] > level["PAK", 2010]


def test_conflict_in_and_around_pakistan(values):
    deaths, neighbors = values("battle_deaths"), values("neighbor_wars")
    assert (deaths["PAK", 2008], deaths["PAK", 2009], deaths["PAK", 2022]) == (3583, 6918, 631)
    assert neighbors["PAK", 2014] >= deaths["AFG", 2014] + deaths["IND", 2014]
    assert values("disputes")["PAK", "IND", 1999] == values("disputes")["IND", "PAK", 1999] == 2
    assert ("PAK", "USA", 1999) not in values("rivalry")
    assert values("rivalry")["IND", "PAK", 2020] == 1


def test_rivalry_and_disputes_of_the_powers(values):
    rivalry = values("powers_rivalry")
    years = {y for (pair, y), v in rivalry.items() if pair == "CHN-USA" and v == 1}
    assert years == {*range(1949, 1973), *range(1996, 2021)}
    assert values("powers_disputes")["CHN-USA", 2001] == 2
    assert values("powers_disputes")["CHN-USA", 1985] == 0


def test_borders_and_distance(values):
    borders = {other for state, other, _ in values("contiguity") if state == "PAK"}
    assert borders == {"AFG", "CHN", "IND", "IRN"}
    distance = values("distance")
    assert distance["PAK", "AFG", 1946] == pytest.approx(370, abs=15)
    assert distance["PAK", "IND", 1946] == distance["IND", "PAK", 1946] == pytest.approx(690, abs=30)


def test_institutions_and_programs(values):
    assert values("government_effectiveness")["PAK", 2021] == pytest.approx(-0.40, abs=0.005)
    assert {("ROU", 2021), ("COD", 2021)} <= set(values("government_effectiveness"))
    assert values("polyarchy")["PAK", 2024] == pytest.approx(0.313, abs=0.0005)
    assert values("imf_program")["PAK", 2014] == 1
    assert values("imf_program")["PAK", 2007] == 0
    assert values("imf_program")["USA", 2010] == 0


def test_sanctions_of_the_united_states_on_pakistan(values):
    sanctions = values("sanctions")
    under = {y for (s, p, y), v in sanctions.items() if (s, p) == ("PAK", "USA") and v == 1}
    assert {1979, 1990, 1998, 2001, 2018, 2023} <= under
    assert not {2005, 2010, 2016} & under
    assert ("PAK", "USA", 2024) not in sanctions
    assert sum(v for (s, p, _), v in sanctions.items() if (s, p) == ("PAK", "CHN")) == 0


def test_macroeconomic_series_of_pakistan(values):
    assert values("external_balance")["PAK", 2023] < 0
    assert values("growth")["PAK", 2021] == pytest.approx(6.5, abs=0.1)
    months = values("reserves_months")
    assert months["PAK", 2022] < months["PAK", 2021]
    assert {state for state, _ in months} == {"PAK", "TUR", "MYS", "NPL", "UZB"}
    assert values("milex_gdp")["PAK", 2023] == pytest.approx(2.8, abs=0.15)
