"""Mapping codes: rules, refusals, vectors, and what is offered."""

from __future__ import annotations

import numpy as np
import pytest

from tightrope.core.errors import ChoiceNeeded, InvalidValue, NotAState, UnknownName
from tightrope.data.codes import Ambiguity, from_iso3, map_codes, to_iso3


@pytest.mark.parametrize(
    ("code", "scheme"),
    [
        (770, "cow"), ("770", "gw"), ("pak", "iso3"), ("PK", "iso2"), (586, "ison"), ("PAK", "wb"), ("586", "un"),
        (29, "vdem"), ("PAKISTAN", "name"), (np.int32(770), "cow"), (770.0, "cow"), (" PAK ", "iso3"),
    ],
)  # fmt: skip
def test_a_plain_state_is_found_in_every_scheme(code, scheme) -> None:
    assert to_iso3(code, scheme, 2000) == "PAK"


@pytest.mark.parametrize(
    ("name", "iso3"),
    [
        ("côte d'ivoire", "CIV"), ("Ivory Coast", "CIV"), ("TÜRKİYE", "TUR"), ("Korea, Rep.", "KOR"),
        ("Democratic People's Republic of Korea", "PRK"), ("Viet Nam", "VNM"), ("Burma", "MMR"), ("Gambia, The", "GMB"),
        ("St. Kitts & Nevis", "KNA"), ("São Tomé and Príncipe", "STP"), ("Hong Kong SAR, China", "HKG"),
        ("Taiwan, China", "TWN"), ("Congo, Dem. Rep.", "COD"), ("Congo, Rep.", "COG"), ("USA", "USA"),
    ],
)  # fmt: skip
def test_names_are_taken_in_the_spellings_of_publishers(name, iso3) -> None:
    assert to_iso3(name, "name", 2005) == iso3


def test_an_unknown_name_is_offered_the_nearest() -> None:
    with pytest.raises(UnknownName, match=r"did you mean PAK \(Pakistan\)"):
        to_iso3("Pakistn", "name", 2000)
    with pytest.raises(UnknownName, match="Pakistan"):
        to_iso3("PAKISTAN", "iso3", 2000)
    with pytest.raises(UnknownName, match="no such Correlates of War number"):
        to_iso3(9999, "cow", 2000)


def test_outside_the_years_is_said_apart_from_unknown() -> None:
    with pytest.raises(NotAState, match=r"1971-12-16 on; choose, if you mean it, BGD \(Bangladesh\), PAK \(Pakistan\)"):
        to_iso3("BGD", "iso3", 1970)
    with pytest.raises(NotAState, match="Puerto Rico"):
        to_iso3("PRI", "wb", 2000)


@pytest.mark.parametrize(
    ("scheme", "year"), [("fips", 2000), ("cow", 1700), ("cow", 2030), ("cow", "soon"), ("cow", 0)]
)
def test_a_scheme_or_year_that_is_not_there_is_refused(scheme, year) -> None:
    with pytest.raises(InvalidValue):
        to_iso3(2, scheme, year)


def test_a_rule_decides_what_is_open_and_nothing_else() -> None:
    assert to_iso3("Serbia", "name", 2006, choices={"Serbia 2006": "SRB"}) == "SRB"
    assert to_iso3("serbia", "name", 2005, choices={"SERBIA": "YUG", "Serbia 2006": "SRB"}) == "YUG"
    assert to_iso3("Serbia", "name", 2006, choices={"Serbia": "YUG", "Serbia 2006": "SRB"}) == "SRB"
    assert to_iso3(255, "cow", 1944, choices={"255 1944": "DEU"}) == "DEU"
    assert to_iso3("KSA", "iso3", 2000, choices={"KSA": "SAU"}) == "SAU"
    assert to_iso3("BGD", "iso3", 1970, choices={"BGD": "PAK"}) == "PAK"
    assert to_iso3("USA", "iso3", 2000, choices={"USA": "CAN"}) == "USA"
    with pytest.raises(ChoiceNeeded):
        to_iso3("Serbia", "name", 2006, choices={"Serbia 2005": "SRB"})


def test_a_rule_that_chooses_what_is_not_offered_is_refused() -> None:
    with pytest.raises(InvalidValue, match="choose among SRB, YUG"):
        to_iso3("Serbia", "name", 2006, choices={"Serbia 2006": "HRV"})
    with pytest.raises(UnknownName):
        to_iso3("Serbia", "name", 2006, choices={"Serbia 2006": "SERBIA"})


def test_the_error_shows_the_rule_to_write() -> None:
    with pytest.raises(ChoiceNeeded, match=r'choices=\{"Korea 2000": "..."\}') as caught:
        to_iso3("Korea", "name", 2000)
    assert "\n" not in str(caught.value)


def test_many_rows_are_mapped_and_the_rest_is_told() -> None:
    codes = np.array([2, 345, 345, 255, 9999, 817, np.nan, 770])
    years = np.array([2000, 2005, 2006, 1944, 2000, 1990, 2000, np.nan])
    mapped = map_codes(codes, years, "cow", choices={"345 2006": "SRB", "2 2000": "CAN"})
    assert list(mapped.iso3) == ["USA", "YUG", "SRB", "", "", "", "", ""]
    assert [(u.code, u.why) for u in mapped.unknown] == [("", "no code"), ("9999", "no such Correlates of War number")]
    assert [(a.code, a.years, a.choices) for a in mapped.ambiguous] == [("255", ("1944",), ("DDR", "DEU"))]
    assert isinstance(mapped.ambiguous[0], Ambiguity)
    assert [(o.code, o.choices) for o in mapped.outside] == [("770", ()), ("817", ("RVN", "VNM"))]
    assert mapped.unused == ("2 2000",)
    assert str(mapped.ambiguous[0]).startswith("255 1944: the German Reich")


def test_rows_of_a_kind_are_told_once_with_their_years() -> None:
    mapped = map_codes(["Korea"] * 4 + ["Japan"], [2001, 2000, 2000, 2003, 2000], "name")
    assert len(mapped.ambiguous) == 1
    told = mapped.ambiguous[0]
    assert (told.years, told.rows) == (("2000", "2001", "2003"), 4)
    assert str(told).startswith("Korea 2000 to 2003: ")


def test_one_year_or_day_serves_for_all_rows() -> None:
    assert list(map_codes(["156", "840"], "1971-10-26", "un").iso3) == ["CHN", "USA"]
    assert list(map_codes(["CHN"], 2000, "iso3").iso3) == ["CHN"]
    assert list(map_codes(["840", "156"], ["1971-10-26", "1971-10-24"], "un").iso3) == ["USA", ""]
    with pytest.raises(InvalidValue, match="2 codes and 1 years"):
        map_codes(["CHN", "USA"], [2000], "iso3")


def test_years_beyond_the_table_are_outside() -> None:
    mapped = map_codes([2, 2], [1700, 2100], "cow")
    assert [o.years for o in mapped.outside] == [("1700", "2100")]
    assert not mapped.unknown


def test_the_way_back_takes_rules_too() -> None:
    assert from_iso3("DEU", "cow", 1990, choices={"DEU 1990": "255"}) == "255"
    assert from_iso3("TWN", "un", 2000, choices={"TWN": "490"}) == "490"
    assert from_iso3("FRA", "name", 2000) == "France"
    with pytest.raises(ChoiceNeeded, match="choose among 260, 255"):
        from_iso3("DEU", "cow", 1990, choices={"DEU 1990": "999"})
    with pytest.raises(NotAState, match="Bangladesh is on the lists from 1971-12-16"):
        from_iso3("BGD", "cow", 1970)
    with pytest.raises(NotAState):
        from_iso3("YEM", "name", 1980)
    with pytest.raises(UnknownName):
        from_iso3("XXX", "cow", 2000)
