"""No shipped row stands under a state that did not live in that year, but for the cases listed here."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tightrope.catalog.shelf import indicators
from tightrope.data.read import read_parquet
from tightrope.data.states import lived, states
from tightrope.study.holdings import reference

SHIPPED = sorted(reference.manifest()["indicators"])
# series whose year stands for all years
TIMELESS = {"contiguity": 1946, "distance": 1946}
# seats in the United Nations before a state's own: voters and speakers of their own, with the last year
SEATS = {"BLR": 1990, "UKR": 1990, "IND": 1946}
UNITED_NATIONS = {
    "contested_votes", "contested_with", "ideal_point", "ideal_point_distance", "powers_kappa", "powers_mentions",
    "speech_attention", "un_a", "un_agreement", "un_identical", "un_kappa",
}  # fmt: skip


def named(name: str) -> dict[str, set[int]]:
    """Return the years of every state that a shipped table names, in whichever column."""
    table = read_parquet(reference.SHIPPED / f"{name}.parquet")
    years: dict[str, set[int]] = defaultdict(set)
    for column in {"state", "other", "power"} & set(table):
        for code, year in set(zip(table[column].tolist(), table["year"].tolist(), strict=True)):
            for one in code.split("-") if column == "state" and indicators()[name].shape == "system" else [code]:
                years[one].add(year)
    years.pop("WORLD", None)
    return years


@pytest.mark.parametrize("name", SHIPPED)
def test_no_row_stands_under_a_state_that_did_not_live(name: str) -> None:
    wrong = {}
    for code, years in sorted(named(name).items()):
        assert code in states(), f"{code} is no state"
        if name in TIMELESS:
            assert years == {TIMELESS[name]}
            continue
        dead = {year for year in years if not lived(code, year)}
        if name in UNITED_NATIONS:
            dead = {year for year in dead if year > SEATS.get(code, 0)}
        if dead:
            wrong[code] = sorted(dead)
    assert wrong == {}


def test_every_exception_is_needed() -> None:
    used = {name: {c for c, years in named(name).items() if any(not lived(c, y) for y in years)} for name in SHIPPED}
    assert {name for name, codes in used.items() if codes and name not in TIMELESS} == UNITED_NATIONS
    assert set().union(*(used[name] for name in UNITED_NATIONS)) == set(SEATS)


@pytest.mark.parametrize(
    ("name", "code", "first", "last"),
    [
        ("speech_attention", "YAR", 1951, 1989),
        ("speech_attention", "YEM", 1990, 2024),
        ("arms_share", "YUG", 1951, 2001),
        ("arms_share_5y", "CSK", 1954, 1992),
        ("neighbor_wars", "YUG", 1989, 2005),
        ("neighbor_wars", "SRB", 2006, 2022),
        ("rivalry", "YMD", 1967, 1990),
        ("energy_imports", "CZE", 1993, 2014),
        ("un_kappa", "TWN", 1949, 1970),
    ],
)
def test_a_series_begins_and_ends_with_its_state(name: str, code: str, first: int, last: int) -> None:
    years = named(name)[code]
    assert (min(years), max(years)) == (first, last)
