"""Laws of the code table: nothing overlaps, the way back leads back, order and vectors change nothing."""

from __future__ import annotations

import datetime
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tightrope.core.errors import ChoiceNeeded, NotAState, UnknownName
from tightrope.data.codes import from_iso3, map_codes, to_iso3
from tightrope.data.states import FIRST_YEAR, LAST_YEAR, SCHEMES, by_code, by_state, closing, opening, titles, unsettled

STATES = st.sampled_from(sorted(titles()))
YEARS = st.integers(FIRST_YEAR, LAST_YEAR)
DAYS = st.dates(datetime.date(FIRST_YEAR, 1, 1), datetime.date(LAST_YEAR, 12, 31))
SCHEME = st.sampled_from(sorted(SCHEMES))
KNOWN = st.sampled_from(sorted(by_code()))
SETTLED = settings(max_examples=400, deadline=None)


def told(code, scheme, year):
    """Return the state, or the kind of the refusal."""
    try:
        return to_iso3(code, scheme, year)
    except (ChoiceNeeded, NotAState, UnknownName) as error:
        return type(error).__name__


def test_the_spans_of_a_state_in_a_scheme_never_overlap() -> None:
    for (state, scheme), held in by_state().items():
        main = sorted((s for s in held if not s.also), key=lambda s: s.since)
        for before, after in pairwise(main):
            assert before.until < after.since, (state, scheme, before, after)


def test_a_code_means_one_state_on_a_day_or_is_declared_ambiguous() -> None:
    for key, held in by_code().items():
        declared = [r for r in unsettled().get(key, ()) if r["kind"] == "ambiguous"]
        for a, b in combinations(held, 2):
            if a.state != b.state and a.meets(b.since, b.until):
                first, last = max(a.since, b.since), min(a.until, b.until)
                assert any(opening(r["since"]) <= first and last <= closing(r["until"]) for r in declared), (key, a, b)


def test_every_span_begins_before_it_ends_and_every_state_has_a_name() -> None:
    for held in by_code().values():
        for span in held:
            assert span.since <= span.until
            assert span.state in titles()
            assert f"{FIRST_YEAR}-01-01" <= span.since
            assert span.until <= f"{LAST_YEAR}-12-31"


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
def test_the_way_back_leads_back_for_every_state_and_year_since_1946(scheme: str) -> None:
    turns = 0
    for iso3 in titles():
        for year in range(1946, LAST_YEAR + 1):
            try:
                code = from_iso3(iso3, scheme, year)
            except (ChoiceNeeded, NotAState):
                continue
            assert told(code, scheme, year) in (iso3, "ChoiceNeeded")
            turns += told(code, scheme, year) == iso3
    assert turns > 9_000


@SETTLED
@given(KNOWN, YEARS)
def test_what_a_code_means_is_alive_and_has_the_code(key, year) -> None:
    scheme, code = key
    answer = told(code, scheme, year)
    if answer in titles():
        assert any(s.meets(f"{year}-01-01", f"{year}-12-31") for s in by_state()[(answer, scheme)] if s.code == code)


@SETTLED
@given(KNOWN, DAYS)
def test_a_day_never_contradicts_its_year(key, day) -> None:
    scheme, code = key
    whole, exact = told(code, scheme, day.year), told(code, scheme, day.isoformat())
    if whole in titles():
        assert exact in (whole, "NotAState")
    if exact in titles():
        assert whole in (exact, "ChoiceNeeded")


ROWS = st.lists(st.tuples(KNOWN, YEARS), min_size=1, max_size=30)


@settings(max_examples=100, deadline=None)
@given(ROWS, SCHEME, st.randoms(use_true_random=False))
def test_vectors_equal_scalars_in_any_order(rows, scheme, random) -> None:
    codes, years = [code for (_, code), _ in rows], [year for _, year in rows]
    mapped = map_codes(np.array(codes, dtype=object), np.array(years), scheme)
    scalars = [told(code, scheme, year) for code, year in zip(codes, years, strict=True)]
    assert [c or None for c in mapped.iso3] == [s if s in titles() else None for s in scalars]
    for kind, left in (
        ("UnknownName", mapped.unknown),
        ("ChoiceNeeded", mapped.ambiguous),
        ("NotAState", mapped.outside),
    ):
        assert sum(item.rows for item in left) == scalars.count(kind)
    order = list(range(len(rows)))
    random.shuffle(order)
    again = map_codes([codes[i] for i in order], [years[i] for i in order], scheme)
    assert [again.iso3[order.index(i)] for i in range(len(rows))] == list(mapped.iso3)
    assert (again.unknown, again.ambiguous, again.outside) == (mapped.unknown, mapped.ambiguous, mapped.outside)


@SETTLED
@given(STATES, SCHEME, YEARS)
def test_the_way_back_answers_or_says_why(iso3, scheme, year) -> None:
    said = ""
    try:
        code = from_iso3(iso3, scheme, year)
    except (ChoiceNeeded, NotAState) as error:
        code, said = "", str(error)
    assert code or iso3 in said
    assert "\n" not in said
