"""Years, figures and names of events are told with exact spans, and nothing else is."""

import pytest

from tightrope.evidence.claims.events import dated_events, event_names, same_event
from tightrope.evidence.claims.quantities import figures, times


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Trade rose between 2010 and 2020.", ["2010-2020"]),
        ("In 1995-96 it passed.", ["1995-1996"]),
        ("It has grown since 2015.", ["since 2015"]),
        ("By 1990 it had ended.", ["until 1990"]),
        ("during the late 1980s", ["1987-1989"]),
        ("in March 1972 and in 2001", ["1972", "2001"]),
        ("2000 troops arrived", []),
        ("it paid $2015 for it, 1950 km away", []),
        ("a rise of 2005 % at most", []),
    ],
)
def test_times(text, expected):
    found = times(text)
    assert [w.label() for w in found] == expected
    assert all(any(c.isdigit() for c in text[w.start : w.stop]) for w in found)


def test_times_meet():
    first, second, third = times("since 2015")[0], times("in 2020")[0], times("until 2010")[0]
    assert first.meets(second)
    assert not first.meets(third)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a loan of US$ 62 billion", [(62e9, 62e9, "USD", "")]),
        ("some 10-15 percent", [(10, 15, "%", "about")]),
        ("more than 60,000 people", [(60000, 60000, "people", "over")]),
        ("two million refugees", [(2e6, 2e6, "refugee", "")]),
        ("from $5 billion to $12.4 billion", [(5e9, 5e9, "USD", ""), (12.4e9, 12.4e9, "USD", "")]),
        ("killing 2,977 civilians", [(2977, 2977, "people", "")]),
        ("in 2001, chapter 7, page 12", []),
        ("81 % of arms", [(81, 81, "%", "")]),
    ],
)
def test_figures(text, expected):
    found = figures(text)
    assert [(f.value, f.high, f.unit, f.bound) for f in found] == expected
    assert all(text[f.start : f.stop].strip() == text[f.start : f.stop] for f in found)


def test_figures_agree_within_bounds():
    exact, near, far = (figures(t)[0] for t in ("62 billion dollars", "about $65 billion", "$46 billion"))
    over = figures("more than $40 billion")[0]
    assert exact.agrees(near)
    assert not exact.agrees(far)
    assert over.agrees(exact)


def test_one_event_under_two_names():
    names = event_names(
        "The Doha deal was called the Doha Agreement; the agreement held. A Treaty of Westphalia ended it."
    )
    assert [n.key for n in names] == ["doha agreement", "doha agreement", "westphalia treaty"]


def test_a_year_dates_the_nearer_event():
    text = "The Elbia Accord of May 2020 came after Operation Silver Fox in 1991; since 2005 the Tana Treaty held."
    assert [(e.key, w.label()) for e, w in dated_events(text)] == [
        ("elbia agreement", "2020"),
        ("fox operation silver", "1991"),
    ]


def test_one_event_under_two_descriptions():
    def name(text):
        return event_names(text)[0]

    long = name("a deal between the Elbians and the Torvan League, signed then")
    assert same_event(long, name("the Torvan-Elbians deal in Marvik of that year"))
    assert not same_event(long, name("the Torvan-Ostian deal in Marvik"))
    assert not same_event(name("the U.S. withdrawal"), name("the US-Iraq withdrawal"))


def test_a_citation_dates_nothing():
    assert dated_events("The Elbia Accord held (Norrin, 2022).") == ()
