import math

import pytest

from tightrope.report import wording


@pytest.mark.parametrize(
    ("p", "word"),
    [
        (0.01, "almost no chance"),
        (0.05, "very unlikely"),
        (0.2, "unlikely"),
        (0.45, "roughly even chance"),
        (0.549, "roughly even chance"),
        (0.55, "likely"),
        (0.8, "very likely"),
        (0.95, "almost certain"),
        (1.0, "almost certain"),
    ],
)
def test_likelihood_words_follow_the_bands_of_icd_203(p, word):
    assert wording.likelihood(p) == word


def test_zero_and_one_are_never_printed_as_certainty():
    assert wording.chance(0.0) == "under 1 %"
    assert wording.chance(1.0) == "over 99 %"
    assert wording.chance(0.485) == "48 %"
    assert wording.chances(0.0, 0.31) == "under 1 to 31 %"
    assert wording.chances(0.301, 0.299) == "30 %"


def test_a_missing_number_is_not_observed_and_zero_is_zero():
    assert wording.number(None) == wording.number(math.nan) == "not observed"
    assert wording.number(0.0) == "0.00"
    assert wording.interval(None, 1.0) == ""


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.777, "", "0.78"),
        (12.34, "%", "12.3 %"),
        (1234567.0, "", "1\u202f234\u202f567"),
        (-0.5, "", "\u22120.50"),
        (140.2, "", "140"),
    ],
)
def test_numbers_keep_the_digits_that_they_deserve(value, unit, text):
    assert wording.number(value, unit) == text


def test_years_are_printed_in_runs():
    assert wording.years([1971, 1954, 1955, 1956]) == "1954\u201356, 1971"
    assert wording.span(1998, 2003) == "1998\u20132003"


@pytest.mark.parametrize(
    ("tilt", "words"),
    [
        ((0.5, 0.3, 0.7), "clearly closer to China"),
        ((-0.5, -0.7, -0.3), "clearly closer to the United States"),
        ((0.2, 0.05, 0.3), "closer to China"),
        ((0.05, -0.1, 0.18), "level"),
        ((0.3, -0.1, 0.6), "leans to China, but the interval spans level"),
        ((0.02, -0.5, 0.5), "no lean that the data can tell"),
        ((None, None, None), "not observed"),
    ],
)
def test_a_lean_is_worded_by_its_interval(tilt, words):
    assert wording.lean(*tilt, ("United States", "China")) == words


def test_the_lean_flips_when_the_powers_are_swapped():
    there = wording.lean(0.4, 0.1, 0.6, ("United States", "China"))
    back = wording.lean(-0.4, -0.6, -0.1, ("China", "United States"))
    assert there == back == "closer to China"


def test_the_linter_finds_likelihood_and_confidence_in_one_sentence():
    bad = "It is likely, with high confidence, that it holds."
    assert wording.lint(bad) == (bad,)
    assert wording.lint("It is likely that it holds. Confidence is high.") == ()
    assert wording.lint("We are confident.") == ()


def test_the_first_screen_refuses_signs_greek_and_code_names():
    assert wording.unplain("tilt -0.3 on un_kappa by \u03ba, H1 and T3") == ("-0", "\u03ba", "un_kappa", "H1", "T3")
    assert wording.unplain("0.45 (0.39 to 0.51) in 2020\u201324, 80 % of arms, two-sided") == ()


def test_labels_name_the_powers():
    powers = ("United States", "China")
    assert wording.power_words("limited_alignment_with_second", "Pakistan", powers) == "limited alignment with China"
    assert wording.power_words("first power", "Pakistan", powers) == "the United States"
    assert wording.the("United States of America") == "the United States"


def test_it_is_reads_as_english_for_every_word():
    for p in (0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99):
        text = wording.it_is(p, "it rains")
        assert text.endswith("that it rains")
        assert wording.likelihood(p) in text
