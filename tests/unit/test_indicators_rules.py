"""The rules of the economic, capability and conflict indicators, on tables small enough to check by hand."""

import numpy as np
import pytest

from tightrope.catalog.capability import INDEX
from tightrope.catalog.conflict import RIVALRIES, SANCTIONS
from tightrope.catalog.economy import GDP, REAL
from tightrope.catalog.finance import FINANCE
from tightrope.catalog.flows import comtrade_share, cow_concentration, cow_share, itpd_share
from tightrope.catalog.geography import BORDERS
from tightrope.catalog.shelf import indicators
from tightrope.data.read import open_library

POWERS = {"powers": ["USA", "CHN"]}


@pytest.fixture
def shelve(tmp_path):
    """Write tables of text and open them as a library."""

    def opened(**tables):
        for name, text in tables.items():
            lines = [",".join(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]
            (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n")
        return open_library(tmp_path, {name: f"{name}.csv" for name in tables})

    return opened


def by(found, *keys):
    rows = zip(*(found[k].tolist() for k in keys), found["value"].tolist(), strict=True)
    return {row[:-1]: row[-1] for row in rows}


COW = """
    ccode1|ccode2|year|flow1|flow2
    2|770|2000|100|30
    710|770|2000|0|20
    750|770|2000||50
"""


def test_cow_share_keeps_zero_and_missing_apart(shelve):
    library = shelve(cow_trade=COW, cow_trade_totals="ccode|year|imports|exports\n770|2000|200|100")
    imports = by(library.sql(cow_share("imports"), POWERS), "state", "power")
    exports = by(library.sql(cow_share("exports"), POWERS), "state", "power")
    assert imports["PAK", "USA"] == 0.15  # 30 of a national total of 200, which is more than the 100 recorded
    assert imports["PAK", "CHN"] == 0.10
    assert exports["PAK", "CHN"] == 0.0  # recorded as nothing
    assert exports["PAK", "USA"] == 1.0  # 100 of 100, India not recorded
    assert ("IND", "USA") not in imports


def test_concentration_needs_ten_partners(shelve):
    few = shelve(cow_trade=COW, cow_trade_totals="ccode|year|imports|exports\n770|2000|100|100")
    assert not len(few.sql(cow_concentration("imports"))["year"])
    others = (2, 20, 70, 100, 140, 200, 220, 230, 255, 640)
    rows = "\n".join(f"{c}|770|2000|1|10" for c in others)
    many = shelve(
        cow_trade="ccode1|ccode2|year|flow1|flow2\n" + rows,
        cow_trade_totals="ccode|year|imports|exports\n770|2000|100|100",
    )
    found = by(many.sql(cow_concentration("imports")), "state")
    assert found[("PAK",)] == pytest.approx(0.1)  # ten equal suppliers
    exports = by(many.sql(cow_concentration("exports")), "state")
    assert ("PAK",) not in exports  # ten recorded of a hundred sold: too little to say


def test_itpd_shares_of_a_dyad_without_a_row_are_missing(shelve):
    library = shelve(
        itpd_trade="""
        exporter|importer|year|trade_musd
        China|Pakistan|2010|30
        Viet Nam|Pakistan|2010|70
        Niue|Pakistan|2010|5
        """
    )
    found = by(library.sql(itpd_share("imports"), POWERS), "state", "power")
    assert found == {("PAK", "CHN"): 0.3}


MACRO_HEAD = "indicator|iso3|year|value\n"


def macro(state, year, *, x=10, m=30, balance=-20e9, goods=40, constant=100e9):
    cells = {
        "exports_percent_of_gdp": x,
        "imports_percent_of_gdp": m,
        "trade_balance_us_not_inflation_adjusted": balance,
        "merchandise_trade_percent_of_gdp": goods,
        "total_gdp_us_inflation_adjusted": constant,
    }
    return "\n".join(f"{k}|{state}|{year}|{v}" for k, v in cells.items() if v is not None) + "\n"


def test_gdp_is_derived_from_the_trade_balance_else_from_debt(shelve):
    debt = "external_debt_total_us_not_inflation_adjusted|IND|2019|50e9\n"
    burden = "debt_to_foreigners_by_public_and_private_percent_of_gni|IND|2019|25\n"
    text = MACRO_HEAD + macro("PAK", 2019) + macro("IND", 2019, m=10.5, balance=-0.5e9, constant=200e9) + debt + burden
    text += macro("IRQ", 2019, balance=-0.02e9)
    found = shelve(macro=text).sql(f"WITH {GDP} SELECT state, year, gdp AS value FROM gdp")
    assert by(found, "state") == {("PAK",): pytest.approx(100e9), ("IND",): pytest.approx(200e9)}


def test_comtrade_share_is_a_mean_over_three_years_at_two_decimals(shelve):
    years = (2017, 2018, 2019, 2020)
    rows = "reporter_iso3|partner_iso3|flow|year|value_usd|partial_year\n"
    for year, value in zip(years, (4e9, 8e9, 10e9, 12e9), strict=True):
        rows += f"PAK|CHN|imports|{year}|{value}|false\nPAK|CHN|exports|{year}|2e9|false\n"
        rows += f"KAZ|CHN|imports|{year}|{value}|false\nKAZ|CHN|exports|{year}|2e9|false\n"
        rows += f"LBR|CHN|imports|{year}|{value}|false\nLBR|CHN|exports|{year}|2e9|false\n"
    text = MACRO_HEAD + "".join(macro(s, y) for s in ("PAK", "KAZ", "LBR") for y in years)
    library = shelve(comtrade_partner=rows, macro=text, wdi_selected="iso3|indicator|year|value_usd\nXXX|TM|2017|1")
    found = library.sql(comtrade_share("r.imports + r.exports", "both_ways"), POWERS)
    shares = by(found, "state", "year")
    assert ("PAK", 2017) not in shares  # one year is no mean
    assert shares["PAK", 2018] == pytest.approx(0.2)  # (6 + 10) / 2 of 40
    assert shares["PAK", 2020] == pytest.approx(0.3)  # (10 + 12 + 14) / 3 of 40
    assert shares["KAZ", 2019] == pytest.approx(0.23)  # (6 + 10 + 12) / 3 of 40
    assert ("KAZ", 2020) not in shares
    assert not [key for key in shares if key[0] == "LBR"]
    assert np.allclose(found["error"], 0.01 / np.sqrt(12))


def test_exact_totals_win_over_derived_ones(shelve):
    rows = "reporter_iso3|partner_iso3|flow|year|value_usd|partial_year\n"
    rows += "".join(f"PAK|CHN|imports|{y}|10e9|false\nPAK|CHN|exports|{y}|5e9|false\n" for y in (2018, 2019))
    exact = "iso3|indicator|year|value_usd\n"
    exact += "".join(f"PAK|TM.VAL.MRCH.CD.WT|{y}|40e9\nPAK|TX.VAL.MRCH.CD.WT|{y}|20e9\n" for y in (2018, 2019))
    library = shelve(
        comtrade_partner=rows, macro=MACRO_HEAD + macro("PAK", 2018) + macro("PAK", 2019), wdi_selected=exact
    )
    assert by(library.sql(comtrade_share("r.imports", "imports"), POWERS), "year") == {(2019,): 0.25}
    assert by(library.sql(comtrade_share("r.imports + r.exports", "both_ways"), POWERS), "year") == {(2019,): 0.25}


AID = """
    iso3|country|transaction|fiscal_year|current_usd|constant_usd
    PAK|Pakistan|Obligations|2015|1000000000|1200000000
    PAK|Pakistan|Disbursements|2015|9000000000|9000000000
    PAK|Pakistan|Obligations|2021|100000000|107000000
    IND|India|Obligations|2021|-50000000|-53500000
    |Vietnam (former South)|Obligations|1970|1000000000|6000000000
"""
GCDF = """
    ccode|year|oof_adj|oda_adj|vof_adj
    770|2015|2000000000|500000000|0
"""


def finance(shelve):
    years = (2014, 2015, 2021, 2022)
    constant = "".join(f"total_gdp_us_inflation_adjusted|{s}|{y}|200e9\n" for s in ("PAK", "IND", "BRA") for y in years)
    library = shelve(
        us_aid=AID,
        gcdf=GCDF,
        macro=MACRO_HEAD + constant,
        pwt="isocode|year|rgdpna\nPAK|2014|100\nPAK|2013|50\nRVN|1970|1",
    )
    return by(
        library.sql(f"WITH {FINANCE} SELECT state, power, year, share AS value FROM finance"), "state", "power", "year"
    )


def test_finance_is_in_one_price_basis_in_percent_of_real_gdp(shelve):
    found = finance(shelve)
    assert found["PAK", "USA", 2015] == pytest.approx(100 * 1e9 / 200e9)  # 2015 dollars are current dollars of 2015
    assert found["PAK", "USA", 2021] == pytest.approx(100 * 0.107e9 / 1.2 / 200e9)
    assert found["PAK", "CHN", 2015] == pytest.approx(100 * 2.5e9 * 1.07 / 1.2 / 200e9)


def test_finance_zero_is_given_only_to_states_that_the_source_knows_inside_coverage(shelve):
    found = finance(shelve)
    assert found["PAK", "USA", 2014] == 0.0
    assert found["IND", "USA", 2021] == 0.0  # a net withdrawal is no new finance
    assert found["PAK", "CHN", 2014] == 0.0
    assert ("PAK", "CHN", 2022) not in found  # beyond coverage
    assert not [key for key in found if key[0] == "BRA"]  # never named: not known to be zero


def test_a_fall_is_below_half_of_each_of_three_years_of_weight(shelve):
    aid = "iso3|country|transaction|fiscal_year|current_usd|constant_usd\n"
    paid = {"PAK": (1.0, 0.9, 0.8, 0.3, 0.3), "IND": (9.0, 0.5, 0.5, 0.3, 0.3), "NPL": (0.01, 0.01, 0.01, 0.0, 0.0)}
    constant = ""
    for state, billions in paid.items():
        for year, value in zip(range(2012, 2017), billions, strict=True):
            aid += f"{state}|{state}|Obligations|{year}|{value * 1e9}|{value * 1e9}\n"
            constant += f"total_gdp_us_inflation_adjusted|{state}|{year}|100e9\n"
    library = shelve(
        us_aid=aid + "LKA|LKA|Obligations|2021|1|1",
        gcdf="ccode|year|oof_adj|oda_adj|vof_adj\n780|2010|1|1|1",
        macro=MACRO_HEAD + constant,
        pwt="isocode|year|rgdpna\nPAK|2014|100",
    )
    table = indicators()["finance_fall"].compute(library, ("USA", "CHN"))
    found = by(table, "state", "year")
    assert found["PAK", 2015] == 1
    assert found["PAK", 2016] == 0  # the last three years hold the fall itself
    assert found["IND", 2015] == 0  # the end of one large loan
    assert found["NPL", 2015] == 0  # too little to fall from
    assert ("PAK", 2014) not in found  # no three years before it


def test_real_gdp_goes_back_at_the_growth_of_the_penn_table(shelve):
    library = shelve(
        macro=MACRO_HEAD + "total_gdp_us_inflation_adjusted|PAK|1960|30e9\n",
        pwt="isocode|year|rgdpna\nPAK|1959|90\nPAK|1960|100\nPAK|1961|110",
    )
    found = by(library.sql(f"WITH {REAL} SELECT state, year, gdp AS value FROM real"), "year")
    assert found == {(1960,): 30e9, (1959,): pytest.approx(27e9)}


def test_index_is_the_mean_of_the_shares_that_are_observed(shelve):
    library = shelve(
        nmc="""
        ccode|year|milex|milper|irst|pec|tpop|upop|cinc
        2|2000|75|50|50|50|20|50|0.5
        770|2000|25|50||50|80|50|0.5
        """
    )
    found = by(library.sql(f"WITH {INDEX} SELECT state, cinc AS value FROM placed"), "state")
    assert found[("USA",)] == pytest.approx((0.75 + 0.5 + 1 + 0.5 + 0.2 + 0.5) / 6)
    assert found[("PAK",)] == pytest.approx((0.25 + 0.5 + 0.5 + 0.8 + 0.5) / 5)


def test_the_border_of_pakistan_and_myanmar_ends_with_east_pakistan(shelve):
    library = shelve(
        contdir="""
        ccode1|ccode2|conttype|stdate|enddate
        770|775|1|1948-01-01|2016-12-01
        700|770|1|1947-08-14|2016-12-01
        770|780|4|1948-02-04|2016-12-01
        """
    )
    found = library.sql(f"WITH {BORDERS} SELECT state, other, last AS value FROM borders")
    last = by(found, "state", "other")
    assert last == {("PAK", "MMR"): 1971, ("MMR", "PAK"): 1971, ("PAK", "AFG"): 2016, ("AFG", "PAK"): 2016}


def test_sanction_lists_are_taken_apart_and_blocs_are_left_out(shelve):
    library = shelve(
        gsdb_cases="""
        case_id|sanctioned_state|sanctioning_state|begin|end
        1|"Korea, North"|"United States, Japan"|2006|2010
        2|"India, Pakistan"|United States|1998|2001
        3|Pakistan|EU|2000|2001
        """
    )
    found = library.sql(
        f"WITH {SANCTIONS} SELECT state, min(year) AS value FROM cases WHERE power = 'USA' GROUP BY ALL"
    )
    assert by(found, "state") == {("PRK",): 2006, ("IND",): 1998, ("PAK",): 1998}


def test_sanctions_of_a_name_that_outlived_its_state_are_its_successors(shelve):
    library = shelve(
        gsdb_cases="""
        case_id|sanctioned_state|sanctioning_state|begin|end
        1|"South Vietnam"|United States|1974|1978
        2|Eritrea|United States|1991|1994
        """
    )
    found = library.sql(f"WITH {SANCTIONS} SELECT state, year, 1 AS value FROM cases")
    years = {"RVN": [1974, 1975], "VNM": [1976, 1977, 1978], "ERI": [1993, 1994]}
    assert set(by(found, "state", "year")) == {(state, y) for state, held in years.items() for y in held}


def test_rivalries_run_both_ways_and_no_year_after_their_end(shelve):
    library = shelve(tss_rivalries="ccode1|ccode2|start|end\n2|710|1949|1972\n2|710|1996|2020\n220|300|1494|1918")
    found = library.sql(f"WITH {RIVALRIES} SELECT state, other, year, 1 AS value FROM rivalries")
    years = sorted(y for s, o, y in by(found, "state", "other", "year") if s == "CHN")
    assert years == [*range(1949, 1973), *range(1996, 2021)]
    assert len(found["year"]) == 2 * len(years)


def test_rivals_of_one_number_are_the_yemen_of_the_year(shelve):
    library = shelve(tss_rivalries="ccode1|ccode2|start|end\n679|698|1989|1990\n670|679|1989|1990\n255|220|1947|1949")
    found = library.sql(f"WITH {RIVALRIES} SELECT state, other, year, 1 AS value FROM rivalries WHERE state < other")
    assert set(by(found, "state", "other", "year")) == {
        ("OMN", "YMD", 1989),
        ("OMN", "YEM", 1990),
        ("SAU", "YAR", 1989),
        ("SAU", "YEM", 1990),
        ("DEU", "FRA", 1949),
    }
