"""The table of states, what each was before and after, and the notes of a series that crosses a border."""

from __future__ import annotations

from pathlib import Path

import pytest

from tightrope.core.actor import Triad
from tightrope.core.errors import InvalidValue, StudyError, UnknownName
from tightrope.data.states import (
    LAST_YEAR,
    by_state,
    cow_years,
    crossings,
    folded,
    lived,
    lives,
    rows,
    state,
    states,
    steps,
    succession,
    table,
    titles,
)
from tightrope.study.spec import read_study


def test_every_row_of_the_shipped_table_is_among_the_spans() -> None:
    for row in rows():
        for scheme in ("cow", "gw"):
            assert row[scheme] in {s.code for s in by_state()[(row["iso3"], scheme)]}, row
    places = set(titles()) - set(states())
    assert places == {"HKG", "MAC", "PSE"}
    assert set(lives()) == set(titles())


def test_every_state_has_an_iso_code_of_its_own_and_a_main_name() -> None:
    for code in titles():
        assert any(s for s in by_state()[(code, "iso3")])
        assert any(not s.also for s in by_state()[(code, "name")])


def test_the_years_of_the_sql_view_are_those_in_which_a_state_lived_or_held_a_seat() -> None:
    years = cow_years()
    assert {(s, y) for _, y, s in years if not lived(s, y)} == {
        *(("UKR", y) for y in range(1946, 1991)),
        *(("BLR", y) for y in range(1946, 1991)),
        ("IND", 1946),
    }
    assert (679, 1989, "YEM") not in years
    assert (946, 1980, "KIR") in years
    assert (345, 2005, "YUG") in years
    assert (345, 2006, "SRB") in years
    assert max(year for _, year, _ in years) == LAST_YEAR


def test_steps_name_known_states_and_kinds() -> None:
    for step in steps():
        assert {step.predecessor, step.successor} <= set(titles())
        assert step.kind in {"split", "merger", "continuation", "rename", "seat", "transfer"}
        assert len(step.date) == 10
        assert step.series


def test_every_state_that_is_gone_has_a_successor() -> None:
    gone = {code for code, found in states().items() if found.until is not None}
    assert gone == {"CSK", "DDR", "EAZ", "RVN", "YAR", "YMD", "YUG"}
    assert gone <= {s.predecessor for s in steps() if s.successor != s.predecessor}


def test_what_a_state_was_before_and_becomes_after() -> None:
    then = succession("YUG", 1991)
    assert {s.successor for s in then.before} == {"HRV", "MKD", "SVN"}
    assert {"BIH", "MNE", "SRB"} <= {s.successor for s in then.after}
    assert [s.kind for s in succession("RUS", 2000).before if s.predecessor == s.successor == "RUS"] == ["continuation"]
    assert succession("DDR", 1985).after[0].successor == "DEU"
    assert succession("TWN", 1970).after[-1].kind == "seat"
    with pytest.raises(UnknownName, match="PAK"):
        succession("PKA", 1990)


@pytest.mark.parametrize(
    ("code", "first", "last", "says"),
    [
        ("PAK", 1960, 1980, "Pakistan before 1971-12 includes East Pakistan"),
        ("SDN", 2000, 2020, "includes what is South Sudan now"),
        ("ETH", 1980, 2000, "includes Eritrea"),
        ("DEU", 1980, 2000, "take in the Democratic Republic"),
        ("RUS", 1980, 2000, "Soviet Union"),
        ("YUG", 1980, 2000, "six republics"),
        ("SRB", 2000, 2010, "goes on from Serbia and Montenegro"),
        ("CHN", 1960, 1980, "votes and speeches of China before are Taipei's"),
        ("MYS", 1960, 1970, "Singapore"),
        ("TZA", 1961, 1970, "Tanganyika"),
        ("EGY", 1950, 1970, "Syria"),
        ("VNM", 1960, 1980, "north alone"),
    ],
)
def test_a_series_that_crosses_a_border_says_so(code: str, first: int, last: int, says: str) -> None:
    assert any(says in note for note in crossings(code, first, last))


def test_a_series_that_crosses_none_is_silent() -> None:
    assert crossings("PAK", 1972, 2020) == ()
    assert crossings("USA", 1946, 2024) == ()
    assert crossings("COD", 1960, 2020) == ()  # a new name is no border


def test_the_tables_hold_no_empty_cells_where_one_is_needed() -> None:
    for name, needed in {
        "states_spans": ("state", "scheme", "code", "since"),
        "states_codes": ("state", "since"),
        "states_unsettled": ("kind", "scheme", "code", "choices", "why"),
        "states_absent": ("state", "scheme", "why"),
        "states_succession": ("predecessor", "successor", "date", "kind", "series"),
        "states_names": ("name", "state"),
        "states_territories": ("iso3", "iso2", "ison", "name"),
        "states_seats": ("state", "since", "until", "why"),
    }.items():
        assert all(row[column] for row in table(name) for column in needed), name
    for row in table("states_unsettled"):
        assert set(row["choices"].split()) <= set(titles())


@pytest.mark.parametrize(
    ("name", "plain"),
    [("Côte d’Ivoire", "cote d ivoire"), ("The Gambia", "gambia"), ("St. Lucia", "saint lucia"), ("A & B", "a and b")],
)
def test_names_are_folded(name: str, plain: str) -> None:
    assert folded(name) == plain


def test_a_rival_pair_that_is_one_state_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="same state"):
        Triad(focal=state("PAK"), powers=(state("USA"), state("USA")))
    with pytest.raises(InvalidValue, match="one of the powers"):
        Triad(focal=state("CHN"), powers=(state("USA"), state("CHN")))
    file = tmp_path / "study.toml"
    for focal, powers in (("PAK", ("USA", "USA")), ("CHN", ("USA", "CHN"))):
        file.write_text(
            f'schema = 1\n[study]\nname = "toy"\ntitle = "A toy"\nfocal = "{focal}"\npowers = {list(powers)}\n'
            'period = { start = 1990, stop = 2020, step = "year" }\nseed = 1\n[explain]\ntheories = []\n',
            encoding="utf-8",
        )
        with pytest.raises(StudyError):
            read_study(file)
