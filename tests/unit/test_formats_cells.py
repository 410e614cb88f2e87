"""Cells of text become columns: what is a number, what is missing, what stays text, and why."""

from __future__ import annotations

import numpy as np
import pytest

from tightrope.core.errors import ChoiceNeeded, FileDamaged
from tightrope.data.formats.handover import texts
from tightrope.data.formats.readers import delimited
from tightrope.data.formats.readers.dialect import sniff
from tightrope.data.formats.reading import CAPS, Coded, Given


@pytest.fixture
def given(tmp_path):
    def make(text: str, **choices) -> Given:
        file = tmp_path / "x.csv"
        file.write_bytes(text.encode())
        return Given(file=file, name="x.csv", caps=CAPS, choices=choices, work=tmp_path)

    return make


@pytest.fixture
def read(given, tmp_path):
    def inner(text: str, **choices):
        for file in tmp_path.iterdir():
            file.unlink()
        found = delimited.read(given(text, **choices))
        return {n: texts(c) if isinstance(c, Coded) else c for n, c in found.columns}, " | ".join(found.notes)

    return inner


@pytest.mark.parametrize("marker", ["NA", "..", "n/a", "-", ".", "NaN"])
def test_markers_are_missing_in_numbers_and_counted(read, marker):
    columns, notes = read(f"s,v\n{marker},1\nx,{marker}\ny,2.5\n")
    np.testing.assert_array_equal(columns["v"], [1, np.nan, 2.5])
    assert f"'{marker}' (1 cells) read as missing" in notes
    assert columns["s"][0] == marker, "in a column of text it stays what it is"


def test_a_declared_marker_is_missing_everywhere(read):
    columns, notes = read("s,v\nNA,1\nx,-99\n", missing="NA|-99")
    assert columns["s"].tolist() == ["", "x"]
    assert "as chosen" in notes
    np.testing.assert_array_equal(columns["v"], [1, np.nan])


@pytest.mark.parametrize("cell", ["9007199254740993", "-9223372036854775807"])
def test_whole_numbers_are_exact(read, cell):
    columns, _ = read(f"a,b\n{cell},1\n1,2\n")
    assert columns["a"].tolist() == [int(cell), 1]
    columns, notes = read(f"a,b\n{cell},1\nNA,2\n")
    assert columns["a"][0] == cell, "with a missing one it would have to be a double, which cannot hold it"
    assert "too long to be held exactly" in notes


@pytest.mark.parametrize(
    ("cell", "why"), [("123456789012345678901", "too long"), ("1e999", "larger than any"), ("1_000", "no numbers")]
)
def test_what_no_number_holds_stays_text(read, cell, why):
    columns, notes = read(f"a,b\n{cell},1\n1,2\n")
    assert columns["a"].tolist() == [cell, "1"]
    assert why in notes


def test_codes_keep_their_zeros(read):
    columns, notes = read("code,v\n004,1\n040,2\n")
    assert columns["code"].tolist() == ["004", "040"]
    assert "zeros=number" in notes
    assert read("code,v\n004,1\n040,2\n", zeros="number")[0]["code"].tolist() == [4, 40]


def test_stray_text_in_a_column_of_numbers_is_said_with_its_row(read):
    columns, notes = read("v,w\n1,1\n2,2\nabout 3,3\n4,4\n")
    assert columns["v"].tolist() == ["1", "2", "about 3", "4"]
    assert "'about 3' in row 4" in notes


def test_an_empty_column_is_said(read):
    columns, notes = read("a,b\n1,\n2,\n")
    assert np.isnan(columns["b"]).all()
    assert "column 'b' is empty" in notes


@pytest.mark.parametrize(
    ("thousands", "decimal", "cell", "value"),
    [
        (",", "", "1,234,567.5", 1234567.5),
        (".", ",", "1.234,5", 1234.5),
        (" ", ",", "1 234,5", 1234.5),
        (" ", "", "1\u202f234", 1234),
        ("'", "", "1'234.5", 1234.5),
    ],
)
def test_chosen_marks_are_taken(read, thousands, decimal, cell, value):
    choices = {"thousands": thousands} | ({"decimal": decimal} if decimal else {})
    columns, _ = read(f"a;b\n{cell};x\n", delimiter=";", **choices)
    assert columns["a"].tolist() == [value]


def test_marks_that_do_not_fit_leave_text(read):
    columns, notes = read("a;b\n12,34,5;x\n1,234;y\n", delimiter=";", thousands=",")
    assert columns["a"].tolist() == ["12,34,5", "1,234"]
    assert "column 'a'" in notes


def test_one_mark_cannot_mean_two_things(read):
    with pytest.raises(ChoiceNeeded, match="both the decimal and the thousands"):
        read("a;b\n1,5;2\n", decimal=",", thousands=",")


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [("a;b\n1,5;2,5\n", ";"), ("a,b\n1,2\n", ","), ("a\tb\n1,5\t2\n", "\t"), ("a|b\n1|2\n", "|"), ("a\n1\n", ",")],
)
def test_the_delimiter_is_told(given, text, delimiter):
    made = given(text)
    assert sniff(made.file, made).delimiter == delimiter


def test_two_delimiters_that_would_do_are_a_choice(given):
    made = given("a,b;c\n1,2;3\n")
    with pytest.raises(ChoiceNeeded, match="comma or semicolon"):
        sniff(made.file, made)


def test_lines_before_the_header_are_skipped_on_request(read):
    text = 'Source,World Bank\n"Updated, twice"\n\na,b\n1,2\n'
    with pytest.raises(FileDamaged, match=r"lines? 2"):
        read(text)
    columns, _ = read(text, skip="3")
    assert {name: c.tolist() for name, c in columns.items()} == {"a": [1], "b": [2]}


def test_two_rows_can_make_the_names(read):
    columns, _ = read("X,,Y\na,b,c\n1,2,3\n", header="2")
    assert list(columns) == ["X / a", "b", "Y / c"]


def test_a_name_may_hold_a_line_break(read):
    columns, _ = read('"a\nq",b\n1,2\n3,4\n')
    assert columns["a\nq"].tolist() == [1, 3]
