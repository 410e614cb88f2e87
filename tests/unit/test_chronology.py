"""The chronology: what it must hold, what it refuses, and what it says about turning years."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from tightrope.core.errors import InvalidValue, StudyError
from tightrope.explain import chronology

PROJECT = Path(__file__).parents[2]
FILE = PROJECT / "studies" / "pakistan" / "chronology.toml"
GOOD = {
    "id": "a-2001",
    "date": "2001-09-13",
    "precision": "day",
    "title": "A",
    "text": "B.",
    "actors": ["PAK", "USA"],
    "domain": "security",
    "sign_first": 1,
    "sign_second": 0,
    "initiator": "first",
    "mode": "coerced",
    "source": "somekey",
    "locator": "page 3",
}


@pytest.fixture(scope="module")
def events():
    return chronology.load_events(FILE)


@pytest.fixture(scope="module")
def citations():
    return set(re.findall(r"^@\w+\{([^,]+),", (PROJECT / "references.bib").read_text(), re.MULTILINE))


def written(folder, *entries):
    def line(key, value):
        if isinstance(value, bool):
            return f"{key} = {str(value).lower()}"
        if isinstance(value, list):
            return f"{key} = [" + ", ".join(f'"{v}"' for v in value) + "]"
        return f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"'

    text = "\n".join("[[event]]\n" + "\n".join(line(k, v) for k, v in entry.items()) for entry in entries)
    file = folder / "chronology.toml"
    file.write_text(text)
    return file


def faults(folder, **change):
    entry = {k: v for k, v in {**GOOD, **change}.items() if v is not None}
    with pytest.raises(StudyError) as caught:
        chronology.load_events(written(folder, entry))
    return [str(f) for f in caught.value.faults]


def test_there_are_enough_events_and_most_were_looked_up(events):
    assert len(events) >= 80
    assert len(chronology.sourced(events)) >= 75
    assert events[0].year == 1947
    assert events[-1].year == 2026
    decades = Counter(e.year // 10 for e in chronology.sourced(events))
    assert all(decades[d] >= 5 for d in range(194, 203))


def test_the_events_that_readers_look_for_are_there(events):
    years = {(e.year, sign) for e in chronology.sourced(events) for sign in ((0, e.sign_first), (1, e.sign_second))}
    for year in (1965, 1979, 1990, 1998, 2011, 2016, 2018):
        assert (year, (0, -1)) in years, year
    for year in (1954, 1981, 2001, 2004, 2009, 2025):
        assert (year, (0, 1)) in years, year
    for year in (1951, 1963, 1965, 1978, 2005, 2006, 2010, 2013, 2015, 2022):
        assert (year, (1, 1)) in years, year
    ids = {e.id for e in events}
    assert {"pressler-1990", "mnna-2004", "nuclear-deal-2005", "klb-2009", "kabul-2021", "lemoa-2016"} <= ids


def test_every_citation_has_a_locator_and_a_source_that_exists(events, citations):
    assert [e.id for e in events if e.source != "unverified" and not e.locator] == []
    assert chronology.unknown_sources(events, citations) == ()


def test_a_page_locator_carries_the_address_of_its_reference(events):
    bib = (PROJECT / "references.bib").read_text()
    for event in events:
        if event.locator.startswith("http"):
            address = event.locator.split(" ; ")[0]
            entry = bib[bib.index("{" + event.source + ",") :]
            assert address in entry[: entry.index("\n}")], event.id


def test_pages_named_inside_a_locator_are_references(events, citations):
    for event in events:
        for key in re.findall(r"in the page ([a-z0-9-]+)", event.locator):
            assert key in citations, event.id


def test_unverified_events_enter_nothing(events):
    loose = [e for e in events if e.source == "unverified"]
    assert loose
    kept = chronology.sourced(events)
    assert not set(loose) & set(kept)
    assert all(e not in chronology.near(events, e.year, within=3) for e in loose)


def test_a_citation_without_locator_is_refused(tmp_path):
    found = faults(tmp_path, locator=None)
    assert len(found) == 1
    assert "locator is missing for a cited source" in found[0]
    assert "[a-2001]" in found[0]


def test_an_unverified_event_needs_no_locator_and_may_not_carry_one(tmp_path):
    entry = {k: v for k, v in {**GOOD, "source": "unverified"}.items() if k != "locator"}
    event = chronology.load_events(written(tmp_path, entry))[0]
    assert not event.sourced
    assert "unverified" in faults(tmp_path, source="unverified")[0]


def test_all_faults_come_at_once_each_with_its_key(tmp_path):
    found = faults(tmp_path, domain="war", mode="begged", sign_first=2, date="2001-13-01", actors=["pak"])
    assert len(found) == 5
    for key in ("domain", "mode", "sign_first", "date", "actors"):
        assert any(f" {key} " in f for f in found), key
    assert all(isinstance(f, InvalidValue) for f in _caught(tmp_path))


def _caught(folder):
    with pytest.raises(StudyError) as caught:
        chronology.load_events(folder / "chronology.toml")
    assert "\n" not in str(caught.value)
    return caught.value.faults


@pytest.mark.parametrize(
    ("date", "precision"),
    [("2001", "day"), ("2001-09-13", "year"), ("2001-02-30", "day"), ("2001/2000", "range"), ("2001", "range")],
)
def test_a_date_must_fit_its_precision(tmp_path, date, precision):
    assert "date" in faults(tmp_path, date=date, precision=precision)[0]


def test_ranges_of_mixed_precision_are_read(tmp_path):
    event = chronology.load_events(written(tmp_path, {**GOOD, "date": "1947-09/1948", "precision": "range"}))[0]
    assert (event.year, chronology.last_year(event)) == (1947, 1948)


def test_two_events_may_not_share_an_id(tmp_path):
    with pytest.raises(StudyError, match="share this id"):
        chronology.load_events(written(tmp_path, GOOD, GOOD))


def test_missing_and_unknown_keys_are_named(tmp_path):
    found = faults(tmp_path, mode=None, tone="warm")
    assert any("mode is missing" in f for f in found)
    assert any("tone is no field" in f for f in found)


def test_a_file_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(StudyError, match="cannot be read"):
        chronology.load_events(tmp_path / "none.toml")


def test_a_turning_year_gets_who_moved_from_the_nearest_year_only(events):
    move = chronology.attach(events, [1990], power=0, direction=-1)[0]
    assert (move.initiator, move.mode) == ("first", "withdrawn")
    assert move.events[0].id == "pressler-1990"
    (year_2011,) = chronology.attach(events, [2011], power=0, direction=-1, within=0)
    assert year_2011.initiator == "first"
    assert {"davis-2011", "abbottabad-2011", "salala-2011", "routes-closed-2011"} <= {e.id for e in year_2011.events}


def test_no_majority_means_unknown_and_silence_stays_silent(tmp_path):
    other = {**GOOD, "id": "b-2001", "initiator": "focal", "mode": "offered"}
    pair = chronology.load_events(written(tmp_path, GOOD, other))
    (move, empty) = chronology.attach(pair, [2001, 1980], power=0)
    assert (move.initiator, move.mode, len(move.events)) == (None, None, 2)
    assert (empty.initiator, empty.mode, empty.events) == (None, None, ())
    assert chronology.attach(pair, [2001], power=1)[0].events == ()


def test_near_sorts_by_distance_and_counts_a_range_in_every_year(tmp_path):
    long = {**GOOD, "id": "war", "date": "1980/1989", "precision": "range"}
    late = {**GOOD, "id": "late", "date": "1986", "precision": "year"}
    events = chronology.load_events(written(tmp_path, late, long))
    assert [e.id for e in chronology.near(events, 1985)] == ["war", "late"]
    assert [e.id for e in chronology.near(events, 1990)] == ["war"]
    assert chronology.near(events, 1992) == ()


@pytest.mark.shared
def test_spans_lie_in_the_texts_and_no_sentence_of_theirs_is_copied(events, shared_documents):
    texts = {f.name: f.read_bytes().decode("utf-8") for f in shared_documents.glob("*.txt")}
    from_texts = [e for e in events if e.source.endswith(".txt")]
    assert len(from_texts) >= 15
    for event in from_texts:
        start, stop = chronology.span(event)
        assert texts[event.source][start:stop].strip() == texts[event.source][start:stop] != "", event.id
    bodies = [" ".join(re.findall(r"\w+", t.lower())) for t in texts.values()]
    for event in events:
        words = re.findall(r"\w+", f"{event.title} {event.text}".lower())
        for i in range(len(words) - 7):
            assert not any(" ".join(words[i : i + 8]) in body for body in bodies), event.id


@pytest.mark.shared
def test_votes_stated_in_locators_are_the_votes_cast(events, shared_data):
    said = {"yes": "Y", "no": "N", "abstain": "A", "abstains": "A"}
    folder = shared_data / "unga_votes"
    checked = 0
    for event in (e for e in events if e.source == "unga_votes/undl_resolutions"):
        first = event.locator.split(";")[0]
        resolution, date = re.match(r"(\S+), (\d{4}-\d{2}-\d{2})", first).groups()
        votes = dict(
            duckdb.sql(
                f"SELECT iso3, vote FROM '{folder}/undl_votes.parquet' JOIN '{folder}/undl_resolutions.parquet' "
                f"USING (undl_id) WHERE resolution = '{resolution}' AND date = '{date}'"
            ).fetchall()
        )
        there = (
            f"SELECT 1 FROM '{folder}/undl_resolutions.parquet' WHERE resolution = '{resolution}' AND date = '{date}'"
        )
        assert duckdb.sql(there).fetchall(), event.id
        for states, word in re.findall(r"((?:[A-Z]{3}, )*[A-Z]{3}) (yes|no|abstains?)\b", first):
            for state in states.split(", "):
                assert votes[state] == said[word], (event.id, state)
                checked += 1
    assert checked >= 25


@pytest.mark.shared
def test_rows_of_other_tables_are_there(events, shared_data):
    def rows(query):
        return duckdb.sql(query).fetchall()

    for event in events:
        if event.source == "us_foreign_aid/us_foreign_aid_country_year":
            year, million = re.search(r"fiscal year (\d{4}): ([\d,.]+)", event.locator).groups()
            found = rows(
                f"SELECT current_usd FROM '{shared_data}/{event.source}.parquet' WHERE iso3 = 'PAK' "
                f"AND transaction = 'Obligations' AND fiscal_year = {year}"
            )
            assert found[0][0] / 1e6 == pytest.approx(float(million.replace(",", "")), abs=0.06), event.id
        elif event.source == "gsdb_sanctions/gsdb_v4_cases":
            case = re.match(r"case (\d+)", event.locator)[1]
            found = rows(f"SELECT * FROM '{shared_data}/{event.source}.parquet' WHERE case_id = {case}")
            assert "Pakistan" in str(found[0]), event.id
            assert "United States" in str(found[0]), event.id
        elif event.source == "imf_arrangements/imf_arrangements_1952_2019":
            start = re.search(r"\d{4}-\d{2}-\d{2}", event.locator)[0]
            query = f"SELECT 1 FROM '{shared_data}/{event.source}.csv' WHERE iso3 = 'PAK' AND start = '{start}'"
            assert rows(query), event.id
            assert event.date == start
        elif event.source.endswith("chinese_leader_travel_1949_2025"):
            year, leader = re.match(r"(\d{4}), ([^,]+),", event.locator).groups()
            query = f"SELECT 1 FROM '{shared_data}/{event.source}.csv' WHERE iso3 = 'PAK' AND year = {year}"
            assert rows(f"{query} AND leader = '{leader}'"), event.id
        elif event.source == "sipri_arms/deal_register_to_2023":
            supplier, order = re.match(r"(United States|China) to Pakistan, \d+ ([A-Z][\w-]+)", event.locator).groups()
            query = f"SELECT 1 FROM '{shared_data}/{event.source}.parquet' WHERE recipient = 'Pakistan' "
            found = rows(f"{query} AND supplier = '{supplier}' AND designation LIKE '{order}%'")
            assert found, event.id


def test_the_file_names_its_focal_state_and_powers_in_order():
    raw = tomllib.loads(FILE.read_text())
    assert (raw["focal"], raw["powers"]) == ("PAK", ["USA", "CHN"])
